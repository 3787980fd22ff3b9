//! Small reports with hand-made trees: what pronouns, surnames and short forms stand for.

use super::super::{Cast, Phrase};
use super::phrases::TABLE;
use crate::record::Party;
use jiff::civil::date;
use text::{Analysis, Name, NameKind, Sentence, Span, Token, Upos};

/// Reads CoNLL-U lines cut short to `form upos head deprel [feats] [Entity=…]`, one sentence a block;
/// words are joined by blanks, `_` before a form glues it to the word before.
fn read(report: &str) -> (String, Analysis) {
    let mut text = String::new();
    let mut analysis = Analysis::default();
    for block in report.split("\n\n").map(str::trim).filter(|b| !b.is_empty()) {
        let mut tokens = Vec::new();
        let at = analysis.sentences.len();
        for line in block.lines() {
            let cols: Vec<&str> = line.split_whitespace().collect();
            let [form, upos, head, deprel, rest @ ..] = cols.as_slice() else {
                panic!("short line: {line}")
            };
            let glued = form.strip_prefix('_').filter(|f| !f.is_empty());
            if glued.is_none() && !text.is_empty() {
                text.push(' ');
            }
            let form = glued.unwrap_or(form);
            let start = text.len();
            text.push_str(form);
            let span = Span::new(start, text.len());
            let head: usize = head.parse().unwrap_or_else(|_| panic!("head of {line}"));
            tokens.push(Token {
                span,
                lemma: form.to_lowercase(),
                upos: Upos::parse(upos).unwrap_or_else(|| panic!("tag of {line}")),
                xpos: String::new(),
                feats: rest
                    .iter()
                    .find(|r| !r.starts_with("Entity="))
                    .map_or("_", |f| f)
                    .to_owned(),
                head: head.checked_sub(1),
                deprel: (*deprel).to_owned(),
                joined: glued.is_some(),
            });
            let here = tokens.len() - 1;
            match rest
                .iter()
                .find_map(|r| r.strip_prefix("Entity="))
                .and_then(|e| e.split_once('-'))
            {
                Some(("B", kind)) => {
                    let kind = match kind {
                        "PER" => NameKind::Per,
                        "ORG" => NameKind::Org,
                        _ => NameKind::Loc,
                    };
                    analysis.names.push(Name {
                        span,
                        sentence: at,
                        first: here,
                        end: here + 1,
                        kind,
                    });
                }
                Some(_) => {
                    let last = analysis
                        .names
                        .last_mut()
                        .unwrap_or_else(|| panic!("no name before {line}"));
                    last.end = here + 1;
                    last.span.end = span.end;
                }
                None => {}
            }
        }
        let span = Span::new(tokens[0].span.start, text.len());
        analysis.sentences.push(Sentence { span, tokens });
    }
    (text, analysis)
}

/// The `nth` (from 0) token written `form`: sentence, token.
fn find(text: &str, analysis: &Analysis, form: &str, nth: usize) -> (usize, usize) {
    let all = analysis
        .sentences
        .iter()
        .enumerate()
        .flat_map(|(s, x)| x.tokens.iter().enumerate().map(move |(t, k)| (s, t, k.span)));
    let mut hits = all
        .filter(|(_, _, span)| span.of(text) == form)
        .map(|(s, t, _)| (s, t));
    hits.nth(nth).unwrap_or_else(|| panic!("no {form} in {text}"))
}

/// Word, which one, expected antecedent ("" for none).
fn check(report: &str, cases: &[(&str, usize, &str)]) {
    let (text, analysis) = read(report);
    for (form, nth, expected) in cases {
        let (s, t) = find(&text, &analysis, form, *nth);
        let got = Cast::read(&TABLE, &text, &analysis, None)
            .antecedent(s, t)
            .map_or("", |span| span.of(&text));
        assert_eq!(got, *expected, "{form} ({nth}) in: {text}");
    }
}

