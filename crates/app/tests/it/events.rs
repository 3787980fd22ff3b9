//! `sitrep events` and `sitrep operations` on reports of our own: what is one happening, what is another, and what is told
//! of it.

use serde_json::{Value, json};

use crate::bench::{Bench, rows};

/// A report as a line: id, day, publisher, text.
fn report(id: &str, published: &str, source: &str, text: &str) -> String {
    let record = json!({"id": id, "published": published, "source": source, "text": text});
    format!("{record}\n")
}

/// The events of reports; the order of the reports must not matter.
fn events(name: &str, reports: &[String]) -> Vec<Value> {
    let bench = Bench::new(name);
    bench.file("a.jsonl", reports.concat());
    bench.file("b.jsonl", reports.iter().rev().cloned().collect::<String>());
    let [a, b] = ["a.jsonl", "b.jsonl"].map(|f| bench.run(&["events", f, "--clean", "--format", "jsonl"]));
    assert_eq!(a.code, Some(0), "{:?}", a.errors);
    let ids = |out: &str| {
        rows(out)
            .iter()
            .map(|e| e["event_id"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&a.out), ids(&b.out), "in the other order");
    rows(&a.out)
}

/// The event that holds the claim of this report at this word.
#[track_caller]
fn of<'a>(events: &'a [Value], doc: &str, trigger: &str) -> &'a Value {
    let holds = |e: &&Value| {
        let claims = e["claims"].as_array().into_iter().flatten();
        claims
            .into_iter()
            .any(|c| c["doc_id"] == doc && c["trigger"] == trigger)
    };
    let found = events.iter().find(holds);
    found.unwrap_or_else(|| panic!("no claim of {doc} at {trigger:?} in {events:#?}"))
}

#[track_caller]
fn check(events: &[Value], a: (&str, &str), b: (&str, &str), same: bool) {
    let (x, y) = (of(events, a.0, a.1), of(events, b.0, b.1));
    assert_eq!(
        x["event_id"] == y["event_id"],
        same,
        "{a:?} and {b:?}:\n{x:#}\n{y:#}"
    );
}

fn rising_toll() -> Vec<String> {
    vec![
        report(
            "one",
            "2023-03-14",
            "Kivu Wire",
            "Gunmen attacked the village of Kirindera on Sunday, killing 9 people, local officials said.",
        ),
        report(
            "two",
            "2023-03-15",
            "Radio Lubero",
            "The toll of Sunday's attack on the village of Kirindera has risen. The attack killed 17 people, the hospital said.",
        ),
        report(
            "three",
            "2023-03-16",
            "Kivu Wire",
            "Gunmen attacked the village of Kirindera on Sunday and killed 19 people. A second attack on Wednesday in Mangina \
             killed four traders.",
        ),
    ]
}

#[test]
fn a_rising_toll_is_one_event_with_a_range_and_a_second_attack_is_another() {
    let found = events("toll", &rising_toll());
    check(&found, ("one", "attacked"), ("three", "attacked"), true);
    check(&found, ("one", "attacked"), ("two", "attack"), true);
    check(&found, ("three", "attacked"), ("three", "attack"), false);
    let e = of(&found, "one", "attacked");
    assert_eq!(
        (&e["start"], &e["end"]),
        (&json!("2023-03-12"), &json!("2023-03-12"))
    );
    let killed = e["counts"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|c| c["role"] == "killed");
    let killed = killed.unwrap_or_else(|| panic!("nobody is killed in {e:#}"));
    assert_eq!(killed["low"], 9, "{killed}");
    assert_eq!(
        (&killed["best"], &killed["high"]),
        (&json!(19), &json!(19)),
        "{killed}"
    );
    let claims = e["claims"].as_array().expect("claims");
    assert!(
        claims
            .iter()
            .all(|c| c["reasons"].as_array().is_some_and(|r| !r.is_empty()))
    );
}

#[test]
fn an_attack_of_an_earlier_year_and_a_weeks_total_are_events_of_their_own() {
    let mut reports = rising_toll();
    reports.push(report(
        "four",
        "2023-03-17",
        "Beni Weekly",
        "In March 2021 gunmen attacked the village of Kirindera and killed 11 people. Attacks across Lubero have killed 60 \
         people in the past week, the bishop said.",
    ));
    let found = events("total", &reports);
    check(&found, ("one", "attacked"), ("four", "attacked"), false);
    check(&found, ("one", "attacked"), ("four", "Attacks"), false);
    assert_eq!(of(&found, "four", "attacked")["kind"], "recalled");
    let total = of(&found, "four", "Attacks");
    let high = |e: &Value| e["counts"][0]["high"].as_u64();
    assert_eq!(
        high(of(&found, "one", "attacked")),
        Some(19),
        "a total is not added"
    );
    assert_eq!(total["kind"], "aggregate", "{total:#}");
}

