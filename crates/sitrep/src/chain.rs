//! In: the packs and one report. Out: its claims, with the reason why each candidate fired or not.
//! Knows all stages and their order, nothing of files, threads or other reports.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::Date;
use text::token::Word;
use text::{Analysis, Span, States, Upos};

use crate::claim::draft::{Draft, Left, drafts, drafts_at};
use crate::claim::flat::Flat;
use crate::event::group::{BARS, Words, incidents};
use crate::event::incident::Incident;
use crate::event::incident::slots::Ground;
use crate::packs::{Packs, Reader};
use crate::record::{Claim, Place, Report};
use crate::report::{self, Given, Problem};
use crate::resolve::actor::Cast;
use crate::resolve::claim::{Facts, Knowledge, claims};
use crate::resolve::operation::campaigns;
use crate::resolve::place::{self, PlaceContext};
use crate::resolve::time::{self, Dates, TimeContext, Timex};

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
pub fn read(reader: &Reader, name: &str, bytes: &[u8], given: &Given) -> Vec<Result<Report, Problem>> {
    report::read(name, bytes, given, &reader.furniture, &reader.limits)
}

/// The report of one line of a JSONL input; `line_no` counts from 1.
pub fn read_record(
    reader: &Reader,
    name: &str,
    line_no: usize,
    line: &[u8],
    given: &Given,
) -> Result<Report, Problem> {
    let line = String::from_utf8_lossy(line);
    report::read_record(name, line_no, &line, given, &reader.furniture, &reader.limits)
}

/// The report of one row of a table; `row_no` counts from 1.
pub fn read_fields(
    reader: &Reader,
    name: &str,
    row_no: usize,
    fields: &serde_json::Map<String, serde_json::Value>,
    given: &Given,
) -> Result<Report, Problem> {
    report::read_fields(name, row_no, fields, given, &reader.furniture, &reader.limits)
}

/// True when the language of the report is one that the packs can read.
pub fn is_readable(report: &Report) -> bool {
    report
        .language
        .as_deref()
        .is_some_and(|l| l == "en" || l.starts_with("en-"))
}

