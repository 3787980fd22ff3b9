//! In: rows of claims. Out: CSV with the same columns, flattened. Knows no report.
//!
//! The items of a list stand in one cell, joined by `;`; columns of the same list have their items in the same
//! order, empty where absent. A `;` within an item is written `\;`.

use store::row::{ClaimRow, CountRow, PartyRow, PlaceRow, SpanRow, TimeRow};

/// A column: its name, and how its cell is got.
type Column = (&'static str, fn(&ClaimRow) -> String);

const COLUMNS: &[Column] = &[
    ("claim_id", |c| c.claim_id.clone()),
    ("doc_id", |c| c.doc_id.clone()),
    ("report_title", |c| or_empty(c.report.title.as_ref())),
    ("report_url", |c| or_empty(c.report.url.as_ref())),
    ("report_source", |c| or_empty(c.report.source.as_ref())),
    ("report_language", |c| or_empty(c.report.language.as_ref())),
    ("report_published", |c| or_empty(c.report.published.as_ref())),
    ("report_published_basis", |c| c.report.published_basis.to_string()),
    ("sentence_text", |c| c.sentence.span.text.clone()),
    ("sentence_start", |c| c.sentence.span.start.to_string()),
    ("sentence_end", |c| c.sentence.span.end.to_string()),
    ("sentence_index", |c| c.sentence.index.to_string()),
    ("trigger_text", |c| c.trigger.text.clone()),
    ("trigger_start", |c| c.trigger.start.to_string()),
    ("trigger_end", |c| c.trigger.end.to_string()),
    ("type", |c| c.kind.clone()),
    ("mode", |c| or_empty(c.mode.as_ref())),
    ("quad", |c| or_empty(c.quad.as_ref())),
    ("cameo", |c| or_empty(c.cameo.as_ref())),
    ("contexts", |c| joined(&c.contexts, Clone::clone)),
    ("actors_text", |c| joined(&c.actors, |p| p.span.text.clone())),
    ("actors_start", |c| {
        joined(&c.actors, |p| p.span.start.to_string())
    }),
    ("actors_end", |c| joined(&c.actors, |p| p.span.end.to_string())),
    ("actors_name", |c| {
        joined(&c.actors, |p| or_empty(p.name.as_ref()))
    }),
    ("actors_code", |c| {
        joined(&c.actors, |p| or_empty(p.code.as_ref()))
    }),
    ("actors_sector", |c| {
        joined(&c.actors, |p| or_empty(p.sector.as_ref()))
    }),
    ("actors_same_as_text", |c| {
        joined(&c.actors, |p| antecedent(p, |s| s.text.clone()))
    }),
    ("actors_same_as_start", |c| {
        joined(&c.actors, |p| antecedent(p, |s| s.start.to_string()))
    }),
    ("actors_same_as_end", |c| {
        joined(&c.actors, |p| antecedent(p, |s| s.end.to_string()))
    }),
    ("recipients_text", |c| {
        joined(&c.recipients, |p| p.span.text.clone())
    }),
    ("recipients_start", |c| {
        joined(&c.recipients, |p| p.span.start.to_string())
    }),
    ("recipients_end", |c| {
        joined(&c.recipients, |p| p.span.end.to_string())
    }),
    ("recipients_name", |c| {
        joined(&c.recipients, |p| or_empty(p.name.as_ref()))
    }),
    ("recipients_code", |c| {
        joined(&c.recipients, |p| or_empty(p.code.as_ref()))
    }),
    ("recipients_sector", |c| {
        joined(&c.recipients, |p| or_empty(p.sector.as_ref()))
    }),
    ("recipients_same_as_text", |c| {
        joined(&c.recipients, |p| antecedent(p, |s| s.text.clone()))
    }),
    ("recipients_same_as_start", |c| {
        joined(&c.recipients, |p| antecedent(p, |s| s.start.to_string()))
    }),
    ("recipients_same_as_end", |c| {
        joined(&c.recipients, |p| antecedent(p, |s| s.end.to_string()))
    }),
    ("place_text", |c| of_place(c, |p| p.span.text.clone())),
    ("place_start", |c| of_place(c, |p| p.span.start.to_string())),
    ("place_end", |c| of_place(c, |p| p.span.end.to_string())),
    ("place_name", |c| of_place(c, |p| or_empty(p.value.name.as_ref()))),
    ("place_geonames_id", |c| {
        of_place(c, |p| or_empty(p.value.geonames_id.as_ref()))
    }),
    ("place_lat", |c| of_place(c, |p| or_empty(p.value.lat.as_ref()))),
    ("place_lon", |c| of_place(c, |p| or_empty(p.value.lon.as_ref()))),
    ("place_country", |c| {
        of_place(c, |p| or_empty(p.value.country.as_ref()))
    }),
    ("place_admin1", |c| {
        of_place(c, |p| or_empty(p.value.admin1.as_ref()))
    }),
    ("place_feature", |c| {
        of_place(c, |p| or_empty(p.value.feature.as_ref()))
    }),
    ("place_precision", |c| {
        of_place(c, |p| p.value.precision.to_string())
    }),
    ("place_where_prec", |c| {
        of_place(c, |p| or_empty(p.value.where_prec.as_ref()))
    }),
    ("place_radius_km", |c| {
        of_place(c, |p| or_empty(p.value.radius_km.as_ref()))
    }),
    ("place_inferred", |c| of_place(c, |p| p.inferred.to_string())),
    ("place_alternatives_name", |c| {
        of_place(c, |p| joined(&p.alternatives, |a| or_empty(a.name.as_ref())))
    }),
    ("place_alternatives_geonames_id", |c| {
        of_place(c, |p| {
            joined(&p.alternatives, |a| or_empty(a.geonames_id.as_ref()))
        })
    }),
    ("more_places_text", |c| {
        joined(&c.more_places, |p| p.span.text.clone())
    }),
    ("more_places_name", |c| {
        joined(&c.more_places, |p| or_empty(p.value.name.as_ref()))
    }),
    ("more_places_geonames_id", |c| {
        joined(&c.more_places, |p| or_empty(p.value.geonames_id.as_ref()))
    }),
    ("place_reason", |c| of_place(c, |p| or_empty(p.reason.as_ref()))),
    ("place_inferred_text", |c| {
        inferred_place(c, |p| p.span.text.clone())
    }),
    ("place_inferred_text_start", |c| {
        inferred_place(c, |p| p.span.start.to_string())
    }),
    ("place_inferred_text_end", |c| {
        inferred_place(c, |p| p.span.end.to_string())
    }),
    ("place_inferred_name", |c| {
        inferred_place(c, |p| or_empty(p.value.name.as_ref()))
    }),
    ("place_inferred_geonames_id", |c| {
        inferred_place(c, |p| or_empty(p.value.geonames_id.as_ref()))
    }),
    ("place_inferred_lat", |c| {
        inferred_place(c, |p| or_empty(p.value.lat.as_ref()))
    }),
    ("place_inferred_lon", |c| {
        inferred_place(c, |p| or_empty(p.value.lon.as_ref()))
    }),
    ("place_inferred_country", |c| {
        inferred_place(c, |p| or_empty(p.value.country.as_ref()))
    }),
    ("place_inferred_admin1", |c| {
        inferred_place(c, |p| or_empty(p.value.admin1.as_ref()))
    }),
    ("place_inferred_precision", |c| {
        inferred_place(c, |p| p.value.precision.to_string())
    }),
    ("time_text", |c| {
        c.time
            .as_ref()
            .map(|t| or_empty(t.text.as_ref()))
            .unwrap_or_default()
    }),
    ("time_text_start", |c| of_time_span(c, |s| s.start.to_string())),
    ("time_text_end", |c| of_time_span(c, |s| s.end.to_string())),
    ("time_start", |c| {
        c.time
            .as_ref()
            .map(|t| or_empty(t.start.as_ref()))
            .unwrap_or_default()
    }),
    ("time_end", |c| {
        c.time
            .as_ref()
            .map(|t| or_empty(t.end.as_ref()))
            .unwrap_or_default()
    }),
    ("time_edtf", |c| {
        c.time
            .as_ref()
            .map(|t| or_empty(t.edtf.as_ref()))
            .unwrap_or_default()
    }),
    ("time_precision", |c| {
        c.time
            .as_ref()
            .map(|t| t.precision.to_string())
            .unwrap_or_default()
    }),
    ("time_basis", |c| {
        c.time.as_ref().map(|t| t.basis.to_string()).unwrap_or_default()
    }),
    ("time_inferred_text", |c| {
        inferred(c, |t| or_empty(t.text.as_ref()))
    }),
    ("time_inferred_start", |c| {
        inferred(c, |t| or_empty(t.start.as_ref()))
    }),
    ("time_inferred_end", |c| inferred(c, |t| or_empty(t.end.as_ref()))),
    ("time_inferred_edtf", |c| {
        inferred(c, |t| or_empty(t.edtf.as_ref()))
    }),
    ("time_inferred_basis", |c| inferred(c, |t| t.basis.to_string())),
    ("counts_role", |c| joined(&c.counts, |n| n.role.to_string())),
    ("counts_of", |c| joined(&c.counts, counted)),
    ("counts_text", |c| joined(&c.counts, |n| n.span.text.clone())),
    ("counts_start", |c| {
        joined(&c.counts, |n| n.span.start.to_string())
    }),
    ("counts_end", |c| joined(&c.counts, |n| n.span.end.to_string())),
    ("counts_low", |c| joined(&c.counts, |n| or_empty(n.low.as_ref()))),
    ("counts_best", |c| {
        joined(&c.counts, |n| or_empty(n.best.as_ref()))
    }),
    ("counts_high", |c| {
        joined(&c.counts, |n| or_empty(n.high.as_ref()))
    }),
    ("counts_scope", |c| joined(&c.counts, |n| n.scope.to_string())),
    ("status", |c| c.status.to_string()),
    ("said_by_text", |c| {
        c.said_by
            .as_ref()
            .map(|s| s.span.text.clone())
            .unwrap_or_default()
    }),
    ("said_by_start", |c| {
        c.said_by
            .as_ref()
            .map(|s| s.span.start.to_string())
            .unwrap_or_default()
    }),
    ("said_by_end", |c| {
        c.said_by
            .as_ref()
            .map(|s| s.span.end.to_string())
            .unwrap_or_default()
    }),
    ("said_by_name", |c| {
        c.said_by
            .as_ref()
            .map(|s| or_empty(s.name.as_ref()))
            .unwrap_or_default()
    }),
    ("said_by_party", |c| {
        c.said_by
            .as_ref()
            .map(|s| s.party.to_string())
            .unwrap_or_default()
    }),
    ("operation_name", |c| {
        c.operation.as_ref().map(|o| o.name.clone()).unwrap_or_default()
    }),
    ("operation_start", |c| {
        c.operation
            .as_ref()
            .map(|o| o.span.start.to_string())
            .unwrap_or_default()
    }),
    ("operation_end", |c| {
        c.operation
            .as_ref()
            .map(|o| o.span.end.to_string())
            .unwrap_or_default()
    }),
    ("operation_phase", |c| {
        c.operation
            .as_ref()
            .map(|o| or_empty(o.phase.as_ref()))
            .unwrap_or_default()
    }),
    ("operation_phase_status", |c| {
        c.operation
            .as_ref()
            .map(|o| or_empty(o.phase_status.as_ref()))
            .unwrap_or_default()
    }),
    ("control_actor_text", |c| {
        c.control
            .as_ref()
            .map(|k| k.actor.span.text.clone())
            .unwrap_or_default()
    }),
    ("control_actor_code", |c| {
        c.control
            .as_ref()
            .map(|k| or_empty(k.actor.code.as_ref()))
            .unwrap_or_default()
    }),
    ("control_place_text", |c| {
        c.control
            .as_ref()
            .map(|k| k.place.span.text.clone())
            .unwrap_or_default()
    }),
    ("control_place_name", |c| {
        c.control
            .as_ref()
            .map(|k| or_empty(k.place.value.name.as_ref()))
            .unwrap_or_default()
    }),
    ("control_place_geonames_id", |c| {
        c.control
            .as_ref()
            .map(|k| or_empty(k.place.value.geonames_id.as_ref()))
            .unwrap_or_default()
    }),
    ("control_state", |c| {
        c.control
            .as_ref()
            .map(|k| k.state.to_string())
            .unwrap_or_default()
    }),
    ("control_evidence_text", |c| {
        c.control
            .as_ref()
            .map(|k| k.evidence.text.clone())
            .unwrap_or_default()
    }),
    ("sensitivity", |c| c.sensitivity.to_string()),
    ("confidence", |c| c.confidence.to_string()),
    ("coder_version", |c| c.coder.version.to_string()),
    ("coder_codebook", |c| c.coder.codebook.clone()),
    ("coder_model", |c| c.coder.model.clone()),
    ("coder_rule", |c| c.coder.rule.clone()),
];

/// The names of the columns.
pub fn header() -> Vec<u8> {
    lines([COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect()])
}

/// One line a claim.
pub fn records(rows: &[ClaimRow]) -> Vec<u8> {
    lines(
        rows.iter()
            .map(|row| COLUMNS.iter().map(|(_, cell)| cell(row)).collect()),
    )
}

fn lines(records: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        // Writing to memory does not fail, and all records have the same length.
        let _ = writer.write_record(&record);
    }
    writer.into_inner().unwrap_or_default()
}