fn party(report: &str, form: &str, nth: usize, from: &str) -> (Party, String) {
    let (text, analysis) = read(report);
    let (s, t) = find(&text, &analysis, form, nth);
    let end = analysis.sentences[s].tokens[t].span.end;
    let start = if from.is_empty() {
        analysis.sentences[s].tokens[t].span.start
    } else {
        let before = &text[analysis.sentences[s].span.start..end];
        analysis.sentences[s].span.start + before.rfind(from).unwrap_or_else(|| panic!("no {from}"))
    };
    let phrase = Phrase {
        sentence: s,
        head: t,
        span: Span::new(start, end),
    };
    let party = Cast::read(&TABLE, &text, &analysis, Some(date(2018, 8, 15))).party(&phrase);
    (party, text)
}

/// Head word of the party, which one, first word of the phrase ("" when the head alone), code, sector,
/// words of `same_as`.
fn check_party(report: &str, cases: &[(&str, usize, &str, &str, &str, &str)]) {
    for (form, nth, from, code, sector, same) in cases {
        let (p, text) = party(report, form, *nth, from);
        let got = (
            p.code.as_deref().unwrap_or("-"),
            p.sector.as_deref().unwrap_or("-"),
            p.same_as.map_or("", |s| s.of(&text)),
        );
        assert_eq!(got, (*code, *sector, *same), "{form} ({nth}) in: {text}");
    }
}

const SPOKESMAN: &str = "
Colonel PROPN 2 compound
Sean PROPN 8 nsubj _ Entity=B-PER
Ryan PROPN 2 flat _ Entity=I-PER
_, PUNCT 5 punct
spokesman NOUN 2 appos Number=Sing
for ADP 7 case
coalition NOUN 5 nmod Number=Sing
praised VERB 0 root
the DET 12 det
Syrian ADJ 12 amod _ Entity=B-ORG
Democratic ADJ 12 amod _ Entity=I-ORG
Forces PROPN 8 obj Number=Plur Entity=I-ORG
_. PUNCT 8 punct

He PRON 2 nsubj Number=Sing
said VERB 0 root
the DET 4 det
SDF PROPN 5 nsubj _ Entity=B-ORG
took VERB 2 ccomp
Hajin PROPN 5 obj _ Entity=B-LOC
_. PUNCT 2 punct

They PRON 2 nsubj Number=Plur
lost VERB 0 root
men NOUN 2 obj Number=Plur
_, PUNCT 6 punct
Ryan PROPN 6 nsubj _ Entity=B-PER
added VERB 2 parataxis
_. PUNCT 2 punct

The DET 2 det
colonel NOUN 3 nsubj Number=Sing
left VERB 0 root
_. PUNCT 3 punct

We PRON 2 nsubj Number=Plur
won VERB 0 root
_, PUNCT 5 punct
Ryan PROPN 5 nsubj _ Entity=B-PER
said VERB 2 parataxis
_. PUNCT 2 punct
";

#[test]
fn surnames_ranks_acronyms_and_pronouns() {
    check(
        SPOKESMAN,
        &[
            ("He", 0, "Colonel Sean Ryan"),
            ("SDF", 0, "Syrian Democratic Forces"),
            ("They", 0, "Syrian Democratic Forces"),
            ("Ryan", 1, "Colonel Sean Ryan"),
            ("colonel", 0, "Colonel Sean Ryan"),
            ("We", 0, "Colonel Sean Ryan"),
            ("Hajin", 0, ""),
            ("men", 0, ""),
        ],
    );
    check_party(
        SPOKESMAN,
        &[
            ("SDF", 0, "the", "SDF", "REB", "Syrian Democratic Forces"),
            ("They", 0, "", "SDF", "REB", "Syrian Democratic Forces"),
            ("Forces", 0, "Syrian", "SDF", "REB", ""),
            ("Ryan", 1, "", "-", "MIL", "Colonel Sean Ryan"),
            ("He", 0, "", "-", "MIL", "Colonel Sean Ryan"),
        ],
    );
}

