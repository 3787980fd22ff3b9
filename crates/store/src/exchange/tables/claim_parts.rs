//! In: a dataset. Out: the tables of what its claims have several of: parties, places and numbers, and of what they say
//! about control.

use super::{PlaceOf, TO_CLAIM, filled, place_columns};
use crate::exchange::dataset::Dataset;
use crate::exchange::table::{Kind, Link, Spec, Table, col, table, text};
use crate::row::{ClaimRow, ControlRow, CountRow, PartyRow, PlaceRow, PlaceValueRow};

struct Of<'a, T> {
    claim: &'a ClaimRow,
    role: &'static str,
    number: usize,
    item: &'a T,
}

fn each<'a, T: 'a>(
    claim: &'a ClaimRow,
    role: &'static str,
    items: impl IntoIterator<Item = &'a T> + 'a,
) -> impl Iterator<Item = Of<'a, T>> + 'a {
    (1..).zip(items).map(move |(number, item)| Of {
        claim,
        role,
        number,
        item,
    })
}

fn head<'a, T>() -> Vec<Spec<Of<'a, T>>> {
    vec![
        col("claim_id", Kind::Text, "The claim", |o: &Of<'a, T>| {
            o.claim.claim_id.as_str().into()
        }),
        col("role", Kind::Text, "Its part in the claim", |o: &Of<'a, T>| {
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

const KEY: [&str; 3] = ["claim_id", "role", "number"];

/// Who did it and to whom.
pub fn parties(data: &Dataset) -> Table {
    let mut specs = head::<PartyRow>();
    specs.extend([
        col("text", Kind::Text, "The words", |o: &Of<'_, PartyRow>| {
            filled(&o.item.span.text)
        }),
        col(
            "start",
            Kind::Int,
            "First code point in the clean text",
            |o: &Of<'_, PartyRow>| o.item.span.start.into(),
        ),
        col("end", Kind::Int, "One past the last", |o: &Of<'_, PartyRow>| {
            o.item.span.end.into()
        }),
        col(
            "name",
            Kind::Text,
            "Full name, where the party is known",
            |o: &Of<'_, PartyRow>| text(o.item.name.as_ref()),
        ),
        col(
            "code",
            Kind::Text,
            "ISO 3166-1 alpha-3 of a state, else the group's code",
            |o: &Of<'_, PartyRow>| text(o.item.code.as_ref()),
        ),
        col("sector", Kind::Text, "PLOVER sector", |o: &Of<'_, PartyRow>| {
            text(o.item.sector.as_ref())
        }),
        col(
            "same_as",
            Kind::Text,
            "The fuller mention that a short form stands for",
            |o: &Of<'_, PartyRow>| text(o.item.same_as.as_ref().map(|s| &s.text)),
        ),
    ]);
    let rows = data
        .claims
        .iter()
        .flat_map(|c| each(c, "actor", &c.actors).chain(each(c, "recipient", &c.recipients)));
    table(
        "claim_parties",
        "A party to the act of a claim",
        &KEY,
        &[TO_CLAIM],
        &specs,
        rows,
    )
}

impl PlaceOf for Of<'_, PlaceRow> {
    fn place(&self) -> Option<&PlaceValueRow> {
        Some(&self.item.value)
    }
}

/// All places of the claims: the first of each is that of the table of claims.
pub fn places(data: &Dataset) -> Table {
    let mut specs = head::<PlaceRow>();
    specs.extend([
        col("text", Kind::Text, "The words", |o: &Of<'_, PlaceRow>| {
            filled(&o.item.span.text)
        }),
        col(
            "start",
            Kind::Int,
            "First code point in the clean text",
            |o: &Of<'_, PlaceRow>| o.item.span.start.into(),
        ),
        col("end", Kind::Int, "One past the last", |o: &Of<'_, PlaceRow>| {
            o.item.span.end.into()
        }),
    ]);
    specs.extend(place_columns());
    specs.extend([
        col(
            "inferred",
            Kind::Bool,
            "True when the claim's own words do not name it: they take it up, or the report sets the act there",
            |o: &Of<'_, PlaceRow>| o.item.inferred.into(),
        ),
        col(
            "reason",
            Kind::Text,
            "Why there is no place of the world",
            |o: &Of<'_, PlaceRow>| text(o.item.reason.as_ref()),
        ),
    ]);
    let rows = (data.claims.iter()).flat_map(|c| each(c, "place", c.places()));
    table(
        "claim_places",
        "A place of the act of a claim",
        &KEY,
        &[TO_CLAIM],
        &specs,
        rows,
    )
}

