//! In: the claims of the current run. Out: [`Index`]: of each its report, event and known parties; with it the counts of facets and
//! of the timeline under any filter, in one pass over what passes. Knows no picture.
//!
//! Asked of the tables, each of these counts costs as much as all other facets together: an index is kept by who asks and brought
//! up to date by what came since.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::atlas::{Atlas, lacking};
use super::count::begin;
use super::file::meta;
use super::run::current;
use super::{Error, Facet, Facets, Filter, Period, Project};

/// What a claim belongs to.
#[derive(Debug, Clone, Default)]
struct Belongs {
    report: i64,
    /// 0: it is in none.
    event: i64,
    /// Its parties known by a code, by number, each once a side.
    actors: Box<[u32]>,
    recipients: Box<[u32]>,
}

/// What the claims of a run belong to.
#[derive(Debug, Clone, Default)]
pub struct Index {
    run: i64,
    /// The last claim and correction that are in it.
    seen: (i64, i64),
    /// What stood in the log of the last linking that is in it.
    linked: Option<String>,
    claims: HashMap<i64, Belongs>,
    names: Vec<String>,
    by_name: HashMap<String, u32>,
    /// Days of publication by report; those without one are left out.
    published: HashMap<i64, String>,
}

/// Counts of a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tallied {
    /// By value.
    pub facets: Facets,
    /// Claims by who acts, known by a code, by full name; the most frequent first.
    pub actors: Vec<Facet>,
    /// The same of those to whom.
    pub recipients: Vec<Facet>,
    /// Reports with a claim that passes.
    pub reports: u64,
    /// Events with a claim that passes.
    pub events: u64,
}

/// Claims of one type that begin in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acts {
    /// First day of the period.
    pub start: String,
    /// PLOVER type.
    pub kind: String,
    /// How many.
    pub claims: u64,
    /// Of these, those whose day no words of theirs tell (decision 13).
    pub inferred: u64,
}

/// What happened when, and when it was told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Acts by period and type, in order.
    pub acts: Vec<Acts>,
    /// Reports with a claim that passes, by the period in which they were published, in order.
    pub published: Vec<(String, u64)>,
    /// Claims without a first day.
    pub undated: u64,
}

impl Index {
    fn name(&mut self, name: &str) -> u32 {
        if let Some(number) = self.by_name.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), number);
        number
    }

    /// The most frequent names of those that `counted` gives claims by number.
    fn most_frequent(&self, counted: &[u64], most: usize) -> Vec<Facet> {
        let mut some: Vec<Facet> = (self.names.iter().zip(counted))
            .filter(|(_, n)| **n > 0)
            .map(|(name, n)| Facet {
                value: Some(name.clone()),
                claims: *n,
            })
            .collect();
        some.sort_by(|a, b| b.claims.cmp(&a.claims).then_with(|| a.value.cmp(&b.value)));
        some.truncate(most);
        some
    }
}

impl Project {
    /// True when the index holds all that is in the file.
    pub fn is_indexed(&self, index: &Index) -> Result<bool, Error> {
        let (run, linked) = (current(&self.db)?, meta(&self.db, "linked")?);
        Ok((index.run, index.seen, &index.linked) == (run, self.ends()?, &linked))
    }

