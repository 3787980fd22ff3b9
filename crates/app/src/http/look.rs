//! In: a filter. Out: counters by facet, the timeline, what the map draws; names of places by area and by name; the user's map
//! tiles, piece by piece. Knows no claim's text.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gazetteer::{Class, Gazetteer};
use sitrep::packs::{open_gazetteer, place_lexicon};
use sitrep::resolve::place::{PlaceContext, PlaceLexicon, look};
use store::project::{Facet, Period};
use store::row::place_value_row;

use super::problem::{Answer, Problem};
use super::query::{FilterQuery, Pairs, asked, precision_name, rectangle};
use super::state::{App, locked};
use super::wire::{
    Bin, Candidate, FacetAnswer, FacetGroup, FacetValue, MapAnswer, MapPlace, NameEntry, ReportBin,
    TimelineAnswer, TrayEntry,
};

/// Values of a facet that are told.
const VALUES: usize = 40;
/// Names on a map at once.
const NAMES: usize = 70;
/// Longest piece of the user's tiles in one answer.
const PIECE: u64 = 4 << 20;

/// How many claims pass, by each question of the filter.
#[utoipa::path(get, path = "/api/v1/facets", tag = "look", params(FilterQuery), responses((status = 200, body = FacetAnswer), (status = 400, body = Problem)))]
pub async fn facets(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<FacetAnswer>> {
    let asked = asked(pairs.0, &[])?;
    let shared = Arc::clone(&app);
    let answer = app.read(move |p| {
        let t = p.tallied(&*shared.index(p)?, &asked.filter, VALUES)?;
        let f = t.facets;
        let mut precision: Vec<FacetValue> = Vec::new();
        for facet in &f.where_prec {
            let name = precision_name(facet.value.as_deref());
            match precision.iter_mut().find(|v| v.value == name) {
                Some(v) => v.claims += facet.claims,
                None => precision.push(FacetValue {
                    value: name.to_owned(),
                    claims: facet.claims,
                }),
            }
        }
        let groups = [
            ("type", known(&f.types)),
            ("mode", known(&f.modes)),
            ("actor", known(&t.actors)),
            ("recipient", known(&t.recipients)),
            ("sector", known(&f.sectors)),
            ("status", known(&f.statuses)),
            ("source", known(&f.sources)),
            ("country", known(&f.countries)),
            ("precision", precision),
            ("sensitivity", known(&f.sensitivities)),
            ("review", verdicts(&f.verdicts)),
            ("operation", known(&f.operations)),
        ];
        Ok(FacetAnswer {
            claims: f.claims,
            reports: t.reports,
            events: t.events,
            groups: (groups.into_iter())
                .map(|(field, values)| FacetGroup {
                    field: field.to_owned(),
                    values,
                })
                .collect(),
        })
    });
    Ok(Json(answer.await?))
}

fn known(facets: &[Facet]) -> Vec<FacetValue> {
    let some = facets.iter().filter_map(|f| {
        Some(FacetValue {
            value: f.value.clone()?,
            claims: f.claims,
        })
    });
    some.take(VALUES).collect()
}

fn verdicts(facets: &[Facet]) -> Vec<FacetValue> {
    let one = |f: &Facet| FacetValue {
        value: f.value.clone().unwrap_or_else(|| "untouched".to_owned()),
        claims: f.claims,
    };
    facets.iter().map(one).collect()
}

/// Acts by their first day and type, reports by their day of publication.
#[utoipa::path(get, path = "/api/v1/timeline", tag = "look", params(FilterQuery, ("unit" = Option<String>, Query, description = "day, week (from Monday) or month")),
    responses((status = 200, body = TimelineAnswer), (status = 400, body = Problem)))]
