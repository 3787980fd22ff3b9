//! In: the inputs that were typed. Out: [`Job`]s, one for each report, line, row or part of an archive, in a fixed
//! order, read as they are needed. What an input is, is told by its content ([`walk`]).

pub mod job;
mod lines;
mod mailbox;
mod packed;
mod walk;
mod warc;
mod zipped;

use std::cell::Cell;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc::sync_channel;
use std::thread;

pub use job::{Fault, Job, Stated, Work};
use sitrep::report::begins_report;
use walk::Place;

/// A longer file, line, row, mail or record of an archive is refused: no page or report that people write is longer,
/// and one that is must not fill the memory.
pub const LONGEST: usize = 32 << 20;

/// A list of records in one JSON value holds many reports and may be longer.
const LONGEST_LIST: usize = 512 << 20;

/// Archives in archives, so deep: a zip file of packed mailboxes is two.
pub const NESTING: usize = 4;

/// Jobs that are found before they are asked for.
const AHEAD: usize = 8;

/// Ends of the names of the files that are always read from folders and archives. Of others the content decides; files that
/// are named one by one may have any.
const REPORT_ENDINGS: [&str; 22] = [
    "txt", "md", "html", "htm", "xhtml", "json", "jsonl", "ndjson", "csv", "tsv", "parquet", "xml", "rss",
    "atom", "eml", "mbox", "pdf", "docx", "zip", "warc", "wet", "gz",
];

/// An input that exists, not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// One line that says what is wrong.
    Problem(String),
}

/// The sources behind the typed inputs, folders searched in the order of names. `but` are files that
/// a folder does not contribute: the outputs of this run.
pub fn list(inputs: &[PathBuf], but: &[&Path]) -> Vec<Source> {
    let but: Vec<PathBuf> = but.iter().filter_map(|p| p.canonicalize().ok()).collect();
    let mut sources = Vec::new();
    for input in inputs {
        if input.as_os_str() == "-" {
            sources.push(Source::Stdin);
            continue;
        }
        match std::fs::metadata(input) {
            Ok(meta) if meta.is_dir() => {
                let before = sources.len();
                search(input, &but, &mut sources);
                if sources.len() == before {
                    sources.push(Source::Problem(format!(
                        "no reports in the folder {}; put files there that end in .txt, .html, .pdf, .jsonl or one of the others that --help lists, or name files",
                        input.display()
                    )));
                }
            }
            Ok(_) => sources.push(Source::File(input.clone())),
            Err(e) if e.kind() == io::ErrorKind::NotFound && is_pattern(input) => {
                matching(input, &but, &mut sources);
            }
            Err(e) => sources.push(Source::Problem(unreadable(input, &e))),
        }
    }
    sources
}

fn search(folder: &Path, but: &[PathBuf], sources: &mut Vec<Source>) {
    let entries = match std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries,
        Err(e) => {
            sources.push(Source::Problem(unreadable(folder, &e)));
            return;
        }
    };
    let mut paths: Vec<_> = entries.into_iter().map(|e| (e.path(), e.file_type())).collect();
    paths.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, kind) in paths {
        let hidden = path
            .file_name()
            .is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
        // A link to a folder is not followed: it may lead back up.
        if hidden {
            continue;
        }
        if kind.is_ok_and(|k| k.is_dir()) {
            search(&path, but, sources);
        } else if path
            .file_name()
            .is_some_and(|n| !path.is_dir() && is_report(&n.to_string_lossy(), || walk::head(&path)))
            && !path.canonicalize().is_ok_and(|p| but.contains(&p))
        {
            sources.push(Source::File(path));
        }
    }
}

/// True for a file that a folder or archive contributes: its name ends as reports do, or it begins as one (`head` gives its
/// first bytes). Hidden ones are left out, and what a folder says about itself.
pub fn is_report(name: &str, head: impl FnOnce() -> Option<Vec<u8>>) -> bool {
    let about = Path::new(name)
        .file_stem()
        .is_some_and(|n| n.eq_ignore_ascii_case("README"));
    if name.starts_with('.') || about {
        return false;
    }
    let ending = Path::new(name)
        .extension()
        .and_then(OsStr::to_str)
        .map(str::to_ascii_lowercase);
    if ending
        .as_ref()
        .is_some_and(|e| REPORT_ENDINGS.contains(&e.as_str()))
    {
        return true;
    }
    head().is_some_and(|head| walk::is_archive(&head) || begins_report(&head, ending.is_none()))
}

