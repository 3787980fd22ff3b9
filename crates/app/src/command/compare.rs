//! In: events of ours (events, claims or reports) and a table of the user's own. Out: what both have, what one has, and where
//! they differ. Knows files; what is one event, the store knows.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufReader, Read, Write as _};
use std::path::Path;

use anyhow::{Result, anyhow, bail};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sitrep::{Account, builtin_codebook, link_config, link_events, score_words};
use store::compare::day::Order;
use store::compare::ours::{LeftOut, happenings};
use store::compare::rows::{ComparedRow, Sums, csv_of, row, sums};
use store::compare::theirs::{Theirs, read};
use store::compare::{Bounds, Happening, compare};
use store::{EventRow, event_row};

use super::gather::found;
use super::run::written;
use super::{Outcome, given, json_line, load_with, threads};
use crate::args::{CompareArgs, CompareFormat, DateOrder};
use crate::input::{self, Fault, Work, unreadable};
use crate::order::in_order;
use crate::output::{self, Output};

/// The largest table that is read.
const LARGEST: u64 = 4 << 30;
/// Odd rows that are told one by one.
const TOLD: usize = 5;

/// `sitrep compare`.
pub fn run(args: &CompareArgs) -> Result<Outcome> {
    let Some((last, inputs)) = args.reports.inputs.split_last() else {
        bail!("nothing to compare; name our events, then a CSV file");
    };
    let words = score_words()?;
    output::clean_up_when_interrupted()?;
    let order = args.date_order.map(|o| match o {
        DateOrder::Dmy => Order::DayFirst,
        DateOrder::Mdy => Order::MonthFirst,
    });
    let theirs = open(last)?;
    let theirs =
        read(theirs, order, &words).map_err(|e| anyhow!("cannot compare with {}: {e}", last.display()))?;
    for (number, what) in theirs.faults.iter().take(TOLD) {
        eprintln!(
            "sitrep: {}, row {number}: {what}; the row is left out",
            last.display()
        );
    }
    if theirs.faults.len() > TOLD {
        eprintln!(
            "sitrep: {}: {} more rows are left out",
            last.display(),
            theirs.faults.len() - TOLD
        );
    }
    let (events, failed) = ours(args, inputs, last)?;
    let book = builtin_codebook()?;
    let (ours, left) = happenings(&events, theirs.form, args.all, &book, &words);
    let (mut ours, mut others) = (kept(ours, args), kept(theirs.events.clone(), args));
    let bounds = Bounds {
        days: i32::from(args.days),
        km: f64::from(args.km),
        same_class: args.same_type,
    };
    let outcomes = compare(&mut ours, &mut others, &bounds);
    let rows: Vec<ComparedRow> = outcomes.iter().map(|o| row(o, &ours, &others)).collect();
    let mut out = Output::open(args.output.as_deref())?;
    written(out.write_all(&match args.format {
        CompareFormat::Text => summary(&theirs, &left, (ours.len(), others.len()), &sums(&rows)).into_bytes(),
        CompareFormat::Jsonl => rows.iter().flat_map(json_line).collect(),
        CompareFormat::Csv => csv_of(&rows).map_err(|e| anyhow!(e))?,
    }))?;
    written(out.finish())?;
    Ok(match (failed || !theirs.faults.is_empty(), rows.is_empty()) {
        (true, _) => Outcome::Bad,
        (false, true) => Outcome::Nothing,
        (false, false) => Outcome::Done,
    })
}

fn open(path: &Path) -> Result<Box<dyn Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(std::io::stdin().lock().take(LARGEST)));
    }
    let file = File::open(path).map_err(|e| anyhow!(unreadable(path, &e)))?;
    let meta = file.metadata()?;
    if meta.is_dir() {
        bail!(
            "cannot compare with {}: it is a folder; name the CSV file last",
            path.display()
        );
    }
    if meta.len() > LARGEST {
        bail!(
            "cannot compare with {}: it is larger than 4 GiB; give a part of it",
            path.display()
        );
    }
    Ok(Box::new(BufReader::new(file)))
}

#[derive(Deserialize)]
struct Probe {
    #[serde(default)]
    event_id: Option<IgnoredAny>,
    #[serde(default)]
    claims: Option<IgnoredAny>,
}

/// What a job gave.
enum Part {
    Event(Box<EventRow>),
    Accounts(Vec<Account>),
}