fn or_empty<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

fn joined<T>(items: &[T], cell: impl Fn(&T) -> String) -> String {
    items
        .iter()
        .map(|item| cell(item).replace(';', "\\;"))
        .collect::<Vec<_>>()
        .join(";")
}

fn antecedent(party: &PartyRow, cell: impl Fn(&SpanRow) -> String) -> String {
    party.same_as.as_ref().map(cell).unwrap_or_default()
}

fn of_place(claim: &ClaimRow, cell: impl Fn(&PlaceRow) -> String) -> String {
    claim.place.as_ref().map(cell).unwrap_or_default()
}

fn inferred_place(claim: &ClaimRow, cell: impl Fn(&PlaceRow) -> String) -> String {
    claim.place_inferred.as_ref().map(cell).unwrap_or_default()
}

fn inferred(claim: &ClaimRow, cell: impl Fn(&TimeRow) -> String) -> String {
    claim.time_inferred.as_ref().map(cell).unwrap_or_default()
}

fn of_time_span(claim: &ClaimRow, cell: impl Fn(&SpanRow) -> String) -> String {
    claim
        .time
        .as_ref()
        .and_then(|t| t.span.as_ref())
        .map(cell)
        .unwrap_or_default()
}

fn counted(count: &CountRow) -> String {
    count.of.as_ref().map(|s| s.text.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// A claim as it is printed, with two actors and a `;` and a line break in a value.
    const ROW: &str = r#"{"claim_id":"c","doc_id":"d","report":{"title":"A, \"B\"","url":null,"source":null,
        "language":"en","published":null,"published_basis":"none"},
        "sentence":{"text":"He;\nfled","start":0,"end":8,"index":0},"trigger":{"text":"fled","start":4,"end":8},
        "type":"RETREAT","mode":null,"quad":null,"cameo":null,"contexts":["war","aid"],
        "actors":[{"text":"He; x","start":0,"end":2,"name":null,"code":"SYR","sector":null,
            "same_as":{"text":"Omar","start":9,"end":13}},
          {"text":"she","start":3,"end":4,"name":"She","code":null,"sector":"MIL","same_as":null}],
        "recipients":[],"place":null,"time":null,"counts":[{"role":"actor","of":null,"text":"2","start":0,"end":1,
            "low":2,"best":2,"high":null,"scope":"single"}],
        "status":"occurred","said_by":null,"operation":null,"control":null,"sensitivity":"restricted",
        "confidence":0.8,"coder":{"version":"1","codebook":"k","model":"m","rule":"r"}}"#;

    #[test]
    fn columns_have_names_of_their_own_and_a_cell_in_every_record() {
        let names: HashSet<_> = COLUMNS.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), COLUMNS.len());
        let row: ClaimRow = serde_json::from_str(ROW).expect("the row is as printed");
        let mut file = header();
        file.extend(records(&[row]));
        let mut reader = csv::Reader::from_reader(file.as_slice());
        let header = reader.headers().expect("a header").clone();
        let record = reader
            .records()
            .next()
            .expect("one record")
            .expect("of as many cells");
        let cell = |name: &str| {
            record
                .get(header.iter().position(|h| h == name).expect(name))
                .expect("a cell")
        };
        for (name, expected) in [
            ("report_title", "A, \"B\""),
            ("sentence_text", "He;\nfled"),
            ("contexts", "war;aid"),
            ("actors_text", "He\\; x;she"),
            ("actors_code", "SYR;"),
            ("actors_name", ";She"),
            ("actors_same_as_start", "9;"),
            ("place_name", ""),
            ("counts_best", "2"),
            ("counts_high", ""),
            ("sensitivity", "restricted"),
            ("confidence", "0.8"),
        ] {
            assert_eq!(cell(name), expected, "{name}");
        }
    }
}
