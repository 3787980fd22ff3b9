//! In: a sentence and the word of a claim. Out: the named campaign that the sentence speaks of, with its phase and how
//! far that is. Knows no claim.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use text::{Sentence, Span, Upos};

use crate::record::{OperationRef, PhaseStatus};

/// Words of campaigns (`data/lexicon/en/operation.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationLexicon {
    heads: HashSet<String>,
    bodies: HashSet<String>,
    phases: HashSet<String>,
    numbers: HashMap<String, u8>,
    status: StatusWords,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusWords {
    preparing: HashSet<String>,
    begin: HashSet<String>,
    under_way: HashSet<String>,
    completed: HashSet<String>,
}

impl OperationLexicon {
    /// Reads the file.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(source)
    }

    /// The number of a phase as written: "phase three", "the third phase", "Phase III" are 3. `None` for "the final phase".
    pub fn phase_number(&self, words: &str) -> Option<u8> {
        const ROMAN: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
        let number = |w: &str| {
            let roman = || ROMAN.iter().position(|r| *r == w).map(|i| i as u8 + 1);
            (self.numbers.get(w).copied())
                .or_else(|| w.parse().ok())
                .or_else(roman)
        };
        let words = words.split_whitespace().map(str::to_lowercase);
        words.filter_map(|w| number(&w)).find(|n| *n > 0)
    }

    /// A campaign's name without the word that says what it is ("Operation") and without a phase, in lower case.
    pub fn bare_name(&self, name: &str) -> String {
        let words = name
            .split_whitespace()
            .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
        let named = words.take_while(|w| !self.phases.contains(w)).collect::<Vec<_>>();
        let kept: Vec<&str> = named
            .iter()
            .map(String::as_str)
            .filter(|w| !self.heads.contains(*w) && *w != "the")
            .collect();
        kept.join(" ")
    }
}

/// The campaign that the sentence names nearest to token `word`; `None` when it names none.
pub fn operation(text: &str, s: &Sentence, word: usize, lexicon: &OperationLexicon) -> Option<OperationRef> {
    let names = names(text, s, lexicon);
    let far = |r: &(usize, usize)| r.0.abs_diff(word).min((r.1 - 1).abs_diff(word));
    let &(from, to) = names.iter().min_by_key(|r| far(r))?;
    let span = Span::new(s.tokens[from].span.start, s.tokens[to - 1].span.end);
    let phase = phase(text, s, lexicon);
    Some(OperationRef {
        span,
        name: span.of(text).split_whitespace().collect::<Vec<_>>().join(" "),
        phase_status: status(s, word, lexicon),
        phase,
    })
}

/// The spans of all campaigns' names in a sentence.
pub fn campaigns(text: &str, s: &Sentence, lexicon: &OperationLexicon) -> Vec<Span> {
    let span = |(from, to): (usize, usize)| Span::new(s.tokens[from].span.start, s.tokens[to - 1].span.end);
    names(text, s, lexicon).into_iter().map(span).collect()
}

/// True for a word that is only part of a campaign's name: "Shield" tells no act in "Operation Shield".
pub fn is_in_name(text: &str, s: &Sentence, word: usize, lexicon: &OperationLexicon) -> bool {
    !lexicon.heads.contains(&s.tokens[word].lemma.to_lowercase())
        && names(text, s, lexicon)
            .iter()
            .any(|(from, to)| (*from..*to).contains(&word))
}

/// Token ranges of campaigns' names: "Operation" with the capitalised words after it, also with a hyphen between two, or capitalised
/// words before "operation". A body that is called after one ("Task Force - Operation X") is no campaign.
fn names(text: &str, s: &Sentence, lexicon: &OperationLexicon) -> Vec<(usize, usize)> {
    let capital = |i: usize| {
        let t = &s.tokens[i];
        t.span.of(text).starts_with(char::is_uppercase)
            && matches!(
                t.upos,
                Upos::Propn | Upos::Noun | Upos::Adj | Upos::Verb | Upos::Adv
            )
    };
    // Without spaces: "Harvest-Moon", but not "Harvest - Reuters".
    let hyphen = |i: usize| {
        let span = s.tokens[i].span;
        matches!(span.of(text), "-" | "‐" | "‑")
            && (i + 1 < s.tokens.len() && capital(i + 1) && s.tokens[i + 1].span.start == span.end)
            && i > 0
            && s.tokens[i - 1].span.end == span.start
    };
    let lower = |i: usize| s.tokens[i].lemma.to_lowercase();
    let mut out = Vec::new();
    for i in 0..s.tokens.len() {
        if !lexicon.heads.contains(&lower(i)) {
            continue;
        }
        let after = (i + 1..s.tokens.len())
            .take_while(|k| capital(*k) || hyphen(*k))
            .count();
        if after > 0 && capital(i) {
            let body = i >= 2
                && !s.tokens[i - 1].span.of(text).contains(char::is_alphanumeric)
                && lexicon.bodies.contains(&lower(i - 2));
            if !body {
                out.push((i, i + 1 + after));
            }
        } else if i >= 2 && capital(i - 1) && capital(i - 2) && s.tokens[i - 1].upos == Upos::Propn {
            let from = (0..i)
                .rev()
                .take_while(|k| capital(*k) && s.tokens[*k].upos == Upos::Propn)
                .last()
                .unwrap_or(i - 1);
            // A nation before "operation" is whose it is, not its name.
            if s.tokens[from].span.start > s.span.start {
                out.push((from, i + 1));
            }
        }
    }
    out
}

