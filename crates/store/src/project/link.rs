//! In: the effective claims of the current run, and what people forced. Out: events and operations in the file, replaced
//! as a whole in one transaction. Knows when nothing has changed; how claims are compared the chain knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sitrep::report::likeness::{Seen, Signature};
use sitrep::{Account, LinkConfig, link_events};

use super::columns::UNDATED;
use super::correct::parsed;
use super::file::{meta, set_meta};
use super::log::{self, Entry, digest};
use super::run::current;
use super::write::to_json;
use super::{By, Error, Project};
use crate::row::LinkedRow;
use crate::{ClaimRow, EventRow, account_of, event_row};

/// What linking gave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Linked {
    /// Claims that were linked.
    pub claims: u64,
    /// Events that they are.
    pub events: u64,
    /// False when they are as they were.
    pub changed: bool,
}

/// An operation as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OperationEntry {
    /// 16 hex digits.
    pub operation_id: String,
    /// Its name.
    pub name: String,
    /// All that is known of it.
    pub json: Value,
}

/// What is to be stored: events with their claims by row number, copies, operations.
pub(super) struct Links {
    pub events: Vec<(EventRow, Vec<(i64, LinkedRow)>)>,
    copies: Vec<(i64, i64, f32)>,
    operations: Vec<OperationEntry>,
    claims: u64,
}

impl Project {
    /// True when claims, corrections or decisions came after the last linking.
    pub fn is_unlinked(&self) -> Result<bool, Error> {
        Ok(meta(&self.db, "unlinked")?.as_deref() == Some("1"))
    }

    /// Links the claims of the current run anew. Copies of reports and rejected claims are left out. The file is not
    /// locked while events are found; what came meanwhile is left for the next time.
    pub fn link(&mut self, config: &LinkConfig, by: By<'_>) -> Result<Linked, Error> {
        let (state, links) = self.snapshot(|p| Ok((p.head()?, p.links(config)?)))?;
        let digest = events_digest(&links.events)?;
        let tx = self.begin()?;
        let run = current(&tx)?;
        let settled = log_head(&tx)? == state;
        let mut changed = meta(&tx, "linked")?.as_deref() != Some(&digest);
        changed |= store_copies(&tx, &links.copies)?;
        if changed {
            store_events(&tx, &links.events)?;
            set_meta(&tx, "linked", &digest)?;
            let entry = Entry::Link {
                run,
                events: links.events.len() as u64,
                digest,
            };
            log::add(&tx, by, &entry)?;
        }
        store_operations(&tx, &links.operations, by)?;
        if settled {
            set_meta(&tx, "unlinked", "0")?;
        }
        tx.commit()?;
        Ok(Linked {
            claims: links.claims,
            events: links.events.len() as u64,
            changed,
        })
    }

    /// What linking makes of the file as it is.
    pub(super) fn links(&self, config: &LinkConfig) -> Result<Links, Error> {
        let copies = copies(&self.db)?;
        let copied: BTreeSet<i64> = copies.iter().map(|c| c.0).collect();
        let rows = rows(&self.db, &copied)?;
        let mut accounts = Vec::with_capacity(rows.len());
        for (_, row) in &rows {
            let bad = |e| Error::request(format!("cannot link claim {}: {e}", row.claim_id));
            accounts.push(account_of(row).map_err(bad)?);
        }
        let number: HashMap<&str, i64> = rows.iter().map(|(n, r)| (r.claim_id.as_str(), *n)).collect();
        let forced = self.forced()?;
        let config = LinkConfig {
            must: forced.must,
            cannot: forced.cannot,
            ..config.clone()
        };
        let events = link_events(&config, &accounts)
            .iter()
            .map(|e| numbered(event_row(e, &accounts), &number))
            .collect();
        Ok(Links {
            events,
            copies,
            operations: operations(&rows),
            claims: accounts.len() as u64,
        })
    }

