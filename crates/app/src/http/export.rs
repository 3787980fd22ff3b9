//! In: a filter and a profile. Out: what an export would hold and hold back, and the export as a zip with its data dictionary and what
//! was withheld or lost. What may leave the gate of `store::exchange` decides.

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan as _;
use serde_json::json;
use store::exchange::package::{About, files, pretty, schema};
use store::exchange::{Dataset, Gate, Profile, Shape, Withheld, gate, operations_of, shape};
use store::project::{Filter, Project};
use zip::write::SimpleFileOptions;

use super::problem::{Answer, Problem};
use super::query::{Asked, FilterQuery, Pairs, asked};
use super::state::App;
use super::wire::{ExportPreview, Removed};
use crate::command::dataset::{known_of, units};
use crate::command::export::today;

/// Claims in one export here; more is the matter of `sitrep export`.
const MOST: usize = 20_000;
/// In so many reports names are looked for while somebody waits. With more, the gate takes every word for a name and holds
/// it back.
const SEARCHED: usize = 300;

/// By name, with the name of the file.
const SHAPES: [(&str, &str, Shape); 5] = [
    ("plover", "plover.jsonl", Shape::Plover),
    ("polecat", "polecat.tsv", Shape::Polecat),
    ("ucdp", "ucdp.csv", Shape::Ucdp),
    ("acled", "acled.csv", Shape::Acled),
    ("gdelt", "gdelt.csv", Shape::Gdelt),
];

fn profile(asked: &Asked) -> Answer<Profile> {
    match asked.own("profile").unwrap_or("public") {
        "public" => Ok(Profile::Public),
        "partner" => Ok(Profile::Partner),
        "internal" => Ok(Profile::Internal),
        other => Err(Problem::bad(
            "profile",
            format!("profile is \"{other}\"; give public, partner or internal"),
        )),
    }
}

/// The rows under a filter behind the gate.
fn passed(p: &Project, app: &App, filter: &Filter, profile: Profile) -> Answer<(Dataset, Withheld)> {
    let mut data = Dataset::default();
    let mut reports = BTreeSet::new();
    let claims = p.count_claims(filter)?;
    if claims as usize > MOST {
        return Err(Problem::body(format!(
            "{claims} claims pass the filter, and at most {MOST} are exported here; narrow it, or use `sitrep export`"
        )));
    }
    p.each_claim(filter, |entry| {
        reports.insert(entry.report_sha256);
        data.claims.push(entry.claim);
        Ok(())
    })?;
    for id in &reports {
        data.reports.extend(p.report_row(id)?);
    }
    // Events of which every claim passes: another's claims must not leave with them.
    let ids: BTreeSet<&str> = data.claims.iter().map(|c| c.claim_id.as_str()).collect();
    let mut after = None;
    loop {
        let page = p.events(filter, 500, after.as_deref())?;
        let whole = page
            .entries
            .into_iter()
            .filter(|e| e.claims.iter().all(|c| ids.contains(c.claim_id.as_str())));
        data.events.extend(whole);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    data.operations = operations_of(&data.claims);
    data.units = units(app.packs, &data.claims);
    if data.reports.len() <= SEARCHED {
        let mut names = Vec::new();
        for report in &data.reports {
            names.extend(app.names(report).iter().cloned());
        }
        names.extend(data.claims.iter().flat_map(|c| known_of(app.packs, c)));
        data.names = Some(names);
    }
    let cutoff = (profile == Profile::Public)
        .then(|| today().checked_sub(i64::from(gate::PUBLIC_DELAY).days()).ok())
        .flatten();
    Ok(gate::gate(&Gate::of(profile, cutoff), &data))
}

/// What an export would hold, and what is held back by which rule.
#[utoipa::path(get, path = "/api/v1/export", tag = "export", params(FilterQuery, ("profile" = Option<String>, Query, description = "public (default), partner or internal")),
    responses((status = 200, body = ExportPreview), (status = 400, body = Problem)))]
pub async fn preview(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Json<ExportPreview>> {
    let asked = asked(pairs.0, &["profile"])?;
    let profile = profile(&asked)?;
    let shared = Arc::clone(&app);
    let preview = app.read(move |p| {
        let (data, withheld) = passed(p, &shared, &asked.filter, profile)?;
        Ok(ExportPreview {
            profile: asked.own("profile").unwrap_or("public").to_owned(),
            reports: data.reports.len() as u64,
            claims: data.claims.len() as u64,
            events: data.events.len() as u64,
            rules: withheld.rules,
            removed: (withheld.removed.into_iter())
                .map(|r| Removed {
                    table: r.table.to_owned(),
                    what: r.what.to_owned(),
                    reason: r.reason.to_owned(),
                    number: r.number as u64,
                })
                .collect(),
            formats: std::iter::once("package")
                .chain(SHAPES.map(|(n, _, _)| n))
                .map(str::to_owned)
                .collect(),
        })
    });
    Ok(Json(preview.await?))
}

/// The export as a zip.
#[utoipa::path(get, path = "/api/v1/export/file", tag = "export", params(FilterQuery, ("profile" = Option<String>, Query, description = "public (default), partner or internal"),
    ("format" = Option<String>, Query, description = "package (default): linked tables as CSV, Parquet and GeoJSON; plover, polecat, ucdp, acled, gdelt: the shapes of others")),
    responses((status = 200, description = "a zip", content_type = "application/zip"), (status = 400, body = Problem)))]
pub async fn file(State(app): State<Arc<App>>, pairs: Pairs) -> Answer<Response> {
    let asked = asked(pairs.0, &["profile", "format"])?;
    let profile = profile(&asked)?;
    let form = asked.own("format").unwrap_or("package").to_owned();
    let other = SHAPES
        .iter()
        .find(|(n, _, _)| *n == form)
        .map(|(_, file, s)| (*file, *s));
    if other.is_none() && form != "package" {
        return Err(Problem::bad(
            "format",
            format!("format is \"{form}\"; give package, plover, polecat, ucdp, acled or gdelt"),
        ));
    }
    let name = app.path.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect();
    let shared = Arc::clone(&app);
    let title = name.clone();
    let bytes = app.read(move |p| {
        let (data, withheld) = passed(p, &shared, &asked.filter, profile)?;
        let all = if let Some((file, form)) = other {
            let made = shape::shape(form, &data, shared.packs.codebook());
            let about = json!({"schema": schema(&made.table, &[]), "withheld": withheld, "loss": made.loss});
            vec![
                (file.to_owned(), made.bytes),
                (format!("{file}.about.json"), pretty(&about)),
            ]
        } else {
            let about = About {
                title: format!("Claims and events of {title}"),
                name: title,
                licence: None,
            };
            files(&data, &withheld, &about, false).map_err(Problem::inside)?
        };
        zipped(&all).map_err(|e| Problem::inside(format!("cannot pack the export: {e}")))
    });
    let bytes = bytes.await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    let said = format!("attachment; filename=\"{name}-{form}.zip\"");
    if let Ok(said) = HeaderValue::from_str(&said) {
        headers.insert(header::CONTENT_DISPOSITION, said);
    }
    Ok(response)
}

fn zipped(all: &[(String, Vec<u8>)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in all {
        writer.start_file(name.as_str(), SimpleFileOptions::default())?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}
