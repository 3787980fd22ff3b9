//! In: a request as it came. Out: the same, let through, or refused; and the headers that every answer bears. Knows no
//! resource. Against: foreign pages that send (CSRF), rebind names (DNS rebinding), frame the app (clickjacking) or smuggle
//! script into report texts (XSS); callers from the network without the token.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use super::problem::Problem;

/// Bears the token between two requests of a browser.
const COOKIE: &str = "sitrep_token";
/// A page of another origin cannot set this header without asking first, and is never allowed to.
pub const OURS: &str = "x-sitrep";

/// Nothing is loaded from, sent to or framed by another host, and no script stands in a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: \
    blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// Who may ask.
#[derive(Debug, Clone)]
pub struct Guard {
    /// `None`: no token is demanded.
    pub token: Option<String>,
    /// Names, in lower case, under which the app may be asked for, beside localhost and plain addresses.
    pub names: Vec<String>,
}

impl Guard {
    /// A new token of 256 random bits.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub fn new_token() -> anyhow::Result<String> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|e| anyhow::anyhow!("cannot make a token: no random bytes from the system: {e}"))?;
        let digits = bytes.iter().flat_map(|b| [b >> 4, b & 15]);
        Ok(digits.filter_map(|d| char::from_digit(d.into(), 16)).collect())
    }

    fn knows(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let same = |shown: &str| bool::from(shown.as_bytes().ct_eq(token.as_bytes()));
        let bearer = text(headers, &header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer "));
        bearer.is_some_and(same) || cookie(headers).is_some_and(same)
    }

    /// A name that somebody else controls may point to this machine; such a request bears that name.
    fn is_host(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.rsplit_once(':').map_or(host, |(name, _)| name),
        };
        let name = name.to_ascii_lowercase();
        name == "localhost" || name.parse::<IpAddr>().is_ok() || self.names.contains(&name)
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = text(headers, &header::COOKIE)?;
    all.split(';')
        .find_map(|c| c.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Lets a request through or refuses it.
pub async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let mut response = match refused(&guard, &request) {
        Some(response) => response,
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            header::HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), browsing-topics=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn refused(guard: &Guard, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let host = text(headers, &header::HOST).unwrap_or_default();
    if !guard.is_host(host) {
        let told = format!(
            "this app does not answer to the name \"{host}\"; start `sitrep serve` with --name for it"
        );
        return Some(Problem::forbidden(told).into_response());
    }
    if let Some(response) = entered(guard, request) {
        return Some(response);
    }
    if !guard.knows(headers) {
        return Some(Problem::unknown_caller().into_response());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) && !is_own_page(headers, host) {
        let told = format!(
            "a change must come from the app's own pages; other programs send the header {OURS}: 1 and no Origin"
        );
        return Some(Problem::forbidden(told).into_response());
    }
    None
}

/// The first visit, with the token in the address: it moves into a cookie, out of sight and of the history.
fn entered(guard: &Guard, request: &Request) -> Option<Response> {
    let token = guard.token.as_ref()?;
    let query = request.uri().query()?;
    let shown = query.split('&').find_map(|p| p.strip_prefix("token="))?;
    if request.method() != Method::GET || !bool::from(shown.as_bytes().ct_eq(token.as_bytes())) {
        return Some(Problem::unknown_caller().into_response());
    }
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict");
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response();
    let value = HeaderValue::from_str(&cookie).ok()?;
    response.headers_mut().insert(header::SET_COOKIE, value);
    Some(response)
}

fn is_own_page(headers: &HeaderMap, host: &str) -> bool {
    let site = text(headers, &header::HeaderName::from_static("sec-fetch-site"));
    let origin = text(headers, &header::ORIGIN);
    let same = origin.is_none_or(|o| {
        o.split_once("://")
            .is_some_and(|(_, h)| h.eq_ignore_ascii_case(host))
    });
    headers.contains_key(OURS) && same && site.is_none_or(|s| s == "same-origin" || s == "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard {
            token: None,
            names: vec!["desk.example.org".to_owned()],
        }
    }

    #[test]
    fn only_names_that_are_ours_are_hosts() {
        for (host, is) in [
            ("localhost:8017", true),
            ("127.0.0.1:8017", true),
            ("[::1]:8017", true),
            ("10.0.0.7", true),
            ("Desk.Example.org", true),
            ("evil.example", false),
            ("localhost.evil.example:8017", false),
            ("127.0.0.1.evil.example", false),
            ("", false),
        ] {
            assert_eq!(guard().is_host(host), is, "{host}");
        }
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(k, v): &(&'static str, &str)| {
            (
                header::HeaderName::from_static(k),
                HeaderValue::from_str(v).expect("a value"),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn a_change_comes_from_our_own_pages() {
        let host = "127.0.0.1:8017";
        for (pairs, own) in [
            (vec![("x-sitrep", "1")], true),
            (vec![("x-sitrep", "1"), ("origin", "http://127.0.0.1:8017")], true),
            (vec![("origin", "http://127.0.0.1:8017")], false),
            (vec![("x-sitrep", "1"), ("origin", "http://evil.example")], false),
            (vec![("x-sitrep", "1"), ("origin", "null")], false),
            (vec![("x-sitrep", "1"), ("sec-fetch-site", "cross-site")], false),
            (vec![], false),
        ] {
            assert_eq!(is_own_page(&headers(&pairs), host), own, "{pairs:?}");
        }
    }

    #[test]
    fn the_token_is_shown_in_a_header_or_a_cookie() {
        let guard = Guard {
            token: Some("abc".to_owned()),
            names: Vec::new(),
        };
        for (pairs, known) in [
            (vec![], false),
            (vec![("authorization", "Bearer abc")], true),
            (vec![("authorization", "Bearer abd")], false),
            (vec![("authorization", "abc")], false),
            (vec![("cookie", "a=b; sitrep_token=abc")], true),
            (vec![("cookie", "sitrep_token=ab")], false),
            (vec![("cookie", "xsitrep_token=abc")], false),
        ] {
            assert_eq!(guard.knows(&headers(&pairs)), known, "{pairs:?}");
        }
    }
}
