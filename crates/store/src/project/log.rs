//! In: what was done. Out: a line of the log, chained to the one before by its hash. Knows what each act tells of itself.
//!
//! `hash` is SHA-256 over the hash before, the number, moment, name, act and its JSON, each behind its length in bytes.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{By, Error, Project};

/// What a line of the log tells, in the same transaction as what it tells of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub(super) enum Entry {
    /// The project was made.
    Init { schema: i32 },
    /// A run began.
    BeginRun {
        run: i64,
        version: String,
        codebook: String,
        model: String,
        places: String,
    },
    /// A run is whole and is what is shown.
    EndRun { run: i64, kept: u64 },
    /// A report was added; of `report` the hash of its bytes, of `original` that of the whole input's, of `text` that of
    /// its clean text and row.
    Add {
        report: String,
        original: String,
        text: String,
    },
    /// A report was coded; `digest` is that of its claims.
    Code {
        run: i64,
        report: String,
        claims: u64,
        digest: String,
    },
    /// Claims were linked.
    Link { run: i64, events: u64, digest: String },
    /// A person corrected a value.
    Correct { correction: i64, digest: String },
    /// A coder reviewed a claim.
    Review { review: i64, digest: String },
    /// A person put events together or took one apart.
    Decide { decision: i64, digest: String },
    /// Operations were replaced.
    Operations { operations: u64, digest: String },
}

/// A line of the log, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// From 1.
    pub seq: i64,
    /// ISO moment.
    pub at: String,
    /// Who.
    pub who: String,
    /// `init`, `add`, `code`, `link`, `correct`, …
    pub act: String,
    /// What, as JSON.
    pub what: String,
    /// Of this line and all before it.
    pub hash: String,
}

/// Adds a line.
pub(super) fn add(db: &Connection, by: By<'_>, entry: &Entry) -> Result<(), Error> {
    let last = db
        .query_row("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1", [], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?))
        })
        .optional()?;
    let (before, hash) = last.unwrap_or_default();
    let what = serde_json::to_string(entry).unwrap_or_default();
    let act = serde_json::to_value(entry).unwrap_or_default()["act"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let line = LogLine {
        seq: before + 1,
        at: by.at.to_owned(),
        who: by.who.to_owned(),
        act,
        what,
        hash: String::new(),
    };
    db.execute(
        "INSERT INTO log (seq, at, who, act, what, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            line.seq,
            line.at,
            line.who,
            line.act,
            line.what,
            chained(&hash, &line)
        ],
    )?;
    Ok(())
}

/// The hash of a line behind the line with the hash `before`.
pub(super) fn chained(before: &str, line: &LogLine) -> String {
    let seq = line.seq.to_string();
    digest([before, &seq, &line.at, &line.who, &line.act, &line.what])
}

/// SHA-256 in hex over texts, each behind its length, so that none can lend bytes to the next.
pub(super) fn digest<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// SHA-256 in hex, as reports and inputs are known by.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut s, b| {
            let _ = write!(s, "{b:02x}");
            s
        })
}

impl Project {
    /// The last `most` lines of the log, oldest first.
    pub fn log(&self, most: usize) -> Result<Vec<LogLine>, Error> {
        let mut lines = lines(
            &self.db,
            "ORDER BY seq DESC LIMIT ?1",
            most.min(i64::MAX as usize) as i64,
        )?;
        lines.reverse();
        Ok(lines)
    }

    /// What a line tells of a person's act, for people; `None` for the program's own lines, and for reviews: what a coder thinks is
    /// not shown to the others.
    pub fn told(&self, line: &LogLine) -> Result<Option<String>, Error> {
        let told = match serde_json::from_str(&line.what) {
            Ok(Entry::Correct { correction, .. }) => self.db.query_row(
                "SELECT field, substr(old, 1, 120), substr(new, 1, 120), claim_id, why FROM corrections WHERE id = ?1",
                [correction],
                |r| {
                    let text = |at: usize| r.get::<_, String>(at);
                    Ok(format!(
                        "{}: {} → {}, claim {}: {}",
                        text(0)?,
                        text(1)?,
                        text(2)?,
                        text(3)?,
                        text(4)?
                    ))
                },
            ),
            Ok(Entry::Decide { decision, .. }) => self.db.query_row(
                "SELECT kind, (SELECT count(*) FROM decision_claims WHERE decision = id), why FROM decisions WHERE id = ?1",
                [decision],
                |r| {
                    let (kind, claims, why) = (r.get::<_, String>(0)?, r.get::<_, i64>(1)?, r.get::<_, String>(2)?);
                    Ok(format!("{kind}, {claims} claims: {why}"))
                },
            ),
            _ => return Ok(None),
        };
        Ok(told.optional()?)
    }

    /// The hash of the last line, which stands for the state of the project. Kept elsewhere, it shows whether lines were
    /// taken out ([`Project::verify`]).
    pub fn head(&self) -> Result<String, Error> {
        let hash = self
            .db
            .query_row("SELECT hash FROM log ORDER BY seq DESC LIMIT 1", [], |r| r.get(0))
            .optional()?;
        Ok(hash.unwrap_or_default())
    }
}

pub(super) fn lines(db: &Connection, rest: &str, bound: i64) -> Result<Vec<LogLine>, Error> {
    let mut ask = db.prepare(&format!("SELECT seq, at, who, act, what, hash FROM log {rest}"))?;
    let rows = ask.query_map([bound], |r| {
        Ok(LogLine {
            seq: r.get(0)?,
            at: r.get(1)?,
            who: r.get(2)?,
            act: r.get(3)?,
            what: r.get(4)?,
            hash: r.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
