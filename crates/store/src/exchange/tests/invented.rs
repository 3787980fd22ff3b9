//! Invented datasets for tests: claims with names of every standing, places of every precision, days about the delay,
//! restricted acts and odd texts; their events are linked as always. The same number gives the same dataset.

use sitrep::{link_config, link_events};

use crate::exchange::dataset::{Dataset, NameOf, NameRow, operations_of};
use crate::row::{ClaimRow, PlaceValueRow, ReportRow, account_of, event_row};

/// Datasets that each test looks at.
pub const ROUNDS: u64 = 24;

/// Persons of whom nothing is known; every word of them is theirs alone.
pub const PRIVATE: [&str; 4] = ["Farid Quzmani", "Ola Brekkovic", "Tamsin Órdegaard", "Ibra Wexlo"];
/// Persons with a rank.
pub const TITLED: [&str; 2] = ["Reem Astakov", "Juno Pellmarsh"];
/// Persons of the table.
pub const OFFICE: [&str; 2] = ["Olan Drestwick", "Mira Havelsson"];
/// Places finer than a province, with their provinces.
pub const FINE: [(&str, &str); 3] = [
    ("Tal Safira", "Norvia"),
    ("Qaret Umbar", "Norvia"),
    ("Zelk", "Sudmark"),
];
/// The last day that the public profile tells in these tests.
pub const CUTOFF: &str = "2024-06-10";

/// A small generator (xorshift): tests need no more.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }

    pub fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let k = self.below(items.len());
        &items[k]
    }
}

/// A place by name: one of [`FINE`], a province or the country.
pub fn place(name: &str) -> PlaceValueRow {
    let fine = FINE.iter().position(|(n, _)| *n == name);
    let (precision, where_prec, admin1, at) = match (fine, name) {
        (Some(k), _) => (
            ["exact", "near", "area"][k],
            [1, 2, 5][k],
            Some(FINE[k].1),
            Some((35.123_451 + k as f64, 40.987_653 + k as f64)),
        ),
        (None, "Syria") => ("country", 6, None, Some((35.0, 38.0))),
        (None, unit) => ("admin1", 4, Some(unit), Some((36.5, 41.5))),
    };
    PlaceValueRow {
        name: Some(name.to_owned()),
        geonames_id: fine.map(|k| 7_654_321 + k as u64),
        lat: at.map(|a| a.0),
        lon: at.map(|a| a.1),
        country: Some("SYR".to_owned()),
        admin1: admin1.map(str::to_owned),
        feature: Some("PPL".to_owned()),
        precision: precision.into(),
        where_prec: Some(where_prec),
        radius_km: Some(7.7),
        pcode: fine.map(|k| format!("SY99{k}")),
    }
}

const ODD: [&str; 6] = ["=cmd()", "a;b\\c", "two\nlines", "\"quoted\", yes", "🚁 قرية", ""];

/// The dataset of that number.
pub fn invented(seed: u64) -> Dataset {
    let mut dice = Dice::new(seed + 1);
    let mut data = Dataset {
        names: Some(Vec::new()),
        ..Dataset::default()
    };
    for doc in 0..2 + dice.below(3) {
        report(&mut data, &mut dice, seed, doc);
    }
    data.units.insert(("SYR".into(), "Norvia".into()), (36.5, 41.5));
    data.operations = operations_of(&data.claims);
    let accounts: Vec<_> = data
        .claims
        .iter()
        .map(|c| account_of(c).expect("a good row"))
        .collect();
    let events = link_events(&link_config().expect("weights"), &accounts);
    data.events = events.iter().map(|e| event_row(e, &accounts)).collect();
    data
}

fn report(data: &mut Dataset, dice: &mut Dice, seed: u64, doc: usize) {
    let doc_id = format!("in/box/{seed}-{doc}.txt");
    let day = format!("2024-06-{:02}", 4 + dice.below(12));
    let published = if dice.below(6) == 0 { None } else { Some(day) };
    let url = dice.below(3) == 0;
    let private = dice.of(&PRIVATE).to_lowercase().replace(' ', "-");
    let head = serde_json::json!({
        "title": format!("{} near {}", dice.of(&PRIVATE), dice.of(&FINE).0), "source": dice.of(&["Wire A", "=Wire", "Daily; B"]),
        "url": if url { format!("https://example.org/{private}-killed") } else { format!("https://example.org/{doc}") },
        "language": "en", "published": published, "published_basis": "given",
    });
    let mut text = String::new();
    for index in 0..2 + dice.below(9) {
        let claim = claim(dice, &doc_id, &head, index, text.chars().count());
        text += &claim.sentence.span.text;
        text.push(' ');
        data.claims.push(claim);
    }
    let names = data.names.get_or_insert_default();
    let mut name = |text: &str, of: NameOf| {
        names.push(NameRow {
            doc_id: doc_id.clone(),
            text: text.to_owned(),
            of,
        });
    };
    for n in PRIVATE {
        name(n, NameOf::Private);
    }
    for n in TITLED {
        name(n, NameOf::Titled);
    }
    for n in OFFICE {
        name(n, NameOf::Office);
    }
    for fine in FINE {
        name(fine.0, NameOf::Place(Some(Box::new(place(fine.0)))));
    }
    name("Ubran Kesh", NameOf::Place(None));
    data.reports.push(ReportRow {
        doc_id,
        title: head["title"].as_str().map(str::to_owned),
        title_basis: "shown".into(),
        url: head["url"].as_str().map(str::to_owned),
        author: Some(PRIVATE[3].to_owned()),
        author_basis: "metadata".into(),
        source: head["source"].as_str().map(str::to_owned),
        source_basis: "given".into(),
        language: Some("en".to_owned()),
        language_basis: "text".into(),
        text,
        furniture: Vec::new(),
        captions: Vec::new(),
        published,
        published_basis: "given".into(),
        sha256: format!("{seed:02x}{doc:02x}"),
        notes: vec![format!("read by {}", PRIVATE[0])],
    });
}

