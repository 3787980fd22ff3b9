//! In: reports, claims that `sitrep code` wrote, or a project file. Out: events, as JSON lines or text for people. Knows
//! which is which; how claims are linked the chain knows.

use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use anyhow::{Result, bail};
use serde::Deserialize;
use serde::de::IgnoredAny;
use sitrep::event::account::accounts;
use sitrep::report::Given;
use sitrep::{Account, Packs, code_report, link_config, link_events};
use store::project::{Filter, Project, is_project};
use store::{ClaimRow, EventRow, account_of, event_row};

use super::reading::read;
use super::run::written;
use super::{Outcome, given, json_line, load_with, project, threads};
use crate::args::{EventFormat, EventsArgs};
use crate::input::{self, Fault, Job, Work};
use crate::order::in_order;
use crate::output::{self, Output};
use crate::progress::Progress;
use crate::show::event;

/// Events of a project that are read at a time.
const PAGE: usize = 1000;

/// What one job gave.
struct Found {
    bytes: u64,
    parts: Vec<Result<Vec<Account>, Fault>>,
}

/// `sitrep events`.
pub fn run(args: &EventsArgs) -> Result<Outcome> {
    match &args.reports.inputs[..] {
        [] => return of_project(args, &project::file(&args.project)?),
        [one] if is_project(one) => return of_project(args, one),
        all => {
            if let Some(one) = all.iter().find(|p| is_project(p)) {
                bail!("{} is a project file; give it alone", one.display());
            }
        }
    }
    let packs = load_with(&args.knowledge.codebooks, args.knowledge.places.pack.as_deref())?;
    let config = link_config()?;
    output::clean_up_when_interrupted()?;
    let mut out = Output::open(args.work.output.as_deref())?;
    let outputs: Vec<_> = args.work.output.as_deref().into_iter().collect();
    let sources = input::list(&args.reports.inputs, &outputs);
    let elsewhere = !out.is_stdout() || !std::io::stdout().is_terminal();
    let bytes = input::total_bytes(&sources);
    let mut progress = Progress::new(bytes, elsewhere && !args.work.no_progress, true);
    let given = given(&args.reports);
    let mut all: Vec<Account> = Vec::new();
    let (mut parts, mut failed) = (0, false);
    in_order(
        threads(args.work.threads, usize::MAX),
        input::jobs(sources, args.reports.text_column.clone()),
        |job| found(job, packs, &given),
        |found: Found| -> Result<()> {
            let (mut reports, before) = (0, all.len());
            for part in found.parts {
                match part {
                    Ok(accounts) => {
                        reports += 1;
                        all.extend(accounts);
                    }
                    Err(fault) => {
                        failed = true;
                        progress.problem(&fault.input, &fault.to_string());
                    }
                }
            }
            parts += reports;
            progress.advance(found.bytes, reports, (all.len() - before) as u64);
            Ok(())
        },
    )?;
    progress.finish();
    let events = link_events(&config, &all);
    let format = form(args, elsewhere);
    for e in &events {
        written(out.write_all(&printed(&event_row(e, &all), format)))?;
    }
    // With nothing read there is no result; a file of an earlier run stays.
    if parts > 0 || !failed {
        written(out.finish())?;
    }
    Ok(match (failed, events.is_empty()) {
        (true, _) => Outcome::Bad,
        (false, true) => Outcome::Nothing,
        (false, false) => Outcome::Done,
    })
}

/// The events of a project, by day, as they were last linked.
fn of_project(args: &EventsArgs, path: &Path) -> Result<Outcome> {
    let project = Project::open_read_only(path)?;
    let mut out = Output::open(args.work.output.as_deref())?;
    let elsewhere = !out.is_stdout() || !std::io::stdout().is_terminal();
    let format = form(args, elsewhere);
    let (filter, mut after, mut any) = (Filter::default(), None, false);
    if project.is_unlinked()? {
        let path = path.display();
        eprintln!(
            "sitrep: {path}: claims or decisions came after the last linking; run: sitrep link -p {path}"
        );
    }
    loop {
        let page = project.events(&filter, PAGE, after.as_deref())?;
        for row in &page.entries {
            any = true;
            written(out.write_all(&printed(row, format)))?;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    written(out.finish())?;
    Ok(if any { Outcome::Done } else { Outcome::Nothing })
}

fn form(args: &EventsArgs, elsewhere: bool) -> EventFormat {
    args.format.unwrap_or(if elsewhere {
        EventFormat::Jsonl
    } else {
        EventFormat::Text
    })
}

fn printed(row: &EventRow, format: EventFormat) -> Vec<u8> {
    match format {
        EventFormat::Jsonl => json_line(row),
        EventFormat::Text => event::block(row).into_bytes(),
    }
}

#[derive(Deserialize)]
struct Probe {
    #[serde(default)]
    claim_id: Option<IgnoredAny>,
}

fn found(job: Job, packs: &'static Packs, given: &Given) -> Found {
    if let Work::Line { name, number, bytes } = &job.work
        && serde_json::from_slice(bytes).is_ok_and(|p: Probe| p.claim_id.is_some())
    {
        let row = serde_json::from_slice::<ClaimRow>(bytes).map_err(|e| e.to_string());
        let account = row.and_then(|r| account_of(&r));
        let told = account.map(|a| vec![a]).map_err(|e| {
            let line = format!("{name}, line {number}: cannot read the claim: {e}; give lines as `sitrep code --format jsonl` writes them");
            Fault::part(name, number, line)
        });
        return Found {
            bytes: job.bytes,
            parts: vec![told],
        };
    }
    let code = |report: sitrep::record::Report| {
        let id = report.doc_id.clone();
        catch_unwind(AssertUnwindSafe(|| {
            let coded = code_report(packs, report);
            accounts(&coded.report, &coded.claims)
        }))
        .map_err(|_| {
            let line = format!(
                "{id}: the program failed on this report, which is a bug; please report it with the text"
            );
            Fault::whole(id.clone(), line)
        })
    };
    let parts = read(job.work, packs, given)
        .into_iter()
        .map(|r| code(r?))
        .collect();
    Found {
        bytes: job.bytes,
        parts,
    }
}
