//! In: what single claims tell. Out: a [`Profile`] of each, and of groups of them: what is known of the happening so far, in
//! whole numbers that come out the same in whatever order the group grew. Knows no other group.
//!
//! All that was told stands in one sorted list of pairs of value and times told, so that a million profiles fit in memory
//! and two join in one pass.

/// Days since 1 January 1970.
pub type Day = i32;
/// First and last day, inclusive.
pub type Days = (Day, Day);
/// How often each value of a field was told; sorted by value.
pub type Tally = [(u64, u32)];

/// What a claim tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Field {
    /// Days, of three at most ([`of_days`]).
    Day,
    /// Longer ones.
    Period,
    /// Days of the sentence before, for claims without.
    DayBefore,
    /// Days of the last act of its type in the report, for claims without.
    DayLast,
    /// Names of places.
    Place,
    /// Those of the claim before, for claims without.
    PlaceBefore,
    /// Those of the last act of its type in the report, for claims without.
    PlaceLast,
    /// Names of units that its places lie in.
    Within,
    /// Points of towns ([`of_point`]).
    Point,
    /// Countries.
    Country,
    /// Names of the places that its report tells most often, of whatever claim.
    Theatre,
    /// The country that its report tells most often.
    Home,
    /// All names around the trigger.
    Name,
    /// Rare words around it.
    Rare,
    /// Words around it that many reports have.
    Word,
    /// Last words of recipients.
    Recipient,
    /// Sectors of recipients.
    Sector,
    /// Last words of actors.
    Actor,
    /// Codes of actors.
    Code,
    /// Trigger, unless it tells a casualty.
    Trigger,
    /// Mode.
    Mode,
    /// Groups of weapons.
    Weapon,
    /// Numbers of killed.
    Killed,
    /// Other numbers.
    Number,
}

const FIELDS: usize = Field::Number as usize + 1;
/// Most values of a field in a profile. A group of thousands is compared by what is told most often.
const MOST: usize = 32;
/// Bits of an entry that hold the value; the field stands above them.
const BITS: u32 = 58;

/// Signs of a claim of which a profile counts how many members have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Told from long before the report.
    Recalled,
    /// Planned or hypothetical.
    Plan,
    /// A sum or a running total.
    Aggregate,
    /// Denied or negated.
    Denied,
}

/// What is known of a group of claims.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Report and rank of its claims, ascending.
    pub members: Vec<(u32, u32)>,
    /// The least rank.
    pub first: u32,
    /// Type; one for all members.
    pub kind: u32,
    /// First and last publication day.
    pub published: Option<Days>,
    /// Members with each [`Sign`].
    pub signs: [u32; 4],
    /// How many claims of the type there are in those days (`crowd.rs`); of a group the most.
    pub crowd: u32,
    told: Vec<(u64, u32)>,
    ends: [u16; FIELDS],
}

/// Days as a value; the first and how many more, at most 65535.
pub fn of_days(d: Days) -> u64 {
    let from = (i64::from(d.0) + (1 << 24)).clamp(0, 1 << 25) as u64;
    from << 16 | (d.1 - d.0).clamp(0, 0xffff) as u64
}

/// The days of a value.
pub fn days_of(value: u64) -> Days {
    let from = ((value >> 16) as i64 - (1 << 24)) as Day;
    (from, from + (value & 0xffff) as Day)
}

/// A point in degrees as a value: thousandths of a degree.
pub fn of_point(lat: f32, lon: f32) -> u64 {
    let milli = |x: f32, most: f32| ((x.clamp(-most, most) + most) * 1000.0).round() as u64;
    milli(lat, 90.0) << 20 | milli(lon, 180.0)
}

/// The point of a value, in degrees.
pub fn point_of(value: u64) -> (f32, f32) {
    let degrees = |x: u64, most: f32| x as f32 / 1000.0 - most;
    (degrees(value >> 20, 90.0), degrees(value & 0xf_ffff, 180.0))
}

fn ends(told: &[(u64, u32)]) -> [u16; FIELDS] {
    let mut out = [0; FIELDS];
    let mut at = 0;
    for (field, end) in out.iter_mut().enumerate() {
        at += told[at..].partition_point(|e| e.0 >> BITS <= field as u64);
        *end = at as u16;
    }
    out
}

impl Profile {
    /// The profile of one claim: its report, rank, type, publication day and signs, and what it tells.
    pub fn of(
        (doc, rank): (u32, u32),
        kind: u32,
        published: Option<Day>,
        signs: [bool; 4],
        told: &[(Field, u64)],
    ) -> Self {
        let key = |(f, v): &(Field, u64)| ((*f as u64) << BITS | (v & ((1 << BITS) - 1)), 1);
        let mut told: Vec<(u64, u32)> = told.iter().map(key).collect();
        told.sort_unstable();
        told.dedup();
        told.shrink_to_fit();
        Self {
            members: vec![(doc, rank)],
            first: rank,
            kind,
            published: published.map(|p| (p, p)),
            signs: signs.map(u32::from),
            crowd: 0,
            ends: ends(&told),
            told,
        }
    }

