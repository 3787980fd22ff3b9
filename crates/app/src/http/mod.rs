//! In: the opened project. Out: the server of `sitrep serve`: the API under /api/v1, described by an OpenAPI document that is read
//! off its types, and the web app that is built into the binary. A file here is a resource.

mod assets;
mod cache;
mod claims;
mod codebook;
mod export;
mod guard;
mod inputs;
mod kept;
mod look;
mod problem;
mod query;
mod records;
mod state;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use utoipa::OpenApi;

pub use self::guard::Guard;
use self::problem::Problem;
pub use self::state::App;

/// Bodies up to this are taken; inputs may be longer.
const BODY: usize = 1 << 20;

/// The API as it describes itself.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "sitrep",
        description = "What reports claim, over one project file. Days are ISO days, moments ISO moments in UTC, offsets code points, end \
            exclusive. Lists are paged: give `next` of a page as `after`. Answers bear an ETag. A change needs the header `X-Sitrep: 1` \
            and, where it is signed, `X-Sitrep-Coder` with a name (percent-encoded). Faults are application/problem+json.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    paths(
        records::project,
        look::facets,
        look::timeline,
        look::map,
        look::names,
        look::gazetteer,
        look::basemap,
        claims::list,
        claims::one,
        claims::correct,
        claims::withdraw,
        claims::put_review,
        claims::queue,
        claims::adjudication,
        records::reports,
        records::report,
        records::events,
        records::event,
        records::merge,
        records::split,
        records::withdraw_decision,
        records::operations,
        records::log,
        codebook::codebook,
        codebook::try_sentence,
        inputs::add,
        inputs::add_text,
        inputs::list,
        export::preview,
        export::file
    )
)]
struct Described;

/// The OpenAPI document, as it is served and committed (`web/openapi.json`).
pub fn openapi() -> String {
    let mut text = Described::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

async fn described() -> Response {
    (
        [(axum::http::header::CONTENT_TYPE, "application/json")],
        openapi(),
    )
        .into_response()
}

async fn no_route(uri: Uri) -> Problem {
    Problem::no_route(uri.path())
}

/// All routes behind the guard.
pub fn router(app: Arc<App>, guard: Guard) -> Router {
    let api = Router::new()
        .route("/openapi.json", get(described))
        .route("/project", get(records::project))
        .route("/facets", get(look::facets))
        .route("/timeline", get(look::timeline))
        .route("/map", get(look::map))
        .route("/names", get(look::names))
        .route("/gazetteer", get(look::gazetteer))
        .route("/basemap", get(look::basemap))
        .route("/claims", get(claims::list))
        .route("/claims/{id}", get(claims::one))
        .route("/claims/{id}/corrections", post(claims::correct))
        .route("/claims/{id}/review", put(claims::put_review))
        .route("/corrections/{id}/withdrawal", post(claims::withdraw))
        .route("/queue", get(claims::queue))
        .route("/adjudication", get(claims::adjudication))
        .route("/reports", get(records::reports))
        .route("/reports/{id}", get(records::report))
        .route("/events", get(records::events))
        .route("/events/merge", post(records::merge))
        .route("/events/{id}", get(records::event))
        .route("/events/{id}/split", post(records::split))
        .route("/decisions/{id}/withdrawal", post(records::withdraw_decision))
        .route("/operations", get(records::operations))
        .route("/log", get(records::log))
        .route("/codebook", get(codebook::codebook))
        .route("/try", post(codebook::try_sentence))
        .route("/inputs/text", post(inputs::add_text))
        .route("/export", get(export::preview))
        .route("/export/file", get(export::file))
        .layer(DefaultBodyLimit::max(BODY))
        .route(
            "/inputs",
            get(inputs::list)
                .post(inputs::add)
                .layer(DefaultBodyLimit::max(crate::input::LONGEST)),
        )
        .fallback(no_route)
        .layer(from_fn(plain_faults))
        .layer(from_fn_with_state(Arc::clone(&app), cache::cache))
        .with_state(app);
    Router::new()
        .nest("/api/v1", api)
        .fallback(get(assets::asset))
        .layer(from_fn_with_state(Arc::new(guard), guard::guard))
}

/// What the framework refuses by itself is said in the same form as the rest.
async fn plain_faults(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status();
    let ours = response
        .headers()
        .get(axum::http::header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/"));
    if ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let limit = if path.ends_with("/inputs") {
                crate::input::LONGEST
            } else {
                BODY
            };
            Problem::too_large(limit).into_response()
        }
        StatusCode::METHOD_NOT_ALLOWED => {
            let mut problem = Problem::body(format!(
                "{path} does not take this method; /api/v1/openapi.json lists what it takes"
            ));
            problem.status = status.as_u16();
            problem.into_response()
        }
        _ => {
            let (_, body) = response.into_parts();
            let said = axum::body::to_bytes(body, 4096).await.unwrap_or_default();
            let mut problem = Problem::body(format!("{path}: {}", String::from_utf8_lossy(&said)));
            problem.status = if status == StatusCode::UNPROCESSABLE_ENTITY {
                400
            } else {
                status.as_u16()
            };
            problem.into_response()
        }
    }
}

/// Answers until Ctrl-C.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: tokio::net::TcpListener, app: App, guard: Guard) -> Result<()> {
    let stopped = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    let app = Arc::new(app);
    app.warm(|app| look::open_world(app.places.as_deref()));
    axum::serve(listener, router(app, guard))
        .with_graceful_shutdown(stopped)
        .await
        .context("the server stopped")
}
