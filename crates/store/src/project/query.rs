//! In: a filter. Out: pages of claims, events and reports, and how many there are. Knows no form of output but rows.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use serde::Serialize;

use super::correct::parsed;
use super::filter::{Condition, match_of};
use super::run::current;
use super::{Error, Filter, Project};
use crate::row::LinkedRow;
use crate::{ClaimRow, EventRow};

/// Entries of a page at most.
const MOST: usize = 10_000;

/// Entries in their order, and where the next page begins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<T> {
    /// The entries.
    pub entries: Vec<T>,
    /// To be given as `after` for the next page; `None` when this is the last.
    pub next: Option<String>,
}

/// A claim in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimEntry {
    /// As it stands, with corrections.
    #[serde(flatten)]
    pub claim: ClaimRow,
    /// The event that it belongs to; `None` before linking, and for copies and rejected ones.
    pub event_id: Option<String>,
    /// SHA-256 of its report's bytes.
    pub report_sha256: String,
    /// `accepted`, `rejected` or `None`.
    pub verdict: Option<String>,
    /// True when a person corrected a value.
    pub corrected: bool,
    /// True when its report is a copy of another.
    pub copied: bool,
    /// True when this run did not find it, and a person's work on it keeps it.
    pub kept: bool,
}

/// A report in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "documented at `sitrep::record::Report`")]
pub struct ReportEntry {
    pub sha256: String,
    pub doc_id: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub source: Option<String>,
    pub language: Option<String>,
    pub published: Option<String>,
    /// Name of the input that it was read from.
    pub input: String,
    /// When it was taken in.
    pub retrieved: String,
    /// Hash of the report that it is a copy of.
    pub copy_of: Option<String>,
    /// How like, 0 to 1.
    pub similarity: Option<f64>,
    /// Claims of the current run.
    pub claims: u64,
}

/// What every list of claims selects; [`claim_entry`] reads it.
pub(super) const CLAIM: &str = "SELECT coalesce(effective, claim_texts.json), claims.verdict, corrected, copied, kept,
    (SELECT sha256 FROM reports WHERE id = claims.report),
    (SELECT event_id FROM event_claims JOIN events ON events.id = event WHERE claim = claims.id), day_key, claim_id
    FROM claims JOIN claim_texts ON claim_texts.id = claims.id";

pub(super) const REPORT: &str = "SELECT reports.sha256, doc_id, title, url, source, language, published, input, retrieved,
    (SELECT sha256 FROM reports AS other WHERE other.id = reports.copy_of), similarity,
    (SELECT count(*) FROM claims WHERE report = reports.id AND run = ?1), reports.id, reports.json, reports.text FROM reports";

impl Project {
    /// A page of claims by day and id, undated ones last.
    pub fn claims(
        &self,
        filter: &Filter,
        most: usize,
        after: Option<&str>,
    ) -> Result<Page<ClaimEntry>, Error> {
        let mut c = filter.condition(&self.db)?;
        turn(&mut c, "(claims.day_key, claims.claim_id) > (?, ?)", after)?;
        let most = most.clamp(1, MOST);
        c.bound.push(Value::Integer(most as i64 + 1));
        // The rows that are sorted are to be short: what is shown is read of the few alone.
        let order = "ORDER BY claims.day_key, claims.claim_id";
        let sql = format!(
            "{CLAIM} WHERE claims.id IN (SELECT claims.id FROM claims WHERE {} {order} LIMIT ?) {order}",
            c.sql()
        );
        let entries = claim_entries(&self.db, &sql, &c.bound)?;
        Ok(page(entries, most))
    }

    /// How many claims pass.
    pub fn count_claims(&self, filter: &Filter) -> Result<u64, Error> {
        let c = filter.condition(&self.db)?;
        let sql = format!("SELECT count(*) FROM claims WHERE {}", c.sql());
        let n: i64 = self.db.query_row(&sql, params_from_iter(c.bound), |r| r.get(0))?;
        Ok(n as u64)
    }

    /// Calls `each` for every claim that passes, by day and id; for exports, which hold one at a time.
    pub fn each_claim(
        &self,
        filter: &Filter,
        mut each: impl FnMut(ClaimEntry) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let c = filter.condition(&self.db)?;
        let sql = format!(
            "{CLAIM} WHERE {} ORDER BY claims.day_key, claims.claim_id",
            c.sql()
        );
        let mut ask = self.db.prepare(&sql)?;
        let mut rows = ask.query(params_from_iter(c.bound))?;
        while let Some(r) = rows.next()? {
            each(claim_entry(r)?.0)?;
        }
        Ok(())
    }

    /// A page of events with a claim that passes, by day and id; their links are in it, their claims' rows are not.
    pub fn events(&self, filter: &Filter, most: usize, after: Option<&str>) -> Result<Page<EventRow>, Error> {
        let inner = filter.condition(&self.db)?;
        let mut c = Condition::new();
        let sql = inner.sql();
        c.add(
            &format!(
                "events.id IN (SELECT event FROM event_claims JOIN claims ON claims.id = claim WHERE {sql})"
            ),
            inner.bound,
        );
        turn(&mut c, "(events.day_key, event_id) > (?, ?)", after)?;
        let most = most.clamp(1, MOST);
        c.bound.push(Value::Integer(most as i64 + 1));
        let sql = format!(
            "SELECT id, json, day_key, event_id FROM events WHERE {} ORDER BY day_key, event_id LIMIT ?",
            c.sql()
        );
        let mut ask = self.db.prepare(&sql)?;
        let mut rows = ask.query(params_from_iter(c.bound))?;
        let mut entries = Vec::new();
        while let Some(r) = rows.next()? {
            let event = with_links(&self.db, r.get(0)?, &r.get::<_, String>(1)?)?;
            entries.push((event, (r.get(2)?, r.get(3)?)));
        }
        Ok(page(entries, most))
    }

