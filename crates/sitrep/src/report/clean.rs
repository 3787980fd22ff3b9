//! In: decoded text or HTML. Out: the body's text with what was taken away and why, title and day.
//! Joins units, line model, page and reasons; knows no identity and no JSON.

use jiff::civil::Date;
use text::Span;
use unicode_normalization::UnicodeNormalization as _;

use super::facts::{self, Facts};
use super::lexicon::{FurnitureLexicon, fold};
use super::limits::Limits;
use super::reason::Reason;
use super::{classify, date, dateline, judge, page, unit};
use crate::record::{Basis, Furniture, PublishedBasis};

/// Among so many units above the body and so many at its head the line with writer and day stands, and it has so many bytes
/// at most.
const ABOVE: usize = 6;
const AT_HEAD: usize = 2;
const LINE: usize = 80;
/// Header lines stand among the first units.
const HEADER_UNITS: usize = 12;
/// Among so many units at the head of a page's body the headline may stand.
const HEAD_UNITS: usize = 3;
/// A headline above a clean text has at most so many words.
const HEADLINE_WORDS: usize = 18;

/// A text without what stands beside it.
#[derive(Debug, Default)]
pub(crate) struct Cleaned {
    pub(crate) text: String,
    pub(crate) raw: String,
    pub(crate) furniture: Vec<Furniture>,
    pub(crate) captions: Vec<Furniture>,
    pub(crate) title: Option<(String, Basis)>,
    pub(crate) author: Option<(String, Basis)>,
    pub(crate) url: Option<String>,
    pub(crate) source: Option<(String, Basis)>,
    pub(crate) language: Option<String>,
    /// What may be the day of publication, the most trusted first.
    pub(crate) days: Vec<Day>,
    /// Days in the lines right above the body: none of them states when it was published, but of two days that an instant
    /// in Greenwich's time may have been they tell which.
    pub(crate) shown: Vec<Day>,
    pub(crate) notes: Vec<String>,
}

/// A day that may be that of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) day: Date,
    /// Of an instant told in Greenwich's time: the first and last day that it was somewhere on earth.
    /// `None`: told as a day.
    pub(crate) anywhere: Option<(Date, Date)>,
    pub(crate) basis: PublishedBasis,
    /// What states it, for a note: "the address".
    pub(crate) from: &'static str,
}

impl Day {
    /// A day that is told as such, not as an instant.
    pub(crate) fn new(day: Date, basis: PublishedBasis, from: &'static str) -> Self {
        Self {
            day,
            anywhere: None,
            basis,
            from,
        }
    }
}

impl Cleaned {
    /// Takes what the document's own metadata state; a title that is shown and differs is noted.
    pub(crate) fn state(&mut self, title: Option<String>, author: Option<String>, source: Option<String>) {
        let filled = |s: Option<String>| {
            s.map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|s| !s.is_empty())
                .map(|s| (s.nfc().collect::<String>(), Basis::Metadata))
        };
        if let Some(title) = filled(title) {
            let (own, shown) = (fold(&title.0), self.title.take());
            match shown {
                Some(shown) if fold(&shown.0) == own => self.title = Some(shown),
                shown => {
                    if let Some((shown, _)) = shown.filter(|(s, _)| !own.contains(&fold(s))) {
                        self.notes.push(format!("title: the text shows {shown:?}"));
                    }
                    self.title = Some(title);
                }
            }
        }
        self.author = filled(author).or(self.author.take());
        self.source = filled(source).or(self.source.take());
    }

    /// Takes a day that the metadata state, before those found in the text.
    pub(crate) fn state_day(&mut self, day: Option<Date>, from: &'static str) {
        if let Some(day) = day {
            self.days.insert(0, Day::new(day, PublishedBasis::Metadata, from));
        }
    }
}

