//! In: what SQLite or a request had wrong. Out: one line: what was attempted, on what, what to do. Knows no table.

use std::fmt;
use std::path::Path;

use rusqlite::ErrorCode;

/// Why something could not be done with a project file.
#[derive(Debug)]
pub struct Error {
    line: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The file cannot be used as it is.
    File,
    /// What was asked for is not there, or is not allowed.
    Request,
}

impl Error {
    /// A request that cannot be met; `line` says why and what to do.
    pub(super) fn request(line: impl Into<String>) -> Self {
        Self {
            line: line.into(),
            kind: Kind::Request,
        }
    }

    /// A file that cannot be used.
    pub(super) fn file(path: &Path, attempted: &str, what: impl fmt::Display) -> Self {
        Self {
            line: format!("cannot {attempted} {}: {what}", path.display()),
            kind: Kind::File,
        }
    }

    /// What is wrong, to stand behind what was attempted.
    pub(super) fn detail(&self) -> &str {
        self.line.strip_prefix(SOME_FILE).unwrap_or(&self.line)
    }

    /// True when what was asked for is not there or not allowed; false when the file cannot be used.
    pub fn is_request(&self) -> bool {
        self.kind == Kind::Request
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl std::error::Error for Error {}

/// What an error of SQLite says before anybody knows on which file.
const SOME_FILE: &str = "cannot use the project file: ";

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        Self {
            line: format!("{SOME_FILE}{}", told(&e)),
            kind: Kind::File,
        }
    }
}

/// What SQLite says, with what to do.
pub(super) fn told(e: &rusqlite::Error) -> String {
    let advice = match e.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            "the disk is full; make room and run the same command again, nothing is lost"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program writes to it; wait for that to end and run the same command again"
        }
        Some(ErrorCode::ReadOnly) => {
            "it may not be written to; check the permissions of the file and its folder"
        }
        Some(ErrorCode::NotADatabase) => "it is no project file; make one with: sitrep init FILE",
        Some(ErrorCode::DatabaseCorrupt) => {
            "the file is damaged; run sitrep verify on it, or go back to a copy"
        }
        Some(ErrorCode::SystemIoFailure) => {
            "reading or writing failed; check the disk and run the same command again"
        }
        Some(ErrorCode::CannotOpen) => {
            "it cannot be opened; check the name and that you may write to its folder"
        }
        _ => return e.to_string(),
    };
    let said = e.to_string();
    format!("{said}: {advice}")
}
