//! In: a path of the web app. Out: the file that was built into the binary, packed as it lies there. Knows no API.
//!
//! `web/dist` holds every file with `.gz` behind its name; names of scripts bear a hash, so that browsers may keep them.

use std::io::Read as _;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;
use include_dir::{Dir, include_dir};

use super::problem::Problem;

static BUILT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../web/dist");

/// What the first page asks when its address holds no filter (`src/main.ts`): the browser asks it beside the scripts, not after.
const ASKED_FIRST: [&str; 3] = ["project", "claims?limit=24&", "facets?"];

/// The answers that a page will need, as a Link header.
fn asked_first(uri: &Uri) -> Option<HeaderValue> {
    let known = if uri.path() == "/" && uri.query().is_none() {
        &ASKED_FIRST[..]
    } else {
        &ASKED_FIRST[..1]
    };
    let link = |path: &&str| format!("</api/v1/{path}>; rel=preload; as=fetch; crossorigin");
    HeaderValue::from_str(&known.iter().map(link).collect::<Vec<_>>().join(", ")).ok()
}

/// A file of the app; any other path is a page of it.
pub async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path == "api" {
        return Problem::no_route(uri.path()).into_response();
    }
    let named = BUILT.get_file(format!("{path}.gz"));
    // An address without a dot is a page, which the script in the one document draws.
    let (file, name) = match named {
        Some(file) => (Some(file), path),
        None if path.contains('.') => (None, path),
        None => (BUILT.get_file("index.html.gz"), "index.html"),
    };
    let Some(file) = file else {
        return Problem::missing("file", path).into_response();
    };
    // Names of the app's own scripts bear a hash of what they hold; others are asked for again by their tag.
    let tag = format!("\"{}\"", &store::project::sha256(file.contents())[..32]);
    let kept = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    if kept.is_some_and(|k| k.split(',').any(|t| t.trim().trim_start_matches("W/") == tag)) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let lasts = if is_hashed(name) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = packed(file.contents(), &headers);
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasts));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if name == "index.html"
        && let Some(links) = asked_first(&uri)
    {
        answer.insert(header::LINK, links);
    }
    response
}

/// True when who asks can unpack gzip.
pub fn takes_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|e| e.trim().split(';').next() == Some("gzip")))
}

/// True for names as "assets/map-QvP27Ps8.js".
fn is_hashed(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let hash = stem
        .get(stem.len().saturating_sub(9)..)
        .and_then(|h| h.strip_prefix('-'));
    name.starts_with("assets/")
        && hash.is_some_and(|h| h.chars().any(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
}

fn packed(bytes: &'static [u8], headers: &HeaderMap) -> Response {
    if takes_gzip(headers) {
        let mut response = Body::from(bytes).into_response();
        let gzip = HeaderValue::from_static("gzip");
        response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        return response;
    }
    let mut plain = Vec::new();
    match GzDecoder::new(bytes).read_to_end(&mut plain) {
        Ok(_) => plain.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, e)| e) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn only_names_with_a_hash_last() {
        for (name, hashed) in [
            ("assets/map-QvP27Ps8.js", true),
            ("assets/index-sLKnQR8d.css", true),
            ("assets/maplibre-worker.js", false),
            ("assets/countries-50m.json", false),
            ("index.html", false),
            ("assets/é-🙂.js", false),
        ] {
            assert_eq!(is_hashed(name), hashed, "{name}");
        }
    }
}
