//! In: a coded report. Out: its claims as blocks for people: a headline, the sentence with its evidence
//! underlined, and every value with the words it rests on. Knows no file and no thread.

use std::fmt::Write;
use std::io::IsTerminal;

use sitrep::Coded;
use sitrep::record::{
    Claim, Control, Count, OperationRef, Party, Place, PlaceValue, Report, Sensitivity, Speaker, Time,
    TimeBasis,
};
use store::label;
use text::Span;

use super::underline::{Mark, wrapped};

/// Columns of what goes into a file or pipe.
const PLAIN_WIDTH: usize = 100;

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of a line.
    pub width: usize,
    /// Terminal styles may be used.
    pub styled: bool,
}

impl Look {
    /// For files and pipes.
    pub fn plain() -> Self {
        Self {
            width: PLAIN_WIDTH,
            styled: false,
        }
    }

    /// For standard output: as wide as the terminal, styled unless `NO_COLOR` is set.
    pub fn of_stdout() -> Self {
        if !std::io::stdout().is_terminal() {
            return Self::plain();
        }
        let width = terminal_size::terminal_size().map_or(PLAIN_WIDTH, |(w, _)| usize::from(w.0));
        let unwanted = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        Self {
            width,
            styled: !unwanted("NO_COLOR") && !dumb,
        }
    }

    fn bold(self, words: &str) -> String {
        if self.styled {
            format!("\x1b[1m{words}\x1b[0m")
        } else {
            words.to_owned()
        }
    }

    fn dim(self, words: &str) -> String {
        if self.styled {
            format!("\x1b[2m{words}\x1b[0m")
        } else {
            words.to_owned()
        }
    }
}

/// The claims of a report below its head; nothing when it has neither claims nor notes.
pub fn report(coded: &Coded, look: Look) -> String {
    let report = &coded.report;
    if coded.claims.is_empty() && report.notes.is_empty() {
        return String::new();
    }
    let mut out = head(report, look);
    for claim in &coded.claims {
        out.push('\n');
        out += &block(claim, report, look);
    }
    out.push('\n');
    out
}

fn head(report: &Report, look: Look) -> String {
    let mut parts = vec![report.doc_id.clone()];
    parts.extend(report.title.clone());
    parts.extend(report.source.clone());
    parts.push(match report.published {
        Some(day) => format!("{day} ({})", label::published_basis(report.published_basis)),
        None => "publication day not known".to_owned(),
    });
    let mut out = look.bold(&format!(
        "== {}",
        parts.iter().map(|p| one_line(p)).collect::<Vec<_>>().join(" · ")
    ));
    out.push('\n');
    for note in &report.notes {
        let _ = writeln!(out, "   note: {}", one_line(note));
    }
    out
}

/// One claim.
pub fn block(claim: &Claim, report: &Report, look: Look) -> String {
    let text = report.text.as_str();
    let mut out = look.bold(&headline(claim, text));
    out.push('\n');
    out += &wrapped(
        text,
        claim.sentence_span,
        &marks(claim),
        look.width,
        "  ",
        look.styled,
    );
    let mut field = |name: &str, value: String| {
        let _ = writeln!(out, "  {} {value}", look.dim(&format!("{name:<11}")));
    };
    for party in &claim.actors {
        field("who", party_words(party, text));
    }
    for party in &claim.recipients {
        field("whom", party_words(party, text));
    }
    if let Some(place) = &claim.place {
        field("where", place_words(place, text));
        for other in &place.alternatives {
            field("", format!("or {}", place_value_words(other)));
        }
    }
    for place in &claim.more_places {
        field("and where", place_words(place, text));
    }
    if let Some(place) = &claim.place_inferred {
        field("where, inferred", place_words(place, text));
    }
    if let Some(time) = &claim.time {
        field("when", time_words(time, text));
    }
    if let Some(time) = &claim.time_inferred {
        field("when, inferred", time_words(time, text));
    }
    for count in &claim.counts {
        field("how many", count_words(count, text));
    }
    if let Some(speaker) = &claim.said_by {
        field("said by", speaker_words(speaker, text));
    }
    if let Some(operation) = &claim.operation {
        field("operation", operation_words(operation));
    }
    if let Some(control) = &claim.control {
        field("control", control_words(control, text));
    }
    if claim.sensitivity == Sensitivity::Restricted {
        field("sensitivity", "restricted: not for public exports".to_owned());
    }
    field(
        "confidence",
        format!("{:.2}, by {}", claim.confidence, claim.rule),
    );
    out
}

