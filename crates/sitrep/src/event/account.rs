//! In: nothing; this is what linking reads of a claim. Out: [`Account`], a claim with the words that its spans stand
//! for, and with the report that tells it. Knows no other claim.
//!
//! A [`Claim`] points into the text of its report. Linking looks across reports whose texts are
//! long gone (claims come from a file as well), so that the words come along.

use jiff::civil::Date;
use text::Span;

use crate::record::{
    Claim, CountRole, CountScope, CountValue, Party, PhaseStatus, Place, PlaceValue, Report, Status, Time,
    TimeValue,
};

/// A claim as one report tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The claim's id.
    pub id: String,
    /// The report.
    pub doc_id: String,
    /// Its publisher, when known.
    pub source: Option<String>,
    /// Its publication day, when known.
    pub published: Option<Date>,
    /// Index of the sentence.
    pub sentence: usize,
    /// The sentence.
    pub text: String,
    /// Bytes of `text` that name the act.
    pub trigger: Span,
    /// PLOVER type.
    pub kind: String,
    /// Its mode.
    pub mode: Option<String>,
    /// Who.
    pub actors: Vec<Who>,
    /// To whom.
    pub recipients: Vec<Who>,
    /// Where, the best first.
    pub places: Vec<Where>,
    /// When none of these is known: where the report sets the act.
    pub place_inferred: Option<Where>,
    /// When, as its own words tell.
    pub time: Option<When>,
    /// When they give no day: what the narrative or the day of publication gives.
    pub time_inferred: Option<When>,
    /// How many.
    pub counts: Vec<Number>,
    /// Did it happen.
    pub status: Status,
    /// Who says so: the name, else the words.
    pub said_by: Option<String>,
    /// The named campaign that it belongs to.
    pub campaign: Option<Campaign>,
    /// 0..1.
    pub confidence: f32,
}

/// A named campaign as one claim tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its name as written.
    pub name: String,
    /// The phase as written ("phase three").
    pub phase: Option<String>,
    /// How far the phase is, or without one the campaign; `None` when not told.
    pub status: Option<PhaseStatus>,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The phrase.
    pub text: String,
    /// Full name, when known.
    pub name: Option<String>,
    /// ISO 3166-1 alpha-3 or group code.
    pub code: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
}

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Where {
    /// The words.
    pub text: String,
    /// The place of the world; `None` when it has no answer.
    pub value: Option<PlaceValue>,
}

/// A time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The words; `None` when only the publication day dates the claim.
    pub text: Option<String>,
    /// The days.
    pub value: TimeValue,
}

/// A number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The number phrase.
    pub text: String,
    /// What it counts.
    pub of: Option<String>,
    /// Whom or what.
    pub role: CountRole,
    /// The interval.
    pub value: CountValue,
    /// One act's number, a sum, or a running total.
    pub scope: CountScope,
}

/// The claims of a report with their words.
pub fn accounts(report: &Report, claims: &[Claim]) -> Vec<Account> {
    let text = report.text.as_str();
    let words = |s: Span| s.of(text).to_owned();
    let whos = |list: &[Party]| -> Vec<Who> {
        let who = |p: &Party| Who {
            text: words(p.span),
            name: p.name.clone(),
            code: p.code.clone(),
            sector: p.sector.clone(),
        };
        list.iter().map(who).collect()
    };
    let when = |t: &Time| When {
        text: t.span.map(words),
        value: t.value.clone(),
    };
    let place = |p: &Place| Where {
        text: words(p.span),
        value: p.value.clone(),
    };
    let account = |c: &Claim| Account {
        id: c.id.clone(),
        doc_id: report.doc_id.clone(),
        source: report.source.clone(),
        published: report.published,
        sentence: c.sentence,
        text: words(c.sentence_span),
        trigger: Span::new(
            c.trigger.start - c.sentence_span.start,
            c.trigger.end - c.sentence_span.start,
        ),
        kind: c.kind.clone(),
        mode: c.mode.clone(),
        actors: whos(&c.actors),
        recipients: whos(&c.recipients),
        places: (c.place.iter().chain(&c.more_places)).map(place).collect(),
        place_inferred: c.place_inferred.as_ref().map(place),
        time: c.time.as_ref().map(when),
        time_inferred: c.time_inferred.as_ref().map(when),
        counts: (c.counts.iter())
            .map(|n| Number {
                text: words(n.span),
                of: n.of.map(words),
                role: n.role,
                value: n.value,
                scope: n.scope,
            })
            .collect(),
        status: c.status,
        said_by: (c.said_by.as_ref()).map(|s| s.name.clone().unwrap_or_else(|| words(s.span))),
        campaign: c.operation.as_ref().map(|o| Campaign {
            name: o.name.clone(),
            phase: o.phase.as_ref().map(|p| p.0.clone()),
            status: o.phase_status,
        }),
        confidence: c.confidence,
    };
    claims.iter().map(account).collect()
}
