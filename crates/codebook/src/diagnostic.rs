//! In: what the compiler found wrong. Out: a line that names the file, the line, the fault and its mend. Knows no TOML.

use std::fmt;

/// A fault in a source, with what to do about it.
///
/// ```
/// let fault = codebook::Diagnostic {
///     path: "mine.toml".into(),
///     line: 3,
///     what: "the frame \"transitve\" is not known".into(),
///     mend: "write \"transitive\", or define [frame.transitve]".into(),
/// };
/// let line = "mine.toml:3: the frame \"transitve\" is not known; write \"transitive\", or define [frame.transitve]";
/// assert_eq!(fault.to_string(), line);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Path of the source as it was given.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.path, self.line, self.what, self.mend)
    }
}

/// "a", "b" or "c": a list for a mend. Long lists are cut.
pub(crate) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|n| format!("\"{n}\"")).collect();
    let cut = names.len() > 40;
    names.truncate(40);
    let list = match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "(none)".to_owned(),
    };
    if cut { format!("{list}, …") } else { list }
}