/// How many.
pub fn counts(data: &Dataset) -> Table {
    let mut specs = head::<CountRow>();
    specs.extend([
        col(
            "counts",
            Kind::Text,
            "Whom or what: recipient, actor, killed, wounded, displaced, seized, other",
            |o: &Of<'_, CountRow>| (&*o.item.role).into(),
        ),
        col(
            "of",
            Kind::Text,
            "What is counted, in words",
            |o: &Of<'_, CountRow>| text(o.item.of.as_ref().map(|s| &s.text)),
        ),
        col(
            "text",
            Kind::Text,
            "The words of the number",
            |o: &Of<'_, CountRow>| filled(&o.item.span.text),
        ),
        col(
            "start",
            Kind::Int,
            "First code point in the clean text",
            |o: &Of<'_, CountRow>| o.item.span.start.into(),
        ),
        col("end", Kind::Int, "One past the last", |o: &Of<'_, CountRow>| {
            o.item.span.end.into()
        }),
        col("low", Kind::Int, "At least", |o: &Of<'_, CountRow>| {
            o.item.low.into()
        }),
        col("best", Kind::Int, "Best", |o: &Of<'_, CountRow>| {
            o.item.best.into()
        }),
        col(
            "high",
            Kind::Int,
            "At most; empty: no upper end is told",
            |o: &Of<'_, CountRow>| o.item.high.into(),
        ),
        col(
            "scope",
            Kind::Text,
            "single, aggregate, cumulative",
            |o: &Of<'_, CountRow>| (&*o.item.scope).into(),
        ),
    ]);
    let rows = data.claims.iter().flat_map(|c| each(c, "count", &c.counts));
    table(
        "claim_counts",
        "A number of a claim",
        &KEY,
        &[TO_CLAIM],
        &specs,
        rows,
    )
}

struct Held<'a>(&'a ClaimRow, &'a ControlRow);

impl PlaceOf for Held<'_> {
    fn place(&self) -> Option<&PlaceValueRow> {
        Some(&self.1.place.value)
    }
}

/// Who is said to hold what.
pub fn controls(data: &Dataset) -> Table {
    let mut specs: Vec<Spec<Held<'_>>> = vec![
        col("claim_id", Kind::Text, "The claim", |h| {
            h.0.claim_id.as_str().into()
        }),
        col("state", Kind::Text, "holds, lost, contested", |h| {
            (&*h.1.state).into()
        }),
        col("actor_text", Kind::Text, "Who, in words", |h| {
            filled(&h.1.actor.span.text)
        }),
        col("actor_name", Kind::Text, "Full name", |h| {
            text(h.1.actor.name.as_ref())
        }),
        col("actor_code", Kind::Text, "Code", |h| {
            text(h.1.actor.code.as_ref())
        }),
        col("evidence", Kind::Text, "The words that say so", |h| {
            filled(&h.1.evidence.text)
        }),
        col("text", Kind::Text, "The words for the place", |h| {
            filled(&h.1.place.span.text)
        }),
    ];
    specs.extend(place_columns());
    let rows = data
        .claims
        .iter()
        .filter_map(|c| Some(Held(c, c.control.as_ref()?)));
    table(
        "controls",
        "A statement of who holds a place",
        &["claim_id"],
        &[Link { ..TO_CLAIM }],
        &specs,
        rows,
    )
}
