//! In: invented claims. Out: what a map, a queue and the codebook's page count agrees with what lists hold. Knows no table.

use std::collections::{BTreeMap, HashSet};

use super::*;
use crate::row::{PartyRow, TimeRow};

fn sum(m: &Mapped) -> u64 {
    m.placed + m.tray.iter().map(|t| t.1).sum::<u64>()
}

#[test]
fn every_claim_is_on_the_map_or_in_the_tray_and_an_atlas_is_brought_up_to_date() {
    let folder = Folder::new("atlas");
    let mut p = project(&folder.at("p"), &[1, 2, 3, 4, 5, 6]);
    let all_claims = Filter::default();
    let old = p.atlas(None).expect("an atlas");
    assert!(p.is_current(&old).expect("asked"));
    let mapped = p.mapped(&old, &all_claims).expect("mapped");
    assert_eq!(sum(&mapped), 18);
    let at_country = |e: &ClaimEntry| {
        let place = e.claim.place.as_ref();
        place.is_none_or(|p| ["country", "none"].contains(&&*p.value.precision))
    };
    let off = all(&p)
        .iter()
        .filter(|e| at_country(e) && e.claim.more_places.is_empty())
        .count();
    assert_eq!(mapped.tray.iter().map(|t| t.1).sum::<u64>(), off as u64);

    // What came since is read, and gives the same as all of it read anew.
    let id = all(&p)[0].claim.claim_id.clone();
    let by = person("the map says so");
    p.correct(&id, Field::Status, &json!("planned"), by)
        .expect("corrected");
    p.correct(&id, Field::Verdict, &json!("accepted"), by)
        .expect("accepted");
    add(&mut p, 7, "one");
    assert!(!p.is_current(&old).expect("asked"));
    let (fresh, updated) = (
        p.atlas(None).expect("an atlas"),
        p.atlas(Some(old)).expect("an atlas"),
    );
    let (a, b) = (p.mapped(&fresh, &all_claims), p.mapped(&updated, &all_claims));
    let (a, b) = (a.expect("mapped"), b.expect("mapped"));
    assert_eq!(sum(&a), 21);
    let counts = |m: &Mapped| {
        let mut all: Vec<_> = (m.crowds.iter())
            .map(|c| (c.spot.name.clone(), c.claims, c.planned, c.party, c.accepted))
            .collect();
        all.sort();
        all
    };
    assert_eq!(counts(&a), counts(&b));
    assert!(a.crowds.iter().map(|c| c.accepted).sum::<u64>() <= 1);
    let fired = p.fired(&fresh).expect("fired");
    assert_eq!(fired.iter().map(|f| f.fired.claims).sum::<u64>(), 21);
    assert_eq!(fired.iter().map(|f| f.fired.accepted).sum::<u64>(), 1);
}

#[test]
fn the_queue_begins_with_doubt_and_counts_agree_with_lists() {
    let folder = Folder::new("doubt");
    let mut p = project(&folder.at("p"), &[1, 2, 3, 4]);
    let none = Filter::default();
    let queue = p.doubtful(&none, 100).expect("a queue");
    assert_eq!(queue.len(), all(&p).len());
    let doubt = |e: &ClaimEntry| (e.claim.confidence - 0.5).abs();
    assert!(queue.windows(2).all(|w| doubt(&w[0]) <= doubt(&w[1])));
    assert_eq!(
        p.entry(&queue[0].claim.claim_id).expect("asked").as_ref(),
        Some(&queue[0])
    );
    assert_eq!(p.entry("nothing").expect("asked"), None);
    let (first, last) = p.days().expect("asked").expect("days");
    assert!(first <= last);
    assert_eq!(p.sizes().expect("sizes")[..2], [4, 12]);

    let id = queue[0].claim.claim_id.clone();
    for (coder, opinion) in [("Ana", Opinion::Right), ("Ben", Opinion::Wrong)] {
        let by = By {
            who: coder,
            ..person("")
        };
        p.review(&id, opinion, &[], by).expect("reviewed");
    }
    assert_eq!(p.disagreements(10).expect("asked"), std::slice::from_ref(&id));
    assert_eq!(p.people().expect("asked"), ["Ana", "Ben"]);
    p.correct(&id, Field::Verdict, &json!("accepted"), person("settled"))
        .expect("settled");
    assert!(p.disagreements(10).expect("asked").is_empty());
    let nowhere = Filter {
        where_prec: vec![0],
        ..Filter::default()
    };
    let placeless = all(&p)
        .iter()
        .filter(|e| {
            e.claim
                .place
                .as_ref()
                .is_none_or(|p| p.value.where_prec.is_none())
        })
        .count();
    assert_eq!(p.count_claims(&nowhere).expect("counted"), placeless as u64);
}

