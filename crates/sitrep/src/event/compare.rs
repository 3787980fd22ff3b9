//! In: two groups of claims. Out: how they compare, feature by feature, and with the weights a score: the log odds that
//! both tell of one happening. Knows no word list and no third group. Both orders of the two give the same.

use std::fmt::Write;

use serde::Deserialize;

use super::mention::{Day, Mention, Names};
use super::profile::{Profile, Tally};
use super::words::same_name;

macro_rules! features {
    ($($variant:ident $name:literal $said:literal),* $(,)?) => {
        /// What is compared; each has a weight (`data/event/weights.toml`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each stands with its words for people below")]
        pub enum Feature { $($variant),* }

        impl Feature {
            /// All features, in the order of a vector of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
            /// Its name in the table of weights.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
            /// What it says, for people.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $said),* }
            }
        }
    };
}

features! {
    DayAgree "day_agree" "same day",
    DaySupport "day_support" "same day, told several times",
    DayAlone "day_alone" "same day, no place to compare",
    DayConflict "day_conflict" "days differ",
    DayNext "day_next" "one day apart",
    DayFar "day_far" "two days apart or more",
    PeriodIn "period_in" "day lies in the period",
    PeriodOut "period_out" "day lies outside the period",
    PeriodOne "period_one" "a day against a period",
    DayBefore "day_before" "same day by the sentence before",
    DayBeforeOff "day_before_off" "other day by the sentence before",
    Fresh "fresh" "undated, reported within a day of it",
    Stale "stale" "undated, reported five days later or more",
    Recalled "recalled" "one is recalled from earlier",
    Future "future" "one was reported before the other's day",
    PublishedGap "published_gap" "reports days apart",
    PlaceAny "place_any" "place of one name",
    PlaceAgree "place_agree" "places agree",
    PlaceDiffer "place_differ" "places of other names",
    PlaceNear "place_near" "places within 15 km",
    PlaceFar "place_far" "places more than 50 km apart",
    PlaceNamed "place_named" "place of one is named beside the other",
    PlaceBefore "place_before" "same place by the sentence before",
    Country "country" "countries differ",
    NamesShared "names_shared" "names in common",
    WordsShare "words_share" "share of words in common",
    WordsShared "words_shared" "words in common",
    Trigger "trigger" "told by the same word",
    Recipients "recipients" "same recipients",
    RecipientsTold "recipients_told" "recipient of one is named by the other",
    RecipientsDiffer "recipients_differ" "other recipients",
    ActorsCode "actors_code" "same known actor",
    ActorsDiffer "actors_differ" "other known actors",
    ActorsWord "actors_word" "actors of one word",
    ModeSame "mode_same" "same mode",
    WeaponDiffer "weapon_differ" "other weapons",
    KilledSame "killed_same" "same number of killed, above three",
    KilledSmall "killed_small" "same number of killed, up to three",
    KilledRatio "killed_ratio" "numbers of killed apart",
    NumbersSame "numbers_same" "same number",
    NumbersDiffer "numbers_differ" "other numbers",
    PlanOne "plan_one" "one is planned",
    PlanBoth "plan_both" "both are planned",
    AggregateOne "aggregate_one" "one is a total",
    DeniedOne "denied_one" "one is denied",
    SameReport "same_report" "in one report",
    SameSentence "same_sentence" "in one sentence",
    Listed "listed" "parted like a list in the sentence",
    Casualty "casualty" "casualties of the act in the sentence",
    NextSentence "next_sentence" "next sentence goes on",
    TakenUp "taken_up" "next sentence takes it up",
    CasualtyNext "casualty_next" "next sentence tells casualties",
    OwnDay "own_day" "next sentences give a day of their own",
    NewAct "new_act" "said to be another act",
    Size "size" "size of the groups",
    SmallSize "small_size" "size of the smaller group",
}

