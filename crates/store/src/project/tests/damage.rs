//! In: project files that are damaged, tampered with, foreign, old, from the future, or cannot be written. Out: each is told
//! in a line, and nothing is lost.

use rusqlite::Connection;

use super::*;

fn write(path: &Path, sql: &str) {
    let db = Connection::open(path).expect("opened");
    db.execute_batch(sql).expect("written");
}

/// Opening fails with a line that says so.
fn refused(path: &Path, words: &str) {
    for e in [Project::open(path).err(), Project::open_read_only(path).err()] {
        let line = e.expect("refused").to_string();
        assert!(line.contains(words) && !line.contains('\n'), "{line}");
    }
    assert!(path.exists());
}

#[test]
fn files_that_are_no_projects_of_ours_are_refused() {
    let folder = Folder::new("foreign");
    refused_missing(&folder.at("none"));
    std::fs::write(folder.at("text"), "All quiet.").expect("written");
    refused(
        &folder.at("text"),
        "it is no project file; make one with: sitrep init",
    );
    write(
        &folder.at("other"),
        "CREATE TABLE t (x); PRAGMA user_version = 1;",
    );
    refused(&folder.at("other"), "SQLite file of another program");
    assert!(!is_project(&folder.at("other")) && !is_project(&folder.at("none")));
    let future = folder.at("future");
    drop(project(&future, &[1]));
    assert!(is_project(&future));
    write(&future, "PRAGMA user_version = 99;");
    refused(&future, "a later version of sitrep wrote it (schema 99");
    let unborn = folder.at("unborn");
    write(
        &unborn,
        &format!("PRAGMA application_id = {APPLICATION_ID}; CREATE TABLE t (x);"),
    );
    refused(&unborn, "no version of its tables");
    let there = Project::init(&future, MACHINE).expect_err("it is there");
    assert!(there.to_string().contains("is there already"), "{there}");
    let nowhere = Project::init(&folder.at("no/such/p"), MACHINE).expect_err("no folder");
    assert!(nowhere.to_string().contains("no such folder"), "{nowhere}");
    let left: Vec<_> = std::fs::read_dir(&folder.0).expect("a folder").collect();
    assert!(
        left.iter()
            .flatten()
            .all(|e| !e.file_name().to_string_lossy().contains(".part"))
    );
}

fn refused_missing(path: &Path) {
    let line = Project::open(path).expect_err("refused").to_string();
    assert!(
        line.contains("No such file") && line.contains("sitrep init"),
        "{line}"
    );
}

#[test]
fn damaged_pages_are_found() {
    let folder = Folder::new("pages-damaged");
    let path = folder.at("p");
    drop(project(&path, &[1, 2, 3, 4]));
    let whole = std::fs::read(&path).expect("read");
    let pages = whole.len() / 4096;
    for page in (0..pages).step_by(5) {
        let mut bytes = whole.clone();
        // The head of a page says where its cells lie; the first page is the file's own head.
        let at = page * 4096 + if page == 0 { 100 } else { 0 };
        bytes[at..at + 64].fill(0xa5);
        let broken = folder.at(&format!("p{page}"));
        std::fs::write(&broken, bytes).expect("written");
        let told = Project::open_read_only(&broken).and_then(|p| p.verify(None, None));
        assert!(
            told.is_err() || told.is_ok_and(|lines| !lines.is_empty()),
            "page {page} of {pages}"
        );
    }
    let cut = folder.at("cut");
    std::fs::write(&cut, &whole[..whole.len() / 2]).expect("written");
    let told = Project::open_read_only(&cut).and_then(|p| p.verify(None, None));
    assert!(told.is_err() || told.is_ok_and(|lines| !lines.is_empty()));
}