/// Counts of the index are those that one gets by counting the claims of the list.
fn counted_by_hand(p: &Project, index: &Index, atlas: &Atlas, filter: &Filter) {
    let claims = p.claims(filter, 10_000, None).expect("claims").entries;
    let tallied = p.tallied(index, filter, 100).expect("tallied");
    let types = tallied.facets.types.iter();
    let types: BTreeMap<&str, u64> = types
        .filter_map(|f| Some((f.value.as_deref()?, f.claims)))
        .collect();
    let mut by_hand: BTreeMap<&str, u64> = BTreeMap::new();
    for e in &claims {
        *by_hand.entry(&*e.claim.kind).or_default() += 1;
    }
    assert_eq!((tallied.facets.claims, types), (claims.len() as u64, by_hand));
    let different = |of: fn(&ClaimEntry) -> Option<&str>| {
        let all: HashSet<&str> = claims.iter().filter_map(of).collect();
        all.len() as u64
    };
    assert_eq!(tallied.reports, different(|e| Some(&e.report_sha256)));
    assert_eq!(tallied.events, different(|e| e.event_id.as_deref()));
    assert_eq!(tallied.events, p.count_events(filter).expect("events"));
    for (facets, side) in [
        (
            &tallied.actors,
            (|c| &c.actors) as fn(&ClaimRow) -> &Vec<PartyRow>,
        ),
        (&tallied.recipients, |c| &c.recipients),
    ] {
        let mut by_hand: BTreeMap<&str, u64> = BTreeMap::new();
        for e in &claims {
            let known = side(&e.claim).iter().filter(|p| p.code.is_some());
            let names: HashSet<&str> = known.map(|p| p.name.as_deref().unwrap_or(&p.span.text)).collect();
            for name in names {
                *by_hand.entry(name).or_default() += 1;
            }
        }
        let told = facets
            .iter()
            .filter_map(|f| Some((f.value.as_deref()?, f.claims)));
        assert_eq!(told.collect::<BTreeMap<_, _>>(), by_hand);
        assert!(facets.windows(2).all(|w| w[0].claims >= w[1].claims));
    }
    let timeline = p
        .timeline((index, atlas), filter, Period::Month)
        .expect("timeline");
    let acts = |of: fn(&Acts) -> u64| timeline.acts.iter().map(of).sum::<u64>();
    assert_eq!(acts(|a| a.claims) + timeline.undated, claims.len() as u64);
    let inferred = claims.iter().filter(|e| {
        let told = |t: &&TimeRow| t.start.is_some() || t.end.is_some();
        let own = e.claim.time.as_ref().is_some_and(|t| told(&t));
        !own && e.claim.time_inferred.as_ref().is_some_and(|t| t.start.is_some())
    });
    let inferred = inferred.count() as u64;
    assert_eq!(acts(|a| a.inferred), inferred);
    assert!(inferred > 0, "{filter:?} tells nothing of inferred days");
    let mut by_hand: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for e in &claims {
        if let Some(start) = e.claim.dated().and_then(|t| t.start.as_deref()) {
            *by_hand
                .entry((format!("{}-01", &start[..7]), &*e.claim.kind))
                .or_default() += 1;
        }
    }
    let told = (timeline.acts.iter()).map(|a| ((a.start.clone(), &*a.kind), a.claims));
    assert_eq!(told.collect::<Vec<_>>(), by_hand.into_iter().collect::<Vec<_>>());
    let published = timeline.published.iter().map(|b| b.1).sum::<u64>();
    assert_eq!(published, tallied.reports, "all invented reports have a day");
}

