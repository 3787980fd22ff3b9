//! In: what is wrong with a request. Out: an answer in the form of RFC 9457 (`application/problem+json`) that says what
//! was asked, what is wrong and what to do. Knows no resource.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// The HTTP status again.
    pub status: u16,
    /// The kind of fault in a few words.
    pub title: String,
    /// What was attempted, what is wrong, what to do.
    pub detail: String,
    /// The parameter or field that is wrong; null when it is not one.
    pub field: Option<String>,
}

/// What a handler gives: a value, or a problem.
pub type Answer<T> = Result<T, Problem>;

impl Problem {
    fn new(status: StatusCode, title: &str, detail: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            title: title.to_owned(),
            detail: detail.into(),
            field: None,
        }
    }

    /// A parameter or a field of the body that cannot be used.
    pub fn bad(field: &str, detail: impl Into<String>) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::new(StatusCode::BAD_REQUEST, "bad request", detail)
        }
    }

    /// A body that is not what the route takes.
    pub fn body(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad request", detail)
    }

    /// Nothing there.
    pub fn missing(what: &str, id: &str) -> Self {
        let detail = format!(
            "there is no {what} \"{id}\" in this project; it may have changed since the page was loaded"
        );
        Self::new(StatusCode::NOT_FOUND, "not found", detail)
    }

    /// No such address.
    pub fn no_route(path: &str) -> Self {
        let detail = format!("the API has no {path}; /api/v1/openapi.json lists what it has");
        Self::new(StatusCode::NOT_FOUND, "not found", detail)
    }

    /// Who asks may not.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not allowed", detail)
    }

    /// Who asks has shown no token.
    pub fn unknown_caller() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "token needed",
            "open the address with the token that `sitrep serve` printed when it started",
        )
    }

    /// Another change came first, or the state does not allow it.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", detail)
    }

    /// A body over the limit.
    pub fn too_large(limit: usize) -> Self {
        let detail = format!(
            "what was sent is longer than {} MiB; split it, or add it with `sitrep add`",
            limit >> 20
        );
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too large", detail)
    }

    /// The fault is ours or the disk's.
    pub fn inside(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "failed", detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}
