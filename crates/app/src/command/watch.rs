//! In: a file of feeds. Out: their new reports, appended to a file of JSON lines, round after round. Knows when to ask a
//! feed again; how to ask politely [`crate::web::fetch`] knows.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use sitrep::Reader;
use sitrep::record::Report;
use sitrep::report::Given;
use store::{copy_row, report_row};

use super::feed::{linked, with_page};
use super::reading::read;
use super::{Outcome, json_line, load_reader};
use crate::args::WatchArgs;
use crate::input::{Fault, Stated, Work};
use crate::seen::{self, Memory, Remembered};
use crate::state::beside;
use crate::web::feeds::{Feed, FeedEntry, Feeds, Watched};
use crate::web::fetch::{Fetched, Fetcher, Version};

/// After a failure a feed is left alone for its interval, doubled each time, up to this.
const LONGEST_REST: i64 = 24 * 3600;

/// Where the results go.
struct Sink {
    output: File,
    seen: File,
    state_path: PathBuf,
    state: Watched,
    memory: Memory,
}

/// `sitrep watch`.
pub fn run(args: &WatchArgs) -> Result<Outcome> {
    let feeds = Feeds::load(&args.feeds)?;
    let reader = load_reader()?;
    let state_path = args
        .state
        .clone()
        .unwrap_or_else(|| beside(&args.output, "watch"));
    let mut sink = Sink::open(&args.output, state_path)?;
    let mut fetcher = Fetcher::new(feeds.contact.as_deref(), args.pause.map(Duration::from_millis));
    let mut failed = false;
    let mut added = 0;
    loop {
        for feed in &feeds.feeds {
            let due = sink.state.feeds.get(&feed.url).is_none_or(|f| f.next <= now());
            if !due {
                continue;
            }
            let every = feed.every_minutes.unwrap_or(feeds.every_minutes);
            match one(&mut fetcher, feed, every, &mut sink, reader)? {
                Ok(new) => {
                    added += new;
                    if new > 0 || args.once {
                        eprintln!("sitrep: {new} new from {}", feed.url);
                    }
                }
                Err(why) => {
                    failed = true;
                    eprintln!("sitrep: {why}");
                }
            }
        }
        if args.once {
            return Ok(match (failed, added) {
                (true, _) => Outcome::Bad,
                (false, 0) => Outcome::Nothing,
                (false, _) => Outcome::Done,
            });
        }
        let next = feeds
            .feeds
            .iter()
            .filter_map(|f| sink.state.feeds.get(&f.url))
            .map(|f| f.next)
            .min();
        let rest = next.map_or(60, |next| (next - now()).clamp(1, 3600));
        thread::sleep(Duration::from_secs(rest as u64));
    }
}

fn now() -> i64 {
    Timestamp::now().as_second()
}

