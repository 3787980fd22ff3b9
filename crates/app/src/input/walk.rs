//! In: an open input. Out: its jobs, one after the other, handed to whoever does the work. Knows what an input is by
//! its content: packed bytes, archive, mailbox, table, records, or one report.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use bytes::Bytes;
use sitrep::report::is_text_field;
use store::table::{Row, csv_rows, delimiter, parquet_rows};

use super::job::{Fault, Stated, Work};
use super::packed::{Counted, Unpacked};
use super::{LONGEST, NESTING, lines, mailbox, unreadable, warc, whole, zipped};

/// Bytes looked at to tell what an input is.
const PEEK: usize = 64 << 10;

/// Takes one job; breaks when nobody wants more.
pub type Emit<'a> = &'a mut dyn FnMut(Work) -> ControlFlow<()>;

/// What is walked through: a name, how deep in archives it lies, and what is known of it.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// What the input is called; parts are named `archive/part`.
    pub name: String,
    /// 0: a file or standard input itself.
    pub depth: usize,
    /// What the archive says of this part.
    pub stated: Stated,
    /// The column of tables that holds the text.
    pub text_column: Option<String>,
}

impl Place {
    /// A part of this.
    pub fn part(&self, name: &str, stated: Stated) -> Self {
        Self {
            name: format!("{}/{name}", self.name),
            depth: self.depth + 1,
            stated,
            text_column: self.text_column.clone(),
        }
    }

    fn fault(&self, what: &str) -> Work {
        Work::Problem(Fault::whole(
            &self.name,
            format!("cannot read {}: {what}", self.name),
        ))
    }
}

/// The jobs of a file. One that is a single report becomes a job unread; of others `read` counts the bytes.
pub fn file(path: &Path, place: &Place, read: &Rc<Cell<u64>>, emit: Emit<'_>) -> ControlFlow<()> {
    let mut opened = match File::open(path) {
        Ok(file) => file,
        Err(e) => return emit(Work::Problem(Fault::whole(&place.name, unreadable(path, &e)))),
    };
    let head = match peek(&mut opened) {
        Ok(head) => head,
        Err(e) => return emit(Work::Problem(Fault::whole(&place.name, unreadable(path, &e)))),
    };
    match kind(&head, place) {
        Kind::Report => emit(Work::File(path.to_owned())),
        Kind::Zip | Kind::Parquet => {
            let again = match File::open(path) {
                Ok(file) => file,
                Err(e) => return emit(Work::Problem(Fault::whole(&place.name, unreadable(path, &e)))),
            };
            if kind(&head, place) == Kind::Parquet {
                return table(parquet_rows(again), place, emit);
            }
            if zipped::is_document(BufReader::new(&again)) {
                return emit(Work::File(path.to_owned()));
            }
            zipped::walk(BufReader::new(again), place, emit)
        }
        _ => {
            let counted = Counted::new(Cursor::new(head).chain(opened), Rc::clone(read));
            stream(Box::new(counted), place, emit)
        }
    }
}

/// The jobs of an input that can only be read once.
pub fn stream<'a>(mut input: Box<dyn Read + 'a>, place: &Place, emit: Emit<'_>) -> ControlFlow<()> {
    let head = match peek(&mut input) {
        Ok(head) => head,
        Err(e) => return emit(place.fault(&told(&e))),
    };
    let input = Cursor::new(head.clone()).chain(input);
    let found = kind(&head, place);
    if place.depth >= NESTING && matches!(found, Kind::Gzip | Kind::Zip | Kind::Warc | Kind::Mailbox) {
        return emit(place.fault(&format!(
            "it is packed more than {NESTING} times over; unpack it and give what it holds"
        )));
    }
    match found {
        Kind::Gzip => {
            let inner = Place {
                depth: place.depth + 1,
                ..place.clone()
            };
            stream(Box::new(Unpacked::new(input)), &inner, emit)
        }
        Kind::Warc => warc::walk(BufReader::with_capacity(1 << 18, input), place, emit),
        Kind::Mailbox => mailbox::walk(BufReader::with_capacity(1 << 16, input), place, emit),
        Kind::Records => lines::walk(BufReader::with_capacity(1 << 16, input), place, emit),
        Kind::Table(delimiter) => table(Ok(csv_rows(input, delimiter, LONGEST)), place, emit),
        Kind::Zip | Kind::Parquet | Kind::Report => {
            let bytes = match whole(input) {
                Ok(Some(bytes)) => bytes,
                Ok(None) => {
                    return emit(Work::Problem(Fault::whole(
                        &place.name,
                        super::too_long(&place.name),
                    )));
                }
                Err(e) => return emit(place.fault(&told(&e))),
            };
            match found {
                Kind::Zip if !zipped::is_document(Cursor::new(&bytes)) => {
                    zipped::walk(Cursor::new(bytes), place, emit)
                }
                Kind::Parquet => table(parquet_rows(Bytes::from(bytes)), place, emit),
                _ => emit(Work::Whole {
                    name: place.name.clone(),
                    bytes,
                    stated: place.stated.clone(),
                }),
            }
        }
    }
}

