//! In: the arguments of one subcommand. Out: its result and an [`Outcome`]. Knows the threads, the
//! outputs and the exit codes; what is found in a report the chain knows.

pub mod code;
pub mod codebook;
pub mod explain;
pub mod parse;
pub mod places;
pub mod read;
pub mod times;

use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use anyhow::{Context, Result, bail};
use sitrep::Packs;
use sitrep::record::Report;
use sitrep::report::Given;

use crate::args::{ReportArgs, WorkArgs};
use crate::input::{self, Job, Source};
use crate::order::in_order;
use crate::output::{self, Output};
use crate::progress::Progress;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: no report, or nothing in the reports.
    Nothing,
    /// Exit code 2: an input was bad; the others are done.
    Bad,
}

/// What one report gave.
#[derive(Debug, Default)]
pub struct Printed {
    /// For the main output.
    pub main: Vec<u8>,
    /// For the file of reports.
    pub side: Vec<u8>,
    /// How many claims, places, … were found.
    pub found: u64,
}

/// What is to be done with all reports.
pub struct Plan<'a> {
    /// Where reports come from.
    pub reports: &'a ReportArgs,
    /// How the work is done.
    pub work: &'a WorkArgs,
    /// Knowledge.
    pub packs: &'a Packs,
    /// Where [`Printed::side`] goes.
    pub side: Option<&'a Path>,
    /// What stands at the head of the main output.
    pub header: Vec<u8>,
    /// True when claims are found, and progress counts them.
    pub counts_claims: bool,
}

/// What one job gave.
pub struct Answer {
    /// What the job belongs to.
    pub file: String,
    /// How much of the input it was.
    pub bytes: u64,
    /// Reports done, and lines about bad ones.
    pub parts: Vec<Result<Printed, String>>,
}

/// Reads all reports of the plan, does `each` on every one on all threads, and prints what it gave in
/// the order of the inputs.
///
/// # Errors
/// When an output cannot be written. Bad inputs are told on standard error and give [`Outcome::Bad`].
pub fn over_reports(plan: &Plan<'_>, each: impl Fn(Report) -> Printed + Sync) -> Result<Outcome> {
    let outputs: Vec<&Path> = plan.work.output.as_deref().into_iter().chain(plan.side).collect();
    let sources = input::list(&plan.reports.inputs, &outputs);
    // Of one file no more than one thread can be busy.
    let single = |s: &Source| matches!(s, Source::File(_) | Source::Problem(_));
    let most = if sources.iter().all(single) {
        sources.len()
    } else {
        usize::MAX
    };
    let given = given(plan.reports);
    let work = |job| answer(job, plan.packs, &given, &each);
    over_jobs(
        plan,
        input::total_bytes(&sources),
        most,
        input::jobs(sources),
        work,
    )
}

/// Does `work` on every job, on no more than `most` threads unless the user asks for more, and prints what it gave
/// in the order of the jobs. `bytes` is the length of the whole input, 0 when not known.
pub fn over_jobs<J: Send>(
    plan: &Plan<'_>,
    bytes: u64,
    most: usize,
    jobs: impl Iterator<Item = J> + Send,
    work: impl Fn(J) -> Answer + Sync,
) -> Result<Outcome> {
    let main_path = plan.work.output.as_deref();
    refuse_one_file_twice(main_path, plan.side)?;
    output::clean_up_when_interrupted()?;
    let mut main = Output::open(main_path)?;
    let mut side = plan.side.map(|path| Output::open(Some(path))).transpose()?;
    // Text that scrolls by is progress enough.
    let elsewhere = !main.is_stdout() || !std::io::stdout().is_terminal();
    let mut progress = Progress::new(bytes, elsewhere && !plan.work.no_progress, plan.counts_claims);

    let (mut reports, mut found) = (0, 0);
    written(main.write_all(&plan.header))?;
    in_order(
        threads(plan.work.threads, most),
        jobs,
        work,
        |answer: Answer| -> Result<()> {
            let (mut new_reports, mut new_found) = (0, 0);
            for part in answer.parts {
                match part {
                    Ok(printed) => {
                        new_reports += 1;
                        new_found += printed.found;
                        written(main.write_all(&printed.main))?;
                        if let Some(side) = &mut side {
                            written(side.write_all(&printed.side))?;
                        }
                    }
                    Err(line) => progress.problem(&answer.file, &line),
                }
            }
            reports += new_reports;
            found += new_found;
            progress.advance(answer.bytes, new_reports, new_found);
            Ok(())
        },
    )?;
    progress.finish();
    // With nothing read there is no result; a file of an earlier run stays.
    if reports > 0 || !progress.failed() {
        written(main.flush())?;
        if let Some(side) = side {
            written(side.finish())?;
        }
        written(main.finish())?;
    }
    Ok(match (progress.failed(), found) {
        (true, _) => Outcome::Bad,
        (false, 0) => Outcome::Nothing,
        (false, _) => Outcome::Done,
    })
}

