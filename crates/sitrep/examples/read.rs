//! In: files. Out: a JSON line for each report that they hold, as the reader sees it; with `--features`
//! the numbers of the line model for each unit. For scoring and training the reader alone.
//!
//! `cargo run --example read -- FILE...`; data files are found from the working directory.

use std::error::Error;
use std::fs;

use serde_json::{Value, json};
use sitrep::record::Furniture;
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
    for file in &files {
        for report in read(
            file,
            &fs::read(file)?,
            &Given::default(),
            &lexicon,
            &Limits::default(),
        ) {
            match report {
                Ok(r) => println!(
                    "{}",
                    json!({
                        "doc_id": r.doc_id, "title": r.title, "url": r.url, "source": r.source, "language": r.language,
                        "published": r.published.map(|d| d.to_string()), "published_basis": format!("{:?}", r.published_basis),
                        "text": r.text, "furniture": removed(&r.furniture), "captions": removed(&r.captions),
                        "sha256": r.sha256, "notes": r.notes,
                    })
                ),
                Err(problem) => eprintln!("{problem}"),
            }
        }
    }
    Ok(())
}

fn removed(items: &[Furniture]) -> Vec<Value> {
    items
        .iter()
        .map(|f| json!({"start": f.span.start, "end": f.span.end, "text": f.text, "reason": f.reason}))
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