/// Events of the inputs: those of files as they stand, those of claims and reports linked.
fn ours(args: &CompareArgs, inputs: &[std::path::PathBuf], theirs: &Path) -> Result<(Vec<EventRow>, bool)> {
    let packs = load_with(&args.knowledge.codebooks, args.knowledge.places.pack.as_deref())?;
    let outputs: Vec<&Path> = args.output.as_deref().into_iter().chain([theirs]).collect();
    let sources = input::list(inputs, &outputs);
    let given = given(&args.reports);
    let (mut events, mut accounts): (Vec<EventRow>, Vec<Account>) = (Vec::new(), Vec::new());
    let mut failed = false;
    in_order(
        threads(args.threads, usize::MAX),
        input::jobs(sources, args.reports.text_column.clone()),
        |job| -> Vec<Result<Part, Fault>> {
            if let Work::Line { name, number, bytes } = &job.work
                && serde_json::from_slice(bytes)
                    .is_ok_and(|p: Probe| p.event_id.is_some() && p.claims.is_some())
            {
                let event = serde_json::from_slice::<EventRow>(bytes);
                return vec![event.map(|e| Part::Event(Box::new(e))).map_err(|e| {
                    let line = format!("{name}, line {number}: cannot read the event: {e}; give lines as `sitrep events --format jsonl` writes them");
                    Fault::part(name, number, line)
                })];
            }
            let parts = found(job, packs, &given).parts.into_iter();
            parts.map(|p| p.map(Part::Accounts)).collect()
        },
        |parts| -> Result<()> {
            for part in parts {
                match part {
                    Ok(Part::Event(event)) => events.push(*event),
                    Ok(Part::Accounts(more)) => accounts.extend(more),
                    Err(fault) => {
                        failed = true;
                        eprintln!("sitrep: {fault}");
                    }
                }
            }
            Ok(())
        },
    )?;
    let linked = link_events(&link_config()?, &accounts);
    events.extend(linked.iter().map(|e| event_row(e, &accounts)));
    let mut seen = BTreeSet::new();
    events.retain(|e| seen.insert(e.event_id.clone()));
    Ok((events, failed))
}

/// Those in the days and the country that the user asks for. What has no day or country is kept: it may lie there.
fn kept(all: Vec<Happening>, args: &CompareArgs) -> Vec<Happening> {
    let within = |(first, last): (Date, Date)| {
        args.since.is_none_or(|s| last >= s) && args.until.is_none_or(|u| first <= u)
    };
    (all.into_iter())
        .filter(|h| h.days.is_none_or(within))
        .filter(|h| args.country.is_none() || h.country.is_none() || h.country == args.country)
        .collect()
}

fn summary(theirs: &Theirs, left: &LeftOut, (ours, others): (usize, usize), all: &Sums) -> String {
    let mut out = String::new();
    let listed = |reasons: Vec<(&str, usize)>| {
        let parts: Vec<String> = reasons.iter().map(|(why, n)| format!("{why} {n}")).collect();
        if parts.is_empty() {
            String::new()
        } else {
            format!(": {}", parts.join(", "))
        }
    };
    let pairs = |map: &std::collections::BTreeMap<&'static str, usize>| {
        map.iter().map(|(k, n)| (*k, *n)).collect::<Vec<_>>()
    };
    let share = |of: usize| 100.0 * all.matched as f64 / of.max(1) as f64;
    let out_of_form: usize = left.values().sum();
    let _ = writeln!(
        out,
        "ours         {ours:7} events compared; {out_of_form} left out{}",
        listed(pairs(left))
    );
    let _ = writeln!(
        out,
        "theirs       {others:7} events, in the form of {}; {} rows left out",
        theirs.form.name(),
        theirs.faults.len()
    );
    let _ = writeln!(
        out,
        "matched      {:7} ({:.1} % of ours, {:.1} % of theirs)",
        all.matched,
        share(ours),
        share(others)
    );
    for (name, alone) in [("only ours", &all.only_ours), ("only theirs", &all.only_theirs)] {
        let _ = writeln!(
            out,
            "{name:12} {:7}{}",
            alone.values().sum::<usize>(),
            listed(pairs(alone))
        );
    }
    if all.matched == 0 {
        return out;
    }
    let _ = writeln!(
        out,
        "\n{:14} {:>7} {:>7} {:>7} {:>7}  median difference",
        "ours to theirs", "pairs", "same", "lower", "higher"
    );
    for (name, s) in &all.numbers {
        let median = s.median.map_or_else(|| "-".to_owned(), |m| format!("{m}"));
        let higher = s.pairs - s.same - s.lower;
        let _ = writeln!(
            out,
            "{name:14} {:7} {:7} {:7} {higher:7}  {median}",
            s.pairs, s.same, s.lower
        );
    }
    let _ = writeln!(out, "{:14} {:7} {:7}", "type", all.same_type.1, all.same_type.0);
    let [every, some, none] = all.parties;
    let _ = writeln!(
        out,
        "parties with a counterpart: all {every}, some {some}, none {none}"
    );
    out
}
