//! Feeds that are named with `--feed`: in files, which are only read, and on a server of ours, which is asked once.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::bench::{Bench, rows};
use crate::server::{Server, feed, item, serve};

const MARKET: &str = "Gunmen attacked the market of the river town on Monday and killed four traders, the mayor said. \
                      The stalls were closed for the rest of the week.";
const WELL: &str = "Engineers repaired the pump of the old well on Tuesday, and water ran again in the evening. The work \
                    had taken them two weeks because parts were late.";

fn atom() -> String {
    format!(
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title><id>p</id>\
         <updated>2019-03-05T00:00:00Z</updated><entry><id>atom-1</id><title>Pump</title>\
         <link href='https://post.example/pump'/><updated>2019-03-05T00:00:00Z</updated>\
         <content type='text'>{WELL}</content></entry></feed>"
    )
}

fn json() -> String {
    format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Post\", \"items\": [{{\"id\": \"json-1\", \
         \"url\": \"https://post.example/pump\", \"content_text\": \"{WELL}\"}}]}}"
    )
}

/// Ids and texts.
fn told(out: &str) -> Vec<(String, String)> {
    let of = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows(out)
        .iter()
        .map(|r| (of(r, "doc_id"), of(r, "text")))
        .collect()
}

fn pair(id: &str, text: &str) -> (String, String) {
    (id.to_owned(), text.to_owned())
}

#[test]
fn feeds_in_files_are_read_and_nothing_is_fetched() {
    let server = Arc::new(Mutex::new(Server::default()));
    let host = serve(&server);
    let bench = Bench::new("feed-files");
    bench
        .file("a.rss", feed(&[item("rss-1", &format!("{host}/page"), MARKET)]))
        .file("b", atom())
        .file("c.json", json());
    let read = |name| {
        let ended = bench.run(&["read", "--feed", name]);
        assert_eq!((ended.code, &ended.errors[..]), (Some(0), &[][..]), "{name}");
        assert_eq!(ended.out, bench.run(&["read", name]).out, "{name}");
        told(&ended.out)
    };
    assert_eq!(read("a.rss"), [pair("rss-1", MARKET)]);
    assert_eq!(read("b"), [pair("atom-1", WELL)]);
    assert_eq!(read("c.json"), [pair("json-1", WELL)]);
    assert!(server.lock().expect("it").asked.is_empty());
}

#[test]
fn feeds_on_the_web_are_asked_once_with_the_pages_of_their_summaries() {
    let page = format!("<html><body><article><h1>News b</h1><p>{WELL}</p></article></body></html>");
    let server = Arc::new(Mutex::new(Server {
        robots: "User-agent: *\nDisallow: /closed\n".to_owned(),
        page,
        more: vec![
            ("/atom", "application/atom+xml", atom()),
            ("/json", "application/feed+json", json()),
        ],
        ..Server::default()
    }));
    let host = serve(&server);
    server.lock().expect("it").feed = feed(&[
        item("a", "", MARKET),
        item("b", &format!("{host}/page"), "In short."),
        item("c", &format!("{host}/closed"), "The ferry runs again."),
    ]);
    let bench = Bench::new("feed-web");
    let ended = bench.run(&[
        "read",
        "--pause",
        "1",
        "--keep-duplicates",
        "--feed",
        &format!("{host}/moved"),
        "--feed",
        &format!("{host}/atom"),
        "--feed",
        &format!("{host}/json"),
    ]);
    assert_eq!((ended.code, &ended.errors[..]), (Some(0), &[][..]));
    assert_eq!(
        told(&ended.out),
        [
            pair("a", MARKET),
            pair("b", WELL),
            pair("c", "The ferry runs again."),
            pair("atom-1", WELL),
            pair("json-1", WELL)
        ]
    );
    let found = rows(&ended.out);
    assert_eq!(found[1]["url"], format!("{host}/page"));
    assert_eq!(found[3]["url"], "https://post.example/pump");
    let notes = found[2]["notes"].to_string();
    assert!(notes.contains("robots.txt of its host forbids it"), "{notes}");
    // Which of several feeds is asked first is left to the threads; the output is in order all the same.
    let mut asked: Vec<String> = (server.lock().expect("it").asked.iter())
        .map(|(path, _)| path.clone())
        .collect();
    asked.sort();
    assert_eq!(
        asked,
        ["/atom", "/feed", "/json", "/moved", "/page", "/robots.txt"]
    );
}

#[test]
fn claims_of_a_feed_are_those_of_the_same_feed_in_a_file() {
    let server = Arc::new(Mutex::new(Server {
        feed: feed(&[item("a", "", MARKET)]),
        ..Server::default()
    }));
    let url = format!("{}/feed", serve(&server));
    let bench = Bench::new("feed-code");
    bench.file("a.rss", feed(&[item("a", "", MARKET)]));
    let file = bench.run(&["code", "--feed", "a.rss"]);
    let web = bench.run(&["code", "--pause", "1", "--feed", &url]);
    assert_eq!((file.code, web.code), (Some(0), Some(0)), "{:?}", web.errors);
    assert!(file.out.contains("\"doc_id\":\"a\""), "{}", file.out);
    assert_eq!(file.out, web.out);
}

