//! In: a number of reports and of claims in each. Out: a project file of invented reports, and how long its questions take.
//! `sample FILE` writes the small file that the tests of later versions open. Knows nothing of coding.
//!
//!     cargo run --release -p store --example project_bench -- FOLDER 10000 10

#![expect(clippy::disallowed_methods, reason = "a program of its own, which measures")]

mod invented;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use serde_json::json;
use sitrep::link_config;
use store::project::{By, Field, Filter, Knowledge, NewReport, Opinion, Period, Polygon, Project, Rectangle};
use store::{ClaimRow, ReportRow};

const BY: By<'_> = By {
    who: "Asha",
    at: "2026-11-27T12:00:00Z",
    why: "an example",
};

type Done<T> = Result<T, Box<dyn Error>>;

fn main() -> Done<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match &args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["sample", file] => sample(Path::new(file)),
        [folder, reports, claims] => measure(Path::new(folder), reports.parse()?, claims.parse()?),
        _ => Err("give FOLDER REPORTS CLAIMS, or sample FILE".into()),
    }
}

fn knowledge(codebook: &str) -> Knowledge {
    Knowledge {
        version: "0.1.0".to_owned(),
        codebook: codebook.to_owned(),
        model: "m".to_owned(),
        places: "built-in".to_owned(),
    }
}

fn add(project: &mut Project, n: usize, claims: usize) -> Done<()> {
    let run = project.run_for_new(&knowledge("one"), BY)?;
    let (report, rows) = invented::report(n, claims, "one");
    let original = report.text.clone().into_bytes();
    let new = NewReport {
        original: &original,
        input: "in.txt",
        retrieved: BY.at,
        report,
    };
    project.add(run, &new, &rows, BY)?;
    Ok(project.add_whole(&original, 1)?)
}

/// Four reports, two runs, corrections, a kept claim, a review, a merge.
fn sample(path: &Path) -> Done<()> {
    let mut p = Project::init(path, BY)?;
    for n in 1..5 {
        add(&mut p, n, 2)?;
    }
    let config = link_config()?;
    p.link(&config, BY)?;
    let claims = p.claims(&Filter::default(), 100, None)?.entries;
    let id = |n: usize| claims[n].claim.claim_id.as_str();
    p.correct(id(0), Field::Status, &json!("denied"), BY)?;
    p.correct(id(1), Field::TimeStart, &json!("2017-03-04"), BY)?;
    p.correct(id(2), Field::Verdict, &json!("accepted"), BY)?;
    p.review(
        id(3),
        Opinion::Wrong,
        &[(Field::Mode, json!(null))],
        By { who: "Bo", ..BY },
    )?;
    let run = p.run_for_all(&knowledge("two"), BY)?;
    for hash in p.uncoded(run)? {
        let row = p.report_row(&hash)?.ok_or("a report is gone")?;
        let (_, mut rows) = invented::report(row.doc_id.trim_start_matches("bulletin-").parse()?, 2, "two");
        // The second codebook does not find the first claim, which a person corrected.
        rows.retain(|r| r.trigger != claims[0].claim.trigger || r.doc_id != claims[0].claim.doc_id);
        p.add_claims(run, &hash, &rows, BY)?;
    }
    p.end_run(run, BY)?;
    p.link(&config, BY)?;
    let events = p.events(&Filter::default(), 2, None)?.entries;
    p.merge(&[&events[0].event_id, &events[1].event_id], BY)?;
    p.link(&config, BY)?;
    let db = p.connection();
    // Small pages, so that the file is small.
    db.execute_batch(
        "PRAGMA journal_mode = delete; PRAGMA page_size = 1024; VACUUM; PRAGMA journal_mode = wal;",
    )?;
    Ok(())
}

fn measure(folder: &Path, reports: usize, claims: usize) -> Done<()> {
    let path = folder.join(format!("bench-{reports}-{claims}.sitrep"));
    if !path.exists() {
        let begun = Instant::now();
        let mut p = Project::init(&path, BY)?;
        p.connection().pragma_update(None, "synchronous", "off")?;
        for n in 0..reports {
            add(&mut p, n, claims)?;
        }
        println!("added in {:.1} s", begun.elapsed().as_secs_f64());
    }
    let bytes = std::fs::metadata(&path)?.len();
    println!(
        "{reports} reports, {} claims, {} MB",
        reports * claims,
        bytes / 1_000_000
    );
    let p = Project::open_read_only(&path)?;
    let text = |s: &str| vec![s.to_owned()];
    let f = Filter::default;
    let rectangle = Rectangle {
        west: 43.0,
        south: 33.0,
        east: 44.2,
        north: 36.0,
    };
    let triangle = Polygon(vec![(33.0, -3.0), (38.0, -3.0), (33.0, 2.0)]);
    let filters = [
        ("all", f()),
        (
            "one year",
            Filter {
                from: Some("2016-01-01".into()),
                to: Some("2016-12-31".into()),
                ..f()
            },
        ),
        (
            "one type, two statuses",
            Filter {
                types: text("COERCE"),
                statuses: vec!["denied".into(), "planned".into()],
                ..f()
            },
        ),
        (
            "an actor",
            Filter {
                actors: text("HLF"),
                ..f()
            },
        ),
        (
            "a sector, a country",
            Filter {
                sectors: text("GOV"),
                countries: text("CCC"),
                ..f()
            },
        ),
        (
            "a rectangle",
            Filter {
                bbox: Some(rectangle),
                ..f()
            },
        ),
        (
            "a polygon, a month",
            Filter {
                polygon: Some(triangle),
                from: Some("2016-03-01".into()),
                to: Some("2016-03-31".into()),
                ..f()
            },
        ),
        (
            "words",
            Filter {
                words: Some("\"Hill Front shelled\" Fermouth".into()),
                ..f()
            },
        ),
        (
            "a source, sure",
            Filter {
                sources: text("Wire 3"),
                confidence: Some(0.9),
                ..f()
            },
        ),
    ];
    let (index, atlas) = (p.index(None)?, p.atlas(None)?);
    println!(
        "{:<24} {:>8} {:>9} {:>9} {:>9} {:>9}",
        "filter (ms)", "claims", "page", "number", "weeks", "facets"
    );
    for (name, filter) in filters {
        let page = timed(|| p.claims(&filter, 100, None).map(|_| ()))?;
        let number = timed(|| p.count_claims(&filter).map(|_| ()))?;
        let weeks = timed(|| p.timeline((&index, &atlas), &filter, Period::Week).map(|_| ()))?;
        let facets = timed(|| p.tallied(&index, &filter, 40).map(|_| ()))?;
        let n = p.count_claims(&filter)?;
        println!("{name:<24} {n:>8} {page:>9.1} {number:>9.1} {weeks:>9.1} {facets:>9.1}");
    }
    let ids = p.claims(&f(), 1000, None)?.entries;
    let id = &ids[ids.len() / 2].claim.claim_id;
    println!("one claim {:.1} ms", timed(|| p.effective(id).map(|_| ()))?);
    println!(
        "one report {:.1} ms",
        timed(|| p.report("bulletin-77").map(|_| ()))?
    );
    Ok(())
}

/// The median of five, in milliseconds.
fn timed(ask: impl Fn() -> Result<(), store::project::Error>) -> Done<f64> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        ask()?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[2])
}
