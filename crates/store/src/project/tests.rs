//! In: project files made here, and one that an earlier version made. Out: they hold what they must. Knows the tables, to
//! damage them.

#[path = "../../examples/project_bench/invented.rs"]
mod invented;

use std::path::{Path, PathBuf};

use serde_json::json;
use sitrep::link_config;

use super::*;
use crate as store;

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

/// The claims that pass are those that `want` holds for.
fn check(p: &Project, filter: &Filter, want: impl Fn(&ClaimEntry) -> bool) {
    let got: Vec<String> = p
        .claims(filter, 10_000, None)
        .expect("claims")
        .entries
        .into_iter()
        .map(|e| e.claim.claim_id)
        .collect();
    let wanted: Vec<String> = all(p)
        .into_iter()
        .filter(|e| want(e))
        .map(|e| e.claim.claim_id)
        .collect();
    assert_eq!(got, wanted, "{filter:?}");
    assert!(
        !got.is_empty() && got.len() < all(p).len(),
        "{filter:?} tells nothing: {}",
        got.len()
    );
    assert_eq!(p.count_claims(filter).expect("counted"), got.len() as u64);
    assert_eq!(p.facets(filter).expect("facets").claims, got.len() as u64);
    let counted: u64 = p
        .counts(filter, Period::Week)
        .expect("counts")
        .iter()
        .map(|b| b.claims)
        .sum();
    assert_eq!(counted, got.len() as u64);
}

