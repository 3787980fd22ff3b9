//! In: events. Out: rows shaped like POLECAT's: 40 columns, tab-separated, with a header. Lists are joined by `; `.

use std::collections::BTreeSet;

use super::{
    Cells, Columns, Ground, Losses, days, happened, is_state, joined, length, name, published, shaped, value,
};
use crate::exchange::table::{Cell, Kind, Table};
use crate::row::{EventPartyRow, EventRow};

const COLUMNS: &Columns = &[
    ("Event ID", Kind::Text, "sitrep's event id"),
    ("Event Date", Kind::Day, "First day"),
    ("Event Type", Kind::Text, "PLOVER type"),
    ("Event Mode", Kind::Text, "PLOVER mode, or an extension"),
    ("Intensity", Kind::Float, "Empty"),
    ("Quad Code", Kind::Text, "PLOVER quad class"),
    ("Contexts", Kind::Text, "PLOVER contexts"),
    ("Actor Name", Kind::Text, "Full names of who did it"),
    ("Actor Country", Kind::Text, "Their countries (alpha-3)"),
    ("Actor COW", Kind::Text, "Empty"),
    ("Primary Actor Sector", Kind::Text, "Sector of the first"),
    ("Actor Sectors", Kind::Text, "Sectors of all"),
    ("Actor Title", Kind::Text, "Empty"),
    ("Actor Name Raw", Kind::Text, "The words"),
    ("Wikipedia Actor ID", Kind::Text, "Empty"),
    (
        "Recipient Name",
        Kind::Text,
        "Full names of those to whom it was done",
    ),
    ("Recipient Country", Kind::Text, "Their countries (alpha-3)"),
    ("Recipient COW", Kind::Text, "Empty"),
    ("Primary Recipient Sector", Kind::Text, "Sector of the first"),
    ("Recipient Sectors", Kind::Text, "Sectors of all"),
    ("Recipient Title", Kind::Text, "Empty"),
    ("Recipient Name Raw", Kind::Text, "The words"),
    ("Wikipedia Recipient ID", Kind::Text, "Empty"),
    ("Placename", Kind::Text, "Name of the place"),
    ("City", Kind::Text, "The same, where it is a town or a spot"),
    (
        "District",
        Kind::Text,
        "The same, where it is a second-level unit",
    ),
    ("Province", Kind::Text, "First-level unit"),
    ("Country", Kind::Text, "Country (alpha-3)"),
    ("Latitude", Kind::Float, "Degrees north"),
    ("Longitude", Kind::Float, "Degrees east"),
    ("GeoNames ID", Kind::Int, "GeoNames id"),
    ("Raw Placename", Kind::Text, "The words for the place"),
    ("Feature Type", Kind::Text, "GeoNames feature code"),
    ("Source", Kind::Text, "Publishers"),
    ("Publication Date", Kind::Day, "Latest publication day"),
    ("Story People", Kind::Text, "Empty"),
    ("Story Organizations", Kind::Text, "Empty"),
    ("Story Locations", Kind::Text, "Empty"),
    ("Language", Kind::Text, "Languages of the reports"),
    ("Version", Kind::Text, "Version of sitrep"),
];

/// The table.
pub fn table(ground: &Ground<'_>, losses: &mut Losses) -> Table {
    let rows = ground
        .data
        .events
        .iter()
        .filter_map(|e| row(ground, e, losses))
        .collect();
    losses.empty(&["Intensity"], "PLOVER's scale of intensity is not coded");
    losses.empty(
        &["Actor COW", "Recipient COW"],
        "no table of these codes with a free licence was verified",
    );
    losses.empty(
        &[
            "Wikipedia Actor ID",
            "Wikipedia Recipient ID",
            "Actor Title",
            "Recipient Title",
        ],
        "not coded",
    );
    losses.empty(
        &["Story People", "Story Organizations", "Story Locations"],
        "names without a part in the event are not exported",
    );
    losses.not_carried.extend([
        "numbers of dead, wounded and others",
        "addresses of reports",
        "the last day of an interval",
    ]);
    shaped("polecat", "An event", "Event ID", COLUMNS, rows)
}

fn row(ground: &Ground<'_>, e: &EventRow, losses: &mut Losses) -> Option<Cells> {
    if !happened(e) {
        losses.drop(e, "did not happen, or not yet: planned, denied or hypothetical");
        return None;
    }
    let Some((first, last)) = days(e) else {
        losses.drop(e, "no day is known");
        return None;
    };
    if length((first, last)) > 1 {
        losses.collapse("Event Date", "the first day of an interval");
    }
    if e.status == "alleged" {
        losses.collapse("status", "what is alleged stands as what occurred");
    }
    let claims = ground.claims_of(e);
    let contexts: BTreeSet<&String> = claims.iter().flat_map(|c| &c.contexts).collect();
    let languages: BTreeSet<&String> = claims.iter().filter_map(|c| c.report.language.as_ref()).collect();
    let list = |all: Vec<String>| joined(all, "; ");
    let mut cells = Cells::from([
        ("Event ID", e.event_id.as_str().into()),
        ("Event Date", first.into()),
        ("Event Type", e.act.as_str().into()),
        ("Event Mode", e.mode.as_deref().into()),
        ("Quad Code", ground.most(e, |c| c.quad.as_deref()).into()),
        ("Contexts", list(contexts.into_iter().cloned().collect())),
        (
            "Raw Placename",
            joined(e.place.iter().map(|p| p.text.clone()), ""),
        ),
        ("Source", list(crate::exchange::tables::sources(e))),
        ("Publication Date", published(e).into()),
        ("Language", list(languages.into_iter().cloned().collect())),
        ("Version", env!("CARGO_PKG_VERSION").into()),
    ]);
    cells.extend(
        [
            "Actor Name",
            "Actor Country",
            "Primary Actor Sector",
            "Actor Sectors",
            "Actor Name Raw",
        ]
        .into_iter()
        .zip(party(&e.actors)),
    );
    cells.extend(
        [
            "Recipient Name",
            "Recipient Country",
            "Primary Recipient Sector",
            "Recipient Sectors",
            "Recipient Name Raw",
        ]
        .into_iter()
        .zip(party(&e.recipients)),
    );
    if let Some(p) = value(e) {
        let own = |which: &[&str]| Cell::from(p.name.clone().filter(|_| which.contains(&&*p.precision)));
        cells.extend([
            ("Placename", Cell::from(p.name.clone())),
            ("City", own(&["exact", "near"])),
            ("District", own(&["admin2"])),
            ("Province", p.admin1.clone().into()),
            ("Country", p.country.clone().into()),
            ("Latitude", p.lat.into()),
            ("Longitude", p.lon.into()),
            ("GeoNames ID", p.geonames_id.into()),
            ("Feature Type", p.feature.clone().into()),
        ]);
    }
    Some(cells)
}

/// Names, countries, first sector, sectors, words.
fn party(parties: &[EventPartyRow]) -> [Cell; 5] {
    let list = |all: Vec<String>| joined(all, "; ");
    let states = parties
        .iter()
        .filter_map(|p| p.code.clone())
        .filter(|c| is_state(c));
    let sectors: Vec<String> = parties.iter().filter_map(|p| p.sector.clone()).collect();
    [
        list(parties.iter().map(name).collect()),
        list(states.collect()),
        sectors.first().cloned().into(),
        list(sectors),
        list(parties.iter().map(|p| p.text.clone()).collect()),
    ]
}
