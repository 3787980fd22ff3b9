//! In: a dataset and a profile. Out: the dataset that may leave in that profile, and what was held back. A pure function
//! before every writer: a format never sees what may not leave. Knows no format, file or clock (docs/decisions/0011).

mod drop;
mod names;
pub(in crate::exchange) mod place;
mod quote;
mod scrub;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::dataset::Dataset;
use crate::row::{ClaimRow, EventRow, ReportRow};

/// For whom an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// For those who hold the reports: all but the names of victims, detainees and witnesses.
    Internal,
    /// For a partner under an agreement: nothing restricted, no private person's name, sentences of bounded length.
    Partner,
    /// For anyone: also places made coarse, a delay, and short quotations.
    Public,
}

/// How exactly places are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Coarseness {
    /// As they are.
    Exact,
    /// No finer than the first-level unit.
    Admin1,
    /// As the middle of a cell of half a degree, those of PRIO-GRID.
    Grid,
}

/// What may pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// For whom.
    pub profile: Profile,
    /// How exactly places are told.
    pub places: Coarseness,
    /// Most words of a report in one field; `None`: no bound.
    pub quote: Option<usize>,
    /// Most words of a report's sentences in all; `None`: no bound.
    pub quote_report: Option<usize>,
    /// Nothing is told of later days. `None`: no delay.
    pub cutoff: Option<Date>,
}

/// Words of one sentence that the public profile quotes: a long sentence of an agency report has 25 to 30.
pub const PUBLIC_QUOTE: usize = 30;
/// Words of one report that the public profile quotes: a quarter of a report of 600 words.
pub const PUBLIC_QUOTE_REPORT: usize = 150;
/// Words of one sentence that the partner profile quotes: any sentence that is one.
pub const PARTNER_QUOTE: usize = 60;
/// Days that the public profile waits.
pub const PUBLIC_DELAY: u32 = 7;

impl Gate {
    /// The profile with its defaults; `cutoff` is the last day that is told, for the profiles that wait.
    pub fn of(profile: Profile, cutoff: Option<Date>) -> Self {
        let (places, quote, quote_report) = match profile {
            Profile::Internal => (Coarseness::Exact, None, None),
            Profile::Partner => (Coarseness::Exact, Some(PARTNER_QUOTE), None),
            Profile::Public => (Coarseness::Admin1, Some(PUBLIC_QUOTE), Some(PUBLIC_QUOTE_REPORT)),
        };
        Self {
            profile,
            places,
            quote,
            quote_report,
            cutoff,
        }
    }

    fn internal(&self) -> bool {
        self.profile == Profile::Internal
    }
}

/// What was held back of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removed {
    /// `reports`, `claims`, `events`, `operations`, or `words` where it concerns all of them.
    pub table: &'static str,
    /// Rows, or the field.
    pub what: &'static str,
    /// By which rule.
    pub reason: &'static str,
    /// How many.
    pub number: usize,
}

/// A row that was held back. Ids tell nothing by themselves, but they are for the publisher's own records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audited {
    /// The table.
    pub table: &'static str,
    /// Id of the row.
    pub id: String,
    /// By which rule.
    pub reason: &'static str,
}

/// What was held back, and by which rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Withheld {
    /// For whom the export is.
    pub profile: Profile,
    /// The rules in force, in words.
    pub rules: Vec<String>,
    /// What was held back, by table, field and rule.
    pub removed: Vec<Removed>,
    /// The rows that were held back; not written into what is published.
    #[serde(skip)]
    pub audit: Vec<Audited>,
}

/// Counts what is held back.
#[derive(Debug, Default)]
struct Ledger {
    removed: BTreeMap<(&'static str, &'static str, &'static str), usize>,
    audit: Vec<Audited>,
}

impl Ledger {
    fn row(&mut self, table: &'static str, id: &str, reason: &'static str) {
        self.add(table, "rows", reason, 1);
        self.audit.push(Audited {
            table,
            id: id.to_owned(),
            reason,
        });
    }

