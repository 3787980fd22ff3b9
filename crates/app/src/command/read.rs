//! In: reports. Out: the same as they are read: clean text, title, furniture, publication day, one
//! JSON object a report. Knows no claim.

use anyhow::Result;
use store::report_row;

use super::{Outcome, Plan, Printed, json_line, load, over_reports};
use crate::args::ReadArgs;

/// `sitrep read`.
pub fn run(args: &ReadArgs) -> Result<Outcome> {
    let packs = load(&[])?;
    let plan = Plan {
        reports: &args.reports,
        work: &args.work,
        packs: &packs,
        side: None,
        header: Vec::new(),
        counts_claims: false,
    };
    over_reports(&plan, |report| Printed {
        main: json_line(&report_row(&report)),
        side: Vec::new(),
        found: 1,
    })
}