    /// What was told of a field, each value with its field's bits above.
    pub fn told(&self, field: Field) -> &Tally {
        let at = field as usize;
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.told[from as usize..self.ends[at] as usize]
    }

    /// The values of a field.
    pub fn values(&self, field: Field) -> impl Iterator<Item = u64> + Clone {
        self.told(field).iter().map(|e| value(e.0))
    }

    /// How many times a field was told.
    pub fn times(&self, field: Field) -> u32 {
        self.told(field).iter().map(|e| e.1).sum()
    }

    /// Number of claims.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// True for no claims.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Ranks of its claims.
    pub fn ranks(&self) -> impl Iterator<Item = usize> {
        self.members.iter().map(|m| m.1 as usize)
    }

    /// Share 0..1 of members with a sign.
    pub fn share(&self, sign: Sign) -> f32 {
        self.signs[sign as usize] as f32 / self.members.len().max(1) as f32
    }

    /// The profile of both groups together.
    #[must_use]
    pub fn join(&self, o: &Self) -> Self {
        let told = bounded(merge(&self.told, &o.told, |a, b| a + b));
        Self {
            members: union(&self.members, &o.members),
            first: self.first.min(o.first),
            kind: self.kind,
            published: match (self.published, o.published) {
                (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
                (a, b) => a.or(b),
            },
            signs: std::array::from_fn(|i| self.signs[i] + o.signs[i]),
            crowd: self.crowd.max(o.crowd),
            ends: ends(&told),
            told,
        }
    }

    /// The profile of the group without one of its claims. Publication days stay those of the whole.
    #[must_use]
    pub fn without(&self, o: &Self) -> Self {
        let mut told = merge(&self.told, &o.told, u32::saturating_sub);
        told.retain(|e| e.1 > 0);
        let members: Vec<(u32, u32)> = (self.members.iter())
            .filter(|m| !o.members.contains(m))
            .copied()
            .collect();
        Self {
            first: members.iter().map(|m| m.1).min().unwrap_or(self.first),
            members,
            kind: self.kind,
            published: self.published,
            signs: std::array::from_fn(|i| self.signs[i].saturating_sub(o.signs[i])),
            crowd: self.crowd,
            ends: ends(&told),
            told,
        }
    }
}

/// The value of an entry without its field.
pub fn value(entry: u64) -> u64 {
    entry & ((1 << BITS) - 1)
}

fn union(a: &[(u32, u32)], b: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut out = [a, b].concat();
    out.sort_unstable();
    out
}

/// Both tallies in one; what only `b` has counts as `both(0, n)`.
fn merge(a: &[(u64, u32)], b: &[(u64, u32)], both: impl Fn(u32, u32) -> u32) -> Vec<(u64, u32)> {
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if j >= b.len() || i < a.len() && a[i].0 < b[j].0 {
            out.push(a[i]);
            i += 1;
        } else if i >= a.len() || b[j].0 < a[i].0 {
            out.push((b[j].0, both(0, b[j].1)));
            j += 1;
        } else {
            out.push((a[i].0, both(a[i].1, b[j].1)));
            i += 1;
            j += 1;
        }
    }
    out
}

/// No more than [`MOST`] values of a field; the ones told least often go, of these the later ones.
fn bounded(told: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    if told.len() <= MOST {
        return told;
    }
    let mut out = Vec::with_capacity(told.len());
    for part in told.chunk_by(|x, y| x.0 >> BITS == y.0 >> BITS) {
        if part.len() <= MOST {
            out.extend_from_slice(part);
        } else {
            let mut kept = part.to_vec();
            kept.sort_by(|x, y| y.1.cmp(&x.1).then(x.0.cmp(&y.0)));
            kept.truncate(MOST);
            kept.sort_unstable();
            out.extend(kept);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_points_come_back() {
        for d in [(0, 0), (-4000, -3990), (19_850, 19_852)] {
            assert_eq!(days_of(of_days(d)), d);
        }
        let (lat, lon) = point_of(of_point(-1.234, 29.5));
        assert!((lat + 1.234).abs() < 1e-3 && (lon - 29.5).abs() < 1e-3);
    }

    #[test]
    fn what_joins_can_be_taken_off_again() {
        let one = |rank, told: &[(Field, u64)]| Profile::of((7, rank), 1, Some(9), [false; 4], told);
        let a = one(3, &[(Field::Day, 5), (Field::Killed, 12)]);
        let b = one(2, &[(Field::Killed, 12), (Field::Word, 8), (Field::Word, 4)]);
        let both = a.join(&b);
        assert_eq!((both.first, both.times(Field::Killed)), (2, 2));
        assert_eq!(both.values(Field::Word).collect::<Vec<_>>(), [4, 8]);
        let rest = both.without(&a);
        assert_eq!(
            (rest.told.as_slice(), rest.members.as_slice()),
            (b.told.as_slice(), &[(7, 2)][..])
        );
        assert!(rest.told(Field::Day).is_empty());
    }
}