/// How two groups compare: a value for each feature, in the order of [`Feature::ALL`].
pub type Vector = [f32; Feature::ALL.len()];

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
        let mut of = [0.0; Feature::ALL.len()];
        for (name, weight) in table.weights {
            let at = Feature::ALL.iter().position(|f| f.name() == name);
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

fn yes(b: bool) -> f32 {
    f32::from(u8::from(b))
}

/// Days between two intervals; 0 when they overlap.
fn gap(a: (Day, Day), b: (Day, Day)) -> Day {
    (b.0 - a.1).max(a.0 - b.1).max(0)
}

fn least_gap(a: &Tally<(Day, Day)>, b: &Tally<(Day, Day)>) -> Option<Day> {
    a.iter().flat_map(|x| b.iter().map(|y| gap(x.0, y.0))).min()
}

fn total<T>(t: &Tally<T>) -> u32 {
    t.iter().map(|x| x.1).sum()
}

/// Values in common.
fn common<T: Ord>(a: &Tally<T>, b: &Tally<T>) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                i += 1;
                j += 1;
            }
        }
    }
    n
}

/// How many tellings of `a` name something that `b` names too.
fn named(a: &Tally<u32>, b: &Tally<u32>, names: &Names) -> u32 {
    let meets = |x: u32| b.iter().any(|y| same_name(names.word(x), names.word(y.0)));
    a.iter().filter(|x| meets(x.0)).map(|x| x.1).sum()
}

/// Kilometres between two points, by the haversine formula on a sphere of radius 6371 km.
fn distance(a: (i32, i32), b: (i32, i32)) -> f32 {
    let rad = |x: i32| (x as f32 / 1000.0).to_radians();
    let (la, lb) = (rad(a.0), rad(b.0));
    let h =
        ((la - lb) / 2.0).sin().powi(2) + la.cos() * lb.cos() * ((rad(a.1) - rad(b.1)) / 2.0).sin().powi(2);
    12_742.0 * h.sqrt().min(1.0).asin()
}

/// Compares two groups; symmetric.
pub fn compare(a: &Profile, b: &Profile, mentions: &[Mention], names: &Names) -> Vector {
    let mut v: Vector = [0.0; Feature::ALL.len()];
    let mut set = |f: Feature, x: f32| v[f as usize] = x;
    let apart = times(a, b, &mut set);
    let placed = places(a, b, names, &mut set);
    set(Feature::DayAlone, apart * yes(!placed));
    words(a, b, &mut set);
    numbers(a, b, &mut set);
    for (sign, f) in [
        (0, Feature::Recalled),
        (1, Feature::PlanOne),
        (2, Feature::AggregateOne),
        (3, Feature::DeniedOne),
    ] {
        set(f, (a.share(sign) - b.share(sign)).abs());
    }
    set(Feature::PlanBoth, yes(a.share(1) > 0.5 && b.share(1) > 0.5));
    discourse(a, b, mentions, &mut set);
    let (x, y) = (a.len() as f32, b.len() as f32);
    set(Feature::Size, (x * y).ln());
    set(Feature::SmallSize, x.min(y).ln());
    v
}

/// Returns how far the days agree, 0..1.
fn times(a: &Profile, b: &Profile, set: &mut impl FnMut(Feature, f32)) -> f32 {
    let (na, nb) = (total(&a.days), total(&b.days));
    let both = na > 0 && nb > 0;
    let mut agree = 0.0;
    if both {
        let pairs = a.days.iter().flat_map(|x| b.days.iter().map(move |y| (x, y)));
        let hits: u64 = pairs
            .filter(|(x, y)| gap(x.0, y.0) == 0)
            .map(|(x, y)| u64::from(x.1) * u64::from(y.1))
            .sum();
        agree = hits as f32 / (na as f32 * nb as f32);
    }
    let between = least_gap(&a.days, &b.days);
    set(Feature::DayAgree, agree);
    set(Feature::DaySupport, agree * na.min(nb).min(3) as f32 / 3.0);
    set(Feature::DayConflict, if both { 1.0 - agree } else { 0.0 });
    set(Feature::DayNext, yes(between == Some(1)));
    set(Feature::DayFar, yes(between.is_some_and(|g| g >= 2)));
    let near = |x: &Tally<(Day, Day)>, y: &Tally<(Day, Day)>| least_gap(x, y) == Some(0);
    let inside = near(&a.periods, &b.days) || near(&b.periods, &a.days);
    let any = |p: &Profile| !p.days.is_empty() || !p.periods.is_empty();
    let compared = !a.periods.is_empty() && any(b) || !b.periods.is_empty() && any(a);
    set(Feature::PeriodIn, yes(inside));
    set(
        Feature::PeriodOut,
        yes(compared && !inside && !near(&a.periods, &b.periods)),
    );
    let only_period = |p: &Profile| p.days.is_empty() && !p.periods.is_empty();
    set(Feature::PeriodOne, yes(only_period(a) != only_period(b)));
    if !both {
        let all = |p: &Profile| [&p.days[..], &p.days_before[..]].concat();
        if let Some(g) = least_gap(&all(a), &all(b)) {
            set(Feature::DayBefore, yes(g == 0));
            set(Feature::DayBeforeOff, yes(g > 0));
        }
        let undated = |p: &Profile| !any(p) && p.days_before.is_empty();
        for (u, d) in [(a, b), (b, a)] {
            if let (true, Some(p)) = (undated(u), u.published) {
                let since = d.days.iter().map(|x| p.0 - x.0.1).min_by_key(|s| s.abs());
                set(Feature::Fresh, yes(since.is_some_and(|s| (0..=1).contains(&s))));
                set(Feature::Stale, yes(since.is_some_and(|s| s >= 5)));
            }
        }
    }
    if let (Some(p), Some(q)) = (a.published, b.published) {
        let after = |x: &Profile, first: Day| x.days.iter().any(|d| d.0.0 > first);
        set(Feature::Future, yes(after(a, q.0) || after(b, p.0)));
        set(Feature::PublishedGap, gap(p, q).min(14) as f32 / 7.0);
    }
    agree
}

