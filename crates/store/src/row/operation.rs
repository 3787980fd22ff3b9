//! In: a campaign of the chain. Out: [`OperationPageRow`], the one shape in which campaigns leave the program. Knows no file.

use serde::{Deserialize, Serialize};
use sitrep::event::Account;
use sitrep::operation::{Operation, Phase};

use super::Label;
use super::event::{EventPartyRow, EventPlaceRow, party, place};
use crate::label;

/// A named campaign, as `sitrep operations` prints it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::operation::Operation`")]
pub struct OperationPageRow {
    pub operation_id: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub actors: Vec<EventPartyRow>,
    pub recipients: Vec<EventPartyRow>,
    pub area: Vec<AreaRow>,
    /// West, south, east, north in degrees, as in GeoJSON.
    pub bbox: Option<[f64; 4]>,
    /// First day, inclusive.
    pub start: Option<String>,
    /// Last day, inclusive.
    pub end: Option<String>,
    pub phases: Vec<PhaseRow>,
    pub claims: Vec<OperationClaimRow>,
    pub events: Vec<String>,
    pub announced: Vec<AnnouncedRow>,
    pub done: Vec<String>,
}

/// A place of a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaRow {
    /// The place.
    #[serde(flatten)]
    pub place: EventPlaceRow,
    /// Claims that tell it.
    pub claims: usize,
}

/// A phase of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::operation::Phase`")]
pub struct PhaseRow {
    pub name: Option<String>,
    pub number: Option<u8>,
    pub status: Option<Label>,
    pub told: Vec<TellingRow>,
}

/// What one claim says of how far a phase is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::operation::Telling`")]
pub struct TellingRow {
    pub published: Option<String>,
    pub status: Label,
    pub claim_id: String,
}

/// Something announced, and what carried it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::operation::Announced`")]
pub struct AnnouncedRow {
    pub event_id: String,
    pub done: Vec<String>,
}

/// A claim that names the campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationClaimRow {
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
    /// Its status.
    pub status: Label,
}

/// The row of a campaign; `accounts` is what it was made from.
pub fn operation_page(operation: &Operation, accounts: &[Account]) -> OperationPageRow {
    let claim = |id: &String| {
        let a = accounts.iter().find(|a| a.id == *id)?;
        Some(OperationClaimRow {
            claim_id: id.clone(),
            doc_id: a.doc_id.clone(),
            source: a.source.clone(),
            published: a.published.map(|d| d.to_string()),
            sentence: a.text.clone(),
            status: label::status(a.status).into(),
        })
    };
    OperationPageRow {
        operation_id: operation.id.clone(),
        name: operation.name.clone(),
        aliases: operation.aliases.clone(),
        actors: operation.actors.iter().map(party).collect(),
        recipients: operation.recipients.iter().map(party).collect(),
        area: (operation.area.iter())
            .map(|a| AreaRow {
                place: place(&a.place),
                claims: a.claims,
            })
            .collect(),
        bbox: operation.bounds.map(|b| [b.west, b.south, b.east, b.north]),
        start: operation.days.map(|d| d.0.to_string()),
        end: operation.days.map(|d| d.1.to_string()),
        phases: operation.phases.iter().map(phase).collect(),
        claims: operation.claims.iter().filter_map(claim).collect(),
        events: operation.events.clone(),
        announced: (operation.announced.iter())
            .map(|a| AnnouncedRow {
                event_id: a.event.clone(),
                done: a.done.clone(),
            })
            .collect(),
        done: operation.done.clone(),
    }
}

fn phase(p: &Phase) -> PhaseRow {
    let status = |s| Label::from(label::phase_status(s));
    PhaseRow {
        name: p.name.clone(),
        number: p.number,
        status: p.status.map(status),
        told: (p.told.iter())
            .map(|t| TellingRow {
                published: t.published.map(|d| d.to_string()),
                status: status(t.status),
                claim_id: t.claim_id.clone(),
            })
            .collect(),
    }
}
