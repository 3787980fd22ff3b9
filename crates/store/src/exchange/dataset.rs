//! In: nothing; this is what every export is made from. Out: [`Dataset`]: rows of reports, claims, events and operations,
//! and the names that stand in their words. Knows no format, no file and no project.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::row::{ClaimRow, EventRow, PlaceValueRow, ReportRow};

/// What is exported.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dataset {
    /// Reports; may be empty when only claims are at hand.
    pub reports: Vec<ReportRow>,
    /// Claims.
    pub claims: Vec<ClaimRow>,
    /// Events of these claims.
    pub events: Vec<EventRow>,
    /// Operations, as JSON objects with `operation_id`, `name` and `claims` (ids). Of other fields only the internal
    /// profile lets anything through.
    pub operations: Vec<Value>,
    /// The names in the words of the reports and claims. `None`: nobody has looked for them, and the gate then holds all
    /// words back.
    pub names: Option<Vec<NameRow>>,
    /// Degrees north and east of first-level units, by country (alpha-3) and name. Where one is missing, a place made
    /// coarse has no point.
    pub units: BTreeMap<(String, String), (f64, f64)>,
}

/// A name that stands in a report, its title or its claims.
#[derive(Debug, Clone, PartialEq)]
pub struct NameRow {
    /// The report.
    pub doc_id: String,
    /// The words, without titles.
    pub text: String,
    /// Whose name it is.
    pub of: NameOf,
}

/// Whose name it is.
#[derive(Debug, Clone, PartialEq)]
pub enum NameOf {
    /// The table of actors has the person: the holder of an office, a leader.
    Office,
    /// A rank or title of a state, an armed group, a party or an international body stands with the name.
    Titled,
    /// A person of whom neither is known.
    Private,
    /// A place's; `None` when it is not known which.
    Place(Option<Box<PlaceValueRow>>),
}

/// The operations that claims name: one object a name, with its phases and the ids of its claims.
pub fn operations_of(claims: &[ClaimRow]) -> Vec<Value> {
    let mut by_name: BTreeMap<&str, Vec<&ClaimRow>> = BTreeMap::new();
    for claim in claims {
        if let Some(operation) = &claim.operation {
            by_name.entry(&operation.name).or_default().push(claim);
        }
    }
    (by_name.into_iter())
        .map(|(name, claims)| {
            let phases = claims.iter().filter_map(|c| {
                let o = c.operation.as_ref()?;
                let phase = o.phase.as_ref()?;
                Some(json!({"claim_id": c.claim_id, "phase": phase, "phase_status": o.phase_status}))
            });
            json!({
                "operation_id": name.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-"),
                "name": name,
                "phases": phases.collect::<Vec<_>>(),
                "claims": claims.iter().map(|c| &c.claim_id).collect::<Vec<_>>(),
            })
        })
        .collect()
}
