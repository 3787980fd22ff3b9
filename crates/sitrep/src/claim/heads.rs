//! In: an analysis with the states of its words, and the claim heads of the language pack. Out: proposals: words that
//! may name an act, with scores for type, mode, status and the role of every word near. Knows no codebook.

use std::collections::HashMap;

use serde::Deserialize;
use text::engine::{STATE_GROUPS, STATE_WIDTH};
use text::graph::{Graph, Input};
use text::pack::Pack;
use text::{Error, States, Upos};

use super::flat::{Flat, chain, cues, distance_class, paths, signs};

/// Number of roles, in the order of [`Role`].
pub const ROLES: usize = 6;

/// What a word may be to an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the roles of the guidelines")]
pub enum Role {
    Actor,
    Recipient,
    Place,
    Time,
    Count,
    Speaker,
}

impl Role {
    /// All, in the order of the head's outputs.
    pub const ALL: [Self; ROLES] = [
        Self::Actor,
        Self::Recipient,
        Self::Place,
        Self::Time,
        Self::Count,
        Self::Speaker,
    ];

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Recipient => "recipient",
            Self::Place => "place",
            Self::Time => "time",
            Self::Count => "count",
            Self::Speaker => "speaker",
        }
    }
}

/// Thresholds of the heads, tuned on held-back training reports (`tune.py`).
#[derive(Debug, Clone, Deserialize)]
pub struct Thresholds {
    /// Least probability that a word names an act.
    pub trigger: f32,
    /// Least score of each role; for parties, of every filler but the best.
    pub actor: f32,
    /// See `actor`.
    pub recipient: f32,
    /// Least score of the best actor.
    pub actor_first: f32,
    /// Least score of the best recipient.
    pub recipient_first: f32,
    /// See `actor`.
    pub place: f32,
    /// See `actor`.
    pub count: f32,
    /// See `actor`.
    pub speaker: f32,
    /// See `actor`.
    pub time: f32,
    /// Points (score, share right) between which confidence is read off; ascending.
    pub calibration: Vec<(f32, f32)>,
}

impl Thresholds {
    /// The least score of a role.
    pub fn of(&self, role: Role) -> f32 {
        match role {
            Role::Actor => self.actor,
            Role::Recipient => self.recipient,
            Role::Place => self.place,
            Role::Time => self.time,
            Role::Count => self.count,
            Role::Speaker => self.speaker,
        }
    }

    /// The share of right claims among those of this score.
    pub fn confidence(&self, p: f32) -> f32 {
        let c = &self.calibration;
        let (Some(first), Some(last)) = (c.first(), c.last()) else {
            return p;
        };
        if p <= first.0 {
            return first.1;
        }
        c.windows(2).find(|w| p <= w[1].0).map_or(last.1, |w| {
            w[0].1 + (w[1].1 - w[0].1) * (p - w[0].0) / (w[1].0 - w[0].0).max(1e-6)
        })
    }
}

#[derive(Debug, Deserialize)]
struct Labels {
    upos_index: Vec<String>,
    types: Vec<String>,
    modes: Vec<(String, Option<String>)>,
    status: Vec<String>,
    paths: HashMap<String, i32>,
    signs: HashMap<String, usize>,
    lexicon: HashMap<String, (f32, HashMap<usize, f32>)>,
    prior: HashMap<String, Vec<f32>>,
    thresholds: Thresholds,
}

/// The claim heads.
#[derive(Debug)]
pub struct Heads {
    trigger: Graph,
    event: Graph,
    labels: Labels,
    upos: HashMap<Upos, i32>,
}

/// A word that may name an act, with everything that the heads think of it.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The word (numbered through the report).
    pub word: usize,
    /// Probability that it names an act.
    pub p: f32,
    /// Probability of each type, in the order of [`Heads::types`]; sums to `p`.
    pub types: Vec<f32>,
    /// Score of each mode (logits; index as in [`Heads::modes`]).
    pub modes: Vec<f32>,
    /// Probability of each status, in the order of [`Heads::statuses`].
    pub status: Vec<f32>,
    /// First word that `roles` speaks of.
    pub from: usize,
    /// Score 0..1 of each role for each word from `from` on; words that cannot fill a role have zero.
    pub roles: Vec<[f32; ROLES]>,
}

impl Proposal {
    /// Words with at least `least` for `role`, best first.
    pub fn fillers(&self, role: Role, least: f32) -> Vec<(usize, f32)> {
        let mut out: Vec<(usize, f32)> = (self.roles.iter().enumerate())
            .map(|(k, r)| (self.from + k, r[role as usize]))
            .filter(|(_, s)| *s >= least)
            .collect();
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out
    }
    /// The score of one word for one role; zero outside the window.
    pub fn score(&self, word: usize, role: Role) -> f32 {
        word.checked_sub(self.from)
            .and_then(|k| self.roles.get(k))
            .map_or(0.0, |r| r[role as usize])
    }
}

