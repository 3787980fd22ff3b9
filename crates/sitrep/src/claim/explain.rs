//! In: what the heads propose for a word and the frame that fits it. Out: what was thought of it, a line each, for people.
//! Decides nothing.

use codebook::Trigger;

use super::flat::Flat;
use super::heads::{Heads, Proposal, Role};

/// Words are shown that have at least this for a role.
const SHOWN: f32 = 0.02;

/// What head and frame say together.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a> {
    /// Score of each type, in the order of [`Heads::types`].
    pub scores: &'a [f32],
    /// The best type.
    pub best: usize,
    /// What the probability of an act must reach.
    pub bar: f32,
}

/// A type with its mode, as people write it: `COERCE/arrest`.
pub fn act(kind: &str, mode: Option<&str>) -> String {
    mode.map_or_else(|| kind.to_owned(), |m| format!("{kind}/{m}"))
}

/// What the heads and the frame thought of a word, a line each: the best three answers to every question.
pub fn explain(
    heads: &Heads,
    text: &str,
    flat: &Flat,
    p: &Proposal,
    trigger: Option<&Trigger>,
    verdict: &Verdict<'_>,
) -> Vec<String> {
    let bars = heads.thresholds();
    let kinds = heads.types().iter().cloned().zip(p.types.iter().copied());
    let mut out = vec![format!("head: {} (no act {:.2})", best_three(kinds), 1.0 - p.p)];
    out.push(match trigger {
        Some(t) => format!(
            "frame: {} \"{}\" ({}, strength {:.2})",
            act(&t.kind, t.mode.as_deref()),
            t.pattern.lemma,
            t.frame,
            t.strength
        ),
        None => "frame: none fits".to_owned(),
    });
    let together = heads.types().iter().cloned().zip(verdict.scores.iter().copied());
    out.push(format!(
        "together: {} (act {:.2}; bar {:.2})",
        best_three(together),
        p.p,
        verdict.bar
    ));
    let kind = heads.types().get(verdict.best);
    let modes = heads
        .modes()
        .iter()
        .zip(&p.modes)
        .filter(|((k, _), _)| Some(k) == kind);
    let total: f32 = modes.clone().map(|(_, s)| s.exp()).sum();
    let modes = modes.map(|((_, m), s)| (m.clone().unwrap_or_else(|| "none".to_owned()), s.exp() / total));
    out.push(format!("mode: {}", best_three(modes)));
    let statuses = heads.statuses().iter().cloned().zip(p.status.iter().copied());
    out.push(format!("status: {}", best_three(statuses)));
    for role in Role::ALL {
        let words = p.fillers(role, SHOWN).into_iter();
        let words = best_three(words.map(|(w, s)| (flat.token(w).span.of(text).to_owned(), s)));
        if !words.is_empty() {
            out.push(format!("{}: {words} (bar {:.2})", role.label(), bars.of(role)));
        }
    }
    out
}

/// The three best answers with their scores; of equals the first.
fn best_three(answers: impl Iterator<Item = (String, f32)>) -> String {
    let mut all: Vec<(String, f32)> = answers.collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let shown: Vec<String> = (all.into_iter().take(3))
        .map(|(name, score)| format!("{name} {score:.2}"))
        .collect();
    shown.join(", ")
}
