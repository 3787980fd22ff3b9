//! In: reports, claims that `sitrep code` wrote, or a project file. Out: the [`Dataset`] of them, with its events and with the names in its
//! words. The one place where an export learns where its rows come from.

mod project;

use std::collections::{BTreeMap, HashSet};
use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, bail};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sitrep::report::Given;
use sitrep::{
    NamedAs, Packs, Standing, analyse_cased, code_report, is_person, link_config, link_events, named,
    unit_point,
};
use store::exchange::{Dataset, NameOf, NameRow, operations_of};
use store::project::is_project;
use store::row::place_value_row;
use store::{ClaimRow, Codes, ReportRow, account_of, claim_rows, event_row, report_row};

use super::reading::read;
use super::{given, threads};
use crate::args::TakeArgs;
use crate::input::{self, Fault, Job, Work};
use crate::order::in_order;
use crate::progress::Progress;

/// What one report or line gave.
#[derive(Default)]
struct Part {
    report: Option<ReportRow>,
    claims: Vec<ClaimRow>,
    names: Vec<NameRow>,
}

/// The dataset of the inputs; true when one of them was bad and is left out, which is told on standard error. `but` are
/// files that a folder does not contribute: what an earlier run wrote.
pub fn dataset(take: &TakeArgs, packs: &'static Packs, but: &[&Path]) -> Result<(Dataset, bool)> {
    match &*take.reports.inputs {
        [one] if is_project(one) => {
            let data = project::of_project(one, packs, threads(take.threads, usize::MAX))?;
            return Ok((data, false));
        }
        all => {
            if let Some(one) = all.iter().find(|p| is_project(p)) {
                bail!(
                    "cannot export {} together with other inputs: it is a project file; add the others to it with `sitrep add`",
                    one.display()
                );
            }
        }
    }
    let config = link_config()?;
    let sources = input::list(&take.reports.inputs, but);
    let bytes = input::total_bytes(&sources);
    let shown = std::io::stderr().is_terminal() && !take.no_progress;
    let mut progress = Progress::new(bytes, shown, true);
    let given = given(&take.reports);
    let mut data = Dataset {
        names: Some(Vec::new()),
        ..Dataset::default()
    };
    let mut failed = false;
    let searched = Searched::default();
    in_order(
        threads(take.threads, usize::MAX),
        input::jobs(sources, take.reports.text_column.clone()),
        |job| (job.bytes, parts(job, packs, &given, &searched)),
        |(bytes, parts)| -> Result<()> {
            let (mut reports, before) = (0, data.claims.len());
            for part in parts {
                match part {
                    Ok(part) => {
                        reports += 1;
                        data.reports.extend(part.report);
                        data.claims.extend(part.claims);
                        data.names.get_or_insert_default().extend(part.names);
                    }
                    Err(fault) => failed |= progress.fault(&fault),
                }
            }
            progress.advance(bytes, reports, (data.claims.len() - before) as u64);
            Ok(())
        },
    )?;
    progress.finish();
    let mut seen = HashSet::new();
    data.claims.retain(|c| seen.insert(c.claim_id.clone()));
    // Rows of claims were read by `account_of` already, so that none fails here.
    let accounts: Vec<_> = data.claims.iter().filter_map(|c| account_of(c).ok()).collect();
    let events = link_events(&config, &accounts);
    data.events = events.iter().map(|e| event_row(e, &accounts)).collect();
    data.operations = operations_of(&data.claims);
    data.units = units(packs, &data.claims);
    Ok((data, failed))
}

/// Points of the provinces that claims name, as a place made coarse needs them.
pub fn units(packs: &Packs, claims: &[ClaimRow]) -> BTreeMap<(String, String), (f64, f64)> {
    let units = claims.iter().flat_map(|c| {
        let control = c.control.as_ref().map(|k| &k.place);
        c.places().chain(control)
    });
    units
        .flat_map(|p| std::iter::once(&p.value).chain(&p.alternatives))
        .filter_map(|v| {
            let (country, admin1) = (v.country.clone()?, v.admin1.clone()?);
            let point = unit_point(packs, &country, &admin1)?;
            Some(((country, admin1), point))
        })
        .collect()
}

/// The names in the words of a report of a project: of its text and its title.
pub fn names_of(packs: &Packs, report: &ReportRow) -> Vec<NameRow> {
    let day = report.published.as_deref().and_then(|d| d.parse().ok());
    let mut found = names_in(packs, &report.doc_id, &report.text, day);
    if let Some(title) = &report.title {
        found.extend(names_in(packs, &report.doc_id, title, day));
    }
    found
}

/// The names that the actor table put into a claim of a project.
pub fn known_of(packs: &Packs, claim: &ClaimRow) -> Vec<NameRow> {
    let day = claim.report.published.as_deref().and_then(|d| d.parse().ok());
    known(packs, claim, day)
}

