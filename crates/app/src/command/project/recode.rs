//! In: the project's own reports. Out: a new run of claims beside the old ones, shown when it is whole. Knows that spans of all runs
//! point into the stored texts; what people said goes over to the new run's claims.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Error, Result};
use sitrep::code_report;
use store::project::{Project, report_of};
use store::{ClaimRow, ReportRow, claim_rows};

use super::super::{Outcome, load_with, threads};
use super::add::{codes, failed};
use super::{file, finish, knowledge, machine, now};
use crate::args::RecodeArgs;
use crate::input::Fault;
use crate::order::in_order;
use crate::progress::Progress;
use crate::stop;

/// `sitrep recode`.
pub fn run(args: &RecodeArgs) -> Result<Outcome> {
    let path = file(&args.project)?;
    let mut project = Project::open(&path)?;
    let packs = load_with(&args.knowledge.codebooks, args.knowledge.places.pack.as_deref())?;
    let before = project.current_run()?;
    let run = project.run_for_all(&knowledge(packs, &args.knowledge)?, machine(&now()))?;
    stop::watch()?;
    let hashes = project.uncoded(run)?;
    let reader = Project::open_read_only(&path)?;
    let mut progress = Progress::new(hashes.len() as u64, !args.work.no_progress, true);
    let (mut coded, mut claims) = (0_u64, 0_u64);
    let mut faults = Vec::new();
    let done = in_order(
        threads(args.work.threads, usize::MAX),
        hashes
            .into_iter()
            .map(move |hash| (reader.report_row(&hash), hash)),
        |(row, hash)| -> Result<(String, Result<Vec<ClaimRow>, Fault>), Error> {
            let row: Option<ReportRow> = row?;
            let Some(row) = row else {
                let gone = Fault::whole(hash.clone(), format!("{hash}: the report is not there any more"));
                return Ok((hash, Err(gone)));
            };
            let rows = catch_unwind(AssertUnwindSafe(|| {
                claim_rows(&code_report(packs, report_of(&row)), codes(packs))
            }));
            Ok((hash, rows.map_err(|_| failed(&row.doc_id))))
        },
        |result| -> Result<(), Option<Error>> {
            let (hash, rows) = result.map_err(Some)?;
            match rows {
                Ok(rows) => {
                    let stored = project.add_claims(run, &hash, &rows, machine(&now()));
                    stored.map_err(|e| Some(e.into()))?;
                    coded += 1;
                    claims += rows.len() as u64;
                    progress.advance(1, 1, rows.len() as u64);
                }
                Err(fault) => {
                    progress.problem(&fault.input, &fault.to_string());
                    faults.push(fault);
                }
            }
            if stop::asked() { Err(None) } else { Ok(()) }
        },
    );
    progress.finish();
    if let Err(Some(e)) = done {
        return Err(e);
    }
    let mut summary = format!("run {run}: {coded} reports coded anew, {claims} claims");
    if done.is_ok() && faults.is_empty() {
        let kept = project.end_run(run, machine(&now()))?;
        if kept > 0 {
            let _ = write!(summary, "; {kept} claims that people worked on are kept");
        }
        if let Some(before) = before.filter(|b| *b != run) {
            let _ = write!(summary, "; compare with: sitrep diff {before} {run}");
        }
    }
    finish(&mut project, true, &summary, "the same command goes on")?;
    Ok(if faults.is_empty() {
        Outcome::Done
    } else {
        Outcome::Bad
    })
}
