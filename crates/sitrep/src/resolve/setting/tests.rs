//! Small reports: which place an act without one is given.

use super::*;
use crate::testing;

fn weights() -> SettingModel {
    model(include_str!("../../../../../data/event/setting.toml")).expect("the table reads")
}

/// A report whose sentences end with full stops, and what it names.
struct Told {
    text: &'static str,
    sentences: Vec<Span>,
    places: Vec<Place>,
}

impl Told {
    fn new(text: &'static str, names: &[(&str, PlacePrecision)]) -> Self {
        let mut sentences = Vec::new();
        let mut from = 0;
        for (at, _) in text.match_indices('.') {
            sentences.push(Span::new(from, at + 1));
            from = at + 2;
        }
        let mut places: Vec<Place> = (names.iter())
            .flat_map(|(name, precision)| {
                text.match_indices(name)
                    .map(|(at, n)| place(n, Span::new(at, at + n.len()), *precision))
            })
            .collect();
        places.sort_by_key(|p| p.span);
        Self {
            text,
            sentences,
            places,
        }
    }

    fn ground(&self) -> Ground<'_> {
        Ground::new(self.text, self.sentences.iter().copied(), &self.places)
    }

    /// A claim at a word, with the place of that name as its own.
    fn claim(&self, kind: &str, word: &str, own: Option<&str>) -> Claim {
        let at = self.text.find(word).expect("the word is there");
        let k = self.ground().sentence(at);
        let mut claim = testing::claim(kind, k, self.sentences[k], Span::new(at, at + word.len()));
        claim.place = own.and_then(|o| self.places.iter().find(|p| p.span.of(self.text) == o).cloned());
        claim
    }
}

fn place(name: &str, span: Span, precision: PlacePrecision) -> Place {
    let value = PlaceValue {
        name: name.to_owned(),
        geonames_id: None,
        lat: 34.0,
        lon: 41.0,
        country: Some("IRQ".to_owned()),
        admin1: None,
        feature: "PPL".to_owned(),
        precision,
        radius_km: 2.0,
        pcode: None,
    };
    Place {
        span,
        naming: Naming::Name,
        value: Some(value),
        alternatives: Vec::new(),
        reason: None,
        inferred: false,
    }
}

fn feature(v: &Vector, name: &str) -> f32 {
    v[FEATURES.iter().position(|f| *f == name).expect(name)]
}

#[test]
fn an_act_is_set_where_its_like_was_just_told() {
    let told = Told::new(
        "Shells fell on Qarab at dawn. Two boys were killed. Envoys praised the truce in Sulin.",
        &[("Qarab", PlacePrecision::Exact), ("Sulin", PlacePrecision::Exact)],
    );
    let mut claims = vec![
        told.claim("ASSAULT", "fell", Some("Qarab")),
        told.claim("ASSAULT", "killed", None),
        told.claim("SUPPORT", "praised", None),
    ];
    infer(&weights(), &told.ground(), &mut claims);
    let given = |c: &Claim| {
        c.place_inferred
            .as_ref()
            .map(|p| (p.span.of(told.text), p.inferred))
    };
    assert_eq!(given(&claims[0]), None, "it has a place of its own");
    assert_eq!(given(&claims[1]), Some(("Qarab", true)));
    assert_eq!(given(&claims[2]), None, "words are set nowhere");
}

#[test]
fn a_place_is_one_candidate_however_often_it_is_named() {
    let told = Told::new(
        "Anbar is quiet. Police left Anbar for Hitan. Men fled. Hitan burned.",
        &[
            ("Anbar", PlacePrecision::Admin1),
            ("Hitan", PlacePrecision::Exact),
        ],
    );
    let claims = vec![
        told.claim("RETREAT", "left", Some("Hitan")),
        told.claim("SANCTION", "fled", None),
    ];
    let found = candidates(&told.ground(), &claims, 1);
    let words: Vec<&str> = found
        .places
        .iter()
        .map(|c| c.mention.span.of(told.text))
        .collect();
    assert_eq!(words, ["Anbar", "Hitan"]);
    let [anbar, hitan] = [&found.places[0].features, &found.places[1].features];
    assert_eq!(
        found.places[0].mention.span.start,
        told.text.find("Anbar for").expect("it is there"),
        "the last before the act"
    );
    for (name, of_anbar, of_hitan) in [
        ("sentence_before", 1.0, 1.0),
        ("first", 1.0, 0.0),
        ("last", 0.0, 1.0),
        ("last_fine", 0.0, 1.0),
        ("of_last", 0.0, 1.0),
        ("of_last_of_type", 0.0, 0.0),
        ("of_acts", 0.0, 1.0),
        ("admin1", 1.0, 0.0),
        ("around_finer", 1.0, 0.0),
        ("later", 0.0, 0.0),
    ] {
        assert_eq!(
            (feature(anbar, name), feature(hitan, name)),
            (of_anbar, of_hitan),
            "{name}"
        );
    }
    assert_eq!(
        (
            feature(&found.none, "none"),
            feature(&found.none, "none_sanction")
        ),
        (1.0, 1.0)
    );
}

#[test]
fn what_words_leave_unknown_stays_so_where_the_name_is_not_known() {
    let told = Told::new(
        "Shells fell on Qarab at dawn. Two boys were killed in Zelmo.",
        &[("Qarab", PlacePrecision::Exact)],
    );
    let unknown = |reason| Place {
        value: None,
        reason: Some(reason),
        ..place("Zelmo", Span::new(54, 59), PlacePrecision::Exact)
    };
    let given = |reason| {
        let mut claims = vec![
            told.claim("ASSAULT", "fell", Some("Qarab")),
            told.claim("ASSAULT", "killed", None),
        ];
        claims[1].place = Some(unknown(reason));
        infer(&weights(), &told.ground(), &mut claims);
        claims[1].place_inferred.is_some()
    };
    assert!(
        !given("not a known place name"),
        "a name that nobody knows is another place"
    );
    assert!(given(super::super::scene::NO_NAME), "a market stands in the town");
}
