//! In: reports, or claims that `sitrep code` wrote. Out: accounts of all claims, for what is linked across reports. Knows
//! which input is which; reports are coded by the chain.

use std::io::{IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::Result;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sitrep::event::account::accounts;
use sitrep::report::Given;
use sitrep::{Account, Packs, code_report};
use store::{ClaimRow, account_of};

use super::reading::read;
use super::run::written;
use super::{Outcome, given, json_line, load_with, threads};
use crate::args::{KnowledgeArgs, ReportArgs, WorkArgs};
use crate::input::{self, Fault, Job, Work};
use crate::order::in_order;
use crate::output::{self, Output};
use crate::progress::Progress;

/// What all inputs gave.
pub struct Gathered {
    /// Claims, in the order of the inputs.
    pub accounts: Vec<Account>,
    /// The result goes to a file or a pipe, not to a terminal.
    pub elsewhere: bool,
    out: Output,
    parts: u64,
    failed: bool,
}

/// What one job gave.
pub(super) struct Found {
    bytes: u64,
    /// Claims of each report or line, or what is wrong.
    pub(super) parts: Vec<Result<Vec<Account>, Fault>>,
}

/// Reads all inputs.
pub fn gather(reports: &ReportArgs, knowledge: &KnowledgeArgs, work: &WorkArgs) -> Result<Gathered> {
    let packs = load_with(&knowledge.codebooks, knowledge.places.pack.as_deref())?;
    output::clean_up_when_interrupted()?;
    let out = Output::open(work.output.as_deref())?;
    let outputs: Vec<_> = work.output.as_deref().into_iter().collect();
    let sources = input::list(&reports.inputs, &outputs);
    let elsewhere = !out.is_stdout() || !std::io::stdout().is_terminal();
    let bytes = input::total_bytes(&sources);
    let mut progress = Progress::new(bytes, elsewhere && !work.no_progress, true);
    let given = given(reports);
    let mut all = Gathered {
        accounts: Vec::new(),
        elsewhere,
        out,
        parts: 0,
        failed: false,
    };
    in_order(
        threads(work.threads, usize::MAX),
        input::jobs(sources, reports.text_column.clone()),
        |job| found(job, packs, &given),
        |found: Found| -> Result<()> {
            let (mut read, before) = (0, all.accounts.len());
            for part in found.parts {
                match part {
                    Ok(accounts) => {
                        read += 1;
                        all.accounts.extend(accounts);
                    }
                    Err(fault) => all.failed |= progress.fault(&fault),
                }
            }
            all.parts += read;
            progress.advance(found.bytes, read, (all.accounts.len() - before) as u64);
            Ok(())
        },
    )?;
    progress.finish();
    Ok(all)
}

impl Gathered {
    /// Writes rows, as JSON lines or as blocks of text, and says how the command ended.
    pub fn finish<R: Serialize>(mut self, rows: &[R], text: Option<fn(&R) -> String>) -> Result<Outcome> {
        for row in rows {
            let bytes = text.map_or_else(|| json_line(row), |t| t(row).into_bytes());
            written(self.out.write_all(&bytes))?;
        }
        // With nothing read there is no result; a file of an earlier run stays.
        if self.parts > 0 || !self.failed {
            written(self.out.finish())?;
        }
        Ok(match (self.failed, rows.is_empty()) {
            (true, _) => Outcome::Bad,
            (false, true) => Outcome::Nothing,
            (false, false) => Outcome::Done,
        })
    }
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
    let parts = read(job.work, &packs.reader, given)
        .into_iter()
        .map(|r| code(r?))
        .collect();
    Found {
        bytes: job.bytes,
        parts,
    }
}
