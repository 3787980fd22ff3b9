//! In: reports. Out: they and their claims in the project file, a transaction each, and the claims linked at the end. Knows
//! what is there already by the hash of its bytes; killed at any moment it leaves whole reports, and run again it goes on.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Error, Result};
use sitrep::record::Report;
use sitrep::report::Given;
use sitrep::{Packs, code_report};
use store::project::{NewReport, Project, sha256};
use store::{ClaimRow, Codes, ReportRow, claim_rows, report_row};

use super::super::reading::read;
use super::super::{Outcome, given, load_with, threads};
use super::{file, finish, knowledge, machine, now};
use crate::args::AddArgs;
use crate::input::{self, Fault, Job, Stated, Work};
use crate::order::in_order;
use crate::progress::Progress;
use crate::stop;

/// What one job gave.
struct Found {
    /// How much of the inputs it was.
    read: u64,
    name: String,
    /// The bytes as they came; `None` when all of it is there already, or it could not be read.
    original: Option<Vec<u8>>,
    parts: Vec<Result<Part, Fault>>,
}

/// What one report is.
enum Part {
    /// Coded.
    New(Box<ReportRow>, Vec<ClaimRow>),
    /// It is there already.
    Known,
}

/// What the project has by the hashes of bytes.
struct Known {
    originals: HashSet<String>,
    reports: HashSet<String>,
}

/// `sitrep add`.
pub fn run(args: &AddArgs) -> Result<Outcome> {
    let path = file(&args.project)?;
    let mut project = Project::open(&path)?;
    let packs = load_with(&args.knowledge.codebooks, args.knowledge.places.pack.as_deref())?;
    let run = project.run_for_new(&knowledge(packs, &args.knowledge)?, machine(&now()))?;
    stop::watch()?;
    let (originals, reports) = project.known(run)?;
    let known = Known { originals, reports };
    let sources = input::list(&args.reports.inputs, &[&path]);
    let mut progress = Progress::new(input::total_bytes(&sources), !args.work.no_progress, true);
    let given = given(&args.reports);
    let (mut added, mut there, mut claims, mut failed) = (0_u64, 0_u64, 0_u64, false);
    let done = in_order(
        threads(args.work.threads, usize::MAX),
        input::jobs(sources, args.reports.text_column.clone()),
        |job| found(job, packs, &given, &known),
        |found: Found| -> Result<(), Option<Error>> {
            let (mut new, mut told, parts) = (0, 0, found.parts.len() as u64);
            let mut whole = true;
            for part in found.parts {
                match part {
                    Ok(Part::Known) => there += 1,
                    Ok(Part::New(report, rows)) => {
                        let at = now();
                        let entry = NewReport {
                            original: found.original.as_deref().unwrap_or_default(),
                            input: &found.name,
                            retrieved: &at,
                            report: *report,
                        };
                        let stored = project.add(run, &entry, &rows, machine(&at));
                        if stored.map_err(|e| Some(e.into()))? {
                            new += 1;
                            told += rows.len() as u64;
                        } else {
                            there += 1;
                        }
                    }
                    Err(fault) => {
                        failed |= progress.fault(&fault);
                        whole = false;
                    }
                }
                // Between reports there is nothing half done.
                if stop::asked() {
                    return Err(None);
                }
            }
            if let Some(original) = found.original.filter(|_| whole) {
                project.add_whole(&original, parts).map_err(|e| Some(e.into()))?;
            }
            added += new;
            claims += told;
            progress.advance(found.read, new, told);
            if stop::asked() { Err(None) } else { Ok(()) }
        },
    );
    progress.finish();
    if let Err(Some(e)) = done {
        return Err(e);
    }
    let summary = format!("{added} reports with {claims} claims added, {there} were there");
    finish(&mut project, !args.no_link, &summary, "the same command goes on")?;
    Ok(match (failed, added + there) {
        (true, _) => Outcome::Bad,
        (false, 0) => Outcome::Nothing,
        (false, _) => Outcome::Done,
    })
}

fn found(job: Job, packs: &'static Packs, given: &Given, known: &Known) -> Found {
    let nothing = |name: &str, part| Found {
        read: job.bytes,
        name: name.to_owned(),
        original: None,
        parts: vec![part],
    };
    let (name, work) = match job.work {
        Work::Problem(fault) => return nothing(&fault.input.clone(), Err(fault)),
        Work::File(path) => {
            let name = path.display().to_string();
            match input::read_file(&path) {
                Ok(bytes) => {
                    let stated = Stated::default();
                    (name.clone(), Work::Whole { name, bytes, stated })
                }
                Err(line) => return nothing(&name, Err(Fault::whole(name.clone(), line))),
            }
        }
        Work::Whole { ref name, .. } | Work::Line { ref name, .. } | Work::Row { ref name, .. } => {
            (name.clone(), job.work)
        }
    };
    let original = match &work {
        Work::Whole { bytes, .. } | Work::Line { bytes, .. } => bytes.clone(),
        Work::Row { row, .. } => serde_json::to_vec(&row.cells).unwrap_or_default(),
        Work::File(_) | Work::Problem(_) => Vec::new(),
    };
    if known.originals.contains(&sha256(&original)) {
        return nothing(&name, Ok(Part::Known));
    }
    let parts = read(work, &packs.reader, given)
        .into_iter()
        .map(|report| {
            let report = report?;
            if known.reports.contains(&report.sha256) {
                return Ok(Part::Known);
            }
            code(packs, report)
        })
        .collect();
    Found {
        read: job.bytes,
        name,
        original: Some(original),
        parts,
    }
}

fn code(packs: &'static Packs, report: Report) -> Result<Part, Fault> {
    let id = report.doc_id.clone();
    let coded = catch_unwind(AssertUnwindSafe(|| {
        let coded = code_report(packs, report);
        let rows = claim_rows(&coded, codes(packs));
        Part::New(Box::new(report_row(&coded.report)), rows)
    }));
    coded.map_err(|_| failed(&id))
}

/// The hashes that stand in every claim.
pub(super) fn codes(packs: &Packs) -> Codes<'_> {
    Codes {
        codebook: &packs.codebook_hash,
        model: &packs.model_hash,
    }
}

/// A report on which the program fails must not take the others with it.
pub(super) fn failed(id: &str) -> Fault {
    let what = "the program failed on this report, which is a bug; please report it with the text";
    Fault::whole(id, format!("{id}: {what}"))
}