impl Heads {
    /// Loads the heads of an English pack.
    pub fn load(pack: &Pack) -> Result<Self, Error> {
        let labels: Labels = serde_json::from_slice(&pack.section("labels.json")?)
            .map_err(|e| Error::pack("english", &format!("labels.json does not read ({e})")))?;
        let upos = (labels.upos_index.iter().enumerate())
            .filter_map(|(i, n)| Some((Upos::parse(n)?, i as i32)))
            .collect();
        Ok(Self {
            trigger: Graph::load(
                "trigger.onnx",
                pack.section("trigger.onnx")?,
                &["state", "lexicon"],
                &["type"],
            )?,
            event: Graph::load(
                "event.onnx",
                pack.section("event.onnx")?,
                &[
                    "states",
                    "word",
                    "kind",
                    "head",
                    "cue",
                    "sign",
                    "distance",
                    "sentences",
                    "path",
                    "upos",
                    "ner",
                ],
                &["mode", "status", "roles"],
            )?,
            labels,
            upos,
        })
    }

    /// Names of the types.
    pub fn types(&self) -> &[String] {
        &self.labels.types
    }
    /// Type and mode of each mode score.
    pub fn modes(&self) -> &[(String, Option<String>)] {
        &self.labels.modes
    }
    /// Names of the statuses.
    pub fn statuses(&self) -> &[String] {
        &self.labels.status
    }
    /// The tuned thresholds.
    pub fn thresholds(&self) -> &Thresholds {
        &self.labels.thresholds
    }

    /// Proposals in order of words: every word with at least `floor`, and every word for which `also` says so.
    pub fn propose(
        &self,
        flat: &Flat,
        states: &[States],
        floor: f32,
        also: &dyn Fn(usize) -> bool,
    ) -> Result<Vec<Proposal>, Error> {
        let mut out = Vec::new();
        for s in states {
            self.propose_in(flat, s, floor, also, &mut out)?;
        }
        Ok(out)
    }

    fn propose_in(
        &self,
        flat: &Flat,
        states: &States,
        floor: f32,
        also: &dyn Fn(usize) -> bool,
        out: &mut Vec<Proposal>,
    ) -> Result<(), Error> {
        let (from, target) = (states.window.from, states.window.target.clone());
        let (n, m) = (states.words(), target.len());
        let group = |g: usize| &states.data[g * n * STATE_WIDTH..(g + 1) * n * STATE_WIDTH];
        debug_assert_eq!(states.data.len(), STATE_GROUPS * n * STATE_WIDTH);
        let state = group(0)[(target.start - from) * STATE_WIDTH..].to_vec();
        let lexicon: Vec<f32> = target.clone().flat_map(|w| self.lexicon_row(flat, w)).collect();
        let width = lexicon.len() / m.max(1);
        let scores = self.trigger.run(vec![
            Input::Float(vec![m, STATE_WIDTH], state),
            Input::Float(vec![m, width], lexicon),
        ])?;
        let mut asked = Vec::new();
        for (k, word) in target.enumerate() {
            let p = softmax(scores[0].row(k));
            if 1.0 - p[0] >= floor || also(word) {
                asked.push((word, p));
            }
        }
        if asked.is_empty() {
            return Ok(());
        }
        let e = asked.len();
        let best_type = |p: &[f32]| (1..p.len()).fold(1, |b, i| if p[i] > p[b] { i } else { b }) - 1;
        let kinds: Vec<i32> = asked.iter().map(|(_, p)| best_type(p) as i32).collect();
        let words: Vec<usize> = asked.iter().map(|(w, _)| *w).collect();
        let f = self.event_features(flat, from, n, &words);
        let result = self.event.run(vec![
            Input::Float(vec![2, n, STATE_WIDTH], [group(1), group(2)].concat()),
            Input::Int(vec![e], words.iter().map(|w| (w - from) as i32).collect()),
            Input::Int(vec![e], kinds.clone()),
            Input::Int(vec![e], f.head),
            Input::Float(vec![2, e, n], f.cue),
            Input::Float(vec![e, self.labels.signs.len()], f.sign),
            Input::Int(vec![e, n], f.distance),
            Input::Int(vec![e, n], f.sentences),
            Input::Int(vec![e, n], f.path),
            Input::Int(
                vec![n],
                (from..from + n).map(|w| self.upos[&flat.token(w).upos]).collect(),
            ),
            Input::Int(vec![n], flat.name[from..from + n].to_vec()),
        ])?;
        let [mode, status, roles] = &result[..] else {
            return Err(Error::graph("event.onnx", "it gave another number of outputs"));
        };
        for (q, (word, p)) in asked.into_iter().enumerate() {
            let role = |w: usize| -> [f32; ROLES] {
                let fits = flat.sentence[w] <= flat.sentence[word] && w != word;
                let row = roles.row(q * n + w - from);
                std::array::from_fn(|r| if fits { 1.0 / (1.0 + (-row[r]).exp()) } else { 0.0 })
            };
            out.push(Proposal {
                word,
                p: 1.0 - p[0],
                types: p[1..].to_vec(),
                modes: mode.row(q).to_vec(),
                status: softmax(status.row(q)),
                from,
                roles: (from..from + n).map(role).collect(),
            });
        }
        Ok(())
    }

