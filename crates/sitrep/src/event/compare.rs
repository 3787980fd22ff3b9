//! In: two groups of claims. Out: how they compare, feature by feature, and with the weights a score: the log odds that
//! both tell of one happening. Knows no word list and no third group. Both orders of the two give the same.

use std::fmt::Write;

use serde::Deserialize;

use super::crowd::excess;
use super::discourse::discourse;
use super::feature::{FEATURES, Feature, Vector, yes};
use super::kin::Kin;
use super::mention::Batch;
use super::profile::{Day, Days, Field, Profile, Sign, Tally, days_of, point_of, value};

/// A weight for each feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Added for each unit of a feature.
    pub of: Vector,
    /// Log odds of two groups of which nothing is known.
    pub bias: f32,
    /// Least score of a link. 0 would be even odds; the higher, the fewer happenings are mixed and the more are split.
    pub bar: f32,
}

#[derive(Deserialize)]
struct Table {
    bias: f32,
    bar: f32,
    weights: std::collections::BTreeMap<String, f32>,
}

impl Weights {
    /// Reads a table of weights: `bias`, `bar` and `[weights]` by the features' names. A feature that it lacks weighs
    /// nothing; one that there is not is an error.
    pub fn parse(source: &str) -> Result<Self, String> {
        let table: Table = toml::from_str(source).map_err(|e| e.to_string())?;
        let mut of = [0.0; FEATURES.len()];
        for (name, weight) in table.weights {
            let at = FEATURES.iter().position(|f| f.1 == name);
            of[at.ok_or_else(|| format!("there is no feature named {name}"))?] = weight;
        }
        Ok(Self {
            of,
            bias: table.bias,
            bar: table.bar,
        })
    }

    /// The score of a comparison.
    pub fn score(&self, v: &Vector) -> f32 {
        self.bias + v.iter().zip(&self.of).map(|(x, w)| x * w).sum::<f32>()
    }
}

/// Days between two intervals; 0 when they overlap.
fn gap(a: Days, b: Days) -> Day {
    (b.0 - a.1).max(a.0 - b.1).max(0)
}

fn least_gap(a: &Tally, b: &Tally) -> Option<Day> {
    let days = |x: &(u64, u32)| days_of(value(x.0));
    a.iter()
        .flat_map(|x| b.iter().map(move |y| gap(days(x), days(y))))
        .min()
}

/// Values in common, and how many tellings of each side name them.
fn common(a: &Tally, b: &Tally) -> (usize, u32, u32) {
    let (mut i, mut j) = (0, 0);
    let (mut n, mut of_a, mut of_b) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                of_a += a[i].1;
                of_b += b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    (n, of_a, of_b)
}

/// Share 0..1 of the tellings of each side that the other tells too, the mean of both; 0 where one tells nothing.
fn agree(a: &Profile, b: &Profile, field: Field) -> f32 {
    let (x, y) = (a.told(field), b.told(field));
    let (n, of_a, of_b) = common(x, y);
    if n == 0 {
        return 0.0;
    }
    f32::midpoint(
        of_a as f32 / a.times(field) as f32,
        of_b as f32 / b.times(field) as f32,
    )
}

/// How many tellings of `a` name something that `b` names too, in whatever spelling.
fn named(a: &Tally, b: &Tally, kin: &Kin) -> u32 {
    let has = |x: u64| b.binary_search_by_key(&x, |y| value(y.0)).is_ok();
    let meets = |x: u64| {
        has(x)
            || kin
                .get(&(x as u32))
                .is_some_and(|k| k.iter().any(|o| has(u64::from(*o))))
    };
    a.iter().filter(|x| meets(value(x.0))).map(|x| x.1).sum()
}

/// Kilometres between two points, by the haversine formula on a sphere of radius 6371 km.
fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    let (la, lb) = (a.0.to_radians(), b.0.to_radians());
    let across = ((a.1 - b.1).to_radians() / 2.0).sin().powi(2);
    let h = ((la - lb) / 2.0).sin().powi(2) + la.cos() * lb.cos() * across;
    12_742.0 * h.sqrt().min(1.0).asin()
}

