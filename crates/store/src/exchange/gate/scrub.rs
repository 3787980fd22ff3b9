//! In: rows and the plan for the names of their reports. Out: the same rows with the names replaced in every field that
//! holds words. Decides nothing about names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::names::{Mark, Plan, plans, words};
use super::{Gate, Ledger};
use crate::exchange::dataset::Dataset;
use crate::row::{ClaimRow, EventRow, ReportRow};

/// Fields with words of closed sets, codes, hashes and days: no names stand in them.
const CODED: [&str; 43] = [
    "claim_id",
    "event_id",
    "sha256",
    "type",
    "mode",
    "quad",
    "cameo",
    "contexts",
    "code",
    "sector",
    "country",
    "precision",
    "basis",
    "published",
    "published_basis",
    "title_basis",
    "author_basis",
    "source_basis",
    "language",
    "language_basis",
    "edtf",
    "start",
    "end",
    "feature",
    "status",
    "kind",
    "role",
    "scope",
    "sensitivity",
    "version",
    "codebook",
    "other_days",
    "phase_status",
    "state",
    "index",
    "pcode",
    "geonames_id",
    "confidence",
    "score",
    "weight",
    "where_prec",
    "radius_km",
    "rule",
];

/// Fields with words of a report; they go when nobody has looked for names in them.
const WORDS: [&str; 12] = [
    "text",
    "title",
    "sentence",
    "said",
    "author",
    "notes",
    "trigger",
    "phase",
    "said_by",
    "source",
    "reason",
    "operation",
];

/// Fields whose `name` is that of a person or may be one; the names of places are coarse enough by then.
const NAMED: [&str; 6] = ["said_by", "actors", "recipients", "actor", "operation", ""];

/// The plans of all reports.
pub struct Plans {
    by_doc: HashMap<String, Plan>,
    /// New names of reports whose own tells what is replaced.
    renamed: BTreeMap<String, String>,
    /// Nobody has looked for names.
    unread: bool,
}

impl Plans {
    /// The plans for a dataset.
    pub fn of(gate: &Gate, data: &Dataset) -> Self {
        let by_doc = plans(gate, data);
        let docs: BTreeSet<&String> = (data.claims.iter().map(|c| &c.doc_id))
            .chain(data.reports.iter().map(|r| &r.doc_id))
            .collect();
        // A path tells of the publisher's machine.
        let telling = |doc: &str| {
            by_doc.get(doc).is_some_and(|p| tells(p, doc))
                || !gate.internal() && (doc.contains(['/', '\\']) || data.names.is_none())
        };
        let renamed = (docs.iter().enumerate())
            .filter(|(_, doc)| telling(doc))
            .map(|(k, doc)| ((*doc).clone(), format!("report-{:04}", k + 1)))
            .collect();
        Self {
            by_doc,
            renamed,
            unread: data.names.is_none(),
        }
    }

    /// The report without the names.
    pub fn report(&self, report: &ReportRow, ledger: &mut Ledger) -> Option<ReportRow> {
        self.row("reports", report, &[&report.doc_id], ledger)
    }

    /// The claim without the names.
    pub fn claim(&self, claim: &ClaimRow, ledger: &mut Ledger) -> Option<ClaimRow> {
        self.row("claims", claim, &[&claim.doc_id], ledger)
    }

    /// The event without the names of any of its reports.
    pub fn event(&self, event: &EventRow, ledger: &mut Ledger) -> Option<EventRow> {
        let docs: BTreeSet<&str> = event.claims.iter().map(|c| c.doc_id.as_str()).collect();
        self.row("events", event, &docs.into_iter().collect::<Vec<_>>(), ledger)
    }

    /// Any value without the names of any report.
    pub fn any(&self, value: &Value, ledger: &mut Ledger) -> Value {
        let docs: Vec<&str> = self.by_doc.keys().map(String::as_str).collect();
        let mut value = value.clone();
        let mut walk = Walk::over(self, &docs);
        walk.value("", "", &mut value);
        walk.tell("operations", ledger);
        value
    }

    /// True when an id tells a name that is replaced in some report, or nobody knows.
    pub fn told_by(&self, id: &str) -> bool {
        self.unread || self.by_doc.values().any(|p| tells(p, id))
    }

    /// `None` never happens, because only texts change; if it did, a row that is lost does no harm.
    fn row<T: Serialize + DeserializeOwned>(
        &self,
        table: &'static str,
        row: &T,
        docs: &[&str],
        ledger: &mut Ledger,
    ) -> Option<T> {
        let mut value = serde_json::to_value(row).ok()?;
        let mut walk = Walk::over(self, docs);
        walk.value("", "", &mut value);
        walk.tell(table, ledger);
        serde_json::from_value(value).ok()
    }
}

/// One row on its way.
struct Walk<'a> {
    plans: &'a Plans,
    plan: Plan,
    /// By their first words.
    firsts: BTreeSet<String>,
    longest: usize,
    changed: BTreeMap<Mark, usize>,
    emptied: usize,
    addresses: usize,
}

