//! In: the source of one type and what types share. Out: a [`Kind`] with its triggers, and diagnostics. Knows no other
//! type beyond its name.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::diagnostic::one_of;
use crate::model::{Kind, Mode, Pos, Quad, Trigger};
use crate::pattern::{Pattern, parse};
use crate::sentence::{examples, near_misses};
use crate::shared::{Shared, lower, roles, values};
use crate::source::{At, Reader, Table};

const KEYS: [&str; 12] = [
    "type",
    "quad",
    "cameo",
    "code",
    "contexts",
    "definition",
    "mode",
    "trigger",
    "example",
    "near-miss",
    "frame",
    "class",
];

/// Reads one type. `names`: all types of the codebook.
pub(crate) fn read(
    reader: &mut Reader<'_, '_>,
    root: &Table<'_>,
    shared: &Shared,
    names: &BTreeSet<String>,
) -> Option<(Kind, Vec<Trigger>)> {
    reader.keys(root, "a type", &KEYS);
    let name = reader.needed(root, "the type", "type");
    if let Some(n) = name.as_ref().filter(|n| n.value.to_uppercase() != n.value) {
        let mend = format!("write \"{}\"", n.value.to_uppercase());
        reader.fault(n.at, format!("the type \"{}\" is not in capitals", n.value), mend);
    }
    let quad = reader.needed(root, "the type", "quad").and_then(|q| {
        let quad = Quad::parse(&q.value);
        if quad.is_none() {
            let mend = format!("use {}", one_of(Quad::ALL.iter().map(|(_, n)| *n)));
            reader.fault(q.at, format!("\"{}\" is no quad class", q.value), mend);
        }
        quad
    });
    let definition = reader.needed(root, "the type", "definition");
    let cameo_root = cameo(reader, root, "cameo");
    let code = cameo(reader, root, "code");
    let contexts = known_contexts(reader, root, shared);
    let modes = modes(reader, root, shared);
    let name = name?.value;
    let triggers = triggers(reader, root, shared, &name, &modes);
    let examples = examples(reader, root, &modes);
    let near_misses = near_misses(reader, root, names);
    let definition = definition?.value;
    let kind = Kind {
        name,
        quad: quad?,
        definition,
        cameo_root,
        code,
        contexts,
        modes,
        examples,
        near_misses,
    };
    Some((kind, triggers))
}

/// Reports a type that the codebook does not have.
pub(crate) fn known_type(
    reader: &mut Reader<'_, '_>,
    name: At<String>,
    names: &BTreeSet<String>,
) -> Option<String> {
    if names.contains(&name.value) {
        return Some(name.value);
    }
    let mend = format!("use {}", one_of(names.iter().map(String::as_str)));
    reader.fault(name.at, format!("the type \"{}\" is not known", name.value), mend);
    None
}

/// Reports a mode that the type does not declare.
pub(crate) fn known_mode(reader: &mut Reader<'_, '_>, name: At<String>, modes: &[Mode]) -> Option<String> {
    if modes.iter().any(|m| m.name == name.value) {
        return Some(name.value);
    }
    let known = one_of(modes.iter().map(|m| m.name.as_str()));
    let mend = format!("use {known}, or declare [mode.{}]", name.value);
    reader.fault(
        name.at,
        format!("the mode \"{}\" is not declared", name.value),
        mend,
    );
    None
}

fn cameo(reader: &mut Reader<'_, '_>, table: &Table<'_>, key: &str) -> Option<String> {
    let code = reader.text(table, key)?;
    if (2..=4).contains(&code.value.len()) && code.value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(code.value);
    }
    let mend = "write two to four digits in quotes, such as \"173\"";
    reader.fault(code.at, format!("\"{}\" is no CAMEO code", code.value), mend);
    None
}

fn known_contexts(reader: &mut Reader<'_, '_>, table: &Table<'_>, shared: &Shared) -> Vec<String> {
    let texts = reader.texts(table, "contexts");
    for c in &texts {
        if !shared.contexts.iter().any(|k| k.name == c.value) {
            let known = one_of(shared.contexts.iter().map(|k| k.name.as_str()));
            let mend = format!("use {known}, or define [context.{}]", c.value);
            reader.fault(c.at, format!("the context \"{}\" is not known", c.value), mend);
        }
    }
    values(texts)
}

fn modes(reader: &mut Reader<'_, '_>, root: &Table<'_>, shared: &Shared) -> Vec<Mode> {
    let mut out = Vec::new();
    for (name, table) in reader.named(root, "mode") {
        let sort = format!("[mode.{name}]");
        reader.keys(&table, &sort, &["definition", "cameo", "contexts", "extension"]);
        let definition = reader
            .needed(&table, &sort, "definition")
            .map_or(String::new(), |d| d.value);
        let cameo = cameo(reader, &table, "cameo");
        let contexts = known_contexts(reader, &table, shared);
        let extension = reader.flag(&table, "extension");
        out.push(Mode {
            name,
            definition,
            cameo,
            contexts,
            extension,
        });
    }
    out
}