/// Compares two groups; symmetric.
pub fn compare(a: &Profile, b: &Profile, batch: &Batch) -> Vector {
    let mut v: Vector = [0.0; FEATURES.len()];
    let mut set = |f: Feature, x: f32| v[f as usize] = x;
    let days = times(a, b, &mut set);
    let places = places(a, b, &batch.kin, &mut set);
    set(Feature::DayAlone, days.unwrap_or(0.0) * yes(places.is_none()));
    set(Feature::PlaceAlone, places.unwrap_or(0.0) * yes(days.is_none()));
    set(Feature::DayAndPlace, days.unwrap_or(0.0) * places.unwrap_or(0.0));
    set(Feature::Blank, yes(days.is_none() && places.is_none()));
    set(Feature::Crowd, if places.is_none() { excess(a, b) } else { 0.0 });
    words(a, b, batch, &mut set);
    numbers(a, b, &mut set);
    for (sign, f) in [
        (Sign::Recalled, Feature::Recalled),
        (Sign::Plan, Feature::PlanOne),
        (Sign::Aggregate, Feature::AggregateOne),
        (Sign::Denied, Feature::DeniedOne),
    ] {
        set(f, (a.share(sign) - b.share(sign)).abs());
    }
    let plan = |p: &Profile| p.share(Sign::Plan) > 0.5;
    set(Feature::PlanBoth, yes(plan(a) && plan(b)));
    discourse(a, b, &batch.sites, &mut set);
    let (x, y) = (a.len() as f32, b.len() as f32);
    set(Feature::Size, (x * y).ln());
    set(Feature::SmallSize, x.min(y).ln());
    v
}

/// Returns how far the days agree, 0..1; `None` when one has none.
fn times(a: &Profile, b: &Profile, set: &mut impl FnMut(Feature, f32)) -> Option<f32> {
    let (da, db) = (a.told(Field::Day), b.told(Field::Day));
    let (na, nb) = (a.times(Field::Day), b.times(Field::Day));
    let both = na > 0 && nb > 0;
    let mut agree = 0.0;
    if both {
        let days = |x: &(u64, u32)| days_of(value(x.0));
        let pairs = da.iter().flat_map(|x| db.iter().map(move |y| (x, y)));
        let hits: u64 = pairs
            .filter(|(x, y)| gap(days(x), days(y)) == 0)
            .map(|(x, y)| u64::from(x.1) * u64::from(y.1))
            .sum();
        agree = hits as f32 / (na as f32 * nb as f32);
        set(Feature::DayAgree, agree);
        set(Feature::DaySupport, agree * na.min(nb).min(3) as f32 / 3.0);
        set(Feature::DayConflict, 1.0 - agree);
    }
    let between = least_gap(da, db);
    set(Feature::DayNext, yes(between == Some(1)));
    set(Feature::DayFar, yes(between.is_some_and(|g| g >= 2)));
    let (pa, pb) = (a.told(Field::Period), b.told(Field::Period));
    let near = |x: &Tally, y: &Tally| least_gap(x, y) == Some(0);
    let inside = near(pa, db) || near(pb, da);
    let any = |p: &Profile| !p.told(Field::Day).is_empty() || !p.told(Field::Period).is_empty();
    let compared = !pa.is_empty() && any(b) || !pb.is_empty() && any(a);
    set(Feature::PeriodIn, yes(inside));
    set(Feature::PeriodOut, yes(compared && !inside && !near(pa, pb)));
    let only_period = |p: &Profile| p.told(Field::Day).is_empty() && !p.told(Field::Period).is_empty();
    set(Feature::PeriodOne, yes(only_period(a) != only_period(b)));
    if !both {
        for (field, on, off) in [
            (Field::DayBefore, Feature::DayBefore, Feature::DayBeforeOff),
            (Field::DayLast, Feature::DayLast, Feature::DayLastOff),
        ] {
            let given = [
                least_gap(a.told(field), db),
                least_gap(b.told(field), da),
                least_gap(a.told(field), b.told(field)),
            ];
            if let Some(g) = given.into_iter().flatten().min() {
                set(on, yes(g == 0));
                set(off, yes(g > 0));
            }
        }
        let undated = |p: &Profile| !any(p) && p.told(Field::DayBefore).is_empty();
        for (u, d) in [(a, b), (b, a)] {
            if let (true, Some(p)) = (undated(u), u.published) {
                let since = d
                    .values(Field::Day)
                    .map(|x| p.0 - days_of(x).1)
                    .min_by_key(|s| s.abs());
                set(Feature::Fresh, yes(since.is_some_and(|s| (0..=1).contains(&s))));
                set(Feature::Stale, yes(since.is_some_and(|s| s >= 5)));
            }
        }
    }
    if let (Some(p), Some(q)) = (a.published, b.published) {
        let after = |x: &Profile, first: Day| x.values(Field::Day).any(|d| days_of(d).0 > first);
        set(Feature::Future, yes(after(a, q.0) || after(b, p.0)));
        set(Feature::PublishedGap, gap(p, q).min(14) as f32 / 7.0);
    }
    both.then_some(agree)
}

