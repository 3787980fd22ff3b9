//! In: events. Out: rows shaped like GDELT 2.0's events: 61 columns, tab-separated, without a header. Codes are texts:
//! zeros lead. Countries are FIPS 10-4 in the geographic columns and three letters in those of actors, as there.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    Cells, Columns, Ground, Losses, days, happened, joined, length, name, number_of, published, shaped, value,
};
use crate::exchange::table::{Cell, Kind, Table};
use crate::row::{EventPartyRow, EventRow, PlaceValueRow};

const COLUMNS: &Columns = &[
    ("GLOBALEVENTID", Kind::Int, "Number made from the event's id"),
    ("SQLDATE", Kind::Int, "First day, YYYYMMDD"),
    ("MonthYear", Kind::Int, "YYYYMM"),
    ("Year", Kind::Int, "YYYY"),
    ("FractionDate", Kind::Text, "Year and (month * 30 + day) / 365"),
    (
        "Actor1Code",
        Kind::Text,
        "Country or group and sector of the first party that did it",
    ),
    ("Actor1Name", Kind::Text, "Its name"),
    ("Actor1CountryCode", Kind::Text, "Its country, three letters"),
    (
        "Actor1KnownGroupCode",
        Kind::Text,
        "Its code, where it is no state's",
    ),
    ("Actor1EthnicCode", Kind::Text, "Empty"),
    ("Actor1Religion1Code", Kind::Text, "Empty"),
    ("Actor1Religion2Code", Kind::Text, "Empty"),
    ("Actor1Type1Code", Kind::Text, "Its sector"),
    ("Actor1Type2Code", Kind::Text, "Empty"),
    ("Actor1Type3Code", Kind::Text, "Empty"),
    (
        "Actor2Code",
        Kind::Text,
        "The same of the first party to whom it was done",
    ),
    ("Actor2Name", Kind::Text, "Its name"),
    ("Actor2CountryCode", Kind::Text, "Its country, three letters"),
    (
        "Actor2KnownGroupCode",
        Kind::Text,
        "Its code, where it is no state's",
    ),
    ("Actor2EthnicCode", Kind::Text, "Empty"),
    ("Actor2Religion1Code", Kind::Text, "Empty"),
    ("Actor2Religion2Code", Kind::Text, "Empty"),
    ("Actor2Type1Code", Kind::Text, "Its sector"),
    ("Actor2Type2Code", Kind::Text, "Empty"),
    ("Actor2Type3Code", Kind::Text, "Empty"),
    (
        "IsRootEvent",
        Kind::Int,
        "1 where a claim stands in the first sentence of its report",
    ),
    ("EventCode", Kind::Text, "CAMEO code"),
    ("EventBaseCode", Kind::Text, "Its first three digits"),
    ("EventRootCode", Kind::Text, "Its first two digits"),
    (
        "QuadClass",
        Kind::Int,
        "1 verbal, 2 material cooperation, 3 verbal, 4 material conflict",
    ),
    ("GoldsteinScale", Kind::Float, "Empty"),
    ("NumMentions", Kind::Int, "Claims"),
    ("NumSources", Kind::Int, "Publishers"),
    ("NumArticles", Kind::Int, "Reports"),
    ("AvgTone", Kind::Float, "Empty"),
    ("Actor1Geo_Type", Kind::Int, "Empty"),
    ("Actor1Geo_FullName", Kind::Text, "Empty"),
    ("Actor1Geo_CountryCode", Kind::Text, "Empty"),
    ("Actor1Geo_ADM1Code", Kind::Text, "Empty"),
    ("Actor1Geo_ADM2Code", Kind::Text, "Empty"),
    ("Actor1Geo_Lat", Kind::Float, "Empty"),
    ("Actor1Geo_Long", Kind::Float, "Empty"),
    ("Actor1Geo_FeatureID", Kind::Text, "Empty"),
    ("Actor2Geo_Type", Kind::Int, "Empty"),
    ("Actor2Geo_FullName", Kind::Text, "Empty"),
    ("Actor2Geo_CountryCode", Kind::Text, "Empty"),
    ("Actor2Geo_ADM1Code", Kind::Text, "Empty"),
    ("Actor2Geo_ADM2Code", Kind::Text, "Empty"),
    ("Actor2Geo_Lat", Kind::Float, "Empty"),
    ("Actor2Geo_Long", Kind::Float, "Empty"),
    ("Actor2Geo_FeatureID", Kind::Text, "Empty"),
    (
        "ActionGeo_Type",
        Kind::Int,
        "1 country, 2 state of the USA, 3 its cities, 4 city elsewhere, 5 first-level unit",
    ),
    (
        "ActionGeo_FullName",
        Kind::Text,
        "Place, first-level unit, country",
    ),
    ("ActionGeo_CountryCode", Kind::Text, "FIPS 10-4"),
    (
        "ActionGeo_ADM1Code",
        Kind::Text,
        "The country's code: that of the unit is not known",
    ),
    ("ActionGeo_ADM2Code", Kind::Text, "Empty"),
    (
        "ActionGeo_Lat",
        Kind::Float,
        "Degrees north; also of a country, as there",
    ),
    ("ActionGeo_Long", Kind::Float, "Degrees east"),
    ("ActionGeo_FeatureID", Kind::Text, "Empty"),
    ("DATEADDED", Kind::Int, "Latest publication day, YYYYMMDD000000"),
    (
        "SOURCEURL",
        Kind::Text,
        "Address of the first report that has one",
    ),
];

