//! In: sentences of our own with small trees. Out: checks of number phrases.

mod roles;

use text::{Sentence, Span, Token, Upos};

use super::{NumberLexicon, find, number_at, of, scope};
use crate::record::{CountScope, CountValue};

fn lexicon() -> NumberLexicon {
    NumberLexicon::parse(include_str!("../../../../../data/lexicon/en/number.toml")).expect("number words")
}

/// A sentence from "word head relation tag" rows; heads count from 1, 0 is the root. Words are
/// joined by single spaces.
fn tree(rows: &str) -> (String, Sentence) {
    let mut text = String::new();
    let mut tokens = Vec::new();
    for row in rows.split('\n').map(str::trim).filter(|r| !r.is_empty()) {
        let parts: Vec<&str> = row.split_whitespace().collect();
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(parts[0]);
        let head: usize = parts[1].parse().expect("a head");
        tokens.push(Token {
            span: Span::new(start, text.len()),
            lemma: parts[0].to_lowercase(),
            upos: parts.get(3).and_then(|p| Upos::parse(p)).unwrap_or(Upos::Noun),
            xpos: String::new(),
            feats: "Number=Plur".to_owned(),
            head: head.checked_sub(1),
            deprel: parts[2].to_owned(),
            joined: false,
        });
    }
    (
        text.clone(),
        Sentence {
            span: Span::new(0, text.len()),
            tokens,
        },
    )
}

