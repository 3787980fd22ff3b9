//! Rows of a report whose every value stands after characters of two, three and four bytes.

use jiff::civil::date;
use serde_json::Value;
use sitrep::record::{
    ControlState, CountRole, CountScope, CountValue, Furniture, PhaseStatus, PlacePrecision, PublishedBasis,
    Sensitivity, Status, TimeBasis, TimePrecision, TimeValue,
};

use super::*;

const TEXT: &str = "🚁 “Région” Ḩawījah — Troops held 34 suspects and people hid near Deir ez-Zôr on Monday, said \
                    Colonel Noor of Operation Dûr, phase two. قرية باغوز";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).expect("the words stand in the text");
    Span::new(start, start + words.len())
}

fn party(words: &str) -> Party {
    Party {
        span: span(words),
        name: None,
        code: None,
        sector: None,
        same_as: None,
    }
}

fn place(words: &str) -> Place {
    Place {
        span: span(words),
        naming: sitrep::record::Naming::Name,
        value: None,
        alternatives: Vec::new(),
        reason: Some("not in gazetteer"),
        inferred: false,
    }
}

fn deir() -> PlaceValue {
    PlaceValue {
        name: "Deir ez-Zor".into(),
        geonames_id: Some(170_794),
        lat: 35.335,
        lon: 40.125,
        country: Some("SYR".into()),
        admin1: None,
        feature: "PPLA".into(),
        precision: PlacePrecision::Near,
        radius_km: 25.0,
        pcode: None,
    }
}

fn report() -> Report {
    Report {
        doc_id: "r1".into(),
        title: None,
        url: None,
        source: Some("Ours".into()),
        language: Some("en".into()),
        published: None,
        published_basis: PublishedBasis::None,
        author: None,
        bases: sitrep::record::Bases::default(),
        text: TEXT.into(),
        raw: format!("Menü ▶ | {TEXT}"),
        furniture: vec![Furniture {
            span: Span::new(6, 9),
            text: "▶".into(),
            reason: "player",
        }],
        captions: Vec::new(),
        sha256: "00".into(),
        notes: vec!["note".into()],
        origin: Vec::new(),
    }
}

fn claim() -> Claim {
    Claim {
        id: "0123456789abcdef".into(),
        sentence: 2,
        sentence_span: span(TEXT),
        trigger: span("held"),
        kind: "COERCE".into(),
        mode: Some("arrest".into()),
        quad: Some("Q4".into()),
        cameo: Some("173".into()),
        contexts: Vec::new(),
        actors: vec![Party {
            same_as: Some(span("Région")),
            ..party("Troops")
        }],
        recipients: vec![party("suspects")],
        place: Some(Place {
            value: Some(deir()),
            reason: None,
            alternatives: vec![deir()],
            ..place("Deir ez-Zôr")
        }),
        more_places: Vec::new(),
        time: Some(Time {
            span: Some(span("Monday")),
            value: TimeValue {
                start: Some(date(2018, 8, 6)),
                end: Some(date(2018, 8, 6)),
                edtf: Some("2018-08-06".into()),
                precision: TimePrecision::Day,
                basis: TimeBasis::Text,
            },
        }),
        place_inferred: None,
        time_inferred: None,
        counts: vec![Count {
            span: span("34"),
            of: Some(span("suspects")),
            role: CountRole::Recipient,
            value: CountValue {
                low: Some(34),
                best: Some(34),
                high: None,
            },
            scope: CountScope::Single,
        }],
        status: Status::Occurred,
        said_by: Some(Speaker {
            span: span("Colonel Noor"),
            name: None,
            party: true,
        }),
        operation: Some(OperationRef {
            span: span("Operation Dûr"),
            name: "Operation Dûr".into(),
            phase: Some(("phase two".into(), span("phase two"))),
            phase_status: Some(PhaseStatus::NotBegun),
        }),
        control: Some(Control {
            actor: party("Troops"),
            place: place("قرية باغوز"),
            state: ControlState::Contested,
            evidence: span("held"),
        }),
        sensitivity: Sensitivity::Restricted,
        confidence: 0.8,
        rule: "frame:COERCE/arrest".into(),
    }
}

fn bare() -> Claim {
    Claim {
        mode: None,
        quad: None,
        cameo: None,
        actors: Vec::new(),
        recipients: Vec::new(),
        place: None,
        more_places: Vec::new(),
        time: None,
        counts: Vec::new(),
        said_by: None,
        operation: None,
        control: None,
        sensitivity: Sensitivity::Open,
        ..claim()
    }
}

fn printed(claim: Claim) -> Value {
    let coded = Coded {
        report: report(),
        analysis: text::Analysis::default(),
        claims: vec![claim],
        traces: Vec::new(),
    };
    let rows = claim_rows(
        &coded,
        Codes {
            codebook: "cb",
            model: "m",
        },
    );
    serde_json::to_value(&rows[0]).expect("rows are JSON")
}

/// Every object with `text`, `start` and `end` in numbers must slice back as Python slices; returns how many.
fn check(value: &Value, chars: &[char]) -> usize {
    match value {
        Value::Object(map) => {
            let mut seen = 0;
            if let (Some(words), Some(start), Some(end)) = (
                map.get("text").and_then(Value::as_str),
                map.get("start").and_then(Value::as_u64),
                map.get("end").and_then(Value::as_u64),
            ) {
                assert_eq!(
                    chars[start as usize..end as usize].iter().collect::<String>(),
                    words
                );
                seen = 1;
            }
            seen + map.values().map(|v| check(v, chars)).sum::<usize>()
        }
        Value::Array(items) => items.iter().map(|v| check(v, chars)).sum(),
        _ => 0,
    }
}

