//! Inputs made to do harm: each meets its limit in one clear line, and the good input beside it is read.

use std::io::Write as _;
use std::time::{Duration, Instant};

use crate::bench::{Bench, rows};
use crate::inputs::{answer, packed, record, zipped};

const GOOD: &str =
    "Soldiers searched houses in the northern districts of the town on Monday, a spokesman said.";

/// Of `bytes` come `good` reports, and one line on standard error that holds `told`.
fn check(name: &str, bytes: &[u8], good: usize, told: &str) {
    let bench = Bench::new(&format!("hostile-{name}"));
    bench.file(name, bytes).file("good.txt", GOOD);
    let begun = Instant::now();
    let ended = bench.run(&[
        "read",
        name,
        "good.txt",
        "-o",
        "out.jsonl",
        "--errors",
        "errors.jsonl",
        "--keep-duplicates",
    ]);
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "{name}: {:?}",
        begun.elapsed()
    );
    assert_eq!(ended.code, Some(2), "{name}");
    assert!(
        ended.errors.len() == 1 && ended.errors[0].contains(told),
        "{name}: {:?}",
        ended.errors
    );
    assert_eq!(
        rows(&bench.text("out.jsonl").expect("an output")).len(),
        good + 1,
        "{name}"
    );
    let errors = rows(&bench.text("errors.jsonl").expect("errors"));
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0]["message"].as_str().is_some_and(|m| m.contains(told)),
        "{name}: {errors:?}"
    );
}

/// Gzip of so many zeros.
fn zeros(mebibytes: usize) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..mebibytes {
        out.write_all(&vec![b' '; 1 << 20]).expect("packed");
    }
    out.finish().expect("packed")
}

#[test]
fn bombs() {
    check("a.gz", &zeros(40), 0, "longer than 32 MiB");
    // Blank lines would be read for ever.
    let mut lines = b"{\"text\": \"a\"}\n".to_vec();
    lines.resize(70 << 20, b'\n');
    check("lines.gz", &packed(&lines), 1, "more than 200 times its size");
    let member = vec![b' '; 30 << 20];
    let parts: Vec<(String, &[u8])> = (0..4)
        .map(|n| (format!("{n}.jsonl"), member.as_slice()))
        .collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let bench = Bench::new("zip-bomb");
    bench.file("b.zip", zipped(&parts)).file("good.txt", GOOD);
    let ended = bench.run(&["read", "b.zip", "good.txt"]);
    assert_eq!((ended.code, rows(&ended.out).len()), (Some(2), 1));
    assert!(
        ended.errors.iter().any(|e| e.contains("200 times")),
        "{:?}",
        ended.errors
    );
}

#[test]
fn archives_in_archives() {
    let mut deep = zipped(&[("a.txt", GOOD.as_bytes())]);
    for _ in 0..50 {
        deep = zipped(&[("a.zip", &deep)]);
    }
    check("deep.zip", &deep, 0, "packed more than 4 times over");
    let mut deep = packed(GOOD.as_bytes());
    for _ in 0..50 {
        deep = packed(&deep);
    }
    check("deep.gz", &deep, 0, "packed more than 4 times over");
}

#[test]
fn broken_archives() {
    let mut long = record("resource", "https://example.org/a", &"x ".repeat(17 << 20));
    long.extend(record("resource", "https://example.org/b", GOOD));
    check("long.warc", &long, 1, "longer than 32 MiB");
    let cut = record("resource", "https://example.org/a", GOOD);
    check("cut.warc", &cut[..cut.len() - 30], 1, "the archive ends in it");
    check(
        "headers.warc",
        format!("WARC/1.0\r\n{}", "a: b\r\n".repeat(100_000)).as_bytes(),
        0,
        "headers are longer",
    );
    check(
        "no-length.warc",
        b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
        0,
        "states no length",
    );
    let mut garbage = record("resource", "https://example.org/a", GOOD);
    garbage.extend(b"\x01\x02 no record\r\n");
    check("garbage.warc", &garbage, 1, "no record begins");
    garbage.extend(record(
        "resource",
        "https://example.org/b",
        &GOOD.replace("Monday", "Tuesday"),
    ));
    check("within.warc", &garbage, 2, "no record begins");
    let packed_answer = answer("Content-Type: text/html\r\nContent-Encoding: br", "\u{fffd}");
    let mut bytes = record("response", "https://example.org/a", &packed_answer);
    let at = bytes.len() - 7;
    bytes[at] = 0xff;
    check("brotli.warc", &bytes, 0, "packed as br");
    let whole = packed(&GOOD.repeat(50).into_bytes());
    check(
        "cut.gz",
        &whole[..whole.len() / 2],
        0,
        "try to copy or fetch it again",
    );
    check(
        "cut.zip",
        &zipped(&[("a.txt", GOOD.as_bytes())])[..60],
        0,
        "cannot read cut.zip",
    );
    check("cut.parquet", b"PAR1 and nothing else", 0, "reading the table");
}

