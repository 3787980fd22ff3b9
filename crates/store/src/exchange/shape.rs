//! In: a dataset that has passed the gate. Out: its events in the shape of another project's tables, and a report of what
//! that shape loses. No shape holds what a claim holds; the native tables are the product, these are bridges.
//!
//! The codes come from `data/codebook/crosswalk` and `data/exchange`; none is written here.

mod acled;
mod country;
mod gdelt;
mod plover;
mod polecat;
#[cfg(test)]
mod tests;
mod ucdp;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use serde::Serialize;
use sitrep::{Act, Codebook};

pub(crate) use self::country::Countries;
use super::csv;
use super::dataset::Dataset;
use super::jsonl;
use super::table::{Cell, Column, Kind, Table};
use crate::row::{ClaimRow, EventPartyRow, EventRow, PlaceValueRow};

/// A shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// PLOVER's JSON records.
    Plover,
    /// The 40 columns of POLECAT.
    Polecat,
    /// The 49 columns of UCDP GED, and labels beside their codes.
    Ucdp,
    /// The 31 columns of ACLED.
    Acled,
    /// The 61 columns of GDELT 2.0 events.
    Gdelt,
}

/// A file in a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Shaped {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its rows; the columns are the data dictionary.
    pub table: Table,
    /// What is lost.
    pub loss: Loss,
}

/// What a shape loses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The shape.
    pub shape: &'static str,
    /// Events that went in.
    pub events: usize,
    /// Rows that came out.
    pub rows: usize,
    /// Events without a row, with the rule.
    pub dropped: Vec<Dropped>,
    /// Fields whose values were made to fit, with the rule and the number of rows.
    pub collapsed: Vec<Collapsed>,
    /// Columns that are always empty, with the reason.
    pub empty: Vec<Empty>,
    /// What claims and events hold and the shape has no column for.
    pub not_carried: Vec<&'static str>,
}

/// An event without a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "plain words")]
pub struct Dropped {
    pub event_id: String,
    pub rule: &'static str,
}

/// A field that was made to fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "plain words")]
pub struct Collapsed {
    pub field: &'static str,
    pub rule: &'static str,
    pub rows: usize,
}

/// Columns that stay empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "plain words")]
pub struct Empty {
    pub columns: Vec<&'static str>,
    pub reason: &'static str,
}

/// What no shape of other projects carries.
const NOT_CARRIED: [&str; 6] = [
    "the spans that give each value",
    "status (planned, denied, alleged) and who says so for each claim",
    "other days, places and figures that are told",
    "the reasons why a claim belongs to its event",
    "operations, phases and control of places",
    "confidence",
];

/// The events of a dataset in a shape.
pub fn shape(shape: Shape, data: &Dataset, book: &Codebook) -> Shaped {
    let ground = Ground::of(data, book);
    let mut losses = Losses::default();
    let (name, table) = match shape {
        Shape::Plover => ("plover", plover::table(&ground, &mut losses)),
        Shape::Polecat => ("polecat", polecat::table(&ground, &mut losses)),
        Shape::Ucdp => ("ucdp", ucdp::table(&ground, &mut losses)),
        Shape::Acled => ("acled", acled::table(&ground, &mut losses)),
        Shape::Gdelt => ("gdelt", gdelt::table(&ground, &mut losses)),
    };
    let bytes = match shape {
        Shape::Plover => jsonl::lines(&plover::records(&ground)),
        Shape::Polecat => csv::write_tabs(&table, true),
        Shape::Gdelt => csv::write_tabs(&table, false),
        Shape::Ucdp | Shape::Acled => csv::write(&table, false),
    };
    Shaped {
        bytes,
        loss: losses.into_loss(name, data.events.len(), table.rows.len()),
        table,
    }
}

/// What the shapes look things up in.
struct Ground<'a> {
    data: &'a Dataset,
    book: &'a Codebook,
    claims: HashMap<&'a str, &'a ClaimRow>,
    countries: Countries,
}

#[derive(Debug, Default)]
struct Losses {
    dropped: Vec<Dropped>,
    collapsed: BTreeMap<(&'static str, &'static str), usize>,
    empty: Vec<Empty>,
    not_carried: Vec<&'static str>,
}

impl Losses {
    fn drop(&mut self, event: &EventRow, rule: &'static str) {
        self.dropped.push(Dropped {
            event_id: event.event_id.clone(),
            rule,
        });
    }

    fn collapse(&mut self, field: &'static str, rule: &'static str) {
        *self.collapsed.entry((field, rule)).or_default() += 1;
    }

    fn empty(&mut self, columns: &[&'static str], reason: &'static str) {
        self.empty.push(Empty {
            columns: columns.to_vec(),
            reason,
        });
    }

    fn into_loss(self, shape: &'static str, events: usize, rows: usize) -> Loss {
        Loss {
            shape,
            events,
            rows,
            dropped: self.dropped,
            collapsed: (self.collapsed.into_iter())
                .map(|((field, rule), rows)| Collapsed { field, rule, rows })
                .collect(),
            empty: self.empty,
            not_carried: NOT_CARRIED.into_iter().chain(self.not_carried).collect(),
        }
    }
}

impl<'a> Ground<'a> {
    fn of(data: &'a Dataset, book: &'a Codebook) -> Self {
        Self {
            data,
            book,
            claims: data.claims.iter().map(|c| (c.claim_id.as_str(), c)).collect(),
            countries: Countries::builtin(),
        }
    }

