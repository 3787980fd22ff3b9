//! In: mentions, the pairs that are worth a comparison, weights, and what a person has forced. Out: groups of claims, one a
//! happening. Knows no word list.
//!
//! The best pair of groups is joined first, and the joined group is compared anew as a whole: by all the days, places and
//! numbers that its claims told. A claim that fits one member and contradicts the others does not come in, so that one bad
//! pair cannot chain two happenings.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use super::compare::{Feature, Vector, Weights, compare};
use super::mention::{Mention, Names};
use super::profile::Profile;

/// Pairs of ranks that a person has put together or taken apart; the lesser first.
#[derive(Debug, Clone, Default)]
pub struct Forced {
    /// Together. Stronger than `cannot`.
    pub must: BTreeSet<(usize, usize)>,
    /// Apart.
    pub cannot: BTreeSet<(usize, usize)>,
}

/// Other groups that a group is compared with; past these the ones with the lowest first claim stay.
const MOST_NEIGHBOURS: usize = 96;
/// Pairs so far below the bar are not taken up again, whatever their groups become.
const HOPELESS: f32 = 4.0;

struct Join {
    score: f32,
    /// First claims of the two groups: of equal scores the lowest goes first, whatever the order of the input.
    first: (u32, u32),
    groups: (u32, u32),
}

impl PartialEq for Join {
    fn eq(&self, o: &Self) -> bool {
        self.cmp(o) == Ordering::Equal
    }
}
impl Eq for Join {}
impl PartialOrd for Join {
    fn partial_cmp(&self, o: &Self) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}
impl Ord for Join {
    fn cmp(&self, o: &Self) -> Ordering {
        self.score
            .total_cmp(&o.score)
            .then(o.first.cmp(&self.first))
            .then(o.groups.cmp(&self.groups))
    }
}

struct State<'a> {
    mentions: &'a [Mention],
    names: &'a Names,
    weights: &'a Weights,
    cannot: HashMap<u32, Vec<u32>>,
    /// Groups by number; `None` once joined into another.
    groups: Vec<Option<Profile>>,
    /// For each group the numbers of those it is compared with.
    neighbours: Vec<Vec<u32>>,
    queue: BinaryHeap<Join>,
}

/// Groups of ranks, each ascending, in the order of their first rank.
pub fn cluster(
    mentions: &[Mention],
    names: &Names,
    pairs: &[(u32, u32)],
    weights: &Weights,
    forced: &Forced,
) -> Vec<Profile> {
    let mut cannot: HashMap<u32, Vec<u32>> = HashMap::new();
    for (a, b) in &forced.cannot {
        cannot.entry(*a as u32).or_default().push(*b as u32);
        cannot.entry(*b as u32).or_default().push(*a as u32);
    }
    let root = together(mentions.len(), &forced.must);
    let mut groups: Vec<Option<Profile>> = vec![None; mentions.len()];
    for (i, m) in mentions.iter().enumerate() {
        let own = Profile::of(i, m);
        let at = &mut groups[root[i] as usize];
        *at = Some(at.take().map_or_else(|| own.clone(), |p| p.join(&own)));
    }
    let mut state = State {
        mentions,
        names,
        weights,
        cannot,
        neighbours: vec![Vec::new(); groups.len()],
        groups,
        queue: BinaryHeap::new(),
    };
    let mut between: Vec<(u32, u32)> = (pairs.iter())
        .map(|(a, b)| (root[*a as usize], root[*b as usize]))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    between.sort_unstable();
    between.dedup();
    for (a, b) in between {
        state.meet(a, b);
    }
    while let Some(best) = state.queue.pop() {
        state.join(best.groups.0, best.groups.1);
    }
    let mut out: Vec<Profile> = state.groups.into_iter().flatten().collect();
    out.sort_by_key(|p| p.members[0]);
    out
}

/// The least rank that `x` is put together with so far.
fn find(root: &mut [u32], mut x: u32) -> u32 {
    while root[x as usize] != x {
        root[x as usize] = root[root[x as usize] as usize];
        x = root[x as usize];
    }
    x
}

/// The least rank that each is put together with.
fn together(n: usize, must: &BTreeSet<(usize, usize)>) -> Vec<u32> {
    let mut root: Vec<u32> = (0..n as u32).collect();
    for (a, b) in must {
        let (x, y) = (find(&mut root, *a as u32), find(&mut root, *b as u32));
        root[x.max(y) as usize] = x.min(y);
    }
    (0..n as u32).map(|i| find(&mut root, i)).collect()
}

/// Tellings of a place on both sides from which on they must agree …
const PLACED: u32 = 3;
/// … at least this far.
const LEAST_AGREEMENT: f32 = 0.25;

/// True when two groups cannot be one happening, whatever else they share: their days mostly differ, or both tell of places
/// several times and hardly of the same. In large groups some number or word is always shared, so that weights alone
/// would join them. Of 1,946 pairs of claims with days apart in the linking set 43 were of one happening.
fn contradict(a: &Profile, b: &Profile, v: &Vector) -> bool {
    let told = |p: &Profile| p.places.iter().map(|t| t.1).sum::<u32>();
    let days = v[Feature::DayConflict as usize] > 0.5;
    let placed = told(a) >= PLACED && told(b) >= PLACED;
    days || placed && v[Feature::PlaceAgree as usize] < LEAST_AGREEMENT
}

impl State<'_> {
    /// Compares two groups; notes them as neighbours and queues them where they may be joined.
    fn meet(&mut self, a: u32, b: u32) {
        let (Some(x), Some(y)) = (&self.groups[a as usize], &self.groups[b as usize]) else {
            return;
        };
        if x.kind != y.kind {
            return;
        }
        let apart = |m: &u32| {
            self.cannot
                .get(m)
                .is_some_and(|l| l.iter().any(|o| y.members.binary_search(o).is_ok()))
        };
        if !self.cannot.is_empty() && x.members.iter().any(apart) {
            return;
        }
        let v = compare(x, y, self.mentions, self.names);
        let score = self.weights.score(&v);
        if score < self.weights.bar - HOPELESS || contradict(x, y, &v) {
            return;
        }
        let firsts = (x.members[0], y.members[0]);
        self.neighbours[a as usize].push(b);
        self.neighbours[b as usize].push(a);
        if score >= self.weights.bar {
            self.queue.push(Join {
                score,
                first: (firsts.0.min(firsts.1), firsts.0.max(firsts.1)),
                groups: (a.min(b), a.max(b)),
            });
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        if self.groups[a as usize].is_none() || self.groups[b as usize].is_none() {
            return;
        }
        let (Some(x), Some(y)) = (self.groups[a as usize].take(), self.groups[b as usize].take()) else {
            return;
        };
        let new = self.groups.len() as u32;
        let mut near = std::mem::take(&mut self.neighbours[a as usize]);
        near.append(&mut self.neighbours[b as usize]);
        self.groups.push(Some(x.join(&y)));
        self.neighbours.push(Vec::new());
        let first = |g: &u32| self.groups[*g as usize].as_ref().map(|p| p.members[0]);
        let mut near: Vec<(u32, u32)> = near.iter().filter_map(|g| Some((first(g)?, *g))).collect();
        near.sort_unstable();
        near.dedup();
        near.truncate(MOST_NEIGHBOURS);
        for (_, g) in near {
            self.meet(g, new);
        }
    }
}