#[test]
fn an_endless_row_of_a_table() {
    let mut table = b"id,text\n1,\"".to_vec();
    table.resize(80 << 20, b'a');
    check("t.csv", &table, 0, "a row is longer than 32 MiB");
}

#[test]
fn lines_and_records_without_end() {
    let line = "The road is open. ".repeat(70_000);
    check(
        "line.txt",
        line.as_bytes(),
        0,
        "too long for a report (limit 1048576)",
    );
    let record = format!(
        "{{\"text\": \"{}\"}}\n{{\"text\": \"{GOOD} Then.\"}}\n",
        "a ".repeat(17 << 20)
    );
    check("record.jsonl", record.as_bytes(), 1, "longer than 32 MiB");
    let report = format!("{{\"text\": \"{}\"}}\n", "a ".repeat(9 << 20));
    check(
        "report.jsonl",
        report.as_bytes(),
        0,
        "too many for one report (limit 16777216)",
    );
}

#[test]
fn nesting_without_end() {
    let json = format!("{{\"text\": {}1{}}}\n", "[".repeat(200_000), "]".repeat(200_000));
    check("deep.jsonl", json.as_bytes(), 0, "recursion limit");
    // Entities within entities: a billion words when they are put in.
    let of = |n: usize| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10));
    let entities = (1..10).map(of).collect::<Vec<_>>().concat();
    let feed = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY e0 \"ha\">{entities}]><rss version='2.0'><channel><title>x</title>\
         <item><guid>a</guid><description>&e9;</description></item></channel></rss>"
    );
    check("laughs.xml", feed.as_bytes(), 0, "laughs.xml");
    // A page is read all the same, without its tags.
    let bench = Bench::new("hostile-page");
    bench.file(
        "deep.html",
        format!("<html><body>{}{GOOD}", "<div>".repeat(100_000)),
    );
    let ended = bench.run(&["read", "deep.html"]);
    assert_eq!((ended.code, &ended.errors[..]), (Some(0), &[][..]));
    let found = rows(&ended.out);
    assert_eq!(found[0]["text"], GOOD);
    assert!(
        found[0]["notes"].to_string().contains("nested over 400 deep"),
        "{found:?}"
    );
}

#[test]
fn pages_at_the_limits_end_in_time() {
    let begun = Instant::now();
    let bench = Bench::new("slow-pages");
    let fill = |unit: &str| unit.repeat((6 << 20) / unit.len() - 20);
    for (name, body) in [
        ("p", fill("<p>a")),
        ("table", fill("<table><tr><td>a</table>")),
        ("spans", fill("<span>a</span> ")),
        ("attributes", fill("<p id=1 class=2 rel=3 role=4 x=5>x")),
        ("comments", fill("<!-- a --!><!-- b -- >")),
        ("quotes", fill("<p class=\"a > b\" id='>'> ")),
        ("entities", fill("&amp;&lt;&#65; ")),
        ("text", fill("Two men were held in town. ")),
        (
            "deep",
            format!("{}{}", "<div>".repeat(390), fill("<p>a b c d</p>")),
        ),
    ] {
        bench.file(
            &format!("{name}.html"),
            format!("<html><body>{body}</body></html>"),
        );
    }
    let ended = bench.run(&["read", ".", "--keep-duplicates", "--threads", "2"]);
    // Whichever limit they meet, no page may hold the others up for longer than a minute.
    assert!(
        begun.elapsed() < Duration::from_mins(5),
        "{:?} {:?}",
        begun.elapsed(),
        ended.errors
    );
    eprintln!("pages at the limits: {:?} {:?}", begun.elapsed(), ended.errors);
    assert_eq!(
        rows(&ended.out).len() + ended.errors.len(),
        9,
        "{:?}",
        ended.errors
    );
}
