//! In: an event of the chain. Out: [`EventRow`], the one shape in which events leave the program. Knows no file.

use serde::{Deserialize, Serialize};
use sitrep::event::{Account, Event, Where, Who};

use super::{Label, PlaceValueRow, no_place_value, place_value_row};
use crate::label;

/// One event, as `sitrep events` prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::event::Event`")]
pub struct EventRow {
    pub event_id: String,
    /// `happening`, `plan`, `aggregate` or `recalled`.
    pub kind: Label,
    #[serde(rename = "type")]
    pub act: String,
    pub mode: Option<String>,
    pub place: Option<EventPlaceRow>,
    /// No claim's own words name the place; reports set the act there. Printed where it is so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub place_inferred: bool,
    pub other_places: Vec<EventPlaceRow>,
    /// First day, inclusive.
    pub start: Option<String>,
    /// Last day, inclusive; without a first one the day of the first report, on or before which it was.
    pub end: Option<String>,
    /// What the days are known from: `text`, `narrative` or `published`. Absent where no day is known, and in files of
    /// versions that did not note it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_basis: Option<Label>,
    /// The other intervals told, as `first/last`.
    pub other_days: Vec<String>,
    pub actors: Vec<EventPartyRow>,
    pub recipients: Vec<EventPartyRow>,
    pub counts: Vec<EventCountRow>,
    pub status: Label,
    pub said_by: Vec<String>,
    pub claims: Vec<LinkedRow>,
    pub relations: Vec<RelationRow>,
}

/// A place of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventPlaceRow {
    /// The words.
    pub text: String,
    /// The place of the world.
    #[serde(flatten)]
    pub value: PlaceValueRow,
}

/// A party of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::event::Who`")]
pub struct EventPartyRow {
    pub text: String,
    pub name: Option<String>,
    pub code: Option<String>,
    pub sector: Option<String>,
}

/// What is known of one number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::event::EventCount`")]
pub struct EventCountRow {
    pub role: Label,
    pub low: Option<u64>,
    pub best: Option<u64>,
    pub high: Option<u64>,
    pub figures: Vec<FigureRow>,
}

/// A number as one claim gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::event::Figure`")]
pub struct FigureRow {
    pub claim_id: String,
    pub source: String,
    pub text: String,
    pub low: Option<u64>,
    pub best: Option<u64>,
    pub high: Option<u64>,
    pub scope: Label,
}

/// A claim of an event, with its words and the reasons of its link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkedRow {
    /// The claim.
    pub claim_id: String,
    /// Its report.
    pub doc_id: String,
    /// Its publisher.
    pub source: Option<String>,
    /// Its publication day.
    pub published: Option<String>,
    /// Its sentence.
    pub sentence: String,
    /// The word that names the act.
    pub trigger: String,
    /// Its status.
    pub status: Label,
    /// Log odds against the other claims; `None` for an event of one claim.
    pub score: Option<f64>,
    /// The strongest first.
    pub reasons: Vec<ReasonRow>,
}

/// A reason of a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReasonRow {
    /// The feature, or `forced`.
    pub feature: Label,
    /// What was found.
    pub said: String,
    /// Its part of the score; `None` when a person forced the link.
    pub weight: Option<f64>,
}

/// A bearing on another event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationRow {
    /// `plan_of`, `denial_of` or `part_of`.
    pub kind: Label,
    /// The other.
    pub event_id: String,
}

/// The row of an event; `accounts` is what was linked.
pub fn event_row(event: &Event, accounts: &[Account]) -> EventRow {
    EventRow {
        event_id: event.id.clone(),
        kind: label::event_kind(event.kind).into(),
        act: event.act.clone(),
        mode: event.mode.clone(),
        place: event.place.as_ref().map(place),
        place_inferred: event.place_inferred,
        other_places: event.other_places.iter().map(place).collect(),
        start: event.days.map(|d| d.0.to_string()),
        end: event.days.map(|d| d.1).or(event.by).map(|d| d.to_string()),
        time_basis: (event.days.is_some() || event.by.is_some())
            .then(|| label::time_basis(event.time_basis).into()),
        other_days: event
            .other_days
            .iter()
            .map(|d| format!("{}/{}", d.0, d.1))
            .collect(),
        actors: event.actors.iter().map(party).collect(),
        recipients: event.recipients.iter().map(party).collect(),
        counts: (event.counts.iter())
            .map(|c| EventCountRow {
                role: label::count_role(c.role).into(),
                low: c.value.low,
                best: c.value.best,
                high: c.value.high,
                figures: (c.figures.iter())
                    .map(|f| FigureRow {
                        claim_id: f.claim_id.clone(),
                        source: f.source.clone(),
                        text: f.text.clone(),
                        low: f.value.low,
                        best: f.value.best,
                        high: f.value.high,
                        scope: label::count_scope(f.scope).into(),
                    })
                    .collect(),
            })
            .collect(),
        status: label::status(event.status).into(),
        said_by: event.said_by.clone(),
        claims: event
            .claims
            .iter()
            .map(|c| linked(c, &accounts[c.account]))
            .collect(),
        relations: (event.relations.iter())
            .map(|r| RelationRow {
                kind: label::relation(r.kind).into(),
                event_id: r.event.clone(),
            })
            .collect(),
    }
}

fn linked(claim: &sitrep::event::Linked, account: &Account) -> LinkedRow {
    let hundredths = |x: f32| (f64::from(x) * 100.0).round() / 100.0;
    LinkedRow {
        claim_id: claim.claim_id.clone(),
        doc_id: account.doc_id.clone(),
        source: account.source.clone(),
        published: account.published.map(|d| d.to_string()),
        sentence: account.text.clone(),
        trigger: account.trigger.of(&account.text).to_owned(),
        status: label::status(account.status).into(),
        score: claim.score.map(hundredths),
        reasons: (claim.reasons.iter())
            .map(|r| ReasonRow {
                feature: r.feature.into(),
                said: r.said.clone(),
                weight: r.weight.is_finite().then(|| hundredths(r.weight)),
            })
            .collect(),
    }
}

pub(super) fn place(w: &Where) -> EventPlaceRow {
    EventPlaceRow {
        text: w.text.clone(),
        value: w.value.as_ref().map_or_else(no_place_value, place_value_row),
    }
}

pub(super) fn party(w: &Who) -> EventPartyRow {
    EventPartyRow {
        text: w.text.clone(),
        name: w.name.clone(),
        code: w.code.clone(),
        sector: w.sector.clone(),
    }
}
