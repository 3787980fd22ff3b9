//! In: cased English: treebanks (CoNLL-U), reports (JSON lines with `text`), tables of names (TOML with `name` and `also`).
//! Out: weights of the model of case (`case.bin`) and, with `--test`, the share of words that it writes as the
//! treebank does when that stands in capitals or in small letters. Knows no trees.
//!
//!     cargo run --release -p text --example train_case -- OUT.bin [--test DEV.conllu] FILE...

use std::collections::{HashMap, HashSet};
use std::path::Path;

use text::case::{Case, CaseModel, case_features, recase, word_feature};
use text::token::{Word, WordLists, words};

/// Words of a sentence or name as written.
type Line = Vec<String>;

/// Features kept: about 230 KB.
const MOST: usize = 33_000;
const ROUNDS: usize = 6;

fn read(path: &str, lists: &WordLists) -> Vec<Line> {
    let content = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("cannot read {path}: {e}"));
    let of = |text: &str| -> Line {
        words(text, lists)
            .iter()
            .map(|w| w.span.of(text).to_owned())
            .collect()
    };
    let ending = Path::new(path).extension().and_then(|e| e.to_str());
    if ending == Some("conllu") {
        return treebank(&content).iter().map(|s| of(s)).collect();
    }
    if ending == Some("toml") {
        let quoted =
            |line: &str| -> Vec<String> { line.split('"').skip(1).step_by(2).map(str::to_owned).collect() };
        let named = content
            .lines()
            .filter(|l| l.starts_with("name =") || l.starts_with("also ="));
        // A leading small word keeps a name from being taken for a sentence's beginning.
        return named.flat_map(quoted).map(|n| of(&format!("the {n}"))).collect();
    }
    let rows = content
        .lines()
        .filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok());
    let texts = rows.filter_map(|r| Some(r["text"].as_str()?.to_owned()));
    texts
        .flat_map(|t| t.split('\n').map(str::to_owned).collect::<Vec<_>>())
        .map(|p| of(&p))
        .collect()
}

/// The `# text` lines.
fn treebank(content: &str) -> Vec<String> {
    content
        .lines()
        .filter_map(|l| Some(l.strip_prefix("# text = ")?.to_owned()))
        .collect()
}

/// A line teaches when it is written as prose is: most of its words in small letters, or it is a name.
fn teaches(line: &Line) -> bool {
    let cases: Vec<Case> = line.iter().filter_map(|w| Case::of(w)).collect();
    let small = cases.iter().filter(|c| **c == Case::Lower).count();
    !cases.is_empty()
        && (small * 2 >= cases.len() || line[0] == "the")
        && line.iter().any(|w| Case::of(w).is_some_and(|c| c != Case::Lower))
}

#[derive(Default, Clone, Copy)]
struct Weight {
    now: [f32; 3],
    sum: [f32; 3],
    at: u32,
}

