//! In: codebook files. Out: what is wrong with them, or that nothing is. Knows no report.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use sitrep::Packs;

use super::Outcome;
use crate::args::{CodebookArgs, CodebookCommand};

/// `sitrep codebook`.
pub fn run(args: &CodebookArgs) -> Result<Outcome> {
    match &args.command {
        CodebookCommand::Check { files } => check(files),
    }
}

fn check(files: &[PathBuf]) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    for file in files {
        match Packs::with_codebook_files(std::slice::from_ref(file)) {
            Ok(_) => writeln!(std::io::stdout(), "{}: no fault found", file.display())?,
            Err(e) => {
                eprintln!("sitrep: {e}");
                outcome = Outcome::Bad;
            }
        }
    }
    Ok(outcome)
}
