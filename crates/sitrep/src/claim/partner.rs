//! In: drafts. Out: the same without parties whom the act does not reach. Knows no place or day.
//!
//! - "They are committed to driving the rebels out": whom an act of force is announced against is no partner of the
//!   announcement.
//! - "Men who fought for the rebels": on whose side force is used does not suffer it.
//! - "They struck fighters, not civilians": whom the sentence leaves out is none of those who were struck.

use codebook::{Codebook, Quad};
use serde::Deserialize;

use super::draft::Draft;
use super::flat::Flat;

/// Acts whose recipient is a partner: whom one talks to, agrees with, backs or works with.
const WITH_PARTNERS: [&str; 4] = ["AGREE", "CONSULT", "COOPERATE", "SUPPORT"];
/// The type of acts of force.
const FORCE: &str = "ASSAULT";

/// The words of the rules (`data/lexicon/en/party.toml`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PartyWords {
    own_side: Vec<String>,
    not: Vec<String>,
    but_also: Vec<String>,
    instead: Vec<String>,
}

impl PartyWords {
    /// Reads the TOML form. Errors name the line.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(source)
    }
}

/// Takes away who is no party of its act.
pub fn without_outsiders(book: &Codebook, words: &PartyWords, flat: &Flat, drafts: &mut [Draft]) {
    without_victims(book, flat, drafts);
    without_own_side(words, flat, drafts);
    without_excluded(words, flat, drafts);
}

/// "The allies are committed to driving the rebels out": the rebels are driven out, nothing is promised to them.
fn without_victims(book: &Codebook, flat: &Flat, drafts: &mut [Draft]) {
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
fn without_own_side(words: &PartyWords, flat: &Flat, drafts: &mut [Draft]) {
    for d in drafts.iter_mut().filter(|d| d.kind == FORCE) {
        let word = d.word;
        let is_own_side = |w: usize| {
            let first = flat.lead(w);
            let case = |c: usize| {
                let t = flat.token(c);
                t.deprel == "case" && words.own_side.contains(&t.lemma.to_lowercase())
            };
            flat.head(first) == Some(word) && flat.children(first).any(case)
        };
        d.recipients.retain(|w| !is_own_side(*w));
    }
}

/// "Fighters, not civilians", "civilians rather than fighters": the latter are left out.
fn without_excluded(words: &PartyWords, flat: &Flat, drafts: &mut [Draft]) {
    let lemma = |w: usize| flat.token(w).lemma.to_lowercase();
    let is_excluded = |w: usize| {
        flat.children(w).any(|c| match flat.token(c).deprel.as_str() {
            "advmod" | "cc" if words.not.contains(&lemma(c)) => {
                !(c + 1 < flat.len() && words.but_also.contains(&lemma(c + 1)))
            }
            "cc" => words.instead.contains(&lemma(c)),
            _ => false,
        })
    };
    for d in drafts {
        d.actors.retain(|w| !is_excluded(*w));
        d.recipients.retain(|w| !is_excluded(*w));
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

    fn words() -> PartyWords {
        PartyWords::parse(include_str!("../../../../data/lexicon/en/party.toml")).expect("parses")
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
            without_own_side(&words(), &flat, &mut drafts);
            drafts[0].recipients.clone()
        };
        assert_eq!(suffer("ASSAULT"), [2]);
        assert_eq!(suffer("AID"), [2, 4, 6], "aid for someone reaches him");
    }

    #[test]
    fn whom_the_sentence_leaves_out_is_no_party() {
        let left = |table: &str, parties: &[usize]| {
            let analysis = Analysis {
                sentences: vec![sentence(table)],
                names: Vec::new(),
            };
            let mut act = draft(1, "ASSAULT");
            (act.actors, act.recipients) = (parties.to_vec(), parties.to_vec());
            let mut drafts = vec![act];
            without_excluded(&words(), &Flat::new(&analysis), &mut drafts);
            assert_eq!(drafts[0].actors, drafts[0].recipients);
            drafts[0].recipients.clone()
        };
        let not = "They they PRON 2 nsubj
                   hit hit VERB 0 root
                   rebels rebel NOUN 2 obj
                   not not PART 5 advmod
                   millers miller NOUN 3 conj";
        assert_eq!(left(not, &[2, 4]), [2]);
        let also = "They they PRON 2 nsubj
                    hit hit VERB 0 root
                    not not PART 5 advmod
                    only only ADV 5 advmod
                    rebels rebel NOUN 2 obj";
        assert_eq!(left(also, &[4]), [4]);
        let rather = "They they PRON 2 nsubj
                      hit hit VERB 0 root
                      rebels rebel NOUN 2 obj
                      rather rather ADV 6 cc
                      than than ADP 4 fixed
                      millers miller NOUN 3 conj";
        assert_eq!(left(rather, &[2, 5]), [2]);
    }
}
