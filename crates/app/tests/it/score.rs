//! Scores, agreement and comparison: what is read, what is printed, and how the program ends.

use serde_json::{Value, json};

use crate::bench::{Bench, rows};

/// The example of docs/guide/scores.md.
const GOLD: &str = include_str!("../../../../docs/guide/gold.jsonl");

/// One a line.
fn lines(rows: &[Value]) -> String {
    rows.iter()
        .fold(String::new(), |text, row| text + &row.to_string() + "\n")
}

/// The gold with one thing changed in its first event.
fn changed(field: &str, value: &Value) -> String {
    let mut docs = rows(GOLD);
    docs[0]["events"][0][field] = value.clone();
    lines(&docs)
}

#[test]
fn a_gold_scores_itself_and_floors_hold() {
    let bench = Bench::new("score");
    bench
        .file("gold.jsonl", GOLD)
        .file("other.jsonl", changed("type", &json!("COERCE")));
    let same = bench.run(&[
        "score",
        "gold.jsonl",
        "gold.jsonl",
        "--at-least",
        "typed=100,status=100",
    ]);
    assert_eq!((same.code, same.errors.len()), (Some(0), 0), "{:?}", same.errors);
    let first = "trigger     P 100.0  R 100.0  F1 100.0   (4 of 4 gold, 4 given)";
    assert!(same.out.lines().any(|l| l == first), "{}", same.out);
    let args = [
        "score",
        "gold.jsonl",
        "other.jsonl",
        "--format",
        "json",
        "--details",
        "--at-least",
        "typed=80",
    ];
    let other = bench.run(&args);
    assert_eq!(other.code, Some(1), "{:?}", other.errors);
    assert!(
        other.errors[0].contains("typed 75.0, at least 80"),
        "{:?}",
        other.errors
    );
    let found: Value = serde_json::from_str(&other.out).expect("JSON");
    assert_eq!(
        (&found["figures"]["typed"]["f1"], &found["reports"]),
        (&json!(75.0), &json!(2))
    );
    assert_eq!(
        (&found["missed"], &found["below"][0]["figure"]),
        (&json!([]), &json!("typed"))
    );
    let wrong = bench.run(&["score", "gold.jsonl", "--at-least", "wisdom=3"]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong.errors.join(" ").contains("there is no figure wisdom"),
        "{:?}",
        wrong.errors
    );
}

#[test]
fn without_claims_the_texts_of_the_gold_are_coded_as_code_does() {
    let bench = Bench::new("score-texts");
    let record = |d: &Value| json!({"doc_id": d["doc_id"], "text": d["text"], "published": d["published"]});
    let reports = lines(&rows(GOLD).iter().map(record).collect::<Vec<_>>());
    bench.file("gold.jsonl", GOLD).file("reports.jsonl", reports);
    let args = [
        "code",
        "reports.jsonl",
        "--clean",
        "--keep-duplicates",
        "-o",
        "claims.jsonl",
    ];
    assert_eq!(bench.run(&args).code, Some(0));
    let of = |more: &[&str]| bench.run(&[&["score", "gold.jsonl"], more].concat());
    let (texts, claims, reports) = (of(&[]), of(&["claims.jsonl"]), of(&["reports.jsonl", "--clean"]));
    assert_eq!(
        (texts.code, claims.code, reports.code),
        (Some(0), Some(0), Some(0)),
        "{:?}",
        texts.errors
    );
    assert!(
        texts.out == claims.out && texts.out == reports.out,
        "{}\n{}\n{}",
        texts.out,
        claims.out,
        reports.out
    );
    assert!(!texts.out.starts_with("trigger     P   0.0"), "{}", texts.out);

    let without = |d: &Value| json!({"doc_id": d["doc_id"], "events": d["events"]});
    let bare = lines(&rows(GOLD).iter().map(without).collect::<Vec<_>>());
    bench.file("bare.jsonl", bare);
    let none = bench.run(&["score", "bare.jsonl"]);
    assert!(
        none.code == Some(2) && none.errors[0].contains("has no text to code"),
        "{:?}",
        none.errors
    );
}

