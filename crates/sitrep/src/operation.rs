//! In: accounts of claims and the events that they were linked into. Out: [`Operation`]s: named campaigns with who fights
//! whom, where, the phases and how far each was said to be when, and what was announced and what was done. Knows no file.
//!
//! A campaign is what claims name ("Operation Roundup"). Spellings of a name are one: other case, hyphens, the word for it
//! ("Op"), one letter in seven or more, initials ("OIR"). Two campaigns of one name (of other years, of other armies) come
//! out as one. An event belongs to a campaign when one of its claims names it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::event::merge::{parties, same_place};
use crate::event::words::{same_name, skeleton};
use crate::event::{Account, Campaign, Event, EventKind, RelationKind, Where, Who};
use crate::record::{PhaseStatus, PlacePrecision, Status};
use crate::resolve::operation::OperationLexicon;

/// A place of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// The place.
    pub place: Where,
    /// Claims that tell it.
    pub claims: usize,
}

/// The smallest box that holds the points of the campaign's places that are known better than by their country, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Least latitude.
    pub south: f64,
    /// Western edge; greater than `east` for a box across 180°.
    pub west: f64,
    /// Greatest latitude.
    pub north: f64,
    /// Eastern edge.
    pub east: f64,
}

/// What one claim says of how far a phase is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Publication day.
    pub published: Option<Date>,
    /// How far.
    pub status: PhaseStatus,
    /// The claim.
    pub claim_id: String,
}

/// A phase of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// As written most often; `None` for the campaign as a whole.
    pub name: Option<String>,
    /// Its number; `None` for the whole and for "the final phase".
    pub number: Option<u8>,
    /// How far it is by the latest day that tells it, of several statuses of that day the one furthest on; `None` when
    /// nobody tells.
    pub status: Option<PhaseStatus>,
    /// What was told, by publication day.
    pub told: Vec<Telling>,
}

/// Something announced, and the events that carried it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// Id of the plan's event.
    pub event: String,
    /// Ids of the happenings that it is the plan of; none so far as was told.
    pub done: Vec<String>,
}

/// A named campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// 16 hex digits: hash of the name without case, spelling and the word for it.
    pub id: String,
    /// As written most often.
    pub name: String,
    /// Other ways in which it was written.
    pub aliases: Vec<String>,
    /// Who acts in it, the most often told first.
    pub actors: Vec<Who>,
    /// Against or towards whom.
    pub recipients: Vec<Who>,
    /// Where, the most often told first.
    pub area: Vec<Area>,
    /// Box around `area`; `None` without a point.
    pub bounds: Option<Bounds>,
    /// First and last day of its events.
    pub days: Option<(Date, Date)>,
    /// The campaign as a whole first, then by number, then "the final phase".
    pub phases: Vec<Phase>,
    /// Ids of the claims that name it, by publication day.
    pub claims: Vec<String>,
    /// Ids of its events, in their order.
    pub events: Vec<String>,
    /// What was announced.
    pub announced: Vec<Announced>,
    /// Ids of events that are told as done or going on.
    pub done: Vec<String>,
}

/// A claim and the campaign that it names.
type Named<'a> = (&'a Account, &'a Campaign);
/// Which phase: the whole, then numbered ones, then others by their words.
type Which = (u8, u8, String);

/// The campaigns that accounts name, by name. An account that stands twice counts once.
pub fn operations(accounts: &[Account], events: &[Event], lexicon: &OperationLexicon) -> Vec<Operation> {
    let mut named: Vec<Named<'_>> = (accounts.iter())
        .filter_map(|a| Some((a, a.campaign.as_ref()?)))
        .filter(|(_, c)| !lexicon.bare_name(&c.name).is_empty())
        .collect();
    named.sort_by_key(|(a, _)| (a.published.is_none(), a.published, &a.id));
    named.dedup_by(|x, y| x.0.id == y.0.id);
    let names: BTreeSet<String> = named.iter().map(|(_, c)| lexicon.bare_name(&c.name)).collect();
    let joined = aliases(&names.into_iter().collect::<Vec<_>>());
    let mut of: BTreeMap<&String, Vec<Named<'_>>> = BTreeMap::new();
    for (a, c) in named {
        if let Some(key) = joined.get(&lexicon.bare_name(&c.name)) {
            of.entry(key).or_default().push((a, c));
        }
    }
    let mut out: Vec<Operation> = of
        .into_iter()
        .map(|(key, told)| operation(key, &told, events, lexicon))
        .collect();
    out.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    out
}

/// Letters from which on one letter may differ.
const LEAST_LETTERS: usize = 7;

/// For each bare name the first one, in the order given, that is the same campaign's.
fn aliases(names: &[String]) -> BTreeMap<String, String> {
    let initials = |n: &str| -> String { n.split([' ', '-']).filter_map(|w| w.chars().next()).collect() };
    // "OIR" is "Operation Inherent Resolve": the word for it may count as a letter.
    let short = |s: &str, l: &str| {
        let i = initials(l);
        s.len() > 2 && i.len() > 1 && (s == i || s.strip_prefix('o') == Some(i.as_str()))
    };
    let spelt = |a: &str, b: &str| {
        let (x, y) = (skeleton(a, &[]), skeleton(b, &[]));
        let near = x.len().min(y.len()) >= LEAST_LETTERS && x.len().abs_diff(y.len()) <= 1;
        !x.is_empty() && (x == y || near && same_name(&x, &y))
    };
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for (i, n) in names.iter().enumerate() {
        let first = (names[..i].iter()).find(|m| spelt(m, n) || short(m, n) || short(n, m));
        let root = first.and_then(|m| out.get(m)).unwrap_or(n).clone();
        out.insert(n.clone(), root);
    }
    out
}