/// Words in a row, each numeral modifying the word after it.
fn flat(words: &str) -> (String, Sentence) {
    let count = words.split(' ').count();
    let row = |(i, w): (usize, &str)| {
        let (head, rel) = if i + 1 == count {
            (0, "root")
        } else {
            (i + 2, "nummod")
        };
        format!("{w} {head} {rel}")
    };
    tree(
        &words
            .split(' ')
            .enumerate()
            .map(row)
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

type Interval = [Option<u64>; 3];

fn interval(v: CountValue) -> Interval {
    [v.low, v.best, v.high]
}

/// Each row: the phrase, its numeral's words, low, best, high.
fn check(rows: &[(&str, &str, Interval)]) {
    let lexicon = lexicon();
    let mut wrong = Vec::new();
    for (phrase, head, want) in rows {
        let (text, sentence) = flat(&format!("Soldiers met {phrase} villagers yesterday"));
        let word = sentence
            .tokens
            .iter()
            .position(|t| t.span.of(&text) == *head)
            .expect("the head word");
        let got = number_at(&text, &sentence, word, &lexicon);
        let shown = got.as_ref().map(|n| (n.span.of(&text), interval(n.value)));
        let span = phrase.strip_prefix("just ").unwrap_or(phrase);
        if shown != Some((span, *want)) {
            wrong.push(format!("{phrase}: {shown:?}, wanted {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const fn one(n: u64) -> Interval {
    [Some(n), Some(n), Some(n)]
}
const fn least(n: u64) -> Interval {
    [Some(n), Some(n), None]
}
const fn most(n: u64) -> Interval {
    [None, Some(n), Some(n)]
}
const fn about(n: u64) -> Interval {
    [None, Some(n), None]
}

#[test]
fn numerals() {
    check(&[
        ("12", "12", one(12)),
        ("1,170", "1,170", one(1170)),
        ("twelve", "twelve", one(12)),
        ("forty - two", "forty", one(42)),
        ("forty-two", "forty-two", one(42)),
        ("two hundred and fifty", "hundred", one(250)),
        ("three hundred thousand", "three", one(300_000)),
        ("1.5 million", "1.5", one(1_500_000)),
        ("3.5m", "3.5m", one(3_500_000)),
        ("a dozen", "dozen", one(12)),
        ("two dozen", "two", one(24)),
        ("half a dozen", "dozen", one(6)),
        ("a hundred", "hundred", one(100)),
        ("just 12", "12", one(12)),
        ("two thousand five hundred", "two", one(2500)),
        ("half a million", "million", about(500_000)),
    ]);
}

#[test]
fn bounds() {
    check(&[
        ("more than 50", "50", least(51)),
        ("more than 50", "more", least(51)),
        ("over 2,000", "2,000", least(2001)),
        ("well over 100", "100", least(101)),
        ("more than a dozen", "dozen", least(13)),
        ("at least 12", "least", least(12)),
        ("no fewer than 18", "18", least(18)),
        ("30 or more", "30", least(30)),
        ("up to 24", "24", most(24)),
        ("as many as 300", "300", most(300)),
        ("nearly 4,000", "4,000", most(4000)),
        ("almost two", "two", most(2)),
        ("fewer than 5,000", "5,000", most(4999)),
        ("about 40", "40", about(40)),
        ("some 3,000", "3,000", about(3000)),
        ("around fifty", "fifty", about(50)),
        ("an estimated 700", "700", about(700)),
        ("500 or so", "500", about(500)),
        ("roughly a thousand", "thousand", about(1000)),
        ("at least some 20", "20", least(20)),
    ]);
}

#[test]
fn open_numbers_and_ranges() {
    check(&[
        ("dozens", "dozens", least(24)),
        ("hundreds", "hundreds", least(200)),
        ("thousands", "thousands", least(2000)),
        ("tens of thousands", "tens", least(20_000)),
        ("hundreds of thousands", "thousands", least(200_000)),
        ("several hundred", "hundred", least(200)),
        ("a few dozen", "dozen", least(24)),
        ("between 20 and 30", "20", [Some(20), Some(25), Some(30)]),
        ("20 to 30", "30", [Some(20), Some(25), Some(30)]),
        ("50-60", "50-60", [Some(50), Some(55), Some(60)]),
        (
            "two or three thousand",
            "three",
            [Some(2000), Some(2500), Some(3000)],
        ),
        ("hundreds and possibly thousands", "hundreds", least(200)),
    ]);
    let (text, sentence) = flat("several villagers and some guards met");
    assert_eq!(number_at(&text, &sentence, 0, &lexicon()), None);
    assert_eq!(number_at(&text, &sentence, 3, &lexicon()), None);
}

#[test]
fn more_of_the_same() {
    let lexicon = lexicon();
    for (text, span, want) in [
        ("police held a further 12 men", "12", one(12)),
        ("police held another 12 men", "12", one(12)),
        ("police held an additional 300 men", "300", one(300)),
        ("police held 12 more men", "12", one(12)),
        ("police held a further dozen men", "a further dozen", one(12)),
        ("police held another hundred men", "another hundred", one(100)),
        ("police held dozens more men", "dozens", least(24)),
    ] {
        let (words, sentence) = flat(text);
        let found = find(&words, &sentence, &lexicon);
        let got: Vec<_> = found
            .iter()
            .map(|n| (n.span.of(&words), interval(n.value)))
            .collect();
        assert_eq!(got, [(span, want)], "{text}");
    }
}

#[test]
fn what_is_no_head_count() {
    let lexicon = lexicon();
    for text in [
        "prices rose 12 percent again",
        "some 40 % of villagers fled",
        "a fifth of villagers fled",
        "they paid 300 euros there",
        "a ransom of € 2 million was paid",
        "12 million dollars were seized",
        "it cost $ 4 million more",
        "they walked 30 km north",
        "a fire burned for three days there",
        "on 24 August it ended",
        "in 2017 it ended",
        "the boy aged 12 ran",
        "a student of 22",
        "a mother of three",
        "they took Route 60 south",
        "Resolution 2254 was read",
        "at 15 : 30 shelling began",
        "a five - year - old boy",
        "call + 44 now",
        "one of the men",
    ] {
        let (words, mut sentence) = flat(text);
        if text.starts_with("one of") {
            sentence.tokens[0].deprel = "nsubj".to_owned();
        }
        let found = find(&words, &sentence, &lexicon);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    let (words, sentence) = flat("rebels seized 500 rifles and 12 trucks today");
    let found: Vec<&str> = find(&words, &sentence, &lexicon)
        .iter()
        .map(|n| n.span.of(&words))
        .collect();
    assert_eq!(found, ["500", "12"]);
}

#[test]
fn a_number_between_commas_is_an_age() {
    let lexicon = lexicon();
    for (text, want) in [
        ("a baker , 34 , was shot there", vec![]),
        ("two brothers , 19 and 22 , were held", vec!["two"]),
        ("they shot a miller ( 61 )", vec![]),
        ("they shot a miller , 61 .", vec![]),
        ("they held bakers , 34 millers and a smith", vec!["34"]),
        ("of the wounded , 12 , a doctor said , may die", vec!["12"]),
        ("a herd , 340 , was stolen", vec!["340"]),
    ] {
        let (words, mut sentence) = flat(text);
        for t in &mut sentence.tokens {
            t.upos = match t.span.of(&words) {
                "baker" | "brothers" | "miller" | "bakers" | "herd" => Upos::Noun,
                _ => Upos::Adj,
            };
            if t.span.of(&words) == "and" {
                t.deprel = "cc".to_owned();
            }
        }
        let found: Vec<&str> = find(&words, &sentence, &lexicon)
            .iter()
            .map(|n| n.span.of(&words))
            .collect();
        assert_eq!(found, want, "{text}");
    }
}

#[test]
fn what_it_counts() {
    let lexicon = lexicon();
    for (rows, word, want) in [
        (
            "arrest 0 root\nof 7 case\nmore 4 advmod\nthan 5 fixed\n50 7 nummod\nsuspected 7 amod\nterrorists 1 nmod",
            4,
            Some("suspected terrorists"),
        ),
        (
            "Dozens 5 nsubj\nof 4 case\nIraqi 4 amod\nsoldiers 1 nmod\nfled 0 root",
            0,
            Some("Iraqi soldiers"),
        ),
        (
            "50 6 nsubj\nof 5 case\nthe 5 det\n200 5 nummod\nfighters 1 nmod\nleft 0 root",
            0,
            Some("fighters"),
        ),
        (
            "Twelve 3 nummod\naid 3 compound\nworkers 4 nsubj\nleft 0 root",
            0,
            Some("aid workers"),
        ),
        ("Fifty 2 nsubj\ndied 0 root", 0, None),
    ] {
        let (text, sentence) = tree(rows);
        let number = number_at(&text, &sentence, word, &lexicon).expect("a number");
        let span = of(&sentence, &number).map(|r| {
            sentence.tokens[r.start]
                .span
                .join(sentence.tokens[r.end - 1].span)
                .of(&text)
                .to_owned()
        });
        assert_eq!(span.as_deref(), want, "{text}");
    }
}

#[test]
fn coordinated_clauses_keep_their_numbers() {
    let (text, sentence) = tree(
        "Twenty 3 nsubj:pass NUM\nwere 3 aux:pass AUX\nwounded 0 root VERB\nand 7 cc CCONJ\n12 7 nsubj NUM\nwere 7 cop AUX\nmissing 3 conj ADJ",
    );
    let number = |word| number_at(&text, &sentence, word, &lexicon()).expect("a number");
    assert!(!super::is_of_other_clause(&sentence, 2, &number(0)), "its own");
    assert!(
        super::is_of_other_clause(&sentence, 2, &number(4)),
        "of those missing"
    );
    let (text, sentence) = tree(
        "Bombs 2 nsubj\nkilled 0 root VERB\n20 4 nummod NUM\nmen 2 obj\nand 6 cc CCONJ\nwounded 2 conj VERB\n12 6 obj NUM",
    );
    let twelve = number_at(&text, &sentence, 6, &lexicon()).expect("a number");
    assert!(
        !super::is_of_other_clause(&sentence, 1, &twelve),
        "one subject: the heads decide"
    );
}

#[test]
fn particles_bound_nothing() {
    let (text, sentence) = tree("They 2 nsubj\nhanded 0 root\nover 2 compound:prt\n20 5 nummod\nmen 2 obj");
    let number = number_at(&text, &sentence, 3, &lexicon()).expect("a number");
    assert_eq!((number.span.of(&text), interval(number.value)), ("20", one(20)));
}

#[test]
fn one_act_or_a_total() {
    let lexicon = lexicon();
    for (text, want) in [
        (
            "in the first week of August alone raids led to 50 arrests",
            CountScope::Aggregate,
        ),
        ("since January 300 people were held", CountScope::Cumulative),
        ("the raid brought the total to 40 dead", CountScope::Cumulative),
        ("12 men were shot dead", CountScope::Single),
        ("shells killed 12 , taking the toll to 61", CountScope::Single),
        (
            "shells killed 12 , bringing the total to 61 since May",
            CountScope::Single,
        ),
        ("they counted 61 dead in total", CountScope::Cumulative),
        ("they lose 12 trucks a month", CountScope::Aggregate),
        ("since May roads are shut ; 12 men were shot", CountScope::Single),
    ] {
        let (words, sentence) = flat(text);
        let number = find(&words, &sentence, &lexicon)
            .into_iter()
            .next()
            .expect("a number");
        assert_eq!(scope(&words, &sentence, &number, &lexicon), want, "{text}");
    }
}

#[test]
fn any_input_is_read() {
    let lexicon = lexicon();
    let parts = [
        "more",
        "than",
        "50",
        "dozens",
        "of",
        "-",
        "a",
        "hundred",
        "million",
        "and",
        "to",
        "é",
        "2.5.1",
        "9999999999999999999",
        "tens",
        "thousands",
        "between",
        "or",
        "so",
        "half",
        "$",
        "%",
        "1,2,3",
        "18446744073709551615",
        "trillion",
        "–",
        "twenty",
        "five",
    ];
    let mut state: u64 = 11;
    for round in 1..3000 {
        let mut words = Vec::new();
        for _ in 0..=(round % 9) {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            words.push(parts[(state >> 33) as usize % parts.len()]);
        }
        let (text, sentence) = flat(&words.join(" "));
        for number in find(&text, &sentence, &lexicon) {
            assert!(
                !number.span.of(&text).is_empty() && !number.core.is_empty(),
                "{text}"
            );
            let _ = of(&sentence, &number);
        }
        for i in 0..sentence.tokens.len() {
            if let Some(n) = number_at(&text, &sentence, i, &lexicon) {
                assert!(
                    n.tokens.contains(&i) && n.tokens.start <= n.core.start && n.core.end <= n.tokens.end,
                    "{text}"
                );
                let v = n.value;
                assert!(v.low.zip(v.high).is_none_or(|(a, b)| a <= b), "{text} {v:?}");
            }
        }
    }
}
