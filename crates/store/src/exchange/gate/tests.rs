//! Properties of the gate, looked for in the bytes of every format: nothing restricted, no private person, no long
//! quotation, no place finer than asked, no day after the delay.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sitrep::{Codebook, builtin_codebook};

use super::*;
use crate::exchange::NameOf::{Office, Private};
use crate::exchange::package::{About, files};
use crate::exchange::tests::invented::{CUTOFF, FINE, OFFICE, PRIVATE, ROUNDS, TITLED, invented};
use crate::exchange::{Shape, csv, geojson, jsonl, parquet, shape, tables};

fn cutoff() -> Option<Date> {
    CUTOFF.parse().ok()
}

/// Every format of a dataset, as text. Parquet is packed, so that its cells are read back and written as JSON beside it.
fn texts(data: &Dataset, withheld: &Withheld, book: &Codebook) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut put = |name: String, bytes: &[u8]| out.push((name, String::from_utf8_lossy(bytes).into_owned()));
    for table in tables::tables(data) {
        put(format!("{}.csv", table.name), &csv::write(&table, true));
        put(format!("{}.geojson", table.name), &geojson::write(&table));
        put(
            format!("{}.jsonl", table.name),
            &jsonl::whole(data, table.name).unwrap_or_else(|| jsonl::flat(&table)),
        );
        let bytes = parquet::write(&table, true).expect("written");
        put(format!("{}.parquet", table.name), &bytes);
        let (_, rows) = parquet::read(bytes).expect("read");
        let again = crate::exchange::Table { rows, ..table };
        put(format!("{}.parquet's cells", again.name), &jsonl::flat(&again));
    }
    for form in [
        Shape::Plover,
        Shape::Polecat,
        Shape::Ucdp,
        Shape::Acled,
        Shape::Gdelt,
    ] {
        let made = shape::shape(form, data, book);
        put(format!("{form:?}"), &made.bytes);
        put(
            format!("{form:?}'s loss"),
            &serde_json::to_vec(&made.loss).expect("JSON"),
        );
    }
    let about = About {
        name: "p".to_owned(),
        title: "P".to_owned(),
        licence: None,
    };
    for (path, bytes) in files(data, withheld, &about, false).expect("files") {
        put(path, &bytes);
    }
    out
}

/// Fails when one of `words` stands in any format, whatever its case and accents.
fn none_of(words: &[&str], texts: &[(String, String)]) {
    let plain = |t: &str| names::words(t).into_iter().map(|w| w.0).collect::<Vec<_>>();
    let unwanted: Vec<String> = words.iter().flat_map(|w| plain(w)).collect();
    for (name, text) in texts {
        if let Some(found) = plain(text).iter().find(|w| unwanted.contains(w)) {
            panic!("{found:?} stands in {name}");
        }
    }
}

fn days_in(text: &str) -> impl Iterator<Item = Date> + '_ {
    (0..text.len().saturating_sub(9)).filter_map(|k| text.get(k..k + 10)?.parse().ok())
}

fn fine_words() -> Vec<&'static str> {
    FINE.iter().map(|f| f.0).chain(["Ubran Kesh"]).collect()
}

#[test]
fn nothing_that_the_public_must_not_see_is_in_any_format() {
    let book = builtin_codebook().expect("the codebook");
    let (mut kept, mut held) = (0, 0);
    for seed in 0..ROUNDS {
        let data = invented(seed);
        let (out, withheld) = gate(&Gate::of(Profile::Public, cutoff()), &data);
        kept += out.claims.len();
        held += withheld.audit.len();
        let texts = texts(&out, &withheld, &book);
        none_of(&PRIVATE, &texts);
        none_of(&fine_words(), &texts);
        let restricted: Vec<&str> = (data.claims.iter())
            .filter(|c| c.sensitivity != "open")
            .map(|c| c.claim_id.as_str())
            .collect();
        none_of(&restricted, &texts);
        // Coordinates and ids of the fine places, the folder of the inputs.
        none_of(
            &["123451", "987653", "7654321", "7654322", "SY990", "box"],
            &texts,
        );
        for (name, text) in &texts {
            let late = days_in(text).find(|d| Some(*d) > cutoff());
            assert_eq!(late, None, "{name}");
        }
        for claim in &out.claims {
            let mut claim = serde_json::to_value(claim).expect("JSON");
            each_text(&mut claim, &mut |t| {
                assert!(t.split_whitespace().count() <= PUBLIC_QUOTE, "{t}");
            });
        }
        let mut quoted: BTreeMap<(&str, usize), usize> = BTreeMap::new();
        for c in &out.claims {
            let words = c.sentence.span.text.split_whitespace().count();
            quoted.insert((&c.doc_id, c.sentence.index), words);
        }
        let mut of_report: BTreeMap<&str, usize> = BTreeMap::new();
        for ((doc, _), words) in quoted {
            *of_report.entry(doc).or_default() += words;
        }
        assert!(
            of_report.values().all(|n| *n <= PUBLIC_QUOTE_REPORT),
            "{of_report:?}"
        );
    }
    // The gate is no wall.
    assert!(kept > 50 && held > 50, "{kept} kept, {held} held back");
}

