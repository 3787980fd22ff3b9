//! In: reports in their order. Out: which are copies of earlier ones, of this run or of an earlier run. Knows the file
//! in which signatures are kept; what likeness is the chain knows.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;
use std::str::FromStr as _;

use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use sitrep::record::Report;
use sitrep::report::likeness::{Seen, Signature};

/// First bytes of a file of signatures.
const MAGIC: &[u8] = b"sitrep seen 1\n";
/// Bytes of a signature.
const SIGNATURE: usize = 256;
/// Bytes of a day.
const DAY: usize = 10;

/// A report as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    doc_id: String,
    day: Option<Date>,
    signature: Signature,
}

impl Remembered {
    /// What is remembered of a report; `None` when its text is too short.
    pub fn of(report: &Report) -> Option<Self> {
        Some(Self {
            doc_id: report.doc_id.clone(),
            day: report.published,
            signature: Signature::of(&report.text)?,
        })
    }

    /// Bytes for the file: length of the name, name, day, signature.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = (self.doc_id.len() as u32).to_le_bytes().to_vec();
        out.extend_from_slice(self.doc_id.as_bytes());
        let day = self.day.map_or_else(|| " ".repeat(DAY), |d| d.to_string());
        out.extend(day.bytes().chain(std::iter::repeat(b' ')).take(DAY));
        out.extend(self.signature.to_bytes());
        out
    }
}

/// All reports that are not copies.
#[derive(Debug, Default)]
pub struct Memory {
    seen: Seen,
    ids: Vec<Box<str>>,
}

impl Memory {
    /// The `doc_id` of the report that this one is a copy of, and how like; `None`: it is new and now remembered.
    pub fn look(&mut self, report: &Remembered) -> Option<(String, f32)> {
        if let Some((number, alike)) = self.seen.find(&report.signature, report.day) {
            return Some((self.ids[number].to_string(), alike));
        }
        self.add(report.clone());
        None
    }

    fn add(&mut self, report: Remembered) {
        self.seen.add(report.signature, report.day);
        self.ids.push(report.doc_id.into_boxed_str());
    }

    /// Adds the reports of a file, the first `length` bytes of it; a missing file holds none.
    pub fn load(&mut self, path: &Path, length: u64) -> Result<()> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
        };
        let mut input = BufReader::new(file).take(length);
        let mut magic = vec![0; MAGIC.len()];
        let broken = || {
            format!(
                "cannot read {}: it is no file of seen reports; name another file",
                path.display()
            )
        };
        if input.read_exact(&mut magic).is_err() || magic != MAGIC {
            bail!(broken());
        }
        while let Some(report) = next(&mut input).with_context(broken)? {
            self.add(report);
        }
        Ok(())
    }
}

/// Begins a file of signatures.
pub fn begin(out: &mut impl Write) -> io::Result<()> {
    out.write_all(MAGIC)
}

/// The next report of a file; `None` at its end.
fn next(input: &mut impl Read) -> Result<Option<Remembered>> {
    let mut length = [0; 4];
    if input.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut length[1..])?;
    let length = u64::from(u32::from_le_bytes(length));
    let mut rest = Vec::new();
    input
        .take(length + (DAY + SIGNATURE) as u64)
        .read_to_end(&mut rest)?;
    let Some(split) = rest
        .len()
        .checked_sub(DAY + SIGNATURE)
        .filter(|n| *n as u64 == length)
    else {
        bail!("it ends in the middle of a report");
    };
    let (name, rest) = rest.split_at(split);
    let (day, signature) = rest.split_at(DAY);
    Ok(Some(Remembered {
        doc_id: String::from_utf8_lossy(name).into_owned(),
        day: std::str::from_utf8(day)
            .ok()
            .and_then(|d| Date::from_str(d.trim()).ok()),
        signature: Signature::from_bytes(signature).context("a signature is cut")?,
    }))
}
