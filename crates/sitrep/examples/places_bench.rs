//! In: places.pack, a file of reports with gold spans (JSON lines: doc_id, text, toponyms), and
//! weights as `name=value`. Out: the places of exactly these spans, in the form of `sitrep places`.
//!
//!     cargo run --release -p sitrep --example places_bench -- packs/places.pack GOLD.jsonl > PREDICTED.jsonl

use gazetteer::Gazetteer;
use serde_json::{Value, json};
use sitrep::resolve::place::{PlaceContext, PlaceLexicon, Weights, resolve_weighted};
use text::Span;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let world = Gazetteer::from_pack(&std::fs::read(
        args.next().ok_or("usage: places_bench PACK GOLD")?,
    )?)?;
    let gold = std::fs::read_to_string(args.next().ok_or("usage: places_bench PACK GOLD")?)?;
    let lexicon = PlaceLexicon::from_toml(
        include_str!("../../../data/lexicon/en/place.toml"),
        include_str!("../../../data/lexicon/en/place_model.toml"),
    )?;
    let mut weights = Weights::default();
    for pair in args {
        let (name, value) = pair.split_once('=').ok_or("weights are given as name=value")?;
        *weights.named(name).ok_or_else(|| format!("no weight {name:?}"))? = value.parse()?;
    }
    let mut out = String::new();
    for line in gold.lines().filter(|l| !l.trim().is_empty()) {
        let report: Value = serde_json::from_str(line)?;
        let text = report["text"].as_str().ok_or("a report has no text")?;
        let bytes: Vec<usize> = text.char_indices().map(|(b, _)| b).chain([text.len()]).collect();
        let listed = report["toponyms"].as_array().ok_or("a report has no toponyms")?;
        let point = |t: &Value, key: &str| t[key].as_u64().and_then(|n| bytes.get(n as usize).copied());
        let spans: Option<Vec<Span>> = listed
            .iter()
            .map(|t| Some(Span::new(point(t, "start")?, point(t, "end")?)))
            .collect();
        let spans = spans.ok_or("a span lies outside its text")?;
        let found = resolve_weighted(&world, &lexicon, &weights, text, &spans, PlaceContext::default());
        let toponyms: Vec<Value> = listed
            .iter()
            .zip(&found)
            .map(|(t, p)| {
                let v = p.value.as_ref();
                json!({"start": t["start"], "end": t["end"], "lat": v.map(|v| v.lat), "lon": v.map(|v| v.lon),
                       "geonames_id": v.and_then(|v| v.geonames_id), "name": v.map(|v| &v.name), "feature": v.map(|v| &v.feature)})
            })
            .collect();
        out += &json!({"doc_id": report["doc_id"], "toponyms": toponyms}).to_string();
        out.push('\n');
    }
    print!("{out}");
    Ok(())
}
