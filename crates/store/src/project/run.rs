//! In: the knowledge that reports are coded with. Out: the run that its claims belong to; which run is shown. Knows no claim.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::file::{meta, set_meta};
use super::log::{self, Entry};
use super::{By, Error, Project};

/// What a run codes with. Runs of equal knowledge are one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knowledge {
    /// Version of sitrep.
    pub version: String,
    /// Hash of the codebook.
    pub codebook: String,
    /// Hash of the language model.
    pub model: String,
    /// Hash of the places pack; `built-in` for the program's own.
    pub places: String,
}

/// One coding of all reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// From 1.
    pub id: i64,
    /// What it codes with.
    pub knowledge: Knowledge,
    /// ISO moment.
    pub begun: String,
    /// ISO moment; `None` while reports lack.
    pub ended: Option<String>,
    /// Reports coded.
    pub reports: u64,
    /// Claims found, those kept from earlier runs included.
    pub claims: u64,
    /// True for the run that is shown.
    pub current: bool,
}

/// Number of the run that is shown; 0 before the first.
pub(super) fn current(db: &Connection) -> Result<i64, Error> {
    Ok(meta(db, "current")?.and_then(|v| v.parse().ok()).unwrap_or(0))
}

pub(super) fn set_current(db: &Connection, run: i64) -> Result<(), Error> {
    set_meta(db, "current", &run.to_string())
}

impl Project {
    /// Number of the run that is shown; `None` before the first report is coded.
    pub fn current_run(&self) -> Result<Option<i64>, Error> {
        Ok(Some(current(&self.db)?).filter(|r| *r > 0))
    }

    /// All runs, oldest first.
    pub fn runs(&self) -> Result<Vec<Run>, Error> {
        let current = current(&self.db)?;
        let mut ask = self.db.prepare(
            "SELECT id, version, codebook, model, places, begun, ended,
                    (SELECT count(*) FROM analyses WHERE run = runs.id), (SELECT count(*) FROM claims WHERE run = runs.id)
             FROM runs ORDER BY id",
        )?;
        let rows = ask.query_map([], |r| run(r, current))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One run.
    pub fn run(&self, id: i64) -> Result<Run, Error> {
        let runs = self.runs()?;
        let known: Vec<String> = runs.iter().map(|r| r.id.to_string()).collect();
        let found = runs.into_iter().find(|r| r.id == id);
        found.ok_or_else(|| Error::request(format!("there is no run {id}; runs are: {}", known.join(", "))))
    }

    /// The run that new reports are coded in: the first one makes a run, and later ones must know the same.
    ///
    /// # Errors
    /// When the current run was coded with other knowledge.
    pub fn run_for_new(&mut self, knowledge: &Knowledge, by: By<'_>) -> Result<i64, Error> {
        let path = self.path().display().to_string();
        let tx = self.begin()?;
        let shown = current(&tx)?;
        if shown == 0 {
            let run = begin(&tx, knowledge, by)?;
            set_current(&tx, run)?;
            tx.commit()?;
            return Ok(run);
        }
        if find(&tx, knowledge)? != Some(shown) {
            return Err(Error::request(format!(
                "the project was coded with another codebook, model, places pack or version (run {shown}); give the same, or code all its reports anew with: sitrep recode {path}"
            )));
        }
        Ok(shown)
    }

    /// The run of that knowledge, to code all reports anew; one that was begun earlier is gone on with.
    pub fn run_for_all(&mut self, knowledge: &Knowledge, by: By<'_>) -> Result<i64, Error> {
        let tx = self.begin()?;
        let run = match find(&tx, knowledge)? {
            Some(run) => run,
            None => begin(&tx, knowledge, by)?,
        };
        tx.commit()?;
        Ok(run)
    }
}

fn begin(db: &Connection, knowledge: &Knowledge, by: By<'_>) -> Result<i64, Error> {
    let k = knowledge;
    db.execute(
        "INSERT INTO runs (version, codebook, model, places, begun) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![k.version, k.codebook, k.model, k.places, by.at],
    )?;
    let run = db.last_insert_rowid();
    let entry = Entry::BeginRun {
        run,
        version: k.version.clone(),
        codebook: k.codebook.clone(),
        model: k.model.clone(),
        places: k.places.clone(),
    };
    log::add(db, by, &entry)?;
    Ok(run)
}

fn find(db: &Connection, k: &Knowledge) -> Result<Option<i64>, Error> {
    let found = db.query_row(
        "SELECT max(id) FROM runs WHERE version = ?1 AND codebook = ?2 AND model = ?3 AND places = ?4",
        params![k.version, k.codebook, k.model, k.places],
        |r| r.get::<_, Option<i64>>(0),
    );
    Ok(found.optional()?.flatten())
}

fn run(r: &Row<'_>, current: i64) -> rusqlite::Result<Run> {
    let id = r.get(0)?;
    Ok(Run {
        id,
        knowledge: Knowledge {
            version: r.get(1)?,
            codebook: r.get(2)?,
            model: r.get(3)?,
            places: r.get(4)?,
        },
        begun: r.get(5)?,
        ended: r.get(6)?,
        reports: r.get::<_, i64>(7)? as u64,
        claims: r.get::<_, i64>(8)? as u64,
        current: id == current,
    })
}