#[test]
fn bad_codings_are_told_with_their_line_and_the_rest_is_scored() {
    let bench = Bench::new("score-bad");
    bench.file(
        "gold.jsonl",
        format!("{GOLD}{}", r#"{"doc_id": "x", "events": [{"sentence": "s"}]}"#),
    );
    let ended = bench.run(&["score", "gold.jsonl", "gold.jsonl"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.errors[0].contains("gold.jsonl, line 3"),
        "{:?}",
        ended.errors
    );
    assert!(ended.out.contains("(4 of 4 gold, 4 given)"), "{}", ended.out);
    bench.file("notes.txt", "No coding at all.");
    let ended = bench.run(&["agree", "gold.jsonl", "notes.txt"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.errors.join(" ").contains("no file of codings"),
        "{:?}",
        ended.errors
    );
}

#[test]
fn coders_agree_as_far_as_they_do() {
    let bench = Bench::new("agree");
    bench
        .file("anna.jsonl", GOLD)
        .file("ben.jsonl", changed("status", &json!("alleged")))
        .file("carla.jsonl", changed("actors", &json!(["rebels"])));
    let args = [
        "agree",
        "anna.jsonl",
        "ben.jsonl",
        "carla.jsonl",
        "--format",
        "json",
    ];
    let (one, two) = (bench.run(&args), bench.run(&args));
    assert_eq!((one.code, &one.out), (Some(0), &two.out), "{:?}", one.errors);
    let found: Value = serde_json::from_str(&one.out).expect("JSON");
    assert_eq!(
        (&found["coders"], &found["events_seen_by"]),
        (&json!(["anna", "ben", "carla"]), &json!([0, 0, 4]))
    );
    let field = |name: &str| {
        let fields = found["fields"].as_array().expect("fields");
        fields
            .iter()
            .find(|f| f["field"] == name)
            .cloned()
            .expect("a field")
    };
    assert_eq!(
        (&field("type")["alpha"], &field("type")["units"]),
        (&json!(1.0), &json!(4))
    );
    // Twelve values, one of them other: Do = 4/2 / 12, De = 2 * 11 / (12 * 11); nothing but chance.
    let status = field("status")["alpha"].as_f64().expect("a number");
    assert!(status.abs() < 1e-12, "{status}");
    assert_eq!(found["pairs"].as_array().map(Vec::len), Some(3));
    let text = bench.run(&["agree", "anna.jsonl", "ben.jsonl", "--samples", "0"]);
    assert!(
        text.out.contains("anna (gold) and ben, 2 reports"),
        "{}",
        text.out
    );
    bench.file(
        "other.jsonl",
        GOLD.replace("pass-road", "a").replace("quiet-day", "b"),
    );
    let none = bench.run(&["agree", "anna.jsonl", "other.jsonl"]);
    assert!(
        none.code == Some(2) && none.errors[0].contains("no report"),
        "{:?}",
        none.errors
    );
}

const REPORTS: &str = "{\"id\": \"r1\", \"text\": \"Taliban fighters attacked a police post in Ghazni city on 3 May 2021 and killed four \
    policemen.\", \"published\": \"2021-05-06\"}\n{\"id\": \"r2\", \"text\": \"The minister met the ambassador in Kabul on 4 May 2021.\", \
    \"published\": \"2021-05-06\"}\n";
const TABLE: &str = "id,type_of_violence,date_start,date_end,latitude,longitude,where_prec,country,side_a,side_b,best,low,high\n\
    7,1,2021-05-03,2021-05-03,33.55,68.42,1,Afghanistan,Government of Afghanistan,Taliban,6,4,6\n\
    8,1,2021-06-20,2021-06-20,33.55,68.42,1,Afghanistan,Government of Afghanistan,Taliban,1,1,1\n";

#[test]
fn a_table_of_ones_own_is_compared() {
    let bench = Bench::new("compare");
    bench.file("in/r.jsonl", REPORTS).file("ged.csv", TABLE);
    let told = bench.run(&["compare", "in", "ged.csv", "--format", "jsonl"]);
    assert_eq!(told.code, Some(0), "{:?}", told.errors);
    let found = rows(&told.out);
    let pair = found.iter().find(|r| r["result"] == "matched").expect("a pair");
    assert_eq!(
        (&pair["theirs_id"], &pair["days_first"], &pair["deaths_best"]),
        (&json!("7"), &json!(0), &json!(-2)),
        "{pair}"
    );
    let alone: Vec<_> = found.iter().filter(|r| r["result"] == "only_theirs").collect();
    assert_eq!((alone.len(), &alone[0]["reason"]), (1, &json!("none near")));
    assert!(
        found.iter().all(|r| r["result"] != "only_ours"),
        "the talks are no event with deaths: {found:?}"
    );
    // Events that were written before are the same events.
    assert_eq!(bench.run(&["events", "in", "-o", "events.jsonl"]).code, Some(0));
    assert_eq!(
        bench
            .run(&["compare", "events.jsonl", "ged.csv", "--format", "jsonl"])
            .out,
        told.out
    );
    let until = bench.run(&["compare", "events.jsonl", "ged.csv", "--until", "2021-05-31"]);
    assert!(until.out.contains("only theirs        0"), "{}", until.out);
    let table = bench.run(&[
        "compare",
        "events.jsonl",
        "ged.csv",
        "--format",
        "csv",
        "-o",
        "out.csv",
    ]);
    assert_eq!(table.code, Some(0), "{:?}", table.errors);
    assert!(
        bench
            .text("out.csv")
            .is_some_and(|t| t.starts_with("result,reason,cost,days_first"))
    );
    bench.file("odd.csv", format!("{TABLE}9,1,yesterday,,,,,,,,,,\n"));
    let odd = bench.run(&["compare", "events.jsonl", "odd.csv"]);
    assert!(
        odd.code == Some(2) && odd.errors[0].contains("odd.csv, row 3"),
        "{:?}",
        odd.errors
    );
    assert!(odd.out.contains("matched            1"), "{}", odd.out);
    bench.file("no.csv", "a,b\n1,2\n");
    let none = bench.run(&["compare", "events.jsonl", "no.csv"]);
    assert!(
        none.code == Some(2) && none.errors[0].contains("neither UCDP's"),
        "{:?}",
        none.errors
    );
}
