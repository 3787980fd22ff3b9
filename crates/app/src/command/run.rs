//! In: a plan and the answers to its jobs. Out: what they print, in order, in the outputs; the state of the run now and
//! then. Knows outputs, progress and exit codes.

use std::fs::File;
use std::io::{self, IsTerminal as _, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::{Answer, Outcome, Plan, feed, json_line};
use crate::input::Fault;
use crate::order::in_order;
use crate::output::{self, Output};
use crate::progress::Progress;
use crate::seen::{self, Memory};
use crate::state::{State, beside};

/// The state is written when so much time has passed and a job is done.
const EVERY: Duration = Duration::from_secs(2);

/// A run that has begun: its outputs are open.
pub struct Run {
    main: Output,
    sides: Vec<Output>,
    errors: Option<Output>,
    seen: Option<File>,
    state: State,
    path: Option<PathBuf>,
}

/// A line of the file of errors.
#[derive(Serialize)]
struct ErrorRow<'a> {
    input: &'a str,
    record: Option<&'a str>,
    message: &'a str,
}

impl Run {
    /// Opens the outputs, where an earlier run was interrupted when the plan keeps a state.
    pub fn begin(plan: &Plan<'_>) -> Result<Self> {
        let work = plan.work;
        let main_path = work.output.as_deref();
        refuse_one_file_twice(&plan.outputs())?;
        output::clean_up_when_interrupted()?;
        let Some(path) = work.state.as_deref() else {
            let open = |path: Option<&Path>| path.map(|p| Output::open(Some(p))).transpose();
            return Ok(Self {
                main: Output::open(main_path)?,
                sides: plan
                    .sides
                    .iter()
                    .map(|p| Output::open(Some(p)))
                    .collect::<Result<_>>()?,
                errors: open(work.errors.as_deref())?,
                seen: None,
                state: State::default(),
                path: None,
            });
        };
        let state = State::load(path, &fingerprint(plan))?;
        let resume = |path: Option<&Path>, length| path.map(|p| Output::resume(p, length)).transpose();
        let Some(main) = resume(main_path, state.output)? else {
            bail!("--state needs --output, so that there is a file to go on with");
        };
        let lengths = state.sides.iter().copied().chain(std::iter::repeat(0));
        let sides = (plan.sides.iter().zip(lengths))
            .map(|(path, length)| Output::resume(path, length))
            .collect::<Result<_>>()?;
        let seen = if plan.copies.is_none_or(|c| c.keep_duplicates) {
            None
        } else {
            let path = beside(path, "seen");
            let mut file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)
                .with_context(|| format!("cannot write {}", path.display()))?;
            file.set_len(state.seen)?;
            file.seek(io::SeekFrom::End(0))?;
            if state.seen == 0 {
                seen::begin(&mut file)?;
            }
            Some(file)
        };
        Ok(Self {
            main,
            sides,
            errors: resume(work.errors.as_deref(), state.errors)?,
            seen,
            path: Some(path.to_owned()),
            state,
        })
    }

    /// Jobs that an earlier run did.
    pub fn jobs_done(&self) -> u64 {
        self.state.jobs
    }

    /// The reports that are known already; `None` when copies are not looked for.
    pub fn memory(&self, plan: &Plan<'_>) -> Result<Option<Memory>> {
        let Some(copies) = plan.copies.filter(|c| !c.keep_duplicates) else {
            return Ok(None);
        };
        let mut memory = Memory::default();
        if let Some(path) = &copies.seen {
            memory.load(path, u64::MAX)?;
        }
        if let Some(path) = self.path.as_ref().filter(|_| self.state.seen > 0) {
            memory.load(&beside(path, "seen"), self.state.seen)?;
        }
        Ok(Some(memory))
    }

    /// Does `work` on every job and prints what it gave, in order.
    pub fn print<J: Send>(
        mut self,
        plan: &Plan<'_>,
        bytes: u64,
        threads: usize,
        jobs: impl Iterator<Item = J> + Send,
        work: impl Fn(J) -> Answer + Sync,
    ) -> Result<Outcome> {
        // Text that scrolls by is progress enough.
        let elsewhere = !self.main.is_stdout() || !io::stdout().is_terminal();
        let shown = elsewhere && !plan.work.no_progress;
        let mut progress = Progress::new(bytes, shown, plan.counts_claims);
        let mut saved = Instant::now();
        // Of the reports that are not yet kept for later runs.
        let mut new = Vec::new();
        let keeps = plan.copies.is_some_and(|c| c.seen.is_some());
        if self.state.output == 0 {
            written(self.main.write_all(&plan.header))?;
        }
        in_order(threads, jobs, work, |answer: Answer| -> Result<()> {
            let (mut reports, mut found) = (0, 0);
            for part in answer.parts {
                match part {
                    Ok(printed) => {
                        reports += 1;
                        found += printed.found;
                        written(self.main.write_all(&printed.main))?;
                        for (side, bytes) in self.sides.iter_mut().zip(&printed.sides) {
                            written(side.write_all(bytes))?;
                        }
                    }
                    Err(fault) => self.fault(&mut progress, &fault)?,
                }
            }
            if let Some(remembered) = answer.remembered {
                let bytes = remembered.to_bytes();
                if let Some(seen) = &mut self.seen {
                    written(seen.write_all(&bytes))?;
                }
                if keeps {
                    new.extend(bytes);
                }
            }
            self.state.reports += reports;
            self.state.found += found;
            progress.advance(answer.bytes, reports, found);
            if answer.ends_job {
                self.state.jobs += 1;
                if self.path.is_some() && saved.elapsed() > EVERY {
                    self.save()?;
                    saved = Instant::now();
                }
            }
            Ok(())
        })?;
        progress.finish();
        let failed = self.state.failed;
        // With nothing read there is no result; a file of an earlier run stays.
        let result = self.state.reports > 0 || !failed;
        if let Some(path) = plan.copies.and_then(|c| c.seen.as_deref()).filter(|_| result) {
            remember(path, &new)?;
        }
        let (found, noted) = (self.state.found, self.state.noted);
        self.finish(result)?;
        Ok(match (failed, found) {
            (true, _) => Outcome::Bad,
            // Links are what such a feed holds: it was read.
            (false, 0) if !noted => Outcome::Nothing,
            (false, _) => Outcome::Done,
        })
    }

    fn fault(&mut self, progress: &mut Progress, fault: &Fault) -> Result<()> {
        if !progress.fault(fault) {
            self.state.noted = true;
            return Ok(());
        }
        self.state.failed = true;
        if let Some(errors) = &mut self.errors {
            let row = ErrorRow {
                input: &fault.input,
                record: fault.record.as_deref(),
                message: &fault.message,
            };
            written(errors.write_all(&json_line(&row)))?;
        }
        Ok(())
    }

    /// Writes how far the run is, after all that it speaks of.
    fn save(&mut self) -> Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let flushed = |output: Option<&mut Output>| -> Result<u64> {
            let Some(output) = output else { return Ok(0) };
            written(output.flush())?;
            Ok(output.length())
        };
        self.state.output = flushed(Some(&mut self.main))?;
        self.state.sides = (self.sides.iter_mut())
            .map(|s| flushed(Some(s)))
            .collect::<Result<_>>()?;
        self.state.errors = flushed(self.errors.as_mut())?;
        self.state.seen = match &mut self.seen {
            Some(seen) => written(seen.stream_position())?,
            None => 0,
        };
        self.state.save(path)
    }

    /// Files appear under their names; without a `result` only that of errors.
    fn finish(mut self, result: bool) -> Result<()> {
        if let Some(errors) = self.errors {
            written(errors.finish())?;
        }
        if result {
            written(self.main.flush())?;
            for side in self.sides {
                written(side.finish())?;
            }
            written(self.main.finish())?;
        }
        if let Some(path) = &self.path {
            for done in [path.clone(), beside(path, "seen")] {
                // Gone already, or never written by a short run.
                let _ = std::fs::remove_file(done);
            }
        }
        Ok(())
    }
}

