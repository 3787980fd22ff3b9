//! In: a gold coding, and claims, another coding, reports, or nothing, which stands for the gold's own texts. Out: how well
//! they agree. Knows what is scored; the figures the chain makes.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::{Result, bail};
use serde_json::json;
use sitrep::score::coding::Coding;
use sitrep::score::{Score, score};
use sitrep::score_words;
use store::coding::{Document, score_json};

use super::codings::{Coder, codings};
use super::run::written;
use super::{Outcome, given, json_line};
use crate::args::{FigureFormat, ScoreArgs};
use crate::output::{self, Output};
use crate::show::figures;

/// `sitrep score`.
pub fn run(args: &ScoreArgs) -> Result<Outcome> {
    let words = score_words()?;
    output::clean_up_when_interrupted()?;
    let name = args.gold.display().to_string();
    let gold = codings(std::slice::from_ref(&args.gold), None, args.threads)?;
    if gold.documents.is_empty() {
        bail!(
            "cannot score against {name}: it holds no coded report; write a report with its `events` a line (docs/guide/scores.md)"
        );
    }
    let coder = Coder::new(&args.knowledge, given(&args.reports));
    let inputs = &args.reports.inputs;
    let other = if inputs.is_empty() {
        coder.texts(&name, &gold.documents, args.threads)?
    } else {
        codings(inputs, Some(&coder), args.threads)?
    };
    let only = |documents: Vec<Document>| documents.into_iter().map(|d| d.coding).collect::<Vec<Coding>>();
    let (gold_failed, failed) = (gold.failed, other.failed);
    let (gold, other) = (only(gold.documents), only(other.documents));
    let has = |all: &[Coding], id: &str| all.iter().any(|c| c.doc_id == id);
    let without = gold.iter().filter(|c| !has(&other, &c.doc_id)).count();
    let beside = other.iter().filter(|c| !has(&gold, &c.doc_id)).count();
    if without > 0 {
        eprintln!(
            "sitrep: {without} of {} reports of the gold have no event in what is scored",
            gold.len()
        );
    }
    if beside > 0 {
        eprintln!("sitrep: {beside} reports that the gold has not are left out");
    }
    let found = score(&words, &gold, &other);
    let below: Vec<(&str, f64, f64)> = (args.at_least.iter())
        .filter_map(|(figure, floor)| {
            let percent = found.percent(figure)?;
            // As it is printed, so that a floor copied from a table holds.
            let shown = (percent * 10.0).round() / 10.0;
            (shown < *floor).then_some((figure.as_str(), percent, *floor))
        })
        .collect();
    let mut out = Output::open(args.output.as_deref())?;
    written(out.write_all(&match args.format {
        FigureFormat::Text => figures::score(&found, args.details.unwrap_or(0)).into_bytes(),
        FigureFormat::Json => json_of(&found, args.details, gold.len(), &below),
    }))?;
    written(out.finish())?;
    if !below.is_empty() {
        let mut line = String::from("sitrep: below the floor:");
        for (n, (figure, percent, floor)) in below.iter().enumerate() {
            let comma = if n > 0 { "," } else { "" };
            let _ = write!(line, "{comma} {figure} {percent:.1}, at least {floor}");
        }
        eprintln!("{line}");
    }
    Ok(match (gold_failed || failed, below.is_empty()) {
        (true, _) => Outcome::Bad,
        (false, false) => Outcome::Nothing,
        (false, true) => Outcome::Done,
    })
}

fn json_of(found: &Score, details: Option<usize>, reports: usize, below: &[(&str, f64, f64)]) -> Vec<u8> {
    let mut row = score_json(found, details.is_some());
    for list in ["missed", "extra"] {
        if let Some(all) = row[list].as_array_mut() {
            all.truncate(details.unwrap_or(0));
        }
    }
    let below = below
        .iter()
        .map(|(figure, percent, floor)| json!({"figure": figure, "percent": percent, "floor": floor}));
    row["below"] = below.collect();
    row["reports"] = json!(reports);
    json_line(&row)
}
