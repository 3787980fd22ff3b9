//! In: the acts of one report with the days that their sentences tell, and the day of publication. Out: for acts without a
//! day of their own the day that the narrative gives them, where that is likely; else what publication bounds. Knows no
//! word lists and no other report.
//!
//! Writers date an act once and go on (the narrative container of Pustejovsky and Stubbs, "Increasing informativeness in
//! temporal annotation", 2011). Each day that the report tells of an act is a candidate, and so are the day of publication
//! and the one before; a conditional logit weighs them against "none of these". Its weights are fitted by
//! `training/events/narrative.py`; a day is taken from the model's bar on.

use jiff::civil::Date;

use super::choice::Choice;
use super::time::bound::interval;
use crate::event::Account;
use crate::record::{Claim, PlacePrecision, PlaceValue, Status, Time, TimeBasis, TimePrecision, TimeValue};

/// What is weighed of a candidate, each 0 or 1: name in the table of weights, in the order of the vectors.
pub const FEATURES: [&str; 16] = [
    // Told in the act's own sentence, of another act.
    "same_sentence",
    // Of the sentence before; of the one before that; only of later ones.
    "sentence_before",
    "second_before",
    "later",
    // The last day told before the act; the last that an act of its type has.
    "last",
    "last_of_type",
    // An act of its type has it.
    "of_type",
    // Of the first act of the report.
    "first",
    // The day of publication, and the one before.
    "published",
    "day_before",
    // The same for an act that goes on.
    "ongoing_published",
    // Long before publication.
    "old",
    // Planned acts have it and this one was, or the other way round.
    "plan_differs",
    // An act at the same place has it.
    "same_place",
    // Nothing is told before the act, and it is the day of publication or the one before.
    "opening",
    // None of the candidates.
    "none",
];

/// A candidate's features, in the order of [`FEATURES`].
pub type Vector = [f32; FEATURES.len()];

/// Days before publication from which on an act is history.
const OLD: i32 = 21;
/// Longest interval, in days after its first, that others can be dated by.
const SHORT: i32 = 6;

/// Weights of the features and the least probability of a day that is taken.
pub type NarrativeModel = Choice<{ FEATURES.len() }>;

/// What is weighed of "none of these".
const NONE: Vector = {
    let mut v = [0.0; FEATURES.len()];
    v[FEATURES.len() - 1] = 1.0;
    v
};

/// Reads the table of weights; see [`Choice::parse`].
pub fn model(table: &str) -> Result<NarrativeModel, String> {
    Choice::parse(&FEATURES, table)
}

/// The likeliest of the days and its probability.
fn choose(model: &NarrativeModel, candidates: &[Candidate]) -> Option<(usize, f32)> {
    model.choose(candidates.iter().map(|c| &c.features), &NONE)
}

/// An act as the narrative sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Index of its sentence.
    pub sentence: usize,
    /// PLOVER type.
    pub kind: String,
    /// How it stands.
    pub status: Status,
    /// Name of its place, when it is known more finely than the country.
    pub place: Option<String>,
    /// First and last day of its own, both known.
    pub days: Option<(Date, Date)>,
    /// True when its own words tell no time at all.
    pub silent: bool,
}

/// A day that an act may have.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// First and last day.
    pub days: (Date, Date),
    /// The act that tells it: of several the last before, else the first after. `None` for days about publication that
    /// nothing tells.
    pub from: Option<usize>,
    /// What is weighed.
    pub features: Vector,
}

fn plans(s: Status) -> bool {
    matches!(s, Status::Planned | Status::Hypothetical)
}

fn between(a: Date, b: Date) -> i32 {
    a.until(b).map_or(0, |s| s.get_days())
}

fn yes(b: bool) -> f32 {
    f32::from(u8::from(b))
}

