//! In: reports (`doc_id`, `published`, `text`) and their coding (`doc_id`, `events` with `sentence`, `trigger`, `type`, `place`,
//! `place_inferred`), JSON lines both. Out: a JSON line for each coded act whose own words name no place to us: the two places
//! of the coding, the places that it may have with their features (`resolve/setting.rs`), and those of "the report does not
//! say"; the features' names on stderr. It is what `training/events/setting.py` learns from. An act whose words are not found
//! in its report is left out.
//!
//!     cargo run --release -p sitrep --example settings -- REPORTS.jsonl CODING.jsonl > SETTINGS.jsonl

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, BufReader};

use serde_json::{Value, json};
use sitrep::resolve::setting::{FEATURES, Ground, candidates, is_open};
use sitrep::{Packs, code_with_places, read_record};
use text::Span;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [reports, coding] = args.as_slice() else {
        return Err("usage: settings REPORTS.jsonl CODING.jsonl".into());
    };
    let packs = Packs::builtin()?;
    let given = sitrep::report::Given {
        clean: true,
        ..Default::default()
    };
    let mut coded_by: HashMap<String, Value> = HashMap::new();
    for line in lines(coding)? {
        let doc: Value = serde_json::from_str(&line?)?;
        coded_by.insert(words(&doc, "doc_id").to_owned(), doc);
    }
    eprintln!("{}", FEATURES.join("\n"));
    for (k, line) in lines(reports)?.enumerate() {
        let report = read_record(&packs.reader, reports, k + 1, line?.as_bytes(), &given)?;
        let Some(doc) = coded_by.get(&report.doc_id) else {
            continue;
        };
        let acts = acts(&report.text, doc);
        let at: Vec<(Span, String)> = acts
            .iter()
            .map(|(s, e)| (*s, words(e, "type").to_owned()))
            .collect();
        let (coded, places) = code_with_places(&packs, report, &at);
        let text = &coded.report.text;
        let sentences = coded.analysis.sentences.iter().map(|s| s.span);
        let ground = Ground::new(text, sentences, &places);
        for (i, claim) in coded.claims.iter().enumerate().filter(|(_, c)| is_open(c)) {
            let is_it =
                |(s, e): &&(Span, &Value)| s.overlaps(claim.trigger) && words(e, "type") == claim.kind;
            let Some((_, act)) = acts.iter().find(is_it) else {
                continue;
            };
            let found = candidates(&ground, &coded.claims, i);
            let of: Vec<Value> = (found.places.iter())
                .map(|c| {
                    let name = c.mention.value.as_ref().map(|v| &v.name);
                    json!({"text": c.mention.span.of(text), "name": name, "features": c.features.as_slice()})
                })
                .collect();
            println!(
                "{}",
                json!({"doc_id": coded.report.doc_id, "claim_id": claim.id, "trigger": claim.trigger.of(text), "place": act["place"],
                    "place_inferred": act["place_inferred"], "candidates": of, "none": found.none.as_slice()})
            );
        }
    }
    Ok(())
}

fn lines(path: &str) -> std::io::Result<std::io::Lines<BufReader<std::fs::File>>> {
    Ok(BufReader::new(std::fs::File::open(path)?).lines())
}

fn words<'a>(v: &'a Value, key: &str) -> &'a str {
    v[key].as_str().unwrap_or_default()
}

/// Where each coded act stands in the text; a word that stands for several acts once for each mention of it.
fn acts<'a>(text: &str, doc: &'a Value) -> Vec<(Span, &'a Value)> {
    let mut out: Vec<(Span, &Value)> = Vec::new();
    for event in doc["events"].as_array().into_iter().flatten() {
        let (sentence, trigger) = (words(event, "sentence"), words(event, "trigger"));
        let Some(from) = text.find(sentence).filter(|_| !trigger.is_empty()) else {
            continue;
        };
        let found = sentence
            .match_indices(trigger)
            .map(|(k, w)| Span::new(from + k, from + k + w.len()));
        let is_word = |s: &Span| {
            let ends = [text[..s.start].chars().next_back(), text[s.end..].chars().next()];
            ends.iter().flatten().all(|c| !c.is_alphanumeric())
        };
        let free = found.filter(is_word).find(|s| !out.iter().any(|(o, _)| o == s));
        out.extend(free.map(|s| (s, event)));
    }
    out
}
