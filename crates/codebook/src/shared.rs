//! In: every source. Out: what types share: frames, word classes, small words, contexts. Knows no type.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::one_of;
use crate::model::{Class, Context, Frame, Roles};
use crate::relation::Relation;
use crate::source::{At, Reader, Table};

/// What the types of a codebook refer to.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(crate) particles: BTreeSet<String>,
    pub(crate) default: Roles,
    pub(crate) frames: BTreeMap<String, Frame>,
    pub(crate) classes: BTreeMap<String, Class>,
    pub(crate) contexts: Vec<Context>,
}

const ROLES: [&str; 4] = ["actor", "recipient", "place", "time"];

impl Shared {
    /// Reads particles, default roles and contexts; must be done for all files before [`Shared::frames_and_classes`].
    pub(crate) fn defaults(&mut self, reader: &mut Reader<'_, '_>, root: &Table<'_>) {
        for word in reader.texts(root, "particles") {
            self.particles.insert(word.value);
        }
        if let Some(value) = root.value.get("default") {
            if let Some(table) = value.get_ref().as_table() {
                let table = At {
                    value: table,
                    at: value.span().start,
                };
                reader.keys(&table, "[default]", &["place", "time"]);
                self.default = roles(reader, &table, &Roles::default());
            } else {
                reader.fault(
                    value.span().start,
                    "\"default\" is no table",
                    "write [default] with place and time",
                );
            }
        }
        for (name, table) in reader.named(root, "context") {
            if self.contexts.iter().any(|c| c.name == name) {
                reader.fault(
                    table.at,
                    format!("the context \"{name}\" stands twice"),
                    "keep one",
                );
                continue;
            }
            let sort = format!("[context.{name}]");
            reader.keys(&table, &sort, &["definition", "sectors", "words"]);
            let definition = reader.needed(&table, &sort, "definition");
            let sectors = values(reader.texts(&table, "sectors"));
            let words = reader.texts(&table, "words");
            let words = lowered(reader, words, &sort);
            let phrases = words
                .iter()
                .map(|w| w.split(' ').map(str::to_owned).collect())
                .collect();
            let Some(definition) = definition else { continue };
            self.contexts.push(Context {
                name,
                definition: definition.value,
                sectors,
                phrases,
            });
        }
    }

    /// Reads frames and classes.
    pub(crate) fn frames_and_classes(&mut self, reader: &mut Reader<'_, '_>, root: &Table<'_>) {
        for (name, table) in reader.named(root, "frame") {
            if self.frames.contains_key(&name) {
                reader.fault(
                    table.at,
                    format!("the frame \"{name}\" stands twice"),
                    "keep one, or name it anew",
                );
                continue;
            }
            let sort = format!("[frame.{name}]");
            reader.keys(
                &table,
                &sort,
                &["about", "actor", "recipient", "place", "time", "light"],
            );
            let about = reader
                .needed(&table, &sort, "about")
                .map_or(String::new(), |a| a.value);
            let roles = Arc::new(roles(reader, &table, &self.default));
            let light = reader.text(&table, "light").map(|l| l.value);
            self.frames.insert(
                name.clone(),
                Frame {
                    name,
                    about,
                    roles,
                    light,
                },
            );
        }
        for (name, table) in reader.named(root, "class") {
            if self.classes.contains_key(&name) {
                reader.fault(
                    table.at,
                    format!("the class \"{name}\" stands twice"),
                    "keep one, or name it anew",
                );
                continue;
            }
            let sort = format!("[class.{name}]");
            reader.keys(&table, &sort, &["about", "names", "lemmas"]);
            let about = reader
                .needed(&table, &sort, "about")
                .map_or(String::new(), |a| a.value);
            let mut names = Vec::new();
            for n in reader.texts(&table, "names") {
                if matches!(n.value.as_str(), "PER" | "ORG" | "LOC") {
                    names.push(n.value);
                } else {
                    let what = format!("\"{}\" is no kind of name", n.value);
                    reader.fault(n.at, what, format!("use {}", one_of(["PER", "ORG", "LOC"])));
                }
            }
            let lemmas = reader.texts(&table, "lemmas");
            let mut lemmas = lowered(reader, lemmas, &sort);
            lemmas.sort_unstable();
            self.classes.insert(
                name.clone(),
                Class {
                    name,
                    about,
                    names,
                    lemmas,
                },
            );
        }
    }

    /// Reports `light` frames that do not exist; must be done when all frames are read.
    pub(crate) fn check_light(&self, reader: &mut Reader<'_, '_>, root: &Table<'_>) {
        for (_, table) in reader.named(root, "frame") {
            let Some(light) = table.value.get("light") else {
                continue;
            };
            let Some(name) = light.get_ref().as_str() else {
                continue;
            };
            if !self.frames.contains_key(name) {
                self.unknown_frame(reader, name, light.span().start);
            }
        }
    }

    pub(crate) fn unknown_frame(&self, reader: &mut Reader<'_, '_>, name: &str, at: usize) {
        let known = one_of(self.frames.keys().map(String::as_str));
        let mend = format!("use {known}, or define [frame.{name}]");
        reader.fault(at, format!("the frame \"{name}\" is not known"), mend);
    }
}

/// The roles of a table; what it does not state is taken from `base`.
pub(crate) fn roles(reader: &mut Reader<'_, '_>, table: &Table<'_>, base: &Roles) -> Roles {
    let mut out = base.clone();
    for role in ROLES {
        if !table.value.contains_key(role) {
            continue;
        }
        let mut relations = Vec::new();
        for text in reader.texts(table, role) {
            if let Some(r) = Relation::parse(&text.value) {
                relations.push(r);
            } else {
                let what = format!("\"{}\" is no relation of UD v2", text.value);
                let mend = "write a relation such as \"nsubj\", \"nsubj:pass\", \"obj\", or obl or nmod with a \
                            preposition (\"obl=against\")";
                reader.fault(text.at, what, mend);
            }
        }
        match role {
            "actor" => out.actor = relations,
            "recipient" => out.recipient = relations,
            "place" => out.place = relations,
            _ => out.time = relations,
        }
    }
    out
}

/// Drops and reports words that are not in lower case.
fn lowered(reader: &mut Reader<'_, '_>, words: Vec<At<String>>, sort: &str) -> Vec<String> {
    let mut out = Vec::new();
    for w in words {
        if w.value.to_lowercase() == w.value {
            out.push(w.value);
        } else {
            reader.fault(
                w.at,
                format!("the word \"{}\" of {sort} is not in lower case", w.value),
                lower(&w.value),
            );
        }
    }
    out
}

/// The mend for a word with capitals.
pub(crate) fn lower(word: &str) -> String {
    format!(
        "write \"{}\": words are lemmas in lower case",
        word.to_lowercase()
    )
}

pub(crate) fn values(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|t| t.value).collect()
}
