//! In: a sentence's tree. Out: who is said in it to hold, lose or contest which place, as words. Knows no claim.

use std::collections::HashSet;

use serde::Deserialize;
use text::{Sentence, Span, Upos};

use crate::record::ControlState;

/// Words of holding (`data/lexicon/en/control.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlLexicon {
    hold: HashSet<String>,
    held: HashSet<String>,
    strongholds: HashSet<String>,
    territory: HashSet<String>,
    control: HashSet<String>,
    lose: HashSet<String>,
    contest: HashSet<String>,
}

/// A statement of control in words: token indices of the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Head of the holder's phrase.
    pub actor: usize,
    /// The name of the place.
    pub place: usize,
    /// Holds, lost or contested.
    pub state: ControlState,
    /// The words that say so.
    pub evidence: Span,
    /// The word that says so.
    pub at: usize,
}

/// The statements of control in a sentence. `is_place` tells names of places.
pub fn controls(s: &Sentence, lexicon: &ControlLexicon, is_place: &dyn Fn(usize) -> bool) -> Vec<Held> {
    let mut out = Vec::new();
    for i in 0..s.tokens.len() {
        let lemma = s.tokens[i].lemma.to_lowercase();
        let found = if lexicon.strongholds.contains(&lemma) {
            stronghold(s, i, is_place).map(|(a, p)| (a, p, ControlState::Holds))
        } else if s.tokens[i].upos == Upos::Verb {
            let state = if lexicon.hold.contains(&lemma) {
                Some(ControlState::Holds)
            } else if lexicon.contest.contains(&lemma) {
                Some(ControlState::Contested)
            } else if lexicon.lose.contains(&lemma) {
                Some(ControlState::Lost)
            } else {
                None
            };
            state.and_then(|state| held_by_verb(s, i, lexicon, is_place).map(|(a, p)| (a, p, state)))
        } else {
            None
        };
        let compound = || {
            let held = lexicon.held.contains(&lemma)
                && matches!(s.tokens[i].deprel.as_str(), "amod" | "acl" | "compound");
            let holder = s.children(i).find(|c| nominal(s, *c) && *c < i)?;
            let noun = s.tokens[i].head?;
            held.then_some(())?;
            place_at(s, noun, is_place).map(|p| (holder, p, ControlState::Holds))
        };
        if let Some((actor, place, state)) = found.or_else(compound) {
            let words = [actor, place, i];
            let (from, to) = (
                words.iter().min().copied().unwrap_or(i),
                words.iter().max().copied().unwrap_or(i),
            );
            let evidence = Span::new(s.tokens[from].span.start, s.tokens[to].span.end);
            out.push(Held {
                actor,
                place,
                state,
                evidence,
                at: i,
            });
        }
    }
    out
}

fn nominal(s: &Sentence, w: usize) -> bool {
    matches!(
        s.tokens[w].upos,
        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj
    )
}

/// The place that a noun is, bears ("in …", "of …") or stands beside ("Hajin, the last stronghold").
fn place_at(s: &Sentence, noun: usize, is_place: &dyn Fn(usize) -> bool) -> Option<usize> {
    if is_place(noun) {
        return Some(noun);
    }
    let appositive = |c: &usize| {
        s.tokens[*c].deprel.starts_with("appos")
            || s.tokens[*c].deprel == "compound"
            || s.tokens[*c].deprel.starts_with("flat")
    };
    let below = s.children(noun).filter(|c| is_place(*c)).collect::<Vec<_>>();
    let above = s.tokens[noun]
        .head
        .filter(|h| s.tokens[noun].deprel == "appos" && is_place(*h));
    let under = below
        .iter()
        .copied()
        .find(|c| s.tokens[*c].deprel.starts_with("nmod"));
    // "X is the last stronghold": the subject of the noun.
    let subject = below
        .iter()
        .copied()
        .find(|c| s.tokens[*c].deprel.starts_with("nsubj"));
    above
        .or(subject)
        .or_else(|| below.iter().copied().find(appositive))
        .or(under)
}