/// A pattern that no shell has expanded.
fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

/// The files and folders that a pattern names, in the order of names.
fn matching(pattern: &Path, but: &[PathBuf], sources: &mut Vec<Source>) {
    let before = sources.len();
    match glob::glob(&pattern.to_string_lossy()) {
        Ok(paths) => {
            for path in paths {
                match path {
                    Ok(path) if path.is_dir() => search(&path, but, sources),
                    Ok(path) if path.canonicalize().is_ok_and(|p| but.contains(&p)) => {}
                    Ok(path) => sources.push(Source::File(path)),
                    Err(e) => sources.push(Source::Problem(unreadable(e.path(), e.error()))),
                }
            }
        }
        Err(e) => {
            let pattern = pattern.display();
            return sources.push(Source::Problem(format!(
                "cannot read {pattern}: {e}; check the pattern"
            )));
        }
    }
    if sources.len() == before {
        let pattern = pattern.display();
        sources.push(Source::Problem(format!(
            "cannot read {pattern}: no file has such a name; check the pattern"
        )));
    }
}

/// What the line on standard error says of a file that cannot be opened or read.
pub fn unreadable(path: &Path, error: &io::Error) -> String {
    let advice = match error.kind() {
        io::ErrorKind::NotFound => "check the name",
        io::ErrorKind::PermissionDenied => "check that you may read it",
        _ => "try to copy it to another place first",
    };
    let what = error.to_string();
    let what = what.split(" (os error").next().unwrap_or(&what);
    format!("cannot read {}: {what}; {advice}", path.display())
}

/// Bytes that the sources hold, for progress; standard input counts nothing.
pub fn total_bytes(sources: &[Source]) -> u64 {
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |m| m.len());
    sources
        .iter()
        .map(|source| match source {
            Source::File(path) => size(path),
            Source::Stdin | Source::Problem(_) => 0,
        })
        .sum()
}

/// The jobs of the sources, in order. They are found on a thread of their own, a few ahead.
pub fn jobs(sources: Vec<Source>, text_column: Option<String>) -> impl Iterator<Item = Job> + Send {
    let (send, jobs) = sync_channel(AHEAD);
    thread::spawn(move || {
        let place = |name: String| Place {
            name,
            text_column: text_column.clone(),
            ..Place::default()
        };
        let _ = sources.into_iter().try_for_each(|source| {
            // What was read of this input since the job before.
            let read = Rc::new(Cell::new(0));
            let mut emit = |work: Work| {
                let bytes = match &work {
                    Work::File(path) => std::fs::metadata(path).map_or(0, |m| m.len()),
                    _ => read.take(),
                };
                // Nobody wants more when the taker stopped early.
                match send.send(Job { work, bytes }) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            };
            match source {
                Source::File(path) => walk::file(&path, &place(path.display().to_string()), &read, &mut emit),
                Source::Stdin => {
                    let input = Box::new(io::stdin().lock());
                    walk::stream(input, &place("standard input".to_owned()), &mut emit)
                }
                Source::Problem(line) => emit(Work::Problem(Fault::whole(line.clone(), line))),
            }
        });
    });
    jobs.into_iter()
}

/// The bytes of a file; one line that says what is wrong when there are too many or it cannot be read.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let bytes = File::open(path)
        .and_then(whole)
        .map_err(|e| unreadable(path, &e))?;
    bytes.ok_or_else(|| too_long(&path.display().to_string()))
}

/// All bytes, or `None` when there are too many.
fn whole(mut input: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    input.by_ref().take(LONGEST as u64 + 1).read_to_end(&mut bytes)?;
    let mut limit = LONGEST;
    if bytes.len() > limit && matches!(bytes.trim_ascii_start().first(), Some(b'[' | b'{')) {
        limit = LONGEST_LIST;
        input.take((limit - LONGEST) as u64).read_to_end(&mut bytes)?;
    }
    Ok((bytes.len() <= limit).then_some(bytes))
}

fn too_long(name: &str) -> String {
    format!(
        "cannot read {name}: longer than {} MiB; cut it into one file a report",
        LONGEST >> 20
    )
}
