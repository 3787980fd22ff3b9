//! In: reports. Out: their sentences, words, trees and names as CoNLL-U. Knows no claim.

use anyhow::Result;
use sitrep::analyse;

use super::{Outcome, Plan, Printed, load, over_reports};
use crate::args::{ParseArgs, ParseFormat};
use crate::show::conllu;

/// `sitrep parse`.
pub fn run(args: &ParseArgs) -> Result<Outcome> {
    let packs = load(&[])?;
    let plan = Plan {
        reports: &args.reports,
        work: &args.work,
        packs: &packs,
        side: None,
        header: Vec::new(),
        counts_claims: false,
    };
    over_reports(&plan, |report| {
        let analysis = analyse(&packs, &report.text);
        let main = match args.format {
            ParseFormat::Conllu => conllu::document(&report.doc_id, &report.text, &analysis).into_bytes(),
        };
        Printed {
            main,
            side: Vec::new(),
            found: analysis.sentences.len() as u64,
        }
    })
}
