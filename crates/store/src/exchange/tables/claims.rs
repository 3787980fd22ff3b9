//! In: a dataset. Out: the table of its claims, a row each.

use super::{PlaceOf, TO_REPORT, filled, place_columns};
use crate::exchange::dataset::Dataset;
use crate::exchange::table::{Kind, Spec, Table, col, day, hxl, table, text};
use crate::row::{ClaimRow, PartyRow, PlaceValueRow};

impl PlaceOf for &ClaimRow {
    fn place(&self) -> Option<&PlaceValueRow> {
        self.located().map(|p| &p.value)
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
            |c| text(c.located().map(|p| &p.span.text)),
        ),
        col(
            "place_inferred",
            Kind::Bool,
            "True when the claim's own words do not name the place",
            |c| c.located().is_some_and(|p| p.inferred).into(),
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
                    let t = c.dated().filter(|t| t.start == t.end);
                    day(t.and_then(|t| t.start.as_ref()))
                },
            ),
        ),
        hxl(
            "#date+start",
            col("start", Kind::Day, "First day, inclusive", |c| {
                day(c.dated().and_then(|t| t.start.as_ref()))
            }),
        ),
        hxl(
            "#date+end",
            col("end", Kind::Day, "Last day, inclusive", |c| {
                day(c.dated().and_then(|t| t.end.as_ref()))
            }),
        ),
        col(
            "edtf",
            Kind::Text,
            "The time as ISO 8601-2 (EDTF), also where no day is known",
            |c| text(c.dated().and_then(|t| t.edtf.as_ref())),
        ),
        col("time_text", Kind::Text, "The words for the time", |c| {
            text(c.dated().and_then(|t| t.text.as_ref()))
        }),
        col(
            "time_precision",
            Kind::Text,
            "day, days, week, month, year, vague",
            |c| text(c.dated().map(|t| &*t.precision)),
        ),
        col(
            "time_basis",
            Kind::Text,
            "What fixes the time: text or published (its own words), narrative (another sentence of the report), or without words published (a bound: on or before publication)",
            |c| text(c.dated().map(|t| &*t.basis)),
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
