//! In: what each claim tells, the pairs that are worth a comparison, weights, and what a person has forced. Out: groups of claims, one a
//! happening. Knows no word list.
//!
//! The best pair of groups is joined first, and the joined group is compared anew as a whole: by all the days, places and
//! numbers that its claims told. A claim that fits one member and contradicts the others does not come in, so that one bad
//! pair cannot chain two happenings.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use super::compare::{Weights, compare};
use super::feature::{Feature, Vector};
use super::mention::Batch;
use super::profile::{Field, Profile};

/// Pairs of ranks that a person has put together or taken apart; the lesser first.
#[derive(Debug, Clone, Default)]
pub struct Forced {
    /// Together. Stronger than `cannot`.
    pub must: BTreeSet<(usize, usize)>,
    /// Apart.
    pub cannot: BTreeSet<(usize, usize)>,
}

/// Other groups that a group is compared with anew when it grows: those that fitted best.
const MOST_NEIGHBOURS: usize = 32;
/// Pairs so far below the bar are not taken up again, whatever their groups become.
const HOPELESS: f32 = 3.0;

/// The best partner of a group.
struct Join {
    score: f32,
    /// First claims of the two groups: of equal scores the lowest goes first, whatever the order of the input.
    first: (u32, u32),
    /// Whose best partner it is, and the partner.
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
        let scores = self.score.total_cmp(&o.score);
        scores
            .then(o.first.cmp(&self.first))
            .then(o.groups.cmp(&self.groups))
    }
}

/// Told of each comparison: both groups and how they compare. What weights are fitted on.
pub type Seen<'a> = dyn FnMut(&Profile, &Profile, &Vector) + 'a;

struct State<'a, 'b> {
    batch: &'a Batch,
    weights: &'a Weights,
    cannot: HashMap<u32, Vec<u32>>,
    /// Groups of several claims; the first has the number after the last claim's. Single claims are groups by their rank.
    made: Vec<Profile>,
    /// False for groups that went into another.
    alive: Vec<bool>,
    /// For each group those that fit it best, with their scores.
    neighbours: Vec<Vec<(f32, u32)>>,
    /// The best partner of each group; of groups that are gone, too.
    queue: BinaryHeap<Join>,
    seen: &'a mut Seen<'b>,
}

/// Groups of claims, in the order of their first rank.
pub fn cluster<'a>(
    batch: &'a Batch,
    pairs: &[(u32, u32)],
    weights: &Weights,
    forced: &Forced,
    seen: &mut Seen<'_>,
) -> Vec<Cow<'a, Profile>> {
    let claims = batch.profiles.len();
    let mut cannot: HashMap<u32, Vec<u32>> = HashMap::new();
    for (a, b) in &forced.cannot {
        cannot.entry(*a as u32).or_default().push(*b as u32);
        cannot.entry(*b as u32).or_default().push(*a as u32);
    }
    let mut state = State {
        batch,
        weights,
        cannot,
        made: Vec::new(),
        alive: vec![true; claims],
        neighbours: vec![Vec::new(); claims],
        queue: BinaryHeap::new(),
        seen,
    };
    for (a, b) in pairs {
        if a != b {
            state.meet(*a.min(b), *a.max(b));
        }
    }
    for g in 0..state.alive.len() as u32 {
        state.seek(g);
    }
    while let Some(Join { groups: (a, b), .. }) = state.queue.pop() {
        match (state.alive[a as usize], state.alive[b as usize]) {
            (true, true) => state.join(a, b),
            (true, false) => state.seek(a),
            (false, _) => {}
        }
    }
    let mut made = std::mem::take(&mut state.made).into_iter();
    let mut out: Vec<Cow<'_, Profile>> = Vec::new();
    for (g, alive) in state.alive.iter().enumerate() {
        let joined = if g < claims { None } else { made.next() };
        if *alive {
            out.push(joined.map_or_else(|| Cow::Borrowed(&batch.profiles[g]), Cow::Owned));
        }
    }
    let mut out = force(out, batch, forced);
    out.sort_by_key(|p| p.first);
    out
}

