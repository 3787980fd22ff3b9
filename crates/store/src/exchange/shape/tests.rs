//! Events of every kind in every shape: the columns are those of the other project, in their order; what does not fit is
//! told.

use sitrep::builtin_codebook;

use super::*;
use crate::exchange::tests::invented::{ROUNDS, invented};

const ALL: [(Shape, usize); 4] = [
    (Shape::Polecat, 40),
    (Shape::Ucdp, 52),
    (Shape::Acled, 31),
    (Shape::Gdelt, 61),
];

#[test]
fn every_event_has_a_row_or_a_reason() {
    let book = builtin_codebook().expect("the codebook");
    for seed in 0..ROUNDS {
        let data = invented(seed);
        for (form, columns) in ALL {
            let made = shape(form, &data, &book);
            assert_eq!(made.table.columns.len(), columns, "{form:?}");
            assert_eq!(
                made.loss.rows + made.loss.dropped.len(),
                data.events.len(),
                "{form:?}"
            );
            assert_eq!(made.bytes, shape(form, &data, &book).bytes);
            let text = String::from_utf8(made.bytes).expect("UTF-8");
            if matches!(form, Shape::Polecat | Shape::Gdelt) {
                let lines: Vec<&str> = text.lines().collect();
                assert!(lines.iter().all(|l| l.split('\t').count() == columns), "{form:?}");
                assert_eq!(lines.len(), made.loss.rows + usize::from(form == Shape::Polecat));
            }
            for row in &made.table.rows {
                for (cell, column) in row.iter().zip(&made.table.columns) {
                    let fits = match cell {
                        Cell::Null => true,
                        Cell::Text(_) => column.kind == Kind::Text,
                        Cell::Int(_) => column.kind == Kind::Int,
                        Cell::Float(_) => column.kind == Kind::Float,
                        Cell::Day(_) => column.kind == Kind::Day,
                        Cell::Bool(_) | Cell::List(_) => false,
                    };
                    assert!(fits, "{form:?} {}: {cell:?}", column.name);
                }
            }
        }
        let plover = shape(Shape::Plover, &data, &book);
        assert_eq!(plover.bytes.split(|b| *b == b'\n').count(), plover.loss.rows + 1);
    }
}

/// An event with one claim, made of a claim that was invented.
fn one(change: impl FnOnce(&mut EventRow, &mut ClaimRow)) -> Dataset {
    let mut data = invented(0);
    let mut event = data
        .events
        .iter()
        .find(|e| e.claims.len() == 1)
        .expect("an event of one claim")
        .clone();
    let mut claim = (data.claims.iter())
        .find(|c| c.claim_id == event.claims[0].claim_id)
        .expect("its claim")
        .clone();
    let party = |sector: &str, code: Option<&str>| EventPartyRow {
        text: "them".to_owned(),
        name: None,
        code: code.map(str::to_owned),
        sector: Some(sector.to_owned()),
    };
    event.event_id = "00000000000000ff".to_owned();
    event.kind = "happening".into();
    event.act = "ASSAULT".to_owned();
    event.mode = None;
    event.status = "occurred".into();
    (event.start, event.end) = (Some("2024-06-03".to_owned()), Some("2024-06-03".to_owned()));
    event.actors = vec![party("REB", Some("ISIS"))];
    event.recipients = vec![party("MIL", Some("SYR"))];
    event.place = Some(crate::row::EventPlaceRow {
        text: "Tal Safira".to_owned(),
        value: crate::exchange::tests::invented::place("Tal Safira"),
    });
    event.counts = vec![crate::row::EventCountRow {
        role: "killed".into(),
        low: Some(3),
        best: Some(4),
        high: None,
        figures: Vec::new(),
    }];
    claim.cameo = Some("190".to_owned());
    claim.quad = Some("material conflict".to_owned());
    change(&mut event, &mut claim);
    (data.events, data.claims) = (vec![event], vec![claim]);
    data
}

fn check(form: Shape, data: &Dataset, expected: &[(&str, &str)]) {
    let made = shape(form, data, &builtin_codebook().expect("the codebook"));
    assert_eq!(made.table.rows.len(), 1, "{:?}", made.loss.dropped);
    let row = crate::exchange::jsonl::object(&made.table, &made.table.rows[0]);
    for (column, value) in expected {
        assert_eq!(
            row.get(*column).map(ToString::to_string).as_deref(),
            Some(*value),
            "{column}"
        );
    }
}

fn dropped(form: Shape, data: &Dataset, rule: &str) {
    let made = shape(form, data, &builtin_codebook().expect("the codebook"));
    assert!(made.table.rows.is_empty());
    assert!(
        made.loss.dropped[0].rule.contains(rule),
        "{}",
        made.loss.dropped[0].rule
    );
}

