//! In: the packs and one report. Out: its claims, with the reason why each candidate fired or not.
//! Knows all stages and their order, nothing of files, threads or other reports.

use std::ops::Range;

use text::token::Word;
use text::{Analysis, Span};

use crate::claim::draft::{Draft, Left, drafts};
use crate::claim::flat::Flat;
use crate::packs::Packs;
use crate::record::{Claim, Place, Report};
use crate::report::{self, Given, Problem};
use crate::resolve::actor::Cast;
use crate::resolve::claim::{Facts, Knowledge, claims};
use crate::resolve::operation::campaigns;
use crate::resolve::place::{self, PlaceContext};
use crate::resolve::time::{self, TimeContext, Timex};

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

/// The reports of one input: a file, or all of standard input. `name` is shown and tells the format.
pub fn read(packs: &Packs, name: &str, bytes: &[u8], given: &Given) -> Vec<Result<Report, Problem>> {
    report::read(name, bytes, given, &packs.lexicons.furniture, &packs.limits)
}

/// The report of one line of a JSONL input; `line_no` counts from 1.
pub fn read_record(
    packs: &Packs,
    name: &str,
    line_no: usize,
    line: &[u8],
    given: &Given,
) -> Result<Report, Problem> {
    let line = String::from_utf8_lossy(line);
    report::read_record(
        name,
        line_no,
        &line,
        given,
        &packs.lexicons.furniture,
        &packs.limits,
    )
}

/// True when the language of the report is one that the packs can read.
pub fn is_readable(report: &Report) -> bool {
    report
        .language
        .as_deref()
        .is_some_and(|l| l == "en" || l.starts_with("en-"))
}

/// Sentences, trees and names of a text. The engine cannot fail on text; if it should, the analysis is empty.
pub fn analyse(packs: &Packs, text: &str) -> Analysis {
    packs.engine.analyse(text).unwrap_or_default()
}

/// The same for words and sentences that are given: `sentences` are ranges of `words`, in order and not empty.
pub fn analyse_words(packs: &Packs, text: &str, words: &[Word], sentences: &[Range<usize>]) -> Analysis {
    packs
        .engine
        .analyse_words(text, words, sentences)
        .unwrap_or_default()
}

/// Codes one report. A report in a language without a pack is coded as nothing, with a note.
pub fn code_report(packs: &Packs, mut report: Report) -> Coded {
    if !is_readable(&report) {
        let language = report.language.as_deref().unwrap_or("unknown");
        report.notes.push(format!(
            "not coded: no pack for the language {language}; only English is read"
        ));
        return Coded {
            report,
            analysis: Analysis::default(),
            claims: Vec::new(),
            traces: Vec::new(),
        };
    }
    let (mut analysis, states) = match packs.engine.read(&report.text) {
        Ok(read) => read,
        Err(e) => {
            report.notes.push(format!("not coded: {e}"));
            return Coded {
                report,
                analysis: Analysis::default(),
                claims: Vec::new(),
                traces: Vec::new(),
            };
        }
    };
    // The name of a campaign is neither a party nor a place.
    let campaigns: Vec<Span> = (analysis.sentences.iter())
        .flat_map(|s| campaigns(&report.text, s, &packs.lexicons.operations))
        .collect();
    analysis
        .names
        .retain(|n| !campaigns.iter().any(|c| c.overlaps(n.span)));
    let flat = Flat::new(&analysis);
    let (found, left) = match drafts(
        &packs.heads,
        &packs.codebook,
        &packs.lexicons.light,
        &flat,
        &states,
    ) {
        Ok(found) => found,
        Err(e) => {
            report.notes.push(format!("not coded: {e}"));
            (Vec::new(), Vec::new())
        }
    };
    let places = places(packs, &report, &analysis, None);
    let timexes = times_in(packs, &report, &analysis);
    let knowledge = Knowledge {
        codebook: &packs.codebook,
        numbers: &packs.lexicons.numbers,
        operations: &packs.lexicons.operations,
        control: &packs.lexicons.control,
        sensitive: &packs.lexicons.sensitive,
    };
    let cast = Cast::read(&packs.actors, &report.text, &analysis, report.published);
    let facts = Facts {
        text: &report.text,
        sha256: &report.sha256,
        analysis: &analysis,
        cast: &cast,
        places: &places,
        timexes: &timexes,
    };
    let claims = claims(knowledge, facts, &flat, &found);
    let traces = traces(&flat, &found, left);
    Coded {
        report,
        analysis,
        claims,
        traces,
    }
}

fn traces(flat: &Flat, found: &[Draft], left: Vec<Left>) -> Vec<Trace> {
    let trace = |word: usize, lines: Vec<String>, kept: bool| Trace {
        trigger: flat.token(word).span,
        sentence: flat.sentence[word],
        lines,
        kept,
    };
    let mut out: Vec<Trace> = found.iter().map(|d| trace(d.word, d.why.clone(), true)).collect();
    out.extend(left.into_iter().map(|l| trace(l.word, l.why, false)));
    out.sort_by_key(|t| t.trigger);
    out
}

/// The places that a report names; with `given`, exactly those spans, in their order.
pub fn places(packs: &Packs, report: &Report, analysis: &Analysis, given: Option<&[Span]>) -> Vec<Place> {
    let (world, words) = (&packs.gazetteer, &packs.lexicons.places);
    let context = PlaceContext::default();
    match given {
        Some(spans) => place::resolve(world, words, &report.text, spans, context),
        None => place::places(world, words, &report.text, analysis, context),
    }
}

/// The time expressions of a report, without trees: weekdays are taken as past.
pub fn times(packs: &Packs, report: &Report) -> Vec<Timex> {
    let found = time::find(&report.text, &packs.lexicons.times);
    let narrative = time::is_narrative(&found, report.published);
    time::resolve(
        &found,
        &TimeContext {
            published: report.published,
            tense: Vec::new(),
            narrative,
        },
    )
}

/// The time expressions of a report, with the tense of the clause around each.
fn times_in(packs: &Packs, report: &Report, analysis: &Analysis) -> Vec<Timex> {
    let found = time::find(&report.text, &packs.lexicons.times);
    let tense = found.iter().map(|e| time::tense_at(analysis, e.span)).collect();
    let narrative = time::is_narrative(&found, report.published);
    time::resolve(
        &found,
        &TimeContext {
            published: report.published,
            tense,
            narrative,
        },
    )
}
