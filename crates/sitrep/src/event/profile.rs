//! In: the mentions of one group. Out: its [`Profile`]: what is known of the happening so far, in numbers that come out the
//! same in whatever order the group grew. Knows no other group.

use super::mention::{Day, Mention};

/// Most entries of a list in a profile. A group of thousands is compared by what is told most often.
const MOST: usize = 64;

/// How often each value was told; sorted by value.
pub type Tally<T> = Vec<(T, u32)>;

/// What is known of a group of claims.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Ranks of its claims, ascending.
    pub members: Vec<u32>,
    /// Type; one for all members.
    pub kind: u32,
    /// Short intervals of days.
    pub days: Tally<(Day, Day)>,
    /// Long ones.
    pub periods: Tally<(Day, Day)>,
    /// Days of the sentence before, for claims without.
    pub days_before: Tally<(Day, Day)>,
    /// First and last publication day.
    pub published: Option<(Day, Day)>,
    /// Names of places.
    pub places: Tally<u32>,
    /// The same of the claim before.
    pub places_before: Tally<u32>,
    /// All names.
    pub names: Tally<u32>,
    /// Other words.
    pub words: Tally<u32>,
    /// Last words of recipients.
    pub recipients: Tally<u32>,
    /// Last words of actors.
    pub actors: Tally<u32>,
    /// Codes of actors.
    pub codes: Tally<u32>,
    /// Triggers that tell no casualty.
    pub triggers: Tally<u32>,
    /// Modes.
    pub modes: Tally<u32>,
    /// Groups of weapons.
    pub weapons: Tally<u32>,
    /// Killed.
    pub killed: Tally<u64>,
    /// Other numbers.
    pub numbers: Tally<u64>,
    /// Points of towns, in thousandths of a degree.
    pub points: Tally<(i32, i32)>,
    /// Countries.
    pub countries: Tally<u32>,
    /// How many members are recalled, planned, aggregate, denied, casualties.
    pub signs: [u32; 5],
}

impl Profile {
    /// The profile of one claim.
    pub fn of(rank: usize, m: &Mention) -> Self {
        let one = |list: &[u32]| list.iter().map(|x| (*x, 1)).collect::<Vec<_>>();
        let opt = |x: Option<u32>| x.map(|x| (x, 1)).into_iter().collect::<Vec<_>>();
        let of = |d: Option<(Day, Day)>| d.map(|d| (d, 1)).into_iter().collect::<Vec<_>>();
        let milli = |x: f32| (x * 1000.0).round() as i32;
        Self {
            members: vec![rank as u32],
            kind: m.kind,
            days: of(m.days.filter(|_| m.short)),
            periods: of(m.days.filter(|_| !m.short)),
            days_before: of(m.days_before),
            published: m.published.map(|p| (p, p)),
            places: one(&m.places),
            places_before: one(&m.places_before),
            names: one(&m.names),
            words: one(&m.words),
            recipients: one(&m.recipients),
            actors: one(&m.actors),
            codes: one(&m.codes),
            triggers: opt((!m.casualty).then_some(m.trigger)),
            modes: opt(m.mode),
            weapons: opt(m.weapon),
            killed: m.killed.iter().map(|x| (*x, 1)).collect(),
            numbers: m.numbers.iter().map(|x| (*x, 1)).collect(),
            points: m
                .point
                .map(|(a, o)| ((milli(a), milli(o)), 1))
                .into_iter()
                .collect(),
            countries: opt(m.country),
            signs: [m.old, m.plan, m.aggregate, m.denied, m.casualty].map(u32::from),
        }
    }

    /// Number of claims.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// True for no claims.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Share 0..1 of members with a sign, in the order of `signs`.
    pub fn share(&self, sign: usize) -> f32 {
        self.signs[sign] as f32 / self.members.len().max(1) as f32
    }

    /// The profile of both groups together.
    #[must_use]
    pub fn join(&self, o: &Self) -> Self {
        let mut members = [&self.members[..], &o.members[..]].concat();
        members.sort_unstable();
        Self {
            members,
            kind: self.kind,
            days: add(&self.days, &o.days),
            periods: add(&self.periods, &o.periods),
            days_before: add(&self.days_before, &o.days_before),
            published: match (self.published, o.published) {
                (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
                (a, b) => a.or(b),
            },
            places: add(&self.places, &o.places),
            places_before: add(&self.places_before, &o.places_before),
            names: add(&self.names, &o.names),
            words: add(&self.words, &o.words),
            recipients: add(&self.recipients, &o.recipients),
            actors: add(&self.actors, &o.actors),
            codes: add(&self.codes, &o.codes),
            triggers: add(&self.triggers, &o.triggers),
            modes: add(&self.modes, &o.modes),
            weapons: add(&self.weapons, &o.weapons),
            killed: add(&self.killed, &o.killed),
            numbers: add(&self.numbers, &o.numbers),
            points: add(&self.points, &o.points),
            countries: add(&self.countries, &o.countries),
            signs: std::array::from_fn(|i| self.signs[i] + o.signs[i]),
        }
    }
}

/// Both tallies in one; past [`MOST`] values the ones told least often go, the later ones first.
fn add<T: Ord + Copy>(a: &[(T, u32)], b: &[(T, u32)]) -> Tally<T> {
    let mut out: Tally<T> = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let take_a = j >= b.len() || i < a.len() && a[i].0 <= b[j].0;
        let next = if take_a { a[i] } else { b[j] };
        if take_a {
            i += 1;
        } else {
            j += 1;
        }
        match out.last_mut() {
            Some(last) if last.0 == next.0 => last.1 += next.1,
            _ => out.push(next),
        }
    }
    if out.len() > MOST {
        out.sort_by(|x, y| y.1.cmp(&x.1).then(x.0.cmp(&y.0)));
        out.truncate(MOST);
        out.sort_unstable();
    }
    out
}
