//! In: a group of claims and their accounts. Out: an [`Event`]: merged values with all that was told, and the reasons why
//! each claim belongs. Knows no other event.
//!
//! How values are merged: type and mode are those told most often. The place is the most exact, of these the one told most
//! often. The days are the short interval told most often, of these the narrowest, else the narrowest period. Of a number
//! `low` is the lowest and `high` the highest told; `best` is that of the latest report that gives one, of its numbers the
//! highest. Single figures and running totals are never added, and totals count only where nobody gives a single figure.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::LinkConfig;
use super::account::{Account, When, Where, Who};
use super::cluster::Forced;
use super::compare::{compare, told};
use super::feature::{FEATURES, Feature};
use super::mention::Batch;
use super::profile::{Profile, Sign};
use super::relate::Relation;
use crate::record::{CountRole, CountScope, CountValue, PlacePrecision, Status, TimeBasis};

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// Something that happened, or is said to have.
    Happening,
    /// Announced or thought of, told by nobody as done.
    Plan,
    /// Several happenings told as one sum.
    Aggregate,
    /// Recalled from three weeks or more before the report.
    Recalled,
}

/// Why a claim belongs to its event: how it compares with the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Name of the feature, or `forced`.
    pub feature: &'static str,
    /// What was found, for people.
    pub said: String,
    /// Its part of the score, in log odds; negative when it speaks against.
    pub weight: f32,
}

/// A claim of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// Its claim id.
    pub claim_id: String,
    /// Where it stands in the input.
    pub account: usize,
    /// Log odds against the other claims; `None` for an event of one claim.
    pub score: Option<f32>,
    /// The strongest first, at most six; none for an event of one claim.
    pub reasons: Vec<Reason>,
}

/// A number as one claim gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Who gives it.
    pub claim_id: String,
    /// Its publisher, else its report's id.
    pub source: String,
    /// The words.
    pub text: String,
    /// The interval.
    pub value: CountValue,
    /// One act's number, a sum or a running total.
    pub scope: CountScope,
}

/// What is known of one number of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCount {
    /// Whom or what.
    pub role: CountRole,
    /// Lowest, best and highest.
    pub value: CountValue,
    /// All that was told, by publication day and claim.
    pub figures: Vec<Figure>,
}

/// The claims that speak of one happening.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// 16 hex digits: hash of its claims' ids.
    pub id: String,
    /// What it is.
    pub kind: EventKind,
    /// PLOVER type.
    pub act: String,
    /// Mode; `None` when no claim has one.
    pub mode: Option<String>,
    /// Best place.
    pub place: Option<Where>,
    /// No claim's own words name it; reports set the act there.
    pub place_inferred: bool,
    /// The other places told, each once.
    pub other_places: Vec<Where>,
    /// First and last day, inclusive.
    pub days: Option<(Date, Date)>,
    /// Where no day is known: the day of the first report that tells it as done; it was then or before.
    pub by: Option<Date>,
    /// What the days are known from: `Text` where the words of a claim tell them, `Narrative` where other sentences of a
    /// report do, `Published` where only `by` is known, `None` where nothing is.
    pub time_basis: TimeBasis,
    /// Other intervals told.
    pub other_days: Vec<(Date, Date)>,
    /// Who, each once by name or words, the most often told first.
    pub actors: Vec<Who>,
    /// To whom.
    pub recipients: Vec<Who>,
    /// Numbers by role.
    pub counts: Vec<EventCount>,
    /// The status told most often.
    pub status: Status,
    /// Who says so: speakers, else publishers, each once.
    pub said_by: Vec<String>,
    /// Its claims, by publication day and id.
    pub claims: Vec<Linked>,
    /// How it bears on other events.
    pub relations: Vec<Relation>,
}

/// Reasons that are kept of a link.
const MOST_REASONS: usize = 6;

