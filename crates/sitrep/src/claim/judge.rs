//! In: what the heads propose for a word and the frame that fits it. Out: whether it is an act, and of which type. Knows no role.
//!
//! - A frame lowers the bar for a proposal of its own type, and a verb's raises it for another; a strong one speaks for its
//!   type against the others.
//! - A type that the heads never saw (a user's codebook) stands on its frames alone; so does a word that, its conditions met,
//!   always names the act (strength 1). Strength 0 says the opposite.

use codebook::Trigger;

use super::explain::{Verdict, act};
use super::heads::{Heads, Proposal};

/// A frame of at least this strength speaks for its type …
pub const STRONG_FRAME: f32 = 0.7;
/// … by this much (of 1) against the other types of the word.
const TYPE_OF_FRAME: f32 = 0.3;
/// A frame of at least this strength lowers the bar of a proposal of its type …
const AGREEING_FRAME: f32 = 0.4;
/// … to this share of it. Of verbs and nouns between a quarter of it and all of it 43 in 100 of the held-back reports are such acts;
/// with a quarter typed F1 is a point higher still, and parties and numbers lose a point.
const LOWERED: f32 = 0.5;
/// A verb whose frame is of another type than the proposal needs this share of the bar: under it 11 in 100 are such acts.
const RAISED: f32 = 1.5;
/// A frame of this strength, its conditions met, needs no head.
const ALWAYS: f32 = 1.0;
/// A frame of this strength, its conditions met, forbids its type.
const NEVER: f32 = 0.0;
/// A frame that needs no head is this sure of itself.
const SURE_OF_ALWAYS: f32 = 0.8;
/// A user's type needs at least this strength.
const OWN_TYPE: f32 = 0.5;

/// That a word is an act.
#[derive(Debug)]
pub struct Decision {
    /// Its type.
    pub kind: String,
    /// Where the type stands among the heads'; `None` when a frame needed no head.
    pub index: Option<usize>,
    /// 0..1, calibrated.
    pub confidence: f32,
    /// The head or frame that fired.
    pub rule: String,
}

/// True for a frame that needs no head: of a type that the heads never saw, or of a word that under its conditions always
/// names the act.
pub fn stands_alone(heads: &Heads, t: &Trigger) -> bool {
    let unknown = !heads.types().contains(&t.kind) && t.strength >= OWN_TYPE;
    unknown || t.conditions() > 0 && t.strength >= ALWAYS
}

/// What head and frame say together of a word.
#[derive(Debug)]
pub struct Judged {
    /// Score of each type, in the order of [`Heads::types`].
    pub scores: Vec<f32>,
    /// The best type.
    pub best: usize,
    /// What the word's probability must reach.
    pub bar: f32,
    /// True when a frame of some strength is of that type.
    pub agrees: bool,
    /// True when a frame forbids that type.
    pub never: bool,
}

impl<'a> Verdict<'a> {
    /// What of it `explain` shows.
    pub fn of(judged: &'a Judged) -> Self {
        Self {
            scores: &judged.scores,
            best: judged.best,
            bar: judged.bar,
        }
    }
}

/// Weighs the types of a word, which is a verb or is none.
pub fn judge(heads: &Heads, p: &Proposal, trigger: Option<&Trigger>, is_verb: bool) -> Judged {
    let of = |i: usize| trigger.filter(|t| t.kind == heads.types()[i]);
    let strong = |i: usize| of(i).is_some_and(|t| t.strength >= STRONG_FRAME);
    let scores: Vec<f32> = (p.types.iter().enumerate())
        .map(|(i, s)| if strong(i) { s + TYPE_OF_FRAME } else { *s })
        .collect();
    let best = (0..scores.len()).fold(0, |b, i| if scores[i] > scores[b] { i } else { b });
    let share = match (of(best), trigger) {
        (Some(t), _) if t.strength >= AGREEING_FRAME => LOWERED,
        (None, Some(_)) if is_verb => RAISED,
        _ => 1.0,
    };
    Judged {
        bar: heads.thresholds().trigger * share,
        agrees: of(best).is_some_and(|t| t.strength >= AGREEING_FRAME),
        never: of(best).is_some_and(|t| t.conditions() > 0 && t.strength <= NEVER),
        scores,
        best,
    }
}

/// What a word is, if it is an act. `alone` is a frame that needs no head.
pub fn decide(heads: &Heads, p: &Proposal, alone: Option<&Trigger>, judged: &Judged) -> Option<Decision> {
    // Where the head sees the same act, it knows the parties better.
    let seen = |t: &Trigger| heads.types()[judged.best] == t.kind && p.p >= judged.bar;
    if let Some(t) = alone.filter(|t| !seen(t)) {
        return Some(Decision {
            kind: t.kind.clone(),
            index: None,
            confidence: if heads.types().contains(&t.kind) {
                SURE_OF_ALWAYS
            } else {
                t.strength
            },
            rule: format!("frame:{}", act(&t.kind, t.mode.as_deref())),
        });
    }
    let kind = &heads.types()[judged.best];
    (p.p >= judged.bar && !judged.never).then(|| Decision {
        kind: kind.clone(),
        index: Some(judged.best),
        confidence: heads.thresholds().confidence(p.p),
        rule: if judged.agrees {
            format!("head+frame:{kind}")
        } else {
            "head:trigger".to_owned()
        },
    })
}
