//! In: nothing; this is the data of the chain. Out: the types [`Report`] and
//! [`Claim`] with their parts. Knows no text, rule or model.
//!
//! Offsets are bytes into [`Report::text`], end exclusive; what is printed counts code points.

use std::ops::Range;

use jiff::civil::Date;
pub use text::Span;

/// Where a report's publication day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedBasis {
    /// The user gave it (`--published`, or a field of the input record).
    Given,
    /// The page's own metadata.
    Metadata,
    /// The address.
    Url,
    /// The dateline of the text.
    Dateline,
    /// Not known.
    None,
}

/// Where another value of a report comes from: title, author, source, language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Basis {
    /// The user or a field of the input record gave it.
    Given,
    /// The page's, mail's, feed's or document's own metadata.
    Metadata,
    /// Shown on the page: a headline, a line with the author's name.
    Shown,
    /// The host of the address.
    Url,
    /// Told from the words of the text.
    Text,
    /// Not known.
    #[default]
    None,
}

/// The bases of a report's values, beside `published_basis`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bases {
    /// Of `title`.
    pub title: Basis,
    /// Of `author`.
    pub author: Basis,
    /// Of `source`.
    pub source: Basis,
    /// Of `language`.
    pub language: Basis,
}

/// A stretch that was removed from the page, with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Furniture {
    /// Bytes into [`Report::raw`].
    pub span: Span,
    /// The words.
    pub text: String,
    /// Why: `title-repeat`, `navigation`, `player`, `share`, `cookie`, `caption`, `related`, `footer`, …
    pub reason: &'static str,
}

/// One document, cleaned. Every byte of `text` comes from the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// From the input record, else the file's name.
    pub doc_id: String,
    /// Headline, when the page shows one.
    pub title: Option<String>,
    /// Address, when known.
    pub url: Option<String>,
    /// Who wrote it, as stated; several are joined by "; ".
    pub author: Option<String>,
    /// Publisher, when known.
    pub source: Option<String>,
    /// BCP 47 tag; `None` when it cannot be told.
    pub language: Option<String>,
    /// Publication day. `None` when nothing states it; never a caption's date.
    pub published: Option<Date>,
    /// Where `published` comes from.
    pub published_basis: PublishedBasis,
    /// Where title, author, source and language come from.
    pub bases: Bases,
    /// The body's paragraphs, NFC, joined by blank lines.
    pub text: String,
    /// The decoded input (for HTML: the text that the extractor saw), into which `furniture` points.
    pub raw: String,
    /// What was removed.
    pub furniture: Vec<Furniture>,
    /// Captions, kept apart.
    pub captions: Vec<Furniture>,
    /// SHA-256 of the input's bytes, hex.
    pub sha256: String,
    /// What a reader should know: "language: unknown", "charset guessed: windows-1256", …
    pub notes: Vec<String>,
    /// Which bytes of the input gave which stretch of `text`, in order; empty unless it was asked for, and for all but plain
    /// text, whose letters alone stand in the input as they are read.
    pub origin: Vec<Origin>,
}

/// A stretch of clean text and its bytes in the input. Each letter of it takes as many bytes as every other; where letters
/// take more or fewer, another stretch begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// In the clean text.
    pub span: Span,
    /// In the input.
    pub bytes: Range<usize>,
}

/// Did it happen?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the seven words of the guidelines")]
pub enum Status {
    Occurred,
    Ongoing,
    Planned,
    Hypothetical,
    Negated,
    Denied,
    Alleged,
}

impl Status {
    /// All, with the words of the guidelines.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Occurred, "occurred"),
        (Self::Ongoing, "ongoing"),
        (Self::Planned, "planned"),
        (Self::Hypothetical, "hypothetical"),
        (Self::Negated, "negated"),
        (Self::Denied, "denied"),
        (Self::Alleged, "alleged"),
    ];
    /// The status of that word; `None` for any other word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(s, _)| *s)
    }
    /// The guidelines' word.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// A party to an act, as written and as resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The phrase.
    pub span: Span,
    /// Full name from the actor table, else `None`.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-3 or group code.
    pub code: Option<String>,
    /// PLOVER sector: GOV MIL REB CVL …
    pub sector: Option<String>,
    /// The fuller mention that a pronoun or short form stands for; of "its soldiers", when the code comes from there, the one
    /// that "its" stands for.
    pub same_as: Option<Span>,
}

/// How exactly a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "UCDP's classes by name")]
pub enum PlacePrecision {
    Exact,
    Near,
    Admin2,
    Admin1,
    Area,
    Country,
    None,
}

/// A place as resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceValue {
    /// Canonical name.
    pub name: String,
    /// GeoNames id; `None` for our own supplement's features without one.
    pub geonames_id: Option<u64>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166-1 alpha-3; `None` for seas and regions over borders.
    pub country: Option<String>,
    /// Name of the first-level unit.
    pub admin1: Option<String>,
    /// GeoNames feature code or our own ("PPL", "ADM1", "RGN", "STM").
    pub feature: String,
    /// How exactly.
    pub precision: PlacePrecision,
    /// Radius in km of the circle about the point that should hold what is meant; 0 only where a claim was read back from a
    /// file that does not tell it. See docs/methods.md.
    pub radius_km: f64,
    /// P-code of the unit or of the smallest one around; `None` unless the user imported P-codes.
    pub pcode: Option<String>,
}

/// How words name a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Naming {
    /// By its own name ("Kirkuk").
    Name,
    /// Inside the name of a body or person ("Kirkuk Police"); says where the body is, not where it acts.
    WithinName,
    /// By an adjective or a word for people ("Iraqi", "Syrians").
    Adjective,
}

