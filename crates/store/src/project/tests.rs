//! In: project files made here, and one that an earlier version made. Out: they hold what they must. Knows the tables, to
//! damage them.

#[path = "../../examples/project_bench/invented.rs"]
mod invented;
mod damage;
mod filters;
mod looks;
mod people;

use std::path::{Path, PathBuf};

use serde_json::json;
use sitrep::link_config;

use super::*;
use crate::{ClaimRow, ReportRow};

const MACHINE: By<'_> = By {
    who: "sitrep 0.1.0",
    at: "2026-11-27T12:00:00Z",
    why: "",
};

fn person(why: &str) -> By<'_> {
    By {
        who: "Asha",
        at: "2026-11-28T08:30:00Z",
        why,
    }
}

fn knowledge(codebook: &str) -> Knowledge {
    Knowledge {
        version: "0.1.0".to_owned(),
        codebook: codebook.to_owned(),
        model: "m".to_owned(),
        places: "built-in".to_owned(),
    }
}

/// A folder of its own that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("sitrep-project-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn add(project: &mut Project, n: usize, codebook: &str) {
    let run = project.run_for_new(&knowledge(codebook), MACHINE).expect("a run");
    let (report, claims) = invented::report(n, 3, codebook);
    let original = report.text.clone().into_bytes();
    let new = NewReport {
        original: &original,
        input: "in.txt",
        retrieved: MACHINE.at,
        report,
    };
    project.add(run, &new, &claims, MACHINE).expect("added");
    project.add_whole(&original, 1).expect("noted");
}

/// A linked project of these reports.
fn project(path: &Path, reports: &[usize]) -> Project {
    let mut p = Project::init(path, MACHINE).expect("made");
    for n in reports {
        add(&mut p, *n, "one");
    }
    p.link(&link_config().expect("weights"), MACHINE).expect("linked");
    p
}

fn clean(p: &Project) {
    let found = p
        .verify(Some(&link_config().expect("weights")), None)
        .expect("looked through");
    assert!(found.is_empty(), "{found:#?}");
}

fn all(p: &Project) -> Vec<ClaimEntry> {
    p.claims(&Filter::default(), 10_000, None)
        .expect("claims")
        .entries
}

#[test]
fn what_goes_in_comes_out_in_any_order_and_only_once() {
    let folder = Folder::new("order");
    let mut a = project(&folder.at("a"), &[1, 2, 3, 4]);
    let b = project(&folder.at("b"), &[4, 2, 1, 3]);
    clean(&a);
    clean(&b);
    assert_eq!(all(&a), all(&b));
    assert_eq!(all(&a).len(), 12);
    let none = Filter::default();
    assert_eq!(
        a.events(&none, 99, None).expect("events"),
        b.events(&none, 99, None).expect("events")
    );
    let (row, claims) = invented::report(3, 3, "one");
    let (entry, stored, entries) = a.report("bulletin-3").expect("asked").expect("there");
    assert_eq!((stored, entry.claims, entry.copy_of), (row.clone(), 3, None));
    let mut told: Vec<_> = entries.into_iter().map(|e| e.claim).collect();
    told.sort_by(|x, y| x.claim_id.cmp(&y.claim_id));
    let mut claims = claims;
    claims.sort_by(|x, y| x.claim_id.cmp(&y.claim_id));
    assert_eq!(told, claims);
    assert_eq!(
        a.original(&row.sha256).expect("asked"),
        Some(("in.txt".to_owned(), row.text.clone().into_bytes()))
    );
    let head = a.head().expect("a hash");
    add(&mut a, 3, "one");
    assert_eq!(
        a.head().expect("a hash"),
        head,
        "what is there is not added again"
    );
    assert_eq!(report_of(&row).text, row.text);
}

#[test]
fn pages_follow_each_other() {
    let folder = Folder::new("pages");
    let p = project(&folder.at("p"), &[1, 2, 3, 4, 5]);
    let (mut pages, mut after, mut got) = (0, None, Vec::new());
    loop {
        let page = p.claims(&Filter::default(), 4, after.as_deref()).expect("a page");
        got.extend(page.entries);
        pages += 1;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((pages, got), (4, all(&p)));
    let sizes = |most| {
        let (mut after, mut n) = (None::<String>, 0);
        loop {
            let page = p
                .events(&Filter::default(), most, after.as_deref())
                .expect("a page");
            n += page.entries.len();
            after = page.next;
            if after.is_none() {
                return n;
            }
        }
    };
    assert_eq!(sizes(2), sizes(100));
    assert_eq!(
        p.count_events(&Filter::default()).expect("counted"),
        sizes(100) as u64
    );
    assert_eq!(
        p.reports(&Filter::default(), 2, None)
            .expect("a page")
            .entries
            .len(),
        2
    );
    assert!(p.claims(&Filter::default(), 4, Some("no mark")).is_err());
}
