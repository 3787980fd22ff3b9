//! The server of the web app as it is asked over a socket: what it answers, and what it refuses. Knows no page; those are tested in a
//! browser (web/e2e).

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::bench::Bench;

const REPORT: &str = "Police in Baqubah arrested 14 suspects on 12 May 2017, the governor said. <script>alert(1)</script> Gunmen \
    killed two soldiers at a checkpoint near Khalis on Tuesday.";

/// A running server.
struct Server {
    child: Child,
    address: String,
    token: Option<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What was answered.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|l| {
            let (n, v) = l.split_once(": ")?;
            n.eq_ignore_ascii_case(name).then_some(v)
        })
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

fn project(bench: &Bench) {
    bench.file("in/one.txt", REPORT);
    for args in [&["init", "p.sitrep"][..], &["add", "-p", "p.sitrep", "in"]] {
        assert_eq!(bench.run(args).code, Some(0), "{args:?}");
    }
}

fn serve(bench: &Bench, more: &[&str]) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sitrep"))
        .args(["serve", "p.sitrep", "--port", "0"])
        .args(more)
        .current_dir(bench.path("."))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
    let told = lines.next().expect("a line").expect("text");
    let url = told.split("http://").nth(1).unwrap_or_else(|| panic!("{told}"));
    let (address, query) = url.split_once('/').expect("a path");
    // What is said later must not fill the pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Server {
        child,
        address: address.replace("0.0.0.0", "127.0.0.1"),
        token: query.strip_prefix("?token=").map(str::to_owned),
    }
}

impl Server {
    #[expect(
        clippy::disallowed_methods,
        reason = "a request as no well-bred client would send it"
    )]
    fn ask(&self, request: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("connected");
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .expect("a timeout");
        let mut lines = vec![
            format!("{request} HTTP/1.1"),
            "Connection: close".to_owned(),
            format!("Content-Length: {}", body.len()),
        ];
        if !headers.iter().any(|(n, _)| *n == "Host") {
            lines.push(format!("Host: {}", self.address));
        }
        lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
        stream
            .write_all(format!("{}\r\n\r\n{body}", lines.join("\r\n")).as_bytes())
            .expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answered");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .expect("a status");
        let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        Answer {
            status,
            head: head.to_owned(),
            body: if chunked { joined(body) } else { body.to_owned() },
        }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[], "")
    }
}

/// The pieces of a chunked body.
fn joined(body: &str) -> String {
    let mut rest = body;
    let mut out = String::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or_default();
        out += after.get(..size).unwrap_or_default();
        rest = after.get(size + 2..).unwrap_or_default();
    }
    out
}

const OURS: [(&str, &str); 3] = [
    ("X-Sitrep", "1"),
    ("X-Sitrep-Coder", "Ana"),
    ("Content-Type", "application/json"),
];

