//! Exports and publications: what stands beside a file, and what is refused.

use serde_json::Value;

use crate::bench::{Bench, rows};

const REPORT: &str = "Troops shelled the village of Qarabagh in Ghazni province on 3 May 2021 and killed two farmers. \
    Farmer Gul Zarin Popalzai was detained in Ghazni city on 4 May 2021. \
    Families left Qarabagh through the humanitarian corridor on 5 May 2021.";

fn bench(name: &str) -> Bench {
    let bench = Bench::new(name);
    bench.file(
        "in/r.jsonl",
        format!(
            "{}\n",
            serde_json::json!({"id": "r1", "text": REPORT, "published": "2021-05-06", "source": "Example Wire"})
        ),
    );
    bench
}

#[test]
fn an_export_brings_its_dictionary_and_what_it_loses() {
    let bench = bench("export");
    let coded = bench.run(&["code", "in", "-o", "claims.jsonl"]);
    assert_eq!(coded.code, Some(0), "{:?}", coded.errors);
    let claims = rows(&bench.text("claims.jsonl").expect("claims"));
    for (form, file) in [
        ("jsonl", "e.jsonl"),
        ("csv", "e.csv"),
        ("acled", "a.csv"),
        ("geoparquet", "e.parquet"),
    ] {
        let ended = bench.run(&["export", "claims.jsonl", "--to", form, "-o", file]);
        assert_eq!(ended.code, Some(0), "{form}: {:?}", ended.errors);
        let about = bench.text(&format!("{file}.about.json")).expect("a dictionary");
        let about: Value = serde_json::from_str(&about).expect("JSON");
        assert!(about["schema"]["fields"][0]["description"].is_string(), "{form}");
        assert_eq!(about["withheld"]["profile"], "internal");
        assert_eq!(about["loss"].is_object(), form == "acled");
    }
    // Reports and the claims made of them give the same rows.
    let args = [
        "export", "in", "--to", "jsonl", "--table", "claims", "-o", "c.jsonl",
    ];
    assert_eq!(bench.run(&args).code, Some(0));
    let exported = rows(&bench.text("c.jsonl").expect("claims"));
    let ids = |rows: &[Value]| rows.iter().map(|r| r["claim_id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&exported), ids(&claims));
    let text = bench.text("c.jsonl").expect("claims");
    assert!(!text.contains("Popalzai"), "a detainee's name is in {text}");

    let map = bench.run(&[
        "export",
        "in",
        "--to",
        "geojson",
        "--table",
        "claim_counts",
        "-o",
        "m.geojson",
    ]);
    assert!(
        map.code == Some(2) && map.errors[0].contains("no points"),
        "{:?}",
        map.errors
    );
    assert!(bench.text("m.geojson").is_none());
}

#[test]
fn a_project_is_exported_with_what_people_corrected() {
    let bench = bench("export-project");
    assert_eq!(bench.run(&["init", "p.sitrep"]).code, Some(0));
    assert_eq!(bench.run(&["add", "-p", "p.sitrep", "in"]).code, Some(0));
    let export = |inputs: &[&str], file: &str| {
        let args = [
            &["export"],
            inputs,
            &["--to", "jsonl", "--table", "claims", "-o", file],
        ]
        .concat();
        let ended = bench.run(&args);
        assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
        rows(&bench.text(file).expect("claims"))
    };
    let by_id = |mut rows: Vec<Value>| {
        rows.sort_by_key(|r| r["claim_id"].to_string());
        rows
    };
    let of_files = by_id(export(&["in"], "f.jsonl"));
    assert_eq!(by_id(export(&["p.sitrep"], "p.jsonl")), of_files);
    let id = of_files[0]["claim_id"].as_str().expect("an id");
    let corrected = bench.run(&[
        "correct", "-p", "p.sitrep", id, "status", "planned", "--why", "a test", "--who", "tester",
    ]);
    assert_eq!(corrected.code, Some(0), "{:?}", corrected.errors);
    let now = by_id(export(&["p.sitrep"], "c.jsonl"));
    assert_eq!(now[0]["status"], "planned");
    assert_eq!(now[1..], of_files[1..]);
    let both = bench.run(&["export", "p.sitrep", "in", "--to", "csv", "-o", "x.csv"]);
    assert_eq!(both.code, Some(2));
    assert!(
        both.errors.iter().any(|e| e.contains("sitrep add")),
        "{:?}",
        both.errors
    );
    assert!(bench.text("x.csv").is_none());
}

#[test]
fn a_publication_is_a_new_folder_without_what_endangers() {
    let bench = bench("publish");
    let run = |more: &[&str]| bench.run(&[&["publish", "in/r.jsonl", "-o", "out"], more].concat());
    let ended = run(&["--audit", "held.jsonl"]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    let held = rows(&bench.text("held.jsonl").expect("an audit"));
    assert!(held.iter().any(|r| r["reason"] == "restricted"), "{held:?}");
    for file in [
        "datapackage.json",
        "README.md",
        "withheld.json",
        "data/claims.csv",
        "data/events.geojson",
    ] {
        let text = bench
            .text(&format!("out/{file}"))
            .unwrap_or_else(|| panic!("{file} is missing"));
        for word in ["Popalzai", "Qarabagh", "corridor"] {
            assert!(!text.contains(word), "{word} in {file}: {text}");
        }
    }
    let again = run(&[]);
    assert!(
        again.code == Some(2) && again.errors[0].contains("--force"),
        "{:?}",
        again.errors
    );
    assert_eq!(run(&["--force"]).code, Some(0));
    // Neither another folder nor one with the inputs is ever replaced.
    let within = bench.run(&["publish", "in", "-o", "in/out"]);
    assert!(
        within.code == Some(2) && within.errors[0].contains("outside"),
        "{:?}",
        within.errors
    );
    let inside = bench.run(&["publish", "in/r.jsonl", "-o", "in", "--force"]);
    assert!(
        inside.code == Some(2) && inside.errors[0].contains("lies in it"),
        "{:?}",
        inside.errors
    );
    bench.file("other/notes.txt", "mine");
    let other = bench.run(&["publish", "in/r.jsonl", "-o", "other", "--force"]);
    assert!(
        other.code == Some(2) && bench.text("other/notes.txt").is_some(),
        "{:?}",
        other.errors
    );
    // What is of yesterday waits.
    let fresh = bench.run(&["publish", "in/r.jsonl", "-o", "fresh", "--as-of", "2021-05-06"]);
    assert_eq!(fresh.code, Some(1), "{:?}", fresh.errors);
    assert!(bench.text("fresh/datapackage.json").is_none());
    assert!(run(&["--profile", "internal"]).code == Some(2));
}
