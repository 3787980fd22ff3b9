//! In: one report with its claims and the states of its words. Out: its incidents: claims and noun phrases put together by
//! what happened. Knows no other report.
//!
//! A kind of incident is in a report when its likeliest phrase and its likeliest trigger say so together. Phrases go to
//! the kind that they fit best, mentions of one player are put together, and claims follow their triggers.
//! Incidents of one kind in one report are taken for one: on MUC-4's training reports three of four are.

use std::collections::HashMap;

use text::{Analysis, NameKind, Span, States};

use super::incident::model::IncidentModel;
use super::incident::phrase::{Phrase, called, phrases};
use super::incident::row::Rows;
use super::incident::slots::{Ground, slots};
use super::incident::{Incident, IncidentKind, Part};
use crate::claim::flat::Flat;
use crate::record::Claim;

/// Bars, all chosen on a quarter of MUC-4's training reports that the weights had not learned from, for the sum of
/// both measures (`bench/accuracy`).
#[derive(Debug, Clone, Copy)]
pub struct Bars {
    /// Share of the likeliest phrase, against the likeliest trigger, in the score of a kind.
    pub phrases: f32,
    /// Least score of each kind.
    pub kind: [f32; 6],
    /// Least score of each part.
    pub part: [f32; 5],
    /// A phrase of several kinds belongs to each that scores this, and to its likeliest.
    pub also: f32,
    /// Least score of a trigger whose claim tells of the incident.
    pub claim: f32,
}

/// The bars in use.
pub const BARS: Bars = Bars {
    phrases: 0.55,
    kind: [0.3, 0.3, 0.3, 0.15, 0.3, 0.3],
    part: [0.5, 0.3, 0.45, 0.35, 0.35],
    also: 0.5,
    claim: 0.1,
};

/// What the weights say of a noun phrase.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The phrase.
    pub phrase: Phrase,
    /// Probability of each part.
    pub part: [f32; 5],
    /// Probability of each kind, given that it plays a part.
    pub kind: [f32; 6],
    /// Probabilities of "not told" and the effects on people.
    pub people: [f32; 5],
    /// The same for things.
    pub things: [f32; 4],
    /// Probability of each stage.
    pub stage: [f32; 3],
}

/// Mentions of one player: indices into the judged phrases, the likeliest first.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// The mentions.
    pub mentions: Vec<usize>,
    /// The words of the mention that calls it best.
    pub span: Span,
    /// The best score.
    pub score: f32,
    /// True for a person's name.
    pub named: bool,
}

/// What was put together.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The kind.
    pub kind: IncidentKind,
    /// Score of the kind.
    pub score: f32,
    /// Players by part.
    pub players: [Vec<Cluster>; 5],
    /// Claims with the scores of their triggers, the likeliest first.
    pub claims: Vec<(usize, f32)>,
}

/// A report as analysed and coded.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Sentences, trees and names.
    pub analysis: &'a Analysis,
    /// Its claims.
    pub claims: &'a [Claim],
    /// The states of its words.
    pub states: &'a [States],
}

/// The incidents of a report, the likeliest first.
pub fn incidents(
    model: &IncidentModel,
    words: &Words<'_>,
    ground: &Ground<'_>,
    bars: &Bars,
) -> Vec<Incident> {
    let flat = Flat::new(words.analysis);
    let Some(rows) = Rows::new(&flat, words.states, words.claims) else {
        return Vec::new();
    };
    let judged: Vec<Judged> = phrases(&flat)
        .into_iter()
        .map(|p| judge(model, &rows, p))
        .collect();
    let triggers: Vec<[f32; 6]> = (0..words.claims.len())
        .map(|k| {
            let out = model.trigger.run(&rows.of_claim(k));
            std::array::from_fn(|i| sigmoid(out[i]))
        })
        .collect();
    let drafts = drafts(&flat, ground.text, &judged, &triggers, bars);
    drafts
        .iter()
        .map(|d| slots(d, &flat, &rows, &judged, words.claims, ground))
        .collect()
}

