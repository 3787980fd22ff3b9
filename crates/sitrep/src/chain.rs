//! In: the packs and one report. Out: its claims, with the reason why each candidate fired or not.
//! Knows all stages and their order, nothing of files, threads or other reports.

use text::{Analysis, Span};

use crate::packs::Packs;
use crate::record::{Claim, Place, Report};
use crate::report::{self, Given, Problem};

/// One report, coded.
#[derive(Debug, Clone)]
pub struct Coded {
    /// The report.
    pub report: Report,
    /// Its language: sentences, trees, names.
    pub analysis: Analysis,
    /// Its claims, in the order of the text.
    pub claims: Vec<Claim>,
    /// Why each candidate fired or not, in the order of the text.
    pub traces: Vec<Trace>,
}

/// Why one candidate fired or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The word that might name an act.
    pub trigger: Span,
    /// Index of its sentence.
    pub sentence: usize,
    /// What heads and frames said, a line each, for people.
    pub lines: Vec<String>,
    /// True when it became a claim.
    pub kept: bool,
}

/// What a time expression names (TIMEX3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the four types of TIMEX3")]
pub enum TimexKind {
    Date,
    Time,
    Duration,
    Set,
}

/// A time expression with its TIMEX3 value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timex {
    /// The words.
    pub span: Span,
    /// DATE, TIME, DURATION or SET.
    pub kind: TimexKind,
    /// TIMEX3 value ("2018-08-07", "P3D"); `None` when it cannot be told.
    pub value: Option<String>,
}

/// The reports of one input: a file, or all of standard input. `name` is shown and tells the format.
pub fn read(_packs: &Packs, name: &str, bytes: &[u8], given: &Given) -> Vec<Result<Report, Problem>> {
    report::read(name, bytes, given)
}

/// The report of one line of a JSONL input; `line_no` counts from 1.
pub fn read_record(
    _packs: &Packs,
    name: &str,
    line_no: usize,
    line: &[u8],
    given: &Given,
) -> Result<Report, Problem> {
    report::read_record(name, line_no, &String::from_utf8_lossy(line), given)
}

/// Sentences, trees and names of a text.
pub fn analyse(_packs: &Packs, _text: &str) -> Analysis {
    Analysis::default()
}

/// Codes one report.
pub fn code_report(packs: &Packs, report: Report) -> Coded {
    let analysis = analyse(packs, &report.text);
    Coded {
        report,
        analysis,
        claims: Vec::new(),
        traces: Vec::new(),
    }
}

/// The places that a report names; with `given`, exactly those spans, in their order.
pub fn places(_packs: &Packs, _report: &Report, _analysis: &Analysis, _given: Option<&[Span]>) -> Vec<Place> {
    Vec::new()
}

/// The time expressions of a report.
pub fn times(_packs: &Packs, _report: &Report) -> Vec<Timex> {
    Vec::new()
}
