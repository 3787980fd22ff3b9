//! In: the arguments of one subcommand. Out: its result and an [`Outcome`]. Knows the threads, the
//! outputs and the exit codes; what is found in a report the chain knows.

pub mod agree;
pub mod code;
pub mod codebook;
pub mod dataset;
mod codings;
pub mod compare;
pub mod events;
pub mod explain;
pub mod export;
mod feed;
pub mod gazetteer;
mod gather;
pub mod operations;
pub mod pack;
pub mod parse;
pub mod places;
pub mod project;
pub mod read;
pub mod reading;
mod run;
pub mod serve;
pub mod score;
pub mod times;
pub mod watch;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread::{self, available_parallelism};
use std::time::Duration;

use anyhow::Result;
use sitrep::record::Report;
use sitrep::report::Given;
use sitrep::{Packs, Reader};

use self::reading::{Item, Task};
use self::run::Run;
use crate::args::{CopyArgs, FeedArgs, ReportArgs, WorkArgs};
use crate::input::{self, Fault};
use crate::seen::Remembered;
use crate::web::fetch::Fetcher;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: no report, nothing in the reports, or a figure below its floor.
    Nothing,
    /// Exit code 2: an input was bad; the others are done.
    Bad,
}

/// What one report gave.
#[derive(Debug, Default)]
pub struct Printed {
    /// For the main output.
    pub main: Vec<u8>,
    /// For the files of [`Plan::sides`], in their order; empty for a report that gives them nothing.
    pub sides: Vec<Vec<u8>>,
    /// How many claims, places, … were found.
    pub found: u64,
}

/// What is to be done with all reports.
pub struct Plan<'a> {
    /// Where reports come from.
    pub reports: &'a ReportArgs,
    /// Feeds that are read after them; `None`: the command takes none.
    pub feeds: Option<&'a FeedArgs>,
    /// How the work is done.
    pub work: &'a WorkArgs,
    /// How reports are read.
    pub reader: &'static Reader,
    /// Hash of the codebook by which is coded; empty when nothing is.
    pub codebook: &'a str,
    /// What is done with copies; `None`: they are not looked for.
    pub copies: Option<&'a CopyArgs>,
    /// Files beside the main output, where [`Printed::sides`] go.
    pub sides: Vec<&'a Path>,
    /// What stands at the head of the main output.
    pub header: Vec<u8>,
    /// True when claims are found, and progress counts them.
    pub counts_claims: bool,
    /// True when it is wanted which bytes gave the clean text.
    pub origin: bool,
}

impl Plan<'_> {
    /// The files that the run writes.
    fn outputs(&self) -> Vec<&Path> {
        let work = self.work;
        let seen = self.copies.and_then(|c| c.seen.as_deref());
        let of_work = [work.errors.as_deref(), work.state.as_deref(), seen];
        (work.output.as_deref().into_iter())
            .chain(self.sides.iter().copied())
            .chain(of_work.into_iter().flatten())
            .collect()
    }
}

/// What one job, or a part of one, gave.
pub struct Answer {
    /// How much of the input it was.
    pub bytes: u64,
    /// Reports done, and what is wrong with others.
    pub parts: Vec<Result<Printed, Fault>>,
    /// What is to be remembered of a report that is no copy.
    pub remembered: Option<Box<Remembered>>,
    /// True for the last part of a job.
    pub ends_job: bool,
}

/// Reads all reports of the plan, does `each` on every one on all threads, and prints what it gave in
/// the order of the inputs.
///
/// # Errors
/// When an output cannot be written. Bad inputs are told on standard error and give [`Outcome::Bad`].
pub fn over_reports(plan: &Plan<'_>, each: impl Fn(Report) -> Printed + Sync) -> Result<Outcome> {
    over_reports_and_copies(plan, each, |_, _, _| Printed::default())
}