#[test]
fn every_span_slices_back_by_code_points() {
    let chars: Vec<char> = TEXT.chars().collect();
    // sentence, trigger, actor, its antecedent, recipient, place, time, count, of, speaker, operation, phase,
    // and control's actor, place and evidence.
    assert_eq!(check(&printed(claim()), &chars), 15);
}

#[test]
fn values_and_labels_are_the_contract_s() {
    let row = printed(claim());
    for (pointer, expected) in [
        ("/claim_id", "\"0123456789abcdef\""),
        ("/report/published_basis", "\"none\""),
        ("/report/published", "null"),
        ("/sentence/index", "2"),
        ("/type", "\"COERCE\""),
        ("/actors/0/same_as/text", "\"Région\""),
        ("/place/text", "\"Deir ez-Zôr\""),
        ("/place/precision", "\"near\""),
        ("/place/geonames_id", "170794"),
        ("/place/where_prec", "2"),
        ("/place/radius_km", "25.0"),
        ("/control/place/where_prec", "null"),
        ("/place/lat", "35.335"),
        ("/place/alternatives/0/name", "\"Deir ez-Zor\""),
        ("/time/start", "\"2018-08-06\""),
        ("/time/text", "\"Monday\""),
        ("/time/basis", "\"text\""),
        ("/counts/0/text", "\"34\""),
        ("/counts/0/of/text", "\"suspects\""),
        ("/counts/0/high", "null"),
        ("/counts/0/role", "\"recipient\""),
        ("/status", "\"occurred\""),
        ("/said_by/party", "true"),
        ("/operation/phase", "\"phase two\""),
        ("/operation/phase_status", "\"not-begun\""),
        ("/control/state", "\"contested\""),
        ("/control/place/precision", "\"none\""),
        ("/control/place/reason", "\"not in gazetteer\""),
        ("/sensitivity", "\"restricted\""),
        ("/confidence", "0.8"),
        ("/coder/codebook", "\"cb\""),
        ("/coder/rule", "\"frame:COERCE/arrest\""),
    ] {
        assert_eq!(
            row.pointer(pointer).expect(pointer).to_string(),
            expected,
            "{pointer}"
        );
    }
}

#[test]
fn what_is_absent_is_null_or_an_empty_list() {
    let row = printed(bare());
    for field in [
        "mode",
        "quad",
        "cameo",
        "place",
        "place_inferred",
        "time",
        "time_inferred",
        "said_by",
        "operation",
        "control",
    ] {
        assert!(row[field].is_null(), "{field}");
        assert!(row.get(field).is_some(), "{field} must be printed");
    }
    for field in ["contexts", "actors", "recipients", "counts"] {
        assert_eq!(row[field].as_array().map(Vec::len), Some(0), "{field}");
    }
}

#[test]
fn fields_stand_in_the_contract_s_order() {
    let coded = Coded {
        report: report(),
        analysis: text::Analysis::default(),
        claims: vec![claim()],
        traces: Vec::new(),
    };
    let line = serde_json::to_string(
        &claim_rows(
            &coded,
            Codes {
                codebook: "",
                model: "",
            },
        )[0],
    )
    .expect("JSON");
    let order = [
        "claim_id",
        "doc_id",
        "report",
        "sentence",
        "trigger",
        "type",
        "mode",
        "quad",
        "cameo",
        "contexts",
        "actors",
        "recipients",
        "place",
        // Ours, beside the contract's (decision 4).
        "more_places",
        "place_inferred",
        "time",
        "time_inferred",
        "counts",
        "status",
        "said_by",
        "operation",
        "control",
        "sensitivity",
        "confidence",
        "coder",
    ];
    let top = top_level_keys(&line);
    assert_eq!(top, order);
}

/// The keys of the outermost object, as they stand in the line.
fn top_level_keys(line: &str) -> Vec<&str> {
    let (mut depth, mut keys, mut start, mut escaped) = (0, Vec::new(), None, false);
    for (i, c) in line.char_indices() {
        match (c, start) {
            ('"', None) => start = Some(i + 1),
            ('"', Some(s)) if !escaped => {
                if depth == 1 && line[i + 1..].starts_with(':') {
                    keys.push(&line[s..i]);
                }
                start = None;
            }
            ('{' | '[', None) => depth += 1,
            ('}' | ']', None) => depth -= 1,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    keys
}

#[test]
fn rows_read_back_as_they_were_written() {
    let coded = Coded {
        report: report(),
        analysis: text::Analysis::default(),
        claims: vec![claim(), bare()],
        traces: Vec::new(),
    };
    for row in claim_rows(
        &coded,
        Codes {
            codebook: "cb",
            model: "m",
        },
    ) {
        let line = serde_json::to_string(&row).expect("JSON");
        assert_eq!(serde_json::from_str::<ClaimRow>(&line).expect("reads back"), row);
    }
    let row = report_row(&coded.report);
    let line = serde_json::to_string(&row).expect("JSON");
    assert_eq!(serde_json::from_str::<ReportRow>(&line).expect("reads back"), row);
}

#[test]
fn furniture_points_into_the_decoded_input() {
    let row = report_row(&report());
    let raw: Vec<char> = report().raw.chars().collect();
    let player = &row.furniture[0].span;
    assert_eq!((player.start, player.end), (5, 6));
    assert_eq!(
        raw[player.start..player.end].iter().collect::<String>(),
        player.text
    );
}
