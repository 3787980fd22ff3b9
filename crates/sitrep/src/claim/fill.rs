//! In: the heads' scores for a role, and the words that a frame offers. Out: the words that fill the role.
//! Knows no type of act.
//!
//! The head decides; the frame tips the scale and helps where the head is weak. The best word needs less than a second
//! one; what is coordinated to a filler comes along when the head does not object; a word inside another filler's phrase
//! is no filler of its own; and a pronoun or short form,
//! which the head never learned to point at, is taken from the frame.

use text::Upos;

use super::flat::{Flat, LOCATION, base};
use super::heads::{Proposal, Role};

/// How much is asked of a word.
#[derive(Debug, Clone, Copy)]
pub struct Bars {
    /// Of the best one.
    pub first: f32,
    /// Of every other.
    pub more: f32,
}

/// A word that the frame offers scores more by this, and every other word less by that, where the frame offers any.
const OFFERED: f32 = 0.2;
/// See `OFFERED`.
const OTHER: f32 = 0.15;
/// A word that the frame offers for the other party's role scores less by this.
const AGAINST: f32 = 0.5;
/// A conjunct of a filler needs this share of the bar for a further one, and no more than `NO_OBJECTION_TO_NAME` where the
/// frame says that it suffers the act too.
const CONJUNCT: f32 = 0.3;
/// A frame's filler stands in for an empty role when the head gives it at least this.
pub const NO_OBJECTION: f32 = 0.08;
/// The same for a name, which is a party more surely than a common noun is, and for what is coordinated to such a filler.
const NO_OBJECTION_TO_NAME: f32 = 0.02;

/// The other party's role: actor beside recipient; and what stands for a mention elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub struct Other<'a> {
    /// What its frame offers for it: scores less here.
    pub offered: &'a [usize],
    /// What fills it: is left out here.
    pub fillers: &'a [usize],
    /// Words that stand for an earlier mention, which the head would rather point at ("the group"): as good as pronouns.
    pub short: &'a [usize],
}

/// Heads of the phrases that fill `role`, best first. `offered` are the frame's fillers; `trusted` when the type is
/// known from its frame alone, so that the head has no say.
pub fn fill(
    flat: &Flat,
    p: &Proposal,
    role: Role,
    bars: Bars,
    offered: &[usize],
    trusted: bool,
    other: Other<'_>,
) -> Vec<usize> {
    let barred = other.fillers;
    let least = bars.first.min(bars.more);
    let mut candidates = p.fillers(role, least - OFFERED);
    let apart = |w: usize| feared(flat, p.word, w) || anothers(flat, p.word, w);
    candidates.retain(|(w, _)| !(offered.contains(w) || role == Role::Recipient && apart(*w)));
    candidates.extend(offered.iter().map(|w| (*w, whole(flat, p, role, *w))));
    let mut scored: Vec<(usize, f32)> = (candidates.into_iter())
        .map(|(w, score)| match offered {
            _ if offered.contains(&w) => (w, score + OFFERED),
            _ if other.offered.contains(&w) => (w, score - AGAINST),
            [] => (w, score),
            _ => (w, score - OTHER),
        })
        .filter(|(_, score)| *score >= least)
        .collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut out: Vec<usize> = Vec::new();
    let free = scored.into_iter().filter(|(w, _)| !barred.contains(w));
    for (k, (w, score)) in free.enumerate() {
        let bar = if k == 0 { bars.first } else { bars.more };
        if score >= bar && !out.iter().any(|o| inside(flat, w, *o)) {
            out.retain(|o| !inside(flat, *o, w));
            out.push(w);
        }
    }
    if trusted || out.is_empty() {
        for &w in offered {
            let beside_one = flat.token(w).deprel == "conj" && flat.head(w).is_some_and(|h| out.contains(&h));
            let least = if flat.name[w] > 0 || beside_one {
                NO_OBJECTION_TO_NAME
            } else {
                NO_OBJECTION
            };
            let stands_for_another = is_pronoun(flat, w) || other.short.contains(&w);
            let fits = trusted || stands_for_another || p.score(w, role) >= least;
            if fits && !out.contains(&w) && !barred.contains(&w) {
                out.push(w);
            }
        }
    }
    for w in out.clone() {
        for c in flat.children(w).filter(|c| flat.token(*c).deprel == "conj") {
            let nominal = matches!(flat.token(c).upos, Upos::Noun | Upos::Propn);
            let least = if offered.contains(&c) && role == Role::Recipient {
                NO_OBJECTION_TO_NAME
            } else {
                CONJUNCT * bars.more
            };
            if nominal
                && c != p.word
                && !out.contains(&c)
                && !barred.contains(&c)
                && p.score(c, role) >= least
            {
                out.push(c);
            }
        }
    }
    out
}