/// Adds reports to the file of those that were seen.
fn remember(path: &Path, new: &[u8]) -> Result<()> {
    let failed = || {
        format!(
            "cannot write {}; name a file in a folder that you may write to",
            path.display()
        )
    };
    let part = beside(path, "part");
    // The old ones are copied, so that an interruption leaves the old or the new file.
    let copied = std::fs::copy(path, &part).is_ok();
    let mut file = File::options()
        .create(true)
        .truncate(!copied)
        .append(copied)
        .write(true)
        .open(&part)
        .with_context(failed)?;
    if !copied {
        seen::begin(&mut file).with_context(failed)?;
    }
    file.write_all(new).with_context(failed)?;
    std::fs::rename(&part, path).with_context(failed)
}

/// What a later run must have in common to go on: the command line but for the state, and the sizes of the inputs; a feed on
/// the web has none, and goes on as it now is.
fn fingerprint(plan: &Plan<'_>) -> String {
    let sizes: Vec<String> = plan
        .reports
        .inputs
        .iter()
        .map(|p| format!("{} {}", p.display(), std::fs::metadata(p).map_or(0, |m| m.len())))
        .chain(
            plan.feeds
                .iter()
                .flat_map(|f| &f.feeds)
                .map(|f| format!("feed {f} {}", feed::size(f))),
        )
        .collect();
    let outputs = plan.outputs();
    format!(
        "{} {} claims={} {sizes:?} {outputs:?} {:?}",
        env!("CARGO_PKG_VERSION"),
        plan.codebook,
        plan.counts_claims,
        super::given(plan.reports)
    )
}

/// Tells what to do when a result cannot be written.
pub fn written<T>(result: io::Result<T>) -> Result<T> {
    result.context("cannot write the result; check the space on the disk")
}

fn refuse_one_file_twice(outputs: &[&Path]) -> Result<()> {
    let whole = |p: &Path| {
        p.canonicalize()
            .or_else(|_| std::path::absolute(p))
            .unwrap_or_else(|_| p.to_owned())
    };
    for (n, one) in outputs.iter().enumerate() {
        // Standard output is no file, and two results may go to the same device.
        let device = std::fs::metadata(one).is_ok_and(|m| !m.is_file());
        if !device && outputs[..n].iter().any(|other| whole(other) == whole(one)) {
            bail!("two results cannot both go to {}; name two files", one.display());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Cli, Command};

    fn of(feeds: &[&str]) -> String {
        let words = feeds.iter().flat_map(|f| ["--feed", f]);
        let cli =
            Cli::try_parse_from(["sitrep", "read", "a.txt"].into_iter().chain(words)).expect("arguments");
        let Command::Read(args) = cli.command else {
            panic!("another command")
        };
        fingerprint(&Plan {
            reports: &args.reports,
            feeds: Some(&args.feeds),
            work: &args.work,
            reader: super::super::load_reader().expect("a reader"),
            codebook: "",
            copies: None,
            sides: Vec::new(),
            header: Vec::new(),
            counts_claims: false,
            origin: false,
        })
    }

    #[test]
    fn a_run_is_that_of_its_feeds() {
        assert_eq!(of(&["b.rss"]), of(&["b.rss"]));
        let different = [
            of(&[]),
            of(&["b.rss"]),
            of(&["https://a.example/rss"]),
            of(&["b.rss", "c.rss"]),
        ];
        for (n, one) in different.iter().enumerate() {
            assert!(!different[..n].contains(one), "{one}");
        }
    }
}
