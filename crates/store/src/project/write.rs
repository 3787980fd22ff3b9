//! In: a report as it came and its claims. Out: both in the file, in one transaction; which inputs are there already.
//! Knows no file format of reports.

use std::collections::HashSet;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest, Sha256};
use sitrep::record::{Bases, Basis, PublishedBasis, Report};
use sitrep::report::likeness::Signature;

use super::columns::Where;
use super::file::set_meta;
use super::log::{self, Entry, digest, hex};
use super::run::set_current;
use super::{By, Error, Project, anchor, carry, columns, correct, run};
use crate::{ClaimRow, ReportRow, label};

/// A report to be added.
#[derive(Debug, Clone)]
pub struct NewReport<'a> {
    /// The bytes of the whole input; of an archive the part's.
    pub original: &'a [u8],
    /// Its name as it was given or found.
    pub input: &'a str,
    /// When the bytes were taken in, as an ISO moment.
    pub retrieved: &'a str,
    /// The report as read.
    pub report: ReportRow,
}

impl Project {
    /// Hashes of the inputs that are wholly there, and of all reports that the run has coded.
    pub fn known(&self, run: i64) -> Result<(HashSet<String>, HashSet<String>), Error> {
        let all = |sql: &str, bound: &[i64]| -> Result<HashSet<String>, Error> {
            let mut ask = self.db.prepare(sql)?;
            let rows = ask.query_map(rusqlite::params_from_iter(bound), |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        Ok((
            all("SELECT sha256 FROM originals WHERE reports IS NOT NULL", &[])?,
            all(
                "SELECT sha256 FROM reports JOIN analyses ON report = reports.id WHERE run = ?1",
                &[run],
            )?,
        ))
    }

    /// Adds a report with the claims that the run found in it, all or nothing. False, and nothing is done, when it is there.
    pub fn add(
        &mut self,
        run: i64,
        new: &NewReport<'_>,
        claims: &[ClaimRow],
        by: By<'_>,
    ) -> Result<bool, Error> {
        let tx = self.begin()?;
        let there = tx
            .query_row(
                "SELECT id FROM reports WHERE sha256 = ?1",
                [&new.report.sha256],
                |r| r.get(0),
            )
            .optional()?;
        let report: i64 = if let Some(id) = there {
            id
        } else {
            add_report(&tx, new, by)?
        };
        let added = code(&tx, run, report, &new.report.sha256, claims, by)?;
        tx.commit()?;
        Ok(added)
    }

    /// Notes that all `reports` of an input are stored, so that it is not read again.
    pub fn add_whole(&mut self, original: &[u8], reports: u64) -> Result<(), Error> {
        let hash = hex(&Sha256::digest(original));
        self.db.execute(
            "UPDATE originals SET reports = ?2 WHERE sha256 = ?1 AND reports IS NULL",
            params![hash, reports as i64],
        )?;
        Ok(())
    }

    /// Adds the claims that another run found in a report that is there; false when it is coded already.
    pub fn add_claims(
        &mut self,
        run: i64,
        sha256: &str,
        claims: &[ClaimRow],
        by: By<'_>,
    ) -> Result<bool, Error> {
        let tx = self.begin()?;
        let report = tx
            .query_row("SELECT id FROM reports WHERE sha256 = ?1", [sha256], |r| r.get(0))
            .optional()?;
        let report = report.ok_or_else(|| Error::request(format!("there is no report {sha256}")))?;
        let added = code(&tx, run, report, sha256, claims, by)?;
        tx.commit()?;
        Ok(added)
    }

    /// Hashes of the reports that the run has not coded, in the order of their hashes.
    pub fn uncoded(&self, run: i64) -> Result<Vec<String>, Error> {
        let mut ask = self.db.prepare(
            "SELECT sha256 FROM reports WHERE id NOT IN (SELECT report FROM analyses WHERE run = ?1) ORDER BY sha256",
        )?;
        let rows = ask.query_map([run], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ends a run that has coded all reports and shows it: what people said of claims of other runs goes over to this
    /// one's; a claim that they worked on and that this run lacks is kept. How many are.
    ///
    /// # Errors
    /// When reports lack.
    pub fn end_run(&mut self, id: i64, by: By<'_>) -> Result<u64, Error> {
        let lacking = self.uncoded(id)?.len();
        if lacking > 0 {
            return Err(Error::request(format!(
                "run {id} lacks {lacking} reports; run the same command again"
            )));
        }
        let tx = self.begin()?;
        let before = run::current(&tx)?;
        let kept = carry::carry_over(&tx, id)?;
        tx.execute(
            "UPDATE runs SET ended = coalesce(ended, ?2) WHERE id = ?1",
            params![id, by.at],
        )?;
        set_current(&tx, id)?;
        if before != id {
            set_meta(&tx, "unlinked", "1")?;
            log::add(&tx, by, &Entry::EndRun { run: id, kept })?;
        }
        tx.commit()?;
        Ok(kept)
    }

    /// The bytes that a report was read from: the whole input's, or the part's of an archive; with the input's name.
    pub fn original(&self, sha256: &str) -> Result<Option<(String, Vec<u8>)>, Error> {
        let found = self
            .db
            .query_row(
                "SELECT input, packed, bytes FROM reports JOIN originals ON originals.id = original WHERE reports.sha256 = ?1",
                [sha256],
                |r| Ok((r.get::<_, String>(0)?, r.get::<_, Vec<u8>>(1)?, r.get::<_, i64>(2)?)),
            )
            .optional()?;
        found
            .map(|(name, packed, length)| Ok((name, unpack(&packed, length)?)))
            .transpose()
    }
}

fn add_report(db: &Connection, new: &NewReport<'_>, by: By<'_>) -> Result<i64, Error> {
    let hash = hex(&Sha256::digest(new.original));
    let there: Option<i64> = db
        .query_row("SELECT id FROM originals WHERE sha256 = ?1", [&hash], |r| {
            r.get(0)
        })
        .optional()?;
    let original = if let Some(id) = there {
        id
    } else {
        db.execute(
            "INSERT INTO originals (sha256, bytes, packed) VALUES (?1, ?2, ?3)",
            params![hash, new.original.len() as i64, pack(new.original)?],
        )?;
        db.last_insert_rowid()
    };
    let row = &new.report;
    let rest = ReportRow {
        text: String::new(),
        ..row.clone()
    };
    let json = to_json(&rest)?;
    db.execute(
        "INSERT INTO reports (sha256, original, doc_id, input, retrieved, title, url, source, language, published, text, json,
         signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            row.sha256,
            original,
            row.doc_id,
            new.input,
            new.retrieved,
            row.title,
            row.url,
            row.source,
            row.language,
            row.published,
            row.text,
            json,
            Signature::of(&row.text).map(|s| s.to_bytes()),
        ],
    )?;
    let id = db.last_insert_rowid();
    db.execute(
        "INSERT INTO report_words (rowid, title, text) VALUES (?1, ?2, ?3)",
        params![id, row.title, row.text],
    )?;
    let entry = Entry::Add {
        report: row.sha256.clone(),
        original: hash,
        text: report_digest(&row.text, &json),
    };
    log::add(db, by, &entry)?;
    Ok(id)
}

/// What the log holds of a report's text and row.
pub(super) fn report_digest(text: &str, json: &str) -> String {
    digest([text, json])
}

fn code(
    db: &Connection,
    run: i64,
    report: i64,
    sha256: &str,
    claims: &[ClaimRow],
    by: By<'_>,
) -> Result<bool, Error> {
    let there = db
        .query_row(
            "SELECT 1 FROM analyses WHERE run = ?1 AND report = ?2",
            params![run, report],
            |_| Ok(()),
        )
        .optional()?;
    if there.is_some() {
        return Ok(false);
    }
    let mut sorted: Vec<&ClaimRow> = claims.iter().collect();
    sorted.sort_by(|a, b| a.claim_id.cmp(&b.claim_id));
    sorted.dedup_by(|a, b| a.claim_id == b.claim_id);
    let mut texts = Vec::new();
    for row in &sorted {
        let json = to_json(row)?;
        let anchor = anchor::of(db, report, row)?;
        let at = Where {
            run,
            report,
            anchor,
            kept: false,
        };
        let id = columns::add(db, at, row, &json)?;
        correct::apply(db, id)?;
        texts.push(json);
    }
    let digest = digest(texts.iter().map(String::as_str));
    db.execute(
        "INSERT INTO analyses (run, report, claims, digest) VALUES (?1, ?2, ?3, ?4)",
        params![run, report, sorted.len() as i64, digest],
    )?;
    set_meta(db, "unlinked", "1")?;
    let entry = Entry::Code {
        run,
        report: sha256.to_owned(),
        claims: sorted.len() as u64,
        digest,
    };
    log::add(db, by, &entry)?;
    Ok(true)
}

/// A row as JSON.
pub(super) fn to_json(row: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(row).map_err(|e| Error::request(format!("cannot write a row as JSON: {e}")))
}

fn pack(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    let packed = packer.write_all(bytes).and_then(|()| packer.finish());
    packed.map_err(|e| Error::request(format!("cannot pack the bytes of a report: {e}")))
}

/// Packed bytes of that length as they were.
pub(super) fn unpack(packed: &[u8], length: i64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    // One more than it should be, so that a bomb is told and not unpacked.
    let read = ZlibDecoder::new(packed)
        .take(length.max(0) as u64 + 1)
        .read_to_end(&mut bytes);
    match read {
        Ok(n) if n as i64 == length => Ok(bytes),
        Ok(_) => Err(Error::request(
            "the kept bytes of an input have another length than noted",
        )),
        Err(e) => Err(Error::request(format!(
            "cannot unpack the kept bytes of an input: {e}"
        ))),
    }
}

/// The report of a row, to be coded anew: the text is the stored one, so that spans of all runs point into the same text.
/// What was taken out of the page is not in it.
pub fn report_of(row: &ReportRow) -> Report {
    let basis = |word: &str| {
        let all = [
            Basis::Given,
            Basis::Metadata,
            Basis::Shown,
            Basis::Url,
            Basis::Text,
        ];
        all.into_iter()
            .find(|b| label::basis(*b) == word)
            .unwrap_or_default()
    };
    let published_basis = [
        PublishedBasis::Given,
        PublishedBasis::Metadata,
        PublishedBasis::Url,
        PublishedBasis::Dateline,
    ];
    Report {
        doc_id: row.doc_id.clone(),
        title: row.title.clone(),
        url: row.url.clone(),
        author: row.author.clone(),
        source: row.source.clone(),
        language: row.language.clone(),
        published: row.published.as_deref().and_then(|d| d.parse().ok()),
        published_basis: published_basis
            .into_iter()
            .find(|b| label::published_basis(*b) == row.published_basis)
            .unwrap_or(PublishedBasis::None),
        bases: Bases {
            title: basis(&row.title_basis),
            author: basis(&row.author_basis),
            source: basis(&row.source_basis),
            language: basis(&row.language_basis),
        },
        text: row.text.clone(),
        raw: String::new(),
        furniture: Vec::new(),
        captions: Vec::new(),
        sha256: row.sha256.clone(),
        notes: row.notes.clone(),
        origin: Vec::new(),
    }
}
