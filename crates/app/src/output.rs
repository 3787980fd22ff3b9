//! In: the bytes of a result. Out: standard output, or a file that appears whole at the end and never
//! in part. Knows no format.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};

/// Files begun and not yet finished; removed when the program is interrupted.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Where a result goes.
pub enum Output {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A device or pipe that was named; it cannot be replaced by renaming.
    Direct(BufWriter<File>),
    /// A file, written beside its name and renamed when done.
    Beside(Beside),
}

/// A file that does not bear its name yet. Dropped before [`Output::finish`], it is removed, unless it is to be gone on
/// with in a later run.
pub struct Beside {
    part: PathBuf,
    target: PathBuf,
    file: BufWriter<File>,
    kept: bool,
    length: u64,
}

impl Output {
    /// Standard output when `path` is `None` or `-`.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path.filter(|p| p.as_os_str() != "-") else {
            return Ok(Self::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())));
        };
        // The file behind a link is replaced, not the link.
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let failed = || {
            format!(
                "cannot write {}; name a file in a folder that you may write to",
                path.display()
            )
        };
        match std::fs::metadata(&target) {
            Ok(meta) if meta.is_dir() => {
                anyhow::bail!(
                    "cannot write {}: it is a folder; name a file in it",
                    path.display()
                )
            }
            Ok(meta) if !meta.is_file() => {
                let file = File::options().write(true).open(&target).with_context(failed)?;
                Ok(Self::Direct(BufWriter::new(file)))
            }
            _ => Ok(Self::Beside(Beside::create(target).with_context(failed)?)),
        }
    }

    /// A file that a later run can go on with: `length` bytes of it stand from an earlier one.
    pub fn resume(path: &Path, length: u64) -> Result<Self> {
        let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let beside = Beside::resume(target, length).with_context(|| {
            format!(
                "cannot go on with the result for {}; remove the state file and begin anew",
                path.display()
            )
        })?;
        Ok(Self::Beside(beside))
    }

    /// Bytes written so far, those of earlier runs included; 0 for what is no file.
    pub fn length(&self) -> u64 {
        match self {
            Self::Beside(beside) => beside.length,
            _ => 0,
        }
    }

    /// True when it goes to standard output.
    pub fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout(_))
    }

    /// Ends the output; a file appears under its name.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        if let Self::Beside(beside) = &self {
            std::fs::rename(&beside.part, &beside.target)?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Direct(file) => file.write(bytes),
            Self::Beside(beside) => {
                let n = beside.file.write(bytes)?;
                beside.length += n as u64;
                Ok(n)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Direct(file) => file.flush(),
            Self::Beside(beside) => beside.file.flush(),
        }
    }
}

impl Beside {
    fn create(target: PathBuf) -> io::Result<Self> {
        let name = target
            .file_name()
            .ok_or(io::ErrorKind::InvalidInput)?
            .to_string_lossy()
            .into_owned();
        let part = target.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = BufWriter::with_capacity(1 << 16, File::create_new(&part)?);
        unfinished().push(part.clone());
        Ok(Self {
            part,
            target,
            file,
            kept: false,
            length: 0,
        })
    }

    fn resume(target: PathBuf, length: u64) -> io::Result<Self> {
        let name = target
            .file_name()
            .ok_or(io::ErrorKind::InvalidInput)?
            .to_string_lossy()
            .into_owned();
        let part = target.with_file_name(format!(".{name}.part"));
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&part)?;
        if file.metadata()?.len() < length {
            return Err(io::Error::other(format!("{} is too short", part.display())));
        }
        file.set_len(length)?;
        file.seek(io::SeekFrom::End(0))?;
        Ok(Self {
            part,
            target,
            file: BufWriter::with_capacity(1 << 16, file),
            kept: true,
            length,
        })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        unfinished().retain(|p| *p != self.part);
        if self.kept {
            return;
        }
        // Gone already when it was renamed.
        let _ = std::fs::remove_file(&self.part);
    }
}

fn unfinished() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interrupt removes unfinished files and ends the program with 130.
pub fn clean_up_when_interrupted() -> Result<()> {
    ctrlc::set_handler(|| {
        for part in unfinished().iter() {
            let _ = std::fs::remove_file(part);
        }
        std::process::exit(130);
    })
    .context("cannot watch for interrupts")
}
