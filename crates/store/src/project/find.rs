//! In: an id, or a beginning of one. Out: the claim, event, report or operation that it stands for, with all that belongs to it.
//! Knows no filter.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;

use super::query::{CLAIM, REPORT, claim_entries, report_entry, with_links};
use super::run::current;
use super::{ClaimEntry, Decision, Effective, Error, OperationEntry, Project, ReportEntry};
use crate::{EventRow, ReportRow};

/// An event with its claims as they stand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventEntry {
    /// The event, with the reasons of each link.
    #[serde(flatten)]
    pub event: EventRow,
    /// Its claims, in the same order.
    pub rows: Vec<ClaimEntry>,
    /// What people decided of its claims, oldest first.
    pub decisions: Vec<Decision>,
}

/// What an id stands for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Found {
    /// A claim.
    Claim(Box<Effective>),
    /// An event.
    Event(Box<EventEntry>),
    /// A report with its text and the claims of the current run.
    Report {
        /// Where it comes from.
        entry: Box<ReportEntry>,
        /// As read.
        report: Box<ReportRow>,
        /// Its claims.
        claims: Vec<ClaimEntry>,
    },
    /// An operation.
    Operation(OperationEntry),
}

impl Project {
    /// An event with the rows of its claims.
    pub fn event(&self, id: &str) -> Result<EventEntry, Error> {
        let row = event_row_id(&self.db, id)?;
        let json: String = self
            .db
            .query_row("SELECT json FROM events WHERE id = ?1", [row], |r| r.get(0))?;
        let event = with_links(&self.db, row, &json)?;
        let sql = format!(
            "{CLAIM} JOIN event_claims ON event_claims.claim = claims.id WHERE event_claims.event = ? ORDER BY nth"
        );
        let rows = claim_entries(&self.db, &sql, &[Value::Integer(row)])?;
        let of_it = |d: &Decision| {
            let named = |c: &String| event.claims.iter().any(|l| l.claim_id == *c);
            d.claims.iter().any(named)
        };
        let decisions = self.decisions()?.into_iter().filter(of_it).collect();
        Ok(EventEntry {
            rows: rows.into_iter().map(|(e, _)| e).collect(),
            decisions,
            event,
        })
    }

    /// A report with its text and its claims of the current run; `id` is a beginning of the hash of its bytes, or its
    /// `doc_id`.
    pub fn report(&self, id: &str) -> Result<Option<(ReportEntry, ReportRow, Vec<ClaimEntry>)>, Error> {
        let run = current(&self.db)?;
        let sql = format!(
            "{REPORT} WHERE reports.sha256 >= ?2 AND reports.sha256 < ?2 || '~' OR doc_id = ?2 LIMIT 2"
        );
        let mut ask = self.db.prepare(&sql)?;
        let mut found: Vec<(ReportEntry, i64, String, String)> = ask
            .query_map(params![run, id], |r| {
                Ok((report_entry(r)?, r.get(12)?, r.get(13)?, r.get(14)?))
            })?
            .collect::<Result<_, _>>()?;
        if found.len() > 1 {
            return Err(Error::request(format!(
                "several reports are called {id} or have a hash that begins so; give the hash, or more of it"
            )));
        }
        let Some((entry, row, json, text)) = found.pop() else {
            return Ok(None);
        };
        let report: ReportRow = serde_json::from_str(&json)
            .map_err(|e| Error::request(format!("cannot read a report of the project: {e}")))?;
        let sql = format!(
            "{CLAIM} WHERE claims.report = ? AND claims.run = ? ORDER BY (claim_texts.json ->> '$.trigger.start')"
        );
        let claims = claim_entries(&self.db, &sql, &[Value::Integer(row), Value::Integer(run)])?;
        let claims = claims.into_iter().map(|(e, _)| e).collect();
        Ok(Some((entry, ReportRow { text, ..report }, claims)))
    }

    /// All operations by name.
    pub fn operations(&self) -> Result<Vec<OperationEntry>, Error> {
        let mut ask = self
            .db
            .prepare("SELECT operation_id, name, json FROM operations ORDER BY name, operation_id")?;
        let rows = ask.query_map([], |r| {
            Ok(OperationEntry {
                operation_id: r.get(0)?,
                name: r.get(1)?,
                json: serde_json::from_str(&r.get::<_, String>(2)?).unwrap_or_default(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the id, or a beginning of it that nothing else has, stands for: a claim, event, report (also by its `doc_id`) or operation
    /// (also by its name).
    ///
    /// # Errors
    /// When nothing or several things are called so.
    pub fn find(&self, id: &str) -> Result<Found, Error> {
        let mut found = Vec::new();
        if !id.is_empty() {
            if let Some(claim) = self.effective(id)? {
                found.push(Found::Claim(Box::new(claim)));
            }
            if !event_ids(&self.db, id)?.is_empty() {
                found.push(Found::Event(Box::new(self.event(id)?)));
            }
            if let Some((entry, report, claims)) = self.report(id)? {
                let (entry, report) = (Box::new(entry), Box::new(report));
                found.push(Found::Report {
                    entry,
                    report,
                    claims,
                });
            }
            let called =
                |o: &OperationEntry| o.operation_id.starts_with(id) || o.name.eq_ignore_ascii_case(id);
            found.extend(
                self.operations()?
                    .into_iter()
                    .filter(called)
                    .map(Found::Operation),
            );
        }
        match found.len() {
            0 => Err(Error::request(format!(
                "there is no claim, event, report or operation {id}"
            ))),
            1 => Ok(found.swap_remove(0)),
            n => Err(Error::request(format!(
                "{n} things have ids that begin with {id}; give more of it"
            ))),
        }
    }

    /// The row of a report by the whole hash of its bytes; `None` when it is not there.
    pub fn report_row(&self, sha256: &str) -> Result<Option<ReportRow>, Error> {
        let found = self
            .db
            .query_row(
                "SELECT json, text FROM reports WHERE sha256 = ?1",
                [sha256],
                |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)),
            )
            .optional()?;
        let bad = |e| Error::request(format!("cannot read a report of the project: {e}"));
        found
            .map(|(json, text)| {
                let row: ReportRow = serde_json::from_str(&json).map_err(bad)?;
                Ok(ReportRow { text, ..row })
            })
            .transpose()
    }
}

/// Row number of the event with this id, or a beginning that no other has.
pub(super) fn event_row_id(db: &Connection, id: &str) -> Result<i64, Error> {
    let found = event_ids(db, id)?;
    match &found[..] {
        [(row, _)] => Ok(*row),
        [] => Err(Error::request(format!(
            "there is no event {id}; events have other ids after their claims change, `sitrep events` lists them"
        ))),
        [(row, first), ..] if first == id => Ok(*row),
        _ => Err(Error::request(format!(
            "several events have ids that begin with {id}; give more of it"
        ))),
    }
}

fn event_ids(db: &Connection, id: &str) -> Result<Vec<(i64, String)>, Error> {
    let mut ask = db.prepare(
        "SELECT id, event_id FROM events WHERE event_id >= ?1 AND event_id < ?1 || '~' ORDER BY event_id LIMIT 2",
    )?;
    let rows = ask.query_map([id], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