/// What `verify` says after the file was changed behind our back.
fn tampered(name: &str, sql: &str, words: &str) {
    let folder = Folder::new(&format!("tampered-{name}"));
    let path = folder.at("p");
    let mut p = project(&path, &[1, 2]);
    let id = all(&p)[0].claim.claim_id.clone();
    p.correct(&id, Field::Status, &json!("denied"), person("told by phone"))
        .expect("corrected");
    p.review(&id, Opinion::Wrong, &[], person("")).expect("reviewed");
    p.link(&link_config().expect("weights"), MACHINE).expect("linked");
    clean(&p);
    let head = p.head().expect("a hash");
    drop(p);
    write(&path, sql);
    let p = Project::open_read_only(&path).expect("opened");
    let found = p
        .verify(Some(&link_config().expect("weights")), Some(&head))
        .expect("looked through");
    assert!(found.iter().any(|l| l.contains(words)), "{name}: {found:#?}");
}

#[test]
fn what_was_changed_behind_our_back_is_found() {
    const FREE: &str = "DROP TRIGGER log_stays; DROP TRIGGER log_is_kept; DROP TRIGGER corrections_stay; DROP TRIGGER corrections_are_kept;
        DROP TRIGGER reviews_are_kept;";
    let cases = [
        (
            "line",
            "UPDATE log SET who = 'Nobody' WHERE seq = 3",
            "log: line 3 was changed",
        ),
        ("gap", "DELETE FROM log WHERE seq = 4", "log: line 4 is missing"),
        (
            "tail",
            "DELETE FROM log WHERE seq >= 3",
            "log: no line has the hash",
        ),
        (
            "why",
            "UPDATE corrections SET why = 'by mail'",
            "corrections: 1 is not what the log tells",
        ),
        (
            "no correction",
            "DELETE FROM corrections",
            "corrections: 1, of which the log tells, is not there",
        ),
        (
            "review",
            "DELETE FROM reviews",
            "reviews: 1, of which the log tells, is not there",
        ),
        (
            "claim",
            "UPDATE claim_texts SET json = replace(json, '\"quad\"', '\"Quad\"') WHERE id = 2",
            "are not what the run said",
        ),
        (
            "column",
            "UPDATE claims SET status = 'negated' WHERE id = 2",
            "does not stand as the run and the corrections give it",
        ),
        (
            "text",
            "UPDATE reports SET text = 'x' || text WHERE id = 1",
            "its text or row is not what was added",
        ),
        (
            "span",
            "UPDATE reports SET text = 'x' || text WHERE id = 1",
            "a span does not stand in its report",
        ),
        (
            "bytes",
            "UPDATE originals SET sha256 = replace(sha256, 'a', 'b')",
            "the bytes have another hash",
        ),
        ("length", "UPDATE originals SET bytes = 3", "another length"),
        (
            "event",
            "DELETE FROM event_claims WHERE event = 1",
            "events: they are not what the last linking gave",
        ),
        (
            "report",
            "PRAGMA foreign_keys = OFF; DELETE FROM reports WHERE id = 2",
            "names a row of reports that is not there",
        ),
    ];
    for (name, sql, words) in cases {
        tampered(name, &format!("{FREE} {sql};"), words);
    }
}

#[test]
fn what_is_only_added_to_cannot_be_changed() {
    let folder = Folder::new("append");
    let path = folder.at("p");
    let mut p = project(&path, &[1]);
    let id = all(&p)[0].claim.claim_id.clone();
    p.correct(&id, Field::Status, &json!("denied"), person("told"))
        .expect("corrected");
    for sql in [
        "UPDATE log SET who = 'x'",
        "DELETE FROM log",
        "UPDATE corrections SET why = 'x'",
        "DELETE FROM corrections",
    ] {
        assert!(
            p.connection()
                .execute(sql, [])
                .is_err_and(|e| e.to_string().contains("only added to")),
            "{sql}"
        );
    }
}