    fn add(&mut self, table: &'static str, what: &'static str, reason: &'static str, number: usize) {
        if number > 0 {
            *self.removed.entry((table, what, reason)).or_default() += number;
        }
    }
}

/// What may leave under `gate`, and what was held back. The rows keep their order.
pub fn gate(gate: &Gate, data: &Dataset) -> (Dataset, Withheld) {
    let mut ledger = Ledger::default();
    let kept = drop::claims(gate, data, &mut ledger);
    let reports = drop::reports(gate, data, &kept, &mut ledger);
    let mut events = drop::events(data, &kept, &mut ledger);
    let mut claims: Vec<ClaimRow> = kept.values().map(|c| (*c).clone()).collect();
    let order: BTreeMap<&str, usize> = (data.claims.iter().enumerate())
        .map(|(k, c)| (c.claim_id.as_str(), k))
        .collect();
    claims.sort_by_key(|c| order.get(c.claim_id.as_str()).copied());
    let plans = scrub::Plans::of(gate, data);
    place::coarsen(gate, &data.units, &mut claims, &mut events, &mut ledger);
    let mut reports: Vec<ReportRow> = reports.into_iter().cloned().collect();
    if !gate.internal() {
        for report in &mut reports {
            bare(report, &mut ledger);
        }
    }
    let mut reports: Vec<ReportRow> = reports
        .iter()
        .filter_map(|r| plans.report(r, &mut ledger))
        .collect();
    let mut claims: Vec<ClaimRow> = claims
        .iter()
        .filter_map(|c| plans.claim(c, &mut ledger))
        .collect();
    let mut events: Vec<EventRow> = events
        .iter()
        .filter_map(|e| plans.event(e, &mut ledger))
        .collect();
    let ids: BTreeSet<&str> = kept.keys().copied().collect();
    let operations = (data.operations.iter().enumerate())
        .filter_map(|(k, o)| {
            let mut out = operation(gate, o, &ids, &plans, &mut ledger)?;
            if o["operation_id"].as_str().is_some_and(|id| plans.told_by(id)) {
                out["operation_id"] = format!("operation-{:04}", k + 1).into();
            }
            Some(out)
        })
        .collect();
    quote::bound(gate, &mut reports, &mut claims, &mut events, &mut ledger);
    let passed = Dataset {
        reports,
        claims,
        events,
        operations,
        // Names and units have done their work; they are what is held back.
        names: None,
        units: BTreeMap::new(),
    };
    let withheld = Withheld {
        profile: gate.profile,
        rules: rules(gate, data.names.is_none()),
        removed: (ledger.removed.into_iter())
            .map(|((table, what, reason), number)| Removed {
                table,
                what,
                reason,
                number,
            })
            .collect(),
        audit: ledger.audit,
    };
    (passed, withheld)
}

/// A report as a citation: without its text, what was cut from the page, and the name of its author.
fn bare(report: &mut ReportRow, ledger: &mut Ledger) {
    let reason = "texts belong to their publishers";
    ledger.add("reports", "text", reason, usize::from(!report.text.is_empty()));
    ledger.add(
        "reports",
        "author",
        "personal name",
        usize::from(report.author.is_some()),
    );
    report.text.clear();
    report.furniture.clear();
    report.captions.clear();
    report.notes.clear();
    report.author = None;
    report.author_basis = "none".into();
}

/// An operation with the claims that are left; outside of the internal profile only the fields that are known here.
fn operation(
    gate: &Gate,
    operation: &Value,
    kept: &BTreeSet<&str>,
    plans: &scrub::Plans,
    ledger: &mut Ledger,
) -> Option<Value> {
    let object = operation.as_object()?;
    let id = (object.get("operation_id").and_then(Value::as_str)).unwrap_or_default();
    let told = object.get("claims").and_then(Value::as_array);
    let claims: Vec<Value> = told
        .into_iter()
        .flatten()
        .filter(|c| c.as_str().is_some_and(|c| kept.contains(c)))
        .cloned()
        .collect();
    if gate.internal() {
        return Some(plans.any(operation, ledger));
    }
    if claims.is_empty() {
        ledger.row("operations", id, "no claim of it may leave");
        return None;
    }
    let mut out = serde_json::Map::new();
    for (key, value) in object {
        match key.as_str() {
            "operation_id" | "name" => {
                out.insert(key.clone(), value.clone());
            }
            "claims" => {
                out.insert(key.clone(), Value::Array(claims.clone()));
            }
            _ => ledger.add("operations", "other fields", "not known to the gate", 1),
        }
    }
    Some(plans.any(&Value::Object(out), ledger))
}

fn rules(gate: &Gate, unread: bool) -> Vec<String> {
    let mut out = vec!["names of victims, detainees and witnesses are replaced".to_owned()];
    if !gate.internal() {
        out.extend([
            "restricted claims are left out, and what only they tell of an event".to_owned(),
            "names of persons are replaced, but for office-holders and speakers of bodies".to_owned(),
            "texts of reports, their authors and notes are left out".to_owned(),
        ]);
    }
    match gate.places {
        Coarseness::Exact => {}
        Coarseness::Admin1 => out.push("no place is told finer than its first-level unit".to_owned()),
        Coarseness::Grid => {
            out.push("places are told as the middle of a cell of half a degree (PRIO-GRID)".to_owned());
        }
    }
    if let Some(words) = gate.quote {
        out.push(format!("no field quotes more than {words} words of a report"));
    }
    if let Some(words) = gate.quote_report {
        out.push(format!(
            "sentences of one report are quoted up to {words} words in all"
        ));
    }
    if let Some(day) = gate.cutoff {
        out.push(format!(
            "nothing is told of days after {day}, or of which no day is known"
        ));
    }
    if unread {
        out.push("all words are left out, because nobody has looked for names in them".to_owned());
    }
    out
}
