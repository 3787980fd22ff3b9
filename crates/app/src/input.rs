//! In: the inputs that were typed. Out: [`Job`]s, one for each file or line, in a fixed order; files of
//! lines are read as they are needed. Knows no format but "a line is a record".

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// A longer file or line is refused: no page or report that people write is longer, and one that
/// is must not fill the memory.
pub const LONGEST: usize = 32 << 20;

/// A list of records in one JSON value holds many reports and may be longer.
const LONGEST_LIST: usize = 512 << 20;

/// Ends of the names of the files that are read from folders.
const REPORT_ENDINGS: [&str; 6] = ["txt", "md", "html", "htm", "json", "jsonl"];

/// Bytes looked at to tell records from other things.
const PEEK: usize = 64 << 10;

/// One piece of work.
#[derive(Debug, PartialEq, Eq)]
pub enum Job {
    /// A file to read whole.
    File(PathBuf),
    /// All of an input that is already read.
    Whole {
        /// What it is called.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// One line of a file of records.
    Line {
        /// What the file is called.
        name: String,
        /// From 1.
        number: usize,
        /// Without the line break.
        bytes: Vec<u8>,
    },
    /// An input that cannot be read, in one line for people.
    Problem(String),
}

/// An input that exists, not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file read whole.
    File(PathBuf),
    /// A file of records.
    Lines(PathBuf),
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
                        "no reports in the folder {}; put .txt, .md, .html, .json or .jsonl files there, or name files",
                        input.display()
                    )));
                }
            }
            Ok(_) => sources.push(file_source(input.clone())),
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
        // What a folder says about itself is no report.
        let about = path.file_stem().is_some_and(|n| n.eq_ignore_ascii_case("README"));
        // A link to a folder is not followed: it may lead back up.
        if hidden || about {
            continue;
        }
        if kind.is_ok_and(|k| k.is_dir()) {
            search(&path, but, sources);
        } else if ending(&path).is_some_and(|e| REPORT_ENDINGS.contains(&e.as_str()))
            && !path.is_dir()
            && !path.canonicalize().is_ok_and(|p| but.contains(&p))
        {
            sources.push(file_source(path));
        }
    }
}

fn file_source(path: PathBuf) -> Source {
    match ending(&path).as_deref() {
        Some("jsonl" | "ndjson") => Source::Lines(path),
        _ => Source::File(path),
    }
}

fn ending(path: &Path) -> Option<String> {
    path.extension()
        .and_then(OsStr::to_str)
        .map(str::to_ascii_lowercase)
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
            Source::File(path) | Source::Lines(path) => size(path),
            Source::Stdin | Source::Problem(_) => 0,
        })
        .sum()
}

/// The jobs of the sources, in order, read as they are asked for.
pub fn jobs(sources: Vec<Source>) -> impl Iterator<Item = Job> + Send {
    sources
        .into_iter()
        .flat_map(|source| -> Box<dyn Iterator<Item = Job> + Send> {
            match source {
                Source::File(path) => Box::new(std::iter::once(Job::File(path))),
                Source::Problem(line) => Box::new(std::iter::once(Job::Problem(line))),
                Source::Stdin => stream("standard input", None, io::stdin()),
                Source::Lines(path) => match File::open(&path) {
                    Ok(file) => stream(&path.display().to_string(), Some(&path), file),
                    Err(e) => Box::new(std::iter::once(Job::Problem(unreadable(&path, &e)))),
                },
            }
        })
}

/// The jobs of an open input. A file that is named as records but does not look like text lines (UTF-16, binary) is
/// one job, so that the reader of reports decodes or refuses it once; standard input is records when its first
/// line is one.
fn stream(
    name: &str,
    path: Option<&Path>,
    input: impl Read + Send + 'static,
) -> Box<dyn Iterator<Item = Job> + Send> {
    let name = name.to_owned();
    let mut input = input;
    let mut head = Vec::new();
    if let Err(e) = input.by_ref().take(PEEK as u64).read_to_end(&mut head) {
        return Box::new(std::iter::once(Job::Problem(unreadable(Path::new(&name), &e))));
    }
    let lines_of_text = !head.contains(&0);
    let records = if path.is_some() {
        lines_of_text
    } else {
        lines_of_text && begins_with_record(&head)
    };
    let whole = io::Cursor::new(head).chain(input);
    if records {
        return Box::new(Lines {
            name,
            number: 0,
            input: BufReader::new(whole),
            done: false,
        });
    }
    if let Some(path) = path {
        return Box::new(std::iter::once(Job::File(path.to_owned())));
    }
    let job = match read_all(whole) {
        Ok(Some(bytes)) => Job::Whole { name, bytes },
        Ok(None) => Job::Problem(too_long(&name)),
        Err(e) => Job::Problem(unreadable(Path::new(&name), &e)),
    };
    Box::new(std::iter::once(job))
}