/// The best score of `word` and of what stands before it in its phrase: at times the head points at the group where the
/// phrase is "the group's remnants".
fn whole(flat: &Flat, p: &Proposal, role: Role, word: usize) -> f32 {
    let parts = flat
        .children(word)
        .filter(|c| flat.token(*c).deprel == "compound" && *c != p.word);
    parts
        .map(|c| p.score(c, role))
        .fold(p.score(word, role), f32::max)
}

/// What is listed beside the place `first`, in order of words: a conjunct needs less than the bar for a place, and one that
/// is the name of a place nothing.
pub fn listed_places(flat: &Flat, p: &Proposal, first: usize, bar: f32) -> Vec<usize> {
    let mut out = vec![first];
    loop {
        let conjunct = |w: usize, o: usize| flat.head(w) == Some(o) && flat.token(w).deprel == "conj";
        // "The deserts of Anbar and the mountains of Kirkuk": what they belong to is coordinated.
        let owner = |w: usize| {
            (flat
                .head(w)
                .filter(|h| flat.token(w).deprel.starts_with("nmod") && *h != p.word))
            .unwrap_or(w)
        };
        let linked = |w: usize, o: usize| conjunct(w, o) || conjunct(owner(w), owner(o));
        let beside = |w: usize| out.iter().any(|o| linked(w, *o) || linked(*o, w));
        let apart = |w: usize| {
            !out.iter()
                .any(|o| *o == w || under(flat, w, *o) || under(flat, *o, w))
        };
        let enough = |w: usize, score: f32| {
            score >= bar || beside(w) && (score >= CONJUNCT * bar || flat.name[w] >= LOCATION)
        };
        let next = (p.fillers(Role::Place, 0.0).into_iter())
            .filter(|(w, score)| enough(*w, *score))
            .map(|(w, _)| w)
            .find(|w| flat.sentence[*w] == flat.sentence[p.word] && apart(*w));
        let Some(w) = next else { break };
        out.push(w);
    }
    out.retain(|w| *w != first);
    out.sort_unstable();
    out
}

/// The named place that `place` only tells the whereabouts of, for an act told elsewhere: Hit in "they shelled Hit, the
/// last stronghold in the valley". `None`: it stands for itself.
pub fn located(flat: &Flat, trigger: usize, place: usize) -> Option<usize> {
    let above = |w: usize, relation: &str| {
        flat.head(w)
            .filter(|_| flat.token(w).deprel.starts_with(relation))
    };
    let description = above(place, "nmod")?;
    let described = above(description, "appos")?;
    let told_there = trigger == description || under(flat, trigger, description);
    (flat.name[described] >= LOCATION && !told_there).then_some(described)
}

/// True when `word` stands somewhere below `other` in its phrase, not in one that is coordinated to it.
fn under(flat: &Flat, word: usize, other: usize) -> bool {
    let mut at = word;
    while let Some(up) = flat.head(at).filter(|_| flat.token(at).deprel != "conj") {
        if up == other {
            return true;
        }
        at = up;
    }
    false
}

/// True for the doer of an act from which `trigger` keeps its object: the militants of "secured the road from attacks by
/// militants" are not those whom it is done to.
fn feared(flat: &Flat, trigger: usize, word: usize) -> bool {
    let case = |w: usize, wanted: &str| {
        flat.children(w)
            .any(|c| flat.token(c).deprel == "case" && flat.token(c).lemma == wanted)
    };
    let act = flat
        .head(word)
        .filter(|_| flat.token(word).deprel == "nmod" && case(word, "by"));
    let kept = || flat.children(trigger).any(|c| flat.token(c).deprel == "obj");
    act.is_some_and(|a| flat.head(a) == Some(trigger) && case(a, "from")) && kept()
}

/// True for a word that belongs to a verb coordinated to `trigger`, which has an object of its own: the rebels of "secured
/// the town and pursued the rebels". Of 1,051 such triggers of the training reports 41 have their recipient there.
fn anothers(flat: &Flat, trigger: usize, word: usize) -> bool {
    let is_verb = |w: usize| flat.token(w).upos == Upos::Verb;
    let has_object = || flat.children(trigger).any(|c| flat.token(c).deprel == "obj");
    let mut at = word;
    while let Some(up) = flat.head(at) {
        if up == trigger {
            return flat.token(at).deprel == "conj"
                && at != word
                && is_verb(at)
                && is_verb(trigger)
                && has_object();
        }
        at = up;
    }
    false
}

