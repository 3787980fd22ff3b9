//! In: a gold coding of reports and another coding of them. Out: a [`Score`]: precision, recall and F1 of events and their
//! values, shares of right modes and states, F1 by type, and what was missed or is too much. Knows no file. The figures are
//! those of the bench's scorer to the last digit; bench/accuracy holds one against the other.

pub mod align;
pub mod coding;
pub mod words;

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use self::align::{Ready, pairs};
use self::coding::{CodedEvent, Coding, Mention};
use self::words::{ScoreWords, close, overlap};
use crate::record::CountValue;

/// Hits, what the gold has and what was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// What both have.
    pub hit: usize,
    /// What the gold has.
    pub gold: usize,
    /// What the other coding has.
    pub given: usize,
}

impl Tally {
    fn add(&mut self, hit: usize, gold: usize, given: usize) {
        self.hit += hit;
        self.gold += gold;
        self.given += given;
    }

    /// Share of what was given that is right, 0 to 1; 0 when nothing was given.
    pub fn precision(self) -> f64 {
        ratio(self.hit, self.given)
    }

    /// Share of the gold that was found, 0 to 1; 0 for an empty gold.
    pub fn recall(self) -> f64 {
        ratio(self.hit, self.gold)
    }

    /// Harmonic mean of both, 0 to 1.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

/// Right ones among matched pairs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Right ones.
    pub right: usize,
    /// Pairs.
    pub of: usize,
}

impl Share {
    /// In percent; 0 without pairs.
    pub fn percent(self) -> f64 {
        if self.of == 0 {
            return 0.0;
        }
        100.0 * self.right as f64 / self.of as f64
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// An event that the other coding has not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Single {
    /// Its report.
    pub doc_id: String,
    /// Its type.
    pub kind: Option<String>,
    /// Its trigger.
    pub trigger: String,
    /// Its sentence.
    pub sentence: String,
}

/// How well a coding agrees with the gold. Figures of values are over matched pairs, so that they do not fall when events
/// are missed; `TYPED_ROLE` does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// By the names of [`FIGURES`], in their order.
    pub figures: [Tally; FIGURES.len()],
    /// Matched pairs of one type with the same mode.
    pub mode: Share,
    /// Matched pairs with the same status.
    pub status: Share,
    /// The most frequent of the gold first. The type is `None` for events without one.
    pub by_type: Vec<(Option<String>, Tally)>,
    /// Events of the gold that were not found.
    pub missed: Vec<Single>,
    /// Events that the gold has not.
    pub extra: Vec<Single>,
}

/// What is counted: events found at all; with the right type; and both sets of parties right; the right types in the right
/// sentence, whatever the trigger; then values of matched pairs.
pub const FIGURES: [&str; 10] = [
    "trigger",
    "typed",
    "typed+role",
    "by sentence",
    "actors",
    "recipients",
    "place",
    "time",
    "counts",
    "speaker",
];

/// The figures that are shares of right ones.
pub const SHARES: [&str; 2] = ["mode", "status"];

impl Score {
    /// A figure in percent, of [`FIGURES`] (F1) or [`SHARES`]; `None` for another name.
    pub fn percent(&self, name: &str) -> Option<f64> {
        match name {
            "mode" => Some(self.mode.percent()),
            "status" => Some(self.status.percent()),
            _ => {
                let at = FIGURES.iter().position(|f| *f == name)?;
                Some(100.0 * self.figures[at].f1())
            }
        }
    }
}

/// Scores `given` against `gold`. Reports that the gold has not are left out; of a report that `given` has not, all is
/// missed.
pub fn score(words: &ScoreWords, gold: &[Coding], given: &[Coding]) -> Score {
    let by_doc: HashMap<&str, &Coding> = given.iter().map(|c| (c.doc_id.as_str(), c)).collect();
    let nothing = Coding::default();
    let mut out = Score::default();
    for doc in gold {
        let other = by_doc.get(doc.doc_id.as_str()).copied().unwrap_or(&nothing);
        report(words, doc, other, &mut out);
    }
    out.by_type.sort_by_key(|(_, t)| std::cmp::Reverse(t.gold));
    out
}

