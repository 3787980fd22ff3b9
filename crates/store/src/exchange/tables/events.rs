//! In: a dataset. Out: the tables of its events, their claims, places, parties, numbers and relations.

use std::collections::BTreeSet;

use super::{PlaceOf, TO_CLAIM, TO_EVENT, filled, place_columns};
use crate::exchange::dataset::Dataset;
use crate::exchange::table::{Cell, Kind, Link, Spec, Table, col, day, hxl, table, text};
use crate::row::{
    EventCountRow, EventPartyRow, EventPlaceRow, EventRow, LinkedRow, PlaceValueRow, RelationRow,
};

impl PlaceOf for &EventRow {
    fn place(&self) -> Option<&PlaceValueRow> {
        self.place.as_ref().map(|p| &p.value)
    }
}

/// What is known of one number of an event.
fn number(event: &EventRow, role: &str, which: fn(&EventCountRow) -> Option<u64>) -> Cell {
    event
        .counts
        .iter()
        .find(|c| c.role == role)
        .and_then(which)
        .into()
}

/// Events, a row each, for spreadsheets.
pub fn events(data: &Dataset) -> Table {
    let mut specs: Vec<Spec<&EventRow>> = vec![
        col("event_id", Kind::Text, "Id of the event", |e| {
            e.event_id.as_str().into()
        }),
        col("kind", Kind::Text, "happening, plan, aggregate, recalled", |e| {
            (&*e.kind).into()
        }),
        hxl(
            "#event+type",
            col("type", Kind::Text, "PLOVER type", |e| e.act.as_str().into()),
        ),
        hxl(
            "#event+type+sub",
            col("mode", Kind::Text, "PLOVER mode, or an extension", |e| {
                text(e.mode.as_ref())
            }),
        ),
        hxl(
            "#status",
            col("status", Kind::Text, "The status told most often", |e| {
                (&*e.status).into()
            }),
        ),
        hxl(
            "#date+occurred",
            col(
                "date",
                Kind::Day,
                "The day, where it is one; else empty, see edtf",
                |e| day(e.start.as_ref().filter(|_| e.start == e.end)),
            ),
        ),
        hxl(
            "#date+start",
            col("start", Kind::Day, "First day, inclusive", |e| {
                day(e.start.as_ref())
            }),
        ),
        hxl(
            "#date+end",
            col("end", Kind::Day, "Last day, inclusive", |e| day(e.end.as_ref())),
        ),
        col("edtf", Kind::Text, "The same as ISO 8601-2 (EDTF)", |e| {
            edtf(e).into()
        }),
        col(
            "time_basis",
            Kind::Text,
            "What the days are known from: text, narrative (another sentence), published (end only: on or before it), none",
            |e| e.time_basis.as_deref().map(str::to_owned).into(),
        ),
        col(
            "other_days",
            Kind::List,
            "Other intervals that are told, first/last",
            |e| e.other_days.clone().into(),
        ),
        col(
            "place_text",
            Kind::Text,
            "The words for the place; more in event_places",
            |e| text(e.place.as_ref().map(|p| &p.text)),
        ),
        col(
            "place_inferred",
            Kind::Bool,
            "True when no claim's own words name the place, and reports set the act there",
            |e| e.place_inferred.into(),
        ),
    ];
    specs.extend(place_columns());
    let mut rest: Vec<Spec<&EventRow>> = vec![
        hxl(
            "#group+name+first",
            col(
                "actors",
                Kind::List,
                "Who: full names, else the words; details in event_parties",
                |e| names(&e.actors).into(),
            ),
        ),
        hxl(
            "#group+name+second",
            col("recipients", Kind::List, "To whom, in the same way", |e| {
                names(&e.recipients).into()
            }),
        ),
        hxl(
            "#affected+killed+min",
            col("killed_low", Kind::Int, "Killed, at least", |e| {
                number(e, "killed", |c| c.low)
            }),
        ),
        hxl(
            "#affected+killed",
            col("killed_best", Kind::Int, "Killed, best", |e| {
                number(e, "killed", |c| c.best)
            }),
        ),
        hxl(
            "#affected+killed+max",
            col("killed_high", Kind::Int, "Killed, at most", |e| {
                number(e, "killed", |c| c.high)
            }),
        ),
        hxl(
            "#affected+injured+min",
            col("wounded_low", Kind::Int, "Wounded, at least", |e| {
                number(e, "wounded", |c| c.low)
            }),
        ),
        hxl(
            "#affected+injured",
            col("wounded_best", Kind::Int, "Wounded, best", |e| {
                number(e, "wounded", |c| c.best)
            }),
        ),
        hxl(
            "#affected+injured+max",
            col("wounded_high", Kind::Int, "Wounded, at most", |e| {
                number(e, "wounded", |c| c.high)
            }),
        ),
        col("said_by", Kind::List, "Who says so", |e| e.said_by.clone().into()),
        hxl(
            "#meta+source",
            col("sources", Kind::List, "Publishers", |e| sources(e).into()),
        ),
        col("claim_count", Kind::Int, "Claims of it", |e| {
            e.claims.len().into()
        }),
        col("report_count", Kind::Int, "Reports of it", |e| {
            e.claims
                .iter()
                .map(|c| &c.doc_id)
                .collect::<BTreeSet<_>>()
                .len()
                .into()
        }),
    ];
    specs.append(&mut rest);
    table(
        "events",
        "The claims that speak of one happening, put together",
        &["event_id"],
        &[],
        &specs,
        &data.events,
    )
}

