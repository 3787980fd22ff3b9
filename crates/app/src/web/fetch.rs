//! In: an address. Out: the bytes behind it, politely: one request at a time, a pause between two to the same host,
//! robots.txt obeyed, nothing fetched again that has not changed. Knows no feed.

use std::collections::HashMap;
use std::io::Read as _;
use std::thread;
use std::time::{Duration, Instant};

use robotstxt::DefaultMatcher;
use serde::{Deserialize, Serialize};
use ureq::Agent;
use ureq::http::{HeaderMap, StatusCode, Uri};

use crate::input::LONGEST;

/// The name by which robots.txt knows the program.
pub const NAME: &str = "sitrep";
/// Between two requests to the same host; robots.txt may ask for more.
const PAUSE: Duration = Duration::from_secs(2);
/// A robots.txt that asks for a longer pause than this is obeyed as far as this.
const LONGEST_PAUSE: Duration = Duration::from_mins(2);
/// How long a robots.txt is believed.
const ROBOTS_FOR: Duration = Duration::from_hours(24);
/// Its longest length that is read, as RFC 9309 has it.
const ROBOTS_LENGTH: u64 = 512 << 10;
/// An answer must be whole after this.
const TIMEOUT: Duration = Duration::from_mins(1);
/// Addresses that lead to others, in a row.
const REDIRECTS: usize = 5;

/// What a server said of the version it sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub modified: Option<String>,
}

/// What came of a request.
#[derive(Debug)]
pub enum Fetched {
    /// The document.
    Whole {
        /// Its bytes, unpacked.
        bytes: Vec<u8>,
        /// Its version, to ask for a newer one.
        version: Version,
        /// The encoding that the server names.
        charset: Option<String>,
    },
    /// Nothing new.
    Unchanged,
    /// Nothing, and when to ask again at the earliest.
    Refused {
        /// In one line.
        why: String,
        /// The server's wish; `None`: it has none.
        wait: Option<Duration>,
    },
}

/// Fetches; remembers whom it asked when.
pub struct Fetcher {
    agent: Agent,
    robots: HashMap<String, (Instant, String)>,
    asked: HashMap<String, Instant>,
    pause: Duration,
}

impl Fetcher {
    /// `contact` is told to servers with the program's name; `pause` is for tests, `None`: 2 seconds.
    pub fn new(contact: Option<&str>, pause: Option<Duration>) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        let agent = match contact {
            Some(contact) => format!("{NAME}/{version} ({contact})"),
            None => format!("{NAME}/{version}"),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent(agent)
            .build();
        Self {
            agent: config.into(),
            robots: HashMap::new(),
            asked: HashMap::new(),
            pause: pause.unwrap_or(PAUSE),
        }
    }

    /// Fetches what stands at `url` if it is newer than `version`.
    pub fn get(&mut self, url: &str, version: &Version) -> Fetched {
        let mut url = url.to_owned();
        for _ in 0..=REDIRECTS {
            let Some(host) = host(&url) else {
                let why = format!("{url} is no address of the web; give http:// or https://");
                return refused(why, None);
            };
            let pause = match self.allowed(&host, &url) {
                Ok(pause) => pause,
                Err(why) => return refused(why, None),
            };
            self.wait(&host, pause);
            let mut request = self.agent.get(&url);
            if let Some(etag) = &version.etag {
                request = request.header("If-None-Match", etag);
            }
            if let Some(modified) = &version.modified {
                request = request.header("If-Modified-Since", modified);
            }
            let mut answer = match request.call() {
                Ok(answer) => answer,
                Err(e) => return refused(format!("cannot fetch {url}: {e}"), None),
            };
            let status = answer.status();
            let header = |name| header(answer.headers(), name);
            if status == StatusCode::NOT_MODIFIED {
                return Fetched::Unchanged;
            }
            if status.is_redirection() {
                let Some(next) = header("location").and_then(|to| joined(&url, &to)) else {
                    return refused(format!("cannot fetch {url}: it leads nowhere ({status})"), None);
                };
                url = next;
                continue;
            }
            if !status.is_success() {
                let wait = header("retry-after").and_then(|s| s.trim().parse().ok());
                return refused(
                    format!("cannot fetch {url}: the server answers {status}"),
                    wait.map(Duration::from_secs),
                );
            }
            let version = Version {
                etag: header("etag"),
                modified: header("last-modified"),
            };
            let charset = answer.body().charset().map(str::to_owned);
            let mut bytes = Vec::new();
            let body = answer.body_mut().as_reader();
            return match body.take(LONGEST as u64 + 1).read_to_end(&mut bytes) {
                Err(e) => refused(format!("cannot fetch {url}: {e}"), None),
                Ok(_) if bytes.len() > LONGEST => refused(
                    format!("cannot fetch {url}: longer than {} MiB", LONGEST >> 20),
                    None,
                ),
                Ok(_) => Fetched::Whole {
                    bytes,
                    version,
                    charset,
                },
            };
        }
        refused(
            format!("cannot fetch {url}: more than {REDIRECTS} addresses lead to others"),
            None,
        )
    }

