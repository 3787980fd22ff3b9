//! In: a word that heads a phrase. Out: the span of its shortest noun phrase. Knows no act.
//!
//! The guidelines name a party by its head noun phrase without relative clauses and appositions; numbers go to counts.

use text::{Sentence, Span, Upos};

/// The shortest noun phrase around token `head` of `s`, as a span of the text.
pub fn phrase(s: &Sentence, head: usize) -> Span {
    let (lo, hi) = phrase_tokens(s, head);
    Span::new(s.tokens[lo].span.start, s.tokens[hi].span.end)
}

/// First and last token of that phrase.
pub fn phrase_tokens(s: &Sentence, head: usize) -> (usize, usize) {
    let mut keep = vec![false; s.tokens.len()];
    keep[head] = true;
    for _ in 0..4 {
        for (i, t) in s.tokens.iter().enumerate() {
            let Some(h) = t.head.filter(|h| keep[*h]) else {
                continue;
            };
            let base = t.deprel.split(':').next().unwrap_or("");
            let part = matches!(base, "compound" | "flat" | "amod" | "fixed" | "goeswith")
                || matches!(t.deprel.as_str(), "nmod:poss" | "nmod:desc" | "nmod:unmarked")
                || t.deprel == "case" && t.lemma == "'s" && i < head
                || t.deprel == "punct" && t.span.end - t.span.start == 1 && t.lemma == "-" && i < head
                || base == "nummod" && s.tokens[h].upos == Upos::Propn;
            if part && !is_clause(s, i) {
                keep[i] = true;
            }
        }
    }
    // Only what touches the head: a part beyond a dropped word would bring that word along.
    let (mut lo, mut hi) = (head, head);
    while lo > 0 && (keep[lo - 1] || inside_gap(s, &keep, lo - 1)) {
        lo -= 1;
    }
    loop {
        if keep.get(hi + 1) == Some(&true) {
            hi += 1;
        } else if keep.get(hi + 2) == Some(&true) && s.tokens[hi + 1].lemma == "-" {
            // "Bashar al-Assad": the hyphen is a word of its own.
            hi += 2;
        } else {
            break;
        }
    }
    while lo < head && (!keep[lo] || s.tokens[lo].upos == Upos::Punct) {
        lo += 1;
    }
    (lo, hi)
}

/// Hyphens and marks between two kept words ("US - led coalition", "Kurdish-led").
fn inside_gap(s: &Sentence, keep: &[bool], i: usize) -> bool {
    i > 0
        && matches!(s.tokens[i].upos, Upos::Punct | Upos::Part | Upos::Adv)
        && s.tokens[i].lemma != ","
        && keep[..i].iter().rev().take(2).any(|k| *k)
}

/// An adjective that carries a clause of its own is no part of a short phrase.
fn is_clause(s: &Sentence, w: usize) -> bool {
    s.children(w)
        .any(|c| matches!(s.tokens[c].deprel.as_str(), "nsubj" | "obj" | "cop" | "mark"))
}

/// The words of `text` under a phrase, with white space folded.
pub fn folded(text: &str, span: Span) -> String {
    span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sentence;

    fn check(table: &str, head: usize, want: &str) {
        let s = sentence(table);
        let text: Vec<&str> = table
            .lines()
            .filter_map(|l| l.split_whitespace().next())
            .collect();
        assert_eq!(phrase(&s, head).of(&text.join(" ")), want);
    }

    #[test]
    fn phrases_are_short() {
        check(
            "more more ADJ 3 advmod\nthan than ADP 1 fixed\n50 50 NUM 5 nummod\nsuspected suspected ADJ 5 amod\nterrorists terrorist NOUN 0 root\nin in ADP 7 case\nIraq Iraq PROPN 5 nmod",
            4,
            "suspected terrorists",
        );
        check(
            "the the DET 3 det\nIraqi Iraqi ADJ 3 amod\nForces Force PROPN 0 root\n, , PUNCT 5 punct\nor or CCONJ 6 cc\nISF ISF PROPN 3 conj",
            2,
            "Iraqi Forces",
        );
        check(
            "Bashar Bashar PROPN 0 root\nal al PROPN 1 flat\n- - PUNCT 4 punct\nAssad Assad PROPN 1 flat",
            0,
            "Bashar al - Assad",
        );
        // The dash of a dateline hangs from the word behind it.
        check(
            "Lagos Lagos PROPN 0 root\n- - PUNCT 3 punct\nGunmen gunman NOUN 4 nsubj\nfled flee VERB 1 parataxis",
            2,
            "Gunmen",
        );
        check(
            "Colonel Colonel PROPN 2 nmod:desc\nSean Sean PROPN 0 root\nRyan Ryan PROPN 2 flat",
            1,
            "Colonel Sean Ryan",
        );
    }
}