/// Puts the groups together of which a person has put claims together. This comes last, so that it changes no other
/// group: were it first, the larger group would draw claims out of others that nobody spoke of. What comes along with its
/// group stays behind where a person took it apart from one that is there.
fn force<'a>(groups: Vec<Cow<'a, Profile>>, batch: &'a Batch, forced: &Forced) -> Vec<Cow<'a, Profile>> {
    if forced.must.is_empty() {
        return groups;
    }
    let mut group = vec![0; batch.profiles.len()];
    for (g, profile) in groups.iter().enumerate() {
        profile.ranks().for_each(|r| group[r] = g);
    }
    let root = together(batch.profiles.len(), &forced.must);
    let joined = (forced.must.iter()).map(|(a, b)| (group[*a].min(group[*b]), group[*a].max(group[*b])));
    let whole = together(groups.len(), &joined.filter(|(a, b)| a != b).collect());
    let mut unions: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (g, w) in whole.iter().enumerate() {
        unions.entry(*w).or_default().push(g);
    }
    let apart = |a: usize, b: usize| forced.cannot.contains(&(a.min(b), a.max(b)));
    let chosen: BTreeSet<usize> = forced.must.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let mut out = Vec::with_capacity(groups.len());
    let mut groups: Vec<Option<Cow<'a, Profile>>> = groups.into_iter().map(Some).collect();
    for union in unions.values().filter(|u| u.len() > 1) {
        let ranks = union.iter().filter_map(|g| groups[*g].take());
        let ranks: BTreeSet<usize> = ranks.flat_map(|p| p.ranks().collect::<Vec<_>>()).collect();
        // What a person put together is one piece each and comes first; each other claim is a piece.
        let mut pieces: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
        for r in ranks {
            let by = (!chosen.contains(&r), root[r] as usize);
            pieces.entry(by).or_default().push(r);
        }
        let mut heaps: Vec<Vec<usize>> = Vec::new();
        for piece in pieces.into_values() {
            let fits = |heap: &Vec<usize>| {
                let pairs = || heap.iter().flat_map(|h| piece.iter().map(move |p| (*h, *p)));
                pairs().any(|(h, p)| group[h] == group[p]) && !pairs().any(|(h, p)| apart(h, p))
            };
            match heaps.iter().position(fits) {
                Some(at) => heaps[at].extend(piece),
                None => heaps.push(piece),
            }
        }
        out.extend(heaps.into_iter().filter_map(|heap| {
            let profiles = heap.iter().map(|r| &batch.profiles[*r]);
            profiles.cloned().reduce(|a, b| a.join(&b)).map(Cow::Owned)
        }));
    }
    out.extend(groups.into_iter().flatten());
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

/// True when two groups cannot be one happening, whatever else they share: one is announced and the other told as done, their
/// days mostly differ, their towns lie more than 50 km apart or their reports tell of other countries and neither names a place
/// of the other, or both tell of places several times and hardly of the same. In large groups some number or word is always shared, so that weights alone
/// would join them. Of 1,946 pairs of claims with days apart in the linking set 43 were of one happening.
fn contradict(a: &Profile, b: &Profile, v: &Vector) -> bool {
    let days = v[Feature::DayConflict as usize] > 0.5;
    let placed = a.times(Field::Place) >= PLACED && b.times(Field::Place) >= PLACED;
    let none = |f: Feature| v[f as usize] <= 0.0;
    let abroad = !none(Feature::HomeDiffer)
        && none(Feature::PlaceAny)
        && none(Feature::TheatreShared)
        && none(Feature::NamesShared)
        && none(Feature::PlaceNear);
    let near = [
        Feature::PlaceAny,
        Feature::NamesShared,
        Feature::PlaceNamed,
        Feature::PlaceInside,
        Feature::SameReport,
    ];
    let far = !none(Feature::PlaceFar) && near.iter().all(|f| none(*f));
    let plan = v[Feature::PlanOne as usize] > 0.5;
    days || plan || abroad || far || placed && v[Feature::PlaceAgree as usize] < LEAST_AGREEMENT
}

/// The profile of a group by its number.
fn of<'p>(batch: &'p Batch, made: &'p [Profile], g: u32) -> &'p Profile {
    let claims = batch.profiles.len();
    (batch.profiles.get(g as usize)).unwrap_or_else(|| &made[g as usize - claims])
}

impl State<'_, '_> {
    fn profile(&self, g: u32) -> &Profile {
        of(self.batch, &self.made, g)
    }

    /// Puts a new group in the place of two.
    fn make(&mut self, joined: Profile, a: u32, b: u32) -> u32 {
        let claims = self.batch.profiles.len();
        for g in [a, b] {
            self.alive[g as usize] = false;
            if let Some(old) = (g as usize).checked_sub(claims) {
                self.made[old] = Profile::default();
            }
        }
        self.made.push(joined);
        self.alive.push(true);
        self.neighbours.push(Vec::new());
        self.alive.len() as u32 - 1
    }

    /// Compares two groups; notes them as neighbours and queues them where they may be joined.
    fn meet(&mut self, a: u32, b: u32) {
        if !self.alive[a as usize] || !self.alive[b as usize] {
            return;
        }
        let (x, y) = (of(self.batch, &self.made, a), of(self.batch, &self.made, b));
        if x.kind != y.kind {
            return;
        }
        let apart =
            |m: &u32| (self.cannot.get(m)).is_some_and(|l| y.members.iter().any(|o| l.contains(&o.1)));
        if !self.cannot.is_empty() && x.members.iter().any(|m| apart(&m.1)) {
            return;
        }
        let v = compare(x, y, self.batch);
        let score = self.weights.score(&v);
        let against = contradict(x, y, &v);
        (self.seen)(x, y, &v);
        if score >= self.weights.bar - HOPELESS && !against {
            self.note(a, (score, b));
            self.note(b, (score, a));
        }
    }

    /// Keeps a neighbour of `g`, and of too many the best; pairs that were met twice stand once.
    fn note(&mut self, g: u32, found: (f32, u32)) {
        let mut list = std::mem::take(&mut self.neighbours[g as usize]);
        list.push(found);
        if list.len() >= 2 * MOST_NEIGHBOURS {
            self.best(&mut list);
        }
        self.neighbours[g as usize] = list;
    }

    /// Of a list of neighbours the best, the best first; of equal ones the lowest first claim.
    fn best(&self, list: &mut Vec<(f32, u32)>) {
        list.retain(|n| self.alive[n.1 as usize]);
        list.sort_by(|x, y| {
            let first = |n: &(f32, u32)| (self.profile(n.1).first, n.1);
            y.0.total_cmp(&x.0).then_with(|| first(x).cmp(&first(y)))
        });
        list.dedup_by_key(|n| n.1);
        list.truncate(MOST_NEIGHBOURS);
    }

    /// Queues the best partner that `g` has now, if it may be joined.
    fn seek(&mut self, g: u32) {
        if !self.alive[g as usize] {
            return;
        }
        let mut list = std::mem::take(&mut self.neighbours[g as usize]);
        self.best(&mut list);
        if let Some((score, other)) = list.first().filter(|n| n.0 >= self.weights.bar) {
            let (x, y) = (self.profile(g).first, self.profile(*other).first);
            self.queue.push(Join {
                score: *score,
                first: (x.min(y), x.max(y)),
                groups: (g, *other),
            });
        }
        self.neighbours[g as usize] = list;
    }

    fn join(&mut self, a: u32, b: u32) {
        let joined = self.profile(a).join(self.profile(b));
        let mut near = std::mem::take(&mut self.neighbours[a as usize]);
        near.append(&mut self.neighbours[b as usize]);
        let new = self.make(joined, a, b);
        self.best(&mut near);
        // The same neighbour of both stands twice, with two scores; it is compared once.
        let mut near: Vec<u32> = near.into_iter().map(|n| n.1).collect();
        near.sort_unstable();
        near.dedup();
        for g in near {
            self.meet(g, new);
        }
        self.seek(new);
    }
}