    /// The index of the current run; with `old`, only what came since is read.
    pub fn index(&self, old: Option<Index>) -> Result<Index, Error> {
        let run = current(&self.db)?;
        let mut index = old.filter(|i| i.run == run).unwrap_or_default();
        index.run = run;
        let (ends, linked) = (self.ends()?, meta(&self.db, "linked")?);
        if index.seen != ends {
            self.index_claims(&mut index)?;
            index.seen = ends;
        }
        for belongs in index.claims.values_mut() {
            belongs.event = 0;
        }
        let mut ask = self.db.prepare("SELECT claim, event FROM event_claims")?;
        let mut rows = ask.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(belongs) = index.claims.get_mut(&row.get(0)?) {
                belongs.event = row.get(1)?;
            }
        }
        index.linked = linked;
        Ok(index)
    }

    fn index_claims(&self, index: &mut Index) -> Result<(), Error> {
        let (lacking, bound) = lacking(index.run, index.seen);
        let mut ask = self.db.prepare(&format!(
            "SELECT claims.id, claims.report FROM claims WHERE {lacking}"
        ))?;
        let mut rows = ask.query(params_from_iter(&bound))?;
        while let Some(row) = rows.next()? {
            let belongs = Belongs {
                report: row.get(1)?,
                ..Belongs::default()
            };
            index.claims.insert(row.get(0)?, belongs);
        }
        // At first all are read, in the order in which they lie in the file; those of other runs find no claim below.
        let parties = "SELECT claim, role = 'actor', name FROM claim_parties WHERE code IS NOT NULL";
        let first = index.seen == (0, 0);
        let mut ask = self.db.prepare(&if first {
            parties.to_owned()
        } else {
            format!("{parties} AND claim IN (SELECT claims.id FROM claims WHERE {lacking})")
        })?;
        let mut rows = ask.query(params_from_iter(bound.iter().filter(|_| !first)))?;
        let mut sides: HashMap<i64, [Vec<u32>; 2]> = HashMap::new();
        while let Some(row) = rows.next()? {
            let name = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            let number = index.name(name);
            let side = &mut sides.entry(row.get(0)?).or_default()[usize::from(row.get::<_, bool>(1)?)];
            if !side.contains(&number) {
                side.push(number);
            }
        }
        for (claim, [recipients, actors]) in sides {
            if let Some(belongs) = index.claims.get_mut(&claim) {
                belongs.actors = actors.into();
                belongs.recipients = recipients.into();
            }
        }
        let mut ask = self
            .db
            .prepare("SELECT id, published FROM reports WHERE published IS NOT NULL")?;
        index.published = ask
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Counts by each facet and side, and of reports and events; of each side the `most` frequent names.
    pub fn tallied(&self, index: &Index, filter: &Filter, most: usize) -> Result<Tallied, Error> {
        let mut sides = [vec![0_u64; index.names.len()], vec![0; index.names.len()]];
        let (mut reports, mut events) = (HashSet::new(), HashSet::new());
        let facets = self.facets(filter, |claim| {
            let Some(belongs) = index.claims.get(&claim) else {
                return;
            };
            reports.insert(belongs.report);
            if belongs.event > 0 {
                events.insert(belongs.event);
            }
            for (side, names) in sides.iter_mut().zip([&belongs.actors, &belongs.recipients]) {
                for name in names {
                    side[*name as usize] += 1;
                }
            }
        })?;
        Ok(Tallied {
            facets,
            actors: index.most_frequent(&sides[0], most),
            recipients: index.most_frequent(&sides[1], most),
            reports: reports.len() as u64,
            events: events.len() as u64,
        })
    }

    /// Acts by the period in which they begin, reports by that in which they were published. Of days that are inferred the atlas
    /// knows.
    pub fn timeline(
        &self,
        (index, atlas): (&Index, &Atlas),
        filter: &Filter,
        period: Period,
    ) -> Result<Timeline, Error> {
        let c = filter.condition(&self.db)?;
        let sql = format!(
            "SELECT claims.id, claims.day_from, claims.type FROM claims WHERE {}",
            c.sql()
        );
        let mut ask = self.db.prepare(&sql)?;
        let mut rows = ask.query(params_from_iter::<Vec<Value>>(c.bound))?;
        let mut by_day: HashMap<String, BTreeMap<String, (u64, u64)>> = HashMap::new();
        let mut reports = HashSet::new();
        let mut undated = 0;
        while let Some(row) = rows.next()? {
            let claim = row.get::<_, i64>(0)?;
            reports.extend(index.claims.get(&claim).map(|b| b.report));
            let day = row.get_ref(1)?.as_str_or_null().map_err(rusqlite::Error::from)?;
            let Some(day) = day else {
                undated += 1;
                continue;
            };
            // Days and types come again and again: text is kept at the first time only.
            if !by_day.contains_key(day) {
                by_day.insert(day.to_owned(), BTreeMap::new());
            }
            let kind = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            let Some(kinds) = by_day.get_mut(day) else {
                continue;
            };
            if !kinds.contains_key(kind) {
                kinds.insert(kind.to_owned(), (0, 0));
            }
            if let Some((claims, inferred)) = kinds.get_mut(kind) {
                *claims += 1;
                *inferred += u64::from(atlas.is_inferred(claim));
            }
        }
        let mut tally: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
        for (day, kinds) in by_day {
            let Some(start) = begin(&day, period) else {
                undated += kinds.values().map(|n| n.0).sum::<u64>();
                continue;
            };
            for (kind, (claims, inferred)) in kinds {
                let sum = tally.entry((start.clone(), kind)).or_default();
                sum.0 += claims;
                sum.1 += inferred;
            }
        }
        let mut published: BTreeMap<String, u64> = BTreeMap::new();
        for day in reports.iter().filter_map(|r| index.published.get(r)) {
            if let Some(start) = begin(day, period) {
                *published.entry(start).or_default() += 1;
            }
        }
        Ok(Timeline {
            acts: (tally.into_iter())
                .map(|((start, kind), (claims, inferred))| Acts {
                    start,
                    kind,
                    claims,
                    inferred,
                })
                .collect(),
            published: published.into_iter().collect(),
            undated,
        })
    }
}
