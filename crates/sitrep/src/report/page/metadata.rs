//! In: a parsed page. Out: title, author, publisher, address, language and days of publication as the page itself declares
//! them: structured data, meta tags, marked elements. The rules for the day are those of htmldate, without its guesses: a date
//! that is merely shown is not taken.

use std::collections::HashMap;

use jiff::civil::Date;

use super::block::single_spaced;
use super::data::Stated;
use super::strip::entities;
use super::tree::{NodeId, Tree};
use crate::record::PublishedBasis;
use crate::report::clean::Day;
use crate::report::date::{anywhere, by_program, iso, only_one};
use crate::report::dateline::of_header;
use crate::report::lexicon::{FurnitureLexicon, fold};

/// What a page declares.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source: Option<String>,
    /// Days of publication, the most trusted first.
    pub(crate) days: Vec<Day>,
    pub(crate) language: Option<String>,
}

/// A day as it is written in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) day: Date,
    /// Of an instant in Greenwich's time: as [`Day::anywhere`].
    pub(crate) anywhere: Option<(Date, Date)>,
}

impl Told {
    /// What an ISO 8601 date or date-time tells, or an instant as programs print it; `None` for anything else.
    pub(crate) fn of(written: &str) -> Option<Self> {
        let written = written.trim();
        let day = iso(written).or_else(|| by_program(written))?;
        let anywhere = anywhere(written);
        Some(Self { day, anywhere })
    }

    fn shown(day: Date) -> Self {
        Self { day, anywhere: None }
    }
}

/// Names of meta tags that hold the day of first publication.
const PUBLISHED: [&str; 30] = [
    "article:published_time",
    "article:published",
    "article:published_date",
    "og:published_time",
    "og:article:published_time",
    "og:pubdate",
    "datepublished",
    "date_published",
    "publish_date",
    "publish-date",
    "publishdate",
    "publication_date",
    "publication-date",
    "pubdate",
    "pub_date",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.published",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "rnews:datepublished",
    "cxenseparse:recs:publishtime",
    "article.published",
    "date",
];
const TITLE: [&str; 8] = [
    "og:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "twitter:title",
    "headline",
];
const AUTHOR: [&str; 10] = [
    "author",
    "article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "article.author",
    "rnews:author",
];
const SOURCE: [&str; 6] = [
    "og:site_name",
    "dc.publisher",
    "dcterms.publisher",
    "citation_journal_title",
    "application-name",
    "apple-mobile-web-app-title",
];
/// Words in the class or name of an element that shows the day of publication.
const DATED: [&str; 7] = [
    "date",
    "datetime",
    "published",
    "pubdate",
    "publish",
    "timestamp",
    "posted",
];
/// Elements that stand beside the report.
const BESIDE: [&str; 4] = ["aside", "footer", "nav", "form"];
/// A shown date with its label has so many bytes at most.
const SHOWN: usize = 80;
/// A name, or several, has so many words at most.
const NAME_WORDS: usize = 12;

/// What the page declares of itself, in one pass over its elements.
pub(crate) fn metadata(tree: &Tree, lexicon: &FurnitureLexicon) -> Metadata {
    let mut stated = Stated::default();
    let mut meta: HashMap<String, &str> = HashMap::new();
    let (mut language, mut canonical, mut shown_title, mut byline) = (None, None, None, None);
    let mut headings = Vec::new();
    let mut times = Times::default();
    for node in tree.within(Tree::root()) {
        let attribute = |name| {
            tree.attribute(node, name)
                .map(str::trim)
                .filter(|v| !v.is_empty())
        };
        match tree.tag(node) {
            "" => continue,
            "html" => language = attribute("lang").or(attribute("xml:lang")).and_then(tag),
            "script" if attribute("type").is_some_and(|t| t.contains("ld+json")) => {
                stated.read(&tree.text_within(node));
            }
            "meta" => {
                let key = ["property", "name", "itemprop", "http-equiv"]
                    .into_iter()
                    .find_map(attribute);
                if let Some((key, content)) = key.zip(attribute("content")) {
                    meta.entry(key.to_ascii_lowercase()).or_insert(content);
                }
            }
            "link" if attribute("rel") == Some("canonical") => canonical = canonical.or(attribute("href")),
            "title" => shown_title = shown_title.or_else(|| Some(text(tree, node))),
            "h1" => headings.push(text(tree, node)),
            _ => {}
        }
        let is_author = attribute("rel") == Some("author") || attribute("itemprop") == Some("author");
        if byline.is_none() && is_author {
            byline = name(&text(tree, node));
        }
        times.look(tree, node, lexicon);
    }
    let first = |keys: &[&str]| keys.iter().find_map(|k| meta.get(*k)).map(|v| (*v).to_owned());
    let day = PUBLISHED
        .iter()
        .find_map(|k| Told::of(meta.get(*k)?))
        .or_else(|| {
            PUBLISHED
                .iter()
                .find_map(|k| only_one(meta.get(*k)?, lexicon).map(Told::shown))
        });
    // An address is no name; the host stands for it.
    let source = first(&SOURCE)
        .or_else(|| stated.source.take())
        .filter(|s| !s.contains("://"))
        .map(|s| resolved(&s));
    let title = stated
        .title
        .take()
        .or_else(|| first(&TITLE))
        .or_else(|| headings.pop().filter(|h| headings.is_empty() && !h.is_empty()))
        .or(shown_title);
    let author = AUTHOR.iter().find_map(|k| name(meta.get(*k)?));
    let http = |u: &&str| u.starts_with("http://") || u.starts_with("https://");
    Metadata {
        title: title.map(|t| without_source(&resolved(&t), source.as_deref())),
        author: stated.author.take().and_then(|a| name(&a)).or(author).or(byline),
        url: canonical
            .filter(http)
            .or_else(|| meta.get("og:url").copied().filter(http))
            .or(stated.url.as_deref().filter(http))
            .map(str::to_owned),
        source,
        days: [
            (stated.day(), "the structured data"),
            (day, "a meta tag"),
            (times.marked.or(times.only()), "a time element"),
            (times.shown().map(Told::shown), "a line that is marked as a date"),
        ]
        .into_iter()
        .filter_map(|(day, from)| {
            day.map(|told| Day {
                anywhere: told.anywhere,
                ..Day::new(told.day, PublishedBasis::Metadata, from)
            })
        })
        .collect(),
        language,
    }
}

