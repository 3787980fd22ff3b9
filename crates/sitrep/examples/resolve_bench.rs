//! In: gold files of times and claims. Out: predictions or shares right, for `bench/`.
//! Knows no model: tokens of the counts part are cut by a plain rule.
//!
//! `resolve_bench times FILE.jsonl`: TIMEX3 of reports with `text` and `published` or `dct`; on stderr the speed, without a parser.
//! `resolve_bench claim-times GOLD.jsonl DOCS [--misses]`: gold time phrases to start and end.
//! `resolve_bench claim-counts GOLD.jsonl [--misses]`: gold number phrases to low, best, high.
//! `resolve_bench claim-roles GOLD.jsonl [--misses]`: the role of gold numbers, with gold type, mode, trigger
//! and parties, the next word as the counted noun and no tree.

#![expect(clippy::disallowed_methods, reason = "a program of its own, which measures")]

use std::error::Error;
use std::time::Instant;

use serde_json::{Value, json};
use sitrep::resolve::count::{self, NumberLexicon};
use sitrep::resolve::time::{self, Tense, TimeContext, TimeLexicon};
use text::{Sentence, Span, Token, Upos};

const TIME: &str = include_str!("../../../data/lexicon/en/time.toml");
const NUMBER: &str = include_str!("../../../data/lexicon/en/number.toml");

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let misses = args.iter().any(|a| a == "--misses");
    let arg = |i: usize| {
        args.get(i)
            .map(String::as_str)
            .ok_or("see the head of this file for the arguments")
    };
    let numbers = NumberLexicon::parse(NUMBER)?;
    let lexicon = TimeLexicon::parse(TIME, &numbers)?;
    match arg(0)? {
        "times" => times(arg(1)?, &lexicon),
        "claim-times" => claim_times(arg(1)?, arg(2)?, &lexicon, misses),
        "claim-roles" => claim_roles(arg(1)?, &numbers, misses),
        "claim-counts" => claim_counts(arg(1)?, &numbers, misses),
        other => Err(format!("no part named {other}").into()),
    }
}

fn rows(path: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    std::fs::read_to_string(path)?
        .lines()
        .map(|l| Ok(serde_json::from_str(l)?))
        .collect()
}

fn day(value: &Value) -> Option<jiff::civil::Date> {
    value.as_str()?.parse().ok()
}

fn times(path: &str, lexicon: &TimeLexicon) -> Result<(), Box<dyn Error>> {
    let (mut bytes, mut seconds) = (0, 0.0);
    for row in rows(path)? {
        let text = row["text"].as_str().unwrap_or_default();
        let published = day(&row["published"]).or_else(|| day(&row["dct"]));
        // The best of five, so that what else runs on the machine does not count.
        let (mut best, mut timexes) = (f64::INFINITY, Vec::new());
        for _ in 0..5 {
            let start = Instant::now();
            let expressions = time::find(text, lexicon);
            let narrative = time::is_narrative(&expressions, published);
            let context = TimeContext {
                published,
                narrative,
                tense: Vec::new(),
            };
            timexes = time::resolve(&expressions, &context);
            best = best.min(start.elapsed().as_secs_f64());
        }
        seconds += best;
        bytes += text.len();
        let points = |byte: usize| text[..byte].chars().count();
        let list: Vec<Value> = timexes
            .iter()
            .map(|t| {
                json!({"start": points(t.span.start), "end": points(t.span.end), "type": t.class.name(), "value": t.value})
            })
            .collect();
        println!("{}", json!({"doc_id": row["doc_id"], "timexes": list}));
    }
    eprintln!("{bytes} bytes, {:.1} MB/s", bytes as f64 / 1e6 / seconds);
    Ok(())
}

