//! In: inputs, a format and a profile. Out: a file with its data dictionary, what was withheld and what is lost, or a data
//! package in a new folder. Knows files; what may leave the gate knows, and what a format is the exchange.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};
use store::exchange::package::{About, files, pretty, schema};
use store::exchange::{
    Coarseness, Dataset, Gate, Profile, Shape, Withheld, csv, gate, geojson, jsonl, parquet, shape, tables,
};

use super::dataset::dataset;
use super::{Outcome, load_with};
use crate::args::{ExportArgs, ExportFormat, GateArgs, PublishArgs, TakeArgs};
use crate::output::{self, Output};

/// `sitrep export`.
pub fn run(args: &ExportArgs) -> Result<Outcome> {
    let form = args.to;
    let points = tables::one(&Dataset::default(), &args.table).is_some_and(|t| t.has_points());
    if matches!(form, ExportFormat::Geojson | ExportFormat::Geoparquet) && !points {
        bail!(
            "cannot write {} as a map: its rows have no points; take --table events, claims, claim_places, event_places or controls",
            args.table
        );
    }
    if form == ExportFormat::Package {
        refuse_folder(&args.output, args.force, &args.take)?;
    }
    output::clean_up_when_interrupted()?;
    let packs = load_with(
        &args.take.knowledge.codebooks,
        args.take.knowledge.places.pack.as_deref(),
    )?;
    let mut beside = args.output.clone().into_os_string();
    beside.push(".about.json");
    let beside = Path::new(&beside);
    let (data, failed) = dataset(&args.take, packs, &[&args.output, beside])?;
    if data.claims.is_empty() && data.reports.is_empty() {
        return Ok(if failed { Outcome::Bad } else { Outcome::Nothing });
    }
    let (data, withheld) = gate(&rule(args.profile.into(), &args.gate)?, &data);
    audit(&args.gate, &withheld)?;
    if form == ExportFormat::Package {
        let about = About {
            name: name_of(&args.output),
            title: "Claims and events of reports".to_owned(),
            licence: None,
        };
        write_folder(
            &args.output,
            &files(&data, &withheld, &about, args.hxl).map_err(|e| anyhow!(e))?,
        )?;
    } else {
        let (bytes, about) = made(args, &data, &withheld, packs)?;
        let mut file = Output::open(Some(&args.output))?;
        if file.is_stdout() {
            bail!(
                "cannot export to standard output: the data dictionary stands beside the file; name one with --output"
            );
        }
        let mut side = Output::open(Some(beside))?;
        file.write_all(&bytes)?;
        side.write_all(&pretty(&about))?;
        side.finish()?;
        file.finish()?;
    }
    Ok(ended(&data, failed))
}

/// `sitrep publish`.
pub fn publish(args: &PublishArgs) -> Result<Outcome> {
    refuse_folder(&args.output, args.force, &args.take)?;
    output::clean_up_when_interrupted()?;
    let packs = load_with(
        &args.take.knowledge.codebooks,
        args.take.knowledge.places.pack.as_deref(),
    )?;
    let (data, failed) = dataset(&args.take, packs, &[])?;
    let (data, withheld) = gate(&rule(args.profile.into(), &args.gate)?, &data);
    audit(&args.gate, &withheld)?;
    if data.claims.is_empty() {
        eprintln!(
            "sitrep: nothing may be published: no claim is left after {}; see --delay and --audit",
            told(&withheld)
        );
        return Ok(if failed { Outcome::Bad } else { Outcome::Nothing });
    }
    if data.claims.iter().any(|c| c.sensitivity != "open") {
        bail!("cannot publish: a restricted claim has passed the gate, which is a bug; please report it");
    }
    let about = About {
        name: name_of(&args.output),
        title: args.title.clone(),
        licence: args.licence.clone(),
    };
    write_folder(
        &args.output,
        &files(&data, &withheld, &about, args.hxl).map_err(|e| anyhow!(e))?,
    )?;
    eprintln!(
        "sitrep: {} claims and {} events are in {}; withheld: {}",
        data.claims.len(),
        data.events.len(),
        args.output.display(),
        told(&withheld)
    );
    Ok(ended(&data, failed))
}

fn ended(data: &Dataset, failed: bool) -> Outcome {
    match (failed, data.claims.is_empty()) {
        (true, _) => Outcome::Bad,
        (false, true) => Outcome::Nothing,
        (false, false) => Outcome::Done,
    }
}

