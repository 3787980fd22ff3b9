//! In: an answer of the API. Out: the same with an ETag, packed where the browser can unpack; 304 when it has it already.
//! Knows no resource.

use std::io::Write as _;
use std::sync::Arc;

use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::assets::takes_gzip;
use super::kept::{Answered, question};
use super::problem::Problem;
use super::state::App;

/// Answers up to this are held whole; files that are longer say so themselves.
const WHOLE: usize = 64 << 20;
/// Shorter ones are not worth packing.
const SMALL: usize = 900;

/// Tags and packs answers to GET; those that cost much are kept.
pub async fn cache(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    // Who asks for the head alone gets that of the whole answer; the server leaves the body out.
    if request.method() == Method::HEAD {
        *request.method_mut() = Method::GET;
    }
    let (get, headers) = (request.method() == Method::GET, request.headers().clone());
    let uri = request.uri();
    let question = question(uri.path(), uri.query()).filter(|_| get);
    let state = match question {
        Some(question) => {
            let head = app.read(|p| Ok(p.head()?)).await.ok();
            head.map(|h| (format!("{h} {}", app.is_linking()), question))
        }
        None => None,
    };
    if let Some((of, question)) = &state
        && let Some(answer) = app.kept.get(of, question)
    {
        return sent(&headers, HeaderMap::new(), &answer);
    }
    let response = next.run(request).await;
    let json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/json"));
    if !get || response.status() != StatusCode::OK || !json {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(plain) = to_bytes(body, WHOLE).await else {
        return Problem::inside("the answer is too long; ask for a smaller page").into_response();
    };
    let keep = state.is_some();
    let answer = Arc::new(Answered {
        tag: format!("\"{}\"", tag(&plain)),
        packed: (plain.len() >= SMALL && (keep || takes_gzip(&headers)))
            .then(|| packed(&plain))
            .flatten(),
        plain,
    });
    if let Some((of, question)) = state {
        app.kept.put(&of, question, &answer);
    }
    sent(&headers, parts.headers, &answer)
}

fn packed(plain: &[u8]) -> Option<Bytes> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(plain).ok()?;
    packer.finish().ok().map(Bytes::from)
}

/// The answer as the asker can take it; 304 when it has it.
fn sent(asked: &HeaderMap, mut headers: HeaderMap, answer: &Answered) -> Response {
    headers.remove(header::CONTENT_LENGTH);
    if let Ok(value) = HeaderValue::from_str(&answer.tag) {
        headers.insert(header::ETAG, value);
    }
    let fixed = [
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "accept-encoding, x-sitrep-coder, cookie"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if has(asked, &answer.tag) {
        headers.remove(header::CONTENT_TYPE);
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    match &answer.packed {
        Some(bytes) if takes_gzip(asked) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            (headers, bytes.clone()).into_response()
        }
        _ => (headers, answer.plain.clone()).into_response(),
    }
}

/// 128 bits of SHA-256.
fn tag(bytes: &[u8]) -> String {
    store::project::sha256(bytes)[..32].to_owned()
}

fn has(headers: &HeaderMap, tag: &str) -> bool {
    let asked = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    asked.is_some_and(|v| {
        v.split(',')
            .any(|t| t.trim().trim_start_matches("W/") == tag || t.trim() == "*")
    })
}
