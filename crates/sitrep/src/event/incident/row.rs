//! In: the words of a report, their states and its claims. Out: the rows of features that the learned weights read: one for
//! each noun phrase, one for each claim. Knows no incident.
//!
//! The counterpart of `features` in `training/incidents.py`: what is computed here must be what the weights learned with.

use std::collections::HashMap;

use text::engine::{STATE_GROUPS, STATE_WIDTH};
use text::{NameKind, States, Upos};

use super::model::{ROW, SIGNS};
use super::phrase::Phrase;
use crate::claim::flat::Flat;
use crate::record::{Claim, Party};

/// Types whose parties have a sign of their own; others share one.
const KINDS: [&str; 8] = [
    "ASSAULT", "COERCE", "PROTEST", "THREATEN", "MOBILIZE", "ACCUSE", "SANCTION", "RETREAT",
];

/// What rows are made from.
pub struct Rows<'a> {
    flat: &'a Flat<'a>,
    claims: &'a [Claim],
    /// Claim of each trigger's first word.
    triggers: HashMap<usize, usize>,
    /// First word of each claim's trigger.
    pub trigger_of: Vec<usize>,
    /// For each word the claims to which it is a party; `true` for an actor.
    links: HashMap<usize, Vec<(bool, usize)>>,
    states: Vec<f32>,
    sentences: Vec<Vec<f32>>,
    report: Vec<f32>,
}

impl<'a> Rows<'a> {
    /// Gathers the states by word; `None` when there are not as many as words.
    pub fn new(flat: &'a Flat<'a>, states: &[States], claims: &'a [Claim]) -> Option<Self> {
        let mut all = Vec::with_capacity(flat.len() * STATE_GROUPS * STATE_WIDTH);
        for s in states {
            let n = s.words();
            for w in s.window.target.clone() {
                for g in 0..STATE_GROUPS {
                    let at = (g * n + w - s.window.from) * STATE_WIDTH;
                    all.extend_from_slice(s.data.get(at..at + STATE_WIDTH)?);
                }
            }
        }
        if all.len() != flat.len() * STATE_GROUPS * STATE_WIDTH || flat.is_empty() {
            return None;
        }
        let starts: Vec<usize> = (0..flat.len()).map(|w| flat.token(w).span.start).collect();
        let word_at = |byte: usize| starts.partition_point(|s| *s < byte);
        let trigger_of: Vec<usize> = claims
            .iter()
            .map(|c| word_at(c.trigger.start).min(flat.len() - 1))
            .collect();
        let mut links: HashMap<usize, Vec<(bool, usize)>> = HashMap::new();
        for (k, c) in claims.iter().enumerate() {
            let mut link = |parties: &[Party], acts: bool| {
                for p in parties {
                    for w in word_at(p.span.start)..word_at(p.span.end) {
                        links.entry(w).or_default().push((acts, k));
                    }
                }
            };
            link(&c.actors, true);
            link(&c.recipients, false);
        }
        let mut rows = Self {
            flat,
            claims,
            triggers: trigger_of.iter().enumerate().map(|(k, w)| (*w, k)).collect(),
            trigger_of,
            links,
            states: all,
            sentences: Vec::new(),
            report: Vec::new(),
        };
        rows.sentences = (0..flat.start.len())
            .map(|s| rows.mean(flat.start[s]..flat.start.get(s + 1).copied().unwrap_or(flat.len())))
            .collect();
        rows.report = rows.mean(0..flat.len());
        Some(rows)
    }

    fn state(&self, word: usize) -> &[f32] {
        let width = STATE_GROUPS * STATE_WIDTH;
        &self.states[word * width..(word + 1) * width]
    }

    fn mean(&self, words: std::ops::Range<usize>) -> Vec<f32> {
        let mut out = vec![0.0; STATE_WIDTH];
        let n = words.len().max(1) as f32;
        for w in words {
            out.iter_mut().zip(self.state(w)).for_each(|(o, x)| *o += x / n);
        }
        out
    }

    /// The nearest word above that is a trigger or a verb.
    fn predicate(&self, word: usize) -> Option<usize> {
        let mut at = self.flat.head(word);
        for _ in 0..self.flat.len() {
            let w = at?;
            if self.triggers.contains_key(&w) || self.flat.token(w).upos == Upos::Verb {
                return Some(w);
            }
            at = self.flat.head(w);
        }
        None
    }

    fn context(&self, word: usize) -> Vec<f32> {
        let mut row = Vec::with_capacity(ROW);
        row.extend_from_slice(self.state(word));
        match self.predicate(word) {
            Some(p) => row.extend_from_slice(&self.state(p)[..STATE_WIDTH]),
            None => row.extend_from_slice(&[0.0; STATE_WIDTH]),
        }
        row.extend_from_slice(&self.sentences[self.flat.sentence[word]]);
        row.extend_from_slice(&self.report);
        row
    }

    /// Signs of where the sentence stands in the report.
    fn position(&self, word: usize, signs: &mut [f32; SIGNS]) {
        let s = self.flat.sentence[word];
        signs[27 + s.min(4)] = 1.0;
        signs[32] = (s as f32 / 20.0).min(1.5);
    }

    /// The claims to which the word is a party; `true` for an actor.
    pub fn links(&self, word: usize) -> &[(bool, usize)] {
        self.links.get(&word).map_or(&[], Vec::as_slice)
    }

    /// The row of a noun phrase.
    pub fn of_phrase(&self, phrase: &Phrase) -> Vec<f32> {
        let mut signs = [0.0; SIGNS];
        for (acts, k) in self.links(phrase.head).iter().take(4) {
            let c = &self.claims[*k];
            signs[if *acts { 0 } else { 10 } + kind(c)] = 1.0;
            signs[20] = f32::max(signs[20], c.confidence);
        }
        match phrase.name {
            Some((_, NameKind::Per)) => signs[21] = 1.0,
            Some((_, NameKind::Org)) => signs[22] = 1.0,
            Some((_, NameKind::Loc)) => signs[23] = 1.0,
            None => {}
        }
        let class = match self.flat.token(phrase.head).upos {
            Upos::Noun => 0,
            Upos::Propn => 1,
            _ => 2,
        };
        signs[24 + class] = 1.0;
        self.position(phrase.head, &mut signs);
        let mut row = self.context(phrase.head);
        row.extend(signs);
        row
    }

    /// The row of a claim.
    pub fn of_claim(&self, k: usize) -> Vec<f32> {
        let c = &self.claims[k];
        let mut signs = [0.0; SIGNS];
        signs[kind(c)] = 1.0;
        signs[10 + c.status as usize] = 1.0;
        signs[20] = c.confidence;
        let yes = |b: bool| f32::from(u8::from(b));
        signs[21] = yes(!c.actors.is_empty());
        signs[22] = yes(!c.recipients.is_empty());
        signs[23] = yes(c.time.is_some());
        signs[24] = yes(c.place.is_some());
        self.position(self.trigger_of[k], &mut signs);
        let mut row = self.context(self.trigger_of[k]);
        row.extend(signs);
        row
    }
}

fn kind(c: &Claim) -> usize {
    KINDS.iter().position(|k| *k == c.kind).unwrap_or(KINDS.len())
}
