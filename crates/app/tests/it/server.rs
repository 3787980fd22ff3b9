//! In: feeds and pages. Out: a server of ours on 127.0.0.1 that has them and remembers what it was asked.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

/// What the server has and was asked.
#[derive(Default)]
pub struct Server {
    pub robots: String,
    pub feed: String,
    pub etag: String,
    pub page: String,
    /// More that is there: path, kind, body.
    pub more: Vec<(&'static str, &'static str, String)>,
    pub asked: Vec<(String, Vec<String>)>,
}

/// Starts a server; its address.
pub fn serve(server: &Arc<Mutex<Server>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = Arc::clone(server);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut lines = BufReader::new(stream.try_clone().expect("a reader")).lines();
            let first = lines.next().and_then(Result::ok).unwrap_or_default();
            let headers: Vec<String> = lines
                .map_while(Result::ok)
                .take_while(|l| !l.is_empty())
                .map(|l| l.to_lowercase())
                .collect();
            let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
            let mut server = server.lock().expect("the server");
            server.asked.push((path.clone(), headers.clone()));
            let same = headers.contains(&format!("if-none-match: {}", server.etag));
            let (status, kind, body) = match path.as_str() {
                "/robots.txt" => ("200 OK", "text/plain", server.robots.clone()),
                "/moved" => ("301 Moved\r\nLocation: /feed", "text/plain", String::new()),
                "/feed" if same => ("304 Not Modified", "text/plain", String::new()),
                "/feed" => ("200 OK", "application/rss+xml", server.feed.clone()),
                "/busy" => ("503 Busy\r\nRetry-After: 7200", "text/plain", String::new()),
                "/page" => ("200 OK", "text/html", server.page.clone()),
                other => match server.more.iter().find(|(path, _, _)| *path == other) {
                    Some((_, kind, body)) => ("200 OK", *kind, body.clone()),
                    None => ("404 Not Found", "text/plain", String::new()),
                },
            };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nETag: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                server.etag,
                body.len()
            );
        }
    });
    format!("http://{address}")
}

/// An entry of a feed (RSS).
pub fn item(id: &str, link: &str, text: &str) -> String {
    format!(
        "<item><guid isPermaLink='false'>{id}</guid><link>{link}</link><title>News {id}</title><description>{text}</description></item>"
    )
}

/// A feed (RSS).
pub fn feed(items: &[String]) -> String {
    format!(
        "<rss version='2.0'><channel><title>Post</title>{}</channel></rss>",
        items.concat()
    )
}
