//! Every form in which reports come, told by content: packed, in archives, mailboxes and tables, by pattern and pipe.

use std::io::{Cursor, Write as _};

use crate::bench::{Bench, rows};

const FIRST: &str = "Soldiers searched houses in the northern districts of the town on Monday, a spokesman of the \
                     governor said. Two bridges were closed to traffic for the day.";
const SECOND: &str = "The ferry at the old landing was out of service for a week because its engine had to be \
                      repaired. Traders brought their goods over the bridge.";

pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip file").into_inner()
}

pub fn page(body: &str) -> String {
    format!(
        "<html><head><title>News</title></head><body><article><h1>News</h1><p>{body}</p></article></body></html>"
    )
}

/// A record of a web archive.
pub fn record(kind: &str, url: &str, block: &str) -> Vec<u8> {
    let content = if kind == "response" {
        "application/http; msgtype=response"
    } else {
        "text/plain"
    };
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Record-ID: <urn:uuid:{url}>\r\nContent-Type: {content}\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
    .into_bytes()
}

pub fn answer(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{body}")
}

/// Reads a file and compares names and texts of its reports; nothing is complained of.
fn check(name: &str, bytes: &[u8], expected: &[(&str, &str)]) -> Vec<serde_json::Value> {
    let bench = Bench::new(&format!("form-{name}"));
    let found = bench.file(name, bytes).read_well(name);
    let got: Vec<(&str, &str)> = found
        .iter()
        .map(|r| {
            (
                r["doc_id"].as_str().unwrap_or(""),
                r["text"].as_str().unwrap_or(""),
            )
        })
        .collect();
    assert_eq!(got, expected, "{name}");
    // The same through a pipe: the name tells nothing.
    let piped = bench.run_with(&["read", "-"], bytes);
    let texts: Vec<String> = rows(&piped.out).iter().map(|r| r["text"].to_string()).collect();
    assert_eq!(texts.len(), expected.len(), "{name}: {:?}", piped.errors);
    for (text, (_, expected)) in texts.iter().zip(expected) {
        assert_eq!(*text, serde_json::json!(expected).to_string(), "{name}");
    }
    found
}

#[test]
fn archives_and_packed_files() {
    check("a.txt.gz", &packed(FIRST.as_bytes()), &[("a.txt.gz", FIRST)]);
    let two = [packed(FIRST.as_bytes()), packed(format!(" {SECOND}").as_bytes())].concat();
    check("two.bin", &two, &[("two.bin", &format!("{FIRST} {SECOND}"))]);
    let inner = zipped(&[("b.txt", SECOND.as_bytes())]);
    let outer = zipped(&[
        ("folder/a.html", page(FIRST).as_bytes()),
        ("folder/.hidden.txt", b"x"),
        ("folder/README.md", b"What is here."),
        ("picture.png", b"x"),
        ("inner.zip", &inner),
    ]);
    check("z.zip", &outer, &[("a.html", FIRST), ("b.txt", SECOND)]);
}

/// Pages that a mirror of a site keeps under their addresses, and what lies beside them.
#[test]
fn reports_without_an_ending_are_told_by_their_beginning() {
    let first = page(FIRST);
    let script = format!("document.write('{first}')");
    let members: [(&str, &[u8]); 6] = [
        ("index.php?id=3", first.as_bytes()),
        ("note", SECOND.as_bytes()),
        ("blank", b""),
        ("style.css", SECOND.as_bytes()),
        ("menu.js", script.as_bytes()),
        ("icon.svg", b"<svg><title>x</title></svg>"),
    ];
    let expected = [("index.php?id=3", FIRST), ("note", SECOND)];
    check("mirror.zip", &zipped(&members), &expected);
    let bench = Bench::new("mirror");
    for (name, bytes) in members {
        bench.file(&format!("mirror/{name}"), bytes);
    }
    let found = bench.read_well("mirror");
    let texts: Vec<&str> = found.iter().map(|r| r["text"].as_str().unwrap_or("")).collect();
    assert_eq!(texts, [FIRST, SECOND]);
}

#[test]
fn records_of_other_programs() {
    let news_please = serde_json::json!({
        "maintext": FIRST, "title": "Roads", "authors": ["A. Maiga", "B. Cisse"], "date_publish": "2019-05-04 08:30:00",
        "source_domain": "post.example", "url": "https://post.example/1", "description": "In short.", "language": "en",
    });
    let fundus = serde_json::json!({
        "title": "Roads", "authors": ["A. Maiga"], "publishing_date": "2019-05-04 08:30:00+02:00", "lang": "en",
        "body": {"summary": [SECOND], "sections": [{"headline": ["Later"], "paragraphs": ["The landing is open again."]}]},
        "html": {"requested_url": "https://post.example/2", "responded_url": "", "content": page(SECOND),
                 "source_info": {"publisher": "Desert Post"}},
    });
    let lines = format!("{news_please}\n{fundus}\n");
    let whole = format!("{SECOND}\n\nLater\n\nThe landing is open again.");
    let found = check(
        "a.bin",
        lines.as_bytes(),
        &[("a.bin:1", FIRST), ("a.bin:2", &whole)],
    );
    let told = |n: usize| {
        ["title", "author", "published", "source", "url"]
            .map(|k| found[n][k].as_str().unwrap_or("").to_owned())
    };
    assert_eq!(
        told(0),
        [
            "Roads",
            "A. Maiga; B. Cisse",
            "2019-05-04",
            "post.example",
            "https://post.example/1"
        ]
    );
    assert_eq!(
        told(1),
        [
            "Roads",
            "A. Maiga",
            "2019-05-04",
            "Desert Post",
            "https://post.example/2"
        ]
    );
}

