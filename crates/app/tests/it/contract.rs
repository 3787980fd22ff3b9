//! What holds of every form of input, whatever its bytes: the program ends by itself, tells in one line what it cannot read,
//! never fails on its own, and what it says of a text's bytes is so.

use crate::bench::{Bench, rows};
use crate::inputs::{answer, packed, page, record, zipped};

const FIRST: &str =
    "Soldiers searched houses in the northern districts of the town on Monday, a spokesman said.";
const SECOND: &str = "The ferry at the old landing was out of service for a week, traders said on Tuesday.";

/// A small file of each form that holds others or many reports; those of the documents are in the reader's own tests.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let mail = |id: &str, text: &str| {
        format!(
            "From a@example.org Sat May  4 08:00:00 2019\nFrom: Awa Maiga <a@example.org>\nSubject: Roads\nMessage-ID: <{id}>\n\n{text}\n\n"
        )
    };
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Desert Post",
        "items": [{"id": "a", "url": "https://example.org/a", "title": "Roads", "content_html": format!("<p>{FIRST}</p>")},
                  {"id": "b", "content_text": SECOND}]
    });
    let fetched = answer("Content-Type: text/html; charset=utf-8", &page(FIRST));
    let archive = record("response", "https://example.org/a", &fetched);
    vec![
        ("mbox", (mail("1", FIRST) + &mail("2", SECOND)).into_bytes()),
        ("json", feed.to_string().into_bytes()),
        ("warc", archive.clone()),
        ("warc.gz", packed(&archive)),
        ("zip", zipped(&[("a.html", page(FIRST).as_bytes()), ("b.txt", SECOND.as_bytes())])),
        ("jsonl", format!("{{\"id\":\"1\",\"text\":\"{FIRST}\"}}\n{{\"id\":\"2\",\"text\":\"{SECOND}\"}}\n").into_bytes()),
        ("csv", format!("id,maintext\n1,\"{FIRST}\"\n2,\"{SECOND}\"\n").into_bytes()),
        ("xml", format!("<rss version='2.0'><channel><title>t</title><item><title>Roads</title><description>{FIRST}</description></item></channel></rss>").into_bytes()),
        ("eml", format!("From: a@example.org\nMessage-ID: <1@example.org>\nSubject: Roads\n\n{FIRST}\n").into_bytes()),
        ("html", page(FIRST).into_bytes()),
        ("txt", format!("{FIRST}\n\n{SECOND}\n").into_bytes()),
    ]
}

/// Bytes that look random but are the same on every run.
fn noise(seed: u64) -> impl FnMut() -> usize {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 8) as usize
    }
}

/// The file with some bytes changed, cut out or cut off; every fourth is nothing but noise behind its first bytes.
fn broken(whole: &[u8], seed: u64) -> Vec<u8> {
    let mut next = noise(seed);
    let mut cut = whole.to_vec();
    if seed.is_multiple_of(4) {
        cut.truncate(next() % 24);
        cut.extend((0..next() % 400).map(|_| next() as u8));
        return cut;
    }
    for _ in 0..=(next() % 8) {
        let at = next() % cut.len();
        cut[at] = next() as u8;
    }
    if seed.is_multiple_of(2) {
        let at = next() % cut.len();
        let end = (at + next() % 40).min(cut.len());
        cut.drain(at..end);
    }
    if seed.is_multiple_of(3) {
        cut.truncate(next() % cut.len().max(1));
    }
    cut
}

#[test]
fn whole_samples_give_their_reports() {
    let bench = Bench::new("contract-whole");
    for (ending, bytes) in samples() {
        let name = format!("a.{ending}");
        bench.file(&name, &bytes);
        let found = bench.read_well(&name);
        assert_eq!(
            found[0]["text"]
                .as_str()
                .map(str::trim)
                .and_then(|t| t.get(..FIRST.len())),
            Some(FIRST),
            "{name}"
        );
    }
}

#[test]
fn broken_bytes_of_every_form_never_fail_the_program() {
    let bench = Bench::new("contract-broken");
    for (ending, whole) in samples() {
        for seed in 1..=40 {
            bench.file(&format!("in/{ending}-{seed:02}.{ending}"), broken(&whole, seed));
        }
    }
    let ended = bench.run(&[
        "read",
        "in",
        "--keep-duplicates",
        "--origin",
        "--errors",
        "errors.jsonl",
    ]);
    assert!(matches!(ended.code, Some(0 | 2)), "{:?}", ended.code);
    for line in &ended.errors {
        assert!(!line.contains("is a bug") && !line.contains("panicked"), "{line}");
    }
    let found = rows(&ended.out);
    assert!(found.len() > 100, "{} reports of what is left", found.len());
    let told = rows(&bench.text("errors.jsonl").unwrap_or_default());
    assert!(!told.is_empty());
    assert!(told.iter().all(|t| {
        t["message"]
            .as_str()
            .is_some_and(|m| !m.is_empty() && !m.contains('\n'))
    }));
}

/// The letters that bytes of an encoding stand for.
type Decode = fn(&[u8]) -> String;

/// What `--origin` says: the letters of each stretch, cut from the bytes.
#[test]
fn origin_slices_back() {
    let bench = Bench::new("contract-origin");
    let decomposed =
        "Le de\u{301}po\u{302}t pre\u{300}s de Séno a été touché, dit l’arme\u{301}e.\n\nNobody was hurt.";
    // Of windows-1252 the letters here stand at their numbers.
    let windows: Vec<u8> = "Le dépôt près de Séno a été touché, dit l'armée lundi."
        .chars()
        .map(|c| c as u8)
        .collect();
    let utf8: Decode = |own| String::from_utf8_lossy(own).into_owned();
    let latin: Decode = |own| own.iter().map(|b| char::from(*b)).collect::<String>();
    let cases: [(&str, &[u8], Decode); 2] = [
        ("nfd.txt", decomposed.as_bytes(), utf8),
        ("w.txt", &windows, latin),
    ];
    for (name, bytes, decoded) in cases {
        bench.file(name, bytes);
        let ended = bench.run(&["read", name, "--origin"]);
        let report = rows(&ended.out).remove(0);
        let letters: Vec<char> = report["text"].as_str().unwrap_or_default().chars().collect();
        let stretches: Vec<[usize; 4]> = serde_json::from_value(report["origin"].clone()).expect("stretches");
        let mut told = 0;
        for [start, end, from, to] in stretches {
            let width = (to - from) / (end - start);
            for (n, letter) in letters[start..end].iter().enumerate() {
                let own = &bytes[from + n * width..from + (n + 1) * width];
                let meant = decoded(own);
                // Composed, as the clean text is: a letter and the mark behind it.
                let marks = meant
                    .chars()
                    .skip(1)
                    .all(|c| ('\u{300}'..='\u{36f}').contains(&c));
                assert!(
                    marks && (meant.chars().count() > 1 || meant.starts_with(*letter)),
                    "{letter:?} {meant:?}"
                );
                told += 1;
            }
        }
        let blanks = letters.iter().filter(|c| **c == '\n').count();
        assert!(told + blanks >= letters.len() && letters.len() > 40, "{name}");
    }
}