fn written(result: std::io::Result<()>) -> Result<()> {
    result.context("cannot write the result; check the space on the disk")
}

fn refuse_one_file_twice(main: Option<&Path>, side: Option<&Path>) -> Result<()> {
    let whole = |p: &Path| {
        p.canonicalize()
            .or_else(|_| std::path::absolute(p))
            .unwrap_or_else(|_| p.to_owned())
    };
    if let (Some(main), Some(side)) = (main, side)
        && whole(main) == whole(side)
    {
        bail!(
            "claims and reports cannot both go to {}; name two files",
            main.display()
        );
    }
    Ok(())
}

/// As many as asked for; else one for each core, but not more than `most`.
fn threads(asked: usize, most: usize) -> usize {
    if asked > 0 {
        return asked;
    }
    available_parallelism().map_or(1, usize::from).min(most.max(1))
}

/// What the user said about the reports.
pub fn given(typed: &ReportArgs) -> Given {
    Given {
        published: typed.published,
        source: typed.source.clone(),
        url: typed.url.clone(),
        clean: typed.clean,
        ..Given::default()
    }
}

fn answer(job: Job, packs: &Packs, given: &Given, each: &(impl Fn(Report) -> Printed + Sync)) -> Answer {
    let (file, bytes, read) = read(job, packs, given);
    let parts = read.into_iter().map(|report| guarded(report?, each)).collect();
    Answer { file, bytes, parts }
}

/// The reports of a job, or lines about what is wrong; with the file's name and the bytes read.
pub fn read(job: Job, packs: &Packs, given: &Given) -> (String, u64, Vec<Result<Report, String>>) {
    let tell = |read: Vec<Result<Report, sitrep::report::Problem>>| {
        read.into_iter()
            .map(|r| r.map_err(|problem| problem.to_string()))
            .collect()
    };
    match job {
        // Each stands for an input of its own.
        Job::Problem(line) => (line.clone(), 0, vec![Err(line)]),
        Job::File(path) => {
            let name = path.display().to_string();
            match input::read_file(&path) {
                Ok(bytes) => {
                    let read = tell(sitrep::read(packs, &name, &bytes, given));
                    (name, bytes.len() as u64, read)
                }
                Err(line) => (name, 0, vec![Err(line)]),
            }
        }
        Job::Whole { name, bytes } => {
            let read = tell(sitrep::read(packs, &name, &bytes, given));
            (name, 0, read)
        }
        Job::Line { name, number, bytes } => {
            let read = tell(vec![sitrep::read_record(packs, &name, number, &bytes, given)]);
            (name, bytes.len() as u64 + 1, read)
        }
    }
}

/// A report on which the program fails must not take the others with it.
fn guarded(report: Report, each: &(impl Fn(Report) -> Printed + Sync)) -> Result<Printed, String> {
    let id = report.doc_id.clone();
    catch_unwind(AssertUnwindSafe(|| each(report))).map_err(|_| {
        format!("{id}: the program failed on this report, which is a bug; please report it with the text")
    })
}

/// A row as one line of JSON.
pub fn json_line(row: &impl serde::Serialize) -> Vec<u8> {
    // Rows hold strings, numbers and lists of them; those always serialise.
    let mut line = serde_json::to_vec(row).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The built-in knowledge with the user's codebook files.
pub fn load(codebooks: &[PathBuf]) -> Result<Packs> {
    Ok(if codebooks.is_empty() {
        Packs::builtin()?
    } else {
        Packs::with_codebook_files(codebooks)?
    })
}
