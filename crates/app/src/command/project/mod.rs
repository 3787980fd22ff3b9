//! In: commands on a project file. Out: what they do and print. Knows which file is meant, who the user is and what time it is; the
//! file itself the crate `store` knows.

pub mod add;
pub mod edit;
pub mod recode;
pub mod show;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use sitrep::{Packs, link_config};
use store::project::{By, Filter, Knowledge, Linked, Project, sha256};

use super::Outcome;
use super::run::written;
use crate::args::{InitArgs, KnowledgeArgs, LinkArgs, ProjectArg, StoredFormat, VerifyArgs, WhoArgs};
use crate::stop;

/// The program, as it signs what it does by itself.
const MACHINE: &str = concat!("sitrep ", env!("CARGO_PKG_VERSION"));

/// `sitrep init`.
pub fn init(args: &InitArgs) -> Result<Outcome> {
    Project::init(&args.file, machine(&now()))?;
    line(&format!(
        "made {}; add reports with: sitrep add FILES",
        args.file.display()
    ))?;
    Ok(Outcome::Done)
}

/// `sitrep link`.
pub fn link(args: &LinkArgs) -> Result<Outcome> {
    let mut project = Project::open(&file(&args.project)?)?;
    let linked = link_now(&mut project)?;
    line(&told(&linked))?;
    Ok(Outcome::Done)
}

/// `sitrep verify`.
pub fn verify(args: &VerifyArgs) -> Result<Outcome> {
    let project = Project::open_read_only(&file(&args.project)?)?;
    let found = project.verify(Some(&link_config()?), args.head.as_deref())?;
    for finding in &found {
        line(finding)?;
    }
    if !found.is_empty() {
        return Ok(Outcome::Nothing);
    }
    let reports = project.count_reports()?;
    let all = Filter::default();
    let (claims, events) = (project.count_claims(&all)?, project.count_events(&all)?);
    let head = project.head()?;
    line(&format!(
        "whole: {reports} reports, {claims} claims, {events} events; the log ends with {head}"
    ))?;
    Ok(Outcome::Done)
}

/// Links a project's claims.
fn link_now(project: &mut Project) -> Result<Linked> {
    Ok(project.link(&link_config()?, machine(&now()))?)
}

fn told(linked: &Linked) -> String {
    let same = if linked.changed { "" } else { ", as before" };
    format!("{} claims are {} events{same}", linked.claims, linked.events)
}

/// The project file that is meant.
pub fn file(typed: &ProjectArg) -> Result<PathBuf> {
    if let Some(path) = &typed.project {
        return Ok(path.clone());
    }
    if let Some(path) = std::env::var_os("SITREP_PROJECT").filter(|p| !p.is_empty()) {
        return Ok(path.into());
    }
    let entries = std::fs::read_dir(".").context("cannot look for a project file in this folder")?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|e| Some(PathBuf::from(e.ok()?.file_name())))
        .filter(|p| p.extension().is_some_and(|e| e == "sitrep") && p.is_file())
        .collect();
    match found.len() {
        1 => Ok(found.swap_remove(0)),
        0 => bail!(
            "there is no .sitrep file in this folder; name one with --project, or make one with: sitrep init FILE"
        ),
        n => bail!("there are {n} .sitrep files in this folder; name one with --project"),
    }
}

/// The moment, in UTC to the second.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second())
        .unwrap_or(now)
        .to_string()
}

fn machine(at: &str) -> By<'_> {
    By {
        who: MACHINE,
        at,
        why: "",
    }
}

/// The user's name, as given or as the system knows it.
fn who(by: &WhoArgs) -> Result<String> {
    let given = by.who.clone();
    let known = ["SITREP_WHO", "USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|n| !n.trim().is_empty()));
    given
        .or(known)
        .context("who says so is not known; give a name with --who")
}

/// What this program codes with.
pub fn knowledge(packs: &Packs, args: &KnowledgeArgs) -> Result<Knowledge> {
    let places = match &args.places.pack {
        None => "built-in".to_owned(),
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            sha256(&bytes)
        }
    };
    Ok(Knowledge {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        codebook: packs.codebook_hash.clone(),
        model: packs.model_hash.clone(),
        places,
    })
}

/// The form that was asked for; else text on a terminal.
fn is_text(format: Option<StoredFormat>) -> bool {
    format.map_or_else(|| std::io::stdout().is_terminal(), |f| f == StoredFormat::Text)
}

/// One line on standard output.
fn line(text: &str) -> Result<()> {
    print(format!("{text}\n").as_bytes())
}

fn print(bytes: &[u8]) -> Result<()> {
    written(std::io::stdout().write_all(bytes))
}

/// Links at the end of `add` and `recode`, also when the user asked to stop; then says how to go on.
fn finish(project: &mut Project, link: bool, summary: &str, again: &str) -> Result<()> {
    let mut summary = summary.to_owned();
    if link && project.is_unlinked()? {
        summary += "; ";
        summary += &told(&link_now(project)?);
    }
    line(&summary)?;
    if stop::asked() {
        eprintln!("sitrep: stopped as asked; nothing is lost, {again}");
        std::process::exit(130);
    }
    Ok(())
}