    /// The accounts that linking reads: effective claims of the current run without copies and rejected ones.
    pub fn accounts(&self) -> Result<Vec<Account>, Error> {
        let copied = copies(&self.db)?.iter().map(|c| c.0).collect();
        let rows = rows(&self.db, &copied)?;
        let account = |(_, row): &(i64, ClaimRow)| account_of(row).map_err(Error::request);
        rows.iter().map(account).collect()
    }

    /// Replaces the operations.
    pub fn set_operations(&mut self, operations: &[OperationEntry], by: By<'_>) -> Result<(), Error> {
        let tx = self.begin()?;
        store_operations(&tx, operations, by)?;
        Ok(tx.commit()?)
    }
}

fn numbered(mut row: EventRow, number: &HashMap<&str, i64>) -> (EventRow, Vec<(i64, LinkedRow)>) {
    let claims = std::mem::take(&mut row.claims);
    let with = claims
        .into_iter()
        .filter_map(|c| Some((*number.get(c.claim_id.as_str())?, c)))
        .collect();
    (row, with)
}

fn rows(db: &Connection, copied: &BTreeSet<i64>) -> Result<Vec<(i64, ClaimRow)>, Error> {
    let mut ask = db.prepare(
        "SELECT claims.id, report, coalesce(effective, json) FROM claims JOIN claim_texts USING (id)
         WHERE run = ?1 AND verdict IS NOT 'rejected' ORDER BY claim_id",
    )?;
    let found = ask.query_map([current(db)?], |r| {
        Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?, r.get::<_, String>(2)?))
    })?;
    let mut rows = Vec::new();
    for row in found {
        let (id, report, json) = row?;
        if !copied.contains(&report) {
            rows.push((id, parsed(&json)?));
        }
    }
    Ok(rows)
}

/// The reports that are copies, what of, and how like. The one that stands for the others is the first by: a person
/// worked on its claims; its day of publication; its hash: the order in which reports were added does not matter.
pub(super) fn copies(db: &Connection) -> Result<Vec<(i64, i64, f32)>, Error> {
    let mut ask = db.prepare(
        "SELECT id, published, signature FROM reports WHERE signature IS NOT NULL ORDER BY
           id NOT IN (SELECT report FROM anchors WHERE id IN (SELECT anchor FROM corrections)),
           published IS NULL, published, sha256",
    )?;
    let found = ask.query_map([], |r| {
        Ok((
            r.get::<_, i64>(0)?,
            r.get::<_, Option<String>>(1)?,
            r.get::<_, Vec<u8>>(2)?,
        ))
    })?;
    let (mut seen, mut ids, mut copies) = (Seen::default(), Vec::new(), Vec::new());
    for row in found {
        let (id, day, signature) = row?;
        let Some(signature) = Signature::from_bytes(&signature) else {
            continue;
        };
        let day = day.and_then(|d| d.parse().ok());
        if let Some((nth, alike)) = seen.find(&signature, day) {
            copies.push((id, ids[nth], alike));
        } else {
            seen.add(signature, day);
            ids.push(id);
        }
    }
    copies.sort_by_key(|c| c.0);
    Ok(copies)
}

/// Notes which reports are copies; true when that has changed.
fn store_copies(db: &Connection, copies: &[(i64, i64, f32)]) -> Result<bool, Error> {
    let mut ask = db.prepare("SELECT id, copy_of FROM reports WHERE copy_of IS NOT NULL ORDER BY id")?;
    let were: Vec<(i64, i64)> = ask
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let copied = |db: &Connection, report: i64, copied: bool| {
        db.execute(
            "UPDATE claims SET copied = ?2 WHERE report = ?1 AND copied <> ?2",
            params![report, copied],
        )
    };
    for (report, _) in &were {
        if copies.binary_search_by_key(report, |c| c.0).is_err() {
            db.execute(
                "UPDATE reports SET copy_of = NULL, similarity = NULL WHERE id = ?1",
                [report],
            )?;
            copied(db, *report, false)?;
        }
    }
    for (report, of, alike) in copies {
        db.execute(
            "UPDATE reports SET copy_of = ?2, similarity = ?3 WHERE id = ?1 AND (copy_of IS NOT ?2 OR similarity IS NOT ?3)",
            params![report, of, (f64::from(*alike) * 100.0).round() / 100.0],
        )?;
        copied(db, *report, true)?;
    }
    Ok(were != copies.iter().map(|c| (c.0, c.1)).collect::<Vec<_>>())
}