/// A claim whose sentence names all kinds of persons and places.
fn claim(dice: &mut Dice, doc_id: &str, head: &serde_json::Value, index: usize, at: usize) -> ClaimRow {
    let victim = *dice.of(&[
        PRIVATE[0],
        PRIVATE[1],
        "twelve men",
        "the garrison",
        TITLED[1],
        OFFICE[1],
    ]);
    let speaker = *dice.of(&[TITLED[0], PRIVATE[2], OFFICE[0], TITLED[1]]);
    let spot = *dice.of(&[
        FINE[0].0,
        FINE[1].0,
        FINE[2].0,
        "Norvia",
        "Sudmark",
        "Syria",
        "Ubran Kesh",
    ]);
    let verb = *dice.of(&[
        ("killed", "ASSAULT", "heavy-weapons"),
        ("detained", "COERCE", "arrest"),
        ("met", "CONSULT", "visit"),
    ]);
    let surname = victim.split(' ').next_back().unwrap_or(victim);
    let odd = *dice.of(&ODD);
    let long = if dice.below(3) == 0 {
        " and so on".repeat(20 + dice.below(30))
    } else {
        String::new()
    };
    let sentence = format!(
        "{odd} Colonel {speaker} said gunmen {} {victim} and {surname}'s son in {spot} near Zelk{long}.",
        verb.0
    );
    let span = |words: &str| {
        let byte = sentence.find(words).unwrap_or(0);
        let start = at + sentence[..byte].chars().count();
        serde_json::json!({"text": words, "start": start, "end": start + words.chars().count()})
    };
    let join = |a: serde_json::Value, b: serde_json::Value| {
        let mut a = a;
        if let (Some(a), serde_json::Value::Object(b)) = (a.as_object_mut(), b) {
            a.extend(b);
        }
        a
    };
    let day = format!("2024-06-{:02}", 1 + dice.below(14));
    let time = match dice.below(4) {
        0 => serde_json::Value::Null,
        1 => {
            serde_json::json!({"text": "in June", "start": null, "end": null, "edtf": "XXXX-06", "precision": "month",
                                "basis": "text", "span": null})
        }
        _ => {
            serde_json::json!({"text": null, "start": day, "end": day, "edtf": day, "precision": "day", "basis": "published",
                                "span": null})
        }
    };
    let known = spot != "Ubran Kesh";
    let value = if known {
        place(spot)
    } else {
        crate::row::PlaceValueRow {
            name: None,
            precision: "none".into(),
            ..unknown()
        }
    };
    let other = place(dice.of(&FINE).0);
    let restricted = dice.below(5) == 0;
    let killed = dice.below(9) as u64;
    let recipient_name = OFFICE.contains(&victim).then_some(victim);
    let claim = serde_json::json!({
        "claim_id": format!("{:016x}", (dice.below(usize::MAX) as u64) ^ ((index as u64) << 50)),
        "doc_id": doc_id, "report": head,
        "sentence": join(span(&sentence), serde_json::json!({"index": index})),
        "trigger": span(verb.0), "type": verb.1, "mode": verb.2, "quad": "material conflict", "cameo": "190",
        "contexts": ["military"],
        "actors": [join(span("gunmen"), serde_json::json!({"name": null, "code": null, "sector": dice.of(&["REB", "MIL"]), "same_as": null}))],
        "recipients": [join(span(victim), serde_json::json!({"name": recipient_name, "code": "SYR", "sector": dice.of(&["CVL", "MIL"]), "same_as": null}))],
        "place": join(span(spot), join(serde_json::to_value(&value).expect("a row"),
            serde_json::json!({"inferred": false, "alternatives": [other], "reason": (!known).then_some("not in gazetteer")}))),
        "time": time,
        "counts": [join(span(victim), serde_json::json!({"role": "killed", "of": span(victim), "low": killed, "best": killed,
            "high": null, "scope": "single"}))],
        "status": dice.of(&["occurred", "occurred", "alleged", "planned", "denied"]),
        "said_by": join(span(speaker), serde_json::json!({"name": format!("Colonel {speaker}"), "party": true})),
        "operation": (dice.below(4) == 0).then(|| join(span("gunmen"), serde_json::json!({"name": "Operation Zelk", "phase": null,
            "phase_status": null, "phase_span": null}))),
        "control": null,
        "sensitivity": if restricted { "restricted" } else { "open" },
        "confidence": 0.8123, "coder": {"version": "0", "codebook": "c", "model": "m", "rule": "frame:ASSAULT"},
    });
    serde_json::from_value(claim).expect("a row of a claim")
}

fn unknown() -> PlaceValueRow {
    PlaceValueRow {
        name: None,
        geonames_id: None,
        lat: None,
        lon: None,
        country: None,
        admin1: None,
        feature: None,
        precision: "none".into(),
        where_prec: None,
        radius_km: None,
        pcode: None,
    }
}
