//! In: an answer of the API. Out: the same with an ETag, packed where the browser can unpack; 304 when it has it already.
//! Knows no resource.

use std::io::Write as _;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::assets::takes_gzip;
use super::problem::Problem;

/// Answers up to this are held whole; files that are longer say so themselves.
const WHOLE: usize = 64 << 20;
/// Shorter ones are not worth packing.
const SMALL: usize = 900;

/// Tags and packs answers to GET.
pub async fn cache(request: Request, next: Next) -> Response {
    let (get, headers) = (request.method() == Method::GET, request.headers().clone());
    let response = next.run(request).await;
    let json = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/json"));
    if !get || response.status() != StatusCode::OK || !json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, WHOLE).await else {
        return Problem::inside("the answer is too long; ask for a smaller page").into_response();
    };
    let tag = format!("\"{}\"", tag(&bytes));
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, value);
    }
    parts.headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    parts.headers.insert(
        header::VARY,
        HeaderValue::from_static("accept-encoding, x-sitrep-coder, cookie"),
    );
    if has(&headers, &tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    if bytes.len() < SMALL || !takes_gzip(&headers) {
        return Response::from_parts(parts, Body::from(bytes));
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    match packer.write_all(&bytes).and_then(|()| packer.finish()) {
        Ok(packed) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            parts
                .headers
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            Response::from_parts(parts, Body::from(packed))
        }
        Err(_) => Response::from_parts(parts, Body::from(bytes)),
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