/// The text as the stages read it: with case where the writer used none. Offsets are the same, so that whatever is
/// shown is cut from the text as written.
pub(crate) fn cased<'t>(packs: &Packs, text: &'t str) -> Cow<'t, str> {
    packs.engine.recase(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Sentences, trees and names of a text, which is read as it is written: the trees know capitals, and names lose half a
/// point where case is restored. The engine cannot fail on text; if it should, the analysis is empty.
pub fn analyse(packs: &Packs, text: &str) -> Analysis {
    packs.engine.analyse(text).unwrap_or_default()
}

/// The same of the text with case restored where it has none, as [`code_report`] and [`places`] read it.
pub fn analyse_cased(packs: &Packs, text: &str) -> Analysis {
    packs.engine.analyse(&cased(packs, text)).unwrap_or_default()
}

/// The analysis of words and sentences that are given: `sentences` are ranges of `words`, in order and not empty.
pub fn analyse_words(packs: &Packs, text: &str, words: &[Word], sentences: &[Range<usize>]) -> Analysis {
    packs
        .engine
        .analyse_words(text, words, sentences)
        .unwrap_or_default()
}

/// Codes one report. A report in a language without a pack is coded as nothing, with a note.
pub fn code_report(packs: &Packs, report: Report) -> Coded {
    code(packs, report, None).coded
}

/// Codes the given words of a report as acts of the given types, and no others: the parties, place, days, numbers, mode
/// and status are read as always. A word is the syntactic head of the span. A span outside of all words, or a type
/// that the packs do not know, gives no claim. For measuring, and for acts that a person has marked.
pub fn code_report_at(packs: &Packs, report: Report, given: &[(Span, String)]) -> Coded {
    code(packs, report, Some(given)).coded
}

/// Codes the given words of a report, with the places that the report names; for fitting what is weighed of them.
pub fn code_with_places(packs: &Packs, report: Report, given: &[(Span, String)]) -> (Coded, Vec<Place>) {
    let worked = code(packs, report, Some(given));
    (worked.coded, worked.places)
}

/// Codes one report, with the states of its words, from which incidents are read.
pub fn code_with_states(packs: &Packs, report: Report) -> (Coded, Vec<States>) {
    let worked = code(packs, report, None);
    (worked.coded, worked.states)
}

/// A coded report with what later stages of one report need of the work.
struct Worked {
    coded: Coded,
    states: Vec<States>,
    cased: String,
    places: Vec<Place>,
}

fn code(packs: &Packs, mut report: Report, given: Option<&[(Span, String)]>) -> Worked {
    let nothing = |report: Report| Worked {
        coded: Coded {
            report,
            analysis: Analysis::default(),
            claims: Vec::new(),
            traces: Vec::new(),
        },
        states: Vec::new(),
        cased: String::new(),
        places: Vec::new(),
    };
    if !is_readable(&report) {
        let language = report.language.as_deref().unwrap_or("unknown");
        report.notes.push(format!(
            "not coded: no pack for the language {language}; only English is read"
        ));
        return nothing(report);
    }
    let cased = cased(packs, &report.text).into_owned();
    let (mut analysis, states) = match packs.engine.read(&cased) {
        Ok(read) => read,
        Err(e) => {
            report.notes.push(format!("not coded: {e}"));
            return nothing(report);
        }
    };
    // The name of a campaign is neither a party nor a place.
    let campaigns: Vec<Span> = (analysis.sentences.iter())
        .flat_map(|s| campaigns(&cased, s, &packs.lexicons.operations))
        .collect();
    analysis
        .names
        .retain(|n| !campaigns.iter().any(|c| c.overlaps(n.span)));
    let flat = Flat::new(&analysis);
    let (heads, book, lexicon) = (&packs.heads, &packs.codebook, &packs.lexicons.claims);
    let drafted = match given {
        None => drafts(heads, book, lexicon, &report.text, &flat, &states),
        Some(given) => {
            let at: Vec<(usize, String)> = (given.iter())
                .filter_map(|(span, kind)| Some((head_of(&flat, *span)?, kind.clone())))
                .collect();
            drafts_at(heads, book, lexicon, &report.text, &flat, &states, &at).map(|d| (d, Vec::new()))
        }
    };
    let (found, left) = match drafted {
        Ok(found) => found,
        Err(e) => {
            report.notes.push(format!("not coded: {e}"));
            (Vec::new(), Vec::new())
        }
    };
    let (found, left) = match given {
        None => on_topic(packs, &flat, &states, found, left, &mut report.notes),
        Some(_) => (found, left),
    };
    let told: Vec<Span> = (found.iter())
        .flat_map(|d| d.place.iter().chain(&d.more_places))
        .filter(|w| flat.token(**w).upos == Upos::Propn)
        .map(|w| flat.token(*w).span)
        .collect();
    let places = places_in(packs, &cased, &analysis, &told);
    let dates = times_in(packs, &cased, report.published, &analysis);
    let knowledge = Knowledge {
        codebook: &packs.codebook,
        numbers: &packs.lexicons.numbers,
        operations: &packs.lexicons.operations,
        control: &packs.lexicons.control,
        sensitive: &packs.lexicons.sensitive,
        places: &packs.lexicons.places,
        times: &packs.lexicons.times,
        setting: &packs.setting,
        narrative: &packs.narrative,
    };
    let cast = Cast::read(&packs.actors, &cased, &analysis, report.published);
    let facts = Facts {
        text: &cased,
        sha256: &report.sha256,
        analysis: &analysis,
        cast: &cast,
        places: &places,
        dates: &dates,
        published: report.published,
    };
    let claims = claims(knowledge, facts, &flat, &found);
    let traces = traces(&flat, &found, left);
    let coded = Coded {
        report,
        analysis,
        claims,
        traces,
    };
    Worked {
        coded,
        states,
        cased,
        places,
    }
}

/// The same, with the incidents of which the claims tell: attacks, bombings, kidnappings and the like of a terrorist kind.
pub fn code_with_incidents(packs: &Packs, report: Report) -> (Coded, Vec<Incident>) {
    let Worked {
        coded,
        states,
        cased,
        places,
    } = code(packs, report, None);
    let ground = Ground {
        text: &cased,
        places: &places,
        numbers: &packs.lexicons.numbers,
        published: coded.report.published,
    };
    let words = Words {
        analysis: &coded.analysis,
        claims: &coded.claims,
        states: &states,
    };
    let found = incidents(&packs.incidents, &words, &ground, &BARS);
    (coded, found)
}

/// Leaves out the acts that a report of sport, business or private life seems to tell, with a note; of a user's own type all
/// are kept.
fn on_topic(
    packs: &Packs,
    flat: &Flat,
    states: &[States],
    found: Vec<Draft>,
    mut left: Vec<Left>,
    notes: &mut Vec<String>,
) -> (Vec<Draft>, Vec<Left>) {
    let ends = flat.start.iter().skip(1).copied().chain([flat.len()]);
    let sentences: Vec<Range<usize>> = flat.start.iter().zip(ends).map(|(from, to)| *from..to).collect();
    let (odds, bar) = (packs.topic.log_odds(&sentences, states), packs.topic.bar);
    let of = |d: &Draft| odds[flat.sentence[d.word]];
    let is_own = |d: &Draft| !packs.heads.types().contains(&d.kind);
    let (kept, gone): (Vec<Draft>, Vec<Draft>) = found.into_iter().partition(|d| of(d) >= bar || is_own(d));
    if !gone.is_empty() {
        let acts = if gone.len() == 1 { "act" } else { "acts" };
        notes.push(format!(
            "{} {acts} not coded: they read as sport, business or private life",
            gone.len()
        ));
    }
    left.extend(gone.into_iter().map(|d| {
        let line = format!(
            "left out: reads as sport, business or private life ({:.1}, bar {bar:.1})",
            of(&d)
        );
        let why = d.why.iter().cloned().chain([line]).collect();
        Left { word: d.word, why }
    }));
    (kept, left)
}

/// The word under a span from which its other words hang: the first whose own head lies outside.
fn head_of(flat: &Flat, span: Span) -> Option<usize> {
    let inside = |w: usize| flat.token(w).span.overlaps(span);
    let words: Vec<usize> = (0..flat.len()).filter(|w| inside(*w)).collect();
    let outer = |w: &&usize| flat.head(**w).is_none_or(|h| !inside(h));
    words.iter().find(outer).or(words.first()).copied()
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
    let text = cased(packs, &report.text);
    match given {
        Some(spans) => place::resolve(
            &packs.gazetteer,
            &packs.lexicons.places,
            &text,
            spans,
            PlaceContext::default(),
        ),
        None => places_in(packs, &text, analysis, &[]),
    }
}

fn places_in(packs: &Packs, text: &str, analysis: &Analysis, told: &[Span]) -> Vec<Place> {
    let (world, words) = (&packs.gazetteer, &packs.lexicons.places);
    place::places(world, words, text, analysis, PlaceContext::default(), told)
}

/// The time expressions of a report, without trees: weekdays are taken as past.
pub fn times(packs: &Packs, report: &Report) -> Vec<Timex> {
    let found = time::find(&cased(packs, &report.text), &packs.lexicons.times);
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
fn times_in(packs: &Packs, text: &str, published: Option<Date>, analysis: &Analysis) -> Dates {
    let lexicon = &packs.lexicons.times;
    let found = time::find(text, lexicon);
    let tense = found
        .iter()
        .map(|e| time::tense_at(analysis, e.span, lexicon))
        .collect();
    let narrative = time::is_narrative(&found, published);
    let context = TimeContext {
        published,
        tense,
        narrative,
    };
    Dates::read(&found, context)
}
