//! In: nothing; this is what is compared. Out: [`Coding`]: the events that one coder, a person or a program, saw in one
//! report. Knows no file and no form.

use jiff::civil::Date;

use crate::record::CountValue;

/// The events that one coder saw in one report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coding {
    /// The report.
    pub doc_id: String,
    /// In the order of the text.
    pub events: Vec<CodedEvent>,
}

/// An event as coded. What a coder left empty is `None` or empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodedEvent {
    /// The whole sentence.
    pub sentence: String,
    /// The word or particle verb that names the event.
    pub trigger: String,
    /// PLOVER type.
    pub kind: Option<String>,
    /// Mode.
    pub mode: Option<String>,
    /// Who.
    pub actors: Vec<Mention>,
    /// To whom.
    pub recipients: Vec<Mention>,
    /// Where.
    pub place: Option<Mention>,
    /// First day.
    pub start: Option<Date>,
    /// Last day. `None` with a `start`: not known, or that day.
    pub end: Option<Date>,
    /// How many.
    pub counts: Vec<CodedCount>,
    /// Did it happen.
    pub status: Option<String>,
    /// Who says so.
    pub said_by: Option<Mention>,
}

/// Words, and what they stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mention {
    /// The words.
    pub text: String,
    /// Code of a party, or GeoNames id of a place; `None` when the coder gave none.
    pub code: Option<String>,
}

/// A number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodedCount {
    /// What it counts: `killed`, `recipient`, …
    pub role: Option<String>,
    /// The interval.
    pub value: CountValue,
}
