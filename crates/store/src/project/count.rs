//! In: a filter. Out: how many claims pass by each facet; the day, week or month of a day. Knows no form of output.

use std::collections::HashMap;

use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::params_from_iter;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};

use super::columns::LISTED;
use super::{Error, Filter, Project};

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
}

/// A value and how many claims have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The value; `None`: claims without one.
    pub value: Option<String>,
    /// How many.
    pub claims: u64,
}

/// Counts by value, the most frequent first. Of parties and sectors `None` counts claims in which nobody has one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the columns by name")]
pub struct Facets {
    pub claims: u64,
    pub types: Vec<Facet>,
    pub modes: Vec<Facet>,
    pub statuses: Vec<Facet>,
    pub countries: Vec<Facet>,
    pub admin1: Vec<Facet>,
    pub sources: Vec<Facet>,
    pub where_prec: Vec<Facet>,
    pub sensitivities: Vec<Facet>,
    pub verdicts: Vec<Facet>,
    pub operations: Vec<Facet>,
    /// Claims with a party of that code.
    pub parties: Vec<Facet>,
    /// Claims with a party of that sector.
    pub sectors: Vec<Facet>,
}

/// The last two are lists.
const COLUMNS: [&str; 12] = [
    "type",
    "mode",
    "status",
    "country",
    "admin1",
    "source",
    "where_prec",
    "sensitivity",
    "verdict",
    "operation",
    "codes",
    "sectors",
];
const FIRST_LIST: usize = 10;

impl Project {
    /// Counts by each facet, in one pass over the claims that pass; `also` is called with the row number of each.
    pub(super) fn facets(&self, filter: &Filter, mut also: impl FnMut(i64)) -> Result<Facets, Error> {
        let c = filter.condition(&self.db)?.read_through();
        let columns = COLUMNS.map(|c| format!("claims.{c}")).join(", ");
        let mut ask = self.db.prepare(&format!(
            "SELECT {columns}, claims.id FROM claims WHERE {}",
            c.sql()
        ))?;
        let mut rows = ask.query(params_from_iter(&c.bound))?;
        let mut tallies: [Tally; COLUMNS.len()] = Default::default();
        let mut claims = 0;
        while let Some(r) = rows.next()? {
            claims += 1;
            also(r.get(COLUMNS.len())?);
            for (i, tally) in tallies.iter_mut().enumerate() {
                match r.get_ref(i)? {
                    ValueRef::Text(t) if i >= FIRST_LIST => {
                        t.split(|b| *b == LISTED).for_each(|t| tally.add(t));
                    }
                    ValueRef::Text(t) => tally.add(t),
                    ValueRef::Integer(n) => tally.add(n.to_string().as_bytes()),
                    _ => tally.none += 1,
                }
            }
        }
        let [
            types,
            modes,
            statuses,
            countries,
            admin1,
            sources,
            where_prec,
            sensitivities,
            verdicts,
            operations,
            parties,
            sectors,
        ] = tallies.map(Tally::facets);
        Ok(Facets {
            claims,
            types,
            modes,
            statuses,
            countries,
            admin1,
            sources,
            where_prec,
            sensitivities,
            verdicts,
            operations,
            parties,
            sectors,
        })
    }
}

/// How often each value came.
#[derive(Debug, Default)]
struct Tally {
    none: u64,
    /// Where the values behind the first few stand.
    at: HashMap<Vec<u8>, usize>,
    values: Vec<(Vec<u8>, u64)>,
}

/// So many values are looked through faster than hashed.
const FEW: usize = 8;

impl Tally {
    fn add(&mut self, value: &[u8]) {
        let few = self.values.iter().take(FEW).position(|(v, _)| v == value);
        if let Some(at) = few.or_else(|| self.at.get(value).copied()) {
            self.values[at].1 += 1;
            return;
        }
        if self.values.len() >= FEW {
            self.at.insert(value.to_owned(), self.values.len());
        }
        self.values.push((value.to_owned(), 1));
    }

    fn facets(self) -> Vec<Facet> {
        let none = (self.none > 0).then_some(Facet {
            value: None,
            claims: self.none,
        });
        let some = self.values.into_iter().map(|(v, claims)| Facet {
            value: Some(String::from_utf8_lossy(&v).into_owned()),
            claims,
        });
        sorted(some.chain(none).collect())
    }
}

fn sorted(mut facets: Vec<Facet>) -> Vec<Facet> {
    facets.sort_by(|a, b| b.claims.cmp(&a.claims).then_with(|| a.value.cmp(&b.value)));
    facets
}

/// First day of the period that holds the day; `None` for what is no day.
pub(super) fn begin(day: &str, period: Period) -> Option<String> {
    match period {
        Period::Day => Some(day.to_owned()),
        Period::Month => Some(format!("{}-01", day.get(..7)?)),
        Period::Week => {
            let date: Date = day.parse().ok()?;
            let back = i64::from(date.weekday().to_monday_zero_offset());
            Some(date.checked_sub(back.days()).ok()?.to_string())
        }
    }
}