/// The place of a claim: words and, where possible, a place of the world.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The words.
    pub span: Span,
    /// How they name it.
    pub naming: Naming,
    /// The best answer; `None` with `reason` when there is none.
    pub value: Option<PlaceValue>,
    /// Up to three runners-up.
    pub alternatives: Vec<PlaceValue>,
    /// Why there is no value.
    pub reason: Option<&'static str>,
    /// True when the claim's words do not name it: they take up a place that was named before ("the town"), or tell none.
    pub inferred: bool,
}

/// How exactly a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "plain words")]
pub enum TimePrecision {
    Day,
    Days,
    Week,
    Month,
    Year,
    Vague,
}

/// What fixes a claim's days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "plain words")]
pub enum TimeBasis {
    Text,
    Narrative,
    Published,
    None,
}

/// Days of a time expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeValue {
    /// First day, inclusive; `None` when not known (year missing, open start).
    pub start: Option<Date>,
    /// Last day, inclusive.
    pub end: Option<Date>,
    /// ISO 8601-2 (EDTF): "2018-08-01/2018-08-07", "XXXX-08-01/XXXX-08-07", "2017~".
    pub edtf: Option<String>,
    /// How exactly.
    pub precision: TimePrecision,
    /// What fixes it.
    pub basis: TimeBasis,
}

/// The time of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// The words; `None` only with basis `Published`.
    pub span: Option<Span>,
    /// The days.
    pub value: TimeValue,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the roles of the guidelines")]
pub enum CountRole {
    Recipient,
    Actor,
    Killed,
    Wounded,
    Displaced,
    Seized,
    Other,
}

/// One number or a total?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "plain words")]
pub enum CountScope {
    Single,
    Aggregate,
    Cumulative,
}

/// The interval that a number phrase states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CountValue {
    /// At least.
    pub low: Option<u64>,
    /// Best.
    pub best: Option<u64>,
    /// At most.
    pub high: Option<u64>,
}

/// A number of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The number phrase ("more than 50").
    pub span: Span,
    /// What it counts ("suspected terrorists").
    pub of: Option<Span>,
    /// Whom or what.
    pub role: CountRole,
    /// The interval.
    pub value: CountValue,
    /// One act's number, the sum of several, or a running total.
    pub scope: CountScope,
}

/// Who says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Speaker {
    /// The words.
    pub span: Span,
    /// Full name, from the report's own fuller mention or the actor table.
    pub name: Option<String>,
    /// True when the speaker belongs to a side of the act.
    pub party: bool,
}

/// How far a phase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "plain words")]
pub enum PhaseStatus {
    NotBegun,
    Preparing,
    UnderWay,
    Completed,
}

/// The named campaign that a claim belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRef {
    /// The words of its name.
    pub span: Span,
    /// Its name ("Operation Roundup").
    pub name: String,
    /// Phase as written ("phase three") and its span.
    pub phase: Option<(String, Span)>,
    /// How far that phase is; `None` when not told.
    pub phase_status: Option<PhaseStatus>,
}

/// Who is said to hold a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "plain words")]
pub enum ControlState {
    Holds,
    Lost,
    Contested,
}

/// A statement of control over a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// Who.
    pub actor: Party,
    /// Where.
    pub place: Place,
    /// Holds, lost or contested.
    pub state: ControlState,
    /// The words that say so.
    pub evidence: Span,
}

/// May it be published?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sensitivity {
    /// Yes.
    Open,
    /// Evacuation routes, uncleared hazards, detainees, minors, sexual violence: held back from public exports.
    Restricted,
}

/// One act told in one sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// 16 hex digits: report, trigger span, type, codebook.
    pub id: String,
    /// Index of the sentence.
    pub sentence: usize,
    /// Its span.
    pub sentence_span: Span,
    /// The word or particle verb that names the act.
    pub trigger: Span,
    /// PLOVER type, or the type of a user's codebook.
    pub kind: String,
    /// PLOVER or extension mode.
    pub mode: Option<String>,
    /// PLOVER quad class (`Q1`…`Q4` by name).
    pub quad: Option<String>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// Who.
    pub actors: Vec<Party>,
    /// To whom.
    pub recipients: Vec<Party>,
    /// Where.
    pub place: Option<Place>,
    /// Where else: the further names of a list ("in Kirkuk, Diyala and Salah ad-Din").
    pub more_places: Vec<Place>,
    /// Where `place` gives no place of the world: the one that the report sets the act in, with the words of its name where they
    /// stand; `inferred`. `None` where the report does not make it plain.
    pub place_inferred: Option<Place>,
    /// When.
    pub time: Option<Time>,
    /// Where `time` gives no day: the day that the narrative gives (basis `Narrative`, with the words of another sentence), else
    /// what the day of publication bounds (basis `Published`, without words). `None` when neither is known, and for what may
    /// never be.
    pub time_inferred: Option<Time>,
    /// How many.
    pub counts: Vec<Count>,
    /// Did it happen.
    pub status: Status,
    /// Who says so.
    pub said_by: Option<Speaker>,
    /// Campaign and phase.
    pub operation: Option<OperationRef>,
    /// Who holds the place.
    pub control: Option<Control>,
    /// May it be published.
    pub sensitivity: Sensitivity,
    /// 0..1, calibrated on the development gold.
    pub confidence: f32,
    /// The head or frame that fired ("head:trigger", "frame:COERCE/arrest").
    pub rule: String,
}
