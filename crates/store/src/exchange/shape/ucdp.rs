//! In: events. Out: rows shaped like those of UCDP GED: 49 columns, then labels for the codes. Only events with a death,
//! organised parties, a day and a country have a row. Knows no list of conflicts: `conflict_*` and `dyad_*` are empty.

use super::super::gate::place::prio_cell;
use super::{Cells, Columns, Ground, Losses, days, happened, joined, length, name, number_of, shaped, value};
use crate::exchange::table::{Cell, Kind, Table};
use crate::row::EventRow;

const COLUMNS: &Columns = &[
    ("id", Kind::Int, "Number made from the event's id"),
    ("relid", Kind::Text, "sitrep's event id"),
    ("year", Kind::Int, "Year of the first day"),
    ("active_year", Kind::Int, "Empty"),
    (
        "code_status",
        Kind::Text,
        "Always \"Machine coded\": nobody has checked the row",
    ),
    (
        "type_of_violence",
        Kind::Int,
        "1 state-based, 2 non-state, 3 one-sided; from the sectors of the parties",
    ),
    ("conflict_dset_id", Kind::Text, "Empty"),
    ("conflict_new_id", Kind::Int, "Empty"),
    ("conflict_name", Kind::Text, "Empty"),
    ("dyad_dset_id", Kind::Text, "Empty"),
    ("dyad_new_id", Kind::Int, "Empty"),
    ("dyad_name", Kind::Text, "The two sides with a hyphen between"),
    ("side_a_dset_id", Kind::Text, "Empty"),
    ("side_a_new_id", Kind::Int, "Empty"),
    ("side_a", Kind::Text, "Who did it"),
    ("side_b_dset_id", Kind::Text, "Empty"),
    ("side_b_new_id", Kind::Int, "Empty"),
    (
        "side_b",
        Kind::Text,
        "To whom; \"Civilians\" where it is one-sided",
    ),
    ("number_of_sources", Kind::Int, "Publishers"),
    (
        "source_article",
        Kind::Text,
        "Publisher, day and headline of each report",
    ),
    ("source_office", Kind::Text, "Publishers"),
    ("source_date", Kind::Text, "Publication days"),
    ("source_headline", Kind::Text, "Headlines"),
    ("source_original", Kind::Text, "Who says so"),
    ("where_prec", Kind::Int, "How exactly the place is known, 1 to 7"),
    ("where_coordinates", Kind::Text, "Name of the place"),
    ("where_description", Kind::Text, "The words for the place"),
    ("adm_1", Kind::Text, "First-level unit"),
    ("adm_2", Kind::Text, "Empty"),
    ("latitude", Kind::Float, "Degrees north"),
    ("longitude", Kind::Float, "Degrees east"),
    ("geom_wkt", Kind::Text, "The point as WKT"),
    ("priogrid_gid", Kind::Int, "Cell of PRIO-GRID around the point"),
    ("country", Kind::Text, "Country"),
    ("country_id", Kind::Int, "Empty"),
    ("region", Kind::Text, "Empty"),
    ("event_clarity", Kind::Int, "1 a single event, 2 a sum of several"),
    (
        "date_prec",
        Kind::Int,
        "1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 longer",
    ),
    ("date_start", Kind::Day, "First day"),
    ("date_end", Kind::Day, "Last day"),
    ("deaths_a", Kind::Int, "Empty"),
    ("deaths_b", Kind::Int, "Empty"),
    (
        "deaths_civilians",
        Kind::Int,
        "The deaths, where violence is one-sided",
    ),
    ("deaths_unknown", Kind::Int, "The deaths, where it is not"),
    ("best", Kind::Int, "Best number of deaths"),
    (
        "high",
        Kind::Int,
        "Highest number that is told; the best where no upper end is",
    ),
    ("low", Kind::Int, "Lowest number that is told"),
    ("gwnoa", Kind::Text, "Empty"),
    ("gwnob", Kind::Text, "Empty"),
    ("type_of_violence_label", Kind::Text, "The same in words"),
    ("where_prec_label", Kind::Text, "The same in words"),
    ("date_prec_label", Kind::Text, "The same in words"),
];

/// What the classes of `where_prec` are called, from 1.
const WHERE: [&str; 7] = [
    "exact location",
    "within about 25 km of the point",
    "second-level unit",
    "first-level unit",
    "region, road or river; a representation point",
    "country only",
    "international waters or airspace",
];

/// What those of `date_prec` are called, from 1.
const DATE: [&str; 5] = ["day", "2 to 6 days", "week", "8 to 31 days", "more than a month"];

/// The table.
pub fn table(ground: &Ground<'_>, losses: &mut Losses) -> Table {
    let rows = ground
        .data
        .events
        .iter()
        .filter_map(|e| row(ground, e, losses))
        .collect();
    losses.empty(
        &[
            "conflict_dset_id",
            "conflict_new_id",
            "conflict_name",
            "dyad_dset_id",
            "dyad_new_id",
            "side_a_dset_id",
            "side_a_new_id",
            "side_b_dset_id",
            "side_b_new_id",
            "active_year",
        ],
        "UCDP's own lists of conflicts, dyads and actors are not at hand",
    );
    losses.empty(
        &["country_id", "gwnoa", "gwnob", "region"],
        "no table of these codes with a free licence was verified",
    );
    losses.empty(&["adm_2"], "the gazetteer's answers hold the first level only");
    losses.empty(
        &["deaths_a", "deaths_b"],
        "reports seldom say on which side the dead stood, and claims do not hold it",
    );
    shaped("ucdp", "An event with at least one death", "id", COLUMNS, rows)
}