#[test]
fn an_index_counts_what_lists_hold_and_is_brought_up_to_date() {
    let folder = Folder::new("index");
    let mut p = project(&folder.at("p"), &(0..12).collect::<Vec<_>>());
    let config = link_config().expect("weights");
    let filters = [
        Filter::default(),
        Filter {
            types: vec!["ASSAULT".to_owned(), "AID".to_owned()],
            ..Filter::default()
        },
        Filter {
            statuses: vec!["planned".to_owned()],
            ..Filter::default()
        },
    ];
    // The words of every other claim tell no day; theirs is of the narrative.
    p.connection()
        .execute_batch(
            "UPDATE claim_texts SET json = json_set(json, '$.time_inferred', json_set(json_extract(json, '$.time'), '$.basis', 'narrative'),
             '$.time', NULL) WHERE id % 2 = 0 AND json_extract(json, '$.time') IS NOT NULL",
        )
        .expect("made so");
    let (mut index, mut atlas) = (p.index(None).expect("an index"), p.atlas(None).expect("an atlas"));
    for step in 0..4 {
        match step {
            0 => {}
            1 => {
                let id = all(&p)[0].claim.claim_id.clone();
                let by = person("no such thing happened");
                p.correct(&id, Field::Verdict, &json!("rejected"), by)
                    .expect("corrected");
                p.link(&config, MACHINE).expect("linked");
            }
            2 => {
                let id = all(&p)[1].claim.claim_id.clone();
                let by = person("nobody is named");
                p.correct(&id, Field::Actors, &json!([]), by).expect("corrected");
            }
            _ => {
                add(&mut p, 20, "one");
                p.link(&config, MACHINE).expect("linked");
            }
        }
        if step > 0 {
            assert!(!p.is_indexed(&index).expect("asked"), "step {step}");
        }
        index = p.index(Some(index)).expect("an index");
        atlas = p.atlas(Some(atlas)).expect("an atlas");
        assert!(p.is_indexed(&index).expect("asked"), "step {step}");
        for filter in &filters {
            counted_by_hand(&p, &index, &atlas, filter);
            counted_by_hand(&p, &p.index(None).expect("an index"), &atlas, filter);
        }
    }
}

#[test]
fn precision_by_type_and_word_is_what_people_judged() {
    let folder = Folder::new("fired");
    let mut p = project(&folder.at("p"), &(0..12).collect::<Vec<_>>());
    let of_type = |p: &Project, kind: &str| -> Vec<String> {
        let all = all(p).into_iter().filter(|e| e.claim.kind == kind);
        all.map(|e| e.claim.claim_id).collect()
    };
    let assaults = of_type(&p, "ASSAULT");
    assert!(assaults.len() >= 4, "{}", assaults.len());
    let by = person("judged");
    // Two right, one wrong; one is right but of another type, which the program got wrong.
    let verdicts = [(0, "accepted"), (1, "accepted"), (2, "rejected"), (3, "accepted")];
    for (n, verdict) in verdicts {
        p.correct(&assaults[n], Field::Verdict, &json!(verdict), by)
            .expect("judged");
    }
    p.correct(&assaults[3], Field::Type, &json!("COERCE"), by)
        .expect("retyped");
    // What a blind coder thinks counts when it is settled, not before.
    p.review(&assaults[0], Opinion::Wrong, &[], by).expect("reviewed");
    let fired = p.fired(&p.atlas(None).expect("an atlas")).expect("fired");
    let sum = |kind: &str| {
        let of = fired.iter().filter(|f| f.kind == kind);
        of.fold((0, 0, 0), |(c, a, r), f| {
            (c + f.fired.claims, a + f.fired.accepted, r + f.fired.rejected)
        })
    };
    assert_eq!(sum("ASSAULT"), (assaults.len() as u64, 2, 2));
    assert_eq!(sum("COERCE"), (of_type(&p, "COERCE").len() as u64 - 1, 0, 0));
    let told = |act: &str| -> Vec<Option<String>> {
        let lines = p.log(1000).expect("the log").into_iter();
        let of_act = lines.filter(|l| l.act == act);
        of_act.map(|l| p.told(&l).expect("asked")).collect()
    };
    let retyped = format!(r#"type: "ASSAULT" → "COERCE", claim {}: judged"#, assaults[3]);
    assert_eq!(told("correct").last(), Some(&Some(retyped)));
    assert_eq!(
        told("review"),
        [None],
        "what a coder thinks is not told to others"
    );
    assert!(
        fired
            .iter()
            .filter(|f| f.kind == "ASSAULT")
            .all(|f| f.word == "shelled")
    );
}