fn claim_times(gold: &str, docs: &str, lexicon: &TimeLexicon, misses: bool) -> Result<(), Box<dyn Error>> {
    let (mut all, mut right, mut dated, mut dated_right, mut wrong_days) = (0, 0, 0, 0, 0);
    for row in rows(gold)? {
        let id = row["doc_id"].as_str().unwrap_or_default();
        let published = day(&row["published"]);
        let doc: Value = serde_json::from_str(&std::fs::read_to_string(format!("{docs}/{id}.json"))?)?;
        let whole = doc["text"].as_str().unwrap_or_default();
        for event in row["events"].as_array().into_iter().flatten() {
            let Some(phrase) = event["time"].as_str() else {
                continue;
            };
            let sentence = event["sentence"].as_str().unwrap_or_default();
            let (text, offset) = whole.find(sentence).map_or((sentence, 0), |at| (whole, at));
            let Some(at) = sentence.find(phrase) else { continue };
            let span = Span::new(offset + at, offset + at + phrase.len());
            let expressions = time::opened(text, &time::find(text, lexicon), span, lexicon);
            let tense = match event["status"].as_str() {
                Some("planned" | "hypothetical") => Tense::Future,
                Some("ongoing") => Tense::Present,
                _ => Tense::Past,
            };
            let tense = expressions
                .iter()
                .map(|e| e.span.overlaps(span).then_some(tense))
                .collect();
            let timexes = time::resolve(
                &expressions,
                &TimeContext {
                    published,
                    tense,
                    narrative: false,
                },
            );
            let found = time::of_phrase(&timexes, span).map(|i| &timexes[i]);
            let show = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
            let got = found.map_or((None, None), |t| (show(t.days.start), show(t.days.end)));
            let own = |key: &str| event[key].as_str().map(str::to_owned);
            let want = (own("start"), own("end"));
            let hit = got == want;
            all += 1;
            right += usize::from(hit);
            if want != (None, None) {
                dated += 1;
                dated_right += usize::from(hit);
            }
            wrong_days += usize::from(!hit && got != (None, None));
            if misses && !hit {
                let words = found.map(|t| t.phrase.of(text));
                println!(
                    "{phrase} | {:?} | {} | want {want:?} | got {got:?} | {words:?}",
                    row["published"], event["status"]
                );
            }
        }
    }
    println!(
        "time phrases {all}: start and end right {right} ({:.1} %)",
        100.0 * f64::from(right as u32) / f64::from(all)
    );
    println!(
        "with gold days {dated}: right {dated_right} ({:.1} %); wrong days given {wrong_days}",
        100.0 * dated_right as f64 / f64::from(dated)
    );
    Ok(())
}

fn claim_counts(gold: &str, lexicon: &NumberLexicon, misses: bool) -> Result<(), Box<dyn Error>> {
    let (mut all, mut right, mut listed) = (0, 0, 0);
    for row in rows(gold)? {
        for event in row["events"].as_array().into_iter().flatten() {
            let text = event["sentence"].as_str().unwrap_or_default();
            for count in event["counts"].as_array().into_iter().flatten() {
                let words = count["text"].as_str().unwrap_or_default();
                let Some(at) = text.find(words) else { continue };
                let sentence = tokens(text);
                let span = Span::new(at, at + words.len());
                let inside = (0..sentence.tokens.len()).filter(|i| span.contains(sentence.tokens[*i].span));
                let found = inside
                    .clone()
                    .find_map(|i| count::number_at(text, &sentence, i, lexicon));
                listed += u32::from(
                    count::find(text, &sentence, lexicon)
                        .iter()
                        .any(|n| n.span.overlaps(span)),
                );
                let want = ["low", "best", "high"].map(|k| count[k].as_u64());
                let got = found.as_ref().map(|n| [n.value.low, n.value.best, n.value.high]);
                all += 1;
                right += u32::from(got == Some(want));
                if misses && got != Some(want) {
                    let phrase = found.map(|n| n.span.of(text));
                    println!("{words} | want {want:?} | got {got:?} | {phrase:?} | {text}");
                }
            }
        }
    }
    println!(
        "counts {all}: low, best and high right {right} ({:.1} %)",
        100.0 * f64::from(right) / f64::from(all)
    );
    println!(
        "found without the gold phrase {listed} ({:.1} %)",
        100.0 * f64::from(listed) / f64::from(all)
    );
    Ok(())
}

