//! In: codebook sources (TOML; their format is described in data/codebook/README.md). Out: a compiled [`Codebook`], or
//! diagnostics that name file, line, fault and mend. A compiler: knows no report, file, clock or network.

mod codebook;
mod crosswalk;
mod diagnostic;
#[cfg(test)]
mod faults;
mod kind;
mod model;
mod pattern;
mod relation;
mod sentence;
mod shared;
mod source;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};
use toml::de::DeTable;

pub use codebook::Codebook;
pub use crosswalk::{Act, Code, Crosswalk};
pub use diagnostic::Diagnostic;
pub use model::{Class, Context, Example, Frame, Instead, Kind, Mode, NearMiss, Pos, Quad, Roles, Trigger};
pub use pattern::{Argument, Pattern};
pub use relation::{Relation, Step};
pub use source::Source;

use shared::Shared;
use source::{At, Reader, Table};

/// What came of compiling.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The codebook; `None` when anything is wrong.
    pub codebook: Option<Codebook>,
    /// What is wrong, in the order of the sources and their lines.
    pub diagnostics: Vec<Diagnostic>,
}

/// The keys by which a source is told to be of a sort other than a type.
const SHARED_KEYS: [&str; 5] = ["particles", "default", "frame", "class", "context"];

/// Compiles sources together: types (`type = …`), crosswalks (`[[row]]`) and what they share. Their order decides only
/// the order of the types.
///
/// ```
/// use codebook::{Source, compile};
///
/// let text = "type = \"SKIP\"\nquad = \"verbal conflct\"\n";
/// let compiled = compile(&[Source { path: "skip.toml", text }]);
/// assert!(compiled.codebook.is_none());
/// assert!(compiled.diagnostics[0].to_string().starts_with("skip.toml:1: the type lacks the key \"definition\""));
/// assert!(compiled.diagnostics[1].what.contains("SKIP has no trigger"));
/// assert!(compiled.diagnostics[2].to_string().starts_with("skip.toml:2: \"verbal conflct\" is no quad class"));
/// ```
pub fn compile(sources: &[Source<'_>]) -> Compiled {
    let mut diagnostics = Vec::new();
    let parsed: Vec<_> = sources
        .iter()
        .map(|s| DeTable::parse_recoverable(s.text))
        .collect();
    let mut files: Vec<(Source<'_>, Table<'_>)> = Vec::new();
    for (source, (table, errors)) in sources.iter().zip(&parsed) {
        for e in errors {
            let at = e.span().map_or(0, |s| s.start);
            let mend = "mend the TOML: every text in quotes, every list closed, no key twice";
            Reader::new(*source, &mut diagnostics).fault(at, format!("no TOML: {}", e.message()), mend);
        }
        if errors.is_empty() {
            files.push((
                *source,
                At {
                    value: table.get_ref(),
                    at: 0,
                },
            ));
        }
    }

    // A source that is no TOML would make others refer to what seems not to be there.
    if !diagnostics.is_empty() {
        return Compiled {
            codebook: None,
            diagnostics,
        };
    }

    let mut shared = Shared::default();
    for (source, root) in &files {
        shared.defaults(&mut Reader::new(*source, &mut diagnostics), root);
    }
    for (source, root) in &files {
        shared.frames_and_classes(&mut Reader::new(*source, &mut diagnostics), root);
    }
    for (source, root) in &files {
        shared.check_light(&mut Reader::new(*source, &mut diagnostics), root);
    }

    let names: BTreeSet<String> = files
        .iter()
        .filter_map(|(_, t)| Some(t.value.get("type")?.get_ref().as_str()?.to_owned()))
        .collect();
    let (mut kinds, mut triggers): (Vec<Kind>, Vec<Trigger>) = (Vec::new(), Vec::new());
    for (source, root) in files.iter().filter(|(_, t)| t.value.contains_key("type")) {
        let mut reader = Reader::new(*source, &mut diagnostics);
        let Some((kind, words)) = kind::read(&mut reader, root, &shared, &names) else {
            continue;
        };
        if kinds.iter().any(|k| k.name == kind.name) {
            reader.fault(
                0,
                format!("the type {} is declared twice", kind.name),
                "keep one, or name it anew",
            );
            continue;
        }
        kinds.push(kind);
        triggers.extend(words);
    }
    let mut crosswalks = Vec::new();
    for (source, root) in files.iter().filter(|(_, t)| !t.value.contains_key("type")) {
        let mut reader = Reader::new(*source, &mut diagnostics);
        if root.value.contains_key("row") {
            crosswalks.extend(crosswalk::read(&mut reader, root, &kinds, &names));
        } else {
            reader.keys(root, "a file without type or row", &SHARED_KEYS);
        }
    }

    let place = |d: &Diagnostic| (sources.iter().position(|s| s.path == d.path), d.line);
    diagnostics.sort_by_key(place);
    let codebook = diagnostics.is_empty().then(|| {
        let hash = hash(sources);
        Codebook::new(
            kinds,
            triggers,
            shared.frames,
            shared.classes,
            shared.contexts,
            crosswalks,
            hash,
        )
    });
    Compiled {
        codebook,
        diagnostics,
    }
}

/// SHA-256 over name and text of each source, sorted by name, with line ends as LF.
fn hash(sources: &[Source<'_>]) -> String {
    let mut parts: Vec<(&str, String)> = sources
        .iter()
        .map(|s| {
            (
                s.path.rsplit(['/', '\\']).next().unwrap_or(s.path),
                s.text.replace("\r\n", "\n"),
            )
        })
        .collect();
    parts.sort_unstable();
    let mut sha = Sha256::new();
    for (name, text) in parts {
        sha.update((name.len() as u64).to_le_bytes());
        sha.update(name);
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text);
    }
    sha.finalize().iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}
