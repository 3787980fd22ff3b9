//! In: the sources of crosswalks. Out: [`Crosswalk`]s: rows of conditions with the code of another scheme. Knows no scheme.

use std::collections::BTreeSet;

use crate::kind::{known_mode, known_type};
use crate::model::Kind;
use crate::shared::values;
use crate::source::{Reader, Table};

/// What a crosswalk asks of an act. Sectors are PLOVER's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Act<'a> {
    /// Its type.
    pub kind: &'a str,
    /// Its mode; `None` when it has none.
    pub mode: Option<&'a str>,
    /// Its contexts.
    pub contexts: &'a [&'a str],
    /// Sectors of its actors.
    pub actors: &'a [&'a str],
    /// Sectors of its recipients.
    pub recipients: &'a [&'a str],
}

/// A code of another scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The code or name of the class.
    pub code: String,
    /// Name of the sub-class; `None` when the scheme has none.
    pub sub: Option<String>,
}

/// A way from acts to the codes of another scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crosswalk {
    /// Name ("cameo", "acled", "ucdp").
    pub name: String,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    kind: String,
    mode: ModeIs,
    context: Option<String>,
    actor: Vec<String>,
    recipient: Vec<String>,
    code: Code,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ModeIs {
    Any,
    None,
    This(String),
}

impl Crosswalk {
    /// The code of the first row that fits; `None` when the scheme has no counterpart.
    pub fn code(&self, act: &Act<'_>) -> Option<&Code> {
        self.rows.iter().find(|r| r.fits(act)).map(|r| &r.code)
    }
}

impl Row {
    fn fits(&self, act: &Act<'_>) -> bool {
        let mode = match &self.mode {
            ModeIs::Any => true,
            ModeIs::None => act.mode.is_none(),
            ModeIs::This(m) => act.mode == Some(m),
        };
        let among = |wanted: &[String], given: &[&str]| {
            wanted.is_empty() || given.iter().any(|g| wanted.iter().any(|w| w == g))
        };
        mode && self.kind == act.kind
            && self
                .context
                .as_ref()
                .is_none_or(|c| act.contexts.contains(&c.as_str()))
            && among(&self.actor, act.actors)
            && among(&self.recipient, act.recipients)
    }
}

/// Reads one crosswalk. `kinds`: the types that compiled; `names`: all types.
pub(crate) fn read(
    reader: &mut Reader<'_, '_>,
    root: &Table<'_>,
    kinds: &[Kind],
    names: &BTreeSet<String>,
) -> Option<Crosswalk> {
    reader.keys(root, "a crosswalk", &["name", "row"]);
    let name = reader.needed(root, "the crosswalk", "name");
    let mut rows = Vec::new();
    for table in reader.tables(root, "row") {
        reader.keys(
            &table,
            "[[row]]",
            &["type", "mode", "context", "actor", "recipient", "code", "sub"],
        );
        let kind = reader
            .needed(&table, "[[row]]", "type")
            .and_then(|t| known_type(reader, t, names));
        let code = reader.needed(&table, "[[row]]", "code");
        let compiled = kinds.iter().find(|k| kind.as_ref() == Some(&k.name));
        let mode = match reader.text(&table, "mode") {
            None => ModeIs::Any,
            Some(m) if m.value == "none" => ModeIs::None,
            Some(m) => match compiled {
                Some(k) => known_mode(reader, m, &k.modes).map_or(ModeIs::Any, ModeIs::This),
                // The type's own faults are told already.
                None => ModeIs::This(m.value),
            },
        };
        let context = reader.text(&table, "context").map(|c| c.value);
        let actor = values(reader.texts(&table, "actor"));
        let recipient = values(reader.texts(&table, "recipient"));
        let sub = reader.text(&table, "sub").map(|s| s.value);
        let (Some(kind), Some(code)) = (kind, code) else {
            continue;
        };
        rows.push(Row {
            kind,
            mode,
            context,
            actor,
            recipient,
            code: Code {
                code: code.value,
                sub,
            },
        });
    }
    Some(Crosswalk {
        name: name?.value,
        rows,
    })
}
