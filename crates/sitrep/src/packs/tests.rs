//! The files of `data` are all compiled in.

use std::path::{Path, PathBuf};

use super::{CODEBOOK, LEXICONS, PLACES, identity};
use crate::resolve::actor::SOURCES;

fn data(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data")
        .join(folder)
}

/// Names of the files of a folder and those below it, sorted.
fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            names.extend(
                self::names(&path)
                    .into_iter()
                    .map(|below| format!("{name}/{below}")),
            );
        } else if name != "README.md" {
            names.push(name);
        }
    }
    names.sort();
    names
}

/// `embedded` are the files of the folder, and no others.
fn check(folder: &str, embedded: impl Iterator<Item = &'static str>) {
    let mut embedded: Vec<&str> = embedded.collect();
    embedded.sort_unstable();
    // Two stages may read one file.
    embedded.dedup();
    assert_eq!(
        embedded,
        names(&data(folder)),
        "data/{folder} and what is compiled in"
    );
}

#[test]
fn the_codebook_is_the_folder() {
    check("codebook", CODEBOOK.iter().map(|(name, _)| *name));
    for (name, text) in CODEBOOK {
        let file = std::fs::read_to_string(data("codebook").join(name)).expect("the file");
        assert_eq!(&file, text, "{name}");
    }
}

#[test]
fn every_lexicon_is_read() {
    let source = include_str!("../packs.rs");
    let read = source
        .split("lexicon!(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    check("lexicon/en", read);
}

#[test]
fn what_decides_is_in_the_identity() {
    check("lexicon/en", LEXICONS.iter().map(|(name, _)| *name));
    let mut other = PLACES.to_vec();
    other.push(0);
    let mine = identity("a", PLACES);
    assert_eq!(mine.len(), 64);
    assert_eq!(mine, identity("a", PLACES));
    assert_ne!(mine, identity("b", PLACES), "of another language model");
    assert_ne!(mine, identity("a", &other), "of other places");
}

#[test]
fn every_file_of_actors_is_read() {
    // The files say in `sources.toml` where their facts come from.
    check(
        "actors",
        SOURCES.iter().map(|(name, _)| *name).chain(["sources.toml"]),
    );
}
