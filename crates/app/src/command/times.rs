//! In: reports. Out: their time expressions with TIMEX3 values, one JSON object a report. Knows no claim.

use anyhow::Result;
use sitrep::times;
use store::row::times_row;

use super::{Outcome, Plan, Printed, json_line, load, over_reports};
use crate::args::{RowFormat, TimesArgs};

/// `sitrep times`.
pub fn run(args: &TimesArgs) -> Result<Outcome> {
    let packs = load(&[])?;
    let plan = Plan {
        reports: &args.reports,
        feeds: None,
        work: &args.work,
        reader: &packs.reader,
        codebook: &packs.codebook_hash,
        copies: None,
        sides: Vec::new(),
        header: Vec::new(),
        counts_claims: false,
        origin: false,
    };
    over_reports(&plan, |report| {
        let found = times(packs, &report);
        let main = match args.format {
            RowFormat::Jsonl => json_line(&times_row(&report, &found)),
        };
        Printed {
            main,
            sides: Vec::new(),
            found: found.len() as u64,
        }
    })
}
