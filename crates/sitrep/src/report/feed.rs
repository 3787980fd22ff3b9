//! In: a feed (RSS, Atom, JSON Feed). Out: a report for each of its entries, with the feed's own title,
//! address, author and day. Knows how entries carry HTML; fetches nothing.

use feed_rs::model::{Entry, Feed, Link, Person, Text};
use jiff::civil::Date;

use super::lexicon::FurnitureLexicon;
use super::limits::Limits;
use super::pieces::{Piece, cleaned};
use super::problem::Problem;
use super::reason::Reason;
use super::{Given, assemble, file_name, page, sniff};
use crate::record::Report;

/// Texts shorter than this in an entry that has no content of its own are told to be summaries.
const WORDS_OF_A_BODY: usize = 120;

/// The reports of a feed's entries, in the feed's order.
pub(crate) fn read_all(
    name: &str,
    text: &str,
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Vec<Result<Report, Problem>> {
    let problem = |at, message: String| Err(Problem::new(name, at, message));
    let feed = match feed_rs::parser::parse(without_declaration(text).as_bytes()) {
        Ok(feed) => feed,
        Err(e) => {
            return vec![problem(
                None,
                format!("reading the feed: {e}; fetch it again, or give its texts as HTML or JSON lines"),
            )];
        }
    };
    if feed.entries.is_empty() {
        return vec![problem(
            None,
            "reading the feed: it has no entries; fetch it again later".to_owned(),
        )];
    }
    (1..)
        .zip(&feed.entries)
        .map(|(number, entry)| {
            one(name, number, entry, &feed, given, lexicon, limits).map_err(|lack| Problem {
                elsewhere: lack.elsewhere,
                ..Problem::new(name, Some(number), lack.message)
            })
        })
        .collect()
}

/// The text is decoded; what its declaration says of bytes no longer holds.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest,
        None => text,
    }
}

/// Why an entry gives no report.
struct Lack {
    message: String,
    /// As [`Problem::elsewhere`].
    elsewhere: Option<Box<Given>>,
}

impl From<String> for Lack {
    fn from(message: String) -> Self {
        Self {
            message,
            elsewhere: None,
        }
    }
}

fn one(
    name: &str,
    number: usize,
    entry: &Entry,
    feed: &Feed,
    given: &Given,
    lexicon: &FurnitureLexicon,
    limits: &Limits,
) -> Result<Report, Lack> {
    let content = entry.content.as_ref().and_then(|c| c.body.as_deref());
    let summary = entry.summary.as_ref().map(|s| s.content.as_str());
    let filled = |s: &&str| !s.trim().is_empty();
    let title = entry.title.as_ref().and_then(plain);
    let (html, whole) = match (content.filter(filled), summary.filter(filled)) {
        (Some(content), _) => (content, true),
        (None, Some(summary)) => (summary, false),
        (None, None) => return Err(lack(entry, feed, title, given)),
    };
    let pieces = fragment(html, limits)?;
    let mut cleaned = cleaned(&pieces, true, lexicon, limits)?;
    if cleaned.text.trim().is_empty() {
        return Err(lack(entry, feed, title, given));
    }
    if !whole && cleaned.text.split_whitespace().count() < WORDS_OF_A_BODY {
        cleaned
            .notes
            .push("feed: the entry holds a summary, not the report".to_owned());
    }
    cleaned.state(title, people(&entry.authors), feed.title.as_ref().and_then(plain));
    cleaned.language.clone_from(&feed.language);
    cleaned.url = address(entry);
    cleaned.state_day(day(entry), "the feed");
    let doc_id = id(entry).unwrap_or_else(|| format!("{}:{number}", file_name(name)));
    Ok(assemble(cleaned, doc_id, html.as_bytes(), given, lexicon))
}

/// Of an entry without text: where its text stands.
fn lack(entry: &Entry, feed: &Feed, title: Option<String>, given: &Given) -> Lack {
    let Some(url) = address(entry) else {
        return Lack::from(
            "reading an entry of the feed: it has neither text nor a link; leave it".to_owned(),
        );
    };
    Lack {
        message: format!(
            "an entry of the feed holds no text, only a link; fetch {url} and read that, or name the feed's own address with \
             --feed or in watch, which fetch it"
        ),
        elsewhere: Some(Box::new(Given {
            doc_id: id(entry),
            title: given.title.clone().or(title),
            url: Some(url),
            author: given.author.clone().or_else(|| people(&entry.authors)),
            source: (given.source.clone()).or_else(|| feed.title.as_ref().and_then(plain)),
            published: given.published.or_else(|| day(entry)),
            language: given.language.clone(),
            ..Given::default()
        })),
    }
}

fn id(entry: &Entry) -> Option<String> {
    Some(entry.id.clone()).filter(|i| !i.is_empty())
}

fn day(entry: &Entry) -> Option<Date> {
    use std::str::FromStr as _;
    let told = entry.published.or(entry.updated)?;
    Date::from_str(&told.format("%Y-%m-%d").to_string()).ok()
}

/// The address that the entry is an excerpt of.
fn address(entry: &Entry) -> Option<String> {
    let alternate = |l: &&Link| l.rel.as_deref().is_none_or(|r| r == "alternate");
    (entry.links.iter().find(alternate))
        .or(entry.links.first())
        .map(|l| l.href.clone())
        .filter(|h| !h.is_empty())
        .or_else(|| id(entry))
        .filter(|a| a.contains("://"))
}

fn people(people: &[Person]) -> Option<String> {
    let names: Vec<String> = people
        .iter()
        .filter_map(|p| p.name.clone())
        .filter(|n| !n.trim().is_empty() && n != "unknown")
        .collect();
    (!names.is_empty()).then(|| names.join("; "))
}

/// A title may hold markup.
fn plain(text: &Text) -> Option<String> {
    let blocks = page::fragment(&text.content);
    let joined = blocks
        .iter()
        .map(|b| b.text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    Some(joined).filter(|t| !t.is_empty())
}

/// The paragraphs of a piece of HTML that is all body but for its captions; of plain text, its lines.
pub(crate) fn fragment(html: &str, limits: &Limits) -> Result<Vec<Piece>, String> {
    if !sniff::has_tags(html) {
        let text = page::strip::strip(html);
        return Ok(super::unit::units(&text)
            .into_iter()
            .map(|u| Piece::body(u.of(&text)))
            .collect());
    }
    let small = page::shrink::shrink(html, limits);
    if let Some(refusal) = small.refusal {
        return Err(format!(
            "reading an entry of the feed: {refusal}; fetch the page and read that"
        ));
    }
    Ok(page::fragment(&small.html)
        .into_iter()
        .map(|b| Piece {
            reason: b.caption.then_some(Reason::Caption).or(b.hint),
            text: b.text,
        })
        .collect())
}