/// Dates of elements.
#[derive(Default)]
struct Times {
    /// Of the first element that is marked as the day of publication.
    marked: Option<Told>,
    /// Of all `time` elements.
    all: Vec<Told>,
    /// Of elements of which the class speaks of a date.
    classed: Vec<Date>,
    /// Of a line with a label for the day of publication.
    labelled: Vec<Date>,
}

impl Times {
    fn look(&mut self, tree: &Tree, node: NodeId, lexicon: &FurnitureLexicon) {
        let tag = tree.tag(node);
        let attribute = |name| tree.attribute(node, name).unwrap_or_default();
        let value = || {
            let written = ["datetime", "content"].map(attribute);
            let exact = written.iter().find_map(|v| Told::of(v));
            let told =
                exact.or_else(|| written.iter().find_map(|v| only_one(v, lexicon)).map(Told::shown))?;
            // The day that is shown is that of the publisher's own calendar.
            let zones = |d: &Date| told.anywhere.is_some_and(|(a, b)| (a..=b).contains(d));
            let shown = told.anywhere.and_then(|_| only_one(&text(tree, node), lexicon));
            Some(shown.filter(zones).map_or(told, Told::shown))
        };
        if attribute("itemprop").eq_ignore_ascii_case("datepublished") {
            let day = value().or_else(|| only_one(&text(tree, node), lexicon).map(Told::shown));
            self.marked = self.marked.or(day);
            return;
        }
        if tag == "time" {
            let marks = tree.class(node).to_ascii_lowercase();
            let day = value();
            let named = ["publish", "pubdate", "entry-date"]
                .iter()
                .any(|m| marks.contains(m));
            if named || tree.attribute(node, "pubdate").is_some() {
                self.marked = self.marked.or(day);
            }
            self.all.extend(day);
        }
        if !matches!(
            tag,
            "abbr" | "div" | "p" | "span" | "li" | "time" | "small" | "em" | "b" | "strong"
        ) {
            return;
        }
        let named = [tree.class(node), attribute("id")].iter().any(|value| {
            value
                .split(|c: char| !c.is_ascii_alphabetic())
                .any(|word| DATED.iter().any(|d| word.eq_ignore_ascii_case(d)))
        });
        if !named || beside(tree, node) {
            return;
        }
        let line = text(tree, node);
        if line.is_empty() || line.len() > SHOWN {
            return;
        }
        self.labelled.extend(of_header(&line, lexicon));
        self.classed
            .extend(only_one(&line, lexicon).or_else(|| iso(attribute("title").trim())));
    }

    /// The one day that all `time` elements state.
    fn only(&self) -> Option<Told> {
        let first = *self.all.first()?;
        self.all.iter().all(|t| t.day == first.day).then_some(first)
    }

    /// The day of a labelled line, else the one that all lines marked as dates state.
    fn shown(&self) -> Option<Date> {
        one(&self.labelled).or_else(|| one(&self.classed))
    }
}

fn one(days: &[Date]) -> Option<Date> {
    let first = *days.first()?;
    days.iter().all(|d| *d == first).then_some(first)
}

fn beside(tree: &Tree, node: NodeId) -> bool {
    std::iter::successors(tree.parent(node), |n| tree.parent(*n)).any(|n| BESIDE.contains(&tree.tag(n)))
}

/// All text of an element, white space collapsed.
fn text(tree: &Tree, node: NodeId) -> String {
    single_spaced(&tree.text_within(node))
}

/// Words without the character references that are left when a page escapes them twice.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    entities(text, &mut out);
    out
}

/// A language tag's first part, when it looks like one.
fn tag(value: &str) -> Option<String> {
    let primary = value.split(['-', '_']).next()?.to_ascii_lowercase();
    ((2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase())).then_some(primary)
}

