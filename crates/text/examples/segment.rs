//! In: JSON lines with `doc_id` and `text` on standard input, and the sentence model. Out: the same lines with
//! `sentences`: lists of word offsets (code points), as the trainers read them. Knows no trees.
//!
//!     cargo run --release -p text --example segment -- sentence.bin < docs.jsonl > segments.jsonl

use std::io::BufRead;

use text::sentence::{Splitter, sentences};
use text::token::{WordLists, words};

fn main() {
    let path = std::env::args()
        .nth(1)
        .expect("usage: segment SENTENCE.bin < IN.jsonl");
    let splitter =
        Splitter::from_bytes(&std::fs::read(&path).unwrap_or_else(|e| panic!("cannot read {path}: {e}")));
    let lists =
        WordLists::parse(include_str!("../../../data/lexicon/en/token.toml")).expect("token.toml parses");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input is UTF-8");
        let mut row: serde_json::Value = serde_json::from_str(&line).expect("a JSON object a line");
        let text = row["text"].as_str().expect("`text` is a string").to_owned();
        let mut points = vec![0_usize; text.len() + 1];
        for (n, (i, c)) in text.char_indices().enumerate() {
            points[i] = n;
            points[i + c.len_utf8()] = n + 1;
        }
        let w = words(&text, &lists);
        let found: Vec<Vec<[usize; 2]>> = sentences(&text, &w, &lists, &splitter)
            .into_iter()
            .map(|r| {
                w[r].iter()
                    .map(|w| [points[w.span.start], points[w.span.end]])
                    .collect()
            })
            .collect();
        row["sentences"] = serde_json::json!(found);
        println!("{row}");
    }
}
