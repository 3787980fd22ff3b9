//! In: a dataset. Out: the tables of its claims, their parties, places, numbers and statements of control.

use super::{PlaceOf, TO_CLAIM, TO_REPORT, filled, place_columns};
use crate::exchange::dataset::Dataset;
use crate::exchange::table::{Kind, Link, Spec, Table, col, day, hxl, table, text};
use crate::row::{ClaimRow, ControlRow, CountRow, PartyRow, PlaceRow, PlaceValueRow};

impl PlaceOf for &ClaimRow {
    fn place(&self) -> Option<&PlaceValueRow> {
        self.place.as_ref().map(|p| &p.value)
    }
}

/// Claims: one act told in one sentence.
pub fn claims(data: &Dataset) -> Table {
    let mut specs: Vec<Spec<&ClaimRow>> = vec![
        col("claim_id", Kind::Text, "Id of the claim", |c| {
            c.claim_id.as_str().into()
        }),
        col("doc_id", Kind::Text, "The report that tells it", |c| {
            c.doc_id.as_str().into()
        }),
        hxl(
            "#description",
            col(
                "sentence",
                Kind::Text,
                "The sentence; cut or left out where quoting is bounded",
                |c| filled(&c.sentence.span.text),
            ),
        ),
        col(
            "sentence_index",
            Kind::Int,
            "Number of the sentence in the report, from 0",
            |c| c.sentence.index.into(),
        ),
        col(
            "sentence_start",
            Kind::Int,
            "First code point of the sentence in the clean text",
            |c| c.sentence.span.start.into(),
        ),
        col("sentence_end", Kind::Int, "One past its last code point", |c| {
            c.sentence.span.end.into()
        }),
        col("trigger", Kind::Text, "The words that name the act", |c| {
            filled(&c.trigger.text)
        }),
        col("trigger_start", Kind::Int, "Their first code point", |c| {
            c.trigger.start.into()
        }),
        col("trigger_end", Kind::Int, "One past their last", |c| {
            c.trigger.end.into()
        }),
        hxl(
            "#event+type",
            col("type", Kind::Text, "PLOVER type", |c| c.kind.as_str().into()),
        ),
        hxl(
            "#event+type+sub",
            col("mode", Kind::Text, "PLOVER mode, or an extension", |c| {
                text(c.mode.as_ref())
            }),
        ),
        col("quad", Kind::Text, "PLOVER quad class", |c| text(c.quad.as_ref())),
        col("cameo", Kind::Text, "CAMEO code, a text: zeros lead", |c| {
            text(c.cameo.as_ref())
        }),
        col("contexts", Kind::List, "PLOVER contexts", |c| {
            c.contexts.clone().into()
        }),
        hxl(
            "#group+name+first",
            col(
                "actors",
                Kind::List,
                "Who: full names, else the words; details in claim_parties",
                |c| names(&c.actors).into(),
            ),
        ),
        hxl(
            "#group+name+second",
            col("recipients", Kind::List, "To whom, in the same way", |c| {
                names(&c.recipients).into()
            }),
        ),
        col(
            "place_text",
            Kind::Text,
            "The words for the place; more in claim_places",
            |c| text(c.place.as_ref().map(|p| &p.span.text)),
        ),
    ];
    specs.extend(place_columns());
    let mut rest: Vec<Spec<&ClaimRow>> = vec![
        hxl(
            "#date+occurred",
            col(
                "date",
                Kind::Day,
                "The day, where it is one; else empty, see edtf",
                |c| {
                    let t = c.time.as_ref().filter(|t| t.start == t.end);
                    day(t.and_then(|t| t.start.as_ref()))
                },
            ),
        ),
        hxl(
            "#date+start",
            col("start", Kind::Day, "First day, inclusive", |c| {
                day(c.time.as_ref().and_then(|t| t.start.as_ref()))
            }),
        ),
        hxl(
            "#date+end",
            col("end", Kind::Day, "Last day, inclusive", |c| {
                day(c.time.as_ref().and_then(|t| t.end.as_ref()))
            }),
        ),
        col(
            "edtf",
            Kind::Text,
            "The time as ISO 8601-2 (EDTF), also where no day is known",
            |c| text(c.time.as_ref().and_then(|t| t.edtf.as_ref())),
        ),
        col("time_text", Kind::Text, "The words for the time", |c| {
            text(c.time.as_ref().and_then(|t| t.text.as_ref()))
        }),
        col(
            "time_precision",
            Kind::Text,
            "day, days, week, month, year, vague",
            |c| text(c.time.as_ref().map(|t| &*t.precision)),
        ),
        col(
            "time_basis",
            Kind::Text,
            "What fixes the time: text, published, none",
            |c| text(c.time.as_ref().map(|t| &*t.basis)),
        ),
        hxl(
            "#status",
            col(
                "status",
                Kind::Text,
                "occurred, ongoing, planned, hypothetical, negated, denied, alleged",
                |c| (&*c.status).into(),
            ),
        ),
        col(
            "said_by",
            Kind::Text,
            "Who says so: the name, else the words",
            |c| {
                text(
                    c.said_by
                        .as_ref()
                        .map(|s| s.name.as_ref().unwrap_or(&s.span.text)),
                )
            },
        ),
        col(
            "said_by_party",
            Kind::Bool,
            "True when the speaker belongs to a side of the act",
            |c| c.said_by.as_ref().map(|s| s.party).into(),
        ),
        col("operation", Kind::Text, "Named campaign", |c| {
            text(c.operation.as_ref().map(|o| &o.name))
        }),
        col("phase", Kind::Text, "Its phase, as written", |c| {
            text(c.operation.as_ref().and_then(|o| o.phase.as_ref()))
        }),
        col(
            "phase_status",
            Kind::Text,
            "not-begun, preparing, under-way, completed",
            |c| text(c.operation.as_ref().and_then(|o| o.phase_status.as_deref())),
        ),
        col("sensitivity", Kind::Text, "open, restricted", |c| {
            (&*c.sensitivity).into()
        }),
        col(
            "confidence",
            Kind::Float,
            "0 to 1: how often claims of this score are right",
            |c| c.confidence.into(),
        ),
        col("coder_version", Kind::Text, "Version of sitrep", |c| {
            (&*c.coder.version).into()
        }),
        col("coder_codebook", Kind::Text, "Hash of the codebook", |c| {
            c.coder.codebook.as_str().into()
        }),
        col("coder_model", Kind::Text, "Hash of the language model", |c| {
            c.coder.model.as_str().into()
        }),
        col("coder_rule", Kind::Text, "The head or frame that fired", |c| {
            c.coder.rule.as_str().into()
        }),
    ];
    specs.append(&mut rest);
    table(
        "claims",
        "One act told in one sentence of a report",
        &["claim_id"],
        &[TO_REPORT],
        &specs,
        &data.claims,
    )
}

fn names(parties: &[PartyRow]) -> Vec<String> {
    let name = |p: &PartyRow| p.name.clone().unwrap_or_else(|| p.span.text.clone());
    parties.iter().map(name).filter(|n| !n.is_empty()).collect()
}

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
            "True when the words stand in another sentence",
            |o: &Of<'_, PlaceRow>| o.item.inferred.into(),
        ),
        col(
            "reason",
            Kind::Text,
            "Why there is no place of the world",
            |o: &Of<'_, PlaceRow>| text(o.item.reason.as_ref()),
        ),
    ]);
    let rows = (data.claims.iter()).flat_map(|c| each(c, "place", c.place.iter().chain(&c.more_places)));
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