/// The same; of a report that is a copy of an earlier one, `copy` gives what is printed. It is told the report, the
/// `doc_id` of the earlier one, and how like they are.
pub fn over_reports_and_copies(
    plan: &Plan<'_>,
    each: impl Fn(Report) -> Printed + Sync,
    copy: impl Fn(Report, &str, f32) -> Printed + Sync,
) -> Result<Outcome> {
    let run = Run::begin(plan)?;
    let sources = input::list(&plan.reports.inputs, &plan.outputs());
    let given = Given {
        origin: plan.origin,
        ..given(plan.reports)
    };
    let threads = threads(plan.work.threads, usize::MAX);
    let feeds = plan.feeds.map_or(&[][..], |f| f.feeds.as_slice());
    let total = input::total_bytes(&sources) + feeds.iter().map(|f| feed::size(f)).sum::<u64>();
    let jobs = input::jobs(sources, plan.reports.text_column.clone()).map(Task::Input);
    // Not yet fetched: what an earlier run did is passed over without asking for it again.
    let jobs = jobs.chain(feeds.iter().map(|f| Task::Feed(f)));
    let jobs = jobs.skip(usize::try_from(run.jobs_done()).unwrap_or(usize::MAX));
    let memory = run.memory(plan)?;
    let pause = plan.feeds.and_then(|f| f.pause).map(Duration::from_millis);
    let fetcher = Fetcher::new(None, pause);
    let (send, items) = sync_channel(threads * 4);
    let given = &given;
    let work = |item| match item {
        Item::New(report, remembered) => Answer {
            remembered,
            ..Answer::part(guarded(*report, &each))
        },
        Item::Copy { report, of, alike } => Answer::part(Ok(copy(*report, &of, alike))),
        Item::Fault(fault) => Answer::part(Err(fault)),
        Item::End(bytes) => Answer {
            bytes,
            parts: Vec::new(),
            remembered: None,
            ends_job: true,
        },
    };
    thread::scope(|scope| {
        scope.spawn(move || reading::read_all(threads, jobs, fetcher, plan.reader, given, memory, &send));
        run.print(plan, total, threads, items.into_iter(), work)
    })
}

impl Answer {
    fn part(part: Result<Printed, Fault>) -> Self {
        Self {
            bytes: 0,
            parts: vec![part],
            remembered: None,
            ends_job: false,
        }
    }
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
    let threads = threads(plan.work.threads, most);
    Run::begin(plan)?.print(plan, bytes, threads, jobs, work)
}

/// As many as asked for; else one for each core, but not more than `most`.
pub fn threads(asked: usize, most: usize) -> usize {
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
        text_field: typed.text_column.clone(),
        ..Given::default()
    }
}

/// A report on which the program fails must not take the others with it.
fn guarded(report: Report, each: &(impl Fn(Report) -> Printed + Sync)) -> Result<Printed, Fault> {
    let id = report.doc_id.clone();
    catch_unwind(AssertUnwindSafe(|| each(report))).map_err(|_| {
        let what = "the program failed on this report, which is a bug; please report it with the text";
        Fault::whole(&id, format!("{id}: {what}"))
    })
}

/// A row as one line of JSON.
pub fn json_line(row: &impl serde::Serialize) -> Vec<u8> {
    // Rows hold strings, numbers and lists of them; those always serialise.
    let mut line = serde_json::to_vec(row).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The built-in knowledge with the user's codebook files. It is loaded once and stays: a document that never ends to be
/// read still looks at it when all else is done.
pub fn load(codebooks: &[PathBuf]) -> Result<&'static Packs> {
    load_with(codebooks, None)
}

/// The same with the user's places pack.
pub fn load_with(codebooks: &[PathBuf], places: Option<&Path>) -> Result<&'static Packs> {
    Ok(Box::leak(Box::new(Packs::with_files(codebooks, places)?)))
}

/// The reader alone, for commands that code nothing.
pub fn load_reader() -> Result<&'static Reader> {
    Ok(Box::leak(Box::new(Reader::builtin()?)))
}
