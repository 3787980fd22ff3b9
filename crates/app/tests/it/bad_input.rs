//! Bad inputs: one clear line each, the rest is done, exit code 2, no part of a file.

use std::time::{Duration, Instant};

use crate::bench::{Bench, rows};

const GOOD: &str = "Soldiers searched houses in the northern districts of the town on Monday, a spokesman of the \
                    governor said. Two bridges were closed to traffic for the day.";

/// A bad file beside a good one: one line that names it, and the good one is read and coded.
fn check(name: &str, bytes: &[u8]) {
    let bench = Bench::new(&format!("bad-{name}"));
    bench.file(name, bytes).file("good.txt", GOOD);
    let read = bench.run(&["read", name, "good.txt", "-o", "out.jsonl"]);
    assert_eq!(read.code, Some(2), "{name}");
    assert_eq!(read.errors.len(), 1, "{name}: {:?}", read.errors);
    assert!(
        read.errors[0].starts_with("sitrep: ") && read.errors[0].contains(name),
        "{:?}",
        read.errors
    );
    let reports = rows(&bench.text("out.jsonl").expect("the good report is written"));
    assert_eq!(reports.len(), 1, "{name}");
    assert_eq!(reports[0]["doc_id"], "good.txt");

    let code = bench.run(&["code", name, "good.txt", "--reports", "reports.jsonl"]);
    assert_eq!(code.code, Some(2), "{name}");
    assert_eq!(code.errors, read.errors, "{name}");
    assert_eq!(
        rows(&bench.text("reports.jsonl").expect("reports are written")),
        reports
    );

    // Alone it leaves no file, not even an empty one.
    let alone = bench.run(&[
        "code",
        name,
        "-o",
        "alone.jsonl",
        "--reports",
        "alone-reports.jsonl",
    ]);
    assert_eq!((alone.code, alone.out.as_str()), (Some(2), ""), "{name}");
    assert_eq!(
        bench
            .names()
            .iter()
            .filter(|n| n.contains("alone") || n.contains(".part"))
            .count(),
        0,
        "{name}"
    );
}

/// An odd file that is text all the same: it is read, and nothing is complained of.
fn check_read(name: &str, bytes: &[u8], holds: &[&str], lacks: &[&str]) -> serde_json::Value {
    let bench = Bench::new(&format!("odd-{name}"));
    let reports = bench.file(name, bytes).read_well(name);
    assert_eq!(reports.len(), 1, "{name}");
    let text = reports[0]["text"].as_str().expect("a text");
    for words in holds {
        assert!(text.contains(words), "{name}: {words:?} is missing in {text:?}");
    }
    for words in lacks {
        assert!(!text.contains(words), "{name}: {words:?} stands in {text:?}");
    }
    reports.into_iter().next().expect("one report")
}

#[test]
fn a_binary_file() {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend((0..5000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()));
    check("picture.txt", &bytes);
}

#[test]
fn an_empty_file_and_one_of_white_space() {
    check("empty.txt", b"");
    check("blank.html", b" \n\t\r\n ");
}

#[test]
fn a_hundred_megabytes_on_one_line_end_quickly() {
    let begun = Instant::now();
    check("line.txt", &vec![b'a'; 100 << 20]);
    let mut record = b"{\"text\": \"".to_vec();
    record.resize(100 << 20, b'b');
    record.extend(b"\"}\n");
    check("line.jsonl", &record);
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "took {:?}",
        begun.elapsed()
    );
}