/// The days that act `i` may have. `acts` stand as in the report.
pub fn candidates(acts: &[Act], i: usize, published: Option<Date>) -> Vec<Candidate> {
    let act = &acts[i];
    let dated = |a: &Act| a.days.filter(|d| between(d.0, d.1) <= SHORT);
    let told: Vec<usize> = (0..acts.len())
        .filter(|k| *k != i && dated(&acts[*k]).is_some())
        .collect();
    let last = told.iter().rfind(|k| **k < i);
    let last_of_type = told.iter().rfind(|k| **k < i && acts[**k].kind == act.kind);
    let mut days: Vec<(Date, Date)> = told.iter().filter_map(|k| dated(&acts[*k])).collect();
    let before = published.and_then(|p| p.yesterday().ok());
    for day in [published, before].into_iter().flatten() {
        if !days.iter().any(|d| d.0 == day) {
            days.push((day, day));
        }
    }
    let mut seen = Vec::new();
    days.retain(|d| {
        !seen.contains(d) && {
            seen.push(*d);
            true
        }
    });
    (days.into_iter())
        .map(|days| {
            let of: Vec<usize> = told
                .iter()
                .copied()
                .filter(|k| dated(&acts[*k]) == Some(days))
                .collect();
            let back = of
                .iter()
                .filter(|k| **k < i)
                .map(|k| act.sentence.abs_diff(acts[*k].sentence))
                .min();
            let any = |f: &dyn Fn(&Act) -> bool| of.iter().any(|k| f(&acts[*k]));
            let (is_published, is_before) = (published == Some(days.0), before == Some(days.0));
            let is = [
                any(&|a| a.sentence == act.sentence),
                back == Some(1),
                back == Some(2),
                back.is_none() && !of.is_empty(),
                last.is_some_and(|k| of.contains(k)),
                last_of_type.is_some_and(|k| of.contains(k)),
                any(&|a| a.kind == act.kind),
                of.contains(&0),
                is_published,
                is_before,
                is_published && act.status == Status::Ongoing,
                published.is_some_and(|p| between(days.0, p) > OLD),
                !of.is_empty() && of.iter().all(|k| plans(acts[*k].status)) != plans(act.status),
                act.place.is_some() && any(&|a| a.place == act.place),
                last.is_none() && (is_published || is_before),
                false,
            ];
            Candidate {
                days,
                from: of.iter().rfind(|k| **k < i).or(of.first()).copied(),
                features: is.map(yes),
            }
        })
        .collect()
}

fn town(place: Option<&PlaceValue>) -> Option<String> {
    let coarse = |p: PlacePrecision| matches!(p, PlacePrecision::Country | PlacePrecision::None);
    place.filter(|v| !coarse(v.precision)).map(|v| v.name.clone())
}

fn act_of_claim(c: &Claim) -> Act {
    let place = c.place.as_ref().and_then(|p| p.value.as_ref());
    act(
        c.sentence,
        &c.kind,
        c.status,
        place,
        c.time.as_ref().map(|t| &t.value),
    )
}

/// The same of a claim that a file holds; for fitting the weights.
pub fn act_of_account(a: &Account) -> Act {
    let place = a.places.first().and_then(|p| p.value.as_ref());
    act(
        a.sentence,
        &a.kind,
        a.status,
        place,
        a.time.as_ref().map(|t| &t.value),
    )
}

fn act(
    sentence: usize,
    kind: &str,
    status: Status,
    place: Option<&PlaceValue>,
    time: Option<&TimeValue>,
) -> Act {
    Act {
        sentence,
        kind: kind.to_owned(),
        status,
        place: town(place),
        days: time.and_then(|t| t.start.zip(t.end)),
        silent: time.is_none(),
    }
}

/// Fills `time_inferred` of the claims whose own words give no day; `claims` stand as in the report.
pub fn infer(model: &NarrativeModel, published: Option<Date>, claims: &mut [Claim]) {
    let acts: Vec<Act> = claims.iter().map(act_of_claim).collect();
    for i in 0..claims.len() {
        let unknown = |t: &Time| t.value.start.is_none() && t.value.end.is_none() && t.value.edtf.is_none();
        if !claims[i].time.as_ref().is_none_or(unknown) {
            continue;
        }
        let found = candidates(&acts, i, published);
        let chosen = choose(model, &found).filter(|(_, p)| acts[i].silent && *p >= model.bar);
        let teller = chosen.and_then(|(k, _)| claims[found[k].from?].time.clone());
        let told = teller.map(|t| Time {
            value: TimeValue {
                basis: TimeBasis::Narrative,
                ..t.value
            },
            ..t
        });
        claims[i].time_inferred = told.or_else(|| bound(acts[i].status, published?));
    }
}

/// What the day of publication says of an act: what happened did so on or before it, what goes on does so then, what is
/// planned comes later. Nothing of what may never be.
fn bound(status: Status, published: Date) -> Option<Time> {
    let (start, end, precision) = match status {
        Status::Hypothetical => return None,
        Status::Ongoing => (Some(published), Some(published), TimePrecision::Day),
        Status::Planned => (Some(published), None, TimePrecision::Vague),
        _ => (None, Some(published), TimePrecision::Vague),
    };
    Some(Time {
        span: None,
        value: TimeValue {
            edtf: Some(interval(start, end)),
            start,
            end,
            precision,
            basis: TimeBasis::Published,
        },
    })
}

#[cfg(test)]
mod tests;
