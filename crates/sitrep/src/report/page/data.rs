//! In: the text of a page's structured data (JSON-LD). Out: what it states of an article: headline, author, publisher,
//! address, day of publication. Knows no HTML.

use serde_json::Value;

use crate::report::page::metadata::Told;

/// Deepest structured data that is looked into.
const DEPTH: usize = 16;

/// What structured data state; each the first that was found, an article's before another thing's.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) url: Option<String>,
    /// The day of publication.
    pub(crate) published: Option<Told>,
    /// Of the page, not of its article.
    other: Option<Told>,
}

impl Stated {
    /// Takes one script's text; what is no JSON is passed over.
    pub(crate) fn read(&mut self, script: &str) {
        if let Ok(value) = serde_json::from_str::<Value>(script.trim()) {
            self.look(&value, 0);
        }
    }

    /// The day of the article, else that of the page.
    pub(crate) fn day(&self) -> Option<Told> {
        self.published.or(self.other)
    }

    fn look(&mut self, value: &Value, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|v| self.look(v, depth + 1)),
            Value::Object(fields) => {
                let kinds = fields.get("@type").map(ToString::to_string).unwrap_or_default();
                let day = || {
                    fields
                        .get("datePublished")
                        .and_then(Value::as_str)
                        .and_then(Told::of)
                };
                if ["Article", "Report", "Posting"].iter().any(|k| kinds.contains(k)) {
                    self.published = self.published.or_else(day);
                    let title = || filled(fields.get("headline")?.as_str()?);
                    self.title = self.title.take().or_else(title);
                    self.author = self.author.take().or_else(|| names(fields.get("author")?));
                    self.source = self.source.take().or_else(|| names(fields.get("publisher")?));
                    self.url = self.url.take().or_else(|| filled(fields.get("url")?.as_str()?));
                } else if kinds.contains("WebPage") {
                    self.other = self.other.or_else(day);
                }
                fields.values().for_each(|v| self.look(v, depth + 1));
            }
            _ => {}
        }
    }
}

/// The name or names of people or bodies: a string, an object with `name`, a list of both.
fn names(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => filled(name).filter(|n| !n.contains("://")),
        Value::Object(fields) => names(fields.get("name")?),
        Value::Array(items) => {
            let all: Vec<String> = items.iter().filter_map(names).collect();
            filled(&all.join(", "))
        }
        _ => None,
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_among_other_things() {
        let mut stated = Stated::default();
        stated.read("no JSON {");
        stated.read(
            r#"{"@graph": [{"@type": "WebPage", "datePublished": "2017-01-01"},
                {"@type": ["NewsArticle"], "headline": "Bridge reopens", "datePublished": "2018-08-14T10:00:00Z",
                 "author": [{"@type": "Person", "name": "A. Writer"}, "B. Other"], "publisher": {"name": "The Daily"}}]}"#,
        );
        assert_eq!(stated.title.as_deref(), Some("Bridge reopens"));
        assert_eq!(stated.author.as_deref(), Some("A. Writer, B. Other"));
        assert_eq!(stated.source.as_deref(), Some("The Daily"));
        assert_eq!(
            stated.day().map(|d| (d.day.to_string(), d.anywhere.is_some())),
            Some(("2018-08-14".to_owned(), true))
        );
    }
}