/// "ISIS stronghold", "stronghold of ISIS", "their stronghold".
fn stronghold(s: &Sentence, noun: usize, is_place: &dyn Fn(usize) -> bool) -> Option<(usize, usize)> {
    let holder = s.children(noun).find(|c| {
        let d = s.tokens[*c].deprel.as_str();
        let of = d == "nmod" && s.children(*c).any(|k| s.tokens[k].lemma == "of");
        !is_place(*c)
            && nominal(s, *c)
            && (matches!(d, "compound" | "nmod:poss")
                || of
                || d == "amod" && s.tokens[*c].upos == Upos::Propn)
    })?;
    place_at(s, noun, is_place).map(|p| (holder, p))
}

/// "the group holds Hajin", "territory they hold in the valley", "lost control of the town".
fn held_by_verb(
    s: &Sentence,
    verb: usize,
    lexicon: &ControlLexicon,
    is_place: &dyn Fn(usize) -> bool,
) -> Option<(usize, usize)> {
    let child = |d: &str| s.children(verb).find(|c| s.tokens[*c].deprel == d);
    let passive = child("nsubj:pass");
    let agent = || {
        s.children(verb).find(|c| {
            s.tokens[*c].deprel == "obl:agent"
                || (s.tokens[*c].deprel == "obl" && s.children(*c).any(|k| s.tokens[k].lemma == "by"))
        })
    };
    let relative = |w: usize| matches!(s.tokens[w].lemma.as_str(), "that" | "which" | "who");
    let above = s.tokens[verb]
        .head
        .filter(|_| s.tokens[verb].deprel.starts_with("acl"));
    let actor = if passive.is_some() || (above.is_some() && s.tokens[verb].feats.contains("VerbForm=Part")) {
        agent()?
    } else {
        child("nsubj").map(|a| if relative(a) { above.unwrap_or(a) } else { a })?
    };
    let mut what = child("obj")
        .filter(|o| !relative(*o))
        .or(passive.filter(|p| !relative(*p)));
    if what.is_none() {
        what = above.filter(|a| *a != actor);
    }
    let what = what?;
    let lemma = s.tokens[what].lemma.to_lowercase();
    if lexicon.control.contains(&lemma) {
        let of = s
            .children(what)
            .find(|c| s.tokens[*c].deprel == "nmod" || s.tokens[*c].deprel == "obl")?;
        return place_at(s, of, is_place).map(|p| (actor, p));
    }
    if !is_place(what) && !lexicon.territory.contains(&lemma) {
        return None;
    }
    let beside = || {
        s.children(verb)
            .find(|c| s.tokens[*c].deprel == "obl" && is_place(*c))
    };
    place_at(s, what, is_place).or_else(beside).map(|p| (actor, p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sentence;

    fn check(table: &str, places: &[usize], want: &[(usize, usize, ControlState)]) {
        let lexicon = toml::from_str(include_str!("../../../../data/lexicon/en/control.toml"))
            .expect("the shipped lexicon parses");
        let s = sentence(table);
        let got: Vec<_> = controls(&s, &lexicon, &|w| places.contains(&w))
            .into_iter()
            .map(|h| (h.actor, h.place, h.state))
            .collect();
        assert_eq!(got, want, "{table}");
    }

    #[test]
    fn holders_and_places() {
        let text = "Troops troop NOUN 2 nsubj\nleft leave VERB 0 root\nSusah Susah PROPN 2 obj\nthe the DET 6 det\nrebel rebel NOUN 6 compound\nstronghold stronghold NOUN 3 appos";
        check(text, &[2], &[(4, 2, ControlState::Holds)]);
        let text = "land land NOUN 0 root\nthey they PRON 3 nsubj\nhold hold VERB 1 acl:relcl\nin in ADP 5 case\nDarfur Darfur PROPN 3 obl";
        check(text, &[4], &[(1, 4, ControlState::Holds)]);
        let text = "Rebels rebel NOUN 2 nsubj\nlost lose VERB 0 root\ncontrol control NOUN 2 obj\nof of ADP 5 case\nSusah Susah PROPN 3 nmod";
        check(text, &[4], &[(0, 4, ControlState::Lost)]);
        check(
            "Police police NOUN 2 nsubj\nheld hold VERB 0 root\ntalks talk NOUN 2 obj\nin in ADP 5 case\nSusah Susah PROPN 2 obl",
            &[4],
            &[],
        );
    }
}
