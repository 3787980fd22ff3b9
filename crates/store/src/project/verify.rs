//! In: a project file. Out: one line for each thing in it that is not as it should be. Knows what every table must hold
//! given the others: hashes, spans, the log's chain, corrections laid on top, events as linking gives them.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sitrep::LinkConfig;

use super::correct::{correction_digest, fitting, of_anchor, parsed};
use super::decide::decision_digest;
use super::field::Field;
use super::file::meta;
use super::link::{events_digest, operations_digest};
use super::log::{self, Entry, chained, digest, hex};
use super::query::with_links;
use super::review::review_digest;
use super::write::{report_digest, unpack};
use super::{Error, Project};
use crate::Points;
use crate::row::LinkedRow;

/// Findings of one kind that are told; of more only their number is.
const TOLD: usize = 20;

/// What the log says of everything that is there.
#[derive(Default)]
struct Logged {
    reports: HashMap<String, (String, String)>,
    analyses: HashMap<(i64, String), String>,
    corrections: BTreeMap<i64, String>,
    reviews: BTreeMap<i64, String>,
    decisions: BTreeMap<i64, String>,
    linked: Option<String>,
    operations: Option<String>,
}

/// Lines, so many of a kind.
#[derive(Default)]
struct Findings {
    lines: Vec<String>,
    of_kind: usize,
    more: usize,
}

impl Findings {
    fn add(&mut self, line: String) {
        if self.of_kind < TOLD {
            self.lines.push(line);
            self.of_kind += 1;
        } else {
            self.more += 1;
        }
    }

    fn next_kind(&mut self) {
        if self.more > 0 {
            self.lines.push(format!("{} more of this kind", self.more));
        }
        (self.of_kind, self.more) = (0, 0);
    }
}

impl Project {
    /// All that is wrong with the file, a line each; none when it is whole. `head` is a hash of the log that was noted
    /// elsewhere: without it, lines taken from the end of the log together with all they tell of are not noticed.
    /// `config` links anew, to compare.
    pub fn verify(&self, config: Option<&LinkConfig>, head: Option<&str>) -> Result<Vec<String>, Error> {
        let mut out = Findings::default();
        let kinds: [fn(&Connection, &Logged, &mut Findings) -> Result<(), Error>; 7] = [
            originals,
            reports,
            analyses,
            spans,
            corrected,
            people,
            stored_events,
        ];
        self.db.execute_batch("BEGIN DEFERRED")?;
        let told = (|| -> Result<(), Error> {
            pages(&self.db, &mut out)?;
            out.next_kind();
            let logged = chain(&self.db, head, &mut out)?;
            for kind in kinds {
                out.next_kind();
                kind(&self.db, &logged, &mut out)?;
            }
            Ok(())
        })();
        self.db.execute_batch("ROLLBACK")?;
        told?;
        out.next_kind();
        if self.is_unlinked()? {
            let path = self.path().display();
            out.add(format!(
                "events: claims or decisions came after the last linking; run sitrep link {path}"
            ));
        } else if let Some(config) = config
            && out.lines.is_empty()
        {
            let fresh = self.links(config)?;
            if meta(&self.db, "linked")?.unwrap_or_default() != events_digest(&fresh.events)?
                && !(fresh.events.is_empty() && meta(&self.db, "linked")?.is_none())
            {
                out.add("events: linking the claims anew gives others; another version linked them: run sitrep link".to_owned());
            }
        }
        out.next_kind();
        Ok(out.lines)
    }
}

fn pages(db: &Connection, out: &mut Findings) -> Result<(), Error> {
    let mut ask = db.prepare("PRAGMA integrity_check(100)")?;
    let mut rows = ask.query([])?;
    while let Some(r) = rows.next()? {
        let line: String = r.get(0)?;
        if line != "ok" {
            out.add(format!("file: {}", line.replace('\n', " ")));
        }
    }
    let mut ask = db.prepare("PRAGMA foreign_key_check")?;
    let mut rows = ask.query([])?;
    while let Some(r) = rows.next()? {
        let (table, row, parent): (String, Option<i64>, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let row = row.map(|n| format!(" {n}")).unwrap_or_default();
        out.add(format!(
            "{table}: row{row} names a row of {parent} that is not there"
        ));
    }
    Ok(())
}

fn chain(db: &Connection, head: Option<&str>, out: &mut Findings) -> Result<Logged, Error> {
    let mut logged = Logged::default();
    let (mut before, mut expected, mut met) = (String::new(), 1, head.is_none());
    for line in log::lines(db, "WHERE seq >= ?1 ORDER BY seq", i64::MIN)? {
        if line.seq != expected {
            out.add(format!("log: line {expected} is missing"));
        }
        if chained(&before, &line) != line.hash {
            out.add(format!(
                "log: line {} was changed, or one before it was taken out",
                line.seq
            ));
        }
        met |= head == Some(line.hash.as_str());
        expected = line.seq + 1;
        before.clone_from(&line.hash);
        match serde_json::from_str::<Entry>(&line.what) {
            Ok(entry) => logged.add(entry),
            Err(_) => out.add(format!("log: line {} cannot be read", line.seq)),
        }
    }
    if !met {
        out.add(
            "log: no line has the hash that was given; lines were taken out, or it is of another project"
                .to_owned(),
        );
    }
    Ok(logged)
}

impl Logged {
    fn add(&mut self, entry: Entry) {
        match entry {
            Entry::Add {
                report,
                original,
                text,
            } => {
                self.reports.insert(report, (original, text));
            }
            Entry::Code {
                run, report, digest, ..
            } => {
                self.analyses.insert((run, report), digest);
            }
            Entry::Correct { correction, digest } => {
                self.corrections.insert(correction, digest);
            }
            Entry::Review { review, digest } => {
                self.reviews.insert(review, digest);
            }
            Entry::Decide { decision, digest } => {
                self.decisions.insert(decision, digest);
            }
            Entry::Link { digest, .. } => self.linked = Some(digest),
            Entry::Operations { digest, .. } => self.operations = Some(digest),
            Entry::Init { .. } | Entry::BeginRun { .. } | Entry::EndRun { .. } => {}
        }
    }
}

fn originals(db: &Connection, _: &Logged, out: &mut Findings) -> Result<(), Error> {
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

fn reports(db: &Connection, logged: &Logged, out: &mut Findings) -> Result<(), Error> {
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

fn analyses(db: &Connection, logged: &Logged, out: &mut Findings) -> Result<(), Error> {
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

fn spans(db: &Connection, _: &Logged, out: &mut Findings) -> Result<(), Error> {
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

fn corrected(db: &Connection, _: &Logged, out: &mut Findings) -> Result<(), Error> {
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
        let place = row.place.as_ref().map(|p| &p.value);
        let wanted = (
            row.kind.clone(),
            row.status.to_string(),
            row.time.as_ref().and_then(|t| t.start.clone()),
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

fn people(db: &Connection, logged: &Logged, out: &mut Findings) -> Result<(), Error> {
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

fn stored_events(db: &Connection, logged: &Logged, out: &mut Findings) -> Result<(), Error> {
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
        Ok(super::OperationEntry {
            operation_id: r.get(0)?,
            name: r.get(1)?,
            json: serde_json::from_str(&r.get::<_, String>(2)?).unwrap_or_default(),
        })
    })?;
    let operations: Vec<super::OperationEntry> = rows.collect::<Result<_, _>>()?;
    if logged
        .operations
        .as_ref()
        .is_some_and(|o| *o != operations_digest(&operations))
    {
        out.add("operations: they are not what was last stored; run sitrep link".to_owned());
    }
    Ok(())
}