/// Returns true when both name a place.
fn places(a: &Profile, b: &Profile, names: &Names, set: &mut impl FnMut(Feature, f32)) -> bool {
    let (pa, pb) = (total(&a.places), total(&b.places));
    let (ma, mb) = (
        named(&a.places, &b.places, names),
        named(&b.places, &a.places, names),
    );
    let both = pa > 0 && pb > 0;
    set(Feature::PlaceAny, yes(ma > 0));
    if both {
        set(
            Feature::PlaceAgree,
            f32::midpoint(ma as f32 / pa as f32, mb as f32 / pb as f32),
        );
        set(Feature::PlaceDiffer, yes(ma == 0));
    }
    let km = a
        .points
        .iter()
        .flat_map(|x| b.points.iter().map(move |y| distance(x.0, y.0)));
    let nearest = km.fold(f32::INFINITY, f32::min);
    if ma == 0 && nearest.is_finite() {
        set(Feature::PlaceNear, yes(nearest < 15.0));
        set(Feature::PlaceFar, yes(nearest > 50.0));
    }
    if ma == 0 {
        let beside = named(&a.places, &b.names, names) > 0 || named(&b.places, &a.names, names) > 0;
        set(Feature::PlaceNamed, yes(beside));
    }
    if !both {
        let all = |p: &Profile| [&p.places[..], &p.places_before[..]].concat();
        set(Feature::PlaceBefore, yes(named(&all(a), &all(b), names) > 0));
    }
    let known = !a.countries.is_empty() && !b.countries.is_empty();
    set(
        Feature::Country,
        yes(known && common(&a.countries, &b.countries) == 0),
    );
    let of_place = |x: u32| a.places.iter().chain(&b.places).any(|p| p.0 == x);
    let others: Tally<u32> = a.names.iter().filter(|x| !of_place(x.0)).copied().collect();
    set(
        Feature::NamesShared,
        others
            .iter()
            .filter(|x| {
                b.names
                    .iter()
                    .any(|y| same_name(names.word(x.0), names.word(y.0)))
            })
            .count()
            .min(3) as f32,
    );
    both
}

fn words(a: &Profile, b: &Profile, set: &mut impl FnMut(Feature, f32)) {
    let shared = common(&a.words, &b.words);
    let of = ((a.words.len() * b.words.len()) as f32).sqrt().max(1.0);
    set(Feature::WordsShare, shared as f32 / of);
    set(Feature::WordsShared, shared.min(6) as f32);
    set(Feature::Trigger, yes(common(&a.triggers, &b.triggers) > 0));
    let given = |x: &Tally<u32>, y: &Tally<u32>| !x.is_empty() && !y.is_empty();
    let whom = common(&a.recipients, &b.recipients);
    if given(&a.recipients, &b.recipients) {
        let least = a.recipients.len().min(b.recipients.len());
        set(Feature::Recipients, whom as f32 / least as f32);
        set(Feature::RecipientsDiffer, yes(whom == 0));
    }
    let told = common(&a.recipients, &b.words) > 0 || common(&b.recipients, &a.words) > 0;
    set(Feature::RecipientsTold, yes(told));
    let codes = common(&a.codes, &b.codes) > 0;
    set(Feature::ActorsCode, yes(codes));
    set(Feature::ActorsDiffer, yes(given(&a.codes, &b.codes) && !codes));
    set(Feature::ActorsWord, yes(common(&a.actors, &b.actors) > 0));
    set(Feature::ModeSame, yes(common(&a.modes, &b.modes) > 0));
    let other = given(&a.weapons, &b.weapons) && common(&a.weapons, &b.weapons) == 0;
    set(Feature::WeaponDiffer, yes(other));
}