/// Averaged perceptron, the case before as the model itself chose it.
fn train(lines: &[Line]) -> CaseModel {
    let lower: Vec<Vec<String>> = lines
        .iter()
        .map(|l| l.iter().map(|w| w.to_lowercase()).collect())
        .collect();
    let mut count: HashMap<&str, u32> = HashMap::new();
    lower
        .iter()
        .flatten()
        .for_each(|w| *count.entry(w).or_default() += 1);
    let vocabulary: HashSet<&str> = count.iter().filter(|(_, n)| **n >= 2).map(|(w, _)| *w).collect();
    let mut weight: HashMap<u32, Weight> = HashMap::new();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let (mut seed, mut step) = (1_u64, 0_u32);
    let mut features = Vec::new();
    for round in 0..ROUNDS {
        for i in (1..order.len()).rev() {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (seed >> 33) as usize % (i + 1));
        }
        let (mut right, mut all) = (0_u32, 0_u32);
        for &i in &order {
            let mut before = None;
            for (k, written) in lines[i].iter().enumerate() {
                let Some(gold) = Case::of(written) else {
                    before = None;
                    continue;
                };
                step += 1;
                // A known word is hidden now and then, so that the rest of the features learn to do without.
                seed = seed
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                let hidden = (seed >> 33) % 20 == 0;
                let known = |w: &str| !hidden && vocabulary.contains(w);
                case_features(&lower[i], k, before, &known, &mut features);
                let mut s = [0.0_f32; 3];
                for w in features.iter().filter_map(|f| weight.get(f)) {
                    s.iter_mut().zip(w.now).for_each(|(a, b)| *a += b);
                }
                let got = Case::ALL.into_iter().fold(Case::Lower, |b, c| {
                    if s[c as usize] > s[b as usize] { c } else { b }
                });
                all += 1;
                right += u32::from(got == gold);
                // A margin, so that the averages are not content with a hair.
                let rival = Case::ALL
                    .into_iter()
                    .filter(|c| *c != gold)
                    .max_by(|a, b| s[*a as usize].total_cmp(&s[*b as usize]))
                    .unwrap_or(got);
                if s[gold as usize] < s[rival as usize] + 1.0 {
                    for f in &features {
                        let w = weight.entry(*f).or_default();
                        let held = (step - w.at) as f32;
                        w.sum.iter_mut().zip(w.now).for_each(|(a, b)| *a += b * held);
                        w.at = step;
                        w.now[gold as usize] += 0.25;
                        w.now[rival as usize] -= 0.25;
                    }
                }
                before = Some(got);
            }
        }
        println!(
            "round {round}: {:.2} % right",
            100.0 * f64::from(right) / f64::from(all)
        );
    }
    let mut rows: Vec<(u32, [f32; 3])> = weight
        .into_iter()
        .map(|(f, w)| {
            let held = (step - w.at) as f32;
            (
                f,
                std::array::from_fn(|c| (w.sum[c] + w.now[c] * held) / step as f32),
            )
        })
        .collect();
    // Words of the vocabulary are known by their feature, so those come first; of the rest the weightiest.
    let words: HashSet<u32> = vocabulary
        .iter()
        .filter(|w| Case::of(w).is_some())
        .map(|w| word_feature(w))
        .collect();
    let size = |w: &[f32; 3]| w.iter().map(|x| x.abs()).sum::<f32>();
    rows.sort_by(|a, b| {
        (words.contains(&b.0), size(&b.1))
            .partial_cmp(&(words.contains(&a.0), size(&a.1)))
            .unwrap_or(std::cmp::Ordering::Equal)
            .then(a.0.cmp(&b.0))
    });
    println!("{} features, {} of them words", rows.len(), words.len());
    rows.truncate(MOST);
    CaseModel::new(rows)
}

/// Share of right words of a text that is changed by `how`: all words, those that are not small in truth.
fn test(path: &str, lists: &WordLists, model: &CaseModel, how: fn(&str) -> String) {
    let content = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("cannot read {path}: {e}"));
    let (mut all, mut right, mut hit, mut gold, mut got) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    // Documents of twenty sentences, a paragraph each.
    for part in treebank(&content).chunks(20) {
        let text = part.join("\n\n");
        let changed = how(&text);
        if changed.len() != text.len() {
            continue;
        }
        let w: Vec<Word> = words(&changed, lists);
        let out = recase(&changed, &w, model).unwrap_or(changed);
        for x in w {
            let (Some(a), Some(b)) = (Case::of(x.span.of(&text)), Case::of(x.span.of(&out))) else {
                continue;
            };
            all += 1;
            right += u32::from(a == b);
            gold += u32::from(a != Case::Lower);
            got += u32::from(b != Case::Lower);
            hit += u32::from(a != Case::Lower && a == b);
        }
    }
    println!(
        "{:.2} % of {all} words; capitals F1 {:.2}",
        100.0 * f64::from(right) / f64::from(all),
        200.0 * f64::from(hit) / f64::from(gold + got)
    );
}

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let dev = args
        .iter()
        .position(|a| a == "--test")
        .map(|k| args.drain(k..k + 2).nth(1).expect("a file after --test"));
    if args.len() < 2 {
        eprintln!("usage: train_case OUT.bin [--test DEV.conllu] FILE...");
        std::process::exit(2);
    }
    let lists =
        WordLists::parse(include_str!("../../../data/lexicon/en/token.toml")).expect("token.toml parses");
    let out = args.remove(0);
    let mut lines: Vec<Line> = args
        .iter()
        .flat_map(|p| read(p, &lists))
        .filter(|l| !l.is_empty())
        .collect();
    lines.retain(teaches);
    println!(
        "{} lines, {} words",
        lines.len(),
        lines.iter().map(Vec::len).sum::<usize>()
    );
    let model = train(&lines);
    let bytes = model.to_bytes();
    println!("{} bytes", bytes.len());
    std::fs::write(&out, &bytes).unwrap_or_else(|e| panic!("cannot write {out}: {e}"));
    if let Some(dev) = dev {
        print!("in capitals: ");
        test(&dev, &lists, &model, str::to_uppercase);
        print!("in small letters: ");
        test(&dev, &lists, &model, str::to_lowercase);
    }
}
