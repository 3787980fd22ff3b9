//! In: packs/places.pack and spellings.tsv. Out: that the press's spellings of places at war lead to
//! those places, that provinces are provinces, and that a look-up is fast.

use std::sync::LazyLock;

use gazetteer::{Class, Gazetteer, Place};

static WORLD: LazyLock<Gazetteer> = LazyLock::new(|| {
    Gazetteer::from_pack(include_bytes!("../../../../packs/places.pack")).expect("the committed pack opens")
});

/// Great-circle distance in kilometres.
fn apart(place: &Place<'_>, lat: f64, lon: f64) -> f64 {
    let (a, b) = (place.lat.to_radians(), lat.to_radians());
    let half = ((b - a) / 2.0).sin().powi(2)
        + a.cos() * b.cos() * ((lon - place.lon).to_radians() / 2.0).sin().powi(2);
    2.0 * 6371.0 * half.sqrt().asin()
}

fn all(name: &str) -> Vec<Place<'static>> {
    let mut found = WORLD.candidates(name);
    if found.is_empty() {
        found = WORLD.fuzzy(name);
    }
    found.into_iter().map(|c| WORLD.place(c.id)).collect()
}

#[test]
fn press_spellings_lead_to_their_places() {
    let mut missed = Vec::new();
    let mut asked = 0;
    for line in include_str!("../spellings.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, _, country, lat, lon] = cells[..] else {
            panic!("a line of spellings.tsv: {line:?}")
        };
        let (lat, lon): (f64, f64) = (lat.parse().expect("degrees"), lon.parse().expect("degrees"));
        asked += 1;
        if !all(name)
            .iter()
            .any(|p| p.country == Some(country) && apart(p, lat, lon) <= 30.0)
        {
            missed.push(name);
        }
    }
    assert!(asked >= 257, "{asked} spellings");
    assert!(
        missed.len() * 100 <= asked * 2,
        "{} of {asked} lead nowhere near: {missed:?}",
        missed.len()
    );
}

#[track_caller]
fn check(name: &str, class: Class, country: Option<&str>) {
    let found = all(name);
    assert!(
        found.iter().any(|p| p.class == class && p.country == country),
        "{name}: {found:?}"
    );
}

#[test]
fn units_regions_and_countries() {
    for name in [
        "Anbar",
        "al-Anbar",
        "Salah ad-Din",
        "Salahuddin",
        "Saladin",
        "Diyala",
        "Nineveh",
        "Ninewa",
        "Kirkuk",
    ] {
        check(name, Class::Admin1, Some("IRQ"));
    }
    for name in [
        "Idlib",
        "Deir Ezzor",
        "Raqqa",
        "Hasakah",
        "Rif Dimashq",
        "Rural Damascus",
    ] {
        check(name, Class::Admin1, Some("SYR"));
    }
    check("Iraq", Class::Country, Some("IRQ"));
    check("U.S.", Class::Country, Some("USA"));
    check("UAE", Class::Country, Some("ARE"));
    check("DRC", Class::Country, Some("COD"));
    check("Euphrates River Valley", Class::Area, None);
    check("Northeast Syria", Class::Area, Some("SYR"));
    check("the Donbas", Class::Area, Some("UKR"));
    check("Calif.", Class::Admin1, Some("USA"));
    check("al-Hol", Class::Spot, Some("SYR"));
}

#[test]
fn demonyms_and_codes() {
    let code = |word: &str| WORLD.demonym(word).map(|id| WORLD.place(id).country);
    assert_eq!(code("Iraqi"), Some(Some("IRQ")));
    assert_eq!(code("Syrians"), Some(Some("SYR")));
    assert_eq!(code("Kurdish"), Some(None));
    assert_eq!(code("table"), None);
    assert_eq!(WORLD.country("SYR").map(|id| WORLD.place(id).name), Some("Syria"));
    assert_eq!(WORLD.country("syr"), None);
}

#[test]
fn odd_names_give_nothing_and_do_no_harm() {
    for name in [
        "",
        " ",
        "\u{301}",
        "-",
        "al-",
        "\u{1}hwj",
        "x".repeat(5000).as_str(),
        "جبل",
        "日本",
        "zzzzqqqx",
    ] {
        for c in WORLD.candidates(name).into_iter().chain(WORLD.fuzzy(name)) {
            assert!(!WORLD.place(c.id).name.is_empty());
        }
    }
}
