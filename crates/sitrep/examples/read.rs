//! In: files. Out: a JSON line for each report that they hold, as the reader sees it; with `--features`
//! the numbers of the line model for each unit. For scoring and training the reader alone.
//!
//! `cargo run --example read -- FILE...`; data files are found from the working directory.

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write as _};

use serde::Serialize;
use serde_json::{Value, json};
use sitrep::record::{Furniture, Report};
use sitrep::report::{FurnitureLexicon, Given, Limits, feature_names, line_features, read};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let furniture = fs::read_to_string("data/lexicon/en/furniture.toml")?;
    if files.first().is_some_and(|a| a == "--features") {
        files.remove(0);
        return features(&files, &FurnitureLexicon::untrained(&furniture)?);
    }
    let model = fs::read_to_string("data/lexicon/en/furniture_model.toml")?;
    let lexicon = FurnitureLexicon::parse(&furniture, &model)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for file in &files {
        let (bytes, given, limits) = (fs::read(file)?, Given::default(), Limits::default());
        for report in read(file, &bytes, &given, &lexicon, &limits) {
            match report {
                Ok(report) => {
                    serde_json::to_writer(&mut out, &Line::of(&report))?;
                    out.write_all(b"\n")?;
                }
                Err(problem) => eprintln!("{problem}"),
            }
        }
    }
    Ok(out.flush()?)
}

/// A line of the output.
#[derive(Serialize)]
struct Line<'a> {
    captions: Vec<Removed<'a>>,
    doc_id: &'a str,
    furniture: Vec<Removed<'a>>,
    language: Option<&'a str>,
    notes: &'a [String],
    published: Option<String>,
    published_basis: String,
    sha256: &'a str,
    source: Option<&'a str>,
    text: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Removed<'a> {
    end: usize,
    reason: &'a str,
    start: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            captions: removed(&report.captions),
            doc_id: &report.doc_id,
            furniture: removed(&report.furniture),
            language: report.language.as_deref(),
            notes: &report.notes,
            published: report.published.map(|day| day.to_string()),
            published_basis: format!("{:?}", report.published_basis),
            sha256: &report.sha256,
            source: report.source.as_deref(),
            text: &report.text,
            title: report.title.as_deref(),
            url: report.url.as_deref(),
        }
    }
}

fn removed(items: &[Furniture]) -> Vec<Removed<'_>> {
    (items.iter())
        .map(|f| Removed {
            start: f.span.start,
            end: f.span.end,
            text: &f.text,
            reason: f.reason,
        })
        .collect()
}

/// For each record of JSON lines with `id` and `text`: its units with their rows of numbers.
fn features(files: &[String], lexicon: &FurnitureLexicon) -> Result<(), Box<dyn Error>> {
    println!("{}", json!({ "names": feature_names() }));
    for file in files {
        for line in fs::read_to_string(file)?.lines() {
            let record: Value = serde_json::from_str(line)?;
            let text = record["text"].as_str().unwrap_or_default();
            let units: Vec<Value> = line_features(text, lexicon)
                .into_iter()
                .map(|(span, row)| json!({"text": span.of(text), "row": row}))
                .collect();
            println!("{}", json!({"id": record["id"], "units": units}));
        }
    }
    Ok(())
}