#[test]
fn a_plan_is_told_apart_from_the_deed_and_a_denial_belongs_to_what_it_denies() {
    let found = events(
        "plan",
        &[
            report(
                "one",
                "2022-05-02",
                "Hill Radio",
                "Teachers will march in Gitega on Friday, the union said. The union plans a protest against unpaid wages.",
            ),
            report(
                "two",
                "2022-05-07",
                "Hill Radio",
                "Hundreds of teachers marched in Gitega on Friday against unpaid wages.",
            ),
            report(
                "three",
                "2022-05-08",
                "Lake Post",
                "Soldiers shelled the market of Nyanza on Saturday, killing six traders, residents said.",
            ),
            report(
                "four",
                "2022-05-09",
                "Army bulletin",
                "The army denied that its soldiers had shelled the market of Nyanza on Saturday.",
            ),
        ],
    );
    check(&found, ("one", "march"), ("two", "marched"), false);
    assert_eq!(of(&found, "one", "march")["kind"], "plan");
    let shelling = of(&found, "three", "shelled");
    let denial = of(&found, "four", "shelled");
    let related = denial["relations"]
        .to_string()
        .contains(shelling["event_id"].as_str().expect("an id"));
    assert!(
        related || shelling["event_id"] == denial["event_id"],
        "{denial:#}"
    );
}

#[test]
fn a_campaigns_page_tells_its_phases_and_events_and_reads_claims_as_well() {
    let bench = Bench::new("operations");
    let reports = [
        report(
            "one",
            "2021-05-03",
            "Desk",
            "Rangers are preparing for phase two of Operation Harvest Moon. Troops will attack rebels near Hajin in phase two \
             of Operation Harvest Moon, whose offensive has not yet begun.",
        ),
        report(
            "two",
            "2021-07-09",
            "Desk",
            "Troops attacked rebels near Hajin on Thursday in phase two of Operation Harvest-Moon.",
        ),
        report(
            "three",
            "2021-07-09",
            "Desk",
            "Police arrested two men in Kirkuk on Thursday.",
        ),
    ];
    bench.file("r.jsonl", reports.concat());
    let ended = bench.run(&["operations", "r.jsonl", "--clean", "--format", "jsonl"]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    let pages = rows(&ended.out);
    assert_eq!(pages.len(), 1, "{pages:#?}");
    let page = &pages[0];
    assert_eq!(page["name"], "Operation Harvest Moon");
    assert_eq!(page["aliases"], json!(["Operation Harvest-Moon"]));
    let phases = page["phases"].as_array().expect("phases");
    let two = phases.iter().find(|p| p["number"] == 2).expect("phase two");
    let told = two["told"].as_array().expect("tellings");
    assert_eq!(
        told.first().map(|t| &t["published"]),
        Some(&json!("2021-05-03")),
        "{two:#}"
    );
    assert!(
        page["events"].as_array().is_some_and(|e| !e.is_empty()),
        "{page:#}"
    );
    // The same from claims that were written before, and as a page for people.
    let coded = bench.run(&[
        "code",
        "r.jsonl",
        "--clean",
        "--format",
        "jsonl",
        "-o",
        "claims.jsonl",
    ]);
    assert_eq!(coded.code, Some(0), "{:?}", coded.errors);
    assert_eq!(
        bench
            .run(&["operations", "claims.jsonl", "--format", "jsonl"])
            .out,
        ended.out
    );
    let shown = bench.run(&["operations", "claims.jsonl", "--format", "text"]).out;
    assert!(
        shown.starts_with("== Operation Harvest Moon · ") && shown.contains("  phase       phase two"),
        "{shown}"
    );
    bench.file(
        "none.jsonl",
        report(
            "x",
            "2021-07-09",
            "Desk",
            "Police arrested two men in Kirkuk on Thursday.",
        ),
    );
    assert_eq!(
        bench.run(&["operations", "none.jsonl"]).code,
        Some(1),
        "no campaign is told"
    );
}
