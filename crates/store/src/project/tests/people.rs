//! In: what people say of invented claims and events. Out: it holds, can be undone, and outlives new runs. Knows no table.

use super::*;

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
fn run_again(p: &mut Project, codebook: &str, mut keep: impl FnMut(&mut ClaimRow) -> bool) -> i64 {
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
        let row = p.effective(old).expect("asked").expect("there").claim;
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
    // Of eight opinions three are wrong, four right, one unsure: two pairs of four differ, by chance 1 - (3*2 + 4*3) / (8*7).
    let concord = p.concord().expect("concord");
    assert_eq!(concord.claims, 4);
    let by_hand = 1.0 - (2.0 / 4.0) / (1.0 - 18.0 / 56.0);
    assert!(
        concord.alpha.is_some_and(|a| (a - by_hand).abs() < 1e-9),
        "{concord:?}"
    );
    assert!(
        concord
            .interval
            .is_some_and(|(low, high)| low <= by_hand && by_hand <= high)
    );
    // A third coder who saw one claim only is counted there.
    p.review(&ids[0], Opinion::Wrong, &[], by("Cy"))
        .expect("reviewed");
    let three = p.concord().expect("concord");
    // Nine opinions, four of them wrong: a claim of three opinions weighs three, and differs in none.
    let by_hand = 1.0 - (4.0 / 9.0) / (1.0 - f64::from(4 * 3 + 4 * 3) / 72.0);
    assert!(
        three.alpha.is_some_and(|a| (a - by_hand).abs() < 1e-9),
        "{three:?} {by_hand}"
    );
    clean(&p);
}