#[test]
fn filters_pass_what_they_say() {
    let folder = Folder::new("filters");
    let p = project(&folder.at("p"), &(0..40).collect::<Vec<_>>());
    let text = |s: &str| vec![s.to_owned()];
    let day = |e: &ClaimEntry| e.claim.time.as_ref().and_then(|t| t.start.clone());
    let place = |e: &ClaimEntry| e.claim.place.as_ref().map(|p| p.value.clone());
    let f = Filter::default;
    check(
        &p,
        &Filter {
            from: Some("2016-01-01".into()),
            ..f()
        },
        |e| day(e).is_some_and(|d| *d >= *"2016-01-01"),
    );
    check(
        &p,
        &Filter {
            to: Some("2016-01-01".into()),
            ..f()
        },
        |e| day(e).is_some_and(|d| *d <= *"2016-01-01"),
    );
    check(
        &p,
        &Filter {
            types: text("COERCE"),
            ..f()
        },
        |e| e.claim.kind == "COERCE",
    );
    check(
        &p,
        &Filter {
            modes: text("arrest"),
            ..f()
        },
        |e| e.claim.mode.as_deref() == Some("arrest"),
    );
    check(
        &p,
        &Filter {
            statuses: vec!["denied".into(), "planned".into()],
            ..f()
        },
        |e| ["denied", "planned"].contains(&&*e.claim.status),
    );
    check(
        &p,
        &Filter {
            quads: text("verbal-conflict"),
            ..f()
        },
        |e| e.claim.quad.as_deref() == Some("verbal-conflict"),
    );
    check(
        &p,
        &Filter {
            actors: text("HLF"),
            ..f()
        },
        |e| e.claim.actors[0].code.as_deref() == Some("HLF"),
    );
    check(
        &p,
        &Filter {
            recipients: text("traders"),
            ..f()
        },
        |e| e.claim.recipients[0].span.text == "traders",
    );
    check(
        &p,
        &Filter {
            parties: text("HLF"),
            ..f()
        },
        |e| {
            [&e.claim.actors[0], &e.claim.recipients[0]]
                .iter()
                .any(|q| q.code.as_deref() == Some("HLF"))
        },
    );
    check(
        &p,
        &Filter {
            sectors: text("GOV"),
            ..f()
        },
        |e| {
            [&e.claim.actors[0], &e.claim.recipients[0]]
                .iter()
                .any(|q| q.sector.as_deref() == Some("GOV"))
        },
    );
    check(
        &p,
        &Filter {
            sources: text("Wire 3"),
            ..f()
        },
        |e| e.claim.report.source.as_deref() == Some("Wire 3"),
    );
    check(
        &p,
        &Filter {
            countries: text("CCC"),
            ..f()
        },
        |e| place(e).is_some_and(|v| v.country.as_deref() == Some("CCC")),
    );
    check(
        &p,
        &Filter {
            admin1: text("Coast"),
            ..f()
        },
        |e| place(e).is_some_and(|v| v.admin1.as_deref() == Some("Coast")),
    );
    check(
        &p,
        &Filter {
            sensitivities: text("restricted"),
            ..f()
        },
        |e| e.claim.sensitivity == "restricted",
    );
    check(
        &p,
        &Filter {
            confidence: Some(0.5),
            ..f()
        },
        |e| e.claim.confidence >= 0.5,
    );
    check(
        &p,
        &Filter {
            words: Some("SHELLED third*".into()),
            ..f()
        },
        |e| {
            let s = &e.claim.sentence.span.text;
            s.contains("shelled") && s.contains("the Third")
        },
    );
    check(
        &p,
        &Filter {
            words: Some("\"the Hill Front arrested\"".into()),
            ..f()
        },
        |e| e.claim.sentence.span.text.contains("the Hill Front arrested"),
    );
    let rectangle = Rectangle {
        west: 43.0,
        south: 33.0,
        east: 45.0,
        north: 36.0,
    };
    let within = |e: &ClaimEntry| place(e).and_then(|v| Some((v.lat?, v.lon?)));
    check(
        &p,
        &Filter {
            bbox: Some(rectangle),
            ..f()
        },
        |e| within(e).is_some_and(|(y, x)| (33.0..=36.0).contains(&y) && (43.0..=45.0).contains(&x)),
    );
    let over = Rectangle {
        west: 40.0,
        south: -90.0,
        east: -170.0,
        north: 90.0,
    };
    check(
        &p,
        &Filter {
            bbox: Some(over),
            ..f()
        },
        |e| within(e).is_some_and(|(_, x)| x >= 40.0),
    );
    let triangle = Polygon(vec![(33.0, -3.0), (38.0, -3.0), (33.0, 2.0)]);
    check(
        &p,
        &Filter {
            polygon: Some(triangle),
            ..f()
        },
        |e| within(e).is_some_and(|(y, x)| x > 33.0 && y > -3.0 && y < 2.0 - (x - 33.0)),
    );
    let first = all(&p)[0].clone();
    check(
        &p,
        &Filter {
            reports: vec![first.report_sha256.clone()],
            ..f()
        },
        |e| e.report_sha256 == first.report_sha256,
    );
    check(
        &p,
        &Filter {
            events: first.event_id.iter().cloned().collect(),
            ..f()
        },
        |e| e.event_id == first.event_id,
    );
    // What is typed is no operator and no SQL.
    for typed in [
        "NOT",
        "a OR",
        "\"",
        "x') --",
        "sentence:shelled",
        "*",
        "-",
        "NEAR(",
        "",
    ] {
        p.claims(
            &Filter {
                words: Some(typed.into()),
                types: vec!["') OR 1=1 --".into()],
                ..f()
            },
            1,
            None,
        )
        .expect(typed);
    }
    let two = Filter {
        polygon: Some(Polygon(vec![(0.0, 0.0), (1.0, 1.0)])),
        ..f()
    };
    assert!(p.claims(&two, 1, None).is_err_and(|e| e.is_request()));
}

