//! In: the shipped English pack and what the trainers' runtime made of 200 sentences of our own
//! (`training/sitrep_training/export.py --parity`). Out: the engine says the same. Knows no claims.

use serde::Deserialize;
use text::case::CaseModel;
use text::pack::Pack;
use text::token::{Word, WordLists};
use text::{Engine, Span};

#[derive(Deserialize)]
struct Row {
    text: String,
    words: Vec<(usize, usize)>,
    upos: Vec<String>,
    lemma: Vec<String>,
    head: Vec<usize>,
    dep: Vec<String>,
    ner: Vec<String>,
}

fn engine() -> Engine {
    let bytes = include_bytes!("../../../../packs/english.pack");
    let lists =
        WordLists::parse(include_str!("../../../../data/lexicon/en/token.toml")).expect("token.toml parses");
    let pack = Pack::read(bytes, "english").expect("the shipped pack reads");
    let case = CaseModel::from_bytes(include_bytes!("../../../../packs/case.bin"));
    Engine::load(&pack, lists, case).expect("the shipped pack loads")
}

#[test]
fn the_engine_says_what_the_trainers_say() {
    let engine = engine();
    let rows: Vec<Row> = include_str!("../data/parity.jsonl")
        .lines()
        .map(|l| serde_json::from_str(l).expect("a row of the parity set"))
        .collect();
    assert_eq!(rows.len(), 200);
    let mut differ = Vec::new();
    for row in &rows {
        // Offsets of the set count code points.
        let byte = |n: usize| row.text.char_indices().nth(n).map_or(row.text.len(), |(i, _)| i);
        let words: Vec<Word> = row
            .words
            .iter()
            .map(|(a, b)| Word {
                span: Span::new(byte(*a), byte(*b)),
                joined: false,
            })
            .collect();
        let all = 0..words.len();
        let analysis = engine
            .analyse_words(&row.text, &words, std::slice::from_ref(&all))
            .expect("runs");
        let s = &analysis.sentences[0];
        let mut ner = vec!["O".to_owned(); words.len()];
        for n in &analysis.names {
            for (k, tag) in ner[n.first..n.end].iter_mut().enumerate() {
                *tag = format!("{}-{}", if k == 0 { "B" } else { "I" }, n.kind.label());
            }
        }
        let column = |name: &str, mine: Vec<String>, theirs: &[String]| {
            let at = mine.iter().zip(theirs).position(|(a, b)| a != b)?;
            Some(format!(
                "{name} of {:?}: {} for {} in {:?}",
                words[at].span.of(&row.text),
                mine[at],
                theirs[at],
                row.text
            ))
        };
        let each = |f: &dyn Fn(&text::Token) -> String| s.tokens.iter().map(f).collect::<Vec<String>>();
        let heads: Vec<String> = row.head.iter().map(usize::to_string).collect();
        // A name that begins without its B begins all the same.
        let begun = |tags: &[String]| tags.iter().map(|t| t.replace("I-", "B-")).collect::<Vec<_>>();
        differ.extend(column("tag", each(&|t| t.upos.name().to_owned()), &row.upos));
        differ.extend(column("lemma", each(&|t| t.lemma.clone()), &row.lemma));
        differ.extend(column(
            "head",
            each(&|t| t.head.map_or(0, |h| h + 1).to_string()),
            &heads,
        ));
        differ.extend(column("relation", each(&|t| t.deprel.clone()), &row.dep));
        differ.extend(column("name", begun(&ner), &begun(&row.ner)));
    }
    assert!(differ.is_empty(), "{} of 200 differ: {differ:#?}", differ.len());
}

#[test]
fn odd_texts_are_read_without_panic() {
    let engine = engine();
    let long = "word ".repeat(900);
    let glued = "x".repeat(5000);
    for text in [
        "",
        " \n\t",
        "?",
        "\u{feff}\u{0}",
        "𝔘𝔫𝔦 code ﷽ — “quotes”",
        &long,
        &glued,
        "a\n\nb\n\n\nc",
    ] {
        let analysis = engine.analyse(text).expect("runs");
        for s in &analysis.sentences {
            assert_eq!(
                s.tokens.iter().filter(|t| t.head.is_none()).count(),
                1,
                "one root in {text:?}"
            );
            for t in &s.tokens {
                assert!(!t.span.of(text).is_empty());
            }
        }
        for n in &analysis.names {
            assert!(!n.span.of(text).trim().is_empty());
        }
    }
}

#[test]
fn a_sentence_comes_out_the_same_beside_others() {
    let engine = engine();
    let one = "Police arrested four men near Hawija on Monday.";
    let alone = engine.analyse(one).expect("runs");
    let text = format!("Rain fell all week.\n\n{one}\n\nThe talks resumed, officials said.");
    let beside = engine.analyse(&text).expect("runs");
    let shape = |s: &text::Sentence| {
        s.tokens
            .iter()
            .map(|t| (t.head, t.deprel.clone(), t.upos))
            .collect::<Vec<_>>()
    };
    assert_eq!(shape(&alone.sentences[0]), shape(&beside.sentences[1]));
}
