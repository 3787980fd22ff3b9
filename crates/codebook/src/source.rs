//! In: the text of one source. Out: its TOML values with lines, and diagnostics for values of the wrong shape. Knows
//! TOML, not what the keys mean.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, one_of};

/// A file of the codebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'a> {
    /// Path for diagnostics; its last part enters the hash.
    pub path: &'a str,
    /// TOML.
    pub text: &'a str,
}

/// A value with the byte at which it stands.
#[derive(Debug, Clone)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) at: usize,
}

/// A table with the byte at which it stands.
pub(crate) type Table<'t> = At<&'t DeTable<'t>>;

/// Reads values of one file and collects what is wrong with them.
pub(crate) struct Reader<'a, 'd> {
    source: Source<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a, 'd> Reader<'a, 'd> {
    pub(crate) fn new(source: Source<'a>, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        Self { source, diagnostics }
    }

    /// Path and line of a byte.
    pub(crate) fn origin(&self, at: usize) -> (String, usize) {
        let before = self.source.text.get(..at).unwrap_or(self.source.text);
        (self.source.path.to_owned(), 1 + before.matches('\n').count())
    }

    pub(crate) fn fault(&mut self, at: usize, what: impl Into<String>, mend: impl Into<String>) {
        let (path, line) = self.origin(at);
        self.diagnostics.push(Diagnostic {
            path,
            line,
            what: what.into(),
            mend: mend.into(),
        });
    }

    /// Reports keys that a table of this sort does not have.
    pub(crate) fn keys(&mut self, table: &Table<'_>, sort: &str, known: &[&str]) {
        for key in table.value.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let mend = format!("use {}, or remove it", one_of(known.iter().copied()));
                self.fault(
                    key.span().start,
                    format!("the key \"{name}\" is not known in {sort}"),
                    mend,
                );
            }
        }
    }

    /// The text under `key`; `None` when absent or no text.
    pub(crate) fn text(&mut self, table: &Table<'_>, key: &str) -> Option<At<String>> {
        let value = table.value.get(key)?;
        let found = value.get_ref().as_str().map(|s| At {
            value: s.to_owned(),
            at: value.span().start,
        });
        if found.is_none() {
            self.wrong(key, "a text in quotes", value);
        }
        found
    }

    /// The text under `key`, which must be there and not empty.
    pub(crate) fn needed(&mut self, table: &Table<'_>, sort: &str, key: &str) -> Option<At<String>> {
        if !table.value.contains_key(key) {
            self.fault(
                table.at,
                format!("{sort} lacks the key \"{key}\""),
                format!("add {key} = \"…\""),
            );
            return None;
        }
        let text = self.text(table, key)?;
        if text.value.trim().is_empty() {
            self.fault(
                text.at,
                format!("the {key} of {sort} is empty"),
                "say what is meant",
            );
            return None;
        }
        Some(text)
    }

    /// The number under `key`.
    pub(crate) fn number(&mut self, table: &Table<'_>, key: &str) -> Option<At<f32>> {
        let value = table.value.get(key)?;
        let text = match value.get_ref() {
            DeValue::Float(f) => f.as_str().parse().ok(),
            DeValue::Integer(i) => i.as_str().parse().ok(),
            _ => None,
        };
        if text.is_none() {
            self.wrong(key, "a number", value);
        }
        text.map(|number| At {
            value: number,
            at: value.span().start,
        })
    }

    /// The flag under `key`; false when absent.
    pub(crate) fn flag(&mut self, table: &Table<'_>, key: &str) -> bool {
        let Some(value) = table.value.get(key) else {
            return false;
        };
        if let Some(b) = value.get_ref().as_bool() {
            return b;
        }
        self.wrong(key, "true or false", value);
        false
    }

    /// The items of the list under `key`; empty when absent.
    pub(crate) fn items<'t>(&mut self, table: &Table<'t>, key: &str) -> Vec<&'t Spanned<DeValue<'t>>> {
        let Some(value) = table.value.get(key) else {
            return Vec::new();
        };
        if let Some(list) = value.get_ref().as_array() {
            return list.iter().collect();
        }
        self.wrong(key, "a list in brackets", value);
        Vec::new()
    }

    /// The texts of the list under `key`; empty when absent.
    pub(crate) fn texts(&mut self, table: &Table<'_>, key: &str) -> Vec<At<String>> {
        let mut out = Vec::new();
        for item in self.items(table, key) {
            match item.get_ref().as_str() {
                Some(s) => out.push(At {
                    value: s.to_owned(),
                    at: item.span().start,
                }),
                None => self.wrong(key, "a list of texts in quotes", item),
            }
        }
        out
    }

    /// The tables of `[[key]]`, in order.
    pub(crate) fn tables<'t>(&mut self, table: &Table<'t>, key: &str) -> Vec<Table<'t>> {
        let mut out = Vec::new();
        for item in self.items(table, key) {
            match item.get_ref().as_table() {
                Some(t) => out.push(At {
                    value: t,
                    at: item.span().start,
                }),
                None => self.wrong(key, &format!("tables, written [[{key}]]"), item),
            }
        }
        out
    }

    /// The tables of `[key.NAME]` with their names, in the order of the source.
    pub(crate) fn named<'t>(&mut self, table: &Table<'t>, key: &str) -> Vec<(String, Table<'t>)> {
        let Some(value) = table.value.get(key) else {
            return Vec::new();
        };
        let Some(inner) = value.get_ref().as_table() else {
            self.wrong(key, &format!("tables, written [{key}.NAME]"), value);
            return Vec::new();
        };
        let mut out = Vec::new();
        for (name, item) in inner {
            match item.get_ref().as_table() {
                Some(t) => out.push((
                    name.get_ref().to_string(),
                    At {
                        value: t,
                        at: name.span().start,
                    },
                )),
                None => self.wrong(key, &format!("tables, written [{key}.NAME]"), item),
            }
        }
        out.sort_by_key(|(_, t)| t.at);
        out
    }

    fn wrong(&mut self, key: &str, wanted: &str, value: &Spanned<DeValue<'_>>) {
        let found = value.get_ref().type_str();
        self.fault(
            value.span().start,
            format!("\"{key}\" is a {found}"),
            format!("write {wanted}"),
        );
    }
}