#[test]
fn a_missing_file_and_an_empty_folder() {
    let bench = Bench::new("missing");
    std::fs::create_dir_all(bench.path("folder/.hidden")).expect("folders");
    bench
        .file("good.txt", GOOD)
        .file("folder/.hidden/x.txt", GOOD)
        .file("folder/table.xlsx", GOOD);
    let ended = bench.run(&["read", "none.txt", "good.txt", "folder"]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(ended.errors.len(), 2, "{:?}", ended.errors);
    assert!(ended.errors[0].contains("none.txt") && ended.errors[0].contains("check the name"));
    assert!(ended.errors[1].contains("no reports in the folder folder"));
    assert_eq!(rows(&ended.out).len(), 1);
}

#[test]
fn bad_lines_of_a_file_of_records_are_named_and_the_others_read() {
    let bench = Bench::new("records");
    let line = |id: &str| format!("{{\"id\": \"{id}\", \"text\": \"{GOOD}\"}}\n");
    let file = format!(
        "{}{{\"text\": \"cut\n\n{}[1, 2]\n{{\"id\": \"n\"}}\n{}",
        line("a"),
        line("b"),
        line("c")
    );
    bench.file("reports.jsonl", &file);
    let piped = bench.run_with(&["read", "-"], file.as_bytes());
    for ended in [bench.run(&["read", "reports.jsonl"]), piped] {
        assert_eq!(ended.code, Some(2));
        let ids: Vec<_> = rows(&ended.out)
            .iter()
            .map(|r| r["doc_id"].as_str().unwrap_or("").to_owned())
            .collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(ended.errors.len(), 3, "{:?}", ended.errors);
        for (error, number) in ended.errors.iter().zip([2, 5, 6]) {
            assert!(error.contains(&format!(":{number}: ")), "{error}");
        }
    }
}

#[test]
fn thousands_of_bad_lines_are_summed_up() {
    let bench = Bench::new("many-bad-lines");
    bench.file("table.jsonl", "a,b,c\n".repeat(3000));
    let ended = bench.run(&["code", "table.jsonl"]);
    assert_eq!(ended.code, Some(2));
    assert_eq!(ended.errors.len(), 21);
    assert!(ended.errors[20].contains("2980 more"), "{}", ended.errors[20]);
}

#[test]
fn invalid_utf8_is_read_with_a_note() {
    let mut bytes = GOOD.as_bytes().to_vec();
    bytes.extend(" Le préfet était à Ménaka, au nord, après l’été — « calme ».".as_bytes());
    bytes.extend(b" \xC3( and on.");
    let report = check_read(
        "broken.txt",
        &bytes,
        &["northern districts", "Ménaka", "\u{fffd}( and on."],
        &[],
    );
    assert_eq!(
        report["notes"].as_array().map(Vec::is_empty),
        Some(false),
        "{report}"
    );
}

#[test]
fn utf16_is_read_with_and_without_a_mark() {
    let little: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (name, bytes) in [
        ("le.txt", [b"\xFF\xFE".as_slice(), &little].concat()),
        ("be.txt", [b"\xFE\xFF".as_slice(), &big].concat()),
        ("bare.txt", little),
    ] {
        check_read(
            name,
            &bytes,
            &["Soldiers searched houses", "for the day."],
            &["\0", "\u{feff}"],
        );
    }
    let record: Vec<u8> = format!("{{\"text\": \"{GOOD}\"}}\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    check_read(
        "le.jsonl",
        &[b"\xFF\xFE".as_slice(), &record].concat(),
        &["Soldiers searched houses"],
        &["\0"],
    );
}

#[test]
fn windows_1256_is_guessed_noted_and_coded_as_nothing() {
    // "The army took the town on Monday after a fight that lasted two days near the river.", several times.
    let sentence: &[u8] = b"\xD3\xED\xD8\xD1 \xC7\xE1\xCC\xED\xD4 \xDA\xE1\xEC \xC7\xE1\xC8\xE1\xCF\xC9 \xED\xE6\xE3 \
        \xC7\xE1\xC7\xCB\xE4\xED\xE4 \xC8\xDA\xCF \xE3\xDA\xD1\xDF\xC9 \xC7\xD3\xCA\xE3\xD1\xCA \xED\xE6\xE3\xED\xE4 \
        \xDE\xD1\xC8 \xC7\xE1\xE4\xE5\xD1. ";
    let bytes = sentence.repeat(6);
    let report = check_read("arabic.txt", &bytes, &["الجيش", "البلدة"], &["\u{fffd}"]);
    let notes = report["notes"].to_string();
    assert!(notes.contains("windows-1256"), "{notes}");

    let bench = Bench::new("arabic-coded");
    let ended = bench.file("arabic.txt", &bytes).run(&["code", "arabic.txt"]);
    assert_eq!(
        (ended.code, ended.out.as_str()),
        (Some(1), ""),
        "{:?}",
        ended.errors
    );
}

#[test]
fn truncated_html_is_read_as_far_as_it_goes() {
    let page = format!(
        "<!doctype html><html><head><title>Searches in the north</title><script>var a = '<p>';</script></head>\
         <body><nav><a href='/'>Home</a></nav><article><h1>Searches in the north</h1><p>{GOOD}</p>\
         <p>{}</p><p>Traffic was let through again in the <b>evening",
        GOOD.replace("Monday", "Tuesday")
    );
    let report = check_read(
        "cut.html",
        page.as_bytes(),
        &["on Monday", "on Tuesday"],
        &["<p>", "var a", "</"],
    );
    assert_eq!(report["title"], "Searches in the north");
}
