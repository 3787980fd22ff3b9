//! In: tables of knowledge. Out: a compiled pack, whole or not at all. Knows no report.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

use super::Outcome;
use crate::args::{BuildCommand, PackArgs, PackCommand};
use crate::output::{self, Output};

/// `sitrep pack`.
pub fn run(args: &PackArgs) -> Result<Outcome> {
    match &args.command {
        PackCommand::Build { pack } => match pack {
            BuildCommand::Places { tables, output } => places(tables, output),
        },
    }
}

fn places(tables: &Path, target: &Path) -> Result<Outcome> {
    let read = |name: &str| {
        let path = tables.join(name);
        std::fs::read_to_string(&path).with_context(|| {
            format!(
                "cannot read {}; write the tables with: python3 training/places/build.py --wheels WHEELS --out {}",
                path.display(),
                tables.display()
            )
        })
    };
    let bytes = gazetteer::build::pack(&read("places.tsv")?, &read("words.tsv")?)?;
    let world = gazetteer::Gazetteer::from_pack(&bytes)?;
    output::clean_up_when_interrupted()?;
    let mut out = Output::open(Some(target))?;
    out.write_all(&bytes)
        .context("cannot write the pack; check the space on the disk")?;
    out.finish()
        .context("cannot write the pack; check the space on the disk")?;
    eprintln!(
        "{}: {} places, {} bytes",
        target.display(),
        world.len(),
        bytes.len()
    );
    Ok(Outcome::Done)
}
