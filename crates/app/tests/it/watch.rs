//! Feeds are asked politely, new reports added once, restarts survived. The server is ours, on 127.0.0.1.

use std::sync::{Arc, Mutex};

use crate::bench::{Bench, rows};
use crate::server::{Server, feed, item, serve};

const FIRST: &str = "Soldiers searched houses in the northern districts of the town on Monday, a spokesman of the \
                     governor said. Two bridges were closed to traffic for the day.";
const SECOND: &str = "The ferry at the old landing was out of service for a week because its engine had to be \
                      repaired. Traders brought their goods over the bridge.";

#[test]
fn feeds_are_watched() {
    let server = Arc::new(Mutex::new(Server {
        robots: "User-agent: *\nDisallow: /closed\n".to_owned(),
        etag: "\"v1\"".to_owned(),
        page: format!("<html><body><article><h1>News b</h1><p>{SECOND}</p></article></body></html>"),
        ..Server::default()
    }));
    let host = serve(&server);
    server.lock().expect("it").feed = feed(&[
        item("a", "", FIRST),
        item("b", &format!("{host}/page"), "In short."),
    ]);
    let bench = Bench::new("watch");
    bench.file(
        "feeds.toml",
        format!("contact = \"desk@example.org\"\nevery_minutes = 1\n[[feed]]\nurl = \"{host}/moved\"\nsource = \"Our Post\"\n[[feed]]\nurl = \"{host}/closed\"\n[[feed]]\nurl = \"{host}/busy\"\n"),
    );
    let watch = || bench.run(&["watch", "feeds.toml", "-o", "out.jsonl", "--once", "--pause", "1"]);
    let asked = |path: &str| {
        let server = server.lock().expect("it");
        server
            .asked
            .iter()
            .filter(|(p, _)| p == path)
            .map(|(_, h)| h.clone())
            .collect::<Vec<_>>()
    };
    let ended = watch();
    assert_eq!(ended.code, Some(2), "{:?}", ended.errors);
    assert!(
        ended
            .errors
            .iter()
            .any(|e| e.contains("/closed is not fetched: the robots.txt")),
        "{:?}",
        ended.errors
    );
    assert!(
        ended
            .errors
            .iter()
            .any(|e| e.contains("/busy: the server answers 503")),
        "{:?}",
        ended.errors
    );
    let found = rows(&bench.text("out.jsonl").expect("an output"));
    let texts: Vec<&str> = found.iter().map(|r| r["text"].as_str().unwrap_or("")).collect();
    assert_eq!(texts, [FIRST, SECOND], "{found:?}");
    assert_eq!(
        (&found[1]["source"], &found[1]["doc_id"]),
        (&"Our Post".into(), &"b".into())
    );
    assert!(asked("/closed").is_empty() && asked("/robots.txt").len() == 1);
    assert!(
        asked("/feed")[0]
            .iter()
            .any(|h| h.starts_with("user-agent: sitrep/") && h.contains("desk@example.org"))
    );

    // Nothing is due: nothing is asked.
    let before = asked("/feed").len();
    assert_eq!(watch().code, Some(1));
    assert_eq!(asked("/feed").len(), before);

    // A minute later, in another run: the version is told, and nothing is new.
    let make_due = || {
        let state = bench.text("out.jsonl.watch").expect("a state");
        let mut state: serde_json::Value = serde_json::from_str(&state).expect("JSON");
        let moved = &mut state["feeds"][format!("{host}/moved")];
        moved["next"] = 0.into();
        bench.file("out.jsonl.watch", state.to_string());
    };
    make_due();
    assert_eq!(watch().code, Some(1));
    assert!(
        asked("/feed")
            .last()
            .is_some_and(|h| h.contains(&"if-none-match: \"v1\"".to_owned()))
    );
    assert_eq!(rows(&bench.text("out.jsonl").expect("an output")).len(), 2);

    // A new entry is added once, even if the last run died between output and state.
    {
        let mut server = server.lock().expect("it");
        server.etag = "\"v2\"".to_owned();
        let new =
            "The well of the school was cleaned and is in use again, the mayor of the town said on Friday.";
        server.feed = feed(&[item("c", "", new), item("a", "", FIRST)]);
    }
    make_due();
    let torn = bench.text("out.jsonl").expect("an output") + "{\"doc_id\": \"half";
    bench.file("out.jsonl", torn);
    assert_eq!(watch().code, Some(0));
    let ids: Vec<String> = rows(&bench.text("out.jsonl").expect("an output"))
        .iter()
        .map(|r| r["doc_id"].to_string())
        .collect();
    assert_eq!(ids, ["\"a\"", "\"b\"", "\"c\""]);
}

#[test]
fn pages_of_entries_that_are_links_only_are_fetched_once() {
    let server = Arc::new(Mutex::new(Server {
        page: format!("<html><body><article><p>{SECOND}</p></article></body></html>"),
        ..Server::default()
    }));
    let host = serve(&server);
    server.lock().expect("it").feed = feed(&[
        item("link", &format!("{host}/page"), ""),
        item("gone", &format!("{host}/gone"), ""),
    ]);
    let bench = Bench::new("watch-links");
    bench.file(
        "feeds.toml",
        format!("every_minutes = 1\n[[feed]]\nurl = \"{host}/feed\"\n"),
    );
    let watch = || bench.run(&["watch", "feeds.toml", "-o", "out.jsonl", "--once", "--pause", "1"]);
    let ended = watch();
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    assert!(
        ended.errors.iter().any(|e| e.contains("/gone by hand")),
        "{:?}",
        ended.errors
    );
    let found = rows(&bench.text("out.jsonl").expect("an output"));
    assert_eq!(
        (found.len(), &found[0]["doc_id"], &found[0]["text"]),
        (1, &"link".into(), &SECOND.into())
    );
    let state = bench.text("out.jsonl.watch").expect("a state");
    bench.file(
        "out.jsonl.watch",
        state.replace("\"next\":", "\"next\": 0, \"was\":"),
    );
    let asked = || {
        server
            .lock()
            .expect("it")
            .asked
            .iter()
            .filter(|(p, _)| p == "/page" || p == "/gone")
            .count()
    };
    assert_eq!(asked(), 2);
    watch();
    assert_eq!(asked(), 2);
}

#[test]
fn faults_of_the_file_of_feeds() {
    let bench = Bench::new("watch-faults");
    for (text, told) in [
        ("", "missing field `feed`"),
        ("feed = []", "names no feeds"),
        (
            "every_minutes = 0\n[[feed]]\nurl = \"http://127.0.0.1/\"",
            "every_minutes is 0",
        ),
        ("[[feed]]\nurl = \"x\"\nsorce = \"y\"", "unknown field `sorce`"),
    ] {
        let ended = bench
            .file("f.toml", text)
            .run(&["watch", "f.toml", "-o", "o.jsonl", "--once"]);
        assert_eq!(ended.code, Some(2), "{text}");
        assert!(ended.errors.join(" ").contains(told), "{:?}", ended.errors);
    }
    bench.file("f.toml", "[[feed]]\nurl = \"ftp://127.0.0.1/\"");
    let ended = bench.run(&["watch", "f.toml", "-o", "o.jsonl", "--once"]);
    assert!(
        ended.errors[0].contains("no address of the web"),
        "{:?}",
        ended.errors
    );
}
