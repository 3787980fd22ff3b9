//! In: events. Out: rows shaped like ACLED's: 31 columns. Event types come from `data/codebook/crosswalk/acled.toml`, the
//! codes of parties and the disorder types from `data/exchange/acled.toml`. Only events within a month at a place finer
//! than a country have a row. A shape for programs that read such tables; there is no ACLED data in it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    Cells, Columns, Ground, Losses, days, happened, joined, length, name, number_of, published, shaped, value,
};
use crate::exchange::table::{Cell, Kind, Table};
use crate::row::{EventPartyRow, EventRow};

const COLUMNS: &Columns = &[
    (
        "event_id_cnty",
        Kind::Text,
        "Country and a number made from the event's id",
    ),
    (
        "event_date",
        Kind::Day,
        "The day; the middle of the interval where several are told",
    ),
    ("year", Kind::Int, "Its year"),
    (
        "time_precision",
        Kind::Int,
        "1 the day, 2 within a week, 3 within a month",
    ),
    (
        "disorder_type",
        Kind::Text,
        "Political violence, Demonstrations, Strategic developments",
    ),
    ("event_type", Kind::Text, "Class of the event"),
    ("sub_event_type", Kind::Text, "Its sub-class"),
    ("actor1", Kind::Text, "The first party that did it"),
    ("assoc_actor_1", Kind::Text, "The others"),
    ("inter1", Kind::Text, "What kind of party it is"),
    ("actor2", Kind::Text, "The first party to whom it was done"),
    ("assoc_actor_2", Kind::Text, "The others"),
    ("inter2", Kind::Text, "What kind of party it is"),
    ("interaction", Kind::Text, "Both kinds"),
    (
        "civilian_targeting",
        Kind::Text,
        "\"Civilian targeting\" where civilians are the second party, else empty",
    ),
    ("iso", Kind::Int, "ISO 3166-1 numeric"),
    ("region", Kind::Text, "Empty"),
    ("country", Kind::Text, "Country"),
    ("admin1", Kind::Text, "First-level unit"),
    ("admin2", Kind::Text, "Empty"),
    ("admin3", Kind::Text, "Empty"),
    ("location", Kind::Text, "Name of the place"),
    ("latitude", Kind::Float, "Degrees north, four decimals"),
    ("longitude", Kind::Float, "Degrees east, four decimals"),
    (
        "geo_precision",
        Kind::Int,
        "1 the town, 2 near it, 3 a larger region",
    ),
    ("source", Kind::Text, "Publishers"),
    ("source_scale", Kind::Text, "Empty"),
    ("notes", Kind::Text, "The sentence of the first claim"),
    (
        "fatalities",
        Kind::Int,
        "The lowest number of deaths that is told; 0 where none is",
    ),
    ("tags", Kind::Text, "Empty"),
    (
        "timestamp",
        Kind::Int,
        "Seconds since 1970 of the latest publication day",
    ),
];

/// `data/exchange/acled.toml`.
#[derive(Debug, Default, Deserialize)]
struct Codes {
    inter: BTreeMap<String, String>,
    disorder: Vec<Disorder>,
}

#[derive(Debug, Deserialize)]
struct Disorder {
    event_type: String,
    #[serde(default)]
    sub_event_type: Option<String>,
    is: String,
}

fn codes() -> &'static Codes {
    static READ: OnceLock<Codes> = OnceLock::new();
    READ.get_or_init(|| {
        toml::from_str(include_str!("../../../../../data/exchange/acled.toml")).unwrap_or_default()
    })
}

/// The table.
pub fn table(ground: &Ground<'_>, losses: &mut Losses) -> Table {
    let rows = ground
        .data
        .events
        .iter()
        .filter_map(|e| row(ground, e, losses))
        .collect();
    losses.empty(
        &["region", "source_scale", "tags"],
        "codes of that project's own that no event holds",
    );
    losses.empty(
        &["admin2", "admin3"],
        "the gazetteer's answers hold the first level only",
    );
    losses.not_carried.push("wounded, displaced and other numbers");
    shaped("acled", "An event", "event_id_cnty", COLUMNS, rows)
}

