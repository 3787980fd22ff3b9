//! In: the names of one report, each with the places it may mean. Out: how likely each is, decided
//! over the whole report. Knows no text.

use gazetteer::{Candidate, Class, Gazetteer, How, Place, PlaceId};

use super::words::Sort;

/// What each sign is worth; `population` for every tenfold of inhabitants. The defaults were found by
/// coordinate search (bench/accuracy/tune_places.py) on the development halves of LGL, TR-News,
/// GeoWebNews and GeoVirus, so figures on these halves flatter.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named by sign; score() is the reading")]
pub struct Weights {
    pub population: f64,
    pub country: f64,
    pub admin1: f64,
    pub admin2: f64,
    pub town: f64,
    pub capital: f64,
    pub area: f64,
    pub spot: f64,
    pub alias: f64,
    pub sort: f64,
    pub inside: f64,
    pub same_country: f64,
    pub same_admin1: f64,
    pub under_named: f64,
    pub nearby: f64,
    pub dateline: f64,
    pub seat: f64,
    pub sharpness: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            population: 0.6,
            country: 2.5,
            admin1: 0.45,
            admin2: -0.75,
            town: 0.0,
            capital: 0.0,
            area: 3.0,
            spot: 2.0,
            alias: -0.3,
            sort: 3.0,
            inside: 4.0,
            same_country: 2.0,
            same_admin1: 2.0,
            under_named: 1.0,
            nearby: 3.0,
            dateline: 1.5,
            seat: -1.5,
            sharpness: 1.5,
        }
    }
}

impl Weights {
    /// The weight of that name, to be set when measuring; `None` when there is none.
    pub fn named(&mut self, name: &str) -> Option<&mut f64> {
        Some(match name {
            "population" => &mut self.population,
            "country" => &mut self.country,
            "admin1" => &mut self.admin1,
            "admin2" => &mut self.admin2,
            "town" => &mut self.town,
            "capital" => &mut self.capital,
            "area" => &mut self.area,
            "spot" => &mut self.spot,
            "alias" => &mut self.alias,
            "sort" => &mut self.sort,
            "inside" => &mut self.inside,
            "same_country" => &mut self.same_country,
            "same_admin1" => &mut self.same_admin1,
            "under_named" => &mut self.under_named,
            "nearby" => &mut self.nearby,
            "dateline" => &mut self.dateline,
            "seat" => &mut self.seat,
            "sharpness" => &mut self.sharpness,
            _ => return None,
        })
    }
}

/// All mentions of one name in a report: one name means one place.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) candidates: Vec<Candidate>,
    pub(super) sort: Option<Sort>,
    /// Places that words beside a mention say it lies in.
    pub(super) inside: Vec<Vec<PlaceId>>,
    /// How many mentions.
    pub(super) mentions: usize,
}

impl Group {
    /// True when nobody bears the name, only similar ones.
    pub(super) fn is_similar(&self) -> bool {
        self.candidates.iter().any(|c| c.how == How::Similar)
    }
}

/// A candidate ready for comparison.
struct Reading<'g> {
    id: PlaceId,
    place: Place<'g>,
    own: f64,
    unit: [f64; 3],
    admin1: Option<PlaceId>,
    country: Option<PlaceId>,
    likely: f64,
}

/// Rounds of mutual support; the order settles by the third.
const ROUNDS: usize = 4;
/// More bearers than this make no difference but cost time; the most populous stay.
const MOST: usize = 60;
/// A town is large in its unit when one in so many lives there (Quebec, one in fifteen, stays the province).
const SEAT_SHARE: u32 = 10;
/// Neighbours at this distance count a third (e^-1).
const NEAR_KM: f64 = 150.0;

/// For each group its candidates with their likelihood, best first.
pub(super) fn decide(
    world: &Gazetteer,
    w: &Weights,
    groups: &[Group],
    dateline: Option<PlaceId>,
) -> Vec<Vec<(PlaceId, f64)>> {
    let mut field: Vec<Vec<Reading<'_>>> = groups.iter().map(|g| options(world, w, g, dateline)).collect();
    for options in &mut field {
        sharpen(options, w, |o| o.own);
    }
    for _ in 0..ROUNDS {
        let votes = Votes::count(&field, groups);
        let scores: Vec<Vec<f64>> = (0..field.len())
            .map(|g| field[g].iter().map(|o| o.own + votes.support(w, g, o)).collect())
            .collect();
        for (options, score) in field.iter_mut().zip(&scores) {
            let mut next = score.iter();
            sharpen(options, w, |_| next.next().copied().unwrap_or_default());
        }
    }
    let ranked = |mut options: Vec<Reading<'_>>| {
        options.sort_by(|a, b| b.likely.total_cmp(&a.likely).then(a.id.cmp(&b.id)));
        options.into_iter().map(|o| (o.id, o.likely)).collect()
    };
    field.into_iter().map(ranked).collect()
}

