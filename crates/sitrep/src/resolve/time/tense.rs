//! In: an analysis and the span of an expression. Out: the tense of the clause around it. Knows no calendar.

use text::{Analysis, Sentence, Span, Upos};

use super::{Tense, TimeLexicon};

/// The tense of the clause that holds `span`; `None` where no finite verb governs it.
pub fn tense_at(analysis: &Analysis, span: Span, lexicon: &TimeLexicon) -> Option<Tense> {
    let s = analysis.sentences.iter().find(|s| s.span.overlaps(span))?;
    let mut at = s.tokens.iter().position(|t| t.span.overlaps(span))?;
    let mut below = at;
    for _ in 0..s.tokens.len() {
        let t = &s.tokens[at];
        if t.upos == Upos::Verb && is_put_off(s, at, below, lexicon) {
            return Some(Tense::Future);
        }
        let governs =
            matches!(t.upos, Upos::Verb | Upos::Aux) || s.children(at).any(|c| s.tokens[c].deprel == "cop");
        if governs && let Some(tense) = of_verb(s, at, lexicon) {
            return Some(tense);
        }
        (below, at) = (at, t.head?);
    }
    None
}

/// True for "put off until Friday": a verb that moves a day, and below it the day to which.
pub fn is_put_off(s: &Sentence, verb: usize, day: usize, lexicon: &TimeLexicon) -> bool {
    let lemma = |w: usize| s.tokens[w].lemma.to_lowercase();
    let particle = s.children(verb).find(|c| s.tokens[*c].deprel == "compound:prt");
    let whole = particle.map_or_else(|| lemma(verb), |p| format!("{} {}", lemma(verb), lemma(p)));
    let to = |c: usize| matches!(lemma(c).as_str(), "until" | "till" | "to");
    lexicon.postpones(&whole) && s.children(day).any(|c| s.tokens[c].deprel == "case" && to(c))
}

/// False for an infinitive whose governor is past and does not look ahead.
fn looks_ahead(s: &Sentence, verb: usize, lexicon: &TimeLexicon) -> bool {
    let mut at = verb;
    for _ in 0..s.tokens.len() {
        let Some(head) = s.tokens[at].head else {
            return true;
        };
        if lexicon.looks_ahead(&s.tokens[head].lemma.to_lowercase()) {
            return true;
        }
        if s.tokens[head].upos == Upos::Verb {
            return of_verb(s, head, lexicon) != Some(Tense::Past);
        }
        at = head;
    }
    true
}

fn of_verb(s: &Sentence, verb: usize, lexicon: &TimeLexicon) -> Option<Tense> {
    let helpers: Vec<usize> = s
        .children(verb)
        .filter(|c| matches!(s.tokens[*c].deprel.as_str(), "aux" | "aux:pass" | "cop"))
        .collect();
    let lemma = |w: usize| s.tokens[w].lemma.to_lowercase();
    if helpers
        .iter()
        .any(|h| matches!(lemma(*h).as_str(), "will" | "shall" | "wo" | "'ll"))
    {
        return Some(Tense::Future);
    }
    // "is going to", "is due to", "plans to": an infinitive lies ahead of its governor; "managed to", "an attempt to"
    // do not look ahead, and what was attempted in the past is past.
    let infinitive = s
        .children(verb)
        .any(|c| s.tokens[c].deprel == "mark" && lemma(c) == "to");
    let finite = helpers
        .iter()
        .copied()
        .find(|h| s.tokens[*h].feats.contains("VerbForm=Fin"))
        .unwrap_or(verb);
    let feats = &s.tokens[finite].feats;
    if infinitive {
        // "Was to begin".
        let due = helpers
            .iter()
            .any(|h| s.tokens[*h].deprel == "aux" && lemma(*h) == "be");
        return Some(if due || looks_ahead(s, verb, lexicon) {
            Tense::Future
        } else {
            Tense::Past
        });
    }
    if feats.contains("Tense=Past") && feats.contains("VerbForm=Fin")
        || helpers.iter().any(|h| lemma(*h) == "have")
    {
        return Some(Tense::Past);
    }
    if feats.contains("Tense=Pres") && feats.contains("VerbForm=Fin") {
        return Some(Tense::Present);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sentence;

    fn check(table: &str, word: usize, want: Option<Tense>) {
        let mut s = sentence(table);
        for t in &mut s.tokens {
            if t.upos == Upos::Verb && t.xpos.is_empty() && t.deprel == "root" {
                t.feats = "Tense=Past|VerbForm=Fin".to_owned();
            }
        }
        let at = s.tokens[word].span;
        let analysis = Analysis {
            sentences: vec![s],
            names: Vec::new(),
        };
        assert_eq!(
            tense_at(&analysis, at, &super::super::tests::lexicon()),
            want,
            "{table}"
        );
    }

    #[test]
    fn an_infinitive_is_to_come_only_under_what_looks_ahead() {
        let past = "Guards guard NOUN 2 nsubj\nstopped stop VERB 0 root\nattempts attempt NOUN 2 obj\nto to PART 5 mark\nescape escape VERB 3 acl\nTuesday Tuesday PROPN 5 obl";
        check(past, 5, Some(Tense::Past));
        let ahead = "They they PRON 2 nsubj\npromised promise VERB 0 root\nto to PART 4 mark\nmeet meet VERB 2 xcomp\nTuesday Tuesday PROPN 4 obl";
        check(ahead, 4, Some(Tense::Future));
        let noun = "They they PRON 2 nsubj\nbroke break VERB 0 root\npromises promise NOUN 2 obj\nto to PART 5 mark\nmeet meet VERB 3 acl\nTuesday Tuesday PROPN 5 obl";
        check(noun, 5, Some(Tense::Future));
        let due = "Talks talk NOUN 4 nsubj\nwere be AUX 4 aux\nto to PART 4 mark\nbegin begin VERB 0 root\nTuesday Tuesday PROPN 4 obl";
        check(due, 4, Some(Tense::Future));
        check(
            "Rebels rebel NOUN 2 nsubj\nfled flee VERB 0 root\nTuesday Tuesday PROPN 2 obl",
            2,
            Some(Tense::Past),
        );
    }

    #[test]
    fn what_a_day_is_put_off_to_lies_ahead() {
        let off = "Talks talk NOUN 3 nsubj\nwere be AUX 3 aux\nput put VERB 0 root\noff off ADP 3 compound:prt\nuntil until ADP 6 case\nTuesday Tuesday PROPN 3 obl";
        check(off, 5, Some(Tense::Future));
        let on = "Talks talk NOUN 3 nsubj\nwere be AUX 3 aux\nput put VERB 0 root\noff off ADP 3 compound:prt\non on ADP 6 case\nTuesday Tuesday PROPN 3 obl";
        check(on, 5, Some(Tense::Past));
    }
}
