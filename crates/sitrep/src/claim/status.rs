//! In: a sentence's tree, a trigger and the status that the head gives it. Out: the status that the grammar settles, where it
//! settles one, with its reason. Knows no model.
//!
//! The head reads the same grammar as signs (`flat`), and what it learned is left to it. A rule stands here for what reports
//! told too seldom for it to learn: of acts under the rule nearly all have its status in the coded training reports.

use serde::Deserialize;
use text::{Sentence, Upos};

use super::flat::{base, lead, lemma};
use super::light::LightVerbs;
use crate::record::Status;

/// The words of the rules (`data/lexicon/en/status.toml`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StatusWords {
    open: Vec<String>,
    alleged_by_adverb: Vec<String>,
    alleged_by_adjective: Vec<String>,
    to_come: Vec<String>,
    goes_on: Vec<String>,
}

impl StatusWords {
    /// Reads the TOML form. Errors name the line.
    pub fn parse(source: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(source)
    }
}

/// The status that grammar settles for the act of `word`, of which the head thinks `head`, with the reason for people.
pub fn settled(
    s: &Sentence,
    word: usize,
    words: &StatusWords,
    light: &LightVerbs,
    head: Status,
) -> Option<(Status, &'static str)> {
    let denied = matches!(head, Status::Negated | Status::Denied);
    let first = lead(s, word);
    let any = |w: usize, relations: &[&str], words: &[String]| {
        s.children(w)
            .any(|c| relations.contains(&s.tokens[c].deprel.as_str()) && words.contains(&lemma(s, c)))
    };
    let is_noun = matches!(s.tokens[word].upos, Upos::Noun | Upos::Propn);
    if light.has_not_begun(s, word) {
        return Some((Status::Negated, "it has not begun"));
    }
    if !denied
        && matches!(base(s, first), "advcl" | "ccomp" | "acl" | "csubj")
        && any(first, &["mark"], &words.open)
    {
        return Some((Status::Hypothetical, "its clause leaves it open"));
    }
    if any(word, &["advmod"], &words.alleged_by_adverb)
        || is_noun && any(word, &["amod"], &words.alleged_by_adjective)
    {
        return Some((Status::Alleged, "its adverb or adjective leaves it to others"));
    }
    if !denied && is_to_come(s, word, words) {
        return Some((Status::Planned, "the word above says that it is to come"));
    }
    // A noun goes on with the verb that carries it: "by providing access".
    let carrier = s.tokens[first]
        .head
        .filter(|h| s.tokens[first].deprel == "obj" && light.lends_actor(s, *h));
    let open = matches!(head, Status::Occurred | Status::Planned | Status::Hypothetical);
    if open && is_means_of_ongoing(s, carrier.unwrap_or(word), words) {
        return Some((Status::Ongoing, "it is a way of doing what is under way"));
    }
    None
}

/// "Committed to driving them out": a verb behind the "to" of a word of commitment.
fn is_to_come(s: &Sentence, word: usize, words: &StatusWords) -> bool {
    let first = lead(s, word);
    let to = |w: usize| {
        s.children(w)
            .any(|c| matches!(s.tokens[c].deprel.as_str(), "mark" | "case") && lemma(s, c) == "to")
    };
    s.tokens[word].upos == Upos::Verb
        && matches!(base(s, first), "xcomp" | "advcl" | "obl" | "ccomp")
        && to(first)
        && s.tokens[first]
            .head
            .is_some_and(|h| words.to_come.contains(&lemma(s, h)))
}

/// "The ministry is helping villages by rebuilding roads": a gerund, bare or behind "by", "in" or "through", that hangs from an
/// act under way. Of 13 such gerunds of the training reports 11 are under way.
fn is_means_of_ongoing(s: &Sentence, word: usize, words: &StatusWords) -> bool {
    let first = lead(s, word);
    let has_auxiliary = |w: usize| s.children(w).any(|c| s.tokens[c].deprel.starts_with("aux"));
    if s.tokens[word].xpos != "VBG" || has_auxiliary(word) || has_auxiliary(first) {
        return false;
    }
    let marks: Vec<String> = (s.children(first))
        .filter(|c| matches!(s.tokens[*c].deprel.as_str(), "mark" | "case"))
        .map(|c| lemma(s, c))
        .collect();
    let fits = match base(s, first) {
        "advcl" => true,
        "acl" | "obl" | "xcomp" => !marks.is_empty(),
        _ => false,
    };
    if !fits
        || !marks
            .iter()
            .all(|m| matches!(m.as_str(), "by" | "in" | "through"))
    {
        return false;
    }
    let mut at = s.tokens[first].head;
    // A tree has no cycle, so that this ends; the bound keeps a wrong tree from looping.
    for _ in 0..s.tokens.len() {
        let Some(w) = at else { return false };
        if s.tokens[w].upos == Upos::Verb {
            match tense(s, w, words) {
                Tense::UnderWay => return true,
                Tense::Other => return false,
                Tense::None => {}
            }
        }
        let through = matches!(
            base(s, w),
            "advcl" | "conj" | "xcomp" | "obj" | "obl" | "nmod" | "acl"
        );
        at = s.tokens[w].head.filter(|_| through);
    }
    false
}