    /// Type shares of the word in coded reports, share of uses that are triggers, log of their count, unseen flag
    /// (`claims.py`, `features`).
    fn lexicon_row(&self, flat: &Flat, word: usize) -> Vec<f32> {
        let t = flat.token(word);
        let class = match t.upos {
            Upos::Verb | Upos::Aux => "V",
            Upos::Noun | Upos::Propn => "N",
            _ => "A",
        };
        let key = format!("{}/{class}", t.lemma.to_lowercase());
        let kinds = self.labels.types.len();
        let (mut uses, mut shares) = (0.0, vec![0.0; kinds]);
        if let Some((n, types)) = self.labels.lexicon.get(&key) {
            uses = *n;
            for (k, c) in types {
                shares[*k] = *c;
            }
        }
        let mut total: f32 = shares.iter().sum();
        if let (Some(prior), true) = (self.labels.prior.get(&key), total < 3.0) {
            shares.iter_mut().zip(prior).for_each(|(s, p)| *s += p);
            uses += 1.0;
            total = shares.iter().sum();
        }
        for s in &mut shares {
            *s /= total + 0.5;
        }
        shares.extend([
            total / (uses + 0.5),
            total.ln_1p() / 3.0,
            f32::from(u8::from(uses <= 0.0)),
        ]);
        shares
    }

    /// Inputs of the event head (`claims.py`, `event_features`).
    fn event_features(&self, flat: &Flat, from: usize, n: usize, words: &[usize]) -> Features {
        let e = words.len();
        let mut f = Features {
            cue: vec![0.0; 2 * e * n],
            sign: vec![0.0; e * self.labels.signs.len()],
            ..Features::default()
        };
        for (q, &word) in words.iter().enumerate() {
            let (s, k) = (flat.sentence_of(word), flat.within(word));
            let base = flat.start[flat.sentence[word]];
            let inside = |x: usize| (base + x).clamp(from, from + n - 1) - from;
            let up = chain(s, k);
            let head = up.get(1).copied().unwrap_or(k);
            f.head.push(inside(head) as i32);
            for (row, at) in [k, head].into_iter().enumerate() {
                let found: Vec<usize> = cues(s, at)
                    .into_iter()
                    .map(|x| base + x)
                    .filter(|x| (from..from + n).contains(x))
                    .collect();
                for x in &found {
                    f.cue[(row * e + q) * n + x - from] = 1.0 / found.len() as f32;
                }
            }
            let row = q * self.labels.signs.len();
            for at in signs(s, k).iter().filter_map(|x| self.labels.signs.get(x)) {
                f.sign[row + at] = 1.0;
            }
            let way = paths(s, k);
            for w in from..from + n {
                f.distance.push(distance_class(word, w));
                f.sentences
                    .push((flat.sentence[word].saturating_sub(flat.sentence[w])).min(4) as i32);
                f.path.push(if flat.sentence[w] == flat.sentence[word] {
                    way[flat.within(w)]
                        .as_ref()
                        .map_or(2, |p| self.labels.paths.get(p).copied().unwrap_or(0))
                } else {
                    1
                });
            }
        }
        f
    }
}

#[derive(Default)]
struct Features {
    head: Vec<i32>,
    cue: Vec<f32>,
    sign: Vec<f32>,
    distance: Vec<i32>,
    sentences: Vec<i32>,
    path: Vec<i32>,
}

fn softmax(row: &[f32]) -> Vec<f32> {
    let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let e: Vec<f32> = row.iter().map(|x| (x - top).exp()).collect();
    let sum: f32 = e.iter().sum();
    e.into_iter().map(|x| x / sum).collect()
}