fn row(ground: &Ground<'_>, e: &EventRow, losses: &mut Losses) -> Option<Cells> {
    let deaths = e.counts.iter().find(|c| c.role == "killed");
    let low = deaths.and_then(|d| d.low.or(d.best));
    let Some((deaths, low)) = deaths
        .zip(low)
        .filter(|(d, low)| *low > 0 || d.best.is_some_and(|b| b > 0))
    else {
        losses.drop(e, "no death is told");
        return None;
    };
    if !happened(e) {
        losses.drop(e, "did not happen, or not yet: planned, denied or hypothetical");
        return None;
    }
    let Some((code, label)) = ground.code("ucdp", e) else {
        losses.drop(e, "the type of violence does not follow from act and parties");
        return None;
    };
    let Some((place, country)) = value(e).and_then(|v| Some((v, v.country.as_ref()?))) else {
        losses.drop(e, "no country is known");
        return None;
    };
    let Some((first, last)) = days(e) else {
        losses.drop(e, "no day is known");
        return None;
    };
    let best = deaths.best.or(deaths.low).unwrap_or(low);
    let high = deaths.high.unwrap_or_else(|| {
        losses.collapse("high", "no upper end is told; the best number stands");
        best
    });
    let date_prec = match length((first, last)) {
        1 => 1,
        2..=6 => 2,
        7 => 3,
        8..=31 => 4,
        _ => 5,
    };
    let one_sided = code == "3";
    let side_b = if one_sided {
        losses.collapse("side_b", "\"Civilians\" for the words of the report");
        "Civilians".into()
    } else {
        joined(e.recipients.iter().take(1).map(name), "")
    };
    let side_a = joined(e.actors.iter().take(1).map(name), "");
    if e.actors.len() > 1 || e.recipients.len() > 1 && !one_sided {
        losses.collapse("side_a, side_b", "the first of several parties");
    }
    if e.status == "alleged" {
        losses.collapse("status", "what is alleged stands as what occurred");
    }
    let claims = ground.claims_of(e);
    let title = |doc: &str| {
        claims
            .iter()
            .find(|c| c.doc_id == doc)
            .and_then(|c| c.report.title.clone())
    };
    let article = |c: &crate::row::LinkedRow| {
        let parts = [c.source.clone(), c.published.clone(), title(&c.doc_id)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let once = |all: Vec<String>| {
        let mut seen = std::collections::BTreeSet::new();
        joined(all.into_iter().filter(|x| seen.insert(x.clone())), ";")
    };
    let sources: std::collections::BTreeSet<&String> =
        e.claims.iter().filter_map(|c| c.source.as_ref()).collect();
    let prec = place.where_prec;
    let mut cells = Cells::from([
        ("id", number_of(&e.event_id)),
        ("relid", e.event_id.as_str().into()),
        ("year", i64::from(first.year()).into()),
        ("code_status", "Machine coded".into()),
        ("type_of_violence", code.parse::<i64>().ok().into()),
        ("type_of_violence_label", label.into()),
        ("side_a", side_a.clone()),
        ("side_b", side_b.clone()),
        (
            "dyad_name",
            side_a
                .text()
                .zip(side_b.text())
                .map(|(a, b)| format!("{a} - {b}"))
                .into(),
        ),
        ("number_of_sources", sources.len().into()),
        ("source_article", once(e.claims.iter().map(article).collect())),
        ("source_office", joined(sources.into_iter().cloned(), ";")),
        (
            "source_date",
            once(e.claims.iter().filter_map(|c| c.published.clone()).collect()),
        ),
        (
            "source_headline",
            once(e.claims.iter().filter_map(|c| title(&c.doc_id)).collect()),
        ),
        ("source_original", joined(e.said_by.iter().cloned(), ";")),
        ("where_prec", prec.into()),
        (
            "where_prec_label",
            prec.and_then(|p| WHERE.get(usize::from(p) - 1)).copied().into(),
        ),
        ("where_coordinates", place.name.clone().into()),
        (
            "where_description",
            joined(e.place.iter().map(|p| p.text.clone()), ""),
        ),
        ("adm_1", place.admin1.clone().into()),
        (
            "country",
            ground
                .countries
                .get(country)
                .map_or(country.clone(), |c| c.name.clone())
                .into(),
        ),
        (
            "event_clarity",
            i64::from(if e.kind == "aggregate" { 2 } else { 1 }).into(),
        ),
        ("date_prec", i64::from(date_prec).into()),
        ("date_prec_label", DATE[date_prec as usize - 1].into()),
        ("date_start", first.into()),
        ("date_end", last.into()),
        (
            if one_sided {
                "deaths_civilians"
            } else {
                "deaths_unknown"
            },
            best.into(),
        ),
        ("best", best.into()),
        ("high", high.max(best).into()),
        ("low", low.min(best).into()),
    ]);
    if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
        cells.extend([
            ("latitude", Cell::from(lat)),
            ("longitude", lon.into()),
            ("geom_wkt", format!("POINT ({lon} {lat})").into()),
            ("priogrid_gid", prio_cell(lat, lon).into()),
        ]);
    }
    Some(cells)
}