impl<'a> Walk<'a> {
    fn over(plans: &'a Plans, docs: &[&str]) -> Self {
        let mut plan = Plan::default();
        for own in docs.iter().filter_map(|d| plans.by_doc.get(*d)) {
            plan.cuts.extend(own.cuts.clone());
            plan.keeps.extend(own.keeps.clone());
            plan.tokens.extend(own.tokens.clone());
        }
        plan.keeps.retain(|k| !plan.cuts.contains_key(k));
        let all = plan.cuts.keys().chain(&plan.keeps);
        Self {
            firsts: all.clone().filter_map(|n| n.first().cloned()).collect(),
            longest: all.map(Vec::len).max().unwrap_or(0),
            plans,
            plan,
            changed: BTreeMap::new(),
            emptied: 0,
            addresses: 0,
        }
    }

    fn tell(self, table: &'static str, ledger: &mut Ledger) {
        for (mark, number) in self.changed {
            let (what, reason) = match mark {
                Mark::Person => (
                    "personal names",
                    "neither an office-holder nor a speaker, or a victim or witness",
                ),
                Mark::Place => ("names of places", "finer than the profile tells"),
            };
            ledger.add(table, what, reason, number);
        }
        ledger.add(
            table,
            "words",
            "nobody has looked for names in them",
            self.emptied,
        );
        ledger.add(
            table,
            "addresses",
            "they tell a name that is held back",
            self.addresses,
        );
    }

    /// `within`: the field of the object, or of the list of objects, in which `key` stands.
    fn value(&mut self, within: &str, key: &str, value: &mut Value) {
        match value {
            Value::Object(map) => {
                for (inner, value) in map.iter_mut() {
                    if !CODED.contains(&inner.as_str()) || value.is_object() || holds_objects(value) {
                        self.value(key, inner, value);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|v| self.value(within, key, v)),
            // A report's id stands for a speaker or publisher too, where neither is known.
            Value::String(text) if self.plans.renamed.contains_key(text) => {
                text.clone_from(&self.plans.renamed[text]);
            }
            Value::String(text) => match key {
                "doc_id" => {}
                "url" => {
                    if self.plans.unread || tells(&self.plan, text) {
                        self.addresses += 1;
                        *value = Value::Null;
                    }
                }
                "name" if self.plans.unread && NAMED.contains(&within) => {
                    self.emptied += 1;
                    // The name of an operation is no optional field.
                    if matches!(within, "operation" | "") {
                        text.clear();
                    } else {
                        *value = Value::Null;
                    }
                }
                _ if self.plans.unread && WORDS.contains(&key) => {
                    self.emptied += usize::from(!text.is_empty());
                    text.clear();
                }
                _ => *text = self.text(text),
            },
            _ => {}
        }
    }

    /// The text with its names replaced.
    fn text(&mut self, text: &str) -> String {
        if self.plan.cuts.is_empty() {
            return text.to_owned();
        }
        let found = words(text);
        let capital = |k: usize| {
            text[found[k].1..]
                .chars()
                .next()
                .is_some_and(|c| !c.is_lowercase())
        };
        let mut out = String::with_capacity(text.len());
        let (mut at, mut k) = (0, 0);
        while k < found.len() {
            let mut step = 1;
            let mut mark = None;
            if self.firsts.contains(&found[k].0) {
                for n in (1..=self.longest.min(found.len() - k)).rev() {
                    let name: Vec<String> = found[k..k + n].iter().map(|w| w.0.clone()).collect();
                    if let Some(cut) = self.plan.cuts.get(&name) {
                        if n > 1 || capital(k) {
                            (step, mark) = (n, Some(*cut));
                            break;
                        }
                    } else if self.plan.keeps.contains(&name) {
                        step = n;
                        mark = None;
                        break;
                    }
                }
            }
            let kept_whole = step > 1 || self.plan.keeps.contains(std::slice::from_ref(&found[k].0));
            if mark.is_none() && !kept_whole && capital(k) {
                mark = self.plan.tokens.get(&found[k].0).copied();
            }
            if let Some(mark) = mark {
                out.push_str(&text[at..found[k].1]);
                // "Ahmed [name withheld]" and a surname after it are one name.
                let same = text[at..found[k].1].trim().is_empty() && out.trim_end().ends_with(mark.words());
                if same {
                    out.truncate(out.trim_end().len());
                } else {
                    out.push_str(mark.words());
                }
                at = found[k + step - 1].2;
                *self.changed.entry(mark).or_default() += 1;
            }
            k += step;
        }
        out.push_str(&text[at..]);
        out
    }
}

fn holds_objects(value: &Value) -> bool {
    value.as_array().is_some_and(|a| a.iter().any(Value::is_object))
}

/// True when an address or the name of a file holds a name that is replaced, in words or run together.
fn tells(plan: &Plan, text: &str) -> bool {
    let plain = percent_decoded(text);
    let found: Vec<String> = words(&plain).into_iter().map(|w| w.0).collect();
    let squashed: String = found.concat();
    let named = |name: &Vec<String>| {
        found.windows(name.len()).any(|w| w == name.as_slice())
            || name.len() > 1 && squashed.contains(&name.concat())
    };
    plan.cuts.keys().any(named) || found.iter().any(|w| plan.tokens.contains_key(w))
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut k = 0;
    while k < bytes.len() {
        let hex = (bytes[k] == b'%')
            .then(|| std::str::from_utf8(bytes.get(k + 1..k + 3)?).ok())
            .flatten();
        if let Some(byte) = hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            out.push(byte);
            k += 3;
        } else {
            out.push(bytes[k]);
            k += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
