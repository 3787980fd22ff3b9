//! Runs as a whole: copies, runs that were interrupted and go on, and reports seen in earlier runs.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::bench::{Bench, rows};

/// A text of its own for each number.
fn text(n: usize) -> String {
    let item = |k: usize| format!("Item {} of list {n} was checked at gate {}. ", n * 100 + k, k * n);
    (0..60).map(item).collect::<Vec<_>>().concat()
}

fn line(id: &str, text: &str) -> String {
    format!(
        "{}\n",
        serde_json::json!({"id": id, "text": text, "url": format!("https://{id}.example.org/")})
    )
}

#[test]
fn copies_are_told_with_their_addresses() {
    let bench = Bench::new("copies");
    let edited = format!("(Agency) {}", text(1).replace("gate 7", "door 7"));
    bench.file(
        "r.jsonl",
        [
            line("a", &text(1)),
            line("b", &text(2)),
            line("c", &edited),
            line("d", "All quiet."),
            line("e", "All quiet."),
        ]
        .concat(),
    );
    let found = rows(&bench.run(&["read", "r.jsonl"]).out);
    assert_eq!(found.len(), 5);
    let copy = &found[2];
    assert_eq!((&copy["doc_id"], &copy["copy_of"]), (&"c".into(), &"a".into()));
    assert_eq!(copy["url"], "https://c.example.org/");
    assert!(copy["similarity"].as_f64().is_some_and(|s| s > 0.8), "{copy}");
    assert!(copy.get("text").is_none() && found[4]["text"] == "All quiet.");
    let kept = rows(&bench.run(&["read", "r.jsonl", "--keep-duplicates"]).out);
    assert!(kept.iter().all(|r| r.get("copy_of").is_none()));

    // A later run knows what this one saw.
    let first = bench.run(&["read", "r.jsonl", "--seen", "seen"]);
    assert_eq!(first.code, Some(0), "{:?}", first.errors);
    bench.file("s.jsonl", [line("f", &text(2)), line("g", &text(3))].concat());
    for _ in 0..2 {
        let later = rows(&bench.run(&["read", "s.jsonl", "--seen", "seen"]).out);
        assert_eq!(later[0]["copy_of"], "b");
    }
    let again = rows(&bench.run(&["read", "s.jsonl", "--seen", "seen"]).out);
    assert_eq!(again[1]["copy_of"], "g");
    bench.file("broken", "no signatures");
    let ended = bench.run(&["read", "s.jsonl", "--seen", "broken"]);
    assert!(
        ended.code == Some(2) && ended.errors[0].contains("no file of seen reports"),
        "{:?}",
        ended.errors
    );
}

#[test]
fn an_interrupted_run_goes_on_where_it_was() {
    let bench = Bench::new("resume");
    let lines: String = (0..20_000)
        .map(|n| line(&n.to_string(), &text(n % 15_000)))
        .collect();
    bench.file("r.jsonl", lines + "not json\n");
    let args = [
        "read",
        "r.jsonl",
        "-o",
        "out.jsonl",
        "--state",
        "state",
        "--errors",
        "errors.jsonl",
    ];
    let whole = bench.run(&["read", "r.jsonl", "-o", "whole.jsonl"]);
    assert_eq!(whole.code, Some(2));
    let mut interrupted = 0;
    let mut resumed = 0;
    for _ in 0..20 {
        let mut child = bench
            .command(&args)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let begun = Instant::now();
        let before = bench.text("state");
        resumed += usize::from(before.is_some());
        while bench.text("state") == before && begun.elapsed() < Duration::from_secs(20) {
            if child.try_wait().expect("a child").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        if child.try_wait().expect("a child").is_some() {
            break;
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        interrupted += 1;
    }
    assert!(
        interrupted > 0 && resumed > 0,
        "the run was too short to be interrupted"
    );
    let ended = bench.run(&args);
    // The last run in the loop may have ended by itself.
    assert!(bench.text("out.jsonl").is_some(), "{:?}", ended.errors);
    assert!(
        bench.text("out.jsonl") == bench.text("whole.jsonl"),
        "the same result as without interruption"
    );
    assert_eq!(rows(&bench.text("errors.jsonl").expect("errors")).len(), 1);
    assert!(
        !bench
            .names()
            .iter()
            .any(|n| n.starts_with("state") || n.contains(".part")),
        "{:?}",
        bench.names()
    );
    // Another command must not go on with it.
    bench.file("state", "{\"run\":\"x\",\"jobs\":1,\"output\":1,\"sides\":[0],\"errors\":0,\"seen\":0,\"reports\":0,\"found\":0,\"failed\":false}");
    let other = bench.run(&args);
    assert!(
        other.code == Some(2) && other.errors[0].contains("another command"),
        "{:?}",
        other.errors
    );
}