fn is_pronoun(flat: &Flat, word: usize) -> bool {
    flat.token(word).upos == Upos::Pron
}

/// True when `word` modifies `other`: "members of the group" is one party.
fn inside(flat: &Flat, word: usize, other: usize) -> bool {
    let base = base(flat.sentence_of(word), flat.within(word));
    flat.head(word) == Some(other) && matches!(base, "nmod" | "compound" | "flat" | "amod" | "appos")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::heads::ROLES;
    use crate::testing::sentence;
    use text::Analysis;

    /// A proposal at `word` whose words have these scores for every role.
    fn proposal(word: usize, scores: &[f32]) -> Proposal {
        Proposal {
            word,
            p: 1.0,
            types: vec![],
            modes: vec![],
            status: vec![],
            from: 0,
            roles: scores.iter().map(|s| [*s; ROLES]).collect(),
        }
    }

    /// Fillers for the actor scores of the words of one sentence.
    fn check(table: &str, scores: &[f32], offered: &[usize], want: &[usize]) {
        let analysis = Analysis {
            sentences: vec![sentence(table)],
            names: Vec::new(),
        };
        let flat = Flat::new(&analysis);
        let p = proposal(99, scores);
        let bars = Bars {
            first: 0.3,
            more: 0.5,
        };
        assert_eq!(
            fill(&flat, &p, Role::Actor, bars, offered, false, Other::default()),
            want,
            "{table}"
        );
    }

    #[test]
    fn places_of_a_list_stand_beside_the_first() {
        let analysis = Analysis {
            sentences: vec![sentence(
                "raids raid NOUN 0 root
                 in in ADP 3 case
                 Hit Hit PROPN 1 nmod
                 and and CCONJ 5 cc
                 Haditha Haditha PROPN 3 conj
                 in in ADP 7 case
                 Anbar Anbar PROPN 3 nmod",
            )],
            names: Vec::new(),
        };
        let flat = Flat::new(&analysis);
        let scores = [0.0, 0.0, 0.9, 0.0, 0.2, 0.0, 0.6];
        let p = proposal(0, &scores);
        assert_eq!(listed_places(&flat, &p, 2, 0.5), [4], "Anbar is where both lie");
    }

    #[test]
    fn a_place_told_by_another_is_where_the_act_is() {
        let mut analysis = Analysis {
            sentences: vec![sentence(
                "shelled shell VERB 0 root
                 Hit Hit PROPN 1 obj
                 base base NOUN 2 appos
                 lost lose VERB 3 acl
                 in in ADP 6 case
                 Anbar Anbar PROPN 3 nmod",
            )],
            names: vec![text::Name {
                span: text::Span::new(8, 11),
                sentence: 0,
                first: 1,
                end: 2,
                kind: text::NameKind::Loc,
            }],
        };
        let located_for = |analysis: &Analysis, trigger| located(&Flat::new(analysis), trigger, 5);
        assert_eq!(located_for(&analysis, 0), Some(1));
        assert_eq!(
            located_for(&analysis, 3),
            None,
            "the loss is told within the description"
        );
        analysis.names.clear();
        assert_eq!(located_for(&analysis, 0), None, "a thing is no place");
    }

    #[test]
    fn heads_and_trees_agree_on_fillers() {
        let list =
            "Mali Mali PROPN 4 nsubj\nand and CCONJ 3 cc\nNiger Niger PROPN 1 conj\nleft leave VERB 0 root";
        check(list, &[0.9, 0.0, 0.2, 0.0], &[], &[0, 2]);
        check(list, &[0.9, 0.0, 0.05, 0.0], &[], &[0]);
        check(list, &[0.4, 0.0, 0.1, 0.0], &[], &[0]);
        check(list, &[0.01, 0.0, 0.0, 0.0], &[0], &[]);
        // The frame tips the scale towards what it offers, away from what it does not.
        let two = "Mali Mali PROPN 2 nsubj\nleft leave VERB 0 root\nNiger Niger PROPN 2 obj";
        check(two, &[0.2, 0.0, 0.4], &[0], &[0]);
        check(two, &[0.2, 0.0, 0.4], &[], &[2]);
        let pronoun = "He he PRON 2 nsubj\nleft leave VERB 0 root";
        check(pronoun, &[0.0, 0.0], &[0], &[0]);
        let part =
            "members member NOUN 4 nsubj\nof of ADP 3 case\nHamas Hamas PROPN 1 nmod\nleft leave VERB 0 root";
        check(part, &[0.7, 0.0, 0.8, 0.0], &[], &[0]);
    }
}
