//! In: reports. Out: their claims as JSON lines, CSV or text for people, and the reports themselves and the incidents
//! where wanted. Knows which form goes where.

use std::fs::File;
use std::io::{BufReader, IsTerminal};
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use sitrep::record::Report;
use sitrep::{Coded, Packs, code_report, code_report_at, code_with_incidents};
use store::row::{GivenTrigger, GivenTriggers, read_triggers, spans_in};
use store::{Codes, claim_rows, copy_row, incident_rows, report_row};
use text::Span;

use super::{Outcome, Plan, Printed, json_line, load_with, over_reports_and_copies};
use crate::args::{ClaimFormat, CodeArgs};
use crate::input::unreadable;
use crate::show::claim::{self, Look};
use crate::show::csv;

/// `sitrep code`.
pub fn run(args: &CodeArgs) -> Result<Outcome> {
    let packs = load_with(&args.knowledge.codebooks, args.knowledge.places.pack.as_deref())?;
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
        feeds: Some(&args.feeds),
        work: &args.work,
        reader: &packs.reader,
        codebook: &packs.codebook_hash,
        copies: Some(&args.copies),
        sides: (args.reports_file.iter().chain(&args.incidents_file))
            .map(std::path::PathBuf::as_path)
            .collect(),
        header: if format == ClaimFormat::Csv {
            csv::header()
        } else {
            Vec::new()
        },
        counts_claims: true,
        origin: false,
    };
    let wants_reports = args.reports_file.is_some();
    let wants_incidents = args.incidents_file.is_some();
    let given = args.triggers.as_deref().map(read_given).transpose()?;
    let code = |report: Report| {
        let (coded, incidents) = match &given {
            Some(given) => match given.get(&report.doc_id) {
                None => return Printed::default(),
                Some(triggers) => {
                    let at = triggers_in(&report.text, triggers);
                    (code_report_at(packs, report, &at), Vec::new())
                }
            },
            None if wants_incidents => code_with_incidents(packs, report),
            None => (code_report(packs, report), Vec::new()),
        };
        let mut sides = Vec::new();
        if wants_reports {
            sides.push(json_line(&report_row(&coded.report)));
        }
        if wants_incidents {
            let rows = incident_rows(&coded, &incidents);
            sides.push(rows.iter().flat_map(json_line).collect());
        }
        Printed {
            main: print(&coded, format, look, packs),
            sides,
            found: coded.claims.len() as u64,
        }
    };
    let copy = |report: Report, of: &str, alike| Printed {
        sides: if wants_reports {
            vec![json_line(&copy_row(&report, of, alike))]
        } else {
            Vec::new()
        },
        ..Printed::default()
    };
    over_reports_and_copies(&plan, code, copy)
}

fn read_given(path: &Path) -> Result<GivenTriggers> {
    let file = File::open(path).map_err(|e| anyhow!(unreadable(path, &e)))?;
    read_triggers(BufReader::new(file))
        .map_err(|(line, what)| anyhow!("line {line}: {what}; give `doc_id` and `triggers`"))
        .with_context(|| format!("cannot read the triggers in {}", path.display()))
}

/// Given words as spans in bytes; those that do not lie in the text are left out.
fn triggers_in(text: &str, given: &[GivenTrigger]) -> Vec<(Span, String)> {
    let within = |t: &GivenTrigger| Some((*spans_in(text, &[(t.start, t.end)]).first()?, t.kind.clone()));
    given.iter().filter_map(within).collect()
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