pub async fn timeline(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<TimelineAnswer>> {
    let asked = asked(pairs.0, &["unit"])?;
    let unit = asked.own("unit").unwrap_or("day").to_owned();
    let period = match unit.as_str() {
        "day" => Period::Day,
        "week" => Period::Week,
        "month" => Period::Month,
        _ => {
            return Err(Problem::bad(
                "unit",
                format!("unit is \"{unit}\"; give day, week or month"),
            ));
        }
    };
    let shared = Arc::clone(&app);
    let answer = app.read(move |p| {
        let (index, atlas) = (shared.index(p)?, shared.atlas(p)?);
        let t = p.timeline((&index, &atlas), &asked.filter, period)?;
        Ok(TimelineAnswer {
            unit,
            acts: (t.acts.into_iter())
                .map(|a| Bin {
                    start: a.start,
                    r#type: a.kind,
                    claims: a.claims,
                    inferred: a.inferred,
                })
                .collect(),
            published: (t.published.into_iter())
                .map(|(start, reports)| ReportBin { start, reports })
                .collect(),
            undated: t.undated,
        })
    });
    Ok(Json(answer.await?))
}

/// Claims by point, and those that have none.
#[utoipa::path(get, path = "/api/v1/map", tag = "look", params(FilterQuery), responses((status = 200, body = MapAnswer), (status = 400, body = Problem)))]
pub async fn map(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<MapAnswer>> {
    let asked = asked(pairs.0, &[])?;
    let shared = Arc::clone(&app);
    let answer = app.read(move |p| {
        let atlas = shared.atlas(p)?;
        let mapped = p.mapped(&atlas, &asked.filter)?;
        Ok(MapAnswer {
            placed: mapped.placed,
            tray: (mapped.tray.into_iter())
                .map(|(country, claims)| TrayEntry { country, claims })
                .collect(),
            places: (mapped.crowds.into_iter())
                .map(|c| MapPlace {
                    lat: c.spot.lat,
                    lon: c.spot.lon,
                    name: c.spot.name,
                    country: c.spot.country,
                    precision: c.spot.precision,
                    feature: c.spot.feature,
                    radius_km: c.spot.radius_km,
                    claims: c.claims,
                    planned: c.planned,
                    party: c.party,
                    reviewed: c.accepted,
                    inferred: c.inferred,
                    r#type: c.kind,
                })
                .collect(),
        })
    });
    Ok(Json(answer.await?))
}

/// The gazetteer as the map asks it.
struct World {
    gazetteer: Gazetteer,
    lexicon: PlaceLexicon,
    /// Countries, provinces and towns, the most populous first.
    names: Vec<NameEntry>,
}

static WORLD: OnceLock<World> = OnceLock::new();
/// Held while it is opened, so that it is not opened twice.
static OPENING: Mutex<()> = Mutex::new(());

/// Opens the gazetteer before it is asked for; what is wrong with it is told when it is.
pub fn open_world(places: Option<&Path>) {
    let _ = world(places);
}

/// Opened once: it takes a moment.
fn world(places: Option<&Path>) -> Answer<&'static World> {
    let _opening = WORLD.get().is_none().then(|| locked(&OPENING));
    if let Some(world) = WORLD.get() {
        return Ok(world);
    }
    let failed = |e: sitrep::Error| Problem::inside(e.to_string());
    let gazetteer = open_gazetteer(places).map_err(failed)?;
    let lexicon = place_lexicon().map_err(failed)?;
    let mut names = Vec::new();
    for id in gazetteer.ids() {
        let p = gazetteer.place(id);
        let rank = match p.class {
            Class::Country => 1,
            Class::Admin1 => 2,
            Class::Town => 3,
            _ => continue,
        };
        if p.population > 0 {
            names.push(NameEntry {
                name: p.name.to_owned(),
                lat: p.lat,
                lon: p.lon,
                rank,
                population: p.population,
            });
        }
    }
    names.sort_by(|a, b| b.population.cmp(&a.population).then_with(|| a.name.cmp(&b.name)));
    Ok(WORLD.get_or_init(|| World {
        gazetteer,
        lexicon,
        names,
    }))
}

/// Names for the map: of countries when far, of provinces and towns when near, the most populous first.
#[utoipa::path(get, path = "/api/v1/names", tag = "look", params(("bbox" = String, Query, description = "west,south,east,north"), ("zoom" = Option<u8>, Query, description = "0 the world, 14 a town")),
    responses((status = 200, body = Vec<NameEntry>), (status = 400, body = Problem)))]
