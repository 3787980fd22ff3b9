//! Outputs: forms, order, exit codes, files that appear whole, pipes that close.

use std::io::Read;
use std::process::Stdio;

use crate::bench::{Bench, rows};

const NOTHING_DONE: &str = "The river is long and wide and its water is cold.";

#[test]
fn a_report_in_which_nothing_is_done_ends_with_1() {
    let bench = Bench::new("nothing");
    let ended = bench
        .file("a.txt", NOTHING_DONE)
        .run(&["code", "a.txt", "-o", "out.jsonl"]);
    assert_eq!((ended.code, ended.errors.len()), (Some(1), 0));
    assert_eq!(
        bench.text("out.jsonl").as_deref(),
        Some(""),
        "the whole result, which is empty"
    );
    let csv = bench.run(&["code", "a.txt", "--format", "csv"]);
    assert!(
        csv.out.starts_with("claim_id,doc_id,report_title,"),
        "{}",
        csv.out
    );
    assert_eq!(csv.out.lines().count(), 1);
}

#[test]
fn folders_are_read_in_the_order_of_names_and_without_the_output() {
    let bench = Bench::new("folder");
    for name in [
        "in/b.txt",
        "in/a/2.md",
        "in/a/1.HTM",
        "in/c.json",
        "in/skip.png",
        "in/a/README.md",
        "in/.d.txt",
    ] {
        bench.file(
            name,
            match name.rsplit('.').next() {
                Some("json") => "{\"text\":\"One.\"}",
                Some("png") => "One.",
                _ => "<p>One.</p>",
            },
        );
    }
    for _ in 0..2 {
        let ended = bench.run(&["read", "in", "-o", "in/out.jsonl"]);
        assert_eq!(
            (ended.code, ended.errors.len()),
            (Some(0), 0),
            "{:?}",
            ended.errors
        );
        let out = rows(&bench.text("in/out.jsonl").expect("an output"));
        let ids: Vec<_> = out
            .iter()
            .map(|r| r["doc_id"].as_str().unwrap_or("").to_owned())
            .collect();
        assert_eq!(ids[..3], ["1.HTM", "2.md", "b.txt"]);
        assert_eq!(ids.len(), 4);
    }
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let bench = Bench::new("threads");
    let line = |n: usize| {
        let row =
            serde_json::json!({"id": n.to_string(), "text": "A wall stood there. ".repeat(1 + n * 37 % 90)});
        format!("{row}\n")
    };
    let lines = (0..400).map(line).collect::<Vec<_>>().concat();
    bench.file("r.jsonl", lines);
    let one = bench.run(&["read", "r.jsonl", "--threads", "1"]);
    let five = bench.run(&["read", "r.jsonl", "--threads", "5"]);
    assert_eq!(one.out.lines().count(), 400);
    assert_eq!(one.out, five.out);
}

#[test]
fn a_pipe_that_closes_is_success() {
    let bench = Bench::new("pipe");
    bench.file(
        "r.jsonl",
        format!("{{\"text\":\"{}\"}}\n", "A wall stood there. ".repeat(50)).repeat(3000),
    );
    let mut child = bench
        .command(&["read", "r.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut [0; 10]).expect("something is printed");
    drop(out);
    let ended = child.wait_with_output().expect("the program ends");
    assert_eq!(ended.status.code(), Some(0));
    assert!(
        ended.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

#[test]
fn outputs_that_cannot_be_written_are_refused_before_the_work() {
    let bench = Bench::new("unwritable");
    bench.file("a.txt", NOTHING_DONE);
    for (args, says) in [
        (&["code", "a.txt", "-o", "none/out.jsonl"][..], "none/out.jsonl"),
        (&["code", "a.txt", "-o", "."], "it is a folder"),
        (
            &["code", "a.txt", "-o", "x.jsonl", "--reports", "./x.jsonl"],
            "name two files",
        ),
        (&["code", "a.txt", "--codebook", "none.toml"], "none.toml"),
    ] {
        let ended = bench.run(args);
        assert_eq!(ended.code, Some(2), "{args:?}");
        assert_eq!(ended.errors.len(), 1, "{:?}", ended.errors);
        assert!(ended.errors[0].contains(says), "{:?}", ended.errors);
    }
    assert_eq!(bench.names(), ["a.txt"]);
}

#[test]
#[cfg(unix)]
fn an_interrupt_leaves_no_part_of_a_file() {
    let bench = Bench::new("interrupt");
    let mut child = bench
        .command(&["code", "-", "-o", "out.jsonl"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Held open, so that the program is still reading when it is told to end.
    let input = child.stdin.take();
    let waits = (0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        bench.names().iter().any(|n| n.contains(".part"))
    });
    assert!(waits, "the program writes beside the name: {:?}", bench.names());
    let kill = std::process::Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .expect("kill runs");
    assert!(kill.success());
    assert_eq!(child.wait().expect("the program ends").code(), Some(130));
    drop(input);
    assert!(bench.names().is_empty(), "{:?}", bench.names());
}

#[test]
#[cfg(unix)]
fn a_device_is_written_to_and_not_replaced() {
    let bench = Bench::new("device");
    let ended = bench
        .file("a.txt", NOTHING_DONE)
        .run(&["read", "a.txt", "-o", "/dev/null"]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    let null = std::fs::metadata("/dev/null").expect("the device is there");
    assert!(!null.is_file());
}

#[test]
fn explain_tells_files_from_sentences() {
    let bench = Bench::new("explain");
    let missing = bench.run(&["explain", "missing.txt"]);
    assert_eq!(
        (missing.code, missing.errors.len()),
        (Some(2), 1),
        "{:?}",
        missing.errors
    );
    assert!(missing.errors[0].contains("missing.txt"));
    let sentence = bench.run(&["explain", NOTHING_DONE]);
    assert_eq!(
        (sentence.code, sentence.errors.len()),
        (Some(1), 0),
        "{:?}",
        sentence.errors
    );
    let file = bench.file("a.txt", NOTHING_DONE).run(&["explain", "a.txt"]);
    let piped = bench.run_with(&["explain", "-"], NOTHING_DONE.as_bytes());
    assert_eq!((file.code, piped.code), (Some(1), Some(1)));
    assert_eq!(file.out, piped.out);
}

#[test]
fn help_states_defaults_and_units() {
    let bench = Bench::new("help");
    for command in [
        "code",
        "explain",
        "parse",
        "places",
        "times",
        "read",
        "codebook",
        "gazetteer",
        "pack",
    ] {
        let ended = bench.run(&[command, "--help"]);
        assert_eq!(ended.code, Some(0), "{command}");
    }
    let help = bench.run(&["code", "--help"]).out;
    for words in [
        "32 MiB",
        "YYYY-MM-DD",
        "code points",
        "Default: 0, one for each core",
    ] {
        let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{words}");
    }
}