#[test]
fn corrections_lie_on_top_and_can_be_undone() {
    let folder = Folder::new("correct");
    let mut p = project(&folder.at("p"), &[1, 2]);
    let id = all(&p)[0].claim.claim_id.clone();
    let coded = all(&p)[0].claim.clone();
    let by = person("the second report says so");
    for (field, value) in [
        ("status", json!("denied")),
        ("time.start", json!("2017-03-04")),
        ("time.end", json!("2017-03-06")),
        ("place.country", json!("CCC")),
        ("place.precision", json!("admin1")),
        ("verdict", json!("accepted")),
        ("mode", json!(null)),
    ] {
        p.correct(&id, Field::parse(field).expect("a field"), &value, by)
            .expect(field);
    }
    let now = p.effective(&id[..6]).expect("asked").expect("there");
    assert_eq!(now.coded, Some(coded.clone()));
    assert_eq!(
        (&*now.claim.status, now.verdict.as_deref()),
        ("denied", Some("accepted"))
    );
    assert_eq!(
        now.claim.time.as_ref().and_then(|t| t.edtf.clone()).as_deref(),
        Some("2017-03-04/2017-03-06")
    );
    assert_eq!(now.claim.place.as_ref().and_then(|p| p.value.where_prec), Some(4));
    assert_eq!(now.corrections.len(), 7);
    assert_eq!(
        (&now.corrections[0].old, &*now.corrections[0].why),
        (&json!(coded.status), "the second report says so")
    );
    let denied = Filter {
        statuses: vec!["denied".into()],
        reviewed: vec![Review::Corrected],
        ..Filter::default()
    };
    assert_eq!(p.count_claims(&denied).expect("counted"), 1);
    p.link(&link_config().expect("weights"), MACHINE).expect("linked");
    clean(&p);

    let status = now.corrections[0].id;
    let undo = p.withdraw(status, person("misread")).expect("undone");
    assert_eq!(
        p.effective(&id).expect("asked").expect("there").claim.status,
        coded.status
    );
    assert!(p.withdraw(status, person("again")).is_err(), "undone already");
    p.withdraw(undo.id, person("it was right")).expect("undone");
    assert_eq!(
        p.effective(&id).expect("asked").expect("there").claim.status,
        "denied"
    );

    for (field, value) in [
        ("status", json!("perhaps")),
        ("time.start", json!("4 March")),
        ("place.lat", json!(91)),
        ("actors", json!("he")),
        ("verdict", json!("good")),
        ("type", json!(null)),
    ] {
        let e = p
            .correct(&id, Field::parse(field).expect("a field"), &value, by)
            .expect_err(field);
        assert!(e.is_request(), "{field}: {e}");
    }
    assert!(
        p.correct(&id, Field::Status, &json!("denied"), person(" "))
            .is_err(),
        "a reason is needed"
    );
    assert!(p.correct("zz", Field::Status, &json!("denied"), by).is_err());
    assert!(Field::parse("sentence").is_err());
    for (field, name) in Field::ALL {
        assert_eq!((field.name(), Field::parse(name).ok()), (name, Some(field)));
    }
    p.correct(&id, Field::Verdict, &json!("rejected"), by)
        .expect("rejected");
    assert!(
        !all(&p).iter().any(|e| e.claim.claim_id == id),
        "rejected claims are not listed"
    );
    p.link(&link_config().expect("weights"), MACHINE).expect("linked");
    assert!(
        p.accounts().expect("accounts").iter().all(|a| a.id != id),
        "nor linked"
    );
    clean(&p);
}