/// Returns how far the places agree, 0..1; `None` when one names none.
fn places(a: &Profile, b: &Profile, kin: &Kin, set: &mut impl FnMut(Feature, f32)) -> Option<f32> {
    let (la, lb) = (a.told(Field::Place), b.told(Field::Place));
    let (pa, pb) = (a.times(Field::Place), b.times(Field::Place));
    let (ma, mb) = (named(la, lb, kin), named(lb, la, kin));
    let both = pa > 0 && pb > 0;
    let mut agree = 0.0;
    set(Feature::PlaceAny, yes(ma > 0));
    if both {
        agree = f32::midpoint(ma as f32 / pa as f32, mb as f32 / pb as f32);
        set(Feature::PlaceAgree, agree);
        set(Feature::PlaceDiffer, yes(ma == 0));
    }
    if ma == 0 {
        let point = |x: &(u64, u32)| point_of(value(x.0));
        let (points, others) = (a.told(Field::Point), b.told(Field::Point));
        let km = points
            .iter()
            .flat_map(|x| others.iter().map(move |y| distance(point(x), point(y))));
        let nearest = km.fold(f32::INFINITY, f32::min);
        set(Feature::PlaceNear, yes(nearest < 15.0));
        set(Feature::PlaceFar, yes(nearest.is_finite() && nearest > 50.0));
        let (na, nb) = (a.told(Field::Name), b.told(Field::Name));
        set(
            Feature::PlaceNamed,
            yes(named(la, nb, kin) > 0 || named(lb, na, kin) > 0),
        );
        let (wa, wb) = (a.told(Field::Within), b.told(Field::Within));
        set(
            Feature::PlaceInside,
            yes(named(la, wb, kin) > 0 || named(lb, wa, kin) > 0),
        );
    }
    if !both {
        for (field, f) in [
            (Field::PlaceBefore, Feature::PlaceBefore),
            (Field::PlaceLast, Feature::PlaceLast),
        ] {
            let (ga, gb) = (a.told(field), b.told(field));
            let met = named(ga, lb, kin) + named(gb, la, kin) + named(ga, gb, kin);
            set(f, yes(met > 0));
        }
    }
    let (ca, cb) = (a.told(Field::Country), b.told(Field::Country));
    set(
        Feature::Country,
        yes(!ca.is_empty() && !cb.is_empty() && common(ca, cb).0 == 0),
    );
    let (ta, tb) = (a.told(Field::Theatre), b.told(Field::Theatre));
    // Claims of one report share its theatre, which says nothing.
    if !ta.is_empty() && !tb.is_empty() && !one_report(a, b) {
        let shared = named(ta, tb, kin).min(named(tb, ta, kin));
        let of = a.times(Field::Theatre).min(b.times(Field::Theatre)) as f32;
        set(Feature::TheatreShared, shared as f32 / of);
        set(Feature::TheatreDiffer, yes(shared == 0));
    }
    let (ha, hb) = (a.told(Field::Home), b.told(Field::Home));
    set(
        Feature::HomeDiffer,
        yes(!ha.is_empty() && !hb.is_empty() && common(ha, hb).0 == 0),
    );
    both.then_some(agree)
}

fn one_report(a: &Profile, b: &Profile) -> bool {
    let doc = |p: &Profile| (p.members.first().map(|m| m.0), p.members.last().map(|m| m.0));
    let (x, y) = (doc(a), doc(b));
    x.0 == x.1 && x == y
}