/// What each candidate of a name is worth by itself, whatever else the report names; best first.
pub(super) fn priors(
    world: &Gazetteer,
    w: &Weights,
    group: &Group,
    dateline: Option<PlaceId>,
) -> Vec<(PlaceId, f64)> {
    options(world, w, group, dateline)
        .into_iter()
        .map(|o| (o.id, o.own))
        .collect()
}

fn options<'g>(
    world: &'g Gazetteer,
    w: &Weights,
    group: &Group,
    dateline: Option<PlaceId>,
) -> Vec<Reading<'g>> {
    let mut all: Vec<Reading<'g>> = group
        .candidates
        .iter()
        .map(|c| {
            let place = world.place(c.id);
            let (mut admin1, mut country) = (None, None);
            let mut at = Some(c.id);
            while let Some(up) = at {
                match world.place(up).class {
                    Class::Admin1 => admin1 = Some(up),
                    Class::Country => country = Some(up),
                    _ => {}
                }
                at = world.parent(up);
            }
            let mut own = score(world, w, group, *c, &place);
            if dateline.is_some() && dateline == country {
                own += w.dateline;
            }
            if group.sort.is_none() && has_seat(world, group, c.id, &place) {
                own += w.seat;
            }
            Reading {
                id: c.id,
                place,
                own,
                unit: unit(place.lat, place.lon),
                admin1,
                country,
                likely: 0.0,
            }
        })
        .collect();
    all.sort_by(|a, b| b.own.total_cmp(&a.own));
    all.truncate(MOST);
    all
}

/// A unit that shares its name with a large town inside it: without "province" the town is meant.
fn has_seat(world: &Gazetteer, group: &Group, unit: PlaceId, place: &Place<'_>) -> bool {
    let seat = |c: &Candidate| {
        let town = world.place(c.id);
        town.class == Class::Town
            && town.population > place.population / SEAT_SHARE
            && world.within(c.id, unit)
    };
    matches!(place.class, Class::Admin1 | Class::Admin2) && group.candidates.iter().any(seat)
}

/// What a candidate is worth by itself.
fn score(world: &Gazetteer, w: &Weights, group: &Group, c: Candidate, place: &Place<'_>) -> f64 {
    let class = match place.class {
        Class::Country => w.country,
        Class::Admin1 => w.admin1,
        Class::Admin2 => w.admin2,
        Class::Town => w.town + if place.feature == "PPLC" { w.capital } else { 0.0 },
        Class::Area => w.area,
        Class::Spot => w.spot,
    };
    let how = match c.how {
        How::Name => 0.0,
        How::Alias | How::Similar => w.alias,
    };
    let sort = if group.sort.is_some_and(|s| s.fits(place.class)) {
        w.sort
    } else {
        0.0
    };
    let within = |outer: &PlaceId| *outer != c.id && world.within(c.id, *outer);
    let inside = group
        .inside
        .iter()
        .filter(|outers| outers.iter().any(within))
        .count()
        .min(2) as f64;
    w.population * f64::from(place.population + 1).log10() + class + how + sort + inside * w.inside
}

/// Sets the likelihoods of one name from scores (softmax).
fn sharpen(options: &mut [Reading<'_>], w: &Weights, mut score: impl FnMut(&Reading<'_>) -> f64) {
    let scores: Vec<f64> = options.iter().map(|o| score(o) * w.sharpness).collect();
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|s| (s - top).exp()).sum();
    for (o, s) in options.iter_mut().zip(scores) {
        o.likely = (s - top).exp() / sum;
    }
}

/// What the names of the report say about each other.
struct Votes {
    /// Per group: weight of the countries and first-level units that its likely places lie in.
    countries: Vec<Vec<(PlaceId, f64)>>,
    admin1: Vec<Vec<(PlaceId, f64)>>,
    /// Per group: units that are themselves named.
    named: Vec<Vec<(PlaceId, f64)>>,
    /// Per group: where its likely places are.
    points: Vec<Vec<([f64; 3], f64)>>,
    weight: Vec<f64>,
}