fn row(ground: &Ground<'_>, e: &EventRow, losses: &mut Losses) -> Option<Cells> {
    if !happened(e) {
        losses.drop(e, "did not happen, or not yet: planned, denied or hypothetical");
        return None;
    }
    if e.kind == "aggregate" {
        losses.drop(e, "a sum of several events");
        return None;
    }
    let Some((kind, sub)) = ground.code("acled", e) else {
        losses.drop(e, "the act has no counterpart (talk, trade, aid)");
        return None;
    };
    let Some((place, country)) = value(e).and_then(|v| Some((v, v.country.as_ref()?))) else {
        losses.drop(e, "no place is known");
        return None;
    };
    let geo = match (&*place.precision, place.lat, place.lon) {
        ("country", ..) => {
            losses.drop(e, "only the country is known");
            return None;
        }
        (_, None, _) | (_, _, None) => {
            losses.drop(e, "the place has no point");
            return None;
        }
        ("exact", ..) => 1,
        ("near" | "admin2", ..) => 2,
        _ => 3,
    };
    let Some((first, last)) = days(e) else {
        losses.drop(e, "no day is known");
        return None;
    };
    let time = match length((first, last)) {
        1 => 1,
        2..=7 => 2,
        8..=31 => 3,
        _ => {
            losses.drop(e, "the time is vaguer than a month");
            return None;
        }
    };
    if time > 1 {
        losses.collapse("event_date", "the middle of the interval");
    }
    let date = middle(first, last);
    let deaths = e
        .counts
        .iter()
        .find(|c| c.role == "killed")
        .and_then(|c| c.low.or(c.best));
    if deaths.is_none() {
        losses.collapse("fatalities", "0 stands for: no number is told");
    }
    if e.status == "alleged" {
        losses.collapse("status", "what is alleged stands as what occurred");
    }
    let inter = |p: Option<&EventPartyRow>| p.and_then(|p| inter(p, &e.act, country));
    let (inter1, inter2) = (inter(e.actors.first()), inter(e.recipients.first()));
    let civilians = inter2 == Some("Civilians") && matches!(e.act.as_str(), "ASSAULT");
    let country_row = ground.countries.get(country);
    let code = country_row.map_or(country.as_str(), |c| c.iso2.as_str());
    let number = match number_of(&e.event_id) {
        Cell::Int(n) => n,
        _ => 0,
    };
    let four = |x: f64| (x * 10_000.0).round() / 10_000.0;
    let others = |p: &[EventPartyRow]| joined(p.iter().skip(1).map(name), ";");
    let both = [inter1, inter2]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    Some(Cells::from([
        ("event_id_cnty", format!("{code}{number}").into()),
        ("event_date", date.into()),
        ("year", i64::from(date.year()).into()),
        ("time_precision", i64::from(time).into()),
        ("disorder_type", disorder(&kind, sub.as_deref()).into()),
        ("event_type", kind.into()),
        ("sub_event_type", sub.into()),
        ("actor1", joined(e.actors.iter().take(1).map(name), "")),
        ("assoc_actor_1", others(&e.actors)),
        ("inter1", inter1.into()),
        ("actor2", joined(e.recipients.iter().take(1).map(name), "")),
        ("assoc_actor_2", others(&e.recipients)),
        ("inter2", inter2.into()),
        ("interaction", joined(both, "-")),
        (
            "civilian_targeting",
            civilians.then_some("Civilian targeting").into(),
        ),
        (
            "iso",
            country_row.and_then(|c| c.iso_numeric.parse::<i64>().ok()).into(),
        ),
        (
            "country",
            country_row.map_or(country.clone(), |c| c.name.clone()).into(),
        ),
        ("admin1", place.admin1.clone().into()),
        ("location", place.name.clone().into()),
        ("latitude", place.lat.map(four).into()),
        ("longitude", place.lon.map(four).into()),
        ("geo_precision", i64::from(geo).into()),
        ("source", joined(crate::exchange::tables::sources(e), ";")),
        (
            "notes",
            joined(e.claims.iter().take(1).map(|c| c.sentence.clone()), ""),
        ),
        ("fatalities", deaths.unwrap_or(0).into()),
        ("timestamp", published(e).and_then(seconds).into()),
    ]))
}

fn middle(first: Date, last: Date) -> Date {
    let half = (length((first, last)) - 1) / 2;
    first.checked_add(half.days()).unwrap_or(first)
}

fn seconds(day: Date) -> Option<i64> {
    jiff::civil::date(1970, 1, 1)
        .until(day)
        .ok()
        .map(|s| i64::from(s.get_days()) * 86_400)
}

fn disorder(kind: &str, sub: Option<&str>) -> Option<&'static str> {
    let fits =
        |d: &&Disorder| d.event_type == kind && d.sub_event_type.as_deref().is_none_or(|s| Some(s) == sub);
    codes().disorder.iter().find(fits).map(|d| d.is.as_str())
}

/// The kind of a party. Forces of another state than that of the place are external.
fn inter(party: &EventPartyRow, act: &str, country: &str) -> Option<&'static str> {
    let codes = codes();
    let sector = match (&party.sector, &party.code) {
        (Some(s), _) => s.as_str(),
        (None, Some(code)) if super::is_state(code) => "GOV",
        _ => return None,
    };
    let foreign = party
        .code
        .as_deref()
        .is_some_and(|c| super::is_state(c) && c != country);
    let key = match sector {
        "GOV" | "MIL" | "COP" | "SPY" if foreign => "external",
        "CVL" | "OPP" | "SOC" | "LAB" | "EDU" | "REL" if act == "PROTEST" => "protester",
        s => s,
    };
    codes.inter.get(key).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_read() {
        let codes = codes();
        assert_eq!(
            codes.inter.get("external").map(String::as_str),
            Some("External/Other forces")
        );
        assert_eq!(
            disorder("Battles", Some("Armed clash")),
            Some("Political violence")
        );
        assert_eq!(
            disorder("Riots", Some("Mob violence")),
            Some("Political violence")
        );
        assert_eq!(
            disorder("Riots", Some("Violent demonstration")),
            Some("Demonstrations")
        );
    }
}
