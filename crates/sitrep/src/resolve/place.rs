//! In: a report's text, the spans that may name places, the gazetteer. Out: for each span the best
//! place, the runners-up, or the reason why there is none. Knows no claim.
//!
//! All names of a report are decided together: each supports those near it, under it and in its
//! country. The value is as fine as the words: a province is its middle with precision `admin1`.

mod find;
mod lexicon;
mod score;
mod words;

use std::collections::{HashMap, HashSet};

use gazetteer::{Candidate, Class, Gazetteer, How, PlaceId};
use text::Span;

pub use self::find::places;
pub use self::lexicon::PlaceLexicon;
pub use self::score::Weights;
use self::score::{Group, decide};
use self::words::{Wording, share_sorts, wording};
use crate::record::{Place, PlacePrecision, PlaceValue};

/// What is known of the report beyond its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlaceContext<'a> {
    /// ISO 3166-1 alpha-3 of the dateline or of the country that the report is about; `None` when not known.
    pub country: Option<&'a str>,
}

/// Runners-up that are handed on.
const ALTERNATIVES: usize = 3;
/// Runners-up less likely than this are not worth a reader's time.
const UNLIKELY: f64 = 0.01;

/// Resolves the given spans of `text` (bytes, on character boundaries, any order); one answer per span,
/// in their order. A span that names nothing known has a reason and leaves the others as they are.
pub fn resolve(
    world: &Gazetteer,
    lexicon: &PlaceLexicon,
    text: &str,
    spans: &[Span],
    context: PlaceContext<'_>,
) -> Vec<Place> {
    resolve_weighted(world, lexicon, &Weights::default(), text, spans, context)
}

/// [`resolve`] with other weights than the tuned ones; for measuring.
pub fn resolve_weighted(
    world: &Gazetteer,
    lexicon: &PlaceLexicon,
    weights: &Weights,
    text: &str,
    spans: &[Span],
    context: PlaceContext<'_>,
) -> Vec<Place> {
    let mut wordings: Vec<Wording<'_>> = spans.iter().map(|s| wording(lexicon, text, *s)).collect();
    share_sorts(lexicon, text, spans, &mut wordings);
    let mut groups: Vec<Group> = Vec::new();
    let mut by_name: HashMap<(String, Option<words::Sort>), usize> = HashMap::new();
    let mut of_span = Vec::with_capacity(spans.len());
    for w in &wordings {
        let sort = w.sort;
        let key = (gazetteer::fold(w.whole), sort);
        let at = *by_name.entry(key).or_insert_with(|| {
            let candidates = candidates(world, w);
            groups.push(Group {
                candidates,
                sort,
                inside: Vec::new(),
                mentions: 0,
            });
            groups.len() - 1
        });
        groups[at].mentions += 1;
        groups[at].inside.extend(outers(world, w));
        of_span.push(at);
    }
    let dateline = context.country.and_then(|c| world.country(c));
    let mut ranked = decide(world, weights, &groups, dateline);
    drop_strangers(world, &groups, &mut ranked);
    let answer = |((span, w), g): ((&Span, &Wording<'_>), &usize)| {
        let mut ranked = ranked[*g].iter();
        let value = ranked.next().map(|(id, _)| value(world, *id, w));
        let likely = ranked.filter(|(_, p)| *p >= UNLIKELY).take(ALTERNATIVES);
        Place {
            span: *span,
            alternatives: likely.map(|(id, _)| self::value(world, *id, w)).collect(),
            reason: value.is_none().then_some(reason(&groups[*g])),
            value,
            inferred: false,
        }
    };
    spans.iter().zip(&wordings).zip(&of_span).map(answer).collect()
}

/// Who may be meant: bearers of the whole name; of the name without its sort, or without a part
/// ("northern …") when nobody bears the whole; a demonym's place; last, similar names.
fn candidates(world: &Gazetteer, w: &Wording<'_>) -> Vec<Candidate> {
    let demonym = |name| {
        world
            .demonym(name)
            .map(|id| vec![Candidate { id, how: How::Name }])
    };
    if let Some(only) = demonym(w.whole) {
        return only;
    }
    let mut found = world.candidates(w.whole);
    if w.bare != w.whole && (found.is_empty() || w.sort_inside) {
        let mut bare = demonym(w.bare).unwrap_or_else(|| world.candidates(w.bare));
        if let Some(sort) = w.sort.filter(|_| w.sort_inside) {
            // "Kirkuk Province" is no town; but "Alton Bay" may be known only as Alton.
            if bare.iter().any(|c| sort.fits(world.place(c.id).class)) {
                bare.retain(|c| sort.fits(world.place(c.id).class));
            } else if !found.is_empty() {
                bare.clear();
            }
        }
        found.extend(bare);
    }
    if found.is_empty() {
        found = world.fuzzy(w.bare);
    }
    found.sort_by_key(|c| (c.id, c.how));
    found.dedup_by_key(|c| c.id);
    found
}

/// A similar name counts only in a country that the report speaks of: elsewhere it is chance.
fn drop_strangers(world: &Gazetteer, groups: &[Group], ranked: &mut [Vec<(PlaceId, f64)>]) {
    let similar = |g: &Group| g.candidates.iter().any(|c| c.how == How::Similar);
    let of = |id: PlaceId| world.place(id).country;
    let known = groups
        .iter()
        .zip(ranked.iter())
        .filter(|(g, _)| !similar(g))
        .filter_map(|(_, r)| of(r.first()?.0));
    let known: HashSet<&str> = known.collect();
    if known.is_empty() {
        return;
    }
    for (_, places) in groups.iter().zip(ranked).filter(|(g, _)| similar(g)) {
        places.retain(|(id, _)| of(*id).is_some_and(|c| known.contains(c)));
    }
}

fn reason(group: &Group) -> &'static str {
    if group.candidates.is_empty() {
        "not in the gazetteer"
    } else {
        "only similar names in other countries"
    }
}

/// For each name that says in what the place lies, the countries and units that bear it.
fn outers(world: &Gazetteer, w: &Wording<'_>) -> Vec<Vec<PlaceId>> {
    let wide = |c: &Candidate| {
        matches!(
            world.place(c.id).class,
            Class::Country | Class::Admin1 | Class::Admin2
        )
    };
    w.inside
        .iter()
        .map(|name| match world.demonym(name) {
            Some(id) => vec![id],
            None => world
                .candidates(name)
                .into_iter()
                .filter(wide)
                .map(|c| c.id)
                .collect::<Vec<_>>(),
        })
        .filter(|ids| !ids.is_empty())
        .collect()
}

fn value(world: &Gazetteer, id: PlaceId, w: &Wording<'_>) -> PlaceValue {
    let place = world.place(id);
    let precision = match place.class {
        Class::Country => PlacePrecision::Country,
        _ if w.area => PlacePrecision::Area,
        Class::Admin1 => PlacePrecision::Admin1,
        Class::Admin2 => PlacePrecision::Admin2,
        Class::Area => PlacePrecision::Area,
        Class::Town | Class::Spot if w.near => PlacePrecision::Near,
        Class::Town | Class::Spot => PlacePrecision::Exact,
    };
    PlaceValue {
        name: place.name.to_owned(),
        geonames_id: place.geonames_id,
        lat: place.lat,
        lon: place.lon,
        country: place.country.map(str::to_owned),
        admin1: place.admin1.map(str::to_owned),
        feature: place.feature.to_owned(),
        precision,
    }
}

#[cfg(test)]
mod tests;
