//! In: invented claims. Out: what a map, a queue and the codebook's page count agrees with what lists hold. Knows no table.

use super::*;

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
    let (telling, published) = (p.count_reports_telling(&none), p.published(&none, Period::Month));
    let published = published.expect("bins");
    assert_eq!(
        published.iter().map(|b| b.1).sum::<u64>(),
        telling.expect("counted")
    );
    assert_eq!(p.sizes().expect("sizes")[..2], [4, 12]);
    let (actors, _) = p.sides(&none, 5).expect("sides");
    assert!(actors.windows(2).all(|w| w[0].claims >= w[1].claims));

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
