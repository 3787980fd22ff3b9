//! In: an id, two runs, or nothing. Out: what the project holds of it, as text for people or JSON lines. Knows which is shown how.

use anyhow::Result;
use serde_json::json;
use store::project::{Difference, Filter, Found, Project};

use super::super::{Outcome, json_line};
use super::{file, is_text, print};
use crate::args::{DiffArgs, LogArgs, ShowArgs};
use crate::show::{event, project as text};

/// `sitrep show`.
pub fn run(args: &ShowArgs) -> Result<Outcome> {
    let project = Project::open_read_only(&file(&args.project)?)?;
    let Some(id) = &args.id else {
        return whole(&project, is_text(args.format));
    };
    let found = project.find(id)?;
    if !is_text(args.format) {
        print(&json_line(&found))?;
        return Ok(Outcome::Done);
    }
    let shown = match &found {
        Found::Claim(claim) => text::claim(claim),
        Found::Event(entry) => event::block(&entry.event) + &text::decisions(&entry.decisions),
        Found::Report {
            entry,
            report,
            claims,
        } => text::report(entry, &report.text, claims),
        Found::Operation(operation) => text::operation(operation),
    };
    print(shown.as_bytes())?;
    Ok(Outcome::Done)
}

/// How much the project holds.
fn whole(project: &Project, as_text: bool) -> Result<Outcome> {
    let all = Filter::default();
    let (reports, claims) = (project.count_reports()?, project.count_claims(&all)?);
    let (events, operations) = (project.count_events(&all)?, project.operations()?.len());
    let (corrections, unlinked) = (project.corrections()?.len(), project.is_unlinked()?);
    let runs = project.runs()?;
    if !as_text {
        let row = json!({"is": "project", "reports": reports, "claims": claims, "events": events, "operations": operations,
            "corrections": corrections, "unlinked": unlinked, "runs": runs});
        print(&json_line(&row))?;
        return Ok(Outcome::Done);
    }
    let mut out = format!(
        "{reports} reports, {claims} claims, {events} events, {operations} operations, {corrections} corrections\n"
    );
    if unlinked {
        out += "claims or decisions came after the last linking; run: sitrep link\n";
    }
    out.extend(runs.iter().map(text::run));
    print(out.as_bytes())?;
    Ok(Outcome::Done)
}

/// `sitrep diff`.
pub fn diff(args: &DiffArgs) -> Result<Outcome> {
    let project = Project::open_read_only(&file(&args.project)?)?;
    let d = project.diff(args.first, args.second)?;
    if is_text(args.format) {
        print(text::difference(&d).as_bytes())?;
    } else {
        print(&lines(&d))?;
    }
    let same = d.added.is_empty() && d.gone.is_empty() && d.changed.is_empty();
    Ok(if same { Outcome::Nothing } else { Outcome::Done })
}

/// A line for each claim that differs.
fn lines(d: &Difference) -> Vec<u8> {
    let alone = |what: &'static str| move |c| json_line(&json!({"change": what, "claim": c}));
    let changed = d.changed.iter().map(|c| {
        let fields: serde_json::Map<_, _> = c
            .fields
            .iter()
            .map(|(name, a, b)| (name.clone(), json!([a, b])))
            .collect();
        json_line(&json!({"change": "changed", "first": c.first, "second": c.second, "fields": fields}))
    });
    (d.added.iter().map(alone("added")))
        .chain(d.gone.iter().map(alone("gone")))
        .chain(changed)
        .flatten()
        .collect()
}

/// `sitrep log`.
pub fn log(args: &LogArgs) -> Result<Outcome> {
    let project = Project::open_read_only(&file(&args.project)?)?;
    let as_text = is_text(args.format);
    for l in project.log(args.most)? {
        let shown = if as_text {
            text::log_line(&l).into_bytes()
        } else {
            json_line(&l)
        };
        print(&shown)?;
    }
    Ok(Outcome::Done)
}
