//! In: a feed that the user named, a file or an address. Out: the reports of its entries, and of the pages behind them. Knows
//! no intervals; how to ask politely [`crate::web::fetch`] knows.

use std::path::Path;

use sitrep::Reader;
use sitrep::record::Report;
use sitrep::report::{Given, is_feed};

use super::reading::read;
use crate::input::{Fault, Stated, Work, read_file};
use crate::web::fetch::{Fetched, Fetcher, Version};

/// True for what is fetched; all else is the name of a file.
fn is_address(feed: &str) -> bool {
    feed.contains("://")
}

/// Bytes of a feed in a file, for progress; 0 for one on the web, which is not known before it is fetched.
pub fn size(feed: &str) -> u64 {
    if is_address(feed) {
        return 0;
    }
    std::fs::metadata(feed).map_or(0, |m| m.len())
}

/// The reports of a feed's entries, in its order, or what is wrong. A file is only read, whatever its entries lead to; for an
/// address, the pages of entries that hold a summary or a link only are fetched too.
pub fn entries(
    feed: &str,
    fetcher: &mut Fetcher,
    reader: &'static Reader,
    given: &Given,
) -> Vec<Result<Report, Fault>> {
    let fault = |message: String| vec![Err(Fault::whole(feed, message))];
    let (bytes, charset) = if is_address(feed) {
        match fetcher.get(feed, &Version::default()) {
            Fetched::Whole { bytes, charset, .. } => (bytes, charset),
            Fetched::Refused { why, .. } => {
                return fault(format!(
                    "{why}; check the address, or save the feed to a file and give that"
                ));
            }
            Fetched::Unchanged => {
                return fault(format!(
                    "cannot fetch {feed}: the server sends nothing; try again later"
                ));
            }
        }
    } else {
        match read_file(Path::new(feed)) {
            Ok(bytes) => (bytes, None),
            Err(line) => return fault(line),
        }
    };
    if !is_feed(&bytes, charset.as_deref()) {
        let advice = if is_address(feed) {
            "check the address; a page can be saved and given as an input"
        } else {
            "give it as an input, without --feed"
        };
        return fault(format!(
            "cannot read {feed}: it is no feed (RSS, Atom, JSON Feed); {advice}"
        ));
    }
    let work = Work::Whole {
        name: feed.to_owned(),
        bytes,
        stated: Stated {
            charset,
            ..Stated::default()
        },
    };
    let mut entries = read(work, reader, given);
    if is_address(feed) {
        entries = (entries.into_iter())
            .map(|entry| match entry {
                Ok(entry) => Ok(with_page(fetcher, None, entry, reader)),
                Err(fault) => linked(fetcher, fault, reader),
            })
            .collect();
    }
    entries
}

/// The report of the entry's page, where that is wanted and can be had; else the entry's own. `pages`: `None`: wanted of
/// entries that hold a summary only.
pub fn with_page(
    fetcher: &mut Fetcher,
    pages: Option<bool>,
    entry: Report,
    reader: &'static Reader,
) -> Report {
    let summary = entry
        .notes
        .iter()
        .any(|n| n.starts_with("feed: the entry holds a summary"));
    let (true, Some(url)) = (pages.unwrap_or(summary), entry.url.clone()) else {
        return entry;
    };
    let given = Given {
        doc_id: Some(entry.doc_id.clone()),
        title: entry.title.clone(),
        author: entry.author.clone(),
        source: entry.source.clone(),
        published: entry.published,
        ..Given::default()
    };
    match page(fetcher, url, &given, reader) {
        // A page that shows less than the feed is a wall.
        Ok(Some(page)) if page.text.len() >= entry.text.len() => page,
        Ok(_) => entry,
        Err(why) => {
            let mut entry = entry;
            entry.notes.push(format!("page: {why}"));
            entry
        }
    }
}

/// The report of the page that an entry without text links to; any other fault as it is.
///
/// # Errors
/// The fault, with why the page cannot be had.
pub fn linked(fetcher: &mut Fetcher, fault: Fault, reader: &'static Reader) -> Result<Report, Fault> {
    let Some((given, url)) = (fault.elsewhere.as_deref()).and_then(|given| Some((given, given.url.clone()?)))
    else {
        return Err(fault);
    };
    let why = match page(fetcher, url.clone(), given, reader) {
        Ok(Some(page)) => return Ok(page),
        Ok(None) => "it shows no text".to_owned(),
        Err(why) => why,
    };
    let message = format!(
        "an entry of the feed holds no text, only a link, and the page cannot be had: {why}; fetch {url} by hand"
    );
    Err(Fault { message, ..fault })
}

/// The report of a page; `None` when the server sends nothing or nothing can be read in it.
///
/// # Errors
/// Why the page cannot be fetched.
fn page(
    fetcher: &mut Fetcher,
    url: String,
    given: &Given,
    reader: &'static Reader,
) -> Result<Option<Report>, String> {
    let (bytes, charset) = match fetcher.get(&url, &Version::default()) {
        Fetched::Whole { bytes, charset, .. } => (bytes, charset),
        Fetched::Unchanged => return Ok(None),
        Fetched::Refused { why, .. } => return Err(why),
    };
    let work = Work::Whole {
        name: url.clone(),
        bytes,
        stated: Stated {
            url: Some(url),
            charset,
            doc_id: None,
        },
    };
    Ok(read(work, reader, given).into_iter().next().and_then(Result::ok))
}