#[test]
fn a_full_disk_is_one_line_and_nothing_is_half_done() {
    let folder = Folder::new("full");
    let path = folder.at("p");
    let mut p = project(&path, &[1, 2]);
    let pages: i64 = p
        .connection()
        .pragma_query_value(None, "page_count", |r| r.get(0))
        .expect("pages");
    p.connection()
        .pragma_update(None, "max_page_count", pages + 4)
        .expect("set");
    let run = p.current_run().expect("asked").expect("a run");
    let (report, claims) = invented::report(3, 200, "one");
    let original = report.text.clone().into_bytes();
    let new = NewReport {
        original: &original,
        input: "in.txt",
        retrieved: MACHINE.at,
        report,
    };
    let e = p.add(run, &new, &claims, MACHINE).expect_err("no room");
    let line = e.to_string();
    assert!(
        line.contains("the disk is full; make room") && !line.contains('\n'),
        "{line}"
    );
    p.connection()
        .pragma_update(None, "max_page_count", 1_000_000)
        .expect("set");
    clean(&p);
    assert_eq!(p.count_reports().expect("counted"), 2);
    assert!(p.add(run, &new, &claims, MACHINE).expect("added"));
}

#[test]
fn readers_see_whole_reports_while_others_are_added() {
    let folder = Folder::new("reader");
    let path = folder.at("p");
    let mut p = project(&path, &[1]);
    let reader = Project::open_read_only(&path).expect("opened beside the writer");
    for n in 2..12 {
        let before = reader.snapshot(|r| {
            let n_before = r.count_claims(&Filter::default())?;
            add(&mut p, n, "one");
            assert_eq!(r.count_claims(&Filter::default())?, n_before, "a snapshot stays");
            Ok(n_before)
        });
        let now = reader.count_claims(&Filter::default()).expect("counted");
        assert_eq!(before.expect("asked") + 3, now);
    }
    let mut other = Project::open(&path).expect("a second writer");
    add(&mut other, 20, "one");
    add(&mut p, 21, "one");
    add(&mut other, 21, "one");
    p.link(&link_config().expect("weights"), MACHINE).expect("linked");
    assert_eq!(reader.count_reports().expect("counted"), 13);
    clean(&reader);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_can_be_read_from() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("read-only");
    let path = folder.at("p");
    drop(project(&path, &[1]));
    assert!(
        !folder.at("p-wal").exists(),
        "the last one to close it writes all into the file"
    );
    let mode = |file: u32, dir: u32| {
        set_permissions(&path, Permissions::from_mode(file)).expect("set");
        set_permissions(&folder.0, Permissions::from_mode(dir)).expect("set");
    };
    mode(0o444, 0o555);
    let read = Project::open_read_only(&path).and_then(|p| p.count_claims(&Filter::default()));
    let written = Project::open(&path);
    // Root may write anywhere.
    let root = std::fs::write(folder.at("probe"), "").is_ok();
    mode(0o644, 0o755);
    assert_eq!(read.expect("read"), 3);
    assert!(root || written.is_err_and(|e| e.to_string().contains("may not be written to")));
}

/// Files that each released version wrote; a new schema adds one, and none is ever taken away.
#[test]
fn files_of_all_versions_are_opened() {
    let versions: [(&str, &[u8]); SCHEMA_VERSION as usize] = [("1", include_bytes!("version_1.sitrep"))];
    for (version, bytes) in versions {
        let folder = Folder::new(&format!("version-{version}"));
        let path = folder.at("p");
        std::fs::write(&path, bytes).expect("written");
        let mut p = Project::open(&path).expect("opened");
        assert_eq!(p.runs().expect("runs").len(), 2);
        assert_eq!((p.count_reports().expect("counted"), all(&p).len()), (4, 8));
        assert_eq!(p.corrections().expect("corrections").len(), 3);
        assert_eq!(p.decisions().expect("decisions").len(), 1);
        assert_eq!(p.reviews_of("Bo").expect("reviews").len(), 1);
        let kept: Vec<_> = all(&p).into_iter().filter(|e| e.kept).collect();
        assert_eq!((kept.len(), &*kept[0].claim.status), (1, "denied"));
        let found = p.verify(None, None).expect("looked through");
        assert!(found.is_empty(), "version {version}: {found:#?}");
        // Later linking may give other events; that it can be linked is what counts.
        p.link(&link_config().expect("weights"), MACHINE).expect("linked");
        clean(&p);
    }
}