/// The name or names of writers: "By A. Writer" without its first word; no address, no sentence.
fn name(value: &str) -> Option<String> {
    // What stands behind a bar is a body, a day or a button.
    let value = value.split(" | ").next()?.trim();
    let folded = fold(value);
    let bare = if folded.starts_with("by ") {
        value.get(3..)?.trim()
    } else {
        value
    };
    let words = bare.split_whitespace().count();
    let odd = bare.contains("://") || bare.contains('@') || bare.starts_with("www.") || bare.contains('{');
    (words > 0 && words <= NAME_WORDS && !odd && bare.chars().any(char::is_alphabetic))
        .then(|| bare.to_owned())
}

/// A title without the publisher's name at its end or beginning ("Bridge reopens | The Daily").
fn without_source(title: &str, source: Option<&str>) -> String {
    let title = title.trim();
    let source = source.map(fold).filter(|s| !s.is_empty());
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " · "] {
        if let (Some((head, tail)), Some(source)) = (title.rsplit_once(mark), &source)
            && !head.trim().is_empty()
            && fold(tail) == *source
        {
            return head.trim().to_owned();
        }
        if let (Some((head, tail)), Some(source)) = (title.split_once(mark), &source)
            && !tail.trim().is_empty()
            && fold(head) == *source
        {
            return tail.trim().to_owned();
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::limits::Limits;
    use crate::report::page::shrink::shrink;
    use crate::report::tests::lexicon;

    /// As pages are read: what nobody reads is left out before.
    fn read(page: &str) -> Metadata {
        let small = shrink(page, &Limits::default());
        metadata(&Tree::parse(&small.html), &lexicon())
    }

    fn check(page: &str, days: &[(&str, &str)]) {
        let found = read(page).days;
        let found: Vec<(String, &str)> = found.iter().map(|d| (d.day.to_string(), d.from)).collect();
        let expected: Vec<(String, &str)> = days.iter().map(|(d, f)| ((*d).to_owned(), *f)).collect();
        assert_eq!(found, expected, "{page}");
    }

    #[test]
    fn days_that_a_page_declares() {
        check(
            "<meta property='article:published_time' content='2018-08-14T10:00:00+02:00'><time datetime='2018-08-15'>",
            &[("2018-08-14", "a meta tag"), ("2018-08-15", "a time element")],
        );
        check(
            "<meta name='date' content='14 August 2018'>",
            &[("2018-08-14", "a meta tag")],
        );
        check(
            "<span itemprop='datePublished' content='2018-08-14'>yesterday</span><time datetime='2018-08-13'><time datetime='2018-08-12'>",
            &[("2018-08-14", "a time element")],
        );
        check(
            "<p class='post-date'>Posted on 14 August 2018</p><div class='item-date'>12 May 2017</div>",
            &[("2018-08-14", "a line that is marked as a date")],
        );
    }

    #[test]
    fn days_as_programs_write_them() {
        check(
            "<time datetime='Tue Aug 14 2018 08:00:58 GMT+0000'>",
            &[("2018-08-14", "a time element")],
        );
    }

    #[test]
    fn a_shown_day_goes_before_greenwich() {
        check(
            "<time datetime='2018-08-15T02:10:00Z'>Aug. 14, 2018</time>",
            &[("2018-08-14", "a time element")],
        );
        check(
            "<time datetime='2018-08-15T14:10:00Z'>Aug. 14, 2018</time>",
            &[("2018-08-15", "a time element")],
        );
    }

    #[test]
    fn days_that_are_not_sure() {
        check("<p>14 August 2018</p>", &[]);
        check(
            "<div class='date'>14 August 2018</div><div class='date'>15 August 2018</div>",
            &[],
        );
        check("<time datetime='2018-08-13'><time datetime='2018-08-12'>", &[]);
        check("<aside><span class='date'>14 August 2018</span></aside>", &[]);
        check(
            "<meta property='article:modified_time' content='2018-08-14'>",
            &[],
        );
        check("<meta name='date' content='08/09/2018'>", &[]);
    }

    #[test]
    fn titles_and_names() {
        let found = read(
            "<title>Bridge reopens | The Daily</title><meta property='og:site_name' content='The Daily'>\
             <meta name='author' content='By A. Writer'><link rel=canonical href='https://daily.example/1'>",
        );
        assert_eq!(found.title.as_deref(), Some("Bridge reopens"));
        assert_eq!(found.author.as_deref(), Some("A. Writer"));
        assert_eq!(found.source.as_deref(), Some("The Daily"));
        assert_eq!(found.url.as_deref(), Some("https://daily.example/1"));
        let found = read(
            "<meta property='article:author' content='https://social.example/a'><a rel=author>A. Writer</a>",
        );
        assert_eq!(found.author.as_deref(), Some("A. Writer"));
        let found = read(
            "<meta property='og:title' content='The &amp;#8216;old&amp;#8217; bridge'><meta property='og:site_name' \
             content='https://daily.example'><meta name=author content='By A. Writer | 14 August 2018 Print'>",
        );
        assert_eq!(found.title.as_deref(), Some("The \u{2018}old\u{2019} bridge"));
        assert_eq!(found.author.as_deref(), Some("A. Writer"));
        assert_eq!(found.source, None);
    }
}