fn each_text(value: &mut Value, look: &mut impl FnMut(&str)) {
    match value {
        Value::String(t) => look(t),
        Value::Array(items) => items.iter_mut().for_each(|v| each_text(v, look)),
        Value::Object(map) => map.values_mut().for_each(|v| each_text(v, look)),
        _ => {}
    }
}

#[test]
fn victims_and_witnesses_are_nameless_in_every_profile() {
    let book = builtin_codebook().expect("the codebook");
    let (mut victims, mut office) = (0, 0);
    for seed in 0..ROUNDS {
        let data = invented(seed);
        for profile in [Profile::Internal, Profile::Partner, Profile::Public] {
            let (out, withheld) = gate(&Gate::of(profile, None), &data);
            let texts = texts(&out, &withheld, &book);
            for claim in &data.claims {
                let victim = claim.recipients[0].span.text.as_str();
                let force = claim.kind != "CONSULT";
                if force && PRIVATE.contains(&victim) {
                    victims += 1;
                    none_of(&[victim], &texts);
                }
                if force && OFFICE.contains(&victim) {
                    office += 1;
                    let own = out.claims.iter().filter(|c| {
                        c.doc_id == claim.doc_id
                            || profile != Profile::Internal && c.claim_id == claim.claim_id
                    });
                    for c in own {
                        let text = serde_json::to_string(c).expect("JSON");
                        assert!(!text.contains(victim), "{victim} in {text}");
                    }
                }
            }
            // PRIVATE[2] speaks, and nothing but himself speaks for him.
            if data
                .claims
                .iter()
                .any(|c| c.said_by.as_ref().is_some_and(|s| s.span.text == PRIVATE[2]))
            {
                none_of(&[PRIVATE[2]], &texts);
            }
        }
    }
    assert!(victims > 50 && office > 20, "{victims} {office}");
}

#[test]
fn office_holders_and_speakers_keep_their_names() {
    let mut seen = BTreeMap::new();
    for seed in 0..ROUNDS {
        let data = invented(seed);
        let (out, _) = gate(&Gate::of(Profile::Public, None), &data);
        let text = serde_json::to_string(&out.claims).expect("JSON");
        for name in [OFFICE[0], TITLED[0]] {
            *seen.entry(name).or_insert(0) += text.matches(name).count();
        }
    }
    assert!(seen.values().all(|n| *n > 10), "{seen:?}");
}

#[test]
fn words_in_which_nobody_looked_for_names_stay_behind() {
    let book = builtin_codebook().expect("the codebook");
    for seed in 0..ROUNDS {
        let data = Dataset {
            names: None,
            ..invented(seed)
        };
        for profile in [Profile::Internal, Profile::Partner, Profile::Public] {
            let (out, withheld) = gate(&Gate::of(profile, None), &data);
            assert!(!out.claims.is_empty());
            let texts = texts(&out, &withheld, &book);
            none_of(&PRIVATE, &texts);
            none_of(&TITLED, &texts);
            none_of(&OFFICE, &texts);
        }
    }
}

#[test]
fn what_a_partner_gets_is_exact_and_open() {
    let data = invented(1);
    let (out, _) = gate(&Gate::of(Profile::Partner, None), &data);
    let open = data.claims.iter().filter(|c| c.sensitivity == "open");
    assert_eq!(out.claims.len(), open.count());
    let fine = |d: &Dataset| {
        d.claims
            .iter()
            .filter(|c| c.place.as_ref().is_some_and(|p| place::is_fine(&p.value)))
            .count()
    };
    assert!(fine(&out) > 0);
    assert!(
        out.reports
            .iter()
            .all(|r| r.text.is_empty() && r.author.is_none() && r.notes.is_empty())
    );
}

