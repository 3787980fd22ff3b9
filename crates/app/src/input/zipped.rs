//! In: a zip file. Out: the jobs of its members, in its order. Bounds how much comes out of it.

use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;

use zip::ZipArchive;

use super::is_report;
use super::job::{Fault, Stated, Work};
use super::packed::{absurd, bomb};
use super::walk::{Emit, Place, peek, stream, told};

/// The part that makes a zip file a Word document.
const WORD: &str = "word/document.xml";
/// Parts of other office documents, which are for the reader of reports to refuse.
const OFFICE: [&str; 2] = ["[Content_Types].xml", "mimetype"];

/// True when the zip file is a document and no archive.
pub fn is_document(input: impl Read + Seek) -> bool {
    ZipArchive::new(input).is_ok_and(|zip| {
        zip.index_for_name(WORD).is_some() || OFFICE.iter().any(|part| zip.index_for_name(part).is_some())
    })
}

/// The jobs of all members that are reports by the ends of their names or by their beginning.
pub fn walk(input: impl Read + Seek, place: &Place, emit: Emit<'_>) -> ControlFlow<()> {
    let fault = |record: Option<&str>, what: String| {
        let name = match record {
            Some(part) => format!("{}/{part}", place.name),
            None => place.name.clone(),
        };
        let message = format!("cannot read {name}: {what}");
        Work::Problem(match record {
            Some(part) => Fault::part(&place.name, part, message),
            None => Fault::whole(&place.name, message),
        })
    };
    let mut zip = match ZipArchive::new(input) {
        Ok(zip) => zip,
        Err(e) => return emit(fault(None, format!("{e}; copy or fetch it again"))),
    };
    let (mut packed, mut unpacked, mut any) = (0, 0, false);
    for at in 0..zip.len() {
        let file = match zip.by_index(at) {
            Ok(file) => file,
            Err(e) => {
                any = true;
                let number = format!("part {}", at + 1);
                emit(fault(
                    Some(&number),
                    format!("{e}; unpack it and give what it holds"),
                ))?;
                continue;
            }
        };
        let name = file.name().map_or_else(
            |_| format!("part {}", at + 1),
            |n| n.replace(char::is_control, " "),
        );
        if file.is_dir() {
            continue;
        }
        let (size, mut file, mut begin) = (file.compressed_size(), file, Vec::new());
        let beginning = || {
            begin = peek(&mut file).ok()?;
            Some(begin.clone())
        };
        if !is_report(name.rsplit('/').next().unwrap_or(&name), beginning) {
            continue;
        }
        any = true;
        packed += size;
        let mut counted = Counted {
            input: Cursor::new(begin).chain(file),
            count: &mut unpacked,
            packed,
        };
        let within = place.part(&name, Stated::default());
        stream(Box::new(&mut counted), &within, &mut *emit)?;
        if absurd(packed, unpacked) {
            return emit(fault(None, told(&bomb())));
        }
    }
    if any {
        return ControlFlow::Continue(());
    }
    emit(fault(
        None,
        "it holds nothing that ends or begins as a report does (see --help); unpack it and name the files"
            .to_owned(),
    ))
}

/// Counts what comes out and ends when it is too much.
struct Counted<'a, R> {
    input: R,
    count: &'a mut u64,
    packed: u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.input.read(buffer)?;
        *self.count += n as u64;
        if absurd(self.packed, *self.count) {
            return Err(bomb());
        }
        Ok(n)
    }
}