#[test]
fn ucdp_takes_deaths_between_organised_parties() {
    let data = one(|_, _| ());
    check(
        Shape::Ucdp,
        &data,
        &[
            ("id", "0"),
            ("type_of_violence", "1"),
            ("type_of_violence_label", "\"state-based\""),
            ("where_prec", "1"),
            ("where_prec_label", "\"exact location\""),
            ("date_prec", "1"),
            ("best", "4"),
            ("low", "3"),
            ("high", "4"),
            ("deaths_unknown", "4"),
            ("country", "\"Syria\""),
        ],
    );
    let civilians = one(|e, _| e.recipients[0].sector = Some("CVL".to_owned()));
    check(
        Shape::Ucdp,
        &civilians,
        &[
            ("type_of_violence", "3"),
            ("side_b", "\"Civilians\""),
            ("deaths_civilians", "4"),
        ],
    );
    dropped(Shape::Ucdp, &one(|e, _| e.counts.clear()), "no death");
    dropped(Shape::Ucdp, &one(|e, _| e.status = "planned".into()), "not yet");
    dropped(Shape::Ucdp, &one(|e, _| e.place = None), "no country");
    for (end, prec) in [
        ("2024-06-05", "2"),
        ("2024-06-09", "3"),
        ("2024-06-29", "4"),
        ("2024-08-01", "5"),
    ] {
        check(
            Shape::Ucdp,
            &one(|e, _| e.end = Some(end.to_owned())),
            &[("date_prec", prec)],
        );
    }
}

#[test]
fn acled_s_shape_takes_what_a_month_and_a_town_hold() {
    check(
        Shape::Acled,
        &one(|e, _| e.end = Some("2024-06-07".to_owned())),
        &[
            ("event_id_cnty", "\"SY0\""),
            ("event_date", "\"2024-06-05\""),
            ("time_precision", "2"),
            ("disorder_type", "\"Political violence\""),
            ("event_type", "\"Battles\""),
            ("sub_event_type", "\"Armed clash\""),
            ("inter1", "\"Rebel group\""),
            ("inter2", "\"State forces\""),
            ("interaction", "\"Rebel group-State forces\""),
            ("iso", "760"),
            ("geo_precision", "1"),
            ("latitude", "35.1235"),
            ("fatalities", "3"),
        ],
    );
    check(
        Shape::Acled,
        &one(|e, _| e.recipients[0].code = Some("TUR".to_owned())),
        &[("inter2", "\"External/Other forces\"")],
    );
    check(
        Shape::Acled,
        &one(|e, _| e.counts.clear()),
        &[("fatalities", "0")],
    );
    dropped(
        Shape::Acled,
        &one(|e, _| e.act = "CONSULT".to_owned()),
        "no counterpart",
    );
    dropped(
        Shape::Acled,
        &one(|e, _| e.end = Some("2024-08-01".to_owned())),
        "vaguer than a month",
    );
    dropped(
        Shape::Acled,
        &one(|e, _| {
            e.place.as_mut().expect("a place").value = crate::exchange::tests::invented::place("Syria");
        }),
        "only the country",
    );
}

#[test]
fn gdelt_s_codes_are_texts_and_its_countries_fips() {
    check(
        Shape::Gdelt,
        &one(|_, c| c.sentence.index = 0),
        &[
            ("SQLDATE", "20240603"),
            ("MonthYear", "202406"),
            ("FractionDate", "\"2024.5014\""),
            ("EventCode", "\"190\""),
            ("EventBaseCode", "\"190\""),
            ("EventRootCode", "\"19\""),
            ("QuadClass", "4"),
            ("Actor1Code", "\"ISISREB\""),
            ("Actor1CountryCode", "null"),
            ("Actor2CountryCode", "\"SYR\""),
            ("ActionGeo_Type", "4"),
            ("ActionGeo_CountryCode", "\"SY\""),
            ("GoldsteinScale", "null"),
            ("IsRootEvent", "1"),
        ],
    );
    dropped(Shape::Gdelt, &one(|_, c| c.cameo = None), "CAMEO");
}

#[test]
fn polecat_and_plover_name_type_mode_and_place() {
    let data = one(|e, _| e.mode = Some("heavy-weapons".to_owned()));
    check(
        Shape::Polecat,
        &data,
        &[
            ("Event Type", "\"ASSAULT\""),
            ("Event Mode", "\"heavy-weapons\""),
            ("Actor Sectors", "\"REB\""),
            ("Actor Country", "null"),
            ("Recipient Country", "\"SYR\""),
            ("City", "\"Tal Safira\""),
            ("Province", "\"Norvia\""),
            ("Event Date", "\"2024-06-03\""),
        ],
    );
    let made = shape(Shape::Plover, &data, &builtin_codebook().expect("the codebook"));
    let record: serde_json::Value = serde_json::from_slice(&made.bytes).expect("one record");
    for (pointer, expected) in [
        ("/event/0", "\"ASSAULT\""),
        ("/date", "\"2024-06-03\""),
        ("/actor/0/sector", "\"REB\""),
        ("/event_loc/resolution", "4"),
        ("/event_loc/country", "\"Syria\""),
        ("/size/dead", "4"),
    ] {
        assert_eq!(
            record.pointer(pointer).map(ToString::to_string).as_deref(),
            Some(expected),
            "{pointer}"
        );
    }
}