/// The texts that were searched for names, by report: claims of one report share sentences and headline. Which claim brings
/// a text first does not matter, because names have no order.
#[derive(Default)]
struct Searched(Mutex<HashSet<(String, String)>>);

impl Searched {
    fn is_new(&self, doc_id: &str, text: &str) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert((doc_id.to_owned(), text.to_owned()))
    }
}

#[derive(Deserialize)]
struct Probe {
    #[serde(default)]
    claim_id: Option<IgnoredAny>,
}

fn parts(job: Job, packs: &'static Packs, given: &Given, searched: &Searched) -> Vec<Result<Part, Fault>> {
    if let Work::Line { name, number, bytes } = &job.work
        && serde_json::from_slice(bytes).is_ok_and(|p: Probe| p.claim_id.is_some())
    {
        let row = serde_json::from_slice::<ClaimRow>(bytes).map_err(|e| e.to_string());
        let row = row.and_then(|r| account_of(&r).map(|_| r));
        return vec![row.map(|r| of_claim(packs, r, searched)).map_err(|e| {
            let line = format!("{name}, line {number}: cannot read the claim: {e}; give lines as `sitrep code --format jsonl` writes them");
            Fault::part(name, number, line)
        })];
    }
    let code = |report: sitrep::record::Report| {
        let id = report.doc_id.clone();
        catch_unwind(AssertUnwindSafe(|| of_report(packs, report))).map_err(|_| {
            let line = format!(
                "{id}: the program failed on this report, which is a bug; please report it with the text"
            );
            Fault::whole(id.clone(), line)
        })
    };
    read(job.work, &packs.reader, given)
        .into_iter()
        .map(|r| code(r?))
        .collect()
}

fn of_report(packs: &Packs, report: sitrep::record::Report) -> Part {
    let coded = code_report(packs, report);
    let codes = Codes {
        codebook: &packs.codebook_hash,
        model: &packs.model_hash,
    };
    let claims = claim_rows(&coded, codes);
    let report = &coded.report;
    let day = report.published;
    let mut names = names(packs, &report.doc_id, &report.text, &coded.analysis, day);
    if let Some(title) = &report.title {
        names.extend(names_in(packs, &report.doc_id, title, day));
    }
    names.extend(claims.iter().flat_map(|c| known(packs, c, day)));
    Part {
        report: Some(report_row(report)),
        names,
        claims,
    }
}

/// A claim from a file: its report is not at hand, so that its own words are searched for names.
fn of_claim(packs: &Packs, claim: ClaimRow, searched: &Searched) -> Part {
    let day = claim.report.published.as_deref().and_then(|d| d.parse().ok());
    let same = (claim.actors.iter().chain(&claim.recipients)).filter_map(|p| p.same_as.as_ref());
    let texts = std::iter::once(claim.sentence.span.text.as_str())
        .chain(claim.report.title.as_deref())
        .chain(same.map(|s| s.text.as_str()))
        .chain(claim.said_by.as_ref().and_then(|s| s.name.as_deref()));
    let texts = texts.filter(|t| searched.is_new(&claim.doc_id, t));
    let mut names: Vec<NameRow> = texts
        .flat_map(|t| names_in(packs, &claim.doc_id, t, day))
        .collect();
    names.extend(known(packs, &claim, day));
    Part {
        report: None,
        names,
        claims: vec![claim],
    }
}

fn names_in(packs: &Packs, doc_id: &str, text: &str, day: Option<Date>) -> Vec<NameRow> {
    names(packs, doc_id, text, &analyse_cased(packs, text), day)
}

fn names(
    packs: &Packs,
    doc_id: &str,
    text: &str,
    analysis: &text::Analysis,
    day: Option<Date>,
) -> Vec<NameRow> {
    let found = named(packs, text, analysis, day).into_iter();
    found
        .map(|n| NameRow {
            doc_id: doc_id.to_owned(),
            text: n.span.of(text).to_owned(),
            of: match n.what {
                NamedAs::Person(Standing::Office) => NameOf::Office,
                NamedAs::Person(Standing::Titled) => NameOf::Titled,
                NamedAs::Person(Standing::Private) => NameOf::Private,
                NamedAs::Place(value) => NameOf::Place(value.map(|v| Box::new(place_value_row(&v)))),
            },
        })
        .collect()
}

/// The full names of persons that the actor table put into a claim, where the report has them or not.
fn known(packs: &Packs, claim: &ClaimRow, day: Option<Date>) -> Vec<NameRow> {
    let parties = claim
        .actors
        .iter()
        .chain(&claim.recipients)
        .filter_map(|p| p.name.as_ref());
    let speaker = claim.said_by.as_ref().and_then(|s| s.name.as_ref());
    let names = parties.chain(speaker).filter(|n| is_person(packs, n, day));
    names
        .map(|n| NameRow {
            doc_id: claim.doc_id.clone(),
            text: n.clone(),
            of: NameOf::Office,
        })
        .collect()
}
