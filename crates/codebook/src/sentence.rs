//! In: the examples and near-misses of a type's source. Out: [`Example`]s and [`NearMiss`]es whose words stand in their
//! sentences. Knows no grammar: whether they hold is tested by the chain.

use std::collections::BTreeSet;

use crate::diagnostic::one_of;
use crate::kind::{known_mode, known_type};
use crate::model::{Example, Instead, Mode, NearMiss};
use crate::shared::values;
use crate::source::{At, Reader, Table};

/// The words of a status, as the coding guidelines have them.
const STATUS: [&str; 7] = [
    "occurred",
    "ongoing",
    "planned",
    "hypothetical",
    "negated",
    "denied",
    "alleged",
];

pub(crate) fn examples(reader: &mut Reader<'_, '_>, root: &Table<'_>, modes: &[Mode]) -> Vec<Example> {
    let mut out = Vec::new();
    for table in reader.tables(root, "example") {
        let keys = [
            "text",
            "trigger",
            "mode",
            "actors",
            "recipients",
            "place",
            "status",
        ];
        reader.keys(&table, "[[example]]", &keys);
        let text = reader.needed(&table, "[[example]]", "text");
        let trigger = reader.needed(&table, "[[example]]", "trigger");
        let mode = reader
            .text(&table, "mode")
            .and_then(|m| known_mode(reader, m, modes));
        let actors = reader.texts(&table, "actors");
        let recipients = reader.texts(&table, "recipients");
        let place = reader.text(&table, "place");
        let status = reader.text(&table, "status").and_then(|s| {
            if STATUS.contains(&s.value.as_str()) {
                return Some(s.value);
            }
            reader.fault(
                s.at,
                format!("\"{}\" is no status", s.value),
                format!("use {}", one_of(STATUS)),
            );
            None
        });
        let (Some(text), Some(trigger)) = (text, trigger) else {
            continue;
        };
        let mut sound = stands(reader, &text.value, &trigger);
        for word in actors.iter().chain(&recipients).chain(&place) {
            sound &= stands(reader, &text.value, word);
        }
        if sound {
            out.push(Example {
                text: text.value,
                trigger: trigger.value,
                mode,
                actors: values(actors),
                recipients: values(recipients),
                place: place.map(|p| p.value),
                status,
                origin: reader.origin(table.at),
            });
        }
    }
    out
}

pub(crate) fn near_misses(
    reader: &mut Reader<'_, '_>,
    root: &Table<'_>,
    names: &BTreeSet<String>,
) -> Vec<NearMiss> {
    let mut out = Vec::new();
    for table in reader.tables(root, "near-miss") {
        reader.keys(&table, "[[near-miss]]", &["text", "word", "is"]);
        let text = reader.needed(&table, "[[near-miss]]", "text");
        let word = reader.needed(&table, "[[near-miss]]", "word");
        let is = reader.needed(&table, "[[near-miss]]", "is").and_then(|is| {
            if is.value == "no event" {
                return Some(Instead::Nothing);
            }
            let (kind, mode) = match is.value.split_once('/') {
                Some((k, m)) => (k.to_owned(), Some(m.to_owned())),
                None => (is.value, None),
            };
            known_type(
                reader,
                At {
                    value: kind,
                    at: is.at,
                },
                names,
            )
            .map(|k| Instead::Act(k, mode))
        });
        let (Some(text), Some(word), Some(is)) = (text, word, is) else {
            continue;
        };
        if stands(reader, &text.value, &word) {
            out.push(NearMiss {
                text: text.value,
                word: word.value,
                is,
                origin: reader.origin(table.at),
            });
        }
    }
    out
}

/// Reports words that do not stand in the sentence.
fn stands(reader: &mut Reader<'_, '_>, text: &str, word: &At<String>) -> bool {
    let found = text.contains(&word.value);
    if !found {
        let what = format!("\"{}\" does not stand in the sentence \"{text}\"", word.value);
        reader.fault(
            word.at,
            what,
            "write it as it stands there, or change the sentence",
        );
    }
    found
}