#[test]
fn it_answers_pages_tags_and_says_what_is_wrong() {
    let bench = Bench::new("serve-answers");
    project(&bench);
    let server = serve(&bench, &[]);
    let info = server.get("/api/v1/project").json();
    assert_eq!(
        (info["name"].as_str(), info["reports"].as_u64()),
        (Some("p"), Some(1))
    );
    let all = server.get("/api/v1/claims").json();
    let total = all["total"].as_u64().expect("a number");
    assert!(total >= 2, "{all}");

    // Page by page, all claims once.
    let (mut after, mut seen) = (String::new(), Vec::new());
    loop {
        let page = server.get(&format!("/api/v1/claims?limit=1{after}")).json();
        seen.push(page["claims"][0]["claim_id"].as_str().expect("an id").to_owned());
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={}", next.replace('|', "%7C"));
    }
    assert_eq!(seen.len() as u64, total);

    // The same state has the same tag.
    let first = server.get("/api/v1/facets");
    let tag = first.header("etag").expect("a tag");
    let again = server.ask("GET /api/v1/facets", &[("If-None-Match", tag)], "");
    assert_eq!((again.status, again.body.len()), (304, 0));
    // So has its head alone.
    let head = server.ask("HEAD /api/v1/facets", &[], "");
    assert_eq!(
        (head.status, head.header("etag"), head.body.len()),
        (200, Some(tag), 0)
    );

    for (path, field) in [
        ("/api/v1/claims?type=ASSAULT&colour=red", "colour"),
        ("/api/v1/claims?from=12.5.2017", "from"),
        ("/api/v1/claims?bbox=1,2,3", "bbox"),
        ("/api/v1/claims?limit=0", "limit"),
        ("/api/v1/timeline?unit=year", "unit"),
        ("/api/v1/names", "bbox"),
        ("/api/v1/export?profile=mine", "profile"),
    ] {
        let bad = server.get(path);
        assert_eq!(bad.status, 400, "{path}: {}", bad.body);
        assert_eq!(
            bad.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
        assert_eq!(bad.json()["field"].as_str(), Some(field), "{path}");
        assert!(
            bad.json()["detail"].as_str().is_some_and(|d| d.len() > 20),
            "{path}"
        );
    }
    for path in [
        "/api/v1/claims/nothing",
        "/api/v1/reports/nothing",
        "/api/v1/events/nothing",
        "/api/v1/nothing",
        "/api/",
    ] {
        let missing = server.get(path);
        assert_eq!(missing.status, 404, "{path}: {}", missing.body);
        assert_eq!(
            missing.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
    }
    let method = server.ask("DELETE /api/v1/claims", &OURS, "");
    assert_eq!(
        (method.status, method.header("content-type")),
        (405, Some("application/problem+json"))
    );
    let broken = server.ask("POST /api/v1/try", &OURS, "{\"text\":");
    assert_eq!(
        (broken.status, broken.header("content-type")),
        (400, Some("application/problem+json"))
    );
    let unknown = server.ask("POST /api/v1/try", &OURS, "{\"text\":\"a\",\"colour\":1}");
    assert!(
        unknown.status == 400 && unknown.body.contains("colour"),
        "{}",
        unknown.body
    );
    let long = format!("{{\"text\":\"{}\"}}", "x".repeat(3 << 20));
    assert_eq!(server.ask("POST /api/v1/inputs/text", &OURS, &long).status, 413);
}

#[test]
fn foreign_pages_and_names_are_refused() {
    let bench = Bench::new("serve-foreign");
    project(&bench);
    let server = serve(&bench, &[]);
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:80",
    ] {
        let refused = server.ask("GET /api/v1/claims", &[("Host", host)], "");
        assert_eq!(refused.status, 403, "{host}");
        assert!(!refused.body.contains("claim_id"));
    }
    let claim = server.get("/api/v1/claims").json()["claims"][0]["claim_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let request = format!("POST /api/v1/claims/{claim}/corrections");
    let body = r#"{"field":"verdict","value":"rejected","why":"x"}"#;
    let json = ("Content-Type", "application/json");
    for headers in [
        vec![json],
        vec![("Content-Type", "text/plain")],
        vec![json, ("Origin", "http://evil.example"), ("X-Sitrep", "1")],
        vec![json, ("Sec-Fetch-Site", "cross-site"), ("X-Sitrep", "1")],
        vec![json, ("Origin", "null"), ("X-Sitrep", "1")],
    ] {
        assert_eq!(server.ask(&request, &headers, body).status, 403, "{headers:?}");
    }
    // From the app's own page it goes through, and is undone.
    let done = server.ask(&request, &OURS, body);
    assert_eq!(done.status, 200, "{}", done.body);
    let undo = format!("POST /api/v1/corrections/{}/withdrawal", done.json()["id"]);
    assert_eq!(server.ask(&undo, &OURS, r#"{"why":"a test"}"#).status, 200);
    // Nobody signs without a name.
    let nameless = server.ask(
        &request,
        &OURS[..1].iter().copied().chain([json]).collect::<Vec<_>>(),
        body,
    );
    assert_eq!(nameless.status, 400, "{}", nameless.body);

    for path in ["/", "/api/v1/claims", "/nothing.js", "/api/v1/nothing"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{path}: {policy}"
        );
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[test]
fn no_path_and_no_sql_is_reached() {
    let bench = Bench::new("serve-paths");
    project(&bench);
    bench.file("secret.txt", "the secret");
    let server = serve(&bench, &[]);
    for path in [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "//secret.txt",
        "/p.sitrep",
        "/api/v1/reports/..%2f..%2fsecret.txt",
        "/api/v1/basemap?file=secret.txt",
        "/etc/passwd",
    ] {
        let answer = server.get(path);
        assert!(
            !answer.body.contains("the secret") && !answer.body.contains("SQLite format"),
            "{path}"
        );
        assert!(
            !answer.body.contains(&bench.path(".").display().to_string()),
            "{path}: {}",
            answer.body
        );
    }
    let before = server.get("/api/v1/claims").json()["total"].clone();
    for words in [
        "x'%20OR%201=1%20--",
        "%22;DROP%20TABLE%20claims;--",
        "NEAR(a%20b)",
        "%27",
        "a*%20AND%20(",
        "sentence:a",
    ] {
        for name in ["q", "type", "actor", "source", "operation", "country"] {
            let answer = server.get(&format!("/api/v1/claims?{name}={words}"));
            assert_eq!(answer.status, 200, "{name}={words}: {}", answer.body);
            assert!(name == "q" || answer.json()["total"] == 0, "{name}={words}");
        }
        server.get(&format!("/api/v1/claims/{words}"));
        server.get(&format!("/api/v1/claims?after={words}"));
    }
    assert_eq!(server.get("/api/v1/claims").json()["total"], before);
    let added = server.ask(
        "POST /api/v1/inputs?name=..%2F..%2Fsecret.txt",
        &OURS,
        "Police arrested two men in Baqubah on Monday.",
    );
    assert_eq!(
        added.json()["name"].as_str(),
        Some("secret.txt"),
        "{}",
        added.body
    );
    for _ in 0..200 {
        let jobs = server.get("/api/v1/inputs").json();
        if ["done", "failed"].contains(&jobs["jobs"][0]["state"].as_str().unwrap_or_default()) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let kept = std::fs::read_to_string(bench.path("secret.txt")).expect("the file is there");
    assert_eq!(kept, "the secret");
}

#[test]
fn another_address_or_the_flag_demands_the_token() {
    let bench = Bench::new("serve-token");
    project(&bench);
    for more in [&["--token"][..], &["--address", "0.0.0.0"]] {
        let server = serve(&bench, more);
        let token = server.token.clone().expect("a token is told");
        assert_eq!(token.len(), 64);
        let wrong = format!("Bearer {}", "0".repeat(64));
        for (path, headers) in [
            ("/api/v1/claims", vec![]),
            ("/", vec![]),
            ("/api/v1/claims", vec![("Authorization", wrong.as_str())]),
            ("/api/v1/claims", vec![("Cookie", "sitrep_token=1")]),
            ("/?token=1", vec![]),
        ] {
            let refused = server.ask(&format!("GET {path}"), &headers, "");
            assert_eq!(refused.status, 401, "{path} {headers:?}");
            assert!(!refused.body.contains(&token));
        }
        let bearer = format!("Bearer {token}");
        assert_eq!(
            server
                .ask("GET /api/v1/claims", &[("Authorization", &bearer)], "")
                .status,
            200
        );
        let entered = server.get(&format!("/?token={token}"));
        assert_eq!((entered.status, entered.header("location")), (303, Some("/")));
        let cookie = entered.header("set-cookie").expect("a cookie");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
        let cookie = cookie.split(';').next().expect("its value");
        assert_eq!(
            server.ask("GET /api/v1/claims", &[("Cookie", cookie)], "").status,
            200
        );
    }
}

#[test]
fn a_project_for_reading_is_only_read() {
    let bench = Bench::new("serve-read-only");
    project(&bench);
    let before = std::fs::read(bench.path("p.sitrep")).expect("the project");
    let server = serve(&bench, &["--read-only"]);
    let claim = server.get("/api/v1/claims").json()["claims"][0]["claim_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    for (request, body) in [
        (
            format!("POST /api/v1/claims/{claim}/corrections"),
            r#"{"field":"verdict","value":"accepted","why":"x"}"#,
        ),
        (
            format!("PUT /api/v1/claims/{claim}/review"),
            r#"{"opinion":"right"}"#,
        ),
        (
            "POST /api/v1/inputs/text".to_owned(),
            r#"{"text":"Police arrested two men."}"#,
        ),
        (
            "POST /api/v1/events/merge".to_owned(),
            r#"{"events":["a","b"],"why":"x"}"#,
        ),
    ] {
        let refused = server.ask(&request, &OURS, body);
        assert_eq!(refused.status, 403, "{request}: {}", refused.body);
    }
    assert_eq!(
        std::fs::read(bench.path("p.sitrep")).expect("the project"),
        before
    );
}

#[test]
fn two_coders_are_blind_to_each_other() {
    let bench = Bench::new("serve-blind");
    project(&bench);
    let server = serve(&bench, &[]);
    let claim = server.get("/api/v1/claims").json()["claims"][0]["claim_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let as_coder = |name: &'static str| [OURS[0], ("X-Sitrep-Coder", name), OURS[2]];
    let review = |name, opinion: &str| {
        let body = format!(r#"{{"opinion":"{opinion}"}}"#);
        let answer = server.ask(
            &format!("PUT /api/v1/claims/{claim}/review"),
            &as_coder(name),
            &body,
        );
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    let seen = |name| {
        let answer = server
            .ask(&format!("GET /api/v1/claims/{claim}"), &as_coder(name), "")
            .json();
        (
            answer["reviews"].as_array().map_or(0, Vec::len),
            answer["hidden_reviews"].as_u64(),
        )
    };
    review("Ana", "right");
    assert_eq!((seen("Ana"), seen("Ben")), ((1, Some(0)), (0, Some(1))));
    review("Ben", "wrong");
    assert_eq!((seen("Ana"), seen("Ben")), ((2, Some(0)), (2, Some(0))));
    let settled = server.get("/api/v1/adjudication").json();
    assert_eq!(settled["open"][0]["claim_id"].as_str(), Some(claim.as_str()));
    assert_eq!(settled["agreement"][0]["claims"].as_u64(), Some(1));
    // Opinions change no claim.
    assert_eq!(
        server.get(&format!("/api/v1/claims/{claim}")).json()["verdict"],
        Value::Null
    );
}