/// True when the first line that is not blank is a whole JSON object, or one too long to see its end.
fn begins_with_record(head: &[u8]) -> bool {
    let head = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    if head.first() != Some(&b'{') {
        return false;
    }
    match head.iter().position(|b| *b == b'\n') {
        Some(end) => serde_json::from_slice::<serde::de::IgnoredAny>(&head[..end]).is_ok(),
        None => head.len() > PEEK / 2 || serde_json::from_slice::<serde::de::IgnoredAny>(head).is_ok(),
    }
}

/// The bytes of a file; one line that says what is wrong when there are too many or it cannot be read.
pub fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let bytes = File::open(path)
        .and_then(read_all)
        .map_err(|e| unreadable(path, &e))?;
    bytes.ok_or_else(|| too_long(&path.display().to_string()))
}

/// All bytes, or `None` when there are too many.
fn read_all(mut input: impl Read) -> io::Result<Option<Vec<u8>>> {
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

/// The lines of a file of records.
struct Lines<R> {
    name: String,
    number: usize,
    input: BufReader<R>,
    done: bool,
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        while !self.done {
            let mut bytes = Vec::new();
            self.number += 1;
            let read = self
                .input
                .by_ref()
                .take(LONGEST as u64 + 1)
                .read_until(b'\n', &mut bytes);
            match read {
                Ok(0) => self.done = true,
                Ok(n) if n > LONGEST => {
                    if let Err(e) = self.input.skip_until(b'\n') {
                        self.done = true;
                        return Some(Job::Problem(unreadable(Path::new(&self.name), &e)));
                    }
                    let (name, number) = (&self.name, self.number);
                    let limit = LONGEST >> 20;
                    return Some(Job::Problem(format!(
                        "cannot read {name}:{number}: the line is longer than {limit} MiB; leave it out or shorten it"
                    )));
                }
                Ok(_) => {
                    let text = bytes
                        .strip_prefix(b"\xEF\xBB\xBF")
                        .filter(|_| self.number == 1)
                        .unwrap_or(&bytes);
                    let text = text.trim_ascii();
                    if !text.is_empty() {
                        return Some(Job::Line {
                            name: self.name.clone(),
                            number: self.number,
                            bytes: text.to_vec(),
                        });
                    }
                }
                Err(e) => {
                    self.done = true;
                    return Some(Job::Problem(unreadable(Path::new(&self.name), &e)));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], expected: bool) {
        assert_eq!(
            begins_with_record(head),
            expected,
            "{}",
            String::from_utf8_lossy(head)
        );
    }

    #[test]
    fn records_on_standard_input_are_told_from_text() {
        check(b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n", true);
        check(b"\n  {\"text\": \"a\"}", true);
        check(b"\xEF\xBB\xBF{\"text\": \"a\"}\n", true);
        check(b"{\n  \"text\": \"a\"\n}\n", false);
        check(b"{curly} words of a report\n", false);
        check(b"Troops moved on Monday.\n", false);
        check(b"", false);
    }

    #[test]
    fn lines_are_numbered_and_blank_ones_passed_over() {
        let input = io::Cursor::new(b"\xEF\xBB\xBF{}\r\n\n{ }".to_vec());
        let lines = Lines {
            name: "x".into(),
            number: 0,
            input: BufReader::new(input),
            done: false,
        };
        let line = |number, bytes: &[u8]| Job::Line {
            name: "x".into(),
            number,
            bytes: bytes.to_vec(),
        };
        assert_eq!(lines.collect::<Vec<_>>(), [line(1, b"{}"), line(3, b"{ }")]);
    }

    #[test]
    fn an_endless_line_is_refused_and_the_next_one_read() {
        let input = io::repeat(b'a').take(LONGEST as u64 + 7).chain(&b"\n{}\n"[..]);
        let lines = Lines {
            name: "x".into(),
            number: 0,
            input: BufReader::new(input),
            done: false,
        };
        let jobs: Vec<Job> = lines.collect();
        assert!(matches!(&jobs[0], Job::Problem(line) if line.contains("x:1")));
        assert_eq!(
            jobs[1..],
            [Job::Line {
                name: "x".into(),
                number: 2,
                bytes: b"{}".to_vec()
            }]
        );
    }
}