fn table(
    rows: Result<impl Iterator<Item = Result<Row, String>>, String>,
    place: &Place,
    emit: Emit<'_>,
) -> ControlFlow<()> {
    let fault = |e: String| place.fault(&format!("reading the table: {e}"));
    match rows {
        Err(e) => emit(fault(e)),
        Ok(mut rows) => rows.try_for_each(|row| match row {
            Ok(row) => emit(Work::Row {
                name: place.name.clone(),
                row,
            }),
            Err(e) => emit(fault(e)),
        }),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gzip,
    Zip,
    Parquet,
    Warc,
    Mailbox,
    Records,
    Table(u8),
    Report,
}

fn kind(head: &[u8], place: &Place) -> Kind {
    let holds_text = |name: &str| match &place.text_column {
        Some(column) => name == column,
        None => is_text_field(name),
    };
    match head {
        [0x1f, 0x8b, ..] => Kind::Gzip,
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Zip,
        [b'P', b'A', b'R', b'1', ..] => Kind::Parquet,
        _ if head.starts_with(b"WARC/") => Kind::Warc,
        _ if mailbox::begins(head) => Kind::Mailbox,
        _ if lines::begin(head) => Kind::Records,
        // UTF-16 and binary data are for the reader of reports, which decodes or refuses them.
        _ if head.contains(&0) => Kind::Report,
        _ => match delimiter(head, holds_text) {
            Some(delimiter) => Kind::Table(delimiter),
            // Here the name tells: broken records must be told line by line and not be taken for a text.
            None if named_records(&place.name) && !head.trim_ascii_start().starts_with(b"<") => Kind::Records,
            None => Kind::Report,
        },
    }
}

/// True when a file begins as an archive of reports or a mailbox does, whatever its name; packed ones are told by their names.
pub fn is_archive(head: &[u8]) -> bool {
    let found = kind(head, &Place::default());
    matches!(found, Kind::Warc | Kind::Mailbox)
}

/// The first bytes of a file; `None` when they cannot be read.
pub fn head(path: &Path) -> Option<Vec<u8>> {
    peek(&mut File::open(path).ok()?).ok()
}

fn named_records(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let ending = name.rsplit('.').next();
    matches!(ending, Some("jsonl" | "ndjson"))
}

/// The first bytes of an input.
pub fn peek(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.take(PEEK as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// What an error of reading says, with what to do.
pub fn told(error: &io::Error) -> String {
    let what = error.to_string();
    let what = what.split(" (os error").next().unwrap_or(&what);
    format!("{what}; try to copy or fetch it again")
}

/// Reads a line of at most `longest` bytes into `line`; `None` at the end. A longer one is read over, and `line` is
/// then longer than `longest`.
pub fn read_line(input: &mut impl BufRead, longest: usize, line: &mut Vec<u8>) -> io::Result<Option<usize>> {
    line.clear();
    let read = input.by_ref().take(longest as u64 + 1).read_until(b'\n', line)?;
    if read == 0 {
        return Ok(None);
    }
    if read > longest && line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
    }
    Ok(Some(read))
}
