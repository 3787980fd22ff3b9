//! In: the incidents of one coded report. Out: [`IncidentRow`]s, as `sitrep code --incidents` writes them. Knows no file.
//!
//! Offsets are Unicode code points into the clean text, end exclusive; absent is `None` or an empty list.

use serde::{Deserialize, Serialize};
use sitrep::Coded;
use sitrep::event::{Incident, Player};

use super::{Label, PlaceRow, SpanRow, TimeRow, Within, place_row, time_row};
use crate::points::Points;

/// Someone or something that plays a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::event::Player`")]
pub struct PlayerRow {
    #[serde(flatten)]
    pub span: SpanRow,
    /// Further mentions by their heads.
    pub mentions: Vec<SpanRow>,
    pub named: bool,
    /// True for more than one, by number or grammar.
    pub plural: bool,
    /// The number that stands with it.
    pub low: Option<u64>,
    pub best: Option<u64>,
    pub high: Option<u64>,
    pub effect: Option<Label>,
    pub confidence: f32,
}

/// One incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "documented at `sitrep::event::Incident`")]
pub struct IncidentRow {
    pub doc_id: String,
    /// Its number in the report, from 0; the likeliest is the first.
    pub incident: usize,
    #[serde(rename = "type")]
    pub kind: Label,
    pub stage: Label,
    pub time: Option<TimeRow>,
    pub place: Option<PlaceRow>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    pub perpetrators: Vec<PlayerRow>,
    pub organisations: Vec<PlayerRow>,
    pub targets: Vec<PlayerRow>,
    pub victims: Vec<PlayerRow>,
    pub weapons: Vec<PlayerRow>,
    /// Ids of the claims that tell of it, in the order of the text.
    pub claims: Vec<String>,
    pub confidence: f32,
}

/// The rows of a report's incidents, the likeliest first.
pub fn incident_rows(coded: &Coded, incidents: &[Incident]) -> Vec<IncidentRow> {
    let within = Within {
        text: &coded.report.text,
        points: Points::new(&coded.report.text),
    };
    let players =
        |list: &[Player]| -> Vec<PlayerRow> { list.iter().map(|p| player_row(p, &within)).collect() };
    (incidents.iter().enumerate())
        .map(|(k, i)| IncidentRow {
            doc_id: coded.report.doc_id.clone(),
            incident: k,
            kind: i.kind.name().into(),
            stage: i.stage.name().into(),
            time: i.time.as_ref().map(|t| time_row(t, &within)),
            place: i.place.as_ref().map(|p| place_row(p, &within)),
            country: i.country.clone(),
            perpetrators: players(&i.perpetrators),
            organisations: players(&i.organisations),
            targets: players(&i.targets),
            victims: players(&i.victims),
            weapons: players(&i.weapons),
            claims: i
                .claims
                .iter()
                .filter_map(|c| Some(coded.claims.get(*c)?.id.clone()))
                .collect(),
            confidence: i.score,
        })
        .collect()
}

fn player_row(p: &Player, within: &Within<'_>) -> PlayerRow {
    PlayerRow {
        span: within.row(p.span),
        mentions: p.mentions.iter().map(|s| within.row(*s)).collect(),
        named: p.named,
        plural: p.plural || p.number.is_some_and(|n| n.low.is_some_and(|l| l > 1)),
        low: p.number.and_then(|n| n.low),
        best: p.number.and_then(|n| n.best),
        high: p.number.and_then(|n| n.high),
        effect: p.effect.map(|e| e.name().into()),
        confidence: p.score,
    }
}