fn words(a: &Profile, b: &Profile, batch: &Batch, set: &mut impl FnMut(Feature, f32)) {
    let share = |field: Field| {
        let (x, y) = (a.told(field), b.told(field));
        let (_, of_a, of_b) = common(x, y);
        let of = ((a.times(field) * b.times(field)) as f32).sqrt().max(1.0);
        ((of_a * of_b) as f32).sqrt() / of
    };
    set(Feature::RareShare, share(Field::Rare));
    set(Feature::WordsShare, share(Field::Word));
    let (la, lb) = (a.told(Field::Place), b.told(Field::Place));
    let of_place = |x: u64| {
        let is = |l: &Tally| l.binary_search_by_key(&x, |y| value(y.0)).is_ok();
        is(la) || is(lb)
    };
    let others: Vec<(u64, u32)> = (a.told(Field::Name).iter())
        .filter(|x| !of_place(value(x.0)))
        .map(|x| (x.0, 1))
        .collect();
    let shared = named(&others, b.told(Field::Name), &batch.kin);
    set(Feature::NamesShared, shared.min(3) as f32);
    set(Feature::Trigger, agree(a, b, Field::Trigger));
    let given = |field: Field| !a.told(field).is_empty() && !b.told(field).is_empty();
    let none = |field: Field| given(field) && common(a.told(field), b.told(field)).0 == 0;
    set(Feature::Recipients, agree(a, b, Field::Recipient));
    set(Feature::RecipientsDiffer, yes(none(Field::Recipient)));
    let told = |x: &Profile, y: &Profile| {
        let has = |l: &Tally, v: u64| l.binary_search_by_key(&v, |e| value(e.0)).is_ok();
        x.values(Field::Recipient)
            .any(|v| has(y.told(Field::Rare), v) || has(y.told(Field::Word), v))
    };
    set(Feature::RecipientsTold, yes(told(a, b) || told(b, a)));
    set(Feature::SectorSame, agree(a, b, Field::Sector));
    set(Feature::SectorDiffer, yes(none(Field::Sector)));
    set(Feature::ActorsCode, agree(a, b, Field::Code));
    set(Feature::ActorsDiffer, yes(none(Field::Code)));
    set(Feature::ActorsWord, agree(a, b, Field::Actor));
    set(Feature::ModeSame, agree(a, b, Field::Mode));
    set(Feature::ModeDiffer, yes(none(Field::Mode)));
    set(Feature::WeaponSame, agree(a, b, Field::Weapon));
    set(Feature::WeaponDiffer, yes(none(Field::Weapon)));
}

/// Numbers above this are seldom the same by chance.
const LARGE: u64 = 3;

/// Share 0..1 of the numbers that each side tells which the other tells too, the mean of both.
fn same_numbers(a: &[(u64, u32)], b: &[(u64, u32)]) -> f32 {
    let share = |x: &[(u64, u32)], y: &[(u64, u32)]| {
        let met = x.iter().filter(|n| y.iter().any(|m| m.0 == n.0));
        met.map(|n| n.1).sum::<u32>() as f32 / x.iter().map(|n| n.1).sum::<u32>().max(1) as f32
    };
    f32::midpoint(share(a, b), share(b, a))
}

fn numbers(a: &Profile, b: &Profile, set: &mut impl FnMut(Feature, f32)) {
    let list = |p: &Profile, fields: &[Field], from: u64| -> Vec<(u64, u32)> {
        let told = fields.iter().flat_map(|f| p.told(*f));
        told.map(|e| (value(e.0), e.1)).filter(|e| e.0 >= from).collect()
    };
    let killed = |p: &Profile, from: u64| list(p, &[Field::Killed], from);
    let large = same_numbers(&killed(a, LARGE + 1), &killed(b, LARGE + 1));
    let small = common(a.told(Field::Killed), b.told(Field::Killed)).0 > 0;
    set(Feature::KilledSame, large);
    set(Feature::KilledSmall, yes(large <= 0.0 && small));
    if !small {
        let ratio = |x: u64, y: u64| ((1 + x) as f32 / (1 + y) as f32).ln().abs();
        let (x, y) = (a.values(Field::Killed), b.values(Field::Killed));
        let least = x
            .flat_map(|n| y.clone().map(move |m| ratio(n, m)))
            .fold(f32::INFINITY, f32::min);
        set(
            Feature::KilledRatio,
            if least.is_finite() { least.min(4.0) } else { 0.0 },
        );
    }
    let any = |p: &Profile| list(p, &[Field::Killed, Field::Number], LARGE + 1);
    set(Feature::NumberLarge, same_numbers(&any(a), &any(b)));
    let same = agree(a, b, Field::Number);
    set(Feature::NumbersSame, same);
    let given = |p: &Profile| !p.told(Field::Number).is_empty();
    set(Feature::NumbersDiffer, yes(same <= 0.0 && given(a) && given(b)));
}

/// A feature's value for people: "same day", "size of the groups (3)".
pub fn told(f: Feature, value: f32) -> String {
    let mut out = f.words().to_owned();
    if (value - 1.0).abs() > 1e-4 {
        let _ = write!(out, " ({})", (f64::from(value) * 100.0).round() / 100.0);
    }
    out
}
