//! In: reports, and spans where the user gives them. Out: the places they name, one JSON object a
//! report. Knows no claim.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use sitrep::{analyse_cased, places};
use store::row::{GivenSpans, places_row, read_spans, spans_in};

use super::{Outcome, Plan, Printed, json_line, load_with, over_reports};
use crate::args::{PlacesArgs, RowFormat};
use crate::input::unreadable;

/// `sitrep places`.
pub fn run(args: &PlacesArgs) -> Result<Outcome> {
    let packs = load_with(&[], args.places.pack.as_deref())?;
    let given = args.spans.as_deref().map(read_given).transpose()?;
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
        let spans = match &given {
            None => None,
            Some(given) => match given.get(&report.doc_id) {
                None => return Printed::default(),
                Some(spans) => Some(spans_in(&report.text, spans)),
            },
        };
        let analysis = analyse_cased(packs, &report.text);
        let found = places(packs, &report, &analysis, spans.as_deref());
        let main = match args.format {
            RowFormat::Jsonl => json_line(&places_row(&report, &found)),
        };
        Printed {
            main,
            sides: Vec::new(),
            found: found.len() as u64,
        }
    })
}

fn read_given(path: &Path) -> Result<GivenSpans> {
    let file = File::open(path).map_err(|e| anyhow!(unreadable(path, &e)))?;
    read_spans(BufReader::new(file))
        .map_err(|(line, what)| anyhow!("line {line}: {what}; give `doc_id` and `spans`"))
        .with_context(|| format!("cannot read the spans in {}", path.display()))
}
