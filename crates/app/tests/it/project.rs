//! The project file as a whole: adding, killing and going on, readers beside a writer, what people do, what is told of bad files.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use store::EventRow;
use store::project::{ClaimEntry, Filter, Project};

use crate::bench::{Bench, rows};

const REPORTS: usize = 36;

/// A short report of its own for each number.
fn report(n: usize) -> String {
    let towns = ["Kirkuk", "Hawija", "Mosul", "Tikrit", "Baqubah", "Ramadi"];
    let (town, other) = (towns[n % 6], towns[(n / 6 + 1) % 6]);
    format!(
        "Iraqi troops arrested {} suspects in {town} on {} May 2017. Gunmen attacked a checkpoint near {other} and killed {} soldiers.",
        n + 3,
        1 + n % 28,
        n % 9 + 2
    )
}

fn inbox(bench: &Bench) {
    for n in 0..REPORTS {
        bench.file(&format!("in/{n:02}.txt"), report(n));
    }
}

fn all(path: &Path) -> (Vec<ClaimEntry>, Vec<EventRow>) {
    let p = Project::open_read_only(path).expect("opened");
    let claims = p.claims(&Filter::default(), 10_000, None).expect("claims");
    let events = p.events(&Filter::default(), 10_000, None).expect("events");
    (claims.entries, events.entries)
}

fn good(bench: &Bench, args: &[&str]) -> String {
    let ended = bench.run(args);
    assert_eq!(
        (ended.code, ended.errors.len()),
        (Some(0), 0),
        "{args:?}: {:?} {}",
        ended.errors,
        ended.out
    );
    ended.out
}

