//! In: the tables and what the log tells of them. Out: what is not as it should be, a line each. Knows one check a table.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Findings, Logged};
use crate::Points;
use crate::project::correct::{correction_digest, fitting, of_anchor, parsed};
use crate::project::decide::decision_digest;
use crate::project::field::Field;
use crate::project::file::meta;
use crate::project::link::{events_digest, operations_digest};
use crate::project::log::{digest, hex};
use crate::project::query::with_links;
use crate::project::review::review_digest;
use crate::project::write::{report_digest, unpack};
use crate::project::{Error, OperationEntry};
use crate::row::LinkedRow;

pub(super) fn originals(db: &Connection, _: &Logged, out: &mut Findings) -> Result<(), Error> {
    let mut ask = db.prepare("SELECT sha256, bytes, packed FROM originals ORDER BY id")?;
    let mut rows = ask.query([])?;
    while let Some(r) = rows.next()? {
        let hash: String = r.get(0)?;
        match unpack(r.get_ref(2)?.as_blob().unwrap_or_default(), r.get(1)?) {
            Err(e) => out.add(format!("originals: {hash}: {e}")),
            Ok(bytes) if hex(&Sha256::digest(&bytes)) != hash => {
                out.add(format!("originals: {hash}: the bytes have another hash"));
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

pub(super) fn reports(db: &Connection, logged: &Logged, out: &mut Findings) -> Result<(), Error> {
    let mut ask = db.prepare(
        "SELECT reports.sha256, originals.sha256, text, json FROM reports JOIN originals ON originals.id = original ORDER BY reports.id",
    )?;
    let mut rows = ask.query([])?;
    let mut there = 0;
    while let Some(r) = rows.next()? {
        let (hash, original): (String, String) = (r.get(0)?, r.get(1)?);
        let text = report_digest(&r.get::<_, String>(2)?, &r.get::<_, String>(3)?);
        match logged.reports.get(&hash) {
            None => out.add(format!("reports: {hash}: the log does not tell of it")),
            Some((o, t)) if *o != original || *t != text => {
                out.add(format!("reports: {hash}: its text or row is not what was added"));
            }
            Some(_) => there += 1,
        }
    }
    if there < logged.reports.len() && out.of_kind == 0 {
        out.add(format!(
            "reports: {} that were added are not there",
            logged.reports.len() - there
        ));
    }
    Ok(())
}

pub(super) fn analyses(db: &Connection, logged: &Logged, out: &mut Findings) -> Result<(), Error> {
    let mut ask = db.prepare(
        "SELECT run, sha256, reports.id, digest, claims FROM analyses JOIN reports ON reports.id = report ORDER BY run, reports.id",
    )?;
    let mut claims = db.prepare(
        "SELECT json FROM claims JOIN claim_texts USING (id) WHERE run = ?1 AND report = ?2 AND kept = 0 ORDER BY claim_id",
    )?;
    let mut rows = ask.query([])?;
    let mut there = 0;
    while let Some(r) = rows.next()? {
        let (run, hash, report): (i64, String, i64) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let (noted, number): (String, i64) = (r.get(3)?, r.get(4)?);
        let texts: Vec<String> = claims
            .query_map([run, report], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        let now = digest(texts.iter().map(String::as_str));
        let told = logged.analyses.get(&(run, hash.clone()));
        if told != Some(&noted) || now != noted || texts.len() as i64 != number {
            out.add(format!(
                "claims: those of run {run} for report {hash} are not what the run said"
            ));
        } else {
            there += 1;
        }
    }
    if there < logged.analyses.len() && out.of_kind == 0 {
        out.add(format!(
            "claims: {} codings of reports are not there",
            logged.analyses.len() - there
        ));
    }
    let strays: i64 = db.query_row(
        "SELECT count(*) FROM claims WHERE kept = 0 AND NOT EXISTS
           (SELECT 1 FROM analyses WHERE analyses.run = claims.run AND analyses.report = claims.report)",
        [],
        |r| r.get(0),
    )?;
    if strays > 0 {
        out.add(format!("claims: {strays} belong to no coding of a report"));
    }
    Ok(())
}

pub(super) fn spans(db: &Connection, _: &Logged, out: &mut Findings) -> Result<(), Error> {
    let mut ask = db.prepare(
        "SELECT claims.report, claim_id, coalesce(effective, json), sentence FROM claims JOIN claim_texts USING (id)
         ORDER BY claims.report, claims.id",
    )?;
    let mut of = db.prepare("SELECT text FROM reports WHERE id = ?1")?;
    let mut rows = ask.query([])?;
    let mut held: Option<(i64, String, Points)> = None;
    while let Some(r) = rows.next()? {
        let (report, id, json): (i64, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        if held.as_ref().is_none_or(|(n, ..)| *n != report) {
            let text: String = of.query_row([report], |r| r.get(0)).unwrap_or_default();
            let points = Points::new(&text);
            held = Some((report, text, points));
        }
        let Some((_, text, points)) = &held else { continue };
        let value: Value = serde_json::from_str(&json).unwrap_or_default();
        if !slices(&value, text, points) {
            out.add(format!(
                "claims: {id}: a span does not stand in its report as the claim says"
            ));
        }
        if value["sentence"]["text"].as_str() != Some(&r.get::<_, String>(3)?) {
            out.add(format!(
                "claims: {id}: the sentence that is searched is not that of the claim"
            ));
        }
    }
    Ok(())
}

/// True when every `text` with a `start` and `end` within the value is what stands there.
fn slices(value: &Value, text: &str, points: &Points) -> bool {
    match value {
        Value::Array(list) => list.iter().all(|v| slices(v, text, points)),
        Value::Object(map) => {
            let at = |key: &str| map.get(key).and_then(Value::as_u64).map(|n| n as usize);
            let words = map.get("text").and_then(Value::as_str);
            let good = match (words, at("start"), at("end")) {
                (Some(words), Some(start), Some(end)) if start <= end => {
                    text.get(points.to_byte(start)..points.to_byte(end)) == Some(words)
                }
                (Some(_), Some(_), Some(_)) => false,
                _ => true,
            };
            good && map.values().all(|v| slices(v, text, points))
        }
        _ => true,
    }
}

pub(super) fn corrected(db: &Connection, _: &Logged, out: &mut Findings) -> Result<(), Error> {
    let mut ask = db.prepare(
        "SELECT claims.id, claim_id, anchor, json, effective, verdict, claims.type, status, day_from, place, country, sensitivity
         FROM claims JOIN claim_texts USING (id) ORDER BY claims.id",
    )?;
    let mut rows = ask.query([])?;
    while let Some(r) = rows.next()? {
        let (id, anchor, json): (String, i64, String) = (r.get(1)?, r.get(2)?, r.get(3)?);
        let effective: Option<String> = r.get(4)?;
        let holding: Vec<(Field, Value)> = of_anchor(db, anchor)?
            .into_iter()
            .filter(|c| c.holds && c.withdraws.is_none())
            .filter_map(|c| Some((Field::parse(&c.field).ok()?, c.new)))
            .collect();
        let (row, fit) = fitting(&json, &holding)?;
        let values = holding.iter().filter(|(f, _)| *f != Field::Verdict).count();
        if fit < values {
            out.add(format!(
                "claims: {id}: {} corrections do not fit what this run said",
                values - fit
            ));
        }
        let stored = effective.as_deref().map_or_else(|| parsed(&json), parsed)?;
        let verdict = holding
            .iter()
            .rev()
            .find(|(f, _)| *f == Field::Verdict)
            .map(|(_, v)| v.clone());
        let columns = (
            r.get::<_, String>(6)?,
            r.get::<_, String>(7)?,
            r.get::<_, Option<String>>(8)?,
            r.get::<_, Option<String>>(9)?,
            r.get::<_, Option<String>>(10)?,
            r.get::<_, String>(11)?,
        );
        let place = row.located().map(|p| &p.value);
        let wanted = (
            row.kind.clone(),
            row.status.to_string(),
            row.dated().and_then(|t| t.start.clone()),
            place.and_then(|v| v.name.clone()),
            place.and_then(|v| v.country.clone()),
            row.sensitivity.to_string(),
        );
        let judged: Option<String> = r.get(5)?;
        if stored != row || columns != wanted || judged.as_deref() != verdict.as_ref().and_then(Value::as_str)
        {
            out.add(format!(
                "claims: {id}: it does not stand as the run and the corrections give it"
            ));
        }
    }
    Ok(())
}

pub(super) fn people(db: &Connection, logged: &Logged, out: &mut Findings) -> Result<(), Error> {
    type Hash = fn(&Connection, i64) -> Result<String, Error>;
    let kinds: [(&str, &BTreeMap<i64, String>, Hash); 3] = [
        ("corrections", &logged.corrections, correction_digest),
        ("reviews", &logged.reviews, review_digest),
        ("decisions", &logged.decisions, decision_digest),
    ];
    for (table, told, hash) in kinds {
        // The name is one of three written above.
        let mut ask = db.prepare(&format!("SELECT id FROM {table} ORDER BY id"))?;
        let ids: Vec<i64> = ask.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
        for id in &ids {
            if told.get(id) != Some(&hash(db, *id)?) {
                out.add(format!("{table}: {id} is not what the log tells"));
            }
        }
        for id in told.keys().filter(|id| !ids.contains(id)) {
            out.add(format!("{table}: {id}, of which the log tells, is not there"));
        }
    }
    Ok(())
}

pub(super) fn stored_events(db: &Connection, logged: &Logged, out: &mut Findings) -> Result<(), Error> {
    let mut ask = db.prepare("SELECT id, json FROM events ORDER BY event_id")?;
    let mut rows = ask.query([])?;
    let mut events = Vec::new();
    while let Some(r) = rows.next()? {
        let mut row = with_links(db, r.get(0)?, &r.get::<_, String>(1)?)?;
        let claims: Vec<(i64, LinkedRow)> = std::mem::take(&mut row.claims)
            .into_iter()
            .map(|c| (0, c))
            .collect();
        events.push((row, claims));
    }
    let now = events_digest(&events)?;
    let noted = meta(db, "linked")?;
    if noted != logged.linked || noted.is_some_and(|n| n != now) {
        out.add("events: they are not what the last linking gave; run sitrep link".to_owned());
    }
    let mut ask = db.prepare("SELECT operation_id, name, json FROM operations ORDER BY id")?;
    let rows = ask.query_map([], |r| {
        Ok(OperationEntry {
            operation_id: r.get(0)?,
            name: r.get(1)?,
            json: serde_json::from_str(&r.get::<_, String>(2)?).unwrap_or_default(),
        })
    })?;
    let operations: Vec<OperationEntry> = rows.collect::<Result<_, _>>()?;
    if logged
        .operations
        .as_ref()
        .is_some_and(|o| *o != operations_digest(&operations))
    {
        out.add("operations: they are not what was last stored; run sitrep link".to_owned());
    }
    Ok(())
}
