//! In: a dataset. Out: its linked tables: reports, claims and events, and what they have several of. Lossless but for
//! runners-up of places and what was cut from pages, which the JSON lines hold. Knows no format.

mod claim_parts;
mod claims;
mod events;

use std::collections::BTreeSet;

pub use self::events::{names, sources};
use super::dataset::Dataset;
use super::table::{Cell, Kind, Link, Spec, Table, col, day, hxl, table, text};
use crate::row::{PlaceValueRow, ReportHead, ReportRow};

/// The names of the tables, in the order in which they refer to each other.
pub const NAMES: [&str; 13] = [
    "reports",
    "claims",
    "claim_parties",
    "claim_places",
    "claim_counts",
    "controls",
    "events",
    "event_claims",
    "event_places",
    "event_parties",
    "event_counts",
    "event_relations",
    "operations",
];

const TO_REPORT: Link = Link {
    column: "doc_id",
    table: "reports",
    key: "doc_id",
};
const TO_CLAIM: Link = Link {
    column: "claim_id",
    table: "claims",
    key: "claim_id",
};
const TO_EVENT: Link = Link {
    column: "event_id",
    table: "events",
    key: "event_id",
};

/// All tables.
pub fn tables(data: &Dataset) -> Vec<Table> {
    NAMES.iter().filter_map(|name| one(data, name)).collect()
}

/// The table of that name; `None` when there is no such table.
pub fn one(data: &Dataset, name: &str) -> Option<Table> {
    Some(match name {
        "reports" => reports(data),
        "claims" => claims::claims(data),
        "claim_parties" => claim_parts::parties(data),
        "claim_places" => claim_parts::places(data),
        "claim_counts" => claim_parts::counts(data),
        "controls" => claim_parts::controls(data),
        "events" => events::events(data),
        "event_claims" => events::claims(data),
        "event_places" => events::places(data),
        "event_parties" => events::parties(data),
        "event_counts" => events::counts(data),
        "event_relations" => events::relations(data),
        "operations" => operations(data),
        _ => return None,
    })
}

/// A report, or what its claims say of it.
enum Told<'a> {
    Row(&'a ReportRow),
    Head(&'a str, &'a ReportHead),
}

impl<'a> Told<'a> {
    fn doc_id(&self) -> &'a str {
        match self {
            Self::Row(r) => &r.doc_id,
            Self::Head(id, _) => id,
        }
    }

    fn of(
        &self,
        row: fn(&'a ReportRow) -> Option<&'a String>,
        head: fn(&'a ReportHead) -> Option<&'a String>,
    ) -> Option<&'a String> {
        match self {
            Self::Row(r) => row(r),
            Self::Head(_, h) => head(h),
        }
    }

    fn row(&self) -> Option<&'a ReportRow> {
        match self {
            Self::Row(r) => Some(r),
            Self::Head(..) => None,
        }
    }
}

fn reports(data: &Dataset) -> Table {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let rows = data.reports.iter().map(Told::Row);
    let heads = data.claims.iter().map(|c| Told::Head(&c.doc_id, &c.report));
    let all: Vec<Told<'_>> = rows.chain(heads).filter(|t| seen.insert(t.doc_id())).collect();
    let specs: Vec<Spec<Told<'_>>> = vec![
        col("doc_id", Kind::Text, "Id of the report", |t| t.doc_id().into()),
        col("title", Kind::Text, "Headline", |t| {
            text(t.of(|r| r.title.as_ref(), |h| h.title.as_ref()))
        }),
        col("url", Kind::Text, "Address", |t| {
            text(t.of(|r| r.url.as_ref(), |h| h.url.as_ref()))
        }),
        col("author", Kind::Text, "Who wrote it, as stated", |t| {
            text(t.row().and_then(|r| r.author.as_ref()))
        }),
        hxl(
            "#meta+source",
            col("source", Kind::Text, "Publisher", |t| {
                text(t.of(|r| r.source.as_ref(), |h| h.source.as_ref()))
            }),
        ),
        col("language", Kind::Text, "Language (BCP 47)", |t| {
            text(t.of(|r| r.language.as_ref(), |h| h.language.as_ref()))
        }),
        hxl(
            "#date+published",
            col("published", Kind::Day, "Day of publication", |t| {
                day(t.of(|r| r.published.as_ref(), |h| h.published.as_ref()))
            }),
        ),
        col(
            "published_basis",
            Kind::Text,
            "What the day rests on: given, metadata, url, dateline, none",
            |t| match t {
                Told::Row(r) => (&*r.published_basis).into(),
                Told::Head(_, h) => (&*h.published_basis).into(),
            },
        ),
        col("sha256", Kind::Text, "SHA-256 of the input's bytes", |t| {
            text(t.row().map(|r| &r.sha256))
        }),
        col(
            "text",
            Kind::Text,
            "The clean text; only in the internal profile",
            |t| filled(t.row().map_or("", |r| &r.text)),
        ),
        col("notes", Kind::List, "What a reader should know", |t| {
            t.row().map(|r| r.notes.clone()).unwrap_or_default().into()
        }),
    ];
    table("reports", "A report", &["doc_id"], &[], &specs, all)
}

