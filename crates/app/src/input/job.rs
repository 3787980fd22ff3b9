//! In: nothing; what one piece of work is. Out: [`Job`], [`Work`], [`Fault`]. Opens nothing.

use std::fmt;
use std::path::PathBuf;

use sitrep::report::{Given, Problem};
use store::table::Row;

/// One piece of work, with how much of the inputs was read to find it.
#[derive(Debug)]
pub struct Job {
    /// What is to be read.
    pub work: Work,
    /// Bytes of the inputs since the job before: of a file on the disk, packed as it is.
    pub bytes: u64,
}

/// What is to be read.
#[derive(Debug, PartialEq)]
pub enum Work {
    /// A file to read whole.
    File(PathBuf),
    /// All of an input that is already read, or a part of an archive.
    Whole {
        /// What it is called: the file's name, with that of the part.
        name: String,
        /// Its bytes.
        bytes: Vec<u8>,
        /// What the archive says of it.
        stated: Stated,
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
    /// One row of a table.
    Row {
        /// What the table is called.
        name: String,
        /// The row.
        row: Row,
    },
    /// An input, or a part of one, that cannot be read.
    Problem(Fault),
}

/// What an archive says of a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// Its identity; `None`: its name.
    pub doc_id: Option<String>,
    /// The address from which it was fetched.
    pub url: Option<String>,
    /// The encoding that the server named.
    pub charset: Option<String>,
}

/// What is wrong with an input or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The input as it was typed or found.
    pub input: String,
    /// Line, row or part; `None`: all of it.
    pub record: Option<String>,
    /// What was attempted, what is wrong, what to do, in one line.
    pub message: String,
    /// Nothing is wrong, but the text stands at another address: as `Problem::elsewhere`.
    pub elsewhere: Option<Box<Given>>,
}

impl Fault {
    /// A fault of a whole input, whose line says its name already.
    pub fn whole(input: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            input: input.into(),
            record: None,
            message: message.into(),
            elsewhere: None,
        }
    }

    /// A fault of a part.
    pub fn part(input: &str, record: impl fmt::Display, message: impl Into<String>) -> Self {
        Self {
            input: input.to_owned(),
            record: Some(record.to_string()),
            message: message.into(),
            elsewhere: None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self {
            message: problem.to_string(),
            record: problem.line.map(|l| l.to_string()),
            input: problem.file,
            elsewhere: problem.elsewhere,
        }
    }
}
