//! In: filters and invented claims. Out: the claims that pass are those that they speak of. Knows no table.

use super::*;

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
    let (index, atlas) = (p.index(None).expect("an index"), p.atlas(None).expect("an atlas"));
    let tallied = p.tallied(&index, filter, 1).expect("tallied");
    assert_eq!(tallied.facets.claims, got.len() as u64);
    let timeline = p
        .timeline((&index, &atlas), filter, Period::Week)
        .expect("timeline");
    let counted: u64 = timeline.acts.iter().map(|a| a.claims).sum();
    assert_eq!(counted + timeline.undated, got.len() as u64);
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
