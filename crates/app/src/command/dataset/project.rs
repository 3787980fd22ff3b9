//! In: a project file. Out: the [`Dataset`] of all that it holds, people's corrections on top. The file is read only.

use std::path::Path;

use anyhow::Result;
use sitrep::Packs;
use store::exchange::{Dataset, operations_of};
use store::project::{Filter, Project};

use super::{known_of, names_of, units};
use crate::order::in_order;

/// Events that are read at a time.
const PAGE: usize = 500;

/// Reports, claims, events and operations of a project, with the names in its words, which `threads` threads look for.
pub fn of_project(path: &Path, packs: &'static Packs, threads: usize) -> Result<Dataset> {
    let project = Project::open_read_only(path)?;
    let mut data = project.snapshot(|p| {
        let mut data = Dataset::default();
        let mut reports: Vec<String> = Vec::new();
        p.each_claim(&Filter::default(), |entry| {
            reports.push(entry.report_sha256);
            data.claims.push(entry.claim);
            Ok(())
        })?;
        reports.sort_unstable();
        reports.dedup();
        for id in &reports {
            data.reports.extend(p.report_row(id)?);
        }
        let mut after = None;
        loop {
            let page = p.events(&Filter::default(), PAGE, after.as_deref())?;
            data.events.extend(page.entries);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(data)
    })?;
    data.operations = operations_of(&data.claims);
    data.units = units(packs, &data.claims);
    let mut names: Vec<_> = data.claims.iter().flat_map(|c| known_of(packs, c)).collect();
    in_order(
        threads,
        data.reports.iter(),
        |report| names_of(packs, report),
        |found| -> Result<()> {
            names.extend(found);
            Ok(())
        },
    )?;
    data.names = Some(names);
    Ok(data)
}
