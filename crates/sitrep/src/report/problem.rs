//! In: nothing; the one line that is shown when an input could not be read. Out: [`Problem`].
//! Knows no format.

use std::fmt;

use super::Given;

/// Why an input, or one line of it, gave no report: what was attempted, on what, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file's name as the user gave it.
    pub file: String,
    /// Line in that file, from 1; `None` when the whole file is meant.
    pub line: Option<usize>,
    /// One sentence or two, without a line break.
    pub message: String,
    /// An entry of a feed that is a link only: what is known of its report, whose text stands at the address in
    /// [`Given::url`]. Nothing is wrong with the input then. `None`: something is.
    pub elsewhere: Option<Box<Given>>,
}

impl Problem {
    pub(crate) fn new(file: &str, line: Option<usize>, message: impl Into<String>) -> Self {
        let message: String = message.into();
        let message = message
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        Self {
            file: file.to_owned(),
            line,
            message,
            elsewhere: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for Problem {}