#[test]
fn killed_at_any_moment_it_loses_nothing_and_goes_on() {
    let bench = Bench::new("project-killed");
    inbox(&bench);
    good(&bench, &["init", "whole.sitrep"]);
    good(&bench, &["add", "-p", "whole.sitrep", "in"]);
    let whole = all(&bench.path("whole.sitrep"));
    assert!(
        whole.0.len() > REPORTS && whole.1.len() > 10,
        "{} claims, {} events",
        whole.0.len(),
        whole.1.len()
    );

    good(&bench, &["init", "killed.sitrep"]);
    let path = bench.path("killed.sitrep");
    let mut killed = 0;
    // So many reports stored when it is killed; the last time it may be linking.
    for at in [0, 1, 4, 9, 10, 17, 25, 30, REPORTS] {
        let mut child = bench
            .command(&["add", "-p", "killed.sitrep", "in", "--threads", "2"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        // Reads beside the writer all the while.
        let reader = Project::open_read_only(&path).expect("opened beside the writer");
        let begun = Instant::now();
        while child.try_wait().expect("a child").is_none() && begun.elapsed() < Duration::from_mins(2) {
            let (reports, claims) = reader
                .snapshot(|p| Ok((p.count_reports()?, p.count_claims(&Filter::default())?)))
                .expect("read beside the writer");
            assert!(reports > 0 || claims == 0);
            if reports as usize >= at {
                std::thread::sleep(Duration::from_millis(if at == 0 { 200 } else { 3 }));
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let running = child.try_wait().expect("a child").is_none();
        child.kill().expect("killed");
        child.wait().expect("ended");
        killed += usize::from(running);
        let stored = Project::open_read_only(&path).expect("opened");
        let found = stored.verify(None, None).expect("looked through");
        assert!(found.iter().all(|l| l.contains("run sitrep link")), "{found:#?}");
    }
    assert!(killed >= 5, "it was killed {killed} times only");
    let ended = bench.run(&["add", "-p", "killed.sitrep", "in"]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    assert_eq!(all(&path), whole, "as if it had never been killed");
    assert!(good(&bench, &["verify", "-p", "killed.sitrep"]).starts_with("whole: 36 reports"));
    assert!(
        good(&bench, &["add", "-p", "killed.sitrep", "in"])
            .starts_with("0 reports with 0 claims added, 36 were there")
    );
}

#[test]
fn the_order_and_grouping_of_reports_do_not_matter() {
    let bench = Bench::new("project-order");
    let names: Vec<String> = (0..8).map(|n| format!("{n}.txt")).collect();
    for (n, name) in names.iter().enumerate() {
        bench.file(name, report(n));
    }
    good(&bench, &["init", "a.sitrep"]);
    good(&bench, &["init", "b.sitrep"]);
    let mut args = vec!["add", "-p", "a.sitrep"];
    args.extend(names.iter().map(String::as_str));
    good(&bench, &args);
    let mut back: Vec<&str> = names.iter().rev().map(String::as_str).collect();
    let rest = back.split_off(3);
    good(
        &bench,
        &[&["add", "-p", "b.sitrep", "--threads", "1"], &back[..]].concat(),
    );
    good(
        &bench,
        &[&["add", "-p", "b.sitrep", "--no-link"], &rest[..]].concat(),
    );
    let early = bench.run(&["verify", "-p", "b.sitrep"]);
    assert_eq!(early.code, Some(1));
    assert!(early.out.contains("run sitrep link"), "{}", early.out);
    good(&bench, &["link", "-p", "b.sitrep"]);
    assert_eq!(all(&bench.path("a.sitrep")), all(&bench.path("b.sitrep")));
    let from_files = good(
        &bench,
        &[
            &["events"],
            &names.iter().map(String::as_str).collect::<Vec<_>>()[..],
        ]
        .concat(),
    );
    let from_project = good(&bench, &["events", "a.sitrep"]);
    let sorted = |out: &str| {
        let mut events: Vec<String> = rows(out).iter().map(Value::to_string).collect();
        events.sort();
        events
    };
    assert_eq!(
        sorted(&from_files),
        sorted(&from_project),
        "the same events as without a project"
    );
}

/// Ids of the events of the project, in order.
fn events(bench: &Bench) -> Vec<String> {
    let out = good(bench, &["events", "--format", "jsonl"]);
    rows(&out)
        .iter()
        .map(|e| e["event_id"].as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn what_people_say_lies_on_top_and_outlives_a_new_codebook() {
    let bench = Bench::new("project-people");
    for n in 0..4 {
        bench.file(&format!("{n}.txt"), report(n));
    }
    good(&bench, &["init", "kirkuk.sitrep"]);
    // The only project of the folder is meant.
    let out = good(&bench, &["add", "0.txt", "1.txt", "2.txt", "3.txt"]);
    assert!(
        out.starts_with("4 reports with ") && out.contains(" events"),
        "{out}"
    );
    let claim = all(&bench.path("kirkuk.sitrep")).0[0].claim.claim_id.clone();
    let by = ["--why", "told by the mayor", "--who", "Asha"];
    let edit = |args: &[&str]| good(&bench, &[args, &by[..]].concat());
    assert!(edit(&["correct", &claim, "status", "denied"]).starts_with("correction 1: status of "));
    edit(&["correct", &claim, "time.start", "2017-04-30"]);
    // Corrections may change which claims make an event.
    let before = events(&bench);
    let merged = edit(&["merge", &before[0], &before[1]]);
    assert!(merged.starts_with("decision 1: 2 events are one; "), "{merged}");
    let after = events(&bench);
    assert_eq!(after.len(), before.len() - 1);
    let shown = rows(&good(&bench, &["show", &claim[..8]]));
    assert_eq!(
        (&shown[0]["is"], &shown[0]["claim"]["status"]),
        (&"claim".into(), &"denied".into())
    );
    assert_eq!(shown[0]["coded"]["status"], "occurred");
    let text = good(&bench, &["show", &claim, "--format", "text"]);
    assert!(
        text.contains("status \"occurred\" -> \"denied\"; Asha, 20") && text.contains("told by the mayor"),
        "{text}"
    );
    for id in [after[0].as_str(), "0.txt"] {
        let text = good(&bench, &["show", id, "--format", "text"]);
        assert!(text.lines().count() > 3, "{text}");
    }
    assert!(
        good(&bench, &["show", "0.txt", "--format", "text"]).contains("Iraqi troops arrested 3 suspects")
    );

    let own = root("docs/guide/strike-breaking.toml");
    let own = own.to_str().expect("a path in UTF-8");
    let refused = bench.run(&["add", "0.txt", "--codebook", own]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.errors[0].contains("sitrep recode"),
        "{:?}",
        refused.errors
    );
    let out = good(&bench, &["recode", "--codebook", own]);
    assert!(
        out.starts_with("run 2: 4 reports coded anew, ") && out.contains("sitrep diff 1 2"),
        "{out}"
    );
    assert_eq!(events(&bench).len(), after.len(), "the merge holds");
    let now = all(&bench.path("kirkuk.sitrep")).0;
    assert!(
        now.iter()
            .any(|c| c.corrected && c.claim.status == "denied" && c.claim.claim_id != claim)
    );
    let same = bench.run(&["diff", "1", "2"]);
    assert_eq!(
        (same.code, same.out.as_str()),
        (Some(1), ""),
        "the type that was added is in no report"
    );
    assert!(good(&bench, &["show", "--format", "text"]).contains("run 2: 4 reports"));
    good(&bench, &["verify"]);

    let undone = edit(&["undo", "decision", "1"]);
    assert!(undone.starts_with("decision 2: decision 1 is undone"), "{undone}");
    assert_eq!(events(&bench).len(), before.len());
    edit(&["undo", "correction", "1"]);
    edit(&["correct", &claim, "verdict", "rejected"]);
    let log = good(&bench, &["log", "--format", "text"]);
    for act in [
        "init",
        "begin-run",
        "add",
        "code",
        "link",
        "correct",
        "decide",
        "end-run",
    ] {
        assert!(log.contains(&format!("  {act}: ")), "{act} in {log}");
    }
    assert!(log.contains("  Asha  correct: "));
    good(&bench, &["verify"]);
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_links_what_it_has() {
    let bench = Bench::new("project-stopped");
    inbox(&bench);
    good(&bench, &["init", "p.sitrep"]);
    let child = bench
        .command(&["add", "in", "--threads", "1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let reader = Project::open_read_only(&bench.path("p.sitrep")).expect("opened");
    while reader.count_reports().expect("counted") < 3 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    let asked = std::process::Command::new("kill").args(["-TERM", &id]).status();
    assert!(asked.is_ok_and(|s| s.success()));
    let ended = child.wait_with_output().expect("ended");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(130), "{said}");
    assert!(
        said.contains("stopped as asked; nothing is lost, the same command goes on"),
        "{said}"
    );
    assert!(
        reader.count_reports().expect("counted") < REPORTS as u64,
        "it was stopped before the end"
    );
    good(&bench, &["verify"]);
    assert!(!events(&bench).is_empty(), "what it has is linked");
    good(&bench, &["add", "in"]);
    assert_eq!(reader.count_reports().expect("counted"), REPORTS as u64);
}

#[test]
fn bad_files_and_requests_are_told_in_a_line() {
    let bench = Bench::new("project-bad");
    bench
        .file("0.txt", report(0))
        .file("empty.txt", "")
        .file("text.sitrep", "All quiet.");
    bench.file(
        "r.jsonl",
        format!("{}\n{}\nbroken\n", record("a", 1), record("b", 2)),
    );
    let bad = |args: &[&str], words: &str| {
        let ended = bench.run(args);
        assert_eq!(
            (ended.code, ended.errors.len()),
            (Some(2), 1),
            "{args:?}: {:?}",
            ended.errors
        );
        assert!(ended.errors[0].contains(words), "{args:?}: {:?}", ended.errors);
    };
    bad(&["add", "-p", "none.sitrep", "0.txt"], "sitrep init");
    bad(&["add", "-p", "text.sitrep", "0.txt"], "it is no project file");
    bad(&["init", "text.sitrep"], "is there already");
    bad(&["init", "no/such.sitrep"], "no such folder");
    good(&bench, &["init", "p.sitrep"]);
    bad(
        &["show"],
        "there are 2 .sitrep files in this folder; name one with --project",
    );
    // What is good is stored all the same, and not again the next time.
    for added in ["3 reports", "0 reports"] {
        let ended = bench.run(&["add", "-p", "p.sitrep", "empty.txt", "0.txt", "r.jsonl"]);
        assert_eq!(
            (ended.code, ended.errors.len()),
            (Some(2), 2),
            "{:?}",
            ended.errors
        );
        assert!(ended.out.starts_with(added), "{}", ended.out);
    }
    bad(
        &["show", "-p", "p.sitrep", "zz"],
        "there is no claim, event, report or operation zz",
    );
    bad(
        &["diff", "-p", "p.sitrep", "1", "7"],
        "there is no run 7; runs are: 1",
    );
    bad(
        &[
            "merge", "-p", "p.sitrep", "zz", "yy", "--why", "x", "--who", "Asha",
        ],
        "there is no event zz",
    );
    bad(
        &[
            "correct", "-p", "p.sitrep", "x", "title", "y", "--why", "x", "--who", "Asha",
        ],
        "there is no field \"title\"",
    );
    bad(
        &["events", "p.sitrep", "0.txt"],
        "p.sitrep is a project file; give it alone",
    );
    bad(
        &[
            "undo",
            "-p",
            "p.sitrep",
            "correction",
            "5",
            "--why",
            "x",
            "--who",
            "Asha",
        ],
        "there is no correction 5",
    );
    let damaged = std::fs::read(bench.path("p.sitrep")).expect("read");
    bench.file("cut.sitrep", &damaged[..damaged.len() / 2]);
    let cut = bench.run(&["verify", "-p", "cut.sitrep"]);
    assert!(
        cut.code != Some(0) && cut.out.len() + cut.errors.len() > 0,
        "{}",
        cut.out
    );
}

fn record(id: &str, n: usize) -> Value {
    serde_json::json!({"id": id, "text": report(n), "published": "2017-05-20"})
}