/// Cleans plain text. A text that shows no furniture, or is given as `clean`, is kept whole: then
/// `text` is the input to the letter, but for Unicode's composed form.
///
/// # Errors
/// When a line is longer than the limit; the message says what to do.
pub(crate) fn text(
    raw: &str,
    clean: bool,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Result<Cleaned, String> {
    let units = unit::units(raw);
    let longest = units.iter().map(|u| u.end - u.start).max().unwrap_or(0);
    if longest > limits.line_bytes {
        let limit = limits.line_bytes;
        return Err(format!(
            "reading the report: a line of {longest} bytes is too long for a report (limit {limit}); break the text into paragraphs"
        ));
    }
    let facts = facts::facts(raw, &units, lexicon);
    let mut out = Cleaned {
        raw: raw.to_owned(),
        ..Cleaned::default()
    };
    if clean || !classify::shows_furniture(&facts) {
        out.text = raw.nfc().collect();
        out.title = headline(raw, &units, &facts).map(|t| (t, Basis::Shown));
        let body = vec![true; units.len()];
        days(&mut out, raw, &units, &body, lexicon);
        return Ok(out);
    }
    let mut body = classify::body(&facts, lexicon);
    judge::drop_standfirst(&facts, &mut body);
    keep_some(&facts, &mut body, &mut out.notes);
    let title = judge::title(&facts, &body);
    out.title = title.map(|t| (units[t].of(raw).nfc().collect(), Basis::Shown));
    split(&mut out, &units, &body, |i| {
        judge::reason(&facts, &body, title, i)
    });
    days(&mut out, raw, &units, &body, lexicon);
    Ok(out)
}

/// Cleans a page. One that no parser should see is read as plain text, without its tags.
///
/// # Errors
/// When the page has no text, or as [`text`].
pub(crate) fn page(html: &str, lexicon: &FurnitureLexicon, limits: &Limits) -> Result<Cleaned, String> {
    let small = page::shrink::shrink(html, limits);
    if let Some(refusal) = small.refusal {
        let mut out = text(&page::strip::strip(&small.html), false, lexicon, limits)?;
        out.notes.push(format!("{refusal}; read without its tags"));
        return nonempty(out);
    }
    let page = page::take_apart(&small.html, lexicon);
    let found = page.metadata;
    let mut raw = String::new();
    let units: Vec<Span> = page
        .blocks
        .iter()
        .map(|b| {
            if !raw.is_empty() {
                raw.push_str("\n\n");
            }
            let start = raw.len();
            raw.push_str(&b.text);
            Span::new(start, raw.len())
        })
        .collect();
    let facts = facts::facts(&raw, &units, lexicon);
    let mut out = Cleaned {
        url: found.url,
        language: found.language,
        ..Cleaned::default()
    };
    let mut body = page.body;
    if !body.contains(&true) {
        body = classify::body(&facts, lexicon);
        body.iter_mut()
            .zip(&page.blocks)
            .for_each(|(keep, b)| *keep &= !b.caption);
        out.notes
            .push("page: no body could be told by its elements; judged line by line".to_owned());
        keep_some(&facts, &mut body, &mut out.notes);
    }
    body = page::mend::mend(&page.blocks, &facts, body);
    drop_title(&facts, &mut body, found.title.as_deref());
    let title = match found.title.as_deref().map(fold) {
        Some(title) => facts.iter().position(|f| f.folded == title),
        None => judge::title(&facts, &body),
    };
    out.title = title.map(|t| (units[t].of(&raw).nfc().collect(), Basis::Shown));
    out.state(found.title, found.author, found.source);
    out.raw.clone_from(&raw);
    split(&mut out, &units, &body, |i| {
        if page.blocks[i].caption {
            return Reason::Caption;
        }
        match (judge::reason(&facts, &body, title, i), page.blocks[i].hint) {
            (Reason::Other | Reason::Navigation, Some(hint)) => hint,
            (reason, _) => reason,
        }
    });
    days(&mut out, &raw, &units, &body, lexicon);
    for day in found.days.into_iter().rev() {
        out.days.insert(0, day);
    }
    nonempty(out)
}

/// The headline at the head of the body, and an address that stands alone there, are none of it.
fn drop_title(facts: &[Facts], body: &mut [bool], title: Option<&str>) {
    let title = title.map(fold).unwrap_or_default();
    let first: Vec<usize> = (0..body.len()).filter(|i| body[*i]).take(HEAD_UNITS).collect();
    for i in first {
        let own = &facts[i].folded;
        let address = own.contains("://") && !own.contains(' ');
        let headline = *own == title || facts[i].words >= 4 && title.starts_with(own);
        body[i] &= !address && !headline;
    }
}

fn nonempty(out: Cleaned) -> Result<Cleaned, String> {
    if out.raw.trim().is_empty() {
        return Err(
            "reading the report: the page shows no text; save the page after it has loaded".to_owned(),
        );
    }
    Ok(out)
}

/// When nothing was judged body, the running text is, and without any the whole: a reader can drop
/// what is too much but cannot see what is missing.
fn keep_some(facts: &[Facts], body: &mut [bool], notes: &mut Vec<String>) {
    if body.contains(&true) {
        return;
    }
    let prose = facts.iter().any(Facts::prose);
    body.iter_mut()
        .zip(facts)
        .for_each(|(keep, f)| *keep = !prose || f.prose());
    notes.push("furniture: no body could be told from it; all running text is kept".to_owned());
}

/// Fills text, furniture and captions from the flags.
pub(crate) fn split(out: &mut Cleaned, units: &[Span], body: &[bool], reason: impl Fn(usize) -> Reason) {
    for (i, unit) in units.iter().enumerate() {
        let words = unit.of(&out.raw);
        if body[i] {
            if !out.text.is_empty() {
                out.text.push_str("\n\n");
            }
            // Most words are ASCII and composed already.
            if words.is_ascii() {
                out.text.push_str(words);
            } else {
                out.text.extend(words.nfc());
            }
            continue;
        }
        let reason = reason(i);
        let removed = Furniture {
            span: *unit,
            text: words.to_owned(),
            reason: reason.name(),
        };
        if reason == Reason::Caption {
            out.captions.push(removed);
        } else {
            out.furniture.push(removed);
        }
    }
}

/// The headline of a text that is kept whole: a short first line that is no sentence, set off by a blank
/// line or by header lines ("Date: ..."), with running text below.
fn headline(raw: &str, units: &[Span], facts: &[Facts]) -> Option<String> {
    let [first, second, ..] = units else { return None };
    let gap = &raw[first.end..second.start];
    let set_off = gap.matches('\n').count() > 1 || gap.matches('\r').count() > 1;
    let header = |f: &&Facts| !f.prose() && f.folded.contains(": ");
    let headers = facts[1..].iter().take(HEADER_UNITS).take_while(header).count();
    let below = facts.get(1 + headers).is_some_and(Facts::prose);
    let short =
        (2..=HEADLINE_WORDS).contains(&facts[0].words) && !facts[0].ends && !facts[0].folded.contains(':');
    ((set_off || headers > 0) && below && short).then(|| first.of(raw).nfc().collect())
}

/// Looks for the day in header lines above the body and in the dateline. What a caption says is not
/// looked at: it tells when the picture was taken.
pub(crate) fn days(out: &mut Cleaned, raw: &str, units: &[Span], body: &[bool], lexicon: &FurnitureLexicon) {
    let captions: Vec<Span> = out.captions.iter().map(|c| c.span).collect();
    let mut headers = units.iter().take(HEADER_UNITS).filter(|u| !captions.contains(u));
    // A header may end in a hard-wrapped run of header lines.
    let header = headers.find_map(|u| {
        u.of(raw)
            .lines()
            .find_map(|line| dateline::of_header(line.trim(), lexicon))
    });
    out.days
        .extend(header.map(|d| Day::new(d, PublishedBasis::Metadata, "a line at the head")));
    let start = body.iter().position(|b| *b).unwrap_or(units.len());
    let near = &units[start.saturating_sub(ABOVE)..(start + AT_HEAD).min(units.len())];
    let lines = near
        .iter()
        .filter(|u| u.end - u.start <= LINE && !captions.contains(u));
    let shown = lines.filter_map(|u| date::only_one(u.of(raw), lexicon));
    out.shown
        .extend(shown.map(|d| Day::new(d, PublishedBasis::Metadata, "a line above the text")));
    let mut first = units
        .iter()
        .zip(body)
        .filter(|(_, b)| **b)
        .map(|(u, _)| *u)
        .take(3);
    let dateline = first.find_map(|u| dateline::of_dateline(u.of(raw), lexicon));
    out.days
        .extend(dateline.map(|d| Day::new(d, PublishedBasis::Dateline, "the dateline")));
}
