//! In: a filter, a coder. Out: the claims that are most in doubt, those on which coders differ, who has worked. Knows no page.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::filter::{Condition, match_of};
use super::query::{CLAIM, claim_entries};
use super::run::current;
use super::{ClaimEntry, Error, Filter, Project, anchor};

impl Project {
    /// Claims that pass, the most doubtful first: confidence is calibrated, so that at one half a claim is as often wrong as
    /// right and a review of it tells most.
    pub fn doubtful(&self, filter: &Filter, most: usize) -> Result<Vec<ClaimEntry>, Error> {
        let mut c = filter.condition(&self.db)?;
        c.bound.push(Value::Integer(most as i64));
        // The rows that are sorted are to be short: what is shown is read of the few alone.
        let order = "ORDER BY abs(claims.confidence - 0.5), claims.claim_id";
        let sql = format!(
            "{CLAIM} WHERE claims.id IN (SELECT claims.id FROM claims WHERE {} {order} LIMIT ?) {order}",
            c.sql()
        );
        let entries = claim_entries(&self.db, &sql, &c.bound)?;
        Ok(entries.into_iter().map(|(e, _)| e).collect())
    }

    /// Ids of the claims of the current run that two coders judge differently and on which no verdict stands; by id.
    pub fn disagreements(&self, most: usize) -> Result<Vec<String>, Error> {
        let mut ask = self.db.prepare(
            "WITH last AS (SELECT anchor, coder, verdict, fields, max(id) FROM reviews GROUP BY anchor, coder)
             SELECT DISTINCT claims.claim_id FROM claims JOIN last AS a ON a.anchor = claims.anchor
             JOIN last AS b ON b.anchor = claims.anchor AND a.coder < b.coder
             WHERE (a.verdict <> b.verdict OR a.fields <> b.fields) AND claims.verdict IS NULL
               AND claims.run = (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'current')
             ORDER BY 1 LIMIT ?1",
        )?;
        let rows = ask.query_map([most as i64], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Everyone who has reviewed, corrected or decided, by name.
    pub fn people(&self) -> Result<Vec<String>, Error> {
        let mut ask = self.db.prepare(
            "SELECT coder FROM reviews UNION SELECT who FROM corrections UNION SELECT who FROM decisions ORDER BY 1",
        )?;
        let rows = ask.query_map([], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// First and last day on which claims of the current run lie; `None` without any.
    pub fn days(&self) -> Result<Option<(String, String)>, Error> {
        let sql = "SELECT min(day_key), max(coalesce(day_to, day_from)) FROM claims WHERE day_key < '9999'
                   AND run = (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'current')";
        let days = self.db.query_row(sql, [], |r| {
            Ok((r.get::<_, Option<String>>(0)?, r.get::<_, Option<String>>(1)?))
        })?;
        Ok(days.0.zip(days.1))
    }

    /// How many reports [`Project::reports`] pages through: of the filter its words, days of publication, sources and copies
    /// count.
    pub fn count_all_reports(&self, filter: &Filter) -> Result<u64, Error> {
        let mut c = Condition::new();
        if let Some(words) = filter.words.as_deref().and_then(match_of) {
            let part = "id IN (SELECT rowid FROM report_words WHERE report_words MATCH ?)";
            c.add(part, [Value::Text(words)]);
        }
        for (bound, sql) in [(&filter.from, "published >= ?"), (&filter.to, "published <= ?")] {
            if let Some(day) = bound {
                c.add(sql, [Value::Text(day.clone())]);
            }
        }
        if !filter.sources.is_empty() {
            let list = serde_json::to_string(&filter.sources).unwrap_or_default();
            c.add("source IN (SELECT value FROM json_each(?))", [Value::Text(list)]);
        }
        if !filter.copies {
            c.add("copy_of IS NULL", []);
        }
        let sql = format!("SELECT count(*) FROM reports WHERE {}", c.sql());
        let n: i64 = self.db.query_row(&sql, params_from_iter(c.bound), |r| r.get(0))?;
        Ok(n as u64)
    }

    /// A claim of the current run, or of the latest that has it, as lists show it; `None` when there is none.
    pub fn entry(&self, claim: &str) -> Result<Option<ClaimEntry>, Error> {
        let Some((row, _, _)) = anchor::claim(&self.db, current(&self.db)?, claim)? else {
            return Ok(None);
        };
        let sql = format!("{CLAIM} WHERE claims.id = ?");
        let found = claim_entries(&self.db, &sql, &[Value::Integer(row)])?;
        Ok(found.into_iter().next().map(|(e, _)| e))
    }

    /// How many reports, claims of the current run, events and operations there are; copies and rejected claims left out.
    pub fn sizes(&self) -> Result<[u64; 4], Error> {
        let one = |sql: &str| -> Result<u64, Error> {
            Ok(self.db.query_row(sql, [], |r| r.get::<_, i64>(0))? as u64)
        };
        Ok([
            one("SELECT count(*) FROM reports")?,
            self.count_claims(&Filter::default())?,
            one("SELECT count(*) FROM events")?,
            one("SELECT count(*) FROM operations")?,
        ])
    }
}