fn triggers(
    reader: &mut Reader<'_, '_>,
    root: &Table<'_>,
    shared: &Shared,
    kind: &str,
    modes: &[Mode],
) -> Vec<Trigger> {
    let groups = reader.tables(root, "trigger");
    if groups.is_empty() {
        reader.fault(
            root.at,
            format!("the type {kind} has no trigger"),
            "add [[trigger]] with pos, frame and words",
        );
    }
    let mut seen = HashMap::new();
    let mut out = Vec::new();
    for table in groups {
        let known = [
            "mode",
            "pos",
            "frame",
            "strength",
            "words",
            "under",
            "actor",
            "recipient",
            "place",
            "time",
        ];
        reader.keys(&table, "[[trigger]]", &known);
        let mode = reader.text(&table, "mode").map(|m| known_mode(reader, m, modes));
        let pos = reader.needed(&table, "[[trigger]]", "pos").and_then(|p| {
            let pos = Pos::parse(&p.value);
            if pos.is_none() {
                let mend = format!("use {}", one_of(Pos::ALL.iter().map(|(_, n)| *n)));
                reader.fault(
                    p.at,
                    format!("\"{}\" is no part of speech of a trigger", p.value),
                    mend,
                );
            }
            pos
        });
        let frame = reader.needed(&table, "[[trigger]]", "frame").and_then(|f| {
            let frame = shared.frames.get(&f.value);
            if frame.is_none() {
                shared.unknown_frame(reader, &f.value, f.at);
            }
            frame
        });
        let strength = strength(reader, &table);
        let words = words(reader, &table);
        let under = under(reader, &table, pos);
        // A mode that was named but is not declared spoils the group.
        let (Some(pos), Some(frame), Some(strength), false) = (pos, frame, strength, mode == Some(None))
        else {
            continue;
        };
        let own = roles(reader, &table, &frame.roles);
        let roles = if own == *frame.roles {
            frame.roles.clone()
        } else {
            Arc::new(own)
        };
        for word in words {
            let Some(pattern) = pattern(reader, &word, pos, shared) else {
                continue;
            };
            let (_, line) = reader.origin(word.at);
            if let Some(first) = seen.insert((pos, word.value.clone()), line) {
                let what = format!("the trigger \"{}\" stands twice in {kind}", word.value);
                reader.fault(word.at, what, format!("keep one; the other is in line {first}"));
                continue;
            }
            out.push(Trigger {
                kind: kind.to_owned(),
                mode: mode.clone().flatten(),
                pos,
                pattern,
                under: under.clone(),
                frame: frame.name.clone(),
                roles: roles.clone(),
                strength,
            });
        }
    }
    out
}

fn strength(reader: &mut Reader<'_, '_>, table: &Table<'_>) -> Option<f32> {
    if !table.value.contains_key("strength") {
        reader.fault(
            table.at,
            "[[trigger]] lacks the key \"strength\"",
            "add strength = 0.5, a number from 0 to 1",
        );
        return None;
    }
    let strength = reader.number(table, "strength")?;
    if (0.0..=1.0).contains(&strength.value) {
        return Some(strength.value);
    }
    reader.fault(
        strength.at,
        format!("the strength {} is out of range", strength.value),
        "use a number from 0 to 1",
    );
    None
}

/// The verbs that must carry the noun triggers of a group.
fn under(reader: &mut Reader<'_, '_>, table: &Table<'_>, pos: Option<Pos>) -> Vec<String> {
    let verbs = reader.texts(table, "under");
    if let (Some(first), Some(Pos::Verb | Pos::Adj)) = (verbs.first(), pos) {
        reader.fault(
            first.at,
            "only a noun stands under a verb",
            "use pos = \"noun\", or take the key \"under\" out",
        );
    }
    verbs.into_iter().map(|v| v.value).collect()
}

fn words(reader: &mut Reader<'_, '_>, table: &Table<'_>) -> Vec<At<String>> {
    let words = reader.texts(table, "words");
    if words.is_empty() {
        reader.fault(table.at, "[[trigger]] has no words", "add words = [\"…\"]");
    }
    words
}

fn pattern(reader: &mut Reader<'_, '_>, word: &At<String>, pos: Pos, shared: &Shared) -> Option<Pattern> {
    if word.value.to_lowercase() != word.value {
        reader.fault(
            word.at,
            format!("the trigger \"{}\" is not in lower case", word.value),
            lower(&word.value),
        );
        return None;
    }
    let pattern = match parse(&word.value, pos, &shared.particles) {
        Ok(p) => p,
        Err(fault) => {
            let mend =
                "write a lemma with small words and at most one complement, such as \"take into custody\"";
            reader.fault(word.at, format!("the trigger \"{}\" {fault}", word.value), mend);
            return None;
        }
    };
    let unknown: Vec<String> = pattern
        .classes()
        .filter(|c| !shared.classes.contains_key(*c))
        .map(str::to_owned)
        .collect();
    for class in &unknown {
        let known = one_of(shared.classes.keys().map(String::as_str));
        let mend = format!("use {known}, or define [class.{class}]");
        reader.fault(word.at, format!("the class \"{class}\" is not known"), mend);
    }
    unknown.is_empty().then_some(pattern)
}