#[test]
fn speakers_get_their_full_names() {
    let (text, analysis) = read(SPOKESMAN);
    for (form, nth) in [("Ryan", 1), ("He", 0), ("Ryan", 2), ("colonel", 0)] {
        let (s, t) = find(&text, &analysis, form, nth);
        let span = analysis.sentences[s].tokens[t].span;
        let full = Cast::read(&TABLE, &text, &analysis, None).full_name(&Phrase {
            sentence: s,
            head: t,
            span,
        });
        assert_eq!(
            full.map(|(n, _)| n).as_deref(),
            Some("Colonel Sean Ryan"),
            "{form}"
        );
    }
    let (s, t) = find(&text, &analysis, "men", 0);
    let span = analysis.sentences[s].tokens[t].span;
    assert_eq!(
        Cast::read(&TABLE, &text, &analysis, None).full_name(&Phrase {
            sentence: s,
            head: t,
            span
        }),
        None
    );
}

const MINISTRY: &str = "
Iraq PROPN 4 nmod:poss _ Entity=B-LOC
_'s PART 1 case
defence NOUN 4 compound Number=Sing
ministry NOUN 5 nsubj Number=Sing
accused VERB 0 root
Islamic PROPN 7 amod _ Entity=B-ORG
State PROPN 5 obj Number=Sing Entity=I-ORG
_. PUNCT 5 punct

The DET 2 det
ministry NOUN 3 nsubj Number=Sing
said VERB 0 root
the DET 5 det
group NOUN 6 nsubj Number=Sing
attacked VERB 3 ccomp
its PRON 8 nmod:poss Number=Sing
troops NOUN 6 obj Number=Plur
_. PUNCT 3 punct

The DET 2 det
militants NOUN 3 nsubj Number=Plur
fled VERB 0 root
_. PUNCT 3 punct

The DET 2 det
country NOUN 3 nsubj Number=Sing
mourned VERB 0 root
_. PUNCT 3 punct
";

#[test]
fn definite_short_forms() {
    check(
        MINISTRY,
        &[
            ("ministry", 1, "Iraq's defence ministry"),
            ("group", 0, "Islamic State"),
            ("militants", 0, "Islamic State"),
            ("country", 0, "Iraq"),
            ("troops", 0, ""),
        ],
    );
    check_party(
        MINISTRY,
        &[
            ("ministry", 1, "The", "IRQ", "GOV", "Iraq's defence ministry"),
            ("group", 0, "the", "ISIS", "REB", "Islamic State"),
            ("militants", 0, "The", "ISIS", "REB", "Islamic State"),
        ],
    );
}

const TWO_MEN: &str = "
Omar PROPN 3 nsubj _ Entity=B-PER
Haddad PROPN 1 flat _ Entity=I-PER
met VERB 0 root
Samir PROPN 3 obj _ Entity=B-PER
Khoury PROPN 4 flat _ Entity=I-PER
_. PUNCT 3 punct

Haddad PROPN 2 nsubj _ Entity=B-PER
criticised VERB 0 root
him PRON 2 obj Number=Sing
_. PUNCT 2 punct

Mary PROPN 3 nsubj _ Entity=B-PER
Haddad PROPN 1 flat _ Entity=I-PER
wept VERB 0 root
_. PUNCT 3 punct
";

#[test]
fn unsure_is_none() {
    check(
        TWO_MEN,
        &[
            // Two people of that surname.
            ("Haddad", 1, ""),
            // The object of a verb is not its subject.
            ("him", 0, "Samir Khoury"),
        ],
    );
    let tie = "
rebels NOUN 4 nsubj Number=Plur
and CCONJ 3 cc
soldiers NOUN 1 conj Number=Plur
met VERB 0 root
_. PUNCT 4 punct

It PRON 2 expl
rained VERB 0 root
_. PUNCT 2 punct

he PRON 2 nsubj Number=Sing
left VERB 0 root
_. PUNCT 2 punct
";
    check(tie, &[("It", 0, ""), ("he", 0, "")]);
}

const OWNERS: &str = "
Turkey PROPN 2 nsubj _ Entity=B-LOC
said VERB 0 root
its PRON 4 nmod:poss Number=Sing
soldiers NOUN 5 nsubj Number=Plur
killed VERB 2 ccomp
villagers NOUN 5 obj Number=Plur
_. PUNCT 2 punct

It PRON 2 nsubj Number=Sing
denied VERB 0 root
a DET 4 det
massacre NOUN 2 obj Number=Sing
_. PUNCT 2 punct

They PRON 2 nsubj Number=Plur
fled VERB 0 root
_. PUNCT 2 punct
";

