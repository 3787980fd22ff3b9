//! In: events. Out: records of PLOVER's JSON form, one an event, after chapter 6 of its manual. `coder` and the codebook
//! are named; fields that are not known are left out.

use serde_json::{Map, Value, json};

use super::{Cells, Columns, Ground, Losses, days, is_state, shaped};
use crate::exchange::table::{Kind, Table};
use crate::row::{EventPartyRow, EventRow, PlaceValueRow};

const COLUMNS: &Columns = &[
    ("id", Kind::Text, "sitrep's event id"),
    ("has_event", Kind::Bool, "Always true"),
    ("date", Kind::Day, "First day"),
    ("enddate", Kind::Day, "Last day, where it is another"),
    (
        "actor",
        Kind::List,
        "Who: code, sector, entity_text, identifier_text",
    ),
    ("recipient", Kind::List, "To whom, in the same form"),
    ("event", Kind::List, "PLOVER type"),
    (
        "event_loc",
        Kind::Text,
        "The place: extracted_place, resolved_place, geonameid, lat, lon, province, country, country_code, \
      feature_code, resolution",
    ),
    (
        "event_text",
        Kind::List,
        "The words that name the act, for each claim",
    ),
    ("quad_code", Kind::Text, "PLOVER quad class"),
    (
        "mode",
        Kind::List,
        "PLOVER mode, and the auxiliary modes future, hypothetical, negation, historical",
    ),
    ("context", Kind::List, "PLOVER contexts"),
    ("size", Kind::Text, "dead, injured, arrested: best numbers"),
    (
        "text",
        Kind::List,
        "The sentences with their numbers in the report",
    ),
    (
        "cite_info",
        Kind::List,
        "source, title, url, language, date of the reports",
    ),
    ("coder", Kind::Text, "sitrep and its version"),
    ("coded_by", Kind::Text, "Hash of the codebook"),
];

/// The events that have a record, as a table of ids: the data dictionary.
pub fn table(ground: &Ground<'_>, losses: &mut Losses) -> Table {
    let mut rows = Vec::new();
    for e in &ground.data.events {
        if days(e).is_none() {
            losses.drop(e, "no day is known, which a record needs");
            continue;
        }
        rows.push(Cells::from([
            ("id", e.event_id.as_str().into()),
            ("has_event", true.into()),
        ]));
    }
    losses.empty(
        &[
            "time",
            "endtime",
            "event_scale",
            "link",
            "coded_date",
            "coded_time",
        ],
        "not coded; no clock is read",
    );
    losses.empty(
        &[
            "religion",
            "ethnicity",
            "office",
            "gender",
            "age",
            "identifier_id",
        ],
        "not coded, or no business of ours",
    );
    losses.not_carried.push("low and high of numbers");
    shaped("plover", "An event", "id", COLUMNS, rows)
}

/// The records.
pub fn records(ground: &Ground<'_>) -> Vec<Value> {
    ground
        .data
        .events
        .iter()
        .filter_map(|e| record(ground, e))
        .collect()
}

fn record(ground: &Ground<'_>, e: &EventRow) -> Option<Value> {
    let (first, last) = days(e)?;
    let claims = ground.claims_of(e);
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        let none = value.is_null()
            || value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(Map::is_empty);
        if !none {
            out.insert(key.to_owned(), value);
        }
    };
    put("id", e.event_id.as_str().into());
    put("has_event", true.into());
    put("date", first.to_string().into());
    put(
        "enddate",
        if last == first {
            Value::Null
        } else {
            last.to_string().into()
        },
    );
    put("actor", e.actors.iter().map(entity).collect());
    put("recipient", e.recipients.iter().map(entity).collect());
    put("event", json!([e.act]));
    put(
        "event_loc",
        e.place
            .as_ref()
            .map_or(Value::Null, |p| place(&p.text, &p.value, ground)),
    );
    put(
        "event_text",
        claims.iter().map(|c| c.trigger.text.clone()).collect(),
    );
    put(
        "quad_code",
        ground
            .most(e, |c| c.quad.as_deref())
            .map_or(Value::Null, Value::from),
    );
    put(
        "mode",
        e.mode.as_deref().into_iter().chain(auxiliary(e)).collect(),
    );
    let mut contexts: Vec<&String> = claims.iter().flat_map(|c| &c.contexts).collect();
    contexts.sort();
    contexts.dedup();
    put("context", json!(contexts));
    let best = |role: &str| e.counts.iter().find(|c| c.role == role).and_then(|c| c.best);
    let arrested = if e.mode.as_deref() == Some("arrest") {
        best("recipient")
    } else {
        None
    };
    let sizes = [
        ("dead", best("killed")),
        ("injured", best("wounded")),
        ("arrested", arrested),
    ];
    put(
        "size",
        sizes
            .into_iter()
            .filter_map(|(k, n)| Some((k.to_owned(), n?.into())))
            .collect::<Map<_, _>>()
            .into(),
    );
    let sentences = claims
        .iter()
        .filter(|c| !c.sentence.span.text.is_empty())
        .map(|c| {
            json!({"sequence": c.sentence.index, "start": c.sentence.span.start, "end": c.sentence.span.end,
               "text_story": c.sentence.span.text})
        });
    put("text", sentences.collect());
    let cited = claims.iter().map(|c| {
        json!({"citation": c.doc_id, "corpus": c.report.source, "title": c.report.title, "url": c.report.url,
               "language": c.report.language, "date": c.report.published, "codebook": c.coder.codebook})
    });
    let mut cited: Vec<Value> = cited.collect();
    cited.dedup();
    put("cite_info", cited.into());
    put("coder", format!("sitrep {}", env!("CARGO_PKG_VERSION")).into());
    Some(Value::Object(out))
}

/// PLOVER's auxiliary mode of an event.
fn auxiliary(e: &EventRow) -> Option<&'static str> {
    match (&*e.kind, &*e.status) {
        ("recalled", _) => Some("historical"),
        (_, "planned") => Some("future"),
        (_, "hypothetical") => Some("hypothetical"),
        (_, "negated" | "denied") => Some("negation"),
        _ => None,
    }
}

fn entity(party: &EventPartyRow) -> Value {
    json!({"code": party.code, "sector": party.sector, "entity_text": party.text, "identifier_text": party.name})
}

fn place(words: &str, value: &PlaceValueRow, ground: &Ground<'_>) -> Value {
    let resolution = match &*value.precision {
        "exact" | "near" => Some(4),
        "admin2" => Some(3),
        "admin1" | "area" => Some(2),
        "country" => Some(1),
        _ => None,
    };
    let country = value.country.as_deref();
    json!({
        "extracted_place": words, "resolved_place": value.name, "geonameid": value.geonames_id, "lat": value.lat,
        "lon": value.lon, "province": value.admin1, "country": country.and_then(|c| ground.countries.get(c)).map(|c| &c.name),
        "country_code": country.filter(|c| is_state(c)), "feature_code": value.feature, "resolution": resolution,
    })
}
