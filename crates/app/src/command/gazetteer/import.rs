//! In: a GeoNames dump, P-code files, the built-in gazetteer. Out: a places pack of the user's own. Knows what lies on
//! the disk; what becomes of a row [`gazetteer::import`] knows.
//!
//! Rows go to files beside the output in pieces of [`PIECE`] lines, with their names in order; at the end the names of
//! all pieces are merged. So memory holds one piece, and at the end the pack, never the dump. After each piece a journal
//! says how far the dump was read; the same command goes on from there.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use gazetteer::Gazetteer;
use gazetteer::import::{Became, DumpRow, Importer, Merged, dump_row};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::{Deserialize, Serialize};
use sitrep::packs::open_gazetteer;

use super::admin;
use super::merge::{Merge, write_run};
use crate::args::ImportArgs;
use crate::command::Outcome;
use crate::output::Output;

/// Lines between two entries of the journal.
const PIECE: u64 = 400_000;
/// A line of the dump is shorter by far; the longest lists of alternate names have 10 kB.
const LONGEST_LINE: u64 = 1 << 20;
/// Bad rows that are told; of more only the number.
const TOLD: u64 = 20;
/// With more bad rows than this, and more than one in a hundred, the file is no dump.
const MANY_BAD: u64 = 1000;

#[derive(Deserialize)]
struct Wanted {
    classes: Vec<String>,
    features: Vec<String>,
}

/// How far an import came. What it was begun with must be the same for it to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Journal {
    begun_with: String,
    /// Bytes of the dump that are done.
    done: u64,
    lines: u64,
    pieces: usize,
    next: u32,
    tally: Tally,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Tally {
    new: u64,
    known: u64,
    unwanted: u64,
    bad: u64,
}

/// `sitrep gazetteer import`.
pub fn run(args: &ImportArgs) -> Result<Outcome> {
    let base = open_gazetteer(None)?;
    let folder = folder(&args.output);
    let spool = |what: &str| format!("cannot {what} {}; check the space on the disk", folder.display());
    std::fs::create_dir_all(&folder).with_context(|| spool("make the folder"))?;
    let done =
        fill(args, &base, &folder).with_context(|| format!("cannot import into {}", args.output.display()));
    if done.is_err() && !folder.join("journal.json").exists() {
        // Nothing is done that could be gone on from.
        let _ = std::fs::remove_dir_all(&folder);
    }
    let done = done?;
    let (journal, pcodes, told) = done;
    let places = write(base, args, &folder, &journal, &pcodes)?;
    std::fs::remove_dir_all(&folder).with_context(|| spool("remove"))?;
    let t = journal.tally;
    eprintln!(
        "{}: {places} places; of {} lines {} new, {} known already, {} of other features, {} bad. Use it with --places {}",
        args.output.display(),
        journal.lines,
        t.new,
        t.known,
        t.unwanted,
        t.bad,
        args.output.display()
    );
    Ok(if told || t.bad > 0 {
        Outcome::Bad
    } else {
        Outcome::Done
    })
}

/// Where pieces lie until the pack is whole.
fn folder(output: &Path) -> PathBuf {
    let name = output
        .file_name()
        .map_or_else(Default::default, |n| n.to_string_lossy().into_owned());
    output.with_file_name(format!(".{name}.import"))
}

/// Reads everything into pieces; the journal at the end, the P-codes, and whether a P-code file had bad rows.
#[expect(clippy::type_complexity, reason = "three results of one step")]
fn fill(args: &ImportArgs, base: &Gazetteer, folder: &Path) -> Result<(Journal, Vec<(u32, String)>, bool)> {
    let begun_with = begun_with(args, base)?;
    let mut importer = Importer::new(base);
    let mut piece = Piece::default();
    let told = admin_files(args, base, &mut importer, &mut piece)?;
    if let Some(dump) = &args.dump {
        piece.units(&mut importer, dump)?;
    }
    // Units are read anew each time: pieces point to their numbers.
    piece.write(folder, "units")?;
    let begin = Journal {
        begun_with,
        done: 0,
        lines: 0,
        pieces: 0,
        next: importer.next(),
        tally: Tally::default(),
    };
    let old = std::fs::read(folder.join("journal.json")).ok();
    let old: Option<Journal> = old.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let old = old.filter(|old| old.begun_with == begin.begun_with && old.next >= begin.next);
    let mut journal = old.unwrap_or(begin);
    if journal.done > 0 {
        eprintln!("going on behind line {} of an earlier run", journal.lines);
    }
    importer.go_on(journal.next);
    if let Some(dump) = &args.dump {
        rows(args, dump, &mut importer, &mut journal, folder)?;
    }
    Ok((journal, importer.into_pcodes(), told))
}

/// What an import depends on; a journal of other things is of no use.
fn begun_with(args: &ImportArgs, base: &Gazetteer) -> Result<String> {
    let mut out = format!(
        "sitrep {} base {} all {}",
        env!("CARGO_PKG_VERSION"),
        base.len(),
        args.all
    );
    for path in args.dump.iter().chain(&args.admin) {
        let meta = std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
        let changed = meta
            .modified()
            .ok()
            .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        let path = path.canonicalize().unwrap_or_else(|_| path.clone());
        let _ = write!(out, "; {} {} {:?}", path.display(), meta.len(), changed);
    }
    Ok(out)
}

