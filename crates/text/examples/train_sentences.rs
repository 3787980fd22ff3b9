//! In: a treebank (CoNLL-U) with `# text`, `# newpar` and `# newdoc` lines, and optionally a second one to test on.
//! Out: weights of the sentence splitter (`sentence.bin`) and its scores. Knows no trees.
//!
//!     cargo run --release -p text --example train_sentences -- train.conllu dev.conllu sentence.bin

use std::collections::{HashMap, HashSet};

use text::sentence::{Gap, Open, Splitter, gap, gap_features, sentences};
use text::token::{Word, WordLists, words};

struct Doc {
    text: String,
    /// Byte where each gold sentence ends.
    ends: HashSet<usize>,
    /// Byte spans of gold words.
    gold: Vec<(usize, usize)>,
}

fn read(path: &str) -> Vec<Doc> {
    let content = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("cannot read {path}: {e}"));
    let mut docs: Vec<Doc> = Vec::new();
    let (mut fresh, mut space_after, mut at) = (true, true, 0);
    for line in content.lines() {
        if line.starts_with("# newdoc") || docs.is_empty() {
            docs.push(Doc {
                text: String::new(),
                ends: HashSet::new(),
                gold: Vec::new(),
            });
            fresh = true;
        }
        let Some(d) = docs.last_mut() else { continue };
        if line.starts_with("# newpar") {
            if !d.text.is_empty() {
                d.text.push_str("\n\n");
            }
            fresh = true;
        } else if let Some(t) = line.strip_prefix("# text = ") {
            if !fresh && space_after {
                d.text.push(' ');
            }
            at = d.text.len();
            d.text.push_str(t);
            d.ends.insert(at + t.trim_end().len());
            fresh = false;
        } else if !line.is_empty() && !line.starts_with('#') {
            let c: Vec<&str> = line.split('\t').collect();
            space_after = c.len() < 10 || !c[9].contains("SpaceAfter=No");
            if c[0].parse::<usize>().is_err() {
                continue;
            }
            let found = d
                .text
                .get(at..)
                .and_then(|rest| rest.find(c[1]).filter(|k| rest[..*k].trim().is_empty()));
            if let Some(k) = found {
                d.gold.push((at + k, at + k + c[1].len()));
                at += k + c[1].len();
            }
        }
    }
    docs
}

type Row = (Vec<u64>, bool);

fn rows(docs: &[Doc], lists: &WordLists) -> Vec<Row> {
    let mut out = Vec::new();
    for d in docs {
        let w: Vec<Word> = words(&d.text, lists);
        let mut open = Open::default();
        for i in 0..w.len() {
            open.see(w[i].span.of(&d.text));
            let end = d.ends.contains(&w[i].span.end);
            let asked = gap(&d.text, &w, i);
            if asked == Gap::Asked {
                let mut f = Vec::new();
                gap_features(&d.text, &w, i, lists, open, &mut f);
                out.push((f, end));
            }
            if end || asked == Gap::End {
                open = Open::default();
            }
        }
    }
    out
}

/// AdaGrad on the logistic loss with a small L2 pull; features seen less than three times are dropped.
fn train(rows: &[Row]) -> Splitter {
    let mut seen: HashMap<u64, u32> = HashMap::new();
    for (f, _) in rows {
        for k in f {
            *seen.entry(*k).or_default() += 1;
        }
    }
    let mut weight: HashMap<u64, (f32, f32)> = seen
        .iter()
        .filter(|(_, n)| **n >= 3)
        .map(|(k, _)| (*k, (0.0, 1e-6)))
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut seed = 1_u64;
    for _ in 0..12 {
        for i in (1..order.len()).rev() {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (seed >> 33) as usize % (i + 1));
        }
        for &i in &order {
            let (f, end) = &rows[i];
            let score: f32 = f.iter().filter_map(|k| weight.get(k)).map(|w| w.0).sum();
            let g = 1.0 / (1.0 + (-score).exp()) - f32::from(u8::from(*end));
            for k in f {
                if let Some(w) = weight.get_mut(k) {
                    let g = g + 1e-5 * w.0;
                    w.1 += g * g;
                    w.0 -= 0.12 * g / w.1.sqrt();
                }
            }
        }
    }
    Splitter::new(
        weight
            .into_iter()
            .filter(|(_, w)| w.0.abs() > 0.1)
            .map(|(k, w)| (k, w.0)),
    )
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [train_path, dev_path, out] = args.as_slice() else {
        eprintln!("usage: train_sentences TRAIN.conllu DEV.conllu OUT.bin");
        std::process::exit(2);
    };
    let lists =
        WordLists::parse(include_str!("../../../data/lexicon/en/token.toml")).expect("token.toml parses");
    let splitter = train(&rows(&read(train_path), &lists));
    let (mut hit, mut gold, mut got) = (0, 0, 0);
    let (mut words_hit, mut words_gold, mut words_got) = (0, 0, 0);
    let mut wrong: HashMap<String, usize> = HashMap::new();
    for d in read(dev_path) {
        let w = words(&d.text, &lists);
        let ends: HashSet<usize> = sentences(&d.text, &w, &lists, &splitter)
            .iter()
            .map(|r| w[r.end - 1].span.end)
            .collect();
        hit += ends.intersection(&d.ends).count();
        gold += d.ends.len();
        got += ends.len();
        let mine: HashSet<(usize, usize)> = w.iter().map(|w| (w.span.start, w.span.end)).collect();
        let theirs: HashSet<(usize, usize)> = d.gold.iter().copied().collect();
        words_hit += mine.intersection(&theirs).count();
        words_gold += theirs.len();
        words_got += mine.len();
        for (a, b) in theirs.difference(&mine) {
            *wrong.entry(d.text[*a..*b].to_owned()).or_default() += 1;
        }
    }
    let f1 = |hit: usize, gold: usize, got: usize| 200.0 * hit as f64 / (gold + got).max(1) as f64;
    println!(
        "sentence ends F1 {:.2} ({gold} gold, {got} given)",
        f1(hit, gold, got)
    );
    println!("words F1 {:.2}", f1(words_hit, words_gold, words_got));
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    wrong.sort_by_key(|(w, n)| (std::cmp::Reverse(*n), w.clone()));
    println!("missed words {:?}", &wrong[..wrong.len().min(40)]);
    let bytes = splitter.to_bytes();
    println!("{} weights", bytes.len() / 12);
    std::fs::write(out, bytes).unwrap_or_else(|e| panic!("cannot write {out}: {e}"));
}
