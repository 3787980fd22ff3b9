//! In: the shipped packs, the codebook's examples, and whole reports with the claims that they must give
//! (`cases/*.md`). Out: the chain gives them. One test binary for the crate.

mod cases;
mod codebook;

use std::sync::LazyLock;

use sitrep::report::Given;
use sitrep::{Coded, Packs, code_report, read};

/// The packs, loaded once.
pub static PACKS: LazyLock<Packs> = LazyLock::new(|| Packs::builtin().expect("the built-in knowledge loads"));

/// Codes a text as one report of 15 August 2018 or without a day.
pub fn code(packs: &Packs, text: &str, published: Option<&str>) -> Coded {
    let given = Given {
        published: published.map(|d| d.parse().expect("an ISO day")),
        language: Some("en".to_owned()),
        ..Given::default()
    };
    let report = read(&packs.reader, "case.txt", text.as_bytes(), &given)
        .remove(0)
        .expect("the case reads");
    code_report(packs, report)
}
