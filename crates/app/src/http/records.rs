//! In: a filter or an id. Out: the project itself, its reports, events, operations and log; merging and splitting of events.
//! Knows no claim's values.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::Value;
use store::project::{By, Decision, Filter, Project, ReportEntry};

use super::claims::caller;
use super::problem::{Answer, Problem};
use super::query::{FilterQuery, PageQuery, Pairs, asked};
use super::state::{App, now};
use super::wire::{
    DecisionInfo, Done, EventDetail, EventPage, LogEntry, LogPage, Merge, OperationInfo, OperationList,
    ProjectInfo, ReportDetail, ReportPage, RunInfo, Split, Why,
};

/// Claims of one operation that are told.
const NAMED: usize = 300;

/// What the project holds, and what may be done with it.
#[utoipa::path(get, path = "/api/v1/project", tag = "project", responses((status = 200, body = ProjectInfo)))]
pub async fn project(State(app): State<Arc<App>>) -> Answer<Json<ProjectInfo>> {
    let shared = Arc::clone(&app);
    let info = app.read(move |p| {
        let [reports, claims, events, operations] = p.sizes()?;
        let days = p.days()?;
        let runs = p.runs()?.into_iter().map(|r| RunInfo {
            id: r.id,
            version: r.knowledge.version,
            codebook: r.knowledge.codebook,
            model: r.knowledge.model,
            begun: r.begun,
            ended: r.ended,
            claims: r.claims,
            current: r.current,
        });
        Ok(ProjectInfo {
            name: shared
                .path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            read_only: shared.read_only,
            reports,
            claims,
            events,
            operations,
            head: p.head()?,
            linking: shared.is_linking(),
            first_day: days.as_ref().map(|d| d.0.clone()),
            last_day: days.map(|d| d.1),
            basemap: shared.basemap.is_some(),
            coders: p.people()?,
            runs: runs.collect(),
        })
    });
    Ok(Json(info.await?))
}

/// Where an input lay is told without its folder.
fn without_folder(entry: ReportEntry) -> ReportEntry {
    ReportEntry {
        input: file_name(&entry.input).to_owned(),
        ..entry
    }
}

fn file_name(input: &str) -> &str {
    input.rsplit(['/', '\\']).next().unwrap_or(input)
}

/// Reports by day of publication. Of the filter its words (of title and text), days (of publication) and sources count.
#[utoipa::path(get, path = "/api/v1/reports", tag = "records", params(FilterQuery, PageQuery), responses((status = 200, body = ReportPage), (status = 400, body = Problem)))]
pub async fn reports(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<ReportPage>> {
    let mut asked = asked(pairs.0, &[])?;
    // A list of reports shows those that repeat others, marked.
    asked.filter.copies = true;
    let page = app.read(move |p| {
        let page = p.reports(&asked.filter, asked.limit, asked.after.as_deref())?;
        Ok(ReportPage {
            total: p.count_all_reports(&asked.filter)?,
            reports: page.entries.into_iter().map(without_folder).collect(),
            next: page.next,
        })
    });
    Ok(Json(page.await?))
}

/// One report with its text, what was taken out of it, and its claims.
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "records", params(("id" = String, Path, description = "SHA-256 of its bytes")),
    responses((status = 200, body = ReportDetail), (status = 404, body = Problem)))]
pub async fn report(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer<Json<ReportDetail>> {
    let detail = app.read(move |p| {
        let Some((entry, report, claims)) = p.report(&id)? else {
            return Err(Problem::missing("report", &id));
        };
        let entry = without_folder(entry);
        Ok(ReportDetail {
            id: entry.sha256,
            report,
            input: entry.input,
            retrieved: entry.retrieved,
            copy_of: entry.copy_of,
            claims,
        })
    });
    Ok(Json(detail.await?))
}

/// Events with a claim that passes, by day and id.
#[utoipa::path(get, path = "/api/v1/events", tag = "records", params(FilterQuery, PageQuery), responses((status = 200, body = EventPage), (status = 400, body = Problem)))]
pub async fn events(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<EventPage>> {
    let asked = asked(pairs.0, &[])?;
    let page = app.read(move |p| {
        let page = p.events(&asked.filter, asked.limit, asked.after.as_deref())?;
        Ok(EventPage {
            total: p.count_events(&asked.filter)?,
            events: page.entries,
            next: page.next,
        })
    });
    Ok(Json(page.await?))
}

/// One event with its claims as they stand and what people decided of it.
#[utoipa::path(get, path = "/api/v1/events/{id}", tag = "records", params(("id" = String, Path, description = "id of the event")),
    responses((status = 200, body = EventDetail), (status = 404, body = Problem)))]