fn store_events(db: &Connection, events: &[(EventRow, Vec<(i64, LinkedRow)>)]) -> Result<(), Error> {
    db.execute_batch("DELETE FROM event_claims; DELETE FROM events;")?;
    let mut event = db.prepare(
        "INSERT INTO events (event_id, day_key, kind, type, claims, reports, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut link =
        db.prepare("INSERT INTO event_claims (event, claim, nth, json) VALUES (?1, ?2, ?3, ?4)")?;
    for (row, claims) in events {
        let reports: BTreeSet<&str> = claims.iter().map(|c| c.1.doc_id.as_str()).collect();
        let day = row.start.as_deref().or(row.end.as_deref()).unwrap_or(UNDATED);
        event.execute(params![
            row.event_id,
            day,
            row.kind,
            row.act,
            claims.len() as i64,
            reports.len() as i64,
            to_json(row)?
        ])?;
        let id = db.last_insert_rowid();
        for (nth, (claim, linked)) in claims.iter().enumerate() {
            link.execute(params![id, claim, nth as i64, to_json(linked)?])?;
        }
    }
    Ok(())
}

/// Operations as far as claims name them: one a name.
fn operations(rows: &[(i64, ClaimRow)]) -> Vec<OperationEntry> {
    let mut named: BTreeMap<String, (String, BTreeSet<&str>)> = BTreeMap::new();
    for (_, row) in rows {
        if let Some(operation) = &row.operation {
            let entry = named.entry(operation.name.to_lowercase()).or_default();
            // Of several spellings the first in order stands.
            if entry.0.is_empty() || operation.name < entry.0 {
                entry.0.clone_from(&operation.name);
            }
            entry.1.insert(&row.claim_id);
        }
    }
    named
        .into_iter()
        .map(|(key, (name, claims))| OperationEntry {
            operation_id: digest(["operation", &key])[..16].to_owned(),
            json: json!({"name": name, "claims": claims}),
            name,
        })
        .collect()
}

fn store_operations(db: &Connection, operations: &[OperationEntry], by: By<'_>) -> Result<(), Error> {
    let hash = operations_digest(operations);
    if meta(db, "operations")?.as_deref() == Some(&hash)
        || operations.is_empty() && meta(db, "operations")?.is_none()
    {
        return Ok(());
    }
    db.execute("DELETE FROM operations", [])?;
    for o in operations {
        db.execute(
            "INSERT INTO operations (operation_id, name, json) VALUES (?1, ?2, ?3)",
            params![o.operation_id, o.name, o.json.to_string()],
        )?;
    }
    set_meta(db, "operations", &hash)?;
    let entry = Entry::Operations {
        operations: operations.len() as u64,
        digest: hash,
    };
    log::add(db, by, &entry)
}

/// What the log holds of the operations.
pub(super) fn operations_digest(operations: &[OperationEntry]) -> String {
    let texts: Vec<String> = operations
        .iter()
        .flat_map(|o| [o.operation_id.clone(), o.name.clone(), o.json.to_string()])
        .collect();
    digest(texts.iter().map(String::as_str))
}

/// What the log holds of the events.
pub(super) fn events_digest(events: &[(EventRow, Vec<(i64, LinkedRow)>)]) -> Result<String, Error> {
    let mut texts = Vec::new();
    for (row, claims) in events {
        texts.push(to_json(row)?);
        for (_, claim) in claims {
            texts.push(to_json(claim)?);
        }
    }
    Ok(digest(texts.iter().map(String::as_str)))
}

fn log_head(db: &Connection) -> Result<String, Error> {
    Ok(db.query_row("SELECT hash FROM log ORDER BY seq DESC LIMIT 1", [], |r| r.get(0))?)
}