pub async fn names(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<Vec<NameEntry>>> {
    let mut bbox = None;
    let mut zoom = 4_u8;
    for (name, value) in &pairs.0 {
        match name.as_str() {
            "bbox" => bbox = Some(rectangle(value)?),
            "zoom" => {
                zoom = value
                    .parse()
                    .map_err(|_| Problem::bad("zoom", "zoom is a number from 0 to 22"))?;
            }
            _ => {
                return Err(Problem::bad(
                    name,
                    format!("there is no parameter \"{name}\" here; give bbox and zoom"),
                ));
            }
        }
    }
    let Some(r) = bbox else {
        return Err(Problem::bad(
            "bbox",
            "bbox is missing; give west,south,east,north",
        ));
    };
    let places = app.places.clone();
    // Not the project is asked, but the same threads may wait.
    let found = app.read(move |_| {
        let shows = |rank: u8| match rank {
            1 => (1..=6).contains(&zoom),
            2 => (6..=8).contains(&zoom),
            _ => zoom >= 4,
        };
        let inside = |n: &&NameEntry| {
            let lon = if r.west <= r.east {
                n.lon >= r.west && n.lon <= r.east
            } else {
                n.lon >= r.west || n.lon <= r.east
            };
            lon && n.lat >= r.south && n.lat <= r.north && shows(n.rank)
        };
        let copy = |n: &NameEntry| NameEntry {
            name: n.name.clone(),
            ..*n
        };
        let mut found: Vec<NameEntry> = world(places.as_deref())?
            .names
            .iter()
            .filter(inside)
            .take(NAMES)
            .map(copy)
            .collect();
        // The largest units first, so that a country's name is not crowded out by its capital's.
        found.sort_by_key(|n| n.rank);
        Ok(found)
    });
    Ok(Json(found.await?))
}

/// What a name may mean, likeliest first.
#[utoipa::path(get, path = "/api/v1/gazetteer", tag = "look", params(("name" = String, Query, description = "as a report writes it: \"Hawija\", \"Paris, Texas\"")),
    responses((status = 200, body = Vec<Candidate>), (status = 400, body = Problem)))]
pub async fn gazetteer(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<Vec<Candidate>>> {
    let name = pairs.0.into_iter().find(|(n, _)| n == "name").map(|(_, v)| v);
    let name = name.filter(|n| !n.trim().is_empty() && n.len() <= 200);
    let Some(name) = name else {
        return Err(Problem::bad(
            "name",
            "name is missing or longer than 200 characters",
        ));
    };
    let places = app.places.clone();
    let found = app.read(move |_| {
        let world = world(places.as_deref())?;
        let found = look(&world.gazetteer, &world.lexicon, &name, PlaceContext::default());
        let one = |l: &sitrep::resolve::place::Looked| Candidate {
            place: place_value_row(&l.value),
            population: l.population,
        };
        Ok(found.iter().take(10).map(one).collect())
    });
    Ok(Json(found.await?))
}

/// A piece of the user's map tiles (PMTiles), as the Range header asks.
#[utoipa::path(get, path = "/api/v1/basemap", tag = "look", responses((status = 206, description = "a piece of the file", content_type = "application/octet-stream"), (status = 404, body = Problem)))]
pub async fn basemap(State(app): State<Arc<App>>, headers: HeaderMap) -> Answer<Response> {
    let Some(path) = app.basemap.clone() else {
        return Err(Problem::missing("file", "basemap"));
    };
    let range = headers
        .get(header::RANGE)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| {
            let (from, to) = v.strip_prefix("bytes=")?.split_once('-')?;
            Some((from.parse::<u64>().ok()?, to.parse::<u64>().ok()))
        });
    let Some((from, to)) = range else {
        return Err(Problem::bad(
            "range",
            "ask for a piece with the header Range: bytes=FROM-TO",
        ));
    };
    let piece = app.read(move |_| {
        let failed = |_| Problem::inside("the map tiles cannot be read; the file was moved or is damaged");
        let mut file = std::fs::File::open(&path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let to = to.unwrap_or(u64::MAX).min(length.saturating_sub(1));
        if from > to || to - from >= PIECE {
            return Err(Problem::bad(
                "range",
                format!(
                    "the piece lies outside of the file or is longer than {} MiB",
                    PIECE >> 20
                ),
            ));
        }
        file.seek(SeekFrom::Start(from)).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(to - from + 1).read_to_end(&mut bytes).map_err(failed)?;
        Ok((bytes, from, to, length))
    });
    let (bytes, from, to, length) = piece.await?;
    let mut response = (StatusCode::PARTIAL_CONTENT, bytes).into_response();
    let said = HeaderValue::from_str(&format!("bytes {from}-{to}/{length}"));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=3600"),
    );
    if let Ok(said) = said {
        headers.insert(header::CONTENT_RANGE, said);
    }
    Ok(response)
}