enum Tense {
    UnderWay,
    Other,
    /// An infinitive or participle: the verb above has it.
    None,
}

fn tense(s: &Sentence, verb: usize, words: &StatusWords) -> Tense {
    let t = &s.tokens[verb];
    let first = lead(s, verb);
    let auxiliaries: Vec<usize> = (s.children(verb).chain(s.children(first)))
        .filter(|c| s.tokens[*c].deprel.starts_with("aux"))
        .collect();
    let is_present = |c: &usize| matches!(s.tokens[*c].xpos.as_str(), "VBZ" | "VBP");
    let present_be = auxiliaries.iter().any(|c| lemma(s, *c) == "be" && is_present(c));
    if t.xpos == "VBG" && present_be || is_present(&verb) && words.goes_on.contains(&lemma(s, verb)) {
        Tense::UnderWay
    } else if !auxiliaries.is_empty() || matches!(t.xpos.as_str(), "VBD" | "VBZ" | "VBP") {
        Tense::Other
    } else {
        Tense::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sentence;

    fn check(table: &str, word: usize, head: Status, want: Option<Status>) {
        let lexicon = include_str!("../../../../data/lexicon/en/status.toml");
        let words = StatusWords::parse(lexicon).expect("parses");
        let light = LightVerbs::parse("actor = []").expect("parses");
        let got = settled(&sentence(table), word, &words, &light, head).map(|(s, _)| s);
        assert_eq!(got, want, "{table}");
    }

    #[test]
    fn a_clause_may_leave_an_act_open() {
        let asked = "They they PRON 2 nsubj\nasked ask VERB 0 root\nwhether whether SCONJ 5 mark\nmen man NOUN 5 nsubj\nfled flee VERB 2 ccomp\nand and CCONJ 7 cc\nfought fight VERB 5 conj";
        check(asked, 4, Status::Occurred, Some(Status::Hypothetical));
        check(asked, 6, Status::Occurred, Some(Status::Hypothetical));
        check(asked, 4, Status::Negated, None);
        check(asked, 1, Status::Occurred, None);
        check(
            &asked.replace("whether whether", "that that"),
            4,
            Status::Occurred,
            None,
        );
    }

    #[test]
    fn a_word_may_leave_an_act_to_others() {
        let adverb = "Men man NOUN 3 nsubj\nreportedly reportedly ADV 3 advmod\nfled flee VERB 0 root";
        check(adverb, 2, Status::Occurred, Some(Status::Alleged));
        check(
            &adverb.replace("reportedly", "quickly"),
            2,
            Status::Occurred,
            None,
        );
        let noun = "alleged alleged ADJ 2 amod\nattack attack NOUN 0 root\nby by ADP 5 case\nsuspected suspected ADJ 5 amod\nrebels rebel NOUN 2 nmod";
        check(noun, 1, Status::Occurred, Some(Status::Alleged));
        check(&noun.replace("alleged", "fierce"), 1, Status::Occurred, None);
    }

    #[test]
    fn a_gerund_goes_on_with_what_it_is_done_in() {
        let is = "They they PRON 3 nsubj\nare be AUX 3 aux VBP\nhelping help VERB 0 root VBG\nby by SCONJ 5 mark\nbuilding build VERB 3 advcl VBG\nroads road NOUN 5 obj\nand and CCONJ 8 cc\nclearing clear VERB 5 conj VBG";
        check(is, 4, Status::Occurred, Some(Status::Ongoing));
        check(is, 7, Status::Occurred, Some(Status::Ongoing));
        check(is, 4, Status::Alleged, None);
        check(
            &is.replace("are be AUX 3 aux VBP", "were be AUX 3 aux VBD"),
            4,
            Status::Occurred,
            None,
        );
        check(
            &is.replace("by by SCONJ 5", "without without SCONJ 5"),
            4,
            Status::Occurred,
            None,
        );
    }

    #[test]
    fn what_one_is_committed_to_is_to_come() {
        let to = "They they PRON 3 nsubj\nare be AUX 3 cop VBP\ncommitted committed ADJ 0 root\nto to SCONJ 5 mark\nleaving leave VERB 3 advcl VBG";
        check(to, 4, Status::Ongoing, Some(Status::Planned));
        check(
            &to.replace("committed committed", "used used"),
            4,
            Status::Ongoing,
            None,
        );
        check(to, 2, Status::Occurred, None);
    }
}