fn claim_roles(gold: &str, lexicon: &NumberLexicon, misses: bool) -> Result<(), Box<dyn Error>> {
    let (mut all, mut right) = (0, 0);
    for row in rows(gold)? {
        for event in row["events"].as_array().into_iter().flatten() {
            let text = event["sentence"].as_str().unwrap_or_default();
            for count in event["counts"].as_array().into_iter().flatten() {
                let words = count["text"].as_str().unwrap_or_default();
                let Some(at) = text.find(words) else { continue };
                let after = text[at + words.len()..].trim_start().to_lowercase();
                let (before, mut next) = (text[..at].to_lowercase(), after.split_whitespace());
                let noun = next
                    .next()
                    .unwrap_or_default()
                    .trim_matches(|c: char| !c.is_alphanumeric());
                let holds = |key: &str| {
                    let list = event[key].as_array().cloned().unwrap_or_default();
                    list.iter().filter_map(Value::as_str).any(|p| {
                        let party = p.to_lowercase();
                        after.starts_with(&party) || (!noun.is_empty() && party.ends_with(noun))
                    })
                };
                let trigger = event["trigger"].as_str().unwrap_or_default().to_lowercase();
                let governor = before
                    .split_whitespace()
                    .next_back()
                    .unwrap_or_default()
                    .to_owned();
                let want = count["role"].as_str().unwrap_or_default();
                let mut got = None;
                for (t, n, g) in [0, 1, 2].map(|k| (lemma(&trigger, k), lemma(noun, k), lemma(&governor, k)))
                {
                    let cues = count::RoleCues {
                        kind: event["type"].as_str().unwrap_or_default(),
                        mode: event["mode"].as_str(),
                        trigger: &t,
                        governor: Some(&g),
                        counted: Some(&n),
                        is_actor: holds("actors"),
                        is_recipient: holds("recipients"),
                    };
                    let role = format!("{:?}", count::role(cues, lexicon)).to_lowercase();
                    if got.is_none() || matches!(role.as_str(), "killed" | "wounded" | "displaced" | "seized")
                    {
                        got = Some(role);
                    }
                }
                all += 1;
                right += u32::from(got.as_deref() == Some(want));
                if misses && got.as_deref() != Some(want) {
                    println!(
                        "{} {} | {trigger} | {words} {noun} | want {want} | got {got:?}",
                        event["type"], event["mode"]
                    );
                }
            }
        }
    }
    println!(
        "roles {all}: right {right} ({:.1} %)",
        100.0 * f64::from(right) / f64::from(all)
    );
    Ok(())
}

/// Guesses at a dictionary form: the word, and without one or two letters of its ending.
fn lemma(word: &str, guess: usize) -> String {
    let cut = ["s", "ed", "ing", "es"].iter().find_map(|e| word.strip_suffix(e));
    match (guess, cut) {
        (1, Some(stem)) => stem.to_owned(),
        (2, Some(stem)) => format!("{stem}e"),
        _ => word.to_owned(),
    }
}

/// Words, numbers with their commas and points, and single signs; each numeral modifies the next word.
fn tokens(text: &str) -> Sentence {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if c.is_alphanumeric() {
            while let Some((at, next)) = chars.peek().copied() {
                let after = text[at + next.len_utf8()..].chars().next();
                let inner = matches!(next, ',' | '.')
                    && c.is_ascii_digit()
                    && after.is_some_and(|a| a.is_ascii_digit());
                if !(next.is_alphanumeric() || inner) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let head = Some(tokens.len() + 1);
        let span = Span::new(start, end);
        let lemma = span.of(text).to_lowercase();
        let (upos, xpos, feats, deprel) = (Upos::X, String::new(), "_".to_owned(), "nummod".to_owned());
        tokens.push(Token {
            span,
            lemma,
            upos,
            xpos,
            feats,
            head,
            deprel,
            joined: false,
        });
    }
    if let Some(last) = tokens.last_mut() {
        last.head = None;
    }
    Sentence {
        span: Span::new(0, text.len()),
        tokens,
    }
}
