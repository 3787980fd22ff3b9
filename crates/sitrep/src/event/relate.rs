//! In: events and their groups. Out: how events bear on each other: the plan of a happening, the denial of one, a happening
//! that a total counts. Knows no word list.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::compare::{Weights, compare};
use super::feature::Feature;
use super::mention::Batch;
use super::merge::{Event, EventKind};
use super::profile::Profile;
use crate::record::Status;

/// How one event bears on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
    /// It is the plan of the other.
    PlanOf,
    /// It denies the other.
    DenialOf,
    /// The other is a total that counts it.
    PartOf,
}

/// A bearing on another event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Which.
    pub kind: RelationKind,
    /// Id of the other.
    pub event: String,
}

/// Log odds, without what tells a plan, a total or a denial from the happening, that two events speak of one matter.
/// Even odds: a relation merges nothing, so that it need not be surer.
const RELATED: f32 = 0.0;

/// Adds relations to `events`, which stand in the order of `groups`.
pub fn relate(
    events: &mut [Event],
    groups: &[Cow<'_, Profile>],
    batch: &Batch,
    pairs: &[(u32, u32)],
    weights: &Weights,
) {
    let mut weights = weights.clone();
    for f in [
        Feature::PlanOne,
        Feature::AggregateOne,
        Feature::DeniedOne,
        Feature::Recalled,
        Feature::Future,
        Feature::PeriodOne,
        Feature::DayConflict,
        Feature::DayNext,
        Feature::DayFar,
    ] {
        weights.of[f as usize] = 0.0;
    }
    let mut at = vec![0; batch.sites.len()];
    for (g, p) in groups.iter().enumerate() {
        for rank in p.ranks() {
            at[rank] = g;
        }
    }
    let denied = |e: &Event| matches!(e.status, Status::Denied | Status::Negated);
    // Most events are plain happenings, which bear on nothing.
    let bears = |e: &Event| matches!(e.kind, EventKind::Plan | EventKind::Aggregate) || denied(e);
    let near: BTreeSet<(usize, usize)> = (pairs.iter())
        .map(|(a, b)| (at[*a as usize], at[*b as usize]))
        .filter(|(a, b)| a != b && (bears(&events[*a]) != bears(&events[*b])))
        .map(|(a, b)| if bears(&events[a]) { (a, b) } else { (b, a) })
        .collect();
    let mut best: Vec<Option<(f32, usize)>> = vec![None; events.len()];
    for (from, to) in near {
        let v = compare(&groups[from], &groups[to], batch);
        let score = weights.score(&v);
        if score < RELATED {
            continue;
        }
        if events[from].kind == EventKind::Aggregate {
            let inside = v[Feature::PeriodIn as usize] > 0.0 && v[Feature::PlaceFar as usize] == 0.0;
            if inside {
                let event = events[from].id.clone();
                events[to].relations.push(Relation {
                    kind: RelationKind::PartOf,
                    event,
                });
            }
        } else if best[from].is_none_or(|(s, _)| score > s) {
            best[from] = Some((score, to));
        }
    }
    for (from, found) in best.into_iter().enumerate() {
        let Some((_, to)) = found else { continue };
        let kind = if events[from].kind == EventKind::Plan {
            RelationKind::PlanOf
        } else {
            RelationKind::DenialOf
        };
        let event = events[to].id.clone();
        events[from].relations.push(Relation { kind, event });
    }
    for e in events.iter_mut() {
        e.relations
            .sort_by(|a, b| (a.kind, &a.event).cmp(&(b.kind, &b.event)));
    }
}
