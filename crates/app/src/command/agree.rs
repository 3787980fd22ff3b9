//! In: files of codings, one a coder. Out: how far the coders agree. Knows files; the figures the chain makes.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Result, bail};
use sitrep::agree::alpha::Bootstrap;
use sitrep::agree::{Coder, Measure, agree};
use sitrep::score_words;
use store::coding::agreement_json;

use super::codings::codings;
use super::run::written;
use super::{Outcome, json_line};
use crate::args::{AgreeArgs, FigureFormat};
use crate::output::{self, Output};
use crate::show::figures;

/// `sitrep agree`.
pub fn run(args: &AgreeArgs) -> Result<Outcome> {
    let words = score_words()?;
    output::clean_up_when_interrupted()?;
    let mut failed = false;
    let mut coders: Vec<Coder> = Vec::new();
    for path in &args.codings {
        let read = codings(std::slice::from_ref(path), None, 1)?;
        failed |= read.failed;
        coders.push(Coder {
            name: named(path, &args.codings),
            codings: read.documents.into_iter().map(|d| d.coding).collect(),
        });
    }
    let measure = Measure {
        sets: args.sets.into(),
        counts: args.counts.into(),
        bootstrap: Bootstrap {
            samples: args.samples as usize,
            seed: args.seed,
            resample: args.draw.into(),
        },
    };
    let found = agree(&words, &coders, &measure);
    if found.reports == 0 {
        bail!(
            "cannot compare the coders: no report (doc_id) stands in two of the files; give codings of the same reports"
        );
    }
    let mut out = Output::open(args.output.as_deref())?;
    written(out.write_all(&match args.format {
        FigureFormat::Text => figures::agreement(&found, &coders).into_bytes(),
        FigureFormat::Json => json_line(&agreement_json(&found, &coders)),
    }))?;
    written(out.finish())?;
    Ok(if failed { Outcome::Bad } else { Outcome::Done })
}

/// The file's name without its ending, or the whole path where two are alike.
fn named(path: &Path, all: &[std::path::PathBuf]) -> String {
    let stem = |p: &Path| p.file_stem().map(|s| s.to_string_lossy().into_owned());
    let alone = all.iter().filter(|p| stem(p) == stem(path)).count() == 1;
    match stem(path).filter(|_| alone) {
        Some(name) => name,
        None => path.display().to_string(),
    }
}