pub async fn event(State(app): State<Arc<App>>, Path(id): Path<String>) -> Answer<Json<EventDetail>> {
    let detail = app.read(move |p| {
        let found = p.event(&id).map_err(|e| missing_or(e, &id))?;
        Ok(EventDetail {
            event: found.event,
            rows: found.rows,
            decisions: found.decisions.into_iter().map(decision).collect(),
        })
    });
    Ok(Json(detail.await?))
}

fn missing_or(e: store::project::Error, id: &str) -> Problem {
    if e.is_request() {
        Problem::missing("event", id)
    } else {
        e.into()
    }
}

fn decision(d: Decision) -> DecisionInfo {
    DecisionInfo {
        id: d.id,
        kind: d.kind,
        who: d.who,
        at: d.at,
        why: d.why,
        withdraws: d.withdraws,
        holds: d.holds,
        claims: d.claims,
    }
}

async fn decide(
    app: Arc<App>,
    headers: &HeaderMap,
    why: String,
    act: impl FnOnce(&mut Project, By<'_>) -> Answer<i64> + Send + 'static,
) -> Answer<Json<Done>> {
    let who = caller(headers);
    let id = app.write(move |p| {
        let at = now();
        act(
            p,
            By {
                who: &who,
                at: &at,
                why: &why,
            },
        )
    });
    let id = id.await?;
    app.relink();
    Ok(Json(Done { id }))
}

/// Puts events together; their claims are one event as soon as they are linked anew, in a moment.
#[utoipa::path(post, path = "/api/v1/events/merge", tag = "review", request_body = Merge, responses((status = 200, body = Done), (status = 400, body = Problem)))]
pub async fn merge(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(body): Json<Merge>,
) -> Answer<Json<Done>> {
    decide(app, &headers, body.why, move |p, by| {
        let ids: Vec<&str> = body.events.iter().map(String::as_str).collect();
        Ok(p.merge(&ids, by)?)
    })
    .await
}

/// Takes claims out of an event; together they are one of their own.
#[utoipa::path(post, path = "/api/v1/events/{id}/split", tag = "review", params(("id" = String, Path, description = "id of the event")),
    request_body = Split, responses((status = 200, body = Done), (status = 400, body = Problem)))]
pub async fn split(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Split>,
) -> Answer<Json<Done>> {
    decide(app, &headers, body.why, move |p, by| {
        let ids: Vec<&str> = body.claims.iter().map(String::as_str).collect();
        Ok(p.split(&id, &ids, by)?)
    })
    .await
}

/// Undoes a merge or split.
#[utoipa::path(post, path = "/api/v1/decisions/{id}/withdrawal", tag = "review", params(("id" = i64, Path, description = "number of the decision")),
    request_body = Why, responses((status = 200, body = Done), (status = 400, body = Problem)))]
pub async fn withdraw_decision(
    State(app): State<Arc<App>>,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Json(body): Json<Why>,
) -> Answer<Json<Done>> {
    decide(app, &headers, body.why, move |p, by| {
        Ok(p.withdraw_decision(id, by)?)
    })
    .await
}

/// The named campaigns, each with the claims that name it.
#[utoipa::path(get, path = "/api/v1/operations", tag = "records", responses((status = 200, body = OperationList)))]
pub async fn operations(State(app): State<Arc<App>>) -> Answer<Json<OperationList>> {
    let list = app.read(|p| {
        let mut operations = Vec::new();
        for o in p.operations()? {
            let filter = Filter {
                operations: vec![o.name.clone()],
                ..Filter::default()
            };
            operations.push(OperationInfo {
                total: p.count_claims(&filter)?,
                claims: p.claims(&filter, NAMED, None)?.entries,
                id: o.operation_id,
                name: o.name,
                operation: o.json,
            });
        }
        Ok(OperationList { operations })
    });
    Ok(Json(list.await?))
}

/// The end of the log, the newest last.
#[utoipa::path(get, path = "/api/v1/log", tag = "project", params(("limit" = Option<u32>, Query, description = "lines, 1 to 500")),
    responses((status = 200, body = LogPage), (status = 400, body = Problem)))]
pub async fn log(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<LogPage>> {
    let limit = asked(pairs.0, &[])?.limit;
    let lines = app.read(move |p| {
        let mut lines = Vec::new();
        for l in p.log(limit)? {
            lines.push(LogEntry {
                told: p.told(&l)?,
                seq: l.seq,
                at: l.at,
                who: l.who,
                act: l.act,
                what: serde_json::from_str(&l.what).unwrap_or(Value::String(l.what)),
                hash: l.hash,
            });
        }
        Ok(LogPage { lines })
    });
    Ok(Json(lines.await?))
}