fn judge(model: &IncidentModel, rows: &Rows<'_>, phrase: Phrase) -> Judged {
    let out = model.phrase.run(&rows.of_phrase(&phrase));
    let part = softmax::<6>(&out[..6]);
    Judged {
        phrase,
        part: std::array::from_fn(|i| part[i + 1]),
        kind: std::array::from_fn(|i| sigmoid(out[6 + i])),
        people: softmax(&out[12..17]),
        things: softmax(&out[17..21]),
        stage: softmax(&out[21..24]),
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn softmax<const N: usize>(row: &[f32]) -> [f32; N] {
    let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = row.iter().map(|x| (x - top).exp()).sum();
    std::array::from_fn(|i| (row[i] - top).exp() / sum)
}

fn drafts(flat: &Flat, text: &str, judged: &[Judged], triggers: &[[f32; 6]], bars: &Bars) -> Vec<Draft> {
    let plays = |j: &Judged| j.part.iter().sum::<f32>();
    let score = |k: usize| {
        let phrase = judged.iter().map(|j| plays(j) * j.kind[k]).fold(0.0, f32::max);
        let trigger = triggers.iter().map(|t| t[k]).fold(0.0, f32::max);
        bars.phrases * phrase + (1.0 - bars.phrases) * trigger
    };
    let kinds: Vec<(usize, f32)> = (0..6)
        .map(|k| (k, score(k)))
        .filter(|(k, s)| *s > bars.kind[*k])
        .collect();
    let mut out: Vec<Draft> = kinds
        .iter()
        .map(|&(k, score)| {
            // A phrase belongs to its likeliest kind among those that are there.
            let fits = |j: &Judged| {
                let best = kinds.iter().map(|(k, _)| j.kind[*k]).fold(0.0, f32::max);
                j.kind[k] >= best || j.kind[k] > bars.also
            };
            let players = std::array::from_fn(|part| {
                let mut found: Vec<(usize, f32)> = (judged.iter().enumerate())
                    .filter(|(_, j)| j.part[part] >= bars.part[part] && fits(j))
                    .map(|(i, j)| (i, j.part[part] * j.kind[k]))
                    .collect();
                found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                clusters(flat, text, judged, Part::ALL[part], &found)
            });
            let mut claims: Vec<(usize, f32)> = (triggers.iter().enumerate())
                .map(|(c, t)| (c, t[k]))
                .filter(|(_, s)| *s > bars.claim)
                .collect();
            claims.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            Draft {
                kind: IncidentKind::ALL[k],
                score,
                players,
                claims,
            }
        })
        .collect();
    out.sort_by(|a, b| b.score.total_cmp(&a.score));
    out
}

/// Mentions put together: one's last word is the other's, or all its words are among the other's.
fn clusters(flat: &Flat, text: &str, judged: &[Judged], part: Part, found: &[(usize, f32)]) -> Vec<Cluster> {
    let mut out: Vec<(Cluster, Vec<String>)> = Vec::new();
    for &(i, score) in found {
        let phrase = &judged[i].phrase;
        let span = calling(flat, text, phrase, part);
        let words = bare(span.of(text));
        if words.is_empty() {
            continue;
        }
        let named = matches!(phrase.name, Some((_, NameKind::Per)));
        if let Some((c, of)) = out.iter_mut().find(|(_, of)| same(of, &words)) {
            c.mentions.push(i);
            if named && span.of(text).len() > c.span.of(text).len() {
                c.span = span;
                *of = words;
            }
            continue;
        }
        let cluster = Cluster {
            mentions: vec![i],
            span,
            score,
            named,
        };
        out.push((cluster, words));
    }
    out.into_iter().map(|(c, _)| c).collect()
}

/// The words by which the phrase is called: a person's or organisation's name, perpetrators with their number.
fn calling(flat: &Flat, text: &str, phrase: &Phrase, part: Part) -> Span {
    let words = match &phrase.name {
        Some((words, NameKind::Per)) => words.clone(),
        Some((words, NameKind::Org)) if part == Part::Organisation => words.clone(),
        _ => called(flat, phrase, part == Part::Perpetrator),
    };
    let (start, end) = (
        flat.token(words.start).span.start,
        flat.token(words.end - 1).span.end,
    );
    let marks = |c: char| " \"'-[]()“”‘’".contains(c);
    let inside = &text[start..end];
    let trimmed = inside.trim_start_matches(marks);
    let start = end - trimmed.len();
    Span::new(start, start + trimmed.trim_end_matches(marks).len())
}

/// Lower-case words without articles and marks.
fn bare(words: &str) -> Vec<String> {
    words
        .to_lowercase()
        .split_whitespace()
        .map(|w| {
            w.chars()
                .filter(|c| !c.is_ascii_punctuation())
                .collect::<String>()
        })
        .filter(|w| !w.is_empty() && !["a", "an", "the"].contains(&w.as_str()))
        .collect()
}

fn same(a: &[String], b: &[String]) -> bool {
    a.last() == b.last() || a.iter().all(|w| b.contains(w)) || b.iter().all(|w| a.contains(w))
}

/// How often each key comes, weighted; the heaviest first, ties by key.
pub(super) fn ranked<K: Ord + std::hash::Hash + Clone>(votes: &HashMap<K, f32>) -> Vec<(K, f32)> {
    let mut out: Vec<(K, f32)> = votes.iter().map(|(k, v)| (k.clone(), *v)).collect();
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    out
}

#[cfg(test)]
mod tests {
    use super::{bare, same};

    fn check(a: &str, b: &str, want: bool) {
        assert_eq!(same(&bare(a), &bare(b)), want, "{a:?} and {b:?}");
    }

    #[test]
    fn mentions_of_one_player() {
        check("Carlos Medina", "Medina", true);
        check("the armed men", "two armed men", true);
        check("Judge Carlos Medina", "Carlos", true);
        check("a car bomb", "the bomb", true);
        check("the judge", "his driver", false);
    }
}
