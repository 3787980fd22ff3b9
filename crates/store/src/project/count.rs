//! In: a filter. Out: how many claims pass, by day, week or month and type, and by each facet. Knows no form of output.

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::params_from_iter;
use rusqlite::types::ValueRef;
use serde::{Deserialize, Serialize};

use super::{Error, Filter, Project};

/// Length of a bucket.
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

/// Claims of one type in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// First day of the period; `None` for claims without a day. A claim counts once, in the period in which it begins.
    pub start: Option<String>,
    /// PLOVER type.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many.
    pub claims: u64,
}

/// A value and how many claims have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The value; `None`: claims without one.
    pub value: Option<String>,
    /// How many.
    pub claims: u64,
}

/// Counts by value, the most frequent first.
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

const COLUMNS: [&str; 10] = [
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
];

impl Project {
    /// Claims by period and type, periods in order, undated ones last.
    pub fn counts(&self, filter: &Filter, period: Period) -> Result<Vec<Bucket>, Error> {
        let c = filter.condition(&self.db)?;
        let sql = format!(
            "SELECT claims.day_from, claims.type, count(*) FROM claims WHERE {} GROUP BY 1, 2",
            c.sql()
        );
        let mut ask = self.db.prepare(&sql)?;
        let rows = ask.query_map(params_from_iter(c.bound), |r| {
            Ok((
                r.get::<_, Option<String>>(0)?,
                r.get::<_, String>(1)?,
                r.get::<_, i64>(2)?,
            ))
        })?;
        let mut tally: BTreeMap<(bool, Option<String>, String), u64> = BTreeMap::new();
        for row in rows {
            let (day, kind, n) = row?;
            let start = day.as_deref().and_then(|d| begin(d, period));
            *tally.entry((start.is_none(), start, kind)).or_default() += n as u64;
        }
        Ok(tally
            .into_iter()
            .map(|((_, start, kind), claims)| Bucket { start, kind, claims })
            .collect())
    }

    /// Counts by each facet, in one pass over the claims that pass.
    pub fn facets(&self, filter: &Filter) -> Result<Facets, Error> {
        let c = filter.condition(&self.db)?;
        let columns = COLUMNS.map(|c| format!("claims.{c}")).join(", ");
        let mut ask = self
            .db
            .prepare(&format!("SELECT {columns} FROM claims WHERE {}", c.sql()))?;
        let mut rows = ask.query(params_from_iter(&c.bound))?;
        let mut tallies: [Tally; COLUMNS.len()] = Default::default();
        let mut claims = 0;
        while let Some(r) = rows.next()? {
            claims += 1;
            for (i, tally) in tallies.iter_mut().enumerate() {
                match r.get_ref(i)? {
                    ValueRef::Text(t) => tally.add(t),
                    ValueRef::Integer(n) => tally.add(n.to_string().as_bytes()),
                    _ => tally.none += 1,
                }
            }
        }
        let party = |column: &str| -> Result<Vec<Facet>, Error> {
            let sql = format!(
                "SELECT {column}, count(DISTINCT claim) FROM claim_parties WHERE {column} IS NOT NULL
                 AND claim IN (SELECT id FROM claims WHERE {}) GROUP BY 1",
                c.sql()
            );
            let mut ask = self.db.prepare(&sql)?;
            let rows = ask.query_map(params_from_iter(&c.bound), |r| {
                Ok(Facet {
                    value: r.get(0)?,
                    claims: r.get::<_, i64>(1)? as u64,
                })
            })?;
            Ok(sorted(rows.collect::<Result<_, _>>()?))
        };
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
            parties: party("code")?,
            sectors: party("sector")?,
        })
    }
}

#[derive(Debug, Default)]
struct Tally {
    none: u64,
    values: HashMap<Vec<u8>, u64>,
}

impl Tally {
    fn add(&mut self, value: &[u8]) {
        if let Some(n) = self.values.get_mut(value) {
            *n += 1;
        } else {
            self.values.insert(value.to_owned(), 1);
        }
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
