//! In: reports as JSON lines (`doc_id`, `text`, `published`). Out: FOLDER/docs.jsonl, one report a line with its words,
//! trees, names, places, times and claims (spans in code points, words numbered through the report), and
//! FOLDER/states.f16, the states of all words (words × 3 × 384, little-endian half floats). Knows no incident: it is
//! what `training/incidents.py` learns from.
//!
//!     cargo run --release -p sitrep --example incident_states -- REPORTS.jsonl FOLDER

use std::io::{BufRead, BufReader, BufWriter, Write};

use serde_json::{Value, json};
use sitrep::{Packs, code_with_states, read_record, times};
use text::Span;
use text::engine::{STATE_GROUPS, STATE_WIDTH};

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, folder] = args.as_slice() else {
        eprintln!("usage: incident_states REPORTS.jsonl FOLDER");
        std::process::exit(2);
    };
    let packs = Packs::builtin().expect("the packs load");
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let create = |name: &str| {
        BufWriter::new(std::fs::File::create(format!("{folder}/{name}")).expect("a file can be made"))
    };
    let (mut docs, mut states_out) = (create("docs.jsonl"), create("states.f16"));
    let given = sitrep::report::Given {
        clean: true,
        ..Default::default()
    };
    let lines = BufReader::new(std::fs::File::open(input).expect("the reports open")).lines();
    for (k, line) in lines.enumerate() {
        let line = line.expect("a line");
        let report = read_record(&packs.reader, input, k + 1, line.as_bytes(), &given).expect("a report");
        let (coded, states) = code_with_states(&packs, report);
        let text = &coded.report.text;
        let mut point = vec![0; text.len() + 1];
        for (n, (at, _)) in text.char_indices().enumerate() {
            point[at] = n;
        }
        point[text.len()] = text.chars().count();
        let span = |s: Span| json!([point[s.start], point[s.end]]);
        let mut base = 0;
        let sentences: Vec<Value> = (coded.analysis.sentences.iter())
            .map(|s| {
                let from = base;
                base += s.tokens.len();
                let tokens: Vec<Value> = (s.tokens.iter())
                    .map(|t| {
                        json!([
                            point[t.span.start],
                            point[t.span.end],
                            t.lemma,
                            format!("{:?}", t.upos).to_uppercase(),
                            t.head.map(|h| h + from),
                            t.deprel
                        ])
                    })
                    .collect();
                json!(tokens)
            })
            .collect();
        let names: Vec<Value> = (coded.analysis.names.iter())
            .map(|n| json!([span(n.span), n.kind.label()]))
            .collect();
        let claims: Vec<Value> = (coded.claims.iter())
            .map(|c| {
                let party = |p: &sitrep::record::Party| json!([span(p.span), p.code, p.sector, p.same_as.map(span)]);
                json!({
                    "trigger": span(c.trigger), "kind": c.kind, "mode": c.mode, "status": c.status.name(), "p": c.confidence,
                    "actors": c.actors.iter().map(party).collect::<Vec<_>>(),
                    "recipients": c.recipients.iter().map(party).collect::<Vec<_>>(),
                    "place": c.place.as_ref().map(|p| span(p.span)),
                    "time": c.time.as_ref().map(|t| json!([t.span.map(span), t.value.start.map(|d| d.to_string()), t.value.end.map(|d| d.to_string())])),
                    "counts": c.counts.iter().map(|n| json!([span(n.span), n.of.map(span), format!("{:?}", n.role), n.value.low, n.value.best, n.value.high])).collect::<Vec<_>>(),
                })
            })
            .collect();
        let places: Vec<Value> = (sitrep::places(&packs, &coded.report, &coded.analysis, None).iter())
            .map(|p| {
                json!([
                    span(p.span),
                    p.value.as_ref().map(|v| json!([
                        v.name,
                        v.country,
                        v.admin1,
                        v.feature,
                        format!("{:?}", v.precision)
                    ]))
                ])
            })
            .collect();
        let timexes: Vec<Value> = (times(&packs, &coded.report).iter())
            .map(|t| json!(format!("{t:?}")))
            .collect();
        let row = json!({"doc_id": coded.report.doc_id, "published": coded.report.published.map(|d| d.to_string()), "text": text,
            "sentences": sentences, "names": names, "claims": claims, "places": places, "timexes": timexes});
        serde_json::to_writer(&mut docs, &row).expect("written");
        docs.write_all(b"\n").expect("written");
        for s in &states {
            let n = s.words();
            for w in s.window.target.clone() {
                for g in 0..STATE_GROUPS {
                    let at = (g * n + w - s.window.from) * STATE_WIDTH;
                    for x in &s.data[at..at + STATE_WIDTH] {
                        states_out.write_all(&half(*x).to_le_bytes()).expect("written");
                    }
                }
            }
        }
    }
}

/// A float as half float, rounded towards zero; what is too small becomes zero.
fn half(x: f32) -> u16 {
    let bits = x.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let exponent = ((bits >> 23) & 0xff) as i32 - 112;
    if exponent <= 0 {
        return sign;
    }
    if exponent >= 31 {
        return sign | 0x7bff;
    }
    sign | (exponent as u16) << 10 | ((bits >> 13) & 0x3ff) as u16
}