#[test]
fn tables_by_their_columns() {
    let table = format!(
        "id,title,maintext,date_publish,authors\n7,Roads,\"{FIRST}\",2019-05-04 08:00:00,A. Maiga\n,,\"{SECOND}\",,\n"
    );
    let found = check("t.csv", table.as_bytes(), &[("7", FIRST), ("t.csv:3", SECOND)]);
    assert_eq!(found[0]["published"], "2019-05-04");
    assert_eq!(
        (&found[0]["author"], &found[0]["title_basis"]),
        (&"A. Maiga".into(), &"given".into())
    );
    let bench = Bench::new("text-column");
    bench.file("t.tsv", format!("story\tno\n{FIRST}\t1\n"));
    let ended = bench.run(&["read", "t.tsv", "--text-column", "story"]);
    assert_eq!(rows(&ended.out)[0]["text"], FIRST, "{:?}", ended.errors);
}

#[test]
fn mailboxes() {
    let mail = |text: &str, id: &str| {
        format!(
            "From a@example.org Sat May  4 08:00:00 2019\nFrom: Awa Maiga <a@example.org>\nSubject: Roads\nMessage-ID: <{id}>\n\n{text}\n\n"
        )
    };
    let found = check(
        "box",
        (mail(FIRST, "1") + &mail(SECOND, "2")).as_bytes(),
        &[("1", FIRST), ("2", SECOND)],
    );
    assert_eq!(found[1]["author"], "Awa Maiga");
}

#[test]
fn web_archives() {
    let html = "Content-Type: text/html; charset=windows-1252";
    let chunks = format!("{:x}\r\n{}\r\n0\r\n\r\n", page(SECOND).len(), page(SECOND));
    let archive = [
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n".to_vec(),
        record("request", "https://example.org/a", "GET / HTTP/1.1\r\n\r\n"),
        record(
            "response",
            "https://example.org/2019/05/04/a",
            &answer(html, &page(FIRST)),
        ),
        record(
            "response",
            "https://example.org/p.png",
            &answer("Content-Type: image/png", "x"),
        ),
        record(
            "response",
            "https://example.org/gone",
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\ngone",
        ),
        record(
            "response",
            "https://example.org/b",
            &answer(&format!("{html}\r\nTransfer-Encoding: chunked"), &chunks),
        ),
        record(
            "conversion",
            "https://example.org/c",
            "The well of the school was cleaned and is in use again, the mayor said.",
        ),
    ];
    let expected = [
        ("urn:uuid:https://example.org/2019/05/04/a", FIRST),
        ("urn:uuid:https://example.org/b", SECOND),
        (
            "urn:uuid:https://example.org/c",
            "The well of the school was cleaned and is in use again, the mayor said.",
        ),
    ];
    let found = check("w.warc", &archive.concat(), &expected);
    assert_eq!(
        (&found[0]["published"], &found[0]["published_basis"]),
        (&"2019-05-04".into(), &"url".into())
    );
    assert_eq!(found[0]["source"], "example.org");
    let members: Vec<u8> = archive.iter().flat_map(|r| packed(r)).collect();
    check("w.warc.gz", &members, &expected);
}

#[test]
fn patterns_that_no_shell_expands() {
    let bench = Bench::new("patterns");
    bench
        .file("in/b.txt", SECOND)
        .file("in/deep/a.txt", FIRST)
        .file("in/c.log", "x");
    let ended = bench.run(&["read", "in/**/*.txt", "none/*.txt"]);
    let ids: Vec<String> = rows(&ended.out).iter().map(|r| r["doc_id"].to_string()).collect();
    assert_eq!(ids, ["\"b.txt\"", "\"a.txt\""]);
    assert!(
        ended.errors[0].contains("no file has such a name"),
        "{:?}",
        ended.errors
    );
}

#[test]
fn reports_for_people() {
    let bench = Bench::new("for-people");
    bench.file("a.html", page(FIRST));
    let out = bench.run(&["read", "a.html", "--format", "text"]).out;
    assert!(
        out.contains("title     News  (shown)") && out.contains("published unknown  (none)"),
        "{out}"
    );
    assert!(out.contains(FIRST));
}
