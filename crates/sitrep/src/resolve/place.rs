//! In: a report's text, the spans that may name places, the gazetteer. Out: for each span the best
//! place, the runners-up, or the reason why there is none. Knows no claim.
//!
//! All names of a report are decided together: each supports those near it, under it and in its
//! country. The value is as fine as the words: a province is its middle with precision `admin1`.

mod find;
mod keep;
mod lexicon;
mod score;
mod signs;
mod words;

use std::collections::{BTreeMap, HashMap, HashSet};

use gazetteer::{Candidate, Class, Gazetteer, How, PlaceId, Way};
use text::{Analysis, Span};

pub use self::find::{Mention, Source};
pub use self::keep::FindingModel;
pub use self::lexicon::PlaceLexicon;
pub use self::score::Weights;
use self::score::{Group, decide, priors};
use self::signs::Around;
pub use self::signs::Sign;
pub use self::words::Sort;
use self::words::{Wording, share_sorts, wording};
use crate::record::{Naming, Place, PlacePrecision, PlaceValue};

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
    rank(world, lexicon, weights, text, spans, context).answers(world, spans)
}

/// The spans of a report with the places that each may mean, best first.
struct Ranked<'t> {
    wordings: Vec<Wording<'t>>,
    /// One for all spans with the same words.
    groups: Vec<Group>,
    of_span: Vec<usize>,
    /// For each group, best first, with how likely each is.
    order: Vec<Vec<(PlaceId, f64)>>,
}

fn rank<'t>(
    world: &Gazetteer,
    lexicon: &PlaceLexicon,
    weights: &Weights,
    text: &'t str,
    spans: &[Span],
    context: PlaceContext<'_>,
) -> Ranked<'t> {
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
    Ranked {
        wordings,
        groups,
        of_span,
        order: ranked,
    }
}

impl Ranked<'_> {
    /// The place of span `k`; `None` when it has none.
    fn best(&self, k: usize) -> Option<PlaceId> {
        self.order[self.of_span[k]].first().map(|(id, _)| *id)
    }

    /// The first-level unit around the best answer of mention `k` that may be meant as well.
    fn unit_of_name(&self, world: &Gazetteer, k: usize) -> Option<PlaceId> {
        let town = self.best(k).filter(|id| world.place(*id).class == Class::Town)?;
        let mut others = self.order[self.of_span[k]].iter().map(|(id, _)| *id);
        others.find(|id| world.place(*id).class == Class::Admin1 && world.within(town, *id))
    }

    /// How likely that place is among those of its name; 0 when there is none.
    fn likely(&self, k: usize) -> f64 {
        self.order[self.of_span[k]].first().map_or(0.0, |(_, p)| *p)
    }

    /// By which of its names the place was found.
    fn how(&self, k: usize) -> Option<How> {
        let best = self.best(k)?;
        let mut found = self.groups[self.of_span[k]].candidates.iter();
        found.find(|c| c.id == best).map(|c| c.how)
    }

    /// How many spans have the words of span `k`.
    fn mentions(&self, k: usize) -> usize {
        self.groups[self.of_span[k]].mentions
    }

    /// True when the place lies in one that words beside span `k` or another of its name say.
    fn lies_in_named(&self, world: &Gazetteer, k: usize) -> bool {
        let Some(best) = self.best(k) else { return false };
        let outers = self.groups[self.of_span[k]].inside.iter().flatten();
        outers.into_iter().any(|o| *o != best && world.within(best, *o))
    }

    /// One answer for each of the spans that were ranked, named plainly.
    fn answers(&self, world: &Gazetteer, spans: &[Span]) -> Vec<Place> {
        let answer = |(k, span): (usize, &Span)| {
            let (w, g) = (&self.wordings[k], self.of_span[k]);
            let mut ranked = self.order[g].iter();
            let value = ranked.next().map(|(id, _)| value(world, *id, w));
            let likely = ranked.filter(|(_, p)| *p >= UNLIKELY).take(ALTERNATIVES);
            Place {
                span: *span,
                naming: Naming::Name,
                alternatives: likely.map(|(id, _)| self::value(world, *id, w)).collect(),
                reason: value.is_none().then_some(reason(&self.groups[g])),
                value,
                inferred: false,
            }
        };
        spans.iter().enumerate().map(answer).collect()
    }
}