/// Asks one feed: how many reports are new, or why there was no answer.
fn one(
    fetcher: &mut Fetcher,
    feed: &FeedEntry,
    every_minutes: u64,
    sink: &mut Sink,
    reader: &'static Reader,
) -> Result<Result<usize, String>> {
    let mut known = sink.state.feeds.get(&feed.url).cloned().unwrap_or_default();
    let every = (every_minutes * 60) as i64;
    known.next = now() + every;
    let (bytes, version, charset) = match fetcher.get(&feed.url, &known.version) {
        Fetched::Unchanged => {
            known.failures = 0;
            sink.save(&feed.url, known)?;
            return Ok(Ok(0));
        }
        Fetched::Refused { why, wait } => {
            known.failures += 1;
            let doubled = every
                .saturating_mul(1 << known.failures.min(10))
                .min(LONGEST_REST.max(every));
            let asked = wait.map_or(0, |w| w.as_secs() as i64).min(LONGEST_REST);
            known.next = now() + doubled.max(asked);
            sink.save(&feed.url, known)?;
            return Ok(Err(why));
        }
        Fetched::Whole {
            bytes,
            version,
            charset,
        } => (bytes, version, charset),
    };
    let given = Given {
        source: feed.source.clone(),
        ..Given::default()
    };
    let work = Work::Whole {
        name: feed.url.clone(),
        bytes,
        stated: Stated {
            charset,
            ..Stated::default()
        },
    };
    let mut listed = BTreeSet::new();
    let (mut new, mut fault) = (0, None);
    for part in read(work, reader, &given) {
        let report = match part {
            Ok(report) => report,
            Err(problem) => {
                // An entry with a link only is no fault of the feed; a feed that is none is.
                let id = problem.elsewhere.as_ref().and_then(|given| given.doc_id.clone());
                let Some(id) = id.filter(|_| feed.pages != Some(false)) else {
                    fault = fault.or(Some(problem));
                    continue;
                };
                listed.insert(id.clone());
                if known.entries.insert(id) {
                    match linked(fetcher, problem, reader) {
                        Ok(report) => {
                            sink.add(&report)?;
                            new += 1;
                        }
                        Err(fault) => eprintln!("sitrep: {}: {fault}", feed.url),
                    }
                }
                continue;
            }
        };
        listed.insert(report.doc_id.clone());
        if known.entries.contains(&report.doc_id) {
            continue;
        }
        let report = with_page(fetcher, feed.pages, report, reader);
        sink.add(&report)?;
        new += 1;
        known.entries.insert(report.doc_id.clone());
    }
    let nothing = listed.is_empty();
    // What the feed lists no more it will not list again.
    known.entries.retain(|id| listed.contains(id));
    known.version = if nothing { Version::default() } else { version };
    known.failures = if nothing { known.failures + 1 } else { 0 };
    sink.save(&feed.url, known)?;
    Ok(match fault.filter(|_| nothing) {
        Some(Fault { message, .. }) => Err(message),
        None => Ok(new),
    })
}

impl Sink {
    fn open(path: &Path, state_path: PathBuf) -> Result<Self> {
        let state = Watched::load(&state_path)?;
        // What was written after the state was saved will be fetched again.
        let open = |path: &Path, length: u64, own: bool| -> Result<File> {
            let failed = || {
                format!(
                    "cannot write {}; name a file in a folder that you may write to",
                    path.display()
                )
            };
            let mut file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(path)
                .with_context(failed)?;
            let there = file.metadata().with_context(failed)?.len();
            if own && there > length {
                file.set_len(length).with_context(failed)?;
            }
            file.seek(SeekFrom::End(0)).with_context(failed)?;
            Ok(file)
        };
        let seen_path = beside(&state_path, "seen");
        let mut memory = Memory::default();
        if state.seen > 0 {
            memory.load(&seen_path, state.seen)?;
        }
        // Reports that others put there before the first run stay.
        let output = open(path, state.output, state.output > 0)?;
        let mut seen = open(&seen_path, state.seen, true)?;
        if state.seen == 0 {
            seen::begin(&mut seen)?;
        }
        Ok(Self {
            output,
            seen,
            state_path,
            state,
            memory,
        })
    }

    fn add(&mut self, report: &Report) -> Result<()> {
        let remembered = Remembered::of(report);
        let line = if let Some((of, alike)) = remembered.as_ref().and_then(|r| self.memory.look(r)) {
            json_line(&copy_row(report, &of, alike))
        } else {
            if let Some(remembered) = &remembered {
                self.seen.write_all(&remembered.to_bytes())?;
            }
            json_line(&report_row(report))
        };
        self.output
            .write_all(&line)
            .context("cannot write the reports; check the space on the disk")
    }

    fn save(&mut self, url: &str, feed: Feed) -> Result<()> {
        self.state.feeds.insert(url.to_owned(), feed);
        self.output.sync_data()?;
        self.state.output = self.output.stream_position()?;
        self.state.seen = self.seen.stream_position()?;
        self.state.save(&self.state_path)
    }
}