#[test]
fn what_is_no_feed_is_told_and_the_rest_is_read() {
    let server = Arc::new(Mutex::new(Server {
        page: format!("<html><body><p>{MARKET}</p></body></html>"),
        ..Server::default()
    }));
    let host = serve(&server);
    // Bound and given back: nobody listens there.
    let free = TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a port");
    let bench = Bench::new("feed-none");
    bench
        .file("good.txt", MARKET)
        .file("good.atom", atom())
        .file("page.html", format!("<p>{MARKET}</p>"));
    for (named, line) in [
        ("page.html".to_owned(), "cannot read page.html: it is no feed (RSS, Atom, JSON Feed); give it as an input, without --feed".to_owned()),
        ("none.rss".to_owned(), "cannot read none.rss: No such file or directory; check the name".to_owned()),
        (format!("{host}/page"), format!("cannot read {host}/page: it is no feed (RSS, Atom, JSON Feed); check the address")),
        (format!("{host}/gone"), format!("cannot fetch {host}/gone: the server answers 404 Not Found; check the address, or save the feed")),
        (format!("http://{free}/feed"), format!("http://{free}/feed is not fetched: the robots.txt of its host cannot be read at present (")),
        ("file:///etc/hosts".to_owned(), "file:///etc/hosts is no address of the web; give http:// or https://; check the address".to_owned()),
    ] {
        let ended = bench.run(&["read", "good.txt", "--pause", "1", "--errors", "e.jsonl", "--feed", &named, "--feed", "good.atom"]);
        assert_eq!(ended.code, Some(2), "{named}");
        assert_eq!(told(&ended.out), [pair("good.txt", MARKET), pair("atom-1", WELL)], "{named}");
        assert_eq!(ended.errors.len(), 1, "{:?}", ended.errors);
        assert!(ended.errors[0].starts_with(&format!("sitrep: {line}")), "{:?}", ended.errors);
        let errors = rows(&bench.text("e.jsonl").expect("errors"));
        assert_eq!((errors.len(), &errors[0]["input"]), (1, &Value::from(named)));
    }
}

/// Three forms of a feed whose first entry is a link only.
fn links(host: &str) -> [(&'static str, String); 3] {
    let entry = format!(
        "<id>link</id><title>Ferry</title><link href='{host}/page'/><updated>2019-03-06T10:00:00Z</updated>"
    );
    [
        (
            "links.rss",
            feed(&[
                item("link", &format!("{host}/page"), ""),
                item("whole", "", MARKET),
            ]),
        ),
        (
            "links.atom",
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title><id>p</id><updated>2019-03-05T00:00:00Z</updated>\
                 <entry>{entry}</entry><entry><id>whole</id><title>Market</title><updated>2019-03-05T00:00:00Z</updated>\
                 <content type='text'>{MARKET}</content></entry></feed>"
            ),
        ),
        (
            "links.json",
            format!(
                "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Post\", \"items\": [{{\"id\": \"link\", \
                 \"url\": \"{host}/page\", \"title\": \"Ferry\", \"content_html\": \"\"}}, {{\"id\": \"whole\", \"content_text\": \"{MARKET}\"}}]}}"
            ),
        ),
    ]
}

#[test]
fn entries_that_are_links_only_are_noted_in_files_and_fetched_from_the_web() {
    let server = Arc::new(Mutex::new(Server {
        page: format!("<html><body><article><p>{WELL}</p></article></body></html>"),
        ..Server::default()
    }));
    let host = serve(&server);
    let bench = Bench::new("feed-links");
    for (name, text) in links(&host) {
        bench.file(name, &text);
        let note = format!(
            "sitrep: {name}:1: an entry of the feed holds no text, only a link; fetch {host}/page and read that, or name the feed's \
             own address with --feed or in watch, which fetch it"
        );
        let ended = bench.run(&["read", "--errors", "e.jsonl", "--feed", name]);
        assert_eq!((ended.code, ended.errors), (Some(0), vec![note]), "{name}");
        assert_eq!(told(&ended.out), [pair("whole", MARKET)], "{name}");
        assert_eq!(bench.text("e.jsonl").as_deref(), Some(""), "nothing is wrong");
    }
    assert!(server.lock().expect("it").asked.is_empty());
    let only = feed(&[
        item("link", &format!("{host}/page"), ""),
        item("gone", &format!("{host}/gone"), ""),
    ]);
    bench.file("only.rss", &only);
    let ended = bench.run(&["read", "only.rss"]);
    assert_eq!(
        (ended.code, ended.errors.len(), ended.out.as_str()),
        (Some(0), 2, "")
    );
    server.lock().expect("it").feed = only;
    let ended = bench.run(&["read", "--pause", "1", "--feed", &format!("{host}/feed")]);
    assert_eq!(ended.code, Some(0), "{:?}", ended.errors);
    assert_eq!(told(&ended.out), [pair("link", WELL)]);
    let page = &rows(&ended.out)[0];
    assert_eq!(
        (&page["title"], &page["source"]),
        (&Value::from("News link"), &Value::from("Post"))
    );
    assert!(
        ended.errors.len() == 1 && ended.errors[0].ends_with(&format!("fetch {host}/gone by hand")),
        "{:?}",
        ended.errors
    );
}