/// "3 claims (restricted), 1 report (later than the delay)".
fn told(withheld: &Withheld) -> String {
    let rows = withheld.removed.iter().filter(|r| r.what == "rows");
    let parts: Vec<String> = rows
        .map(|r| format!("{} {} ({})", r.number, r.table, r.reason))
        .collect();
    if parts.is_empty() {
        "no rows".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Today, in UTC.
pub fn today() -> Date {
    let passed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let days = passed.map_or(0, |d| d.as_secs() / 86_400);
    let days = i64::try_from(days).unwrap_or_default();
    jiff::civil::date(1970, 1, 1).saturating_add(days.days())
}

/// The gate of a profile with what the flags overrule.
fn rule(profile: Profile, args: &GateArgs) -> Result<Gate> {
    let delay = args
        .delay
        .or((profile == Profile::Public).then_some(gate::PUBLIC_DELAY));
    let cutoff = delay
        .map(|days| -> Result<Date> {
            let from = args.as_of.unwrap_or_else(today);
            from.checked_sub(i64::from(days).days())
                .with_context(|| format!("cannot go {days} days back from {from}; give a shorter --delay"))
        })
        .transpose()?;
    let own = Gate::of(profile, cutoff);
    Ok(Gate {
        places: args.places.map_or(own.places, Coarseness::from),
        quote: args.quote.or(own.quote),
        quote_report: args.quote_report.or(own.quote_report),
        ..own
    })
}

fn audit(args: &GateArgs, withheld: &Withheld) -> Result<()> {
    let Some(path) = &args.audit else { return Ok(()) };
    let mut file = Output::open(Some(path))?;
    file.write_all(&jsonl::lines(&withheld.audit))?;
    Ok(file.finish()?)
}

/// The bytes of a file, and what stands beside it.
fn made(
    args: &ExportArgs,
    data: &Dataset,
    withheld: &Withheld,
    packs: &sitrep::Packs,
) -> Result<(Vec<u8>, Value)> {
    let other = match args.to {
        ExportFormat::Plover => Some(Shape::Plover),
        ExportFormat::Polecat => Some(Shape::Polecat),
        ExportFormat::Ucdp => Some(Shape::Ucdp),
        ExportFormat::Acled => Some(Shape::Acled),
        ExportFormat::Gdelt => Some(Shape::Gdelt),
        _ => None,
    };
    if let Some(form) = other {
        let made = shape::shape(form, data, packs.codebook());
        let about = json!({"schema": schema(&made.table, &[]), "withheld": withheld, "loss": made.loss});
        return Ok((made.bytes, about));
    }
    let all = tables::tables(data);
    let table = all.iter().find(|t| t.name == args.table);
    let table = table.with_context(|| format!("there is no table {}", args.table))?;
    let failed = |e| anyhow!("{e}");
    let bytes = match args.to {
        ExportFormat::Jsonl => jsonl::whole(data, &args.table).unwrap_or_else(|| jsonl::flat(table)),
        ExportFormat::Csv => csv::write(table, args.hxl),
        ExportFormat::Geojson => geojson::write(table),
        ExportFormat::Geoparquet => parquet::write(table, true).map_err(failed)?,
        _ => parquet::write(table, false).map_err(failed)?,
    };
    Ok((
        bytes,
        json!({"schema": schema(table, &all), "withheld": withheld}),
    ))
}

/// The name of a package: that of its folder in lower case, with `-` for what a name may not hold.
fn name_of(folder: &Path) -> String {
    let name = folder
        .file_name()
        .map(|n| n.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-._".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect();
    if name.is_empty() {
        "sitrep".to_owned()
    } else {
        name
    }
}

/// Refuses a folder that is there, unless it is a package that may be replaced, and one that holds an input.
fn refuse_folder(folder: &Path, force: bool, take: &TakeArgs) -> Result<()> {
    let shown = folder.display();
    let above = folder
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    if let Ok(above) = above.canonicalize() {
        let holds =
            |p: &&std::path::PathBuf| p.is_dir() && p.canonicalize().is_ok_and(|p| above.starts_with(p));
        if let Some(input) = take.reports.inputs.iter().find(holds) {
            bail!(
                "cannot write {shown}: it would lie in the input {}, and be read by the next run; name a folder outside",
                input.display()
            );
        }
    }
    if let Ok(own) = folder.canonicalize() {
        let inside = |p: &&std::path::PathBuf| p.canonicalize().is_ok_and(|p| p.starts_with(&own));
        if let Some(input) = take.reports.inputs.iter().find(inside) {
            bail!(
                "cannot write {shown}: the input {} lies in it; name another folder",
                input.display()
            );
        }
        if !own.is_dir() {
            bail!("cannot write {shown}: it is a file; name a new folder");
        }
        let empty = own.read_dir().is_ok_and(|mut d| d.next().is_none());
        let package = own.join("datapackage.json").is_file() && own.join("withheld.json").is_file();
        let replaceable = force && package;
        if !empty && !replaceable {
            let mend = if package {
                "add --force to replace it, or name another"
            } else {
                "name a new folder"
            };
            bail!("cannot write {shown}: the folder is there already; {mend}");
        }
    }
    Ok(())
}

/// Writes all files beside the folder's name, then gives them that name.
fn write_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    let failed = || {
        format!(
            "cannot write {}; name a folder where you may write",
            folder.display()
        )
    };
    let name = folder.file_name().with_context(failed)?.to_string_lossy();
    let part = folder.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let write = || -> std::io::Result<()> {
        for (path, bytes) in files {
            let path = part.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, bytes)?;
        }
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::rename(&part, folder)
    };
    let done = write();
    if done.is_err() {
        let _ = std::fs::remove_dir_all(&part);
    }
    done.with_context(failed)
}