/// Finds the toponyms of a report and resolves them, in order: names, those inside the names of bodies, adjectives.
/// [`Place::naming`] tells them apart; a claim is placed by names only. `told` are words that acts are placed by: a known name
/// there is one, whatever else the tagger took it for ("Deir Ezzor" for a person).
pub fn places(
    world: &Gazetteer,
    lexicon: &PlaceLexicon,
    text: &str,
    analysis: &Analysis,
    context: PlaceContext<'_>,
    told: &[Span],
) -> Vec<Place> {
    let weighed = weighed(world, lexicon, text, analysis, context);
    let kept: Vec<Mention> = (weighed.into_iter())
        .filter(|w| w.sure > lexicon.sure_enough || w.place.is_some() && is_told(told, &w.mention))
        .map(|w| w.mention)
        .collect();
    let spans: Vec<Span> = kept.iter().map(|m| m.span).collect();
    let mut places = resolve(world, lexicon, text, &spans, context);
    for (place, mention) in places.iter_mut().zip(&kept) {
        if mention.source == Source::Part {
            blur(place);
        }
        place.naming = match mention.source {
            _ if is_told(told, mention) => Naming::Name,
            Source::Whole | Source::Part | Source::Run => Naming::Name,
            Source::Body | Source::Person => Naming::WithinName,
            Source::Adjective => Naming::Adjective,
        };
    }
    places
}

/// A whole name, not one inside that of a body, by which an act is placed.
fn is_told(told: &[Span], mention: &Mention) -> bool {
    let whole = mention.span == mention.whole
        && matches!(mention.source, Source::Whole | Source::Person | Source::Run);
    whole && told.iter().any(|t| t.overlaps(mention.span))
}

/// "Hawija Bridge": the gazetteer knows the town, and the bridge is in it or near.
pub(super) fn blur(place: &mut Place) {
    for value in place.value.iter_mut().chain(&mut place.alternatives) {
        if value.precision == PlacePrecision::Exact {
            value.precision = PlacePrecision::Near;
            value.radius_km = value.radius_km.max(NEAR_KM);
        }
    }
}

/// A stretch that may name a place, weighed.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The stretch.
    pub mention: Mention,
    /// What speaks for and against it.
    pub signs: Vec<(Sign, f64)>,
    /// 0..1: how sure it is that it names a place.
    pub sure: f64,
    /// Where it would be; `None` when nothing fits.
    pub place: Option<PlaceValue>,
}

/// All stretches that may name places, with their signs; for measuring and for choosing weights.
pub fn weighed(
    world: &Gazetteer,
    lexicon: &PlaceLexicon,
    text: &str,
    analysis: &Analysis,
    context: PlaceContext<'_>,
) -> Vec<Weighed> {
    let mentions = find::mentions(world, lexicon, text, analysis);
    let spans: Vec<Span> = mentions.iter().map(|m| m.span).collect();
    let ranked = rank(world, lexicon, &Weights::default(), text, &spans, context);
    let around = Around::new(world, lexicon, text, analysis, &mentions, &ranked);
    let answers = ranked.answers(world, &spans);
    let weigh = |(k, mention): (usize, &Mention)| {
        let signs = around.signs(world, &mentions, &ranked, k);
        Weighed {
            mention: *mention,
            sure: lexicon.finding.sure(mention.source, &signs),
            signs,
            place: answers[k].value.clone(),
        }
    };
    mentions.iter().enumerate().map(weigh).collect()
}

/// A place that a name by itself may mean, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// The place.
    pub value: PlaceValue,
    /// Inhabitants; 0 when not known.
    pub population: u32,
    /// By which way the name led to it.
    pub way: Way,
    /// What the place is worth by itself: population, sort, kind of name, what the words say; no unit, the more the better.
    pub prior: f64,
    /// 0..1: how likely it is among all that the name may mean.
    pub likely: f64,
}

/// What a name by itself ("Hawija", "Kirkuk province", "Paris, Texas") may mean, likeliest first; empty when it is not known.
pub fn look(world: &Gazetteer, lexicon: &PlaceLexicon, name: &str, context: PlaceContext<'_>) -> Vec<Looked> {
    let weights = Weights::default();
    let spans = [Span::new(0, name.len())];
    let ranked = rank(world, lexicon, &weights, name, &spans, context);
    let w = &ranked.wordings[0];
    let dateline = context.country.and_then(|c| world.country(c));
    let priors = priors(world, &weights, &ranked.groups[0], dateline);
    let looked = |(id, likely): &(PlaceId, f64)| Looked {
        value: value(world, *id, w),
        population: world.place(*id).population,
        // The name may be known only without its sort.
        way: world.way(w.whole, *id).min(world.way(w.bare, *id)),
        prior: priors.iter().find(|(i, _)| i == id).map_or(0.0, |(_, p)| *p),
        likely: *likely,
    };
    ranked.order[0].iter().map(looked).collect()
}