    /// The pause that the host asks for, when it lets us fetch the address.
    fn allowed(&mut self, host: &str, url: &str) -> Result<Duration, String> {
        let known = self
            .robots
            .get(host)
            .is_some_and(|(when, _)| when.elapsed() < ROBOTS_FOR);
        if !known {
            self.wait(host, Duration::ZERO);
            // Rules that cannot be read are asked for again next time: the host may be back.
            let robots = self.ask_for_rules(host).map_err(|why| {
                format!("{url} is not fetched: the robots.txt of its host cannot be read at present ({why})")
            })?;
            self.robots.insert(host.to_owned(), (Instant::now(), robots));
        }
        let robots = self.robots.get(host).map_or("", |(_, robots)| robots);
        if DefaultMatcher::default().one_agent_allowed_by_robots(robots, NAME, url) {
            return Ok(delay(robots));
        }
        Err(format!(
            "{url} is not fetched: the robots.txt of its host forbids it"
        ))
    }

    /// The rules, or why there are none. As RFC 9309 says: what is not there forbids nothing, a server that fails forbids all.
    fn ask_for_rules(&self, host: &str) -> Result<String, String> {
        let mut url = format!("{host}/robots.txt");
        for _ in 0..=REDIRECTS {
            let mut answer = self.agent.get(&url).call().map_err(|e| e.to_string())?;
            let status = answer.status();
            if status.is_redirection() {
                match header(answer.headers(), "location").and_then(|to| joined(&url, &to)) {
                    Some(next) => url = next,
                    None => return Ok(String::new()),
                }
                continue;
            }
            if status.is_success() {
                let mut bytes = Vec::new();
                let read = answer
                    .body_mut()
                    .as_reader()
                    .take(ROBOTS_LENGTH)
                    .read_to_end(&mut bytes);
                return match read {
                    Ok(_) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
                    Err(e) => Err(e.to_string()),
                };
            }
            return if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
                Ok(String::new())
            } else {
                Err(format!("the server answers {status}"))
            };
        }
        Ok(String::new())
    }

    /// Waits until the host may be asked again.
    fn wait(&mut self, host: &str, pause: Duration) {
        let pause = pause.max(self.pause);
        if let Some(last) = self.asked.get(host) {
            thread::sleep(pause.saturating_sub(last.elapsed()));
        }
        self.asked.insert(host.to_owned(), Instant::now());
    }
}

fn refused(why: String, wait: Option<Duration>) -> Fetched {
    Fetched::Refused { why, wait }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Scheme and host with its port; `None` when it is no address of the web.
fn host(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let scheme = uri.scheme_str().filter(|s| matches!(*s, "http" | "https"))?;
    Some(format!("{scheme}://{}", uri.authority()?))
}

/// The address that `to` means on the page `from`.
fn joined(from: &str, to: &str) -> Option<String> {
    let to = to.split('#').next().unwrap_or_default();
    if to.contains("://") {
        return Some(to.to_owned());
    }
    let host = host(from)?;
    if let Some(rest) = to.strip_prefix("//") {
        return Some(format!("{}//{rest}", host.split("//").next()?));
    }
    if to.starts_with('/') {
        return Some(format!("{host}{to}"));
    }
    let path = from.split(['?', '#']).next()?;
    let folder = path.get(..=path.rfind('/')?).filter(|f| f.len() > host.len());
    Some(format!(
        "{}{to}",
        folder.map_or_else(|| format!("{host}/"), str::to_owned)
    ))
}

/// The pause that a robots.txt asks of us, or of all.
fn delay(robots: &str) -> Duration {
    let (mut ours, mut all) = (None, None);
    let (mut agents, mut open) = (Vec::new(), false);
    for line in robots.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        match key.trim().to_ascii_lowercase().as_str() {
            "user-agent" => {
                if !open {
                    agents.clear();
                }
                open = true;
                agents.push(value.trim().to_ascii_lowercase());
            }
            "crawl-delay" => {
                open = false;
                let seconds = value
                    .trim()
                    .parse::<f64>()
                    .ok()
                    .filter(|s| (0.0..1e6).contains(s));
                if agents.iter().any(|a| a == NAME) {
                    ours = ours.or(seconds);
                } else if agents.iter().any(|a| a == "*") {
                    all = all.or(seconds);
                }
            }
            _ => open = false,
        }
    }
    let seconds = ours.or(all).unwrap_or_default();
    Duration::from_secs_f64(seconds).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let check = |from: &str, to: &str, expected: &str| {
            assert_eq!(joined(from, to).as_deref(), Some(expected), "{from} {to}");
        };
        check("https://a.org/x/y?z=1", "w", "https://a.org/x/w");
        check("https://a.org", "w", "https://a.org/w");
        check("https://a.org/x/y", "/w#f", "https://a.org/w");
        check("https://a.org:81/x", "//b.org/w", "https://b.org/w");
        check("https://a.org/x", "http://b.org/w", "http://b.org/w");
        assert_eq!(host("ftp://a.org/x"), None);
        assert_eq!(host("https://a.org:81/x").as_deref(), Some("https://a.org:81"));
    }

    #[test]
    fn pauses() {
        let check =
            |robots: &str, seconds| assert_eq!(delay(robots), Duration::from_secs(seconds), "{robots}");
        check("", 0);
        check("User-agent: *\nDisallow: /x\nCrawl-delay: 10", 10);
        check(
            "User-agent: other\nCrawl-delay: 10\n\nUser-agent: *\nDisallow:",
            0,
        );
        check(
            "User-agent: *\nCrawl-delay: 10\nUser-agent: Sitrep\nCrawl-delay: 3",
            3,
        );
        check("User-agent: *\nCrawl-delay: 99999", 120);
    }
}
