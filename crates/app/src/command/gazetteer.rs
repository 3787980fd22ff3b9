//! In: names, or a GeoNames dump and P-code files. Out: what the names may mean, or a places pack. Knows no report.

mod admin;
mod import;
mod merge;

use std::fmt::Write as _;
use std::io::{IsTerminal, Write};

use anyhow::{Result, bail};
use gazetteer::Way;
use serde::Serialize;
use sitrep::packs::{open_gazetteer, place_lexicon};
use sitrep::resolve::place::{Looked, PlaceContext, look};
use store::row::{PlaceValueRow, place_value_row};

use super::{Outcome, json_line};
use crate::args::{GazetteerArgs, GazetteerCommand, LookArgs, LookFormat};

/// `sitrep gazetteer`.
pub fn run(args: &GazetteerArgs) -> Result<Outcome> {
    match &args.command {
        GazetteerCommand::Look(args) => looked(args),
        GazetteerCommand::Import(args) => import::run(args),
    }
}

/// Longest name that is looked up, in bytes.
const LONGEST: usize = 1000;

#[derive(Serialize)]
struct LookRow<'a> {
    name: &'a str,
    candidates: Vec<CandidateRow>,
}

#[derive(Serialize)]
struct CandidateRow {
    #[serde(flatten)]
    place: PlaceValueRow,
    population: Option<u32>,
    matched: &'static str,
    prior: f64,
    score: f64,
}

fn looked(args: &LookArgs) -> Result<Outcome> {
    let world = open_gazetteer(args.places.pack.as_deref())?;
    let lexicon = place_lexicon()?;
    if let Some(code) = args.country.as_deref().filter(|c| world.country(c).is_none()) {
        bail!("cannot look in the country {code:?}: give an ISO 3166-1 alpha-3 code such as IRQ");
    }
    let context = PlaceContext {
        country: args.country.as_deref(),
    };
    let mut out = std::io::stdout().lock();
    let text = LookFormat::Text;
    let jsonl = LookFormat::Jsonl;
    let format = args
        .format
        .unwrap_or(if out.is_terminal() { text } else { jsonl });
    let mut any = false;
    for name in &args.names {
        if name.len() > LONGEST {
            bail!(
                "cannot look up a name of {} bytes; a name has at most {LONGEST}",
                name.len()
            );
        }
        let found = look(&world, &lexicon, name, context);
        any |= !found.is_empty();
        let shown = &found[..found.len().min(args.most)];
        let printed = match format {
            LookFormat::Text => words(name, shown, found.len()).into_bytes(),
            LookFormat::Jsonl => json_line(&LookRow {
                name,
                candidates: shown.iter().map(row).collect(),
            }),
        };
        out.write_all(&printed)?;
    }
    out.flush()?;
    Ok(if any { Outcome::Done } else { Outcome::Nothing })
}

fn matched(way: Way) -> &'static str {
    Way::ALL
        .iter()
        .find(|(w, _)| *w == way)
        .map_or("fuzzy", |(_, n)| n)
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn row(looked: &Looked) -> CandidateRow {
    CandidateRow {
        place: place_value_row(&looked.value),
        population: Some(looked.population).filter(|n| *n > 0),
        matched: matched(looked.way),
        prior: rounded(looked.prior),
        score: rounded(looked.likely),
    }
}

fn words(name: &str, shown: &[Looked], all: usize) -> String {
    let mut out = format!("{name}\n");
    if shown.is_empty() {
        out += "  not in the gazetteer, and nothing is spelt alike\n";
    }
    for (k, l) in (1..).zip(shown) {
        let v = &l.value;
        let mut within: Vec<&str> = vec![&v.name];
        within.extend(v.admin1.as_deref().filter(|a| *a != v.name));
        within.extend(v.country.as_deref());
        let people = match l.population {
            0 => "population not known".to_owned(),
            n => format!("population {n}"),
        };
        let _ = writeln!(
            out,
            "  {k:>2}. {}  ({:.4}, {:.4})",
            within.join(", "),
            v.lat,
            v.lon
        );
        let _ = writeln!(
            out,
            "      {}, {people}; matched: {}; prior {:.2}, score {:.3}{}{}",
            v.feature,
            matched(l.way),
            l.prior,
            l.likely,
            v.geonames_id
                .map_or(String::new(), |id| format!("; GeoNames {id}")),
            v.pcode
                .as_ref()
                .map_or(String::new(), |code| format!("; P-code {code}")),
        );
    }
    if all > shown.len() {
        let _ = writeln!(out, "  and {} more (--most {all})", all - shown.len());
    }
    out
}