fn numbers(a: &Profile, b: &Profile, set: &mut impl FnMut(Feature, f32)) {
    let shared: Vec<u64> = a
        .killed
        .iter()
        .map(|x| x.0)
        .filter(|x| b.killed.iter().any(|y| y.0 == *x))
        .collect();
    let large = shared.iter().any(|x| *x > 3);
    set(Feature::KilledSame, yes(large));
    set(Feature::KilledSmall, yes(!large && !shared.is_empty()));
    if shared.is_empty() {
        let ratio = |x: u64, y: u64| ((1 + x) as f32 / (1 + y) as f32).ln().abs();
        let apart = a
            .killed
            .iter()
            .flat_map(|x| b.killed.iter().map(move |y| ratio(x.0, y.0)));
        let least = apart.fold(f32::INFINITY, f32::min);
        set(
            Feature::KilledRatio,
            if least.is_finite() { least.min(4.0) } else { 0.0 },
        );
    }
    let same = common(&a.numbers, &b.numbers) > 0;
    set(Feature::NumbersSame, yes(same));
    set(
        Feature::NumbersDiffer,
        yes(!same && !a.numbers.is_empty() && !b.numbers.is_empty()),
    );
}

/// Members that are looked at for what one report says of both; more would only say it again.
const LOOKED_AT: usize = 64;

fn discourse(a: &Profile, b: &Profile, mentions: &[Mention], set: &mut impl FnMut(Feature, f32)) {
    let mut shared: Vec<u32> = Vec::new();
    let (mut near, mut same) = (false, false);
    let [
        mut listed,
        mut casualty,
        mut taken,
        mut casualty_next,
        mut own_day,
        mut new_act,
    ] = [0.0_f32; 6];
    for x in a.members.iter().take(LOOKED_AT).map(|i| &mentions[*i as usize]) {
        for y in b.members.iter().take(LOOKED_AT).map(|i| &mentions[*i as usize]) {
            if x.doc != y.doc {
                continue;
            }
            if !shared.contains(&x.doc) {
                shared.push(x.doc);
            }
            let (first, then) = if (x.sentence, x.at) <= (y.sentence, y.at) {
                (x, y)
            } else {
                (y, x)
            };
            match then.sentence - first.sentence {
                0 => {
                    same = true;
                    listed = listed.max(f32::from(then.parted));
                    casualty = casualty.max(yes(first.casualty != then.casualty));
                }
                1 | 2 => {
                    let bare = then.days.is_none() && !then.placed && then.sentence - first.sentence == 1;
                    near |= bare;
                    taken = taken.max(yes(bare && then.definite));
                    casualty_next = casualty_next.max(yes(bare && then.casualty));
                    own_day = own_day.max(yes(then.days.is_some()));
                    new_act = new_act.max(yes(then.indefinite));
                }
                _ => {}
            }
        }
    }
    set(Feature::SameReport, shared.len().min(3) as f32);
    set(Feature::SameSentence, yes(same));
    set(Feature::Listed, listed);
    set(Feature::Casualty, casualty);
    set(Feature::NextSentence, yes(near));
    set(Feature::TakenUp, taken);
    set(Feature::CasualtyNext, casualty_next);
    set(Feature::OwnDay, own_day);
    set(Feature::NewAct, new_act);
}

/// A feature's value for people: "same day", "words in common (3)".
pub fn told(f: Feature, value: f32) -> String {
    let mut out = f.words().to_owned();
    if (value - 1.0).abs() > 1e-4 {
        let _ = write!(out, " ({})", (f64::from(value) * 100.0).round() / 100.0);
    }
    out
}