fn report(words: &ScoreWords, gold: &Coding, given: &Coding, out: &mut Score) {
    let (g, p) = (Ready::all(words, gold), Ready::all(words, given));
    let taken = pairs(&g, &p);
    for e in &gold.events {
        out.of_type(e.kind.as_ref()).gold += 1;
    }
    for e in &given.events {
        out.of_type(e.kind.as_ref()).given += 1;
    }
    let (mut typed, mut full) = (0, 0);
    for &(i, j) in &taken {
        let (a, b) = (&g[i], &p[j]);
        let same_type = a.event.kind == b.event.kind;
        let roles = [(&a.actors, &b.actors), (&a.recipients, &b.recipients)];
        let mut right = true;
        for (k, (x, y)) in roles.into_iter().enumerate() {
            let hit = overlap(x, y);
            out.figures[4 + k].add(hit, x.len(), y.len());
            right &= hit == x.len() && hit == y.len();
        }
        if same_type {
            typed += 1;
            full += usize::from(right);
            out.of_type(a.event.kind.as_ref()).hit += 1;
            out.mode.of += 1;
            out.mode.right += usize::from(a.event.mode == b.event.mode);
        }
        out.status.of += 1;
        out.status.right += usize::from(a.event.status == b.event.status);
        values(words, a.event, b.event, &mut out.figures);
    }
    let (gold_n, given_n) = (g.len(), p.len());
    let found = by_sentence(&g, &p);
    for (k, hit) in [taken.len(), typed, full, found].into_iter().enumerate() {
        out.figures[k].add(hit, gold_n, given_n);
    }
    let single = |doc: &str, e: &CodedEvent| Single {
        doc_id: doc.to_owned(),
        kind: e.kind.clone(),
        trigger: e.trigger.clone(),
        sentence: e.sentence.clone(),
    };
    let missed = gold.events.iter().enumerate();
    let missed = missed.filter(|(i, _)| !taken.iter().any(|(x, _)| x == i));
    out.missed.extend(missed.map(|(_, e)| single(&gold.doc_id, e)));
    let extra = given.events.iter().enumerate();
    let extra = extra.filter(|(j, _)| !taken.iter().any(|(_, y)| y == j));
    out.extra.extend(extra.map(|(_, e)| single(&gold.doc_id, e)));
}

impl Score {
    fn of_type(&mut self, kind: Option<&String>) -> &mut Tally {
        let at = self.by_type.iter().position(|(k, _)| k.as_ref() == kind);
        let at = at.unwrap_or_else(|| {
            self.by_type.push((kind.cloned(), Tally::default()));
            self.by_type.len() - 1
        });
        &mut self.by_type[at].1
    }
}

/// Place, time, counts and speaker of a matched pair.
fn values(words: &ScoreWords, a: &CodedEvent, b: &CodedEvent, figures: &mut [Tally; FIGURES.len()]) {
    let phrase = |m: &Option<Mention>| words.stems(m.as_ref().map_or("", |m| &m.text));
    for (k, x, y) in [(6, &a.place, &b.place), (9, &a.said_by, &b.said_by)] {
        let (x, y) = (phrase(x), phrase(y));
        figures[k].add(
            usize::from(close(&x, &y)),
            usize::from(!x.is_empty()),
            usize::from(!y.is_empty()),
        );
    }
    // Where the gold has a first day only, no answer is right: what the last day is, it does not say.
    let days = |e: &CodedEvent| -> Option<(Date, Date)> { Some((e.start?, e.end.or(e.start)?)) };
    let right = a.end.is_some() && days(a).is_some() && days(a) == days(b);
    figures[7].add(
        usize::from(right),
        usize::from(a.start.is_some()),
        usize::from(b.start.is_some()),
    );
    let numbers = |e: &CodedEvent| -> BTreeMap<CountKey, usize> {
        let mut all = BTreeMap::new();
        for c in &e.counts {
            *all.entry(key(c.value)).or_default() += 1;
        }
        all
    };
    let (x, y) = (numbers(a), numbers(b));
    let hit = x
        .iter()
        .map(|(k, n)| (*n).min(y.get(k).copied().unwrap_or(0)))
        .sum();
    figures[8].add(hit, a.counts.len(), b.counts.len());
}

type CountKey = (Option<u64>, Option<u64>, Option<u64>);

fn key(v: CountValue) -> CountKey {
    (v.low, v.best, v.high)
}

/// Right types in the right sentences, each taken once.
fn by_sentence(gold: &[Ready<'_>], given: &[Ready<'_>]) -> usize {
    let mut left: Vec<&Ready<'_>> = given.iter().collect();
    let mut found = 0;
    for x in gold {
        let fits = |y: &&Ready<'_>| y.event.kind == x.event.kind && x.sentence.is_same(&y.sentence);
        if let Some(k) = left.iter().position(fits) {
            left.remove(k);
            found += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests;