/// The event of a group; `order` tells where each account stands in the input.
pub fn event(
    group: &Profile,
    accounts: &[&Account],
    order: &[usize],
    batch: &Batch,
    config: &LinkConfig,
    forced: &Forced,
) -> Event {
    let mut members: Vec<usize> = group.ranks().collect();
    members.sort_by(|a, b| (accounts[*a].published, *a).cmp(&(accounts[*b].published, *b)));
    let told: Vec<&Account> = members.iter().map(|m| accounts[*m]).collect();
    let claims = (members.iter())
        .map(|m| {
            let (score, reasons) = reasons(*m, group, batch, config, forced);
            Linked {
                claim_id: accounts[*m].id.clone(),
                account: order[*m],
                score,
                reasons,
            }
        })
        .collect();
    let mut places = told.iter().flat_map(|a| &a.places).collect::<Vec<_>>();
    // Where no claim tells a place of the world, those count in which reports set the act.
    let place_inferred = !places.iter().any(|p| p.value.is_some());
    if place_inferred {
        places.extend(told.iter().filter_map(|a| a.place_inferred.as_ref()));
    }
    let place = best_place(&places).cloned();
    let place_inferred = place_inferred && place.as_ref().is_some_and(|p| p.value.is_some());
    places.retain(|p| place.as_ref().is_none_or(|b| !same_place(b, p)));
    let mut other_places: Vec<Where> = Vec::new();
    for p in places {
        if !other_places.iter().any(|o| same_place(o, p)) {
            other_places.push(p.clone());
        }
    }
    let (days, other_days, time_basis) = days(&told);
    let by = if days.is_none() { by(&told) } else { None };
    let time_basis = by.map_or(time_basis, |_| TimeBasis::Published);
    Event {
        id: id(&told),
        kind: kind(group),
        act: most(told.iter().map(|a| a.kind.clone())).unwrap_or_default(),
        mode: most(told.iter().filter_map(|a| a.mode.clone())),
        place,
        place_inferred,
        other_places,
        days,
        by,
        time_basis,
        other_days,
        actors: parties(told.iter().flat_map(|a| &a.actors)),
        recipients: parties(told.iter().flat_map(|a| &a.recipients)),
        counts: counts(&told),
        status: most(told.iter().map(|a| a.status as usize)).map_or(Status::Occurred, |s| Status::ALL[s].0),
        said_by: said_by(&told),
        claims,
        relations: Vec::new(),
    }
}

fn id(told: &[&Account]) -> String {
    let mut ids: Vec<&str> = told.iter().map(|a| a.id.as_str()).collect();
    ids.sort_unstable();
    let hash = Sha256::digest(ids.join("\n").as_bytes());
    hash[..8].iter().fold(String::new(), |s, b| format!("{s}{b:02x}"))
}

fn kind(group: &Profile) -> EventKind {
    let half = |sign: Sign| group.share(sign) > 0.5;
    if half(Sign::Plan) {
        EventKind::Plan
    } else if half(Sign::Aggregate) {
        EventKind::Aggregate
    } else if half(Sign::Recalled) {
        EventKind::Recalled
    } else {
        EventKind::Happening
    }
}

/// What is told most often; of equals the first in order.
fn most<T: Ord>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut tally: BTreeMap<T, usize> = BTreeMap::new();
    for v in values {
        *tally.entry(v).or_default() += 1;
    }
    let top = tally.values().copied().max()?;
    tally.into_iter().find(|(_, n)| *n == top).map(|(v, _)| v)
}

fn reasons(
    member: usize,
    group: &Profile,
    batch: &Batch,
    config: &LinkConfig,
    forced: &Forced,
) -> (Option<f32>, Vec<Reason>) {
    if group.len() < 2 {
        return (None, Vec::new());
    }
    let own = &batch.profiles[member];
    let v = compare(own, &group.without(own), batch);
    let mut out: Vec<Reason> = Vec::new();
    if forced.must.iter().any(|(a, b)| *a == member || *b == member) {
        out.push(Reason {
            feature: "forced",
            said: "put together by a person".to_owned(),
            weight: f32::INFINITY,
        });
    }
    let sizes = [Feature::Size, Feature::SmallSize];
    let parts = (FEATURES.iter().map(|f| f.0))
        .filter(|f| !sizes.contains(f))
        .map(|f| (f, config.weights.of[f as usize] * v[f as usize]))
        .filter(|(_, weight)| weight.abs() >= 0.05);
    let mut parts: Vec<(Feature, f32)> = parts.collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    parts.truncate(MOST_REASONS - out.len());
    out.extend(parts.into_iter().map(|(f, weight)| Reason {
        feature: f.name(),
        said: told(f, v[f as usize]),
        weight,
    }));
    (Some(config.weights.score(&v)), out)
}

fn rank_of(p: PlacePrecision) -> usize {
    let order = [
        PlacePrecision::Exact,
        PlacePrecision::Near,
        PlacePrecision::Admin2,
        PlacePrecision::Area,
        PlacePrecision::Admin1,
        PlacePrecision::Country,
        PlacePrecision::None,
    ];
    order.iter().position(|o| *o == p).unwrap_or(order.len())
}

/// True for one place of the world, or without one for the same words.
pub fn same_place(a: &Where, b: &Where) -> bool {
    match (&a.value, &b.value) {
        (Some(x), Some(y)) => x.name == y.name && x.geonames_id == y.geonames_id,
        (None, None) => a.text == b.text,
        _ => false,
    }
}