fn operations(data: &Dataset) -> Table {
    let specs: Vec<Spec<&serde_json::Value>> = vec![
        col("operation_id", Kind::Text, "Id of the operation", |o| {
            text(o["operation_id"].as_str())
        }),
        col("name", Kind::Text, "Name of the campaign", |o| {
            text(o["name"].as_str())
        }),
        col("claims", Kind::List, "Ids of the claims that belong to it", |o| {
            let all = o["claims"].as_array().map(Vec::as_slice).unwrap_or_default();
            let ids = all.iter().filter_map(|c| c.as_str().map(str::to_owned));
            ids.collect::<Vec<_>>().into()
        }),
        col(
            "record",
            Kind::Text,
            "Everything that is known of it, as a JSON object",
            |o| o.to_string().into(),
        ),
    ];
    table(
        "operations",
        "A named campaign",
        &["operation_id"],
        &[],
        &specs,
        &data.operations,
    )
}

/// The cell of words; words that were held back are not known.
pub(super) fn filled(words: &str) -> Cell {
    if words.is_empty() {
        Cell::Null
    } else {
        words.into()
    }
}

/// The columns of a place.
fn place_columns<R: PlaceOf>() -> Vec<Spec<R>> {
    vec![
        hxl(
            "#loc+name",
            col(
                "place_name",
                Kind::Text,
                "Name of the place of the world",
                |r: &R| text(r.place().and_then(|v| v.name.as_ref())),
            ),
        ),
        hxl(
            "#loc+code",
            col("geonames_id", Kind::Int, "GeoNames id", |r: &R| {
                r.place().and_then(|v| v.geonames_id).into()
            }),
        ),
        hxl(
            "#geo+lat",
            col(
                "lat",
                Kind::Float,
                "Degrees north (WGS 84) of the representative point",
                |r: &R| r.place().and_then(|v| v.lat).into(),
            ),
        ),
        hxl(
            "#geo+lon",
            col("lon", Kind::Float, "Degrees east (WGS 84)", |r: &R| {
                r.place().and_then(|v| v.lon).into()
            }),
        ),
        hxl(
            "#country+code",
            col("country", Kind::Text, "Country (ISO 3166-1 alpha-3)", |r: &R| {
                text(r.place().and_then(|v| v.country.as_ref()))
            }),
        ),
        hxl(
            "#adm1+name",
            col("admin1", Kind::Text, "Name of the first-level unit", |r: &R| {
                text(r.place().and_then(|v| v.admin1.as_ref()))
            }),
        ),
        hxl(
            "#adm+code",
            col(
                "pcode",
                Kind::Text,
                "P-code of the smallest known unit",
                |r: &R| text(r.place().and_then(|v| v.pcode.as_ref())),
            ),
        ),
        col(
            "feature",
            Kind::Text,
            "GeoNames feature code, or our own",
            |r: &R| text(r.place().and_then(|v| v.feature.as_ref())),
        ),
        col(
            "place_precision",
            Kind::Text,
            "exact, near, admin2, admin1, area, country, none",
            |r: &R| text(r.place().map(|v| &*v.precision)),
        ),
        col(
            "where_prec",
            Kind::Int,
            "UCDP's class of the precision, 1 to 7: the place, within 25 km, second-level unit, first-level unit, region, country, \
             open water",
            |r: &R| r.place().and_then(|v| v.where_prec).into(),
        ),
        col(
            "radius_km",
            Kind::Float,
            "Radius (km) of the circle about the point that should hold what is meant",
            |r: &R| r.place().and_then(|v| v.radius_km).into(),
        ),
    ]
}

/// A row that has a place.
trait PlaceOf {
    fn place(&self) -> Option<&PlaceValueRow>;
}