/// The days of an event as EDTF; `None` when none is known.
fn edtf(e: &EventRow) -> Option<String> {
    match (&e.start, &e.end) {
        (Some(a), Some(b)) if a == b => Some(a.clone()),
        (Some(a), Some(b)) => Some(format!("{a}/{b}")),
        (None, Some(b)) => Some(format!("../{b}")),
        _ => None,
    }
}

/// The full names, else the words.
pub fn names(parties: &[EventPartyRow]) -> Vec<String> {
    let name = |p: &EventPartyRow| p.name.clone().unwrap_or_else(|| p.text.clone());
    parties.iter().map(name).filter(|n| !n.is_empty()).collect()
}

/// The publishers, each once.
pub fn sources(e: &EventRow) -> Vec<String> {
    let all: BTreeSet<&String> = e.claims.iter().filter_map(|c| c.source.as_ref()).collect();
    all.into_iter().cloned().collect()
}

struct Of<'a, T> {
    event: &'a EventRow,
    role: &'static str,
    number: usize,
    item: &'a T,
}

fn each<'a, T: 'a>(
    event: &'a EventRow,
    role: &'static str,
    items: impl IntoIterator<Item = &'a T> + 'a,
) -> impl Iterator<Item = Of<'a, T>> + 'a {
    (1..).zip(items).map(move |(number, item)| Of {
        event,
        role,
        number,
        item,
    })
}

fn id<'a, T>() -> Spec<Of<'a, T>> {
    col("event_id", Kind::Text, "The event", |o: &Of<'a, T>| {
        o.event.event_id.as_str().into()
    })
}

fn head<'a, T>() -> Vec<Spec<Of<'a, T>>> {
    vec![
        id(),
        col("role", Kind::Text, "Its part in the event", |o: &Of<'a, T>| {
            o.role.into()
        }),
        col(
            "number",
            Kind::Int,
            "Its number among those of the same part, from 1",
            |o: &Of<'a, T>| o.number.into(),
        ),
    ]
}

const KEY: [&str; 3] = ["event_id", "role", "number"];

/// Which claims belong to which event, and why.
pub fn claims(data: &Dataset) -> Table {
    let specs: Vec<Spec<Of<'_, LinkedRow>>> = vec![
        id(),
        col("claim_id", Kind::Text, "The claim", |o| {
            o.item.claim_id.as_str().into()
        }),
        col(
            "score",
            Kind::Float,
            "Log odds against the event's other claims",
            |o| o.item.score.into(),
        ),
        col(
            "reasons",
            Kind::List,
            "Why it belongs, the strongest first",
            |o| {
                let said = o.item.reasons.iter().map(|r| match r.weight {
                    Some(w) => format!("{} {w:+.2}", r.said),
                    None => r.said.clone(),
                });
                said.collect::<Vec<_>>().into()
            },
        ),
    ];
    let rows = data.events.iter().flat_map(|e| each(e, "claim", &e.claims));
    table(
        "event_claims",
        "A claim of an event",
        &["event_id", "claim_id"],
        &[TO_EVENT, TO_CLAIM],
        &specs,
        rows,
    )
}

