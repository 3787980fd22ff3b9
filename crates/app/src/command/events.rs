//! In: reports, claims that `sitrep code` wrote, or a project file. Out: events, as JSON lines or text for people. Knows
//! which is which; how claims are linked the chain knows.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Result, bail};
use sitrep::{link_config, link_events};
use store::project::{Filter, Project, is_project};
use store::{EventRow, event_row};

use super::gather::gather;
use super::run::written;
use super::{Outcome, json_line, project};
use crate::args::{EventFormat, EventsArgs};
use crate::output::Output;
use crate::show::event;

/// Events of a project that are read at a time.
const PAGE: usize = 1000;

/// `sitrep events`.
pub fn run(args: &EventsArgs) -> Result<Outcome> {
    match &args.reports.inputs[..] {
        [] => return of_project(args, &project::file(&args.project)?),
        [one] if is_project(one) => return of_project(args, one),
        all => {
            if let Some(one) = all.iter().find(|p| is_project(p)) {
                bail!("{} is a project file; give it alone", one.display());
            }
        }
    }
    let config = link_config()?;
    let all = gather(&args.reports, &args.knowledge, &args.work)?;
    let events = link_events(&config, &all.accounts);
    let rows: Vec<EventRow> = events.iter().map(|e| event_row(e, &all.accounts)).collect();
    let lines = args.format.map_or(all.elsewhere, |f| f == EventFormat::Jsonl);
    all.finish(&rows, (!lines).then_some(event::block))
}

/// The events of a project, by day, as they were last linked.
fn of_project(args: &EventsArgs, path: &Path) -> Result<Outcome> {
    let project = Project::open_read_only(path)?;
    let mut out = Output::open(args.work.output.as_deref())?;
    let elsewhere = !out.is_stdout() || !std::io::stdout().is_terminal();
    let lines = args.format.map_or(elsewhere, |f| f == EventFormat::Jsonl);
    let (filter, mut after, mut any) = (Filter::default(), None, false);
    if project.is_unlinked()? {
        let path = path.display();
        eprintln!(
            "sitrep: {path}: claims or decisions came after the last linking; run: sitrep link -p {path}"
        );
    }
    loop {
        let page = project.events(&filter, PAGE, after.as_deref())?;
        for row in &page.entries {
            any = true;
            written(out.write_all(&if lines {
                json_line(row)
            } else {
                event::block(row).into_bytes()
            }))?;
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    written(out.finish())?;
    Ok(if any { Outcome::Done } else { Outcome::Nothing })
}