#[test]
fn what_people_did_outlives_a_new_run() {
    let folder = Folder::new("recode");
    let mut p = project(&folder.at("p"), &[1, 2, 3]);
    let olds = all(&p);
    let by = person("checked with the source");
    p.correct(&olds[0].claim.claim_id, Field::Status, &json!("denied"), by)
        .expect("corrected");
    p.correct(
        &olds[1].claim.claim_id,
        Field::Sensitivity,
        &json!("restricted"),
        by,
    )
    .expect("corrected");
    p.correct(&olds[2].claim.claim_id, Field::Verdict, &json!("accepted"), by)
        .expect("corrected");
    p.correct(&olds[3].claim.claim_id, Field::Verdict, &json!("rejected"), by)
        .expect("corrected");
    let other = run_again(&mut p, "two", |row| {
        let same = |n: usize| row.trigger == olds[n].claim.trigger && row.doc_id == olds[n].claim.doc_id;
        if same(1) {
            row.kind = "PROTEST".to_owned();
        }
        // The new codebook does not find these.
        !(same(2) || same(3))
    });
    let now = all(&p);
    let of = |n: usize| {
        let old = &olds[n].claim;
        now.iter()
            .find(|e| e.claim.doc_id == old.doc_id && e.claim.trigger == old.trigger)
    };
    let first = of(0).expect("found again");
    assert_ne!(first.claim.claim_id, olds[0].claim.claim_id);
    assert_eq!(
        (&*first.claim.status, first.corrected, first.kept),
        ("denied", true, false)
    );
    let second = of(1).expect("found as another type");
    assert_eq!(
        (&*second.claim.kind, &*second.claim.sensitivity),
        ("PROTEST", "restricted")
    );
    let third = of(2).expect("kept");
    assert_eq!((third.kept, third.verdict.as_deref()), (true, Some("accepted")));
    assert!(of(3).is_none(), "what was rejected is not kept");
    p.link(&link_config().expect("weights"), MACHINE).expect("linked");
    clean(&p);
    let d = p.diff(1, other).expect("compared");
    assert_eq!(
        (d.reports, d.same, d.gone.len(), d.added.len(), d.changed.len()),
        (3, 6, 2, 0, 1)
    );
    assert_eq!(d.changed[0].fields[0].0, "type");
    assert_eq!(p.diff(1, 1).expect("compared").same, 9);
    assert!(
        p.diff(1, 9)
            .is_err_and(|e| e.to_string().contains("runs are: 1, 2"))
    );
    assert!(
        p.run_for_new(&knowledge("one"), MACHINE)
            .is_err_and(|e| e.to_string().contains("recode"))
    );
    // Back to the first: its claims stand as before.
    let back = p.run_for_all(&knowledge("one"), MACHINE).expect("the first run");
    p.end_run(back, MACHINE).expect("shown again");
    assert_eq!((back, all(&p).len()), (1, olds.len() - 1));
}

/// Codes all reports with another codebook; `keep` may change a claim, and says whether it is found.
fn run_again(p: &mut Project, codebook: &str, mut keep: impl FnMut(&mut crate::ClaimRow) -> bool) -> i64 {
    let run = p.run_for_all(&knowledge(codebook), MACHINE).expect("a run");
    assert!(p.end_run(run, MACHINE).is_err(), "reports lack");
    for hash in p.uncoded(run).expect("reports") {
        let n: usize = p.report_row(&hash).expect("asked").expect("there").doc_id[9..]
            .parse()
            .expect("a number");
        let (_, mut claims) = invented::report(n, 3, codebook);
        claims.retain_mut(&mut keep);
        assert!(p.add_claims(run, &hash, &claims, MACHINE).expect("added"));
    }
    p.end_run(run, MACHINE).expect("whole");
    run
}