impl PlaceOf for Of<'_, EventPlaceRow> {
    fn place(&self) -> Option<&PlaceValueRow> {
        Some(&self.item.value)
    }
}

/// The places that are told of an event.
pub fn places(data: &Dataset) -> Table {
    let mut specs = head::<EventPlaceRow>();
    specs.push(col(
        "text",
        Kind::Text,
        "The words",
        |o: &Of<'_, EventPlaceRow>| filled(&o.item.text),
    ));
    specs.extend(place_columns());
    let rows = data
        .events
        .iter()
        .flat_map(|e| each(e, "best", &e.place).chain(each(e, "other", &e.other_places)));
    table(
        "event_places",
        "A place told of an event",
        &KEY,
        &[TO_EVENT],
        &specs,
        rows,
    )
}

/// The parties to an event.
pub fn parties(data: &Dataset) -> Table {
    let mut specs = head::<EventPartyRow>();
    specs.extend([
        col("text", Kind::Text, "The words", |o: &Of<'_, EventPartyRow>| {
            filled(&o.item.text)
        }),
        col(
            "name",
            Kind::Text,
            "Full name, where the party is known",
            |o: &Of<'_, EventPartyRow>| text(o.item.name.as_ref()),
        ),
        col(
            "code",
            Kind::Text,
            "ISO 3166-1 alpha-3 of a state, else the group's code",
            |o: &Of<'_, EventPartyRow>| text(o.item.code.as_ref()),
        ),
        col(
            "sector",
            Kind::Text,
            "PLOVER sector",
            |o: &Of<'_, EventPartyRow>| text(o.item.sector.as_ref()),
        ),
    ]);
    let rows = data
        .events
        .iter()
        .flat_map(|e| each(e, "actor", &e.actors).chain(each(e, "recipient", &e.recipients)));
    table(
        "event_parties",
        "A party to an event",
        &KEY,
        &[TO_EVENT],
        &specs,
        rows,
    )
}

/// The numbers of an event with who gives which.
pub fn counts(data: &Dataset) -> Table {
    let specs: Vec<Spec<Of<'_, EventCountRow>>> = vec![
        id(),
        col(
            "counts",
            Kind::Text,
            "Whom or what: recipient, actor, killed, wounded, displaced, seized, other",
            |o| (&*o.item.role).into(),
        ),
        col("low", Kind::Int, "Lowest that is told", |o| o.item.low.into()),
        col(
            "best",
            Kind::Int,
            "That of the latest report that gives one",
            |o| o.item.best.into(),
        ),
        col(
            "high",
            Kind::Int,
            "Highest that is told; empty: no upper end",
            |o| o.item.high.into(),
        ),
        col(
            "figures",
            Kind::List,
            "Who gives which number, as claim: words (source, scope)",
            |o| {
                let told = o.item.figures.iter();
                told.map(|f| format!("{}: {} ({}, {})", f.claim_id, f.text, f.source, f.scope))
                    .collect::<Vec<_>>()
                    .into()
            },
        ),
    ];
    let rows = data.events.iter().flat_map(|e| each(e, "count", &e.counts));
    table(
        "event_counts",
        "A number of an event",
        &["event_id", "counts"],
        &[TO_EVENT],
        &specs,
        rows,
    )
}

/// How events bear on each other.
pub fn relations(data: &Dataset) -> Table {
    let specs: Vec<Spec<Of<'_, RelationRow>>> = vec![
        id(),
        col("relation", Kind::Text, "plan_of, denial_of, part_of", |o| {
            (&*o.item.kind).into()
        }),
        col("other_event_id", Kind::Text, "The other event", |o| {
            o.item.event_id.as_str().into()
        }),
    ];
    let rows = data.events.iter().flat_map(|e| each(e, "relation", &e.relations));
    table(
        "event_relations",
        "A bearing of an event on another",
        &["event_id", "relation", "other_event_id"],
        &[
            TO_EVENT,
            Link {
                column: "other_event_id",
                ..TO_EVENT
            },
        ],
        &specs,
        rows,
    )
}
