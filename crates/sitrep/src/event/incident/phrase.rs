//! In: the words of a report with trees and names. Out: the noun phrases that may play a part in an incident, and the
//! words by which each is called. Knows no act.

use std::ops::Range;

use text::{NameKind, Upos};

use crate::claim::flat::Flat;

/// A noun phrase, by its head.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// The head (words are numbered through the report).
    pub head: usize,
    /// The name that it heads.
    pub name: Option<(Range<usize>, NameKind)>,
}

/// Relations inside a noun phrase that make up what it is called.
const CALLED: [&str; 5] = ["compound", "amod", "flat", "nmod:desc", "flat:name"];
/// The same with numbers: "two men", "about 50 peasants".
const COUNTED: [&str; 8] = [
    "compound",
    "amod",
    "flat",
    "nmod:desc",
    "flat:name",
    "nummod",
    "nmod:unmarked",
    "advmod",
];

/// The noun phrases of a report: names, and nouns outside names that are no part of a compound; in order of their heads.
pub fn phrases(flat: &Flat) -> Vec<Phrase> {
    let mut named: Vec<Option<usize>> = vec![None; flat.len()];
    let names: Vec<(usize, Range<usize>, NameKind)> = (flat.analysis.names.iter())
        .map(|n| {
            let base = flat.start[n.sentence];
            let words = base + n.first..base + n.end;
            let outside = |w: usize| flat.head(w).is_none_or(|h| !words.contains(&h));
            let head = words.clone().find(|w| outside(*w)).unwrap_or(words.start);
            (head, words, n.kind)
        })
        .collect();
    for (k, (_, words, _)) in names.iter().enumerate() {
        words.clone().for_each(|w| named[w] = Some(k));
    }
    (0..flat.len())
        .filter_map(|w| {
            if let Some(k) = named[w] {
                return (names[k].0 == w).then(|| Phrase {
                    head: w,
                    name: Some((names[k].1.clone(), names[k].2)),
                });
            }
            let t = flat.token(w);
            let part = matches!(t.deprel.as_str(), "compound" | "flat" | "flat:name" | "goeswith");
            (matches!(t.upos, Upos::Noun | Upos::Propn) && !part).then_some(Phrase { head: w, name: None })
        })
        .collect()
}

/// The words by which a phrase is called, without article and owner: "urban guerrillas"; `counted` with its number.
/// The name alone, where it is a person's or an organisation that acts.
pub fn called(flat: &Flat, phrase: &Phrase, counted: bool) -> Range<usize> {
    base(flat, phrase.head, if counted { &COUNTED } else { &CALLED })
}

/// Words around `head` that hang from it by `relations` only, hyphens and quotes between them too.
fn base(flat: &Flat, head: usize, relations: &[&str]) -> Range<usize> {
    let first = flat.start[flat.sentence[head]];
    let (mut lo, mut hi) = (head, head + 1);
    let belongs = |word: usize| {
        let mut at = word;
        for _ in 0..16 {
            if at == head {
                return true;
            }
            let t = flat.token(at);
            let mark = t.deprel == "punct" && matches!(t.lemma.as_str(), "-" | "\"" | "'" | "-\"" | "\"'");
            if !(relations.contains(&t.deprel.as_str()) || mark) {
                return false;
            }
            match flat.head(at) {
                Some(h) => at = h,
                None => return false,
            }
        }
        false
    };
    while lo > first && belongs(lo - 1) {
        lo -= 1;
    }
    while hi < flat.len()
        && flat.sentence[hi] == flat.sentence[head]
        && matches!(flat.token(hi).deprel.as_str(), "flat" | "flat:name")
    {
        hi += 1;
    }
    lo..hi
}

#[cfg(test)]
mod tests {
    use text::Analysis;

    use super::{called, phrases};
    use crate::claim::flat::Flat;
    use crate::testing::sentence;

    fn check(table: &str, counted: bool, want: &[&str]) {
        let text: Vec<&str> = table
            .lines()
            .filter_map(|l| l.split_whitespace().next())
            .collect();
        let text = text.join(" ");
        let analysis = Analysis {
            sentences: vec![sentence(table)],
            names: Vec::new(),
        };
        let flat = Flat::new(&analysis);
        let got: Vec<&str> = phrases(&flat)
            .iter()
            .map(|p| {
                let words = called(&flat, p, counted);
                &text[flat.token(words.start).span.start..flat.token(words.end - 1).span.end]
            })
            .collect();
        assert_eq!(got, want);
    }

    const MEN: &str = "The the DET 4 det
two two NUM 4 nummod
armed armed ADJ 4 amod
men man NOUN 5 nsubj
burned burn VERB 0 root
his his PRON 9 nmod:poss
two two NUM 9 nummod
delivery delivery NOUN 9 compound
trucks truck NOUN 5 obj";

    #[test]
    fn phrases_are_called_without_article_and_owner() {
        check(MEN, false, &["armed men", "delivery trucks"]);
        check(MEN, true, &["two armed men", "two delivery trucks"]);
    }
}