/// Who may be meant: bearers of the name with the sort behind it; of the whole name; of the name without its sort, or
/// without a part ("northern …") when nobody bears the whole; a demonym's place; last, similar names.
fn candidates(world: &Gazetteer, w: &Wording<'_>) -> Vec<Candidate> {
    let demonym = |name| {
        world
            .demonym(name)
            .map(|id| vec![Candidate { id, how: How::Name }])
    };
    if let Some(only) = demonym(w.whole) {
        return only;
    }
    if let (Some(called), Some(sort)) = (&w.called, w.sort) {
        // "The Dnipro river" is not the city.
        let mut named = world.candidates(called);
        named.retain(|c| sort.fits(world.place(c.id).class));
        if !named.is_empty() {
            return named;
        }
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
    if found.iter().filter(|c| c.how == How::Alias).count() > 1 {
        // A spelling of the first name is nearer than a name of old.
        for c in found.iter_mut().filter(|c| c.how == How::Alias) {
            if world.is_spelling(w.bare, c.id) {
                c.how = How::Name;
            }
        }
    }
    found.sort_by_key(|c| (c.id, c.how));
    found.dedup_by_key(|c| c.id);
    found
}

/// Of the names of places that a report tells, a country must hold this share of those that the first country holds, so that similar
/// names count in it.
const TOLD_OF: usize = 3;

/// A similar name counts only in a country that the report tells of: of which it names places, or, where it names none, one that
/// it speaks of. Elsewhere it is chance.
fn drop_strangers(world: &Gazetteer, groups: &[Group], ranked: &mut [Vec<(PlaceId, f64)>]) {
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let mut spoken_of = HashSet::new();
    for (g, places) in groups.iter().zip(ranked.iter()).filter(|(g, _)| !g.is_similar()) {
        let Some(best) = places.first().map(|(id, _)| world.place(*id)) else {
            continue;
        };
        let Some(country) = best.country else { continue };
        spoken_of.insert(country);
        if best.class != Class::Country {
            *told.entry(country).or_default() += g.mentions;
        }
    }
    let most = told.values().copied().max().unwrap_or(0);
    told.retain(|_, n| *n * TOLD_OF >= most);
    if !told.is_empty() {
        spoken_of = told.keys().copied().collect();
    }
    if spoken_of.is_empty() {
        return;
    }
    for (_, places) in groups.iter().zip(ranked).filter(|(g, _)| g.is_similar()) {
        places.retain(|(id, _)| world.place(*id).country.is_some_and(|c| spoken_of.contains(c)));
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
        Class::Town if !w.sort_inside => w.sort.and_then(wider).unwrap_or(PlacePrecision::Exact),
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
        radius_km: radius_km(world, id, precision),
        pcode: world.pcode(id).map(str::to_owned),
    }
}

/// "The Uday river", "Pemba district", where only a town of that name is known: what the words name is wider than the town.
fn wider(sort: words::Sort) -> Option<PlacePrecision> {
    match sort {
        words::Sort::Area => Some(PlacePrecision::Area),
        words::Sort::Admin1 => Some(PlacePrecision::Admin1),
        words::Sort::Admin2 => Some(PlacePrecision::Admin2),
        words::Sort::Admin | words::Sort::Town | words::Sort::Spot => None,
    }
}

/// UCDP's second class: within about 25 km of a known place.
const NEAR_KM: f64 = 25.0;

/// Radius of the circle about the point that should hold what the words mean, in km.
///
/// A town: the radius of a disc at a thousand people to the square km, at least 1. "Near": 25 km, as UCDP has it for its
/// second class. A unit: what its towns span, or by a town's point alone 25 (district) and 100 km (province). A region or
/// river of our own facts: 100 km, a sea 500, for nothing is known of its shape. The wide land around a town
/// ("countryside"): 50 km.
fn radius_km(world: &Gazetteer, id: PlaceId, precision: PlacePrecision) -> f64 {
    let place = world.place(id);
    let town = (f64::from(place.population) / 1000.0 / std::f64::consts::PI)
        .sqrt()
        .max(1.0);
    let reach = world.reach_km(id);
    let radius = match (place.class, precision) {
        (Class::Town | Class::Spot, PlacePrecision::Near) => town.max(NEAR_KM),
        (Class::Town | Class::Spot, PlacePrecision::Area) => town.max(50.0),
        (Class::Town, PlacePrecision::Admin2) => town.max(25.0),
        (Class::Town, PlacePrecision::Admin1) => town.max(100.0),
        (Class::Town | Class::Spot, _) => town,
        (Class::Area, _) if matches!(place.feature, "SEA" | "OCN") => 500.0,
        (Class::Area, _) => reach.unwrap_or(100.0),
        (Class::Admin2, _) => reach.unwrap_or(25.0).max(5.0),
        (Class::Admin1, _) => reach.unwrap_or(100.0).max(5.0),
        (Class::Country, _) => reach.unwrap_or(300.0).max(5.0),
    };
    (radius * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests;
