//! In: the bytes of an input. Out: reports: clean text, title, furniture, captions, published, notes.
//! Knows no claims. What an input is, is told by its content: JSON records, a page, plain text.

mod alignment;
mod classify;
mod clean;
mod date;
mod dateline;
mod decode;
mod around;
mod facts;
mod feature;
mod feed;
mod judge;
mod language;
pub mod likeness;
mod lexicon;
mod limits;
mod mail;
mod model;
mod mojibake;
mod page;
mod pdf;
mod pieces;
mod problem;
mod reason;
mod records;
mod sniff;
mod unit;
mod word;

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use text::Span;

pub use alignment::Alignment;
pub use lexicon::FurnitureLexicon;
pub use limits::Limits;
pub use problem::Problem;
pub use reason::Reason;
pub use records::{is_text_field, read_fields, read_record};
pub use sniff::{begins_report, is_mail};

use crate::record::{Bases, Basis, PublishedBasis, Report};
use clean::{Cleaned, Day};
use sniff::Kind;

/// What the user or the input record states about a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Identity; `None`: the file's name.
    pub doc_id: Option<String>,
    /// Headline; `None`: what the page shows.
    pub title: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Publisher.
    pub source: Option<String>,
    /// Encoding by the word of whoever delivered the bytes (an HTTP header), as a label of the web.
    pub charset: Option<String>,
    /// The field or column of records that holds the text; `None`: the ones that are known.
    pub text_field: Option<String>,
    /// Day of publication; goes before all that the page says.
    pub published: Option<Date>,
    /// BCP 47 tag; `None`: told from the text.
    pub language: Option<String>,
    /// The text is clean: nothing is looked for and taken away. HTML is not concerned.
    pub clean: bool,
    /// [`Report::origin`] is wanted.
    pub origin: bool,
}

/// Reads one input, which may hold many reports. `name` is the file's name as the user gave it, for
/// messages and as `doc_id`. What cannot be read is a [`Problem`] in its place; never empty.
///
/// ```
/// use sitrep::report::{FurnitureLexicon, Given, Limits, read};
/// # let furniture = include_str!("../../../../data/lexicon/en/furniture.toml");
/// # let model = include_str!("../../../../data/lexicon/en/furniture_model.toml");
/// let lexicon = FurnitureLexicon::parse(furniture, model)?;
/// let note = b"Two trucks were burned near Dori on Monday.\nNobody was hurt.";
/// let reports = read("note.txt", note, &Given::default(), &lexicon, &Limits::default());
/// let report = reports[0].as_ref().map_err(Clone::clone)?;
/// assert_eq!(report.text.as_bytes(), note);
/// assert_eq!(report.language.as_deref(), Some("en"));
/// assert_eq!(report.published, None);
/// # Ok::<(), sitrep::report::Problem>(())
/// ```
pub fn read(
    name: &str,
    bytes: &[u8],
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Vec<Result<Report, Problem>> {
    let problem = |message: String| vec![Err(Problem::new(name, None, message))];
    if bytes.is_empty() {
        return problem("reading the report: the file is empty; give a file with text".to_owned());
    }
    let doc_id = || given.doc_id.clone().unwrap_or_else(|| file_name(name).to_owned());
    let whole = |cleaned: Result<Cleaned, String>| match cleaned {
        Ok(cleaned) => vec![Ok(assemble(cleaned, doc_id(), bytes, given, lexicon))],
        Err(message) => problem(message),
    };
    if let Some(document) = sniff::document(bytes) {
        if bytes.len() > limits.document_bytes {
            return problem(too_many(bytes.len(), limits.document_bytes));
        }
        return match document {
            sniff::Document::Pdf => whole(pdf::clean(bytes, lexicon, limits)),
            sniff::Document::Word => whole(word::clean(bytes, lexicon, limits)),
            sniff::Document::Mail => mail::read_all(name, bytes, given, lexicon, limits),
        };
    }
    if let Some(advice) = sniff::binary(bytes) {
        return problem(format!("reading the report: this is {advice}"));
    }
    if bytes.len() > limits.report_bytes && !begins_as_records(bytes) {
        return problem(too_many(bytes.len(), limits.report_bytes));
    }
    let Some(decoded) = decode::decode(bytes, given.charset.as_deref()) else {
        return problem(
            "reading the report: this is binary data, not text; give plain text, HTML or JSON lines"
                .to_owned(),
        );
    };
    if decoded.text.trim().is_empty() {
        return problem(
            "reading the report: the file holds only white space; give a file with text".to_owned(),
        );
    }
    let text = decoded.text;
    let kind = sniff::kind(&text);
    let cleaned = match kind {
        Kind::Records => return records::read_all(name, &text, given, lexicon, limits),
        Kind::Feed => return feed::read_all(name, &text, given, lexicon, limits),
        Kind::Xml => {
            return problem("reading the report: this is XML that is neither a web page nor a feed; give its texts as JSON lines, HTML or plain text".to_owned());
        }
        Kind::Page => clean::page(&text, lexicon, limits),
        Kind::Text => clean::text(&text, given.clean, lexicon, limits),
    };
    let mut reports = whole(cleaned.map(|mut cleaned| {
        cleaned.notes.splice(0..0, decoded.notes);
        cleaned
    }));
    if given.origin
        && kind == Kind::Text
        && let Some(Ok(report)) = reports.first_mut()
        && let Some(alignment) = Alignment::of(report, bytes, given.charset.as_deref())
    {
        report.origin = alignment.origin(&report.text);
    }
    reports
}

fn too_many(size: usize, limit: usize) -> String {
    format!(
        "reading the report: {size} bytes are too many for one report (limit {limit}); split the file into reports or give JSON lines"
    )
}

/// True when [`read`] takes the bytes for a feed: RSS, Atom or JSON Feed. `charset` is the label that came with them.
pub fn is_feed(bytes: &[u8], charset: Option<&str>) -> bool {
    decode::decode(bytes, charset).is_some_and(|decoded| sniff::kind(&decoded.text) == Kind::Feed)
}

/// True when an input's beginning (some thousand bytes suffice) shows JSON, so that a large file can
/// be read line by line with [`read_record`].
pub fn begins_as_records(bytes: &[u8]) -> bool {
    const HEAD: usize = 64 * 1024;
    let head = &bytes[..bytes.len().min(HEAD)];
    let head = String::from_utf8_lossy(head);
    sniff::kind(head.trim_start_matches('\u{feff}')) == Kind::Records
}

/// The numbers that the line model sees, for training it: each unit of a text with its bytes.
/// Names of the columns: [`feature_names`].
pub fn line_features(text: &str, lexicon: &FurnitureLexicon) -> Vec<(Span, Vec<f32>)> {
    let units = unit::units(text);
    let facts = facts::facts(text, &units, lexicon);
    let page = feature::page(&facts);
    units
        .iter()
        .enumerate()
        .map(|(i, u)| (*u, feature::row(&facts, &page, i).to_vec()))
        .collect()
}

/// Names of the columns of [`line_features`].
pub fn feature_names() -> &'static [&'static str] {
    &feature::NAMES
}