#[test]
fn splits_and_merges_are_remembered_and_the_later_wins() {
    let folder = Folder::new("decide");
    let mut p = project(&folder.at("p"), &[1, 2, 3]);
    let config = link_config().expect("weights");
    let event_of = |p: &Project, claim: &str| {
        all(p)
            .into_iter()
            .find(|e| e.claim.claim_id == claim)
            .and_then(|e| e.event_id)
            .expect("an event")
    };
    let claims: Vec<String> = all(&p).into_iter().map(|e| e.claim.claim_id).collect();
    let (a, other) = (
        claims[0].clone(),
        claims
            .iter()
            .find(|c| event_of(&p, c) != event_of(&p, &claims[0]))
            .cloned(),
    );
    let b = other.expect("two events");
    assert!(
        p.merge(&[&event_of(&p, &a), &event_of(&p, &a)], person("one"))
            .is_err()
    );
    let merged = p
        .merge(
            &[&event_of(&p, &a), &event_of(&p, &b)],
            person("one and the same"),
        )
        .expect("merged");
    p.link(&config, MACHINE).expect("linked");
    assert_eq!(event_of(&p, &a), event_of(&p, &b));
    clean(&p);
    run_again(&mut p, "two", |_| true);
    p.link(&config, MACHINE).expect("linked");
    let now: Vec<String> = all(&p).into_iter().map(|e| e.claim.claim_id).collect();
    let renamed = |old: &str| {
        let (row, _) = (p.effective(old).expect("asked").expect("there").claim, ());
        let same = |e: &&ClaimEntry| e.claim.doc_id == row.doc_id && e.claim.trigger == row.trigger;
        all(&p)
            .iter()
            .find(same)
            .map(|e| e.claim.claim_id.clone())
            .expect("found again")
    };
    let (a2, b2) = (renamed(&a), renamed(&b));
    assert!(now.contains(&a2) && !now.contains(&a));
    assert_eq!(event_of(&p, &a2), event_of(&p, &b2), "a merge holds in a new run");
    let event = event_of(&p, &a2);
    p.split(&event, &[&b2], person("two towns")).expect("split");
    p.link(&config, MACHINE).expect("linked");
    assert_ne!(event_of(&p, &a2), event_of(&p, &b2), "the later decision wins");
    assert!(
        p.split(&event_of(&p, &a2), &[&b2], person("no")).is_err(),
        "not of this event"
    );
    let split = p.decisions().expect("decisions").last().expect("one").id;
    p.withdraw_decision(split, person("one town after all"))
        .expect("undone");
    p.link(&config, MACHINE).expect("linked");
    assert_eq!(
        event_of(&p, &a2),
        event_of(&p, &b2),
        "and undone the earlier holds again"
    );
    assert!(
        p.event(&event_of(&p, &a2))
            .expect("an event")
            .decisions
            .iter()
            .any(|d| d.id == merged)
    );
    clean(&p);
}

#[test]
fn coders_are_blind_to_each_other() {
    let folder = Folder::new("review");
    let mut p = project(&folder.at("p"), &[1, 2]);
    let before = all(&p);
    let ids: Vec<String> = before.iter().map(|e| e.claim.claim_id.clone()).collect();
    let by = |who| By { who, ..person("") };
    for (n, id) in ids.iter().enumerate().take(4) {
        let say = |wrong: bool| if wrong { Opinion::Wrong } else { Opinion::Right };
        p.review(id, say(n == 0), &[(Field::Status, json!("denied"))], by("Asha"))
            .expect("reviewed");
        p.review(id, say(n < 2), &[], by("Bo")).expect("reviewed");
    }
    p.review(&ids[3], Opinion::Unsure, &[], by("Bo"))
        .expect("thought again");
    assert_eq!(all(&p), before, "reviews change no claim");
    let bo = p.reviews_of("Bo").expect("reviews");
    assert_eq!(bo.len(), 4);
    assert!(bo.iter().all(|r| r.coder == "Bo" && r.fields.is_empty()));
    let open = Filter {
        unreviewed_by: Some("Bo".into()),
        ..Filter::default()
    };
    assert_eq!(p.count_claims(&open).expect("counted"), 2);
    assert_eq!(
        p.reviews_on(&ids[3])
            .expect("both")
            .iter()
            .map(|r| r.opinion)
            .collect::<Vec<_>>(),
        [Opinion::Right, Opinion::Unsure]
    );
    let agreement = p.agreement().expect("agreement");
    // Of four, two alike; by their shares 5/16 + 1/8 would be by chance: (1/2 - 5/16) / (1 - 5/16).
    assert_eq!((agreement[0].claims, agreement[0].same), (4, 2));
    assert!(
        agreement[0].kappa.is_some_and(|k| (k - 3.0 / 11.0).abs() < 1e-9),
        "{agreement:?}"
    );
    clean(&p);
}