    /// How many events have a claim that passes.
    pub fn count_events(&self, filter: &Filter) -> Result<u64, Error> {
        let c = filter.condition(&self.db)?;
        let sql = format!(
            "SELECT count(DISTINCT event) FROM event_claims JOIN claims ON claims.id = claim WHERE {}",
            c.sql()
        );
        let n: i64 = self.db.query_row(&sql, params_from_iter(c.bound), |r| r.get(0))?;
        Ok(n as u64)
    }

    /// A page of reports by publication day and hash, those without a day last. Of the filter its words (of title and
    /// text), days (of publication), sources and copies count.
    pub fn reports(
        &self,
        filter: &Filter,
        most: usize,
        after: Option<&str>,
    ) -> Result<Page<ReportEntry>, Error> {
        let mut c = Condition::new();
        c.bound
            .push(Value::Integer(filter.run.map_or_else(|| current(&self.db), Ok)?));
        if let Some(words) = filter.words.as_deref().and_then(match_of) {
            c.add(
                "reports.id IN (SELECT rowid FROM report_words WHERE report_words MATCH ?)",
                [Value::Text(words)],
            );
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
        turn(
            &mut c,
            "(coalesce(published, '9999'), reports.sha256) > (?, ?)",
            after,
        )?;
        let most = most.clamp(1, MOST);
        c.bound.push(Value::Integer(most as i64 + 1));
        let order = "ORDER BY coalesce(published, '9999'), reports.sha256";
        let sql = format!(
            "{REPORT} WHERE reports.id IN (SELECT reports.id FROM reports WHERE {} {order} LIMIT ?) {order}",
            c.sql()
        );
        let mut ask = self.db.prepare(&sql)?;
        let rows = ask.query_map(params_from_iter(c.bound), |r| {
            let entry = report_entry(r)?;
            let key = entry.published.clone().unwrap_or_else(|| "9999".to_owned());
            let id = entry.sha256.clone();
            Ok((entry, (key, id)))
        })?;
        Ok(page(rows.collect::<Result<_, _>>()?, most))
    }

    /// Reports that are there, copies included.
    pub fn count_reports(&self) -> Result<u64, Error> {
        let n: i64 = self
            .db
            .query_row("SELECT count(*) FROM reports", [], |r| r.get(0))?;
        Ok(n as u64)
    }
}

pub(super) fn with_links(db: &Connection, event: i64, json: &str) -> Result<EventRow, Error> {
    let bad = |e: serde_json::Error| Error::request(format!("cannot read an event of the project: {e}"));
    let mut row: EventRow = serde_json::from_str(json).map_err(bad)?;
    let mut ask = db.prepare("SELECT json FROM event_claims WHERE event = ?1 ORDER BY nth")?;
    let links = ask.query_map([event], |r| r.get::<_, String>(0))?;
    for link in links {
        let link: LinkedRow = serde_json::from_str(&link?).map_err(bad)?;
        row.claims.push(link);
    }
    Ok(row)
}

/// Goes on behind the last entry of the page before.
fn turn(c: &mut Condition, sql: &str, after: Option<&str>) -> Result<(), Error> {
    if let Some(after) = after {
        let (key, id) = after
            .split_once('|')
            .ok_or_else(|| Error::request("that is no mark of a page; give `next` of the page before"))?;
        c.add(sql, [Value::Text(key.to_owned()), Value::Text(id.to_owned())]);
    }
    Ok(())
}

/// The first `most` entries, and the mark of the next page when there are more.
fn page<T>(mut entries: Vec<(T, (String, String))>, most: usize) -> Page<T> {
    let more = entries.len() > most;
    entries.truncate(most);
    let last = entries.last().map(|(_, (key, id))| format!("{key}|{id}"));
    Page {
        next: last.filter(|_| more),
        entries: entries.into_iter().map(|(e, _)| e).collect(),
    }
}

pub(super) type Keyed<T> = (T, (String, String));

pub(super) fn claim_entries(
    db: &Connection,
    sql: &str,
    bound: &[Value],
) -> Result<Vec<Keyed<ClaimEntry>>, Error> {
    let mut ask = db.prepare(sql)?;
    let mut rows = ask.query(params_from_iter(bound))?;
    let mut entries = Vec::new();
    while let Some(r) = rows.next()? {
        entries.push(claim_entry(r)?);
    }
    Ok(entries)
}

fn claim_entry(r: &rusqlite::Row<'_>) -> Result<Keyed<ClaimEntry>, Error> {
    let entry = ClaimEntry {
        claim: parsed(&r.get::<_, String>(0)?)?,
        verdict: r.get(1)?,
        corrected: r.get(2)?,
        copied: r.get(3)?,
        kept: r.get(4)?,
        report_sha256: r.get(5)?,
        event_id: r.get(6)?,
    };
    Ok((entry, (r.get(7)?, r.get(8)?)))
}

pub(super) fn report_entry(r: &rusqlite::Row<'_>) -> rusqlite::Result<ReportEntry> {
    Ok(ReportEntry {
        sha256: r.get(0)?,
        doc_id: r.get(1)?,
        title: r.get(2)?,
        url: r.get(3)?,
        source: r.get(4)?,
        language: r.get(5)?,
        published: r.get(6)?,
        input: r.get(7)?,
        retrieved: r.get(8)?,
        copy_of: r.get(9)?,
        similarity: r.get(10)?,
        claims: r.get::<_, i64>(11)? as u64,
    })
}