#[test]
fn owners_lend_their_code() {
    check_party(
        OWNERS,
        &[
            ("soldiers", 0, "its", "TUR", "MIL", "Turkey"),
            ("It", 0, "", "TUR", "-", "Turkey"),
            ("villagers", 0, "", "-", "CVL", ""),
        ],
    );
}

const KIN: &str = "
Turkey PROPN 2 nsubj _ Entity=B-LOC
paid VERB 0 root
its PRON 5 nmod:poss Number=Sing
Syrian ADJ 5 amod
allies NOUN 2 obj Number=Plur
_. PUNCT 2 punct

The DET 2 det
Taliban PROPN 3 nsubj Number=Plur Entity=B-ORG
fled VERB 0 root
with ADP 6 case
their PRON 6 nmod:poss Number=Plur
families NOUN 3 obl Number=Plur
_. PUNCT 3 punct
";

#[test]
fn owners_lend_nothing_to_allies_and_families() {
    check_party(
        KIN,
        &[
            ("allies", 0, "its", "SYR", "UNK", ""),
            ("families", 0, "their", "-", "CVL", ""),
        ],
    );
}

const FEMALE: &str = "
Angela PROPN 3 nsubj _ Entity=B-PER
Merkel PROPN 1 flat _ Entity=I-PER
met VERB 0 root
Emmanuel PROPN 3 obj _ Entity=B-PER
Macron PROPN 4 flat _ Entity=I-PER
_. PUNCT 3 punct

He PRON 2 nsubj Number=Sing
smiled VERB 0 root
_. PUNCT 2 punct

She PRON 2 nsubj Number=Sing
left VERB 0 root
_. PUNCT 2 punct

The DET 3 det
French ADJ 3 amod
president NOUN 4 nsubj Number=Sing
stayed VERB 0 root
_. PUNCT 4 punct
";

#[test]
fn gender_tells_he_from_she() {
    check(
        FEMALE,
        &[("He", 0, "Emmanuel Macron"), ("She", 0, "Angela Merkel")],
    );
    let (p, _) = party(FEMALE, "president", 0, "The");
    assert_eq!(p.name.as_deref(), Some("Emmanuel Macron"));
}

#[test]
fn nothing_breaks_on_odd_input() {
    let (text, mut analysis) = read(SPOKESMAN);
    for s in &mut analysis.sentences {
        for t in &mut s.tokens {
            t.head = Some(0);
        }
    }
    for (s, sentence) in analysis.sentences.iter().enumerate() {
        for t in 0..sentence.tokens.len() {
            let _ = Cast::read(&TABLE, &text, &analysis, None).antecedent(s, t);
            let span = sentence.tokens[t].span;
            let phrase = Phrase {
                sentence: s,
                head: t,
                span,
            };
            assert_eq!(
                Cast::read(&TABLE, &text, &analysis, None).party(&phrase).span,
                span
            );
        }
    }
    let beyond = Phrase {
        sentence: 99,
        head: 0,
        span: Span::new(0, 4),
    };
    assert_eq!(
        Cast::read(&TABLE, &text, &analysis, None).party(&beyond).same_as,
        None
    );
    assert_eq!(Cast::read(&TABLE, &text, &analysis, None).antecedent(0, 99), None);
}

const SEATED: &str = "
In ADP 2 case
Iraq PROPN 6 obl _ Entity=B-LOC
_, PUNCT 2 punct
the DET 5 det
army NOUN 6 nsubj Number=Sing
fought VERB 0 root
near ADP 8 case
Syria PROPN 6 obl _ Entity=B-LOC
_. PUNCT 6 punct

After ADP 2 case
Iraq PROPN 6 obl _ Entity=B-LOC
_, PUNCT 2 punct
the DET 5 det
army NOUN 6 nsubj Number=Sing
rested VERB 0 root
_. PUNCT 6 punct";

#[test]
fn an_organ_of_a_state_is_that_of_the_state_in_which_its_clause_begins() {
    check_party(
        SEATED,
        &[
            ("army", 0, "", "IRQ", "MIL", "Iraq"),
            ("army", 1, "", "-", "MIL", ""),
        ],
    );
}