fn operation(key: &str, told: &[Named<'_>], events: &[Event], lexicon: &OperationLexicon) -> Operation {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, c) in told {
        *names.entry(c.name.as_str()).or_default() += 1;
    }
    let name = most(&names).unwrap_or_default();
    let ids: BTreeSet<&str> = told.iter().map(|(a, _)| a.id.as_str()).collect();
    let its: Vec<&Event> = (events.iter())
        .filter(|e| e.claims.iter().any(|c| ids.contains(c.claim_id.as_str())))
        .collect();
    let area = area(told);
    let plan_of = |e: &Event| {
        let of = e.relations.iter().filter(|r| r.kind == RelationKind::PlanOf);
        of.map(|r| r.event.clone()).collect::<Vec<_>>()
    };
    let done =
        |e: &&&Event| e.kind != EventKind::Plan && matches!(e.status, Status::Occurred | Status::Ongoing);
    Operation {
        id: (Sha256::digest(key.as_bytes())[..8].iter()).fold(String::new(), |s, b| format!("{s}{b:02x}")),
        aliases: names
            .keys()
            .filter(|n| **n != name)
            .map(ToString::to_string)
            .collect(),
        actors: parties(told.iter().flat_map(|(a, _)| &a.actors)),
        recipients: parties(told.iter().flat_map(|(a, _)| &a.recipients)),
        bounds: bounds(&area),
        area,
        days: (its.iter().filter_map(|e| e.days)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))),
        phases: phases(told, lexicon),
        claims: told.iter().map(|(a, _)| a.id.clone()).collect(),
        announced: (its.iter().filter(|e| e.kind == EventKind::Plan))
            .map(|e| Announced {
                event: e.id.clone(),
                done: plan_of(e),
            })
            .collect(),
        done: its.iter().filter(done).map(|e| e.id.clone()).collect(),
        events: its.iter().map(|e| e.id.clone()).collect(),
        name,
    }
}

/// What is told most often; of equals the first in order.
fn most(tally: &BTreeMap<&str, usize>) -> Option<String> {
    let top = tally.values().max()?;
    tally
        .iter()
        .find(|(_, n)| *n == top)
        .map(|(w, _)| (*w).to_owned())
}

fn area(told: &[Named<'_>]) -> Vec<Area> {
    let mut out: Vec<Area> = Vec::new();
    for place in told.iter().flat_map(|(a, _)| &a.places) {
        match out.iter_mut().find(|o| same_place(&o.place, place)) {
            Some(o) => o.claims += 1,
            None => out.push(Area {
                place: place.clone(),
                claims: 1,
            }),
        }
    }
    out.sort_by_key(|a| std::cmp::Reverse(a.claims));
    out
}

fn bounds(area: &[Area]) -> Option<Bounds> {
    let values = area.iter().filter_map(|a| a.place.value.as_ref());
    let points: Vec<(f64, f64)> = values
        .filter(|v| !matches!(v.precision, PlacePrecision::Country | PlacePrecision::None))
        .map(|v| (v.lat, v.lon))
        .collect();
    let mut east: Vec<f64> = points.iter().map(|p| p.1).collect();
    east.sort_by(f64::total_cmp);
    // The box leaves out the widest gap between neighbours on the circle.
    let gap = |i: usize| {
        let next = east.get(i + 1).copied().unwrap_or(east[0] + 360.0);
        next - east[i]
    };
    let widest = (0..east.len()).max_by(|a, b| gap(*a).total_cmp(&gap(*b)))?;
    Some(Bounds {
        south: points.iter().map(|p| p.0).fold(f64::INFINITY, f64::min),
        north: points.iter().map(|p| p.0).fold(f64::NEG_INFINITY, f64::max),
        west: east[(widest + 1) % east.len()],
        east: east[widest],
    })
}

fn phases(told: &[Named<'_>], lexicon: &OperationLexicon) -> Vec<Phase> {
    let key = |c: &Campaign| match &c.phase {
        None => (0, 0, String::new()),
        Some(p) => match lexicon.phase_number(p) {
            Some(n) => (1, n, String::new()),
            None => (2, 0, p.to_lowercase()),
        },
    };
    let mut of: BTreeMap<Which, Vec<Named<'_>>> = BTreeMap::new();
    for (a, c) in told {
        of.entry(key(c)).or_default().push((*a, *c));
    }
    let phase = |((sort, number, _), told): (Which, Vec<Named<'_>>)| {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for name in told.iter().filter_map(|(_, c)| c.phase.as_deref()) {
            *names.entry(name).or_default() += 1;
        }
        let told: Vec<Telling> = (told.iter())
            .filter_map(|(a, c)| {
                Some(Telling {
                    published: a.published,
                    status: c.status?,
                    claim_id: a.id.clone(),
                })
            })
            .collect();
        // Tellings without a day stand last and count as the oldest.
        let latest = told.iter().filter_map(|t| t.published).max();
        let now = told.iter().filter(|t| t.published == latest).map(|t| t.status);
        Phase {
            name: most(&names),
            number: (sort == 1).then_some(number),
            status: now.max_by_key(|s| *s as u8),
            told,
        }
    };
    let whole = |p: &Phase| p.name.is_none() && p.told.is_empty();
    of.into_iter().map(phase).filter(|p| !whole(p)).collect()
}

#[cfg(test)]
mod tests;
