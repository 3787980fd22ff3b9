//! In: files of names with their bearers, each in order. Out: all of them in order, one after the other. Knows no place.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes names in order; takes them out of the list.
pub fn write_run(path: &Path, names: &mut Vec<(String, u32)>) -> io::Result<()> {
    names.sort_unstable();
    names.dedup();
    let mut out = BufWriter::with_capacity(1 << 18, File::create(path)?);
    for (name, bearer) in names.drain(..) {
        writeln!(out, "{name}\t{bearer}")?;
    }
    out.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

struct Run {
    lines: BufReader<File>,
    line: String,
}

impl Run {
    fn next(&mut self) -> io::Result<Option<(String, u32)>> {
        self.line.clear();
        if self.lines.read_line(&mut self.line)? == 0 {
            return Ok(None);
        }
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "a file of names is damaged");
        let (name, bearer) = self
            .line
            .trim_end_matches('\n')
            .rsplit_once('\t')
            .ok_or_else(damaged)?;
        Ok(Some((name.to_owned(), bearer.parse().map_err(|_| damaged())?)))
    }
}

/// The names of all runs in order.
pub struct Merge {
    runs: Vec<Run>,
    heads: BinaryHeap<Reverse<(String, u32, usize)>>,
}

impl Merge {
    /// Opens the runs.
    pub fn open(paths: &[PathBuf]) -> io::Result<Self> {
        let mut merge = Self {
            runs: Vec::new(),
            heads: BinaryHeap::new(),
        };
        for (k, path) in paths.iter().enumerate() {
            let lines = BufReader::with_capacity(1 << 16, File::open(path)?);
            merge.runs.push(Run {
                lines,
                line: String::new(),
            });
            merge.refill(k)?;
        }
        Ok(merge)
    }

    fn refill(&mut self, run: usize) -> io::Result<()> {
        if let Some((name, bearer)) = self.runs[run].next()? {
            self.heads.push(Reverse((name, bearer, run)));
        }
        Ok(())
    }
}

impl Iterator for Merge {
    type Item = io::Result<(String, u32)>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((name, bearer, run)) = self.heads.pop()?;
        Some(self.refill(run).map(|()| (name, bearer)))
    }
}