    /// The claims of an event that are in the dataset.
    fn claims_of(&self, event: &EventRow) -> Vec<&'a ClaimRow> {
        let ids = event.claims.iter();
        ids.filter_map(|l| self.claims.get(l.claim_id.as_str()).copied())
            .collect()
    }

    /// The code of another scheme for an event.
    fn code(&self, crosswalk: &str, event: &EventRow) -> Option<(String, Option<String>)> {
        let claims = self.claims_of(event);
        let contexts: BTreeSet<&str> = claims
            .iter()
            .flat_map(|c| &c.contexts)
            .map(String::as_str)
            .collect();
        let contexts: Vec<&str> = contexts.into_iter().collect();
        let act = Act {
            kind: &event.act,
            mode: event.mode.as_deref(),
            contexts: &contexts,
            actors: &sectors(&event.actors),
            recipients: &sectors(&event.recipients),
        };
        let code = self.book.crosswalk(crosswalk)?.code(&act)?;
        Some((code.code.clone(), code.sub.clone()))
    }

    /// A value that the claims of an event tell, the most often told first; of ties the first.
    fn most<'c>(&self, event: &EventRow, value: fn(&ClaimRow) -> Option<&str>) -> Option<&'c str>
    where
        'a: 'c,
    {
        let told: Vec<&str> = (self.claims_of(event).into_iter()).filter_map(value).collect();
        let times = |v: &str| told.iter().filter(|t| **t == v).count();
        told.iter().copied().rev().max_by_key(|v| times(v))
    }
}

/// PLOVER sectors of parties. A state without one acts as its government.
pub(crate) fn sectors(parties: &[EventPartyRow]) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for p in parties {
        match (&p.sector, &p.code) {
            (Some(s), _) => out.push(s),
            (None, Some(code)) if is_state(code) => out.push("GOV"),
            _ => {}
        }
    }
    out
}

/// True for what may be the code of a state: three capitals that the table of countries has.
fn is_state(code: &str) -> bool {
    Countries::has(code)
}

/// The columns of a shape: name, kind, meaning.
type Columns = [(&'static str, Kind, &'static str)];

/// A row by the names of its columns; what is missing is empty.
type Cells = HashMap<&'static str, Cell>;

fn shaped(
    name: &'static str,
    says: &'static str,
    key: &'static str,
    columns: &Columns,
    rows: Vec<Cells>,
) -> Table {
    Table {
        name,
        says,
        key: vec![key],
        links: Vec::new(),
        columns: (columns.iter())
            .map(|(name, kind, says)| Column {
                name: (*name).to_owned(),
                kind: *kind,
                says: (*says).to_owned(),
                hxl: None,
            })
            .collect(),
        rows: (rows.into_iter())
            .map(|mut r| {
                columns
                    .iter()
                    .map(|(n, ..)| r.remove(n).unwrap_or(Cell::Null))
                    .collect()
            })
            .collect(),
    }
}

/// The days of an event, when both are known.
pub(crate) fn days(event: &EventRow) -> Option<(Date, Date)> {
    let day = |d: &Option<String>| d.as_deref().and_then(|d| d.parse().ok());
    Some((day(&event.start)?, day(&event.end)?))
}

/// How many days an interval has, its ends included.
fn length((first, last): (Date, Date)) -> i64 {
    first
        .until(last)
        .map_or(i64::MAX, |s| i64::from(s.get_days()) + 1)
}

/// Did it happen? Plans, denials and what is only thought of are no events of the other projects.
pub(crate) fn happened(event: &EventRow) -> bool {
    matches!(&*event.status, "occurred" | "ongoing" | "alleged") && event.kind != "plan"
}

fn value(event: &EventRow) -> Option<&PlaceValueRow> {
    event
        .place
        .as_ref()
        .map(|p| &p.value)
        .filter(|v| &*v.precision != "none")
}

/// A number that stands for the event's id where a number is asked for: its first 52 bits, exact as a double.
fn number_of(id: &str) -> Cell {
    let digits: String = id.chars().filter(char::is_ascii_hexdigit).take(13).collect();
    i64::from_str_radix(&digits, 16).ok().into()
}

fn joined(items: impl IntoIterator<Item = String>, by: &str) -> Cell {
    let all: Vec<String> = items.into_iter().filter(|i| !i.is_empty()).collect();
    (!all.is_empty()).then(|| all.join(by)).into()
}

/// Full name, else the words.
fn name(party: &EventPartyRow) -> String {
    party.name.clone().unwrap_or_else(|| party.text.clone())
}

/// The latest publication day among an event's claims.
fn published(event: &EventRow) -> Option<Date> {
    let days = event
        .claims
        .iter()
        .filter_map(|c| c.published.as_deref()?.parse::<Date>().ok());
    days.max()
}