#[test]
fn a_cell_of_the_grid_says_its_number_and_its_middle() {
    // The first cell of PRIO-GRID touches the south-western corner of the map; row 251, column 440 holds Hawija.
    for (lat, lon, cell) in [
        (-90.0, -180.0, 1),
        (90.0, 180.0, 259_200),
        (35.32, 43.77, 180_448),
    ] {
        assert_eq!(place::prio_cell(lat, lon), Some(cell));
    }
    assert_eq!(place::prio_cell(91.0, 0.0), None);
    let gate_to_grid = Gate {
        places: Coarseness::Grid,
        ..Gate::of(Profile::Partner, None)
    };
    for seed in 0..4 {
        let (out, _) = gate(&gate_to_grid, &invented(seed));
        for value in out
            .claims
            .iter()
            .filter_map(|c| c.place.as_ref())
            .map(|p| &p.value)
        {
            let name = value.name.as_deref().unwrap_or_default();
            if name.starts_with("PRIO-GRID") {
                let fraction = |x: Option<f64>| (x.unwrap_or_default() * 4.0).fract();
                assert!(
                    fraction(value.lat) == 0.0 && fraction(value.lon) == 0.0,
                    "{value:?}"
                );
            }
            assert!(!FINE.iter().any(|f| f.0 == name));
        }
    }
}

#[test]
fn an_event_tells_nothing_that_only_a_claim_left_behind_tells() {
    for seed in 0..ROUNDS {
        let data = invented(seed);
        let (out, _) = gate(&Gate::of(Profile::Partner, None), &data);
        for event in &out.events {
            let own: Vec<&ClaimRow> = (event.claims.iter())
                .map(|l| {
                    out.claims
                        .iter()
                        .find(|c| c.claim_id == l.claim_id)
                        .expect("a claim that passed")
                })
                .collect();
            for count in &event.counts {
                assert!(
                    count
                        .figures
                        .iter()
                        .all(|f| own.iter().any(|c| c.claim_id == f.claim_id))
                );
            }
            if let (Some(start), Some(end)) = (&event.start, &event.end) {
                let borne = |c: &&&ClaimRow| {
                    c.time
                        .as_ref()
                        .is_some_and(|t| t.start.as_ref() == Some(start) || t.end.as_ref() == Some(end))
                };
                assert!(own.iter().any(|c| borne(&c)), "{event:?}");
            }
            for place in event.place.iter().chain(&event.other_places) {
                assert!(
                    own.iter()
                        .any(|c| c.place.as_ref().is_some_and(|p| p.span.text == place.text)),
                    "{place:?}"
                );
            }
        }
    }
}

#[test]
fn a_name_is_found_whatever_its_form_and_its_neighbours_stay() {
    let mut ledger = Ledger::default();
    let row = |text: &str, of| crate::exchange::NameRow {
        doc_id: "d".to_owned(),
        text: text.to_owned(),
        of,
    };
    let mut data = invented(0);
    data.claims.clear();
    data.reports.truncate(1);
    data.reports[0].doc_id = "d".to_owned();
    data.names = Some(vec![
        row("Tamsin Órdegaard", Private),
        row("Hassan Ali", Private),
        row("Hassan Drestwick", Office),
    ]);
    let plans = scrub::Plans::of(&Gate::of(Profile::Public, None), &data);
    for (text, expected) in [
        ("TAMSIN ORDEGAARD fled", "[name withheld] fled"),
        ("Órdegaard's house", "[name withheld]'s house"),
        ("Mr. Tamsin  Órdegaard, 34", "Mr. [name withheld], 34"),
        ("an ali baba", "an ali baba"),
        (
            "President Hassan Drestwick met Ali",
            "President Hassan Drestwick met [name withheld]",
        ),
    ] {
        data.reports[0].title = Some(text.to_owned());
        let out = plans.report(&data.reports[0], &mut ledger).expect("a row");
        assert_eq!(out.title.as_deref(), Some(expected));
    }
}