/// "COERCE/arrest · occurred · 51+ suspected terrorists".
fn headline(claim: &Claim, text: &str) -> String {
    let mut parts = vec![match &claim.mode {
        Some(mode) => format!("{}/{mode}", claim.kind),
        None => claim.kind.clone(),
    }];
    parts.push(label::status(claim.status).to_owned());
    if let Some(count) = claim.counts.first() {
        let of = count.of.map(|s| one_line(s.of(text))).unwrap_or_default();
        parts.push(format!("{} {of}", interval(count)).trim_end().to_owned());
    } else if !claim.recipients.is_empty() {
        let whom: Vec<String> = claim
            .recipients
            .iter()
            .map(|p| one_line(p.span.of(text)))
            .collect();
        parts.push(whom.join(", "));
    }
    parts.join(" · ")
}

/// The spans inside the sentence that the claim rests on.
fn marks(claim: &Claim) -> Vec<(Span, Mark)> {
    let parties = claim.actors.iter().chain(&claim.recipients).map(|p| p.span);
    let counts = claim
        .counts
        .iter()
        .flat_map(|c| std::iter::once(c.span).chain(c.of));
    let listed = claim.more_places.iter().map(|p| p.span);
    let single = [
        claim.place.as_ref().map(|p| p.span),
        claim.time.as_ref().and_then(|t| t.span),
        claim.said_by.as_ref().map(|s| s.span),
        claim.operation.as_ref().map(|o| o.span),
        claim.control.as_ref().map(|c| c.evidence),
    ];
    let values = parties
        .chain(counts)
        .chain(listed)
        .chain(single.into_iter().flatten())
        .map(|span| (span, Mark::Value));
    values.chain([(claim.trigger, Mark::Trigger)]).collect()
}

const POSSESSIVES: [&str; 7] = ["its", "their", "his", "her", "our", "my", "your"];

/// Sectors of a state's organs.
const ORGANS: [&str; 6] = ["COP", "GOV", "JUD", "LEG", "MIL", "SPY"];

fn party_words(party: &Party, text: &str) -> String {
    let mut out = one_line(party.span.of(text));
    // Where a pronoun stood, the phrase is that of the fuller mention already.
    if let Some(fuller) = party.same_as.filter(|s| *s != party.span) {
        // Of "its soldiers" the fuller mention is whose they are.
        let owner = out.split_once(' ').map(|(first, _)| first.to_lowercase());
        let full = one_line(fuller.of(text));
        let noun = out.rsplit(' ').next().unwrap_or(&out).to_lowercase();
        let is_organ = party.name.is_none()
            && party.code.is_some()
            && party
                .sector
                .as_ref()
                .is_some_and(|s| ORGANS.contains(&s.as_str()));
        let stands_for = match owner {
            Some(word) if POSSESSIVES.contains(&word.as_str()) => format!("{word}: "),
            // "In Iraq, the government": an organ of a state stands for none but one called so.
            _ if is_organ && !full.to_lowercase().contains(&noun) => "of ".to_owned(),
            _ => "that is, ".to_owned(),
        };
        let _ = write!(out, " ({stands_for}{full})");
    }
    let codes: Vec<&str> = [&party.code, &party.sector]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let resolved = match (&party.name, codes.is_empty()) {
        (Some(name), true) => format!(" → {name}"),
        (Some(name), false) => format!(" → {name} ({})", codes.join(" ")),
        (None, false) => format!(" → {}", codes.join(" ")),
        (None, true) => String::new(),
    };
    out + &resolved
}

