//! In: reports, or sentences and words in CoNLL-U. Out: their sentences, words, trees and names as CoNLL-U. Knows no
//! claim.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use sitrep::{Packs, analyse, analyse_words};

use super::{Answer, Outcome, Plan, Printed, load, over_jobs, over_reports};
use crate::args::{ParseArgs, ParseFormat};
use crate::input::{Fault, read_file};
use crate::show::conllu;
use crate::treebank::{self, Document};

/// `sitrep parse`.
pub fn run(args: &ParseArgs) -> Result<Outcome> {
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
    if let Some(path) = &args.tokens {
        return given_words(&plan, packs, path);
    }
    over_reports(&plan, |report| {
        let analysis = analyse(packs, &report.text);
        let main = match args.format {
            ParseFormat::Conllu => conllu::document(&report.doc_id, &report.text, &analysis).into_bytes(),
        };
        Printed {
            main,
            sides: Vec::new(),
            found: analysis.sentences.len() as u64,
        }
    })
}

/// The documents of a file of given words, analysed and printed with the same sentences and words.
fn given_words(plan: &Plan<'_>, packs: &Packs, path: &Path) -> Result<Outcome> {
    let name = path.display().to_string();
    let bytes = read_file(path).map_err(|line| anyhow!(line))?;
    let file = String::from_utf8(bytes)
        .with_context(|| format!("cannot read {name}: it is no UTF-8; convert it"))?;
    let documents =
        treebank::documents(&file).map_err(|(line, what)| anyhow!("cannot read {name}:{line}: {what}"))?;
    over_jobs(
        plan,
        documents.iter().map(|d| d.text.len() as u64).sum(),
        documents.len(),
        documents.into_iter(),
        |document| Answer {
            bytes: document.text.len() as u64,
            parts: vec![given_document(packs, &name, &document).map_err(|line| Fault::whole(&name, line))],
            remembered: None,
            ends_job: true,
        },
    )
}

fn given_document(packs: &Packs, name: &str, document: &Document) -> Result<Printed, String> {
    let analysis = analyse_words(packs, &document.text, &document.words, &document.ranges);
    let main = conllu::filled(document, &analysis).ok_or_else(|| {
        format!("{name}: the engine failed on a document, which is a bug; please report it")
    })?;
    Ok(Printed {
        main: main.into_bytes(),
        sides: Vec::new(),
        found: document.sentences.len() as u64,
    })
}