/// The columns of a party.
struct Side {
    code: &'static str,
    name: &'static str,
    country: &'static str,
    group: &'static str,
    sector: &'static str,
}

const SIDES: [Side; 2] = [
    Side {
        code: "Actor1Code",
        name: "Actor1Name",
        country: "Actor1CountryCode",
        group: "Actor1KnownGroupCode",
        sector: "Actor1Type1Code",
    },
    Side {
        code: "Actor2Code",
        name: "Actor2Name",
        country: "Actor2CountryCode",
        group: "Actor2KnownGroupCode",
        sector: "Actor2Type1Code",
    },
];

/// The table.
pub fn table(ground: &Ground<'_>, losses: &mut Losses) -> Table {
    let rows = ground
        .data
        .events
        .iter()
        .filter_map(|e| row(ground, e, losses))
        .collect();
    losses.empty(
        &["GoldsteinScale", "AvgTone"],
        "scales whose sources give no licence to copy them, or no meaning",
    );
    losses.empty(
        &[
            "Actor1EthnicCode",
            "Actor1Religion1Code",
            "Actor1Type2Code",
            "Actor2EthnicCode",
            "Actor2Religion1Code",
            "Actor2Type2Code",
        ],
        "claims hold one sector of a party and neither people nor religion",
    );
    losses.empty(
        &["Actor1Geo_*", "Actor2Geo_*"],
        "claims hold where the act was, not where the parties are",
    );
    losses.empty(
        &["ActionGeo_ADM2Code", "ActionGeo_FeatureID"],
        "codes of the GNS that the gazetteer lacks",
    );
    losses.not_carried.push("numbers of dead, wounded and others");
    losses.not_carried.push("the last day of an interval");
    shaped("gdelt", "An event", "GLOBALEVENTID", COLUMNS, rows)
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
        losses.collapse("SQLDATE", "the first day of an interval");
    }
    let Some(cameo) = ground.most(e, |c| c.cameo.as_deref()) else {
        losses.drop(e, "the act has no CAMEO code");
        return None;
    };
    if e.actors.len() > 1 || e.recipients.len() > 1 {
        losses.collapse("Actor1*, Actor2*", "the first of several parties");
    }
    if e.status == "alleged" {
        losses.collapse("status", "what is alleged stands as what occurred");
    }
    let claims = ground.claims_of(e);
    let sources: BTreeSet<&String> = e.claims.iter().filter_map(|c| c.source.as_ref()).collect();
    let reports: BTreeSet<&String> = e.claims.iter().map(|c| &c.doc_id).collect();
    let day = |d: Date| i64::from(d.year()) * 10_000 + i64::from(d.month()) * 100 + i64::from(d.day());
    let part = (f64::from(first.month()) * 30.0 + f64::from(first.day())) / 365.0;
    let mut cells = Cells::from([
        ("GLOBALEVENTID", number_of(&e.event_id)),
        ("SQLDATE", day(first).into()),
        ("MonthYear", (day(first) / 100).into()),
        ("Year", i64::from(first.year()).into()),
        (
            "FractionDate",
            format!("{:.4}", f64::from(first.year()) + part).into(),
        ),
        (
            "IsRootEvent",
            i64::from(claims.iter().any(|c| c.sentence.index == 0)).into(),
        ),
        ("EventCode", cameo.into()),
        ("EventBaseCode", cameo.get(..3).unwrap_or(cameo).into()),
        ("EventRootCode", cameo.get(..2).unwrap_or(cameo).into()),
        (
            "QuadClass",
            ground.most(e, |c| c.quad.as_deref()).and_then(quad).into(),
        ),
        ("NumMentions", e.claims.len().into()),
        ("NumSources", sources.len().into()),
        ("NumArticles", reports.len().into()),
        ("DATEADDED", published(e).map(|d| day(d) * 1_000_000).into()),
        (
            "SOURCEURL",
            claims.iter().find_map(|c| c.report.url.clone()).into(),
        ),
    ]);
    for (side, party) in SIDES.iter().zip([e.actors.first(), e.recipients.first()]) {
        if let Some(party) = party {
            actor(side, party, &mut cells);
        }
    }
    if let Some(place) = value(e) {
        locate(ground, place, &mut cells, losses);
    }
    Some(cells)
}

