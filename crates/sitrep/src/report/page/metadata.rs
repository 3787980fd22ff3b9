//! In: a parsed page. Out: its day of publication and language as the page itself declares them:
//! structured data, meta tags, marked `time` elements. A date that is merely shown is not taken.

use jiff::civil::Date;
use serde_json::Value;
use trafilatura::dom::Document;

use crate::record::PublishedBasis;
use crate::report::clean::Day;
use crate::report::date::iso;

/// Names of meta tags that hold the day of first publication.
const META: [&str; 24] = [
    "article:published_time",
    "article:published",
    "article:published_date",
    "og:published_time",
    "og:article:published_time",
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
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.published",
    "dc.date",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "rnews:datepublished",
    "date",
];
/// Deepest structured data that is looked into.
const JSON_DEPTH: usize = 16;

/// The days of publication that the page declares, the most trusted first; none, when it declares none.
pub(crate) fn days(document: &Document) -> Vec<Day> {
    let day = |day: Option<Date>, from| {
        day.map(|day| Day {
            day,
            basis: PublishedBasis::Metadata,
            from,
        })
    };
    [
        day(structured(document), "the structured data"),
        day(meta(document), "a meta tag"),
        day(time(document), "a time element"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The page's own `lang`, when it looks like a tag.
pub(crate) fn language(document: &Document) -> Option<String> {
    let html = document.query_selector(document.root(), "html")?;
    let tag = document
        .get_attribute(html, "lang")
        .or_else(|| document.get_attribute(html, "xml:lang"))?;
    let tag = tag.trim().replace('_', "-");
    let primary = tag.split('-').next()?.to_ascii_lowercase();
    ((2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase())).then_some(primary)
}

/// JSON-LD: an article's date before that of another thing on the page.
fn structured(document: &Document) -> Option<Date> {
    let mut other = None;
    for script in document.query_selector_all(document.root(), "script[type*=\"ld+json\"]") {
        let Ok(value) = serde_json::from_str::<Value>(document.text_content(script).trim()) else {
            continue;
        };
        let (article, thing) = in_json(&value, 0);
        if article.is_some() {
            return article;
        }
        other = other.or(thing);
    }
    other
}

/// The first day of an article, and of anything, in structured data.
fn in_json(value: &Value, depth: usize) -> (Option<Date>, Option<Date>) {
    if depth > JSON_DEPTH {
        return (None, None);
    }
    match value {
        Value::Array(items) => first_of(items.iter(), depth),
        Value::Object(fields) => {
            let kinds = fields.get("@type").map(ToString::to_string).unwrap_or_default();
            let day = fields
                .get("datePublished")
                .and_then(Value::as_str)
                .and_then(|d| iso(d.trim()));
            let article = ["Article", "Report", "Posting"].iter().any(|k| kinds.contains(k));
            let page = kinds.contains("WebPage");
            match day {
                Some(day) if article => (Some(day), Some(day)),
                Some(day) if page => (None, Some(day)),
                _ => first_of(fields.values(), depth),
            }
        }
        _ => (None, None),
    }
}

fn first_of<'a>(values: impl Iterator<Item = &'a Value>, depth: usize) -> (Option<Date>, Option<Date>) {
    values
        .map(|v| in_json(v, depth + 1))
        .fold((None, None), |(a, o), (article, other)| {
            (a.or(article), o.or(other))
        })
}

fn meta(document: &Document) -> Option<Date> {
    let tags = document.query_selector_all(document.root(), "meta");
    let named: Vec<(String, Date)> = tags
        .into_iter()
        .filter_map(|tag| {
            let key = ["property", "name", "itemprop"]
                .iter()
                .find_map(|k| document.get_attribute(tag, k))?;
            let day = iso(document.get_attribute(tag, "content")?.trim())?;
            Some((key.to_ascii_lowercase(), day))
        })
        .collect();
    META.iter()
        .find_map(|key| named.iter().find(|(k, _)| k == key).map(|(_, day)| *day))
}

/// A `time` element that is marked as the day of publication, or the one day that all of them state.
fn time(document: &Document) -> Option<Date> {
    let mut days = Vec::new();
    for element in document.query_selector_all(document.root(), "time") {
        let Some(day) = document
            .get_attribute(element, "datetime")
            .and_then(|d| iso(d.trim()))
        else {
            continue;
        };
        let marks = [
            document.get_attribute(element, "itemprop").unwrap_or_default(),
            document.class_name(element),
        ];
        let marks = marks.join(" ").to_ascii_lowercase();
        let marked = document.get_attribute(element, "pubdate").is_some()
            || ["datepublished", "published", "pubdate", "entry-date", "publish"]
                .iter()
                .any(|m| marks.contains(m));
        if marked {
            return Some(day);
        }
        days.push(day);
    }
    let first = *days.first()?;
    days.iter().all(|d| *d == first).then_some(first)
}