fn admin_files(
    args: &ImportArgs,
    base: &Gazetteer,
    importer: &mut Importer<'_>,
    piece: &mut Piece,
) -> Result<bool> {
    let mut told = false;
    for path in &args.admin {
        let (units, mut bad) = admin::units(base, path)?;
        for unit in &units {
            let names = &mut piece.names;
            match importer.admin(unit, &mut |name, bearer| names.push((name, bearer))) {
                Ok(line) => piece.lines.extend(line),
                Err(why) => bad.push(format!("{}: the unit {} {why}", path.display(), unit.pcode)),
            }
        }
        for line in bad.iter().take(TOLD as usize) {
            eprintln!("sitrep: {line}");
        }
        if bad.len() > TOLD as usize {
            eprintln!(
                "sitrep: {}: {} more bad rows, not listed",
                path.display(),
                bad.len() as u64 - TOLD
            );
        }
        told |= !bad.is_empty();
    }
    Ok(told)
}

/// New places with their names, until they go to the disk.
#[derive(Default)]
struct Piece {
    lines: Vec<String>,
    names: Vec<(String, u32)>,
}

impl Piece {
    /// Learns the countries and units of the dump, in its first reading.
    fn units(&mut self, importer: &mut Importer<'_>, dump: &Path) -> Result<()> {
        let mut kept: Vec<String> = Vec::new();
        let mut lines = Lines::open(dump, 0)?;
        while let Some(line) = lines.next()? {
            let unit = |l: &&str| {
                ["\tPCL", "\tTERR\t", "\tADM1\t", "\tADM2\t"]
                    .iter()
                    .any(|c| l.contains(c))
            };
            kept.extend(line.text().filter(unit).map(str::to_owned));
        }
        for level in 0..=2 {
            for row in kept.iter().filter_map(|l| dump_row(l).ok()) {
                let names = &mut self.names;
                let line = importer.unit(&row, level, &mut |name, bearer| names.push((name, bearer)));
                self.lines.extend(line);
            }
        }
        Ok(())
    }

    /// Writes both files and is empty again.
    fn write(&mut self, folder: &Path, name: &str) -> Result<()> {
        let failed = || {
            format!(
                "cannot write to {}; check the space on the disk",
                folder.display()
            )
        };
        let save = || -> io::Result<()> {
            let mut out = BufWriter::new(File::create(folder.join(format!("rows.{name}")))?);
            for line in &self.lines {
                writeln!(out, "{line}")?;
            }
            out.into_inner()
                .map_err(io::IntoInnerError::into_error)?
                .sync_all()
        };
        save().with_context(failed)?;
        self.lines.clear();
        write_run(&folder.join(format!("names.{name}")), &mut self.names).with_context(failed)
    }
}

/// Reads the dump from where the journal stands.
fn rows(
    args: &ImportArgs,
    dump: &Path,
    importer: &mut Importer<'_>,
    journal: &mut Journal,
    folder: &Path,
) -> Result<()> {
    let wanted: Wanted = sitrep_toml(include_str!("../../../../../data/gazetteer/import.toml"))?;
    let wanted = |row: &DumpRow<'_>| {
        args.all
            || wanted.classes.iter().any(|c| c == row.feature_class)
            || wanted.features.iter().any(|f| f == row.feature_code)
    };
    let bar = bar(std::fs::metadata(dump).map_or(0, |m| m.len()), !args.no_progress);
    bar.set_position(journal.done);
    let mut lines = Lines::open(dump, journal.done)?;
    let mut piece = Piece::default();
    loop {
        let line = lines.next()?;
        if line.is_none()
            || journal.lines.is_multiple_of(PIECE) && journal.lines > 0 && !piece.names.is_empty()
        {
            piece.write(folder, &journal.pieces.to_string())?;
            journal.pieces += 1;
            journal.next = importer.next();
            // `done` is the end of the last line that was taken.
            save(journal, folder)?;
            bar.set_position(journal.done);
            bar.set_message(format!(
                "{} lines, {} new places",
                journal.lines, journal.tally.new
            ));
        }
        let Some(line) = line else { break };
        journal.lines += 1;
        journal.done = line.end;
        let row = line
            .text()
            .ok_or("is longer than 1 MiB or no UTF-8")
            .and_then(dump_row);
        match row {
            Ok(row) => {
                let names = &mut piece.names;
                let (became, new) =
                    importer.place(&row, wanted, &mut |name, bearer| names.push((name, bearer)));
                piece.lines.extend(new);
                match became {
                    Became::New => journal.tally.new += 1,
                    Became::Known => journal.tally.known += 1,
                    Became::Unwanted => journal.tally.unwanted += 1,
                }
            }
            Err(why) => {
                journal.tally.bad += 1;
                if journal.tally.bad <= TOLD {
                    bar.suspend(|| eprintln!("sitrep: {}: line {} {why}", dump.display(), journal.lines));
                }
            }
        }
        let bad = journal.tally.bad;
        if bad > MANY_BAD && bad * 100 > journal.lines {
            bail!(
                "{bad} of the first {} lines of {} are bad; is it allCountries.txt?",
                journal.lines,
                dump.display()
            );
        }
    }
    bar.finish_and_clear();
    if journal.tally.bad > TOLD {
        eprintln!(
            "sitrep: {}: {} more bad lines, not listed",
            dump.display(),
            journal.tally.bad - TOLD
        );
    }
    if journal.tally.new + journal.tally.known + journal.tally.unwanted == 0 {
        bail!(
            "{} has no row of places; give GeoNames' allCountries.txt, unpacked",
            dump.display()
        );
    }
    Ok(())
}

