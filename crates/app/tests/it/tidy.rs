//! The tree of sources keeps the rules of the house that a compiler does not hold.

use std::path::{Path, PathBuf};

/// Longest file of code, in lines.
const LONGEST_FILE: usize = 500;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the root of the project")
}

/// All files below `folder` whose names end with `ending`; what is built or hidden is left out.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.map(|e| e.expect("an entry")) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || ["target", "node_modules"].contains(&name.as_str()) {
                continue;
            }
            match entry.file_type().expect("a kind of file") {
                kind if kind.is_dir() => open.push(entry.path()),
                _ if name.ends_with(ending) => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Fails with all faults at once.
fn check(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn every_file_of_code_says_what_it_is_and_is_short() {
    let sources = files(&root().join("crates"), ".rs");
    assert!(sources.len() > 20, "the sources are found");
    let mut faults = Vec::new();
    for path in sources {
        let text = text(&path);
        if !text.starts_with("//!") {
            faults.push(format!("{}: does not open with //!", path.display()));
        }
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            faults.push(format!("{}: {lines} lines, split it", path.display()));
        }
    }
    check(&faults);
}

#[test]
fn the_crates_of_knowledge_touch_no_file_net_or_environment() {
    let mut faults = Vec::new();
    for name in ["text", "gazetteer", "codebook"] {
        for path in files(&root().join("crates").join(name).join("src"), ".rs") {
            // Tests may open what they are about.
            if path.ends_with("tests.rs") {
                continue;
            }
            for (number, line) in (1..).zip(text(&path).lines()) {
                let code = line.split("//").next().unwrap_or_default();
                for world in ["std::fs", "std::net", "std::env", "std::process", "std::thread"] {
                    if code.contains(world) {
                        faults.push(format!("{}:{number}: names {world}", path.display()));
                    }
                }
            }
        }
    }
    check(&faults);
}

/// The crates that a crate may name among ours.
#[test]
fn crates_import_only_what_they_may() {
    let ours = ["text", "gazetteer", "codebook", "sitrep", "store", "app"];
    let allowed: [(&str, &[&str]); 5] = [
        ("text", &[]),
        ("gazetteer", &[]),
        ("codebook", &[]),
        ("sitrep", &["text", "gazetteer", "codebook"]),
        ("store", &["sitrep", "text"]),
    ];
    let mut faults = Vec::new();
    for (name, may) in allowed {
        let manifest = text(&root().join("crates").join(name).join("Cargo.toml"));
        for other in ours {
            let named = manifest.lines().any(|l| {
                l.strip_prefix(other)
                    .is_some_and(|rest| rest.starts_with('.') || rest.trim_start().starts_with('='))
            });
            if named && !may.contains(&other) {
                faults.push(format!("crates/{name}/Cargo.toml: may not import {other}"));
            }
        }
    }
    check(&faults);
}

#[test]
fn links_in_documents_lead_somewhere() {
    let root = root();
    let mut documents: Vec<PathBuf> = files(&root.join("docs"), ".md");
    let at_root = std::fs::read_dir(&root)
        .expect("the root")
        .map(|e| e.expect("an entry").path());
    documents.extend(at_root.filter(|p| p.extension().is_some_and(|e| e == "md")));
    let mut faults = Vec::new();
    for path in documents {
        let folder = path.parent().expect("in a folder");
        let text = text(&path);
        for link in links(&text) {
            let (file, anchor) = link.split_once('#').map_or((link, None), |(f, a)| (f, Some(a)));
            if file.contains("://") || file.starts_with("mailto:") {
                continue;
            }
            let target = if file.is_empty() {
                path.clone()
            } else {
                folder.join(file)
            };
            if !target.exists() {
                faults.push(format!("{}: {link} leads nowhere", path.display()));
            } else if let Some(anchor) = anchor.filter(|_| target.extension().is_some_and(|e| e == "md"))
                && !anchors(&self::text(&target)).any(|a| a == anchor)
            {
                faults.push(format!("{}: {link} names no heading", path.display()));
            }
        }
    }
    check(&faults);
}

/// The targets of `[words](target)` outside of code.
fn links(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for (nth, part) in line.split('`').enumerate() {
            // Odd parts stand between backticks; the target of a link whose words are code begins an even part.
            if nth % 2 == 1 {
                continue;
            }
            for (at, _) in part.match_indices("](") {
                let rest = &part[at + 2..];
                if let Some(end) = rest.find(')') {
                    found.push(rest[..end].split(' ').next().unwrap_or_default());
                }
            }
        }
    }
    found
}

/// Headings as GitHub names them in links.
fn anchors(text: &str) -> impl Iterator<Item = String> + '_ {
    let headings = text.lines().filter(|l| l.starts_with('#'));
    headings.map(|line| {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

#[test]
fn links_are_found_where_they_are() {
    let text = "See [a](x.md#one-two), [`b`](y.rs \"t\") and `[c](z)`.\n```\n[d](w)\n```\n# One two!\n";
    assert_eq!(links(text), ["x.md#one-two", "y.rs"]);
    assert_eq!(anchors(text).collect::<Vec<_>>(), ["one-two"]);
}