fn best_place<'a>(places: &[&'a Where]) -> Option<&'a Where> {
    let exact = |w: &Where| w.value.as_ref().map_or(usize::MAX, |v| rank_of(v.precision));
    let least = places.iter().map(|w| exact(w)).min()?;
    let found: Vec<&&Where> = places.iter().filter(|w| exact(w) == least).collect();
    let name = |w: &Where| {
        w.value
            .as_ref()
            .map_or_else(|| w.text.clone(), |v| v.name.clone())
    };
    let top = most(found.iter().map(|w| name(w)))?;
    found.into_iter().find(|w| name(w) == top).copied()
}

type Interval = (Date, Date);

/// The best interval, the others, and what they are known from.
fn days(told: &[&Account]) -> (Option<Interval>, Vec<Interval>, TimeBasis) {
    let (best, others) = best_days(told.iter().filter_map(|a| a.time.as_ref()));
    if best.is_some() {
        return (best, others, TimeBasis::Text);
    }
    let narrated = |w: &&When| w.value.basis == TimeBasis::Narrative;
    let (best, others) = best_days(
        told.iter()
            .filter_map(|a| a.time_inferred.as_ref())
            .filter(narrated),
    );
    let basis = best.map_or(TimeBasis::None, |_| TimeBasis::Narrative);
    (best, others, basis)
}

/// The first day on which what happened was in print.
fn by(told: &[&Account]) -> Option<Date> {
    let bounds = told.iter().filter_map(|a| a.time_inferred.as_ref());
    (bounds.filter(|w| w.value.basis == TimeBasis::Published))
        .filter_map(|w| w.value.end)
        .min()
}

fn best_days<'a>(told: impl Iterator<Item = &'a When>) -> (Option<Interval>, Vec<Interval>) {
    let mut tally: BTreeMap<Interval, usize> = BTreeMap::new();
    for when in told {
        if let (Some(start), end) = (when.value.start, when.value.end) {
            *tally.entry((start, end.unwrap_or(start).max(start))).or_default() += 1;
        }
    }
    let length = |i: &Interval| i.0.until(i.1).map_or(i32::MAX, |s| s.get_days());
    let short = tally.keys().any(|i| length(i) <= 2);
    let best = (tally.iter())
        .filter(|(i, _)| !short || length(i) <= 2)
        .min_by_key(|(i, n)| {
            if short {
                (usize::MAX - **n, length(i), **i)
            } else {
                (0, length(i), **i)
            }
        })
        .map(|(i, _)| *i);
    let others = tally.into_keys().filter(|i| Some(*i) != best).collect();
    (best, others)
}

/// Parties, each once by name or words, the most often told first.
pub fn parties<'a>(whos: impl Iterator<Item = &'a Who>) -> Vec<Who> {
    let mut found: BTreeMap<String, (usize, Who)> = BTreeMap::new();
    for w in whos {
        let key = w.name.clone().unwrap_or_else(|| w.text.to_lowercase());
        found.entry(key).or_insert_with(|| (0, w.clone())).0 += 1;
    }
    let mut out: Vec<(usize, String, Who)> = found.into_iter().map(|(k, (n, w))| (n, k, w)).collect();
    out.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    out.into_iter().map(|(_, _, w)| w).collect()
}

fn counts(told: &[&Account]) -> Vec<EventCount> {
    let mut out: Vec<EventCount> = Vec::new();
    for a in told {
        for c in &a.counts {
            let figure = Figure {
                claim_id: a.id.clone(),
                source: a.source.clone().unwrap_or_else(|| a.doc_id.clone()),
                text: c.text.clone(),
                value: c.value,
                scope: c.scope,
            };
            match out.iter_mut().find(|o| o.role == c.role) {
                Some(o) => o.figures.push(figure),
                None => out.push(EventCount {
                    role: c.role,
                    value: c.value,
                    figures: vec![figure],
                }),
            }
        }
    }
    for c in &mut out {
        let single = c.figures.iter().any(|f| f.scope == CountScope::Single);
        let used = || {
            c.figures
                .iter()
                .filter(|f| !single || f.scope == CountScope::Single)
        };
        let all = |f: &Figure| [f.value.low, f.value.best, f.value.high];
        let (low, high) = (
            used().flat_map(all).flatten().min(),
            used().flat_map(all).flatten().max(),
        );
        // Figures stand by publication day: the last report that gives a number, of its numbers the highest.
        let last = used().rfind(|f| f.value.best.or(f.value.low).is_some());
        let best = last.and_then(|l| {
            used()
                .filter(|f| f.source == l.source)
                .filter_map(|f| f.value.best.or(f.value.low))
                .max()
        });
        c.value = CountValue { low, best, high };
    }
    out.sort_by_key(|c| c.role as usize);
    out
}

fn said_by(told: &[&Account]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for a in told {
        let who = a
            .said_by
            .clone()
            .or_else(|| a.source.clone())
            .unwrap_or_else(|| a.doc_id.clone());
        if !out.contains(&who) {
            out.push(who);
        }
    }
    out
}