fn sitrep_toml(text: &str) -> Result<Wanted> {
    toml::from_str(text).context("cannot read data/gazetteer/import.toml")
}

fn save(journal: &Journal, folder: &Path) -> Result<()> {
    let part = folder.join("journal.part");
    let bytes = serde_json::to_vec(journal).context("the journal")?;
    std::fs::write(&part, bytes)
        .and_then(|()| std::fs::rename(&part, folder.join("journal.json")))
        .with_context(|| {
            format!(
                "cannot write to {}; check the space on the disk",
                folder.display()
            )
        })
}

fn bar(bytes: u64, wanted: bool) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(
        Some(bytes),
        if wanted {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        },
    );
    if let Ok(style) =
        ProgressStyle::with_template("{wide_bar} {percent:>3} %  {msg}  {elapsed_precise} (left {eta})")
    {
        bar.set_style(style);
    }
    bar
}

/// Puts the pieces together.
fn write(
    base: Gazetteer,
    args: &ImportArgs,
    folder: &Path,
    journal: &Journal,
    pcodes: &[(u32, String)],
) -> Result<usize> {
    let failed = || {
        format!(
            "cannot write {}; check the space on the disk",
            args.output.display()
        )
    };
    let mut names = Vec::new();
    Merged::base_names(&base, |name, bearer| names.push((name.to_owned(), bearer)));
    write_run(&folder.join("names.base"), &mut names).with_context(failed)?;
    drop(names);
    let pieces: Vec<String> = std::iter::once("units".to_owned())
        .chain((0..journal.pieces).map(|n| n.to_string()))
        .collect();
    let mut merged = Merged::new(base);
    for name in &pieces {
        let rows = BufReader::new(File::open(folder.join(format!("rows.{name}"))).with_context(failed)?);
        for line in rows.lines() {
            merged.push(&line.with_context(failed)?)?;
        }
    }
    let places = merged.len();
    let runs: Vec<PathBuf> = std::iter::once("base")
        .chain(pieces.iter().map(String::as_str))
        .map(|n| folder.join(format!("names.{n}")))
        .collect();
    let mut broken = None;
    let sorted = Merge::open(&runs)
        .with_context(failed)?
        .map_while(|name| name.map_err(|e| broken = Some(e)).ok());
    let mut out = Output::open(Some(&args.output))?;
    merged.finish(sorted, pcodes, &mut out)?;
    if let Some(e) = broken {
        return Err(e).with_context(failed);
    }
    out.finish().with_context(failed)?;
    Ok(places)
}

/// The lines of a dump, one at a time, however long.
struct Lines {
    file: BufReader<File>,
    at: u64,
    buffer: Vec<u8>,
}

/// A line, and where the next begins.
struct Line<'b> {
    bytes: Option<&'b [u8]>,
    end: u64,
}

impl<'b> Line<'b> {
    /// `None` when it is too long or no UTF-8.
    fn text(&self) -> Option<&'b str> {
        std::str::from_utf8(self.bytes?).ok()
    }
}

impl Lines {
    fn open(path: &Path, at: u64) -> Result<Self> {
        let open = || -> io::Result<File> {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(at))?;
            Ok(file)
        };
        let file =
            open().with_context(|| format!("cannot read {}; give an unpacked dump", path.display()))?;
        Ok(Self {
            file: BufReader::with_capacity(1 << 18, file),
            at,
            buffer: Vec::new(),
        })
    }

    fn next(&mut self) -> Result<Option<Line<'_>>> {
        let Self { file, at, buffer } = self;
        buffer.clear();
        let read = file
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', buffer)
            .context("cannot read the dump")?;
        if read == 0 {
            return Ok(None);
        }
        *at += read as u64;
        let mut whole = buffer.ends_with(b"\n");
        let cut = !whole && read as u64 == LONGEST_LINE;
        while cut && !whole {
            let chunk = file.fill_buf().context("cannot read the dump")?;
            let end = chunk.iter().position(|b| *b == b'\n').map(|p| p + 1);
            let used = end.unwrap_or(chunk.len());
            whole = end.is_some() || chunk.is_empty();
            file.consume(used);
            *at += used as u64;
        }
        let line = buffer.strip_suffix(b"\n").unwrap_or(buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some(Line {
            bytes: Some(line).filter(|_| !cut),
            end: *at,
        }))
    }
}