fn place_words(place: &Place, text: &str) -> String {
    let mut out = one_line(place.span.of(text));
    if place.inferred {
        out += " (from another sentence)";
    }
    let resolved = match (&place.value, place.reason) {
        (Some(value), _) => format!(" → {}", place_value_words(value)),
        (None, Some(reason)) => format!(" → not resolved: {reason}"),
        (None, None) => " → not resolved".to_owned(),
    };
    out + &resolved
}

fn place_value_words(value: &PlaceValue) -> String {
    let mut within: Vec<&str> = vec![&value.name];
    within.extend(value.admin1.as_deref().filter(|a| *a != value.name));
    within.extend(value.country.as_deref());
    let precision = label::place_precision(value.precision);
    format!(
        "{} ({precision}; {:.4}, {:.4}; {})",
        within.join(", "),
        value.lat,
        value.lon,
        value.feature
    )
}

fn time_words(time: &Time, text: &str) -> String {
    let value = &time.value;
    let words = match time.span {
        Some(span) if value.basis == TimeBasis::Narrative => {
            format!("\"{}\" elsewhere", one_line(span.of(text)))
        }
        Some(span) => one_line(span.of(text)),
        None => "by the day of publication".to_owned(),
    };
    let days = match (&value.edtf, value.start, value.end) {
        (Some(edtf), _, _) => edtf.clone(),
        (None, Some(start), Some(end)) if start == end => start.to_string(),
        (None, None, None) => "day not known".to_owned(),
        (None, start, end) => {
            let day = |d: Option<jiff::civil::Date>| d.map_or_else(|| "..".to_owned(), |d| d.to_string());
            format!("{}/{}", day(start), day(end))
        }
    };
    format!("{words} → {days} ({})", label::time_precision(value.precision))
}

/// "34", "51+", "up to 20", "10-15".
fn interval(count: &Count) -> String {
    match (count.value.low, count.value.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}-{high}"),
        (Some(low), None) => format!("{low}+"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => count
            .value
            .best
            .map_or_else(|| "some".to_owned(), |best| format!("about {best}")),
    }
}

fn count_words(count: &Count, text: &str) -> String {
    let number = |n: Option<u64>| n.map_or_else(|| "open".to_owned(), |n| n.to_string());
    let of = count
        .of
        .map(|s| format!(" {}", one_line(s.of(text))))
        .unwrap_or_default();
    let v = count.value;
    format!(
        "{}{of} → low {}, best {}, high {} ({}, {})",
        one_line(count.span.of(text)),
        number(v.low),
        number(v.best),
        number(v.high),
        label::count_role(count.role),
        label::count_scope(count.scope)
    )
}

fn speaker_words(speaker: &Speaker, text: &str) -> String {
    let mut out = one_line(speaker.span.of(text));
    if let Some(name) = speaker.name.as_ref().filter(|n| **n != out) {
        let _ = write!(out, " → {name}");
    }
    if speaker.party {
        out += " (of a side of the act)";
    }
    out
}

fn operation_words(operation: &OperationRef) -> String {
    let mut out = operation.name.clone();
    if let Some((phase, _)) = &operation.phase {
        let _ = write!(out, ", {phase}");
    }
    if let Some(status) = operation.phase_status {
        let _ = write!(out, " ({})", label::phase_status(status));
    }
    one_line(&out)
}

fn control_words(control: &Control, text: &str) -> String {
    let actor = party_words(&control.actor, text);
    format!(
        "{actor}: {} {}",
        label::control_state(control.state),
        place_words(&control.place, text)
    )
}

/// White space as one blank, nothing that moves the cursor.
pub fn one_line(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").replace(char::is_control, "\u{FFFD}")
}

#[cfg(test)]
mod tests;