fn file_name(name: &str) -> &str {
    name.rsplit(['/', '\\'])
        .next()
        .filter(|n| !n.is_empty())
        .unwrap_or(name)
}

/// Puts what was given before what was found, and notes what contradicts it.
fn assemble(
    found: Cleaned,
    doc_id: String,
    bytes: &[u8],
    given: &Given,
    lexicon: &FurnitureLexicon,
) -> Report {
    let url = given.url.clone().or(found.url);
    let mut notes = found.notes;
    let mut days: Vec<Day> = Vec::new();
    let stated = given.published;
    days.extend(stated.map(|day| Day::new(day, PublishedBasis::Given, "what was given")));
    // Metadata before the address, the address before the dateline. Metadata tell an instant, often in Greenwich's time: which
    // of the days that it was then on earth is that of the publisher's own calendar, the first of the others tells.
    let (dateline, metadata): (Vec<Day>, Vec<Day>) = found
        .days
        .into_iter()
        .partition(|d| d.basis == PublishedBasis::Dateline);
    let address = url.as_deref().and_then(|url| date::in_url(url, lexicon));
    let address = address.map(|d| Day::new(d, PublishedBasis::Url, "the address"));
    if let Some((first, last)) = metadata.first().and_then(|d| d.anywhere) {
        let told = metadata.iter().filter(|d| d.anywhere.is_none());
        let mut others = (address.iter().chain(told)).chain(&found.shown).chain(&dateline);
        days.extend(others.find(|d| (first..=last).contains(&d.day)));
    }
    days.extend(metadata.iter().chain(&address).chain(&dateline));
    let published = days.first().copied();
    if let Some(first) = published {
        let mut said = vec![first.day];
        for other in &days[1..] {
            if !said.contains(&other.day) {
                said.push(other.day);
                let zone = other.anywhere.map_or("", |_| ", in Greenwich's time");
                notes.push(format!("published: {} by {}{zone}", other.day, other.from));
            }
        }
    }
    let told = language::tell(&found.text, lexicon).map(str::to_owned);
    let language = basis(given.language.clone(), told.map(|l| (l, Basis::Text)));
    let language = language.or_else(|| {
        let declared = found.language?;
        notes.push(format!("language: {declared} by the page's word only"));
        Some((declared, Basis::Metadata))
    });
    if language.is_none() {
        notes.push("language: unknown".to_owned());
    }
    let title = basis(given.title.clone(), found.title);
    let author = basis(given.author.clone(), found.author);
    let host = url
        .as_deref()
        .and_then(|u| u.split_once("://"))
        .and_then(|(_, rest)| rest.split(['/', ':', '?', '#']).next())
        .map(|host| host.trim_start_matches("www.").to_ascii_lowercase())
        .filter(|host| host.contains('.'));
    // The extractor names the host where the page names no publisher.
    let publisher = found
        .source
        .filter(|(s, _)| host.as_deref() != Some(s.trim_start_matches("www.")));
    let source = basis(given.source.clone(), publisher).or(host.map(|h| (h, Basis::Url)));
    let of = |value: &Option<(String, Basis)>| value.as_ref().map_or(Basis::None, |(_, basis)| *basis);
    Report {
        doc_id,
        bases: Bases {
            title: of(&title),
            author: of(&author),
            source: of(&source),
            language: of(&language),
        },
        title: title.map(|(t, _)| t),
        url,
        author: author.map(|(a, _)| a),
        source: source.map(|(s, _)| s),
        language: language.map(|(l, _)| l),
        published: published.map(|d| d.day),
        published_basis: published.map_or(PublishedBasis::None, |d| d.basis),
        text: found.text,
        raw: found.raw,
        furniture: found.furniture,
        captions: found.captions,
        sha256: hex(&Sha256::digest(bytes)),
        notes,
        origin: Vec::new(),
    }
}

fn basis(given: Option<String>, found: Option<(String, Basis)>) -> Option<(String, Basis)> {
    given.map(|g| (g, Basis::Given)).or(found)
}

fn hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

#[cfg(test)]
mod tests;
