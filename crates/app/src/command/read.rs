//! In: reports. Out: the same as they are read: clean text, title, author, source, language, publication day and where
//! each comes from; as JSON lines or for people. Knows no claim.

use std::io::IsTerminal as _;

use anyhow::Result;
use serde::Serialize;
use sitrep::record::Report;
use store::{ReportRow, copy_row, origin_rows, report_row};

use super::{Outcome, Plan, Printed, json_line, load_reader, over_reports_and_copies};
use crate::args::{ReadArgs, ReportFormat};
use crate::show::report;

/// A report with what was asked for.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    report: ReportRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Vec<[usize; 4]>>,
}

/// `sitrep read`.
pub fn run(args: &ReadArgs) -> Result<Outcome> {
    let format = args.format.unwrap_or_else(|| {
        let seen = args.work.output.is_none() && std::io::stdout().is_terminal();
        if seen {
            ReportFormat::Text
        } else {
            ReportFormat::Jsonl
        }
    });
    let plan = Plan {
        reports: &args.reports,
        feeds: Some(&args.feeds),
        work: &args.work,
        reader: load_reader()?,
        codebook: "",
        copies: Some(&args.copies),
        sides: Vec::new(),
        header: Vec::new(),
        counts_claims: false,
        origin: args.origin,
    };
    let printed = |main| Printed {
        main,
        sides: Vec::new(),
        found: 1,
    };
    let new = |read: Report| {
        printed(match format {
            ReportFormat::Jsonl => json_line(&Row {
                report: report_row(&read),
                origin: args.origin.then(|| origin_rows(&read)),
            }),
            ReportFormat::Text => report::whole(&report_row(&read)).into_bytes(),
        })
    };
    let copy = |read: Report, of: &str, alike| {
        let row = copy_row(&read, of, alike);
        printed(match format {
            ReportFormat::Jsonl => json_line(&row),
            ReportFormat::Text => report::copy(&row).into_bytes(),
        })
    };
    over_reports_and_copies(&plan, new, copy)
}
