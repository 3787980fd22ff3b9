//! In: claims of many reports with the words they rest on. Out: events: the claims that speak of one happening, each with
//! the reasons of its link, merged values with all alternatives kept, and relations between events; and of one report its
//! incidents, with those who take part in them. Knows no file, no clock and no thread; the same set of claims in any order
//! gives the same events.
//!
//! The modules stand in the order in which data flows: block, compare, cluster, merge (docs/decisions/0009).

pub mod incident;
pub mod group;
pub mod account;
pub mod words;
pub mod kin;
pub mod profile;
pub mod day;
pub mod crowd;
pub mod clause;
pub mod mention;
pub mod feature;
pub mod discourse;
pub mod compare;
pub mod block;
pub mod cluster;
pub mod merge;
pub mod relate;
#[cfg(test)]
mod tests;

pub use account::{Account, Campaign, Number, When, Where, Who};
pub use compare::Weights;
pub use feature::{FEATURES, Feature};
pub use group::incidents;
pub use incident::model::IncidentModel;
pub use incident::{Effect, Incident, IncidentKind, Part, Player, Stage};
pub use merge::{Event, EventCount, EventKind, Figure, Linked, Reason};
pub use relate::{Relation, RelationKind};
pub use words::LinkWords;

use std::collections::BTreeSet;

use crate::resolve::time::TimeLexicon;

/// What linking goes by.
#[derive(Debug, Clone)]
pub struct LinkConfig {
    /// Weight of each feature, and the bar that a link must reach.
    pub weights: Weights,
    /// Word lists of the language.
    pub words: LinkWords,
    /// Its words for times.
    pub times: TimeLexicon,
    /// Pairs of claim ids that a person has put together. Stronger than `cannot`.
    pub must: Vec<(String, String)>,
    /// Pairs of claim ids that a person has taken apart.
    pub cannot: Vec<(String, String)>,
}

/// The events of a set of claims, in the order of their ids. An account whose claim id was there already is left out.
/// Takes about n log n time: each claim is compared with a bounded number of others ([`block`]).
pub fn link_events(config: &LinkConfig, accounts: &[Account]) -> Vec<Event> {
    // From here on a claim is its rank among the ids, so that the order of the input cannot matter.
    let mut order: Vec<usize> = (0..accounts.len()).collect();
    order.sort_by(|a, b| accounts[*a].id.cmp(&accounts[*b].id));
    order.dedup_by(|a, b| accounts[*a].id == accounts[*b].id);
    let sorted: Vec<&Account> = order.iter().map(|i| &accounts[*i]).collect();
    let batch = mention::batch(&sorted, &config.words, &config.times);
    let pairs = block::pairs(&batch);
    let rank = |id: &String| sorted.binary_search_by(|a| a.id.cmp(id)).ok();
    let ranks = |pairs: &[(String, String)]| -> BTreeSet<(usize, usize)> {
        let both = pairs.iter().filter_map(|(a, b)| Some((rank(a)?, rank(b)?)));
        both.filter(|(a, b)| a != b)
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect()
    };
    let forced = cluster::Forced {
        must: ranks(&config.must),
        cannot: ranks(&config.cannot),
    };
    let groups = cluster::cluster(&batch, &pairs, &config.weights, &forced, &mut |_, _, _| ());
    let mut events: Vec<Event> = (groups.iter())
        .map(|g| merge::event(g, &sorted, &order, &batch, config, &forced))
        .collect();
    relate::relate(&mut events, &groups, &batch, &pairs, &config.weights);
    events.sort_by(|a, b| a.id.cmp(&b.id));
    events
}