/// Likelihoods below this carry no vote.
const FAINT: f64 = 0.05;

impl Votes {
    fn count(field: &[Vec<Reading<'_>>], groups: &[Group]) -> Self {
        let votes = |of: &dyn Fn(&Reading<'_>) -> Option<PlaceId>| -> Vec<Vec<(PlaceId, f64)>> {
            let one = |options: &Vec<Reading<'_>>| {
                let mut sum: Vec<(PlaceId, f64)> = Vec::new();
                for o in options.iter().filter(|o| o.likely > FAINT) {
                    let Some(id) = of(o) else { continue };
                    match sum.iter_mut().find(|(i, _)| *i == id) {
                        Some((_, n)) => *n += o.likely,
                        None => sum.push((id, o.likely)),
                    }
                }
                sum
            };
            field.iter().map(one).collect()
        };
        Self {
            countries: votes(&|o| o.country),
            admin1: votes(&|o| o.admin1),
            named: votes(&|o| {
                matches!(o.place.class, Class::Country | Class::Admin1 | Class::Admin2).then_some(o.id)
            }),
            points: field
                .iter()
                .map(|options| {
                    // A country's middle says nothing about what is near.
                    let local =
                        |o: &&Reading<'_>| o.likely > FAINT && !matches!(o.place.class, Class::Country);
                    options.iter().filter(local).map(|o| (o.unit, o.likely)).collect()
                })
                .collect(),
            // A name that is only similar takes the side of the others and has no voice.
            weight: groups
                .iter()
                .map(|g| {
                    if g.is_similar() {
                        0.0
                    } else {
                        (g.mentions as f64).sqrt()
                    }
                })
                .collect(),
        }
    }

    /// Support of the other groups for one candidate.
    fn support(&self, w: &Weights, group: usize, o: &Reading<'_>) -> f64 {
        let others = || (0..self.weight.len()).filter(move |&g| g != group && self.weight[g] > 0.0);
        let total: f64 = others().map(|g| self.weight[g]).sum();
        if total == 0.0 {
            return 0.0;
        }
        let share = |votes: &[Vec<(PlaceId, f64)>], id: Option<PlaceId>| -> f64 {
            let Some(id) = id else { return 0.0 };
            let found = |g: usize| votes[g].iter().find(|(i, _)| *i == id).map_or(0.0, |(_, n)| *n);
            others().map(|g| self.weight[g] * found(g)).sum::<f64>() / total
        };
        let most = |id: Option<PlaceId>| -> f64 {
            let Some(id) = id.filter(|&i| i != o.id) else {
                return 0.0;
            };
            let found = |g: usize| {
                self.named[g]
                    .iter()
                    .find(|(i, _)| *i == id)
                    .map_or(0.0, |(_, n)| *n)
            };
            others().map(found).fold(0.0, f64::max)
        };
        let near = |g: usize| -> f64 {
            self.points[g]
                .iter()
                .map(|(p, n)| n * (-kilometres(*p, o.unit) / NEAR_KM).exp())
                .fold(0.0, f64::max)
        };
        let nearby = if o.place.class == Class::Country {
            0.0
        } else {
            (others().map(|g| self.weight[g] * near(g)).sum::<f64>() / total).sqrt()
        };
        // A country is counted once: else the province would gain by it what the town of its name does not.
        let parent = o.place.parent.filter(|p| Some(*p) != o.country);
        w.same_country * share(&self.countries, o.country)
            + w.same_admin1 * share(&self.admin1, o.admin1)
            + w.under_named
                * (most(o.admin1) + 0.5 * most(o.country) + most(parent).min(1.0 - most(o.admin1)))
            + w.nearby * nearby
    }
}

/// The point on the unit sphere.
fn unit(lat: f64, lon: f64) -> [f64; 3] {
    let (a, b) = (lat.to_radians(), lon.to_radians());
    [a.cos() * b.cos(), a.cos() * b.sin(), a.sin()]
}

/// Distance through the earth, close enough to that over it.
fn kilometres(a: [f64; 3], b: [f64; 3]) -> f64 {
    let d: f64 = (0..3).map(|k| (a[k] - b[k]).powi(2)).sum();
    6371.0 * d.sqrt()
}
