//! In: reports. Out: their claims as JSON lines, CSV or text for people, and the reports themselves
//! where wanted. Knows which form goes where.

use std::io::IsTerminal;

use anyhow::Result;
use sitrep::{Coded, Packs, code_report};
use store::{Codes, claim_rows, report_row};

use super::{Outcome, Plan, Printed, json_line, load, over_reports};
use crate::args::{ClaimFormat, CodeArgs};
use crate::show::claim::{self, Look};
use crate::show::csv;

/// `sitrep code`.
pub fn run(args: &CodeArgs) -> Result<Outcome> {
    let packs = load(&args.knowledge.codebooks)?;
    let format = args.format.unwrap_or_else(|| {
        let seen = args.work.output.is_none() && std::io::stdout().is_terminal();
        if seen {
            ClaimFormat::Text
        } else {
            ClaimFormat::Jsonl
        }
    });
    let look = if args.work.output.is_some() {
        Look::plain()
    } else {
        Look::of_stdout()
    };
    let plan = Plan {
        reports: &args.reports,
        work: &args.work,
        packs: &packs,
        side: args.reports_file.as_deref(),
        header: if format == ClaimFormat::Csv {
            csv::header()
        } else {
            Vec::new()
        },
        counts_claims: true,
    };
    let wants_reports = args.reports_file.is_some();
    over_reports(&plan, |report| {
        let coded = code_report(&packs, report);
        Printed {
            main: print(&coded, format, look, &packs),
            side: if wants_reports {
                json_line(&report_row(&coded.report))
            } else {
                Vec::new()
            },
            found: coded.claims.len() as u64,
        }
    })
}

fn print(coded: &Coded, format: ClaimFormat, look: Look, packs: &Packs) -> Vec<u8> {
    let rows = || {
        claim_rows(
            coded,
            Codes {
                codebook: &packs.codebook_hash,
                model: &packs.model_hash,
            },
        )
    };
    match format {
        ClaimFormat::Jsonl => rows().iter().flat_map(json_line).collect(),
        ClaimFormat::Csv => csv::records(&rows()),
        ClaimFormat::Text => claim::report(coded, look).into_bytes(),
    }
}
