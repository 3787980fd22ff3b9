//! In: drafts. Out: the same without recipients whom the act by its type does not reach. Knows no place or day.
//!
//! - "They are committed to driving the rebels out": whom an act of force is announced against is no partner of the
//!   announcement.
//! - "Men who fought for the rebels": on whose side force is used does not suffer it.

use codebook::{Codebook, Quad};

use super::draft::Draft;
use super::flat::Flat;

/// Acts whose recipient is a partner: whom one talks to, agrees with, backs or works with.
const WITH_PARTNERS: [&str; 4] = ["AGREE", "CONSULT", "COOPERATE", "SUPPORT"];
/// The type of acts of force.
const FORCE: &str = "ASSAULT";
/// Prepositions of the side that one fights on.
const OWN_SIDE: [&str; 2] = ["alongside", "for"];

/// "The allies are committed to driving the rebels out": the rebels are driven out, nothing is promised to them.
pub fn without_victims(book: &Codebook, flat: &Flat, drafts: &mut [Draft]) {
    let suffered = |d: &Draft| {
        book.kind(&d.kind)
            .is_some_and(|k| k.quad == Quad::MaterialConflict)
    };
    let acts: Vec<Draft> = drafts.iter().filter(|d| suffered(d)).cloned().collect();
    for d in drafts
        .iter_mut()
        .filter(|d| WITH_PARTNERS.contains(&d.kind.as_str()))
    {
        let word = d.word;
        let content = |o: &&Draft| is_above(flat, word, o.word);
        let contents: Vec<&Draft> = acts.iter().filter(content).collect();
        let is_victim =
            |w: &usize| (contents.iter()).any(|o| o.recipients.contains(w) && is_above(flat, o.word, *w));
        d.recipients.retain(|w| !is_victim(w));
    }
}

/// "He fought for the rebels", "alongside the army". In the training reports coders name such a party once in 14 cases for a
/// recipient.
pub fn without_own_side(flat: &Flat, drafts: &mut [Draft]) {
    for d in drafts.iter_mut().filter(|d| d.kind == FORCE) {
        let word = d.word;
        let is_own_side = |w: usize| {
            let first = flat.lead(w);
            let case = |c: usize| {
                let t = flat.token(c);
                t.deprel == "case" && OWN_SIDE.contains(&t.lemma.to_lowercase().as_str())
            };
            flat.head(first) == Some(word) && flat.children(first).any(case)
        };
        d.recipients.retain(|w| !is_own_side(*w));
    }
}

/// True when `below` hangs from `word`, at any depth.
fn is_above(flat: &Flat, word: usize, below: usize) -> bool {
    std::iter::successors(flat.head(below), |w| flat.head(*w))
        .take(flat.len())
        .any(|w| w == word)
}

#[cfg(test)]
mod tests {
    use codebook::{Source, compile};
    use text::Analysis;

    use super::*;
    use crate::testing::{draft, sentence};

    const FRAME: &str = "[frame.transitive]\nabout = \"One does it to another.\"\nactor = [\"nsubj\"]\nrecipient = [\"obj\"]\n";

    fn source(kind: &str, quad: &str) -> String {
        let trigger = "[[trigger]]\npos = \"verb\"\nframe = \"transitive\"\nstrength = 0.8\n";
        let word = kind.to_lowercase();
        format!(
            "type = \"{kind}\"\nquad = \"{quad}\"\ndefinition = \"An act.\"\n{trigger}words = [\"{word}\"]\n"
        )
    }

    #[test]
    fn who_is_to_be_attacked_is_no_partner() {
        let texts = [
            FRAME.to_owned(),
            source("AGREE", "verbal cooperation"),
            source("ASSAULT", "material conflict"),
            source("AID", "material cooperation"),
        ];
        let sources: Vec<Source<'_>> = texts.iter().map(|text| Source { path: "t.toml", text }).collect();
        let compiled = compile(&sources);
        assert_eq!(compiled.diagnostics, []);
        let book = compiled.codebook.expect("compiles");
        let analysis = Analysis {
            sentences: vec![sentence(
                "They they PRON 2 nsubj
                 promised promise VERB 0 root
                 Mali Mali PROPN 2 iobj
                 to to PART 5 mark
                 fight fight VERB 2 xcomp
                 rebels rebel NOUN 5 obj",
            )],
            names: Vec::new(),
        };
        let flat = Flat::new(&analysis);
        let partners = |content: &str| {
            let (mut promise, mut act) = (draft(1, "AGREE"), draft(4, content));
            (promise.recipients, act.recipients) = (vec![2, 5], vec![5]);
            let mut drafts = vec![promise, act];
            without_victims(&book, &flat, &mut drafts);
            assert_eq!(drafts[1].recipients, [5]);
            drafts[0].recipients.clone()
        };
        assert_eq!(partners("ASSAULT"), [2]);
        assert_eq!(partners("AID"), [2, 5], "help is promised to whom it is to reach");
    }

    #[test]
    fn whose_side_one_is_on_suffers_nothing() {
        let analysis = Analysis {
            sentences: vec![sentence(
                "They they PRON 2 nsubj
                 fought fight VERB 0 root
                 rebels rebel NOUN 2 obj
                 alongside alongside ADP 5 case
                 Mali Mali PROPN 2 obl
                 and and CCONJ 7 cc
                 Niger Niger PROPN 5 conj",
            )],
            names: Vec::new(),
        };
        let flat = Flat::new(&analysis);
        let suffer = |kind: &str| {
            let mut act = draft(1, kind);
            act.recipients = vec![2, 4, 6];
            let mut drafts = vec![act];
            without_own_side(&flat, &mut drafts);
            drafts[0].recipients.clone()
        };
        assert_eq!(suffer("ASSAULT"), [2]);
        assert_eq!(suffer("AID"), [2, 4, 6], "aid for someone reaches him");
    }
}