fn actor(side: &Side, party: &EventPartyRow, cells: &mut Cells) {
    let state = party.code.as_deref().filter(|c| super::is_state(c));
    let group = party.code.as_deref().filter(|c| !super::is_state(c));
    let code = [state.or(group), party.sector.as_deref()];
    cells.extend([
        (
            side.code,
            Cell::from(code.into_iter().flatten().collect::<String>()).nonempty(),
        ),
        (side.name, name(party).to_uppercase().into()),
        (side.country, state.into()),
        (side.group, group.into()),
        (side.sector, party.sector.as_deref().into()),
    ]);
}

fn locate(ground: &Ground<'_>, place: &PlaceValueRow, cells: &mut Cells, losses: &mut Losses) {
    let country = place.country.as_deref().and_then(|c| ground.countries.get(c));
    let fips = country.map(|c| c.fips.as_str()).filter(|f| !f.is_empty());
    let usa = place.country.as_deref() == Some("USA");
    let kind = match &*place.precision {
        "country" => 1,
        "admin1" if usa => 2,
        "exact" | "near" | "admin2" if usa => 3,
        "exact" | "near" => 4,
        "admin1" => 5,
        _ => {
            losses.collapse(
                "ActionGeo_Type",
                "5 for a second-level unit, a region, a road or a river",
            );
            5
        }
    };
    if &*place.precision == "near" {
        losses.collapse("ActionGeo_Type", "4 for what is only near a place");
    }
    let unit = place.admin1.clone().filter(|a| Some(a) != place.name.as_ref());
    let full = [
        place.name.clone(),
        unit,
        country
            .map(|c| c.name.clone())
            .filter(|c| Some(c) != place.name.as_ref()),
    ];
    cells.extend([
        ("ActionGeo_Type", Cell::from(i64::from(kind))),
        ("ActionGeo_FullName", joined(full.into_iter().flatten(), ", ")),
        ("ActionGeo_CountryCode", fips.into()),
        ("ActionGeo_ADM1Code", fips.into()),
        ("ActionGeo_Lat", place.lat.into()),
        ("ActionGeo_Long", place.lon.into()),
    ]);
}

/// GDELT's number of a quad class.
fn quad(quad: &str) -> Option<i64> {
    let quad = quad.to_lowercase();
    let (material, conflict) = (quad.contains("material"), quad.contains("conflict"));
    let known = material || quad.contains("verbal");
    let number = quad.strip_prefix('q').and_then(|n| n.parse().ok());
    number.or_else(|| known.then(|| 1 + i64::from(material) + 2 * i64::from(conflict)))
}
