//! In: a project file. Out: one line for each thing in it that is not as it should be. Knows what every table must hold
//! given the others: hashes, spans, the log's chain, corrections laid on top, events as linking gives them.

mod tables;

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use sitrep::LinkConfig;

use self::tables::{analyses, corrected, originals, people, reports, spans, stored_events};
use super::file::meta;
use super::link::events_digest;
use super::log::{self, Entry, chained};
use super::{Error, Project};

/// Findings of one kind that are told; of more only their number is.
const TOLD: usize = 20;

/// Looks through one table.
type Check = fn(&Connection, &Logged, &mut Findings) -> Result<(), Error>;

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
        let kinds: [Check; 7] = [
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
