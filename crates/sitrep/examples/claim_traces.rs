//! In: reports as JSON lines (`doc_id`, `text`, `published`). Out: a JSON line for each: the words of each sentence (text,
//! lemma, UPOS, XPOS, features, head, relation), the claims in the form that `shared/bench/claims/score.py` reads, and for each
//! word that was thought about what heads and frames said. For sorting errors by cause. Knows no gold.
//!
//!     cargo run --release -p sitrep --example claim_traces -- REPORTS.jsonl > TRACES.jsonl

use std::io::{BufRead, BufReader};

use serde_json::{Value, json};
use sitrep::record::{Claim, Party};
use sitrep::{Packs, code_report, read_record};
use text::{Sentence, Span};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args()
        .nth(1)
        .ok_or("usage: claim_traces REPORTS.jsonl")?;
    let packs = Packs::builtin()?;
    let given = sitrep::report::Given {
        clean: true,
        ..Default::default()
    };
    for (k, line) in BufReader::new(std::fs::File::open(&file)?).lines().enumerate() {
        let report = match read_record(&packs.reader, &file, k + 1, line?.as_bytes(), &given) {
            Ok(report) => report,
            Err(problem) => {
                eprintln!("{problem}");
                continue;
            }
        };
        let coded = code_report(&packs, report);
        let text = &coded.report.text;
        let sentences = &coded.analysis.sentences;
        let words: Vec<Value> = sentences.iter().map(|s| words(text, s)).collect();
        let claims: Vec<Value> = (coded.claims.iter())
            .map(|c| claim(text, &coded.report.doc_id, c, &sentences[c.sentence]))
            .collect();
        let traces: Vec<Value> = (coded.traces.iter())
            .map(|t| {
                json!([
                    t.sentence,
                    word_at(&sentences[t.sentence], t.trigger),
                    t.kept,
                    t.lines
                ])
            })
            .collect();
        println!(
            "{}",
            json!({"doc_id": coded.report.doc_id, "sentences": words, "claims": claims, "traces": traces})
        );
    }
    Ok(())
}

fn words(text: &str, s: &Sentence) -> Value {
    let rows = s.tokens.iter().map(|t| {
        let upos = format!("{:?}", t.upos).to_uppercase();
        json!([t.span.of(text), t.lemma, upos, t.xpos, t.feats, t.head, t.deprel])
    });
    json!({"text": s.span.of(text), "words": rows.collect::<Vec<_>>()})
}

/// The first word that the span touches.
fn word_at(s: &Sentence, span: Span) -> Option<usize> {
    s.tokens.iter().position(|t| t.span.overlaps(span))
}

fn claim(text: &str, doc_id: &str, c: &Claim, s: &Sentence) -> Value {
    let of = |span: Span| json!({ "text": span.of(text) });
    let party = |p: &Party| json!({"text": p.span.of(text), "w": word_at(s, p.span)});
    let time = c.time.as_ref().map(|t| {
        json!({"text": t.span.map(|s| s.of(text).to_owned()), "start": t.value.start.map(|d| d.to_string()),
            "end": t.value.end.map(|d| d.to_string())})
    });
    let counts = c.counts.iter().map(
        |n| json!({"text": n.span.of(text), "low": n.value.low, "best": n.value.best, "high": n.value.high}),
    );
    json!({
        "doc_id": doc_id, "sentence": of(c.sentence_span), "trigger": of(c.trigger), "s": c.sentence, "w": word_at(s, c.trigger),
        "type": c.kind, "mode": c.mode, "status": c.status.name(),
        "actors": c.actors.iter().map(party).collect::<Vec<_>>(),
        "recipients": c.recipients.iter().map(party).collect::<Vec<_>>(),
        "place": c.place.as_ref().map(|p| of(p.span)), "time": time, "counts": counts.collect::<Vec<_>>(),
        "said_by": c.said_by.as_ref().map(|p| of(p.span)), "confidence": c.confidence, "rule": c.rule,
    })
}