/// "phase three", "the third phase", "Phase 2" as written.
fn phase(text: &str, s: &Sentence, lexicon: &OperationLexicon) -> Option<(String, Span)> {
    let i = s
        .tokens
        .iter()
        .position(|t| lexicon.phases.contains(&t.lemma.to_lowercase()))?;
    let counts = |k: usize| {
        let w = s.tokens[k].span.of(text).to_lowercase();
        lexicon.numbers.contains_key(&w) || w.chars().all(|c| c.is_ascii_digit() || "ivx".contains(c))
    };
    let (from, to) = if i + 1 < s.tokens.len() && counts(i + 1) {
        (i, i + 2)
    } else if i > 0 && counts(i - 1) {
        (i - 1, i + 1)
    } else {
        return None;
    };
    let span = Span::new(s.tokens[from].span.start, s.tokens[to - 1].span.end);
    Some((span.of(text).to_owned(), span))
}

/// How far it is, by the status word nearest to the claim's own word (that word included).
fn status(s: &Sentence, word: usize, lexicon: &OperationLexicon) -> Option<PhaseStatus> {
    let w = &lexicon.status;
    let mut best: Option<(usize, PhaseStatus)> = None;
    for (i, t) in s.tokens.iter().enumerate() {
        let lemma = t.lemma.to_lowercase();
        let negated = s
            .children(i)
            .any(|c| matches!(s.tokens[c].lemma.as_str(), "not" | "never"));
        let found = if w.begin.contains(&lemma) {
            if negated {
                PhaseStatus::NotBegun
            } else {
                PhaseStatus::UnderWay
            }
        } else if negated {
            continue;
        } else if w.preparing.contains(&lemma) {
            PhaseStatus::Preparing
        } else if w.completed.contains(&lemma) {
            PhaseStatus::Completed
        } else if w.under_way.contains(&lemma) {
            PhaseStatus::UnderWay
        } else {
            continue;
        };
        let far = i.abs_diff(word);
        if best.is_none_or(|(d, _)| far < d) {
            best = Some((far, found));
        }
    }
    best.map(|(_, p)| p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sentence;

    fn lexicon() -> OperationLexicon {
        toml::from_str(include_str!("../../../../data/lexicon/en/operation.toml"))
            .expect("the shipped lexicon parses")
    }

    #[test]
    fn names_phase_and_status() {
        let table = "Troops troop NOUN 3 nsubj
            are be AUX 3 aux
            preparing prepare VERB 0 root
            for for ADP 5 case
            phase phase NOUN 3 obl
            two two NUM 5 nummod
            of of ADP 9 case
            Operation Operation PROPN 9 compound
            Harvest Harvest PROPN 5 nmod
            which which PRON 13 nsubj
            has have AUX 13 aux
            not not PART 13 advmod
            begun begin VERB 5 acl:relcl";
        let s = sentence(table);
        let text: String = table
            .lines()
            .filter_map(|l| l.split_whitespace().next())
            .collect::<Vec<_>>()
            .join(" ");
        let o = operation(&text, &s, 2, &lexicon()).expect("names one");
        assert_eq!(
            (o.name.as_str(), o.phase.map(|p| p.0).as_deref()),
            ("Operation Harvest", Some("phase two"))
        );
        assert_eq!(o.phase_status, Some(PhaseStatus::Preparing));
        let o = operation(&text, &s, 12, &lexicon()).expect("names one");
        assert_eq!(o.phase_status, Some(PhaseStatus::NotBegun));
        assert_eq!(campaigns(&text, &s, &lexicon()), [o.span]);
        for (word, want) in [(8, true), (7, false), (4, false)] {
            assert_eq!(is_in_name(&text, &s, word, &lexicon()), want, "word {word}");
        }
    }

    #[test]
    fn a_task_force_is_no_campaign() {
        let table = "Task Task PROPN 2 compound
            Force Force PROPN 0 root
            - - PUNCT 5 punct
            Operation Operation PROPN 5 compound
            Harvest Harvest PROPN 2 appos";
        let s = sentence(table);
        assert!(operation("Task Force - Operation Harvest", &s, 0, &lexicon()).is_none());
    }

    #[test]
    fn a_hyphen_inside_a_name_belongs_to_it() {
        let table = "Troops troop NOUN 2 nsubj
            began begin VERB 0 root
            Operation Operation PROPN 2 obj
            Harvest Harvest PROPN 3 appos
            - - PUNCT 6 punct
            Moon Moon PROPN 4 flat";
        for (text, want) in [
            ("Troops began Operation Harvest-Moon", "Operation Harvest-Moon"),
            ("Troops began Operation Harvest - Moon", "Operation Harvest"),
        ] {
            let mut s = sentence(table);
            let mut from = 0;
            let words = table.lines().filter_map(|l| l.split_whitespace().next());
            for (t, word) in s.tokens.iter_mut().zip(words) {
                let at = text[from..].find(word).unwrap_or_default() + from;
                t.span = Span::new(at, at + word.len());
                from = t.span.end;
            }
            let o = operation(text, &s, 1, &lexicon()).expect("names one");
            assert_eq!(o.name, want);
        }
    }
}
