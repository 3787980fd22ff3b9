//! In: reports, or claims that `sitrep code` wrote. Out: events, as JSON lines or text for people. Knows which is which;
//! how claims are linked the chain knows.

use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::Result;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sitrep::event::account::accounts;
use sitrep::report::Given;
use sitrep::{Account, Packs, code_report, link_config, link_events};
use store::{ClaimRow, account_of, event_row};

use super::reading::read;
use super::run::written;
use super::{Outcome, given, json_line, load_with, threads};
use crate::args::{EventFormat, EventsArgs};
use crate::input::{self, Fault, Job, Work};
use crate::order::in_order;
use crate::output::{self, Output};
use crate::progress::Progress;
use crate::show::event;

/// What one job gave.
pub(super) struct Found {
    bytes: u64,
    /// Claims of each report or line, or what is wrong.
    pub(super) parts: Vec<Result<Vec<Account>, Fault>>,
}

/// `sitrep events`.
pub fn run(args: &EventsArgs) -> Result<Outcome> {
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
    let format = args.format.unwrap_or(if elsewhere {
        EventFormat::Jsonl
    } else {
        EventFormat::Text
    });
    for e in &events {
        let row = event_row(e, &all);
        written(out.write_all(&match format {
            EventFormat::Jsonl => json_line(&row),
            EventFormat::Text => event::block(&row).into_bytes(),
        }))?;
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

#[derive(Deserialize)]
struct Probe {
    #[serde(default)]
    claim_id: Option<IgnoredAny>,
}

/// The claims of a job, as the chain links them.
pub(super) fn found(job: Job, packs: &'static Packs, given: &Given) -> Found {
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
