//! In: a number. Out: an invented report with claims whose spans stand in its text, always the same for a number.
//! Knows nothing of the world: places, parties and days are drawn by arithmetic.

use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{ClaimRow, ReportRow};

const PLACES: [(&str, &str, &str, f64, f64); 8] = [
    ("Ardova", "AAA", "North", 35.47, 44.39),
    ("Belkum", "AAA", "North", 35.32, 43.77),
    ("Castrin", "AAA", "South", 33.31, 44.36),
    ("Dorhaven", "BBB", "Coast", 34.73, 36.71),
    ("Ellesk", "BBB", "Coast", 35.02, 40.45),
    ("Fermouth", "BBB", "Hills", 36.2, 37.16),
    ("Gantry", "CCC", "Delta", -1.28, 36.82),
    ("Holm", "CCC", "Delta", -0.09, 34.76),
];
const ACTS: [(&str, &str, Option<&str>, &str); 6] = [
    ("shelled", "ASSAULT", Some("heavy-weapons"), "material-conflict"),
    ("arrested", "COERCE", Some("arrest"), "material-conflict"),
    ("visited", "CONSULT", None, "verbal-cooperation"),
    ("supplied", "AID", None, "material-cooperation"),
    ("warned", "THREATEN", None, "verbal-conflict"),
    ("left", "RETREAT", None, "material-cooperation"),
];
const PARTIES: [(&str, &str, &str); 5] = [
    ("the Third Brigade", "AAA", "MIL"),
    ("the Hill Front", "HLF", "REB"),
    ("the coast guard", "BBB", "MIL"),
    ("traders", "BBB", "CVL"),
    ("the ministry", "CCC", "GOV"),
];
const STATUSES: [&str; 5] = ["occurred", "alleged", "planned", "ongoing", "denied"];

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut s, b| {
            let _ = write!(s, "{b:02x}");
            s
        })
}

/// Numbers that look drawn.
fn mix(a: usize, b: usize) -> usize {
    let x = (a as u64 ^ 0x9e37_79b9_7f4a_7c15)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9)
        .wrapping_add(b as u64)
        .wrapping_mul(0x94d0_49bb_1331_11eb);
    (x >> 33) as usize
}

fn day(n: usize) -> String {
    format!("20{:02}-{:02}-{:02}", 14 + n % 6, 1 + n / 6 % 12, 1 + n / 72 % 28)
}

/// Report `n` with `claims` claims, as coded with `codebook`.
pub fn report(n: usize, claims: usize, codebook: &str) -> (ReportRow, Vec<ClaimRow>) {
    let published = day(mix(n, 1));
    let mut text = format!("Bulletin {n} — “week”. ");
    let mut spots = Vec::new();
    for k in 0..claims {
        let draw = |of: usize, salt: usize| mix(n * 1000 + k, salt) % of;
        let (actor, act, recipient, place) = (draw(5, 2), draw(6, 3), draw(5, 4), draw(8, 5));
        let start = text.chars().count();
        let number = 2 + draw(90, 6);
        let _ = write!(
            text,
            "On item {} of list {} {} {} {} number {number} at {}.",
            n * 100 + k,
            draw(5000, 7),
            PARTIES[actor].0,
            ACTS[act].0,
            PARTIES[recipient].0,
            PLACES[place].0
        );
        spots.push((
            start,
            text.chars().count(),
            [actor, act, recipient, place, number],
        ));
        text += " ";
    }
    let text = text.trim_end().to_owned();
    let sha256 = hash(&text);
    let row = json!({"doc_id": format!("bulletin-{n}"), "title": format!("Bulletin {n}"), "title_basis": "given",
        "url": format!("https://example.org/{n}"), "author": null, "author_basis": "none",
        "source": format!("Wire {}", n % 17), "source_basis": "given", "language": "en", "language_basis": "text",
        "text": text, "furniture": [], "captions": [], "published": published, "published_basis": "given",
        "sha256": sha256, "notes": []});
    let rows = spots
        .iter()
        .enumerate()
        .map(|(k, spot)| claim(&row, k, *spot, codebook));
    let rows = rows.collect();
    (serde_json::from_value(row).expect("a report's row"), rows)
}

fn claim(report: &Value, k: usize, spot: (usize, usize, [usize; 5]), codebook: &str) -> ClaimRow {
    let (start, end, [actor, act, recipient, place, number]) = spot;
    let text: Vec<char> = report["text"].as_str().unwrap_or_default().chars().collect();
    let sentence: String = text[start..end].iter().collect();
    let find = |words: &str, from: usize| {
        let at = sentence[from..]
            .find(words)
            .expect("the words are in the sentence")
            + from;
        (
            json!({"text": words, "start": start + at, "end": start + at + words.len()}),
            at + words.len(),
        )
    };
    let (first, past) = find(PARTIES[actor].0, 0);
    let (trigger, past) = find(ACTS[act].0, past);
    let (second, past) = find(PARTIES[recipient].0, past);
    let (count, past) = find(&number.to_string(), past);
    let (at, _) = find(PLACES[place].0, past);
    let party = |mut span: Value, p: usize| {
        let (name, code, sector) = PARTIES[p];
        span["name"] = json!(name);
        span["code"] = json!(code);
        span["sector"] = json!(sector);
        span["same_as"] = Value::Null;
        span
    };
    let (name, country, admin1, lat, lon) = PLACES[place];
    // Spread a little, so that maps have something to do.
    let shift = (number as f64) / 200.0;
    let mut spot = at;
    for (key, value) in [
        ("name", json!(name)),
        ("geonames_id", json!(null)),
        ("lat", json!(lat + shift)),
        ("lon", json!(lon - shift)),
        ("country", json!(country)),
        ("admin1", json!(admin1)),
        ("feature", json!("PPL")),
        ("precision", json!("exact")),
        ("where_prec", json!(1)),
        ("radius_km", json!(5.0)),
        ("pcode", json!(null)),
        ("inferred", json!(false)),
        ("alternatives", json!([])),
        ("reason", json!(null)),
    ] {
        spot[key] = value;
    }
    let day = report["published"].clone();
    let mut killed = count;
    for (key, value) in [
        ("role", json!("recipient")),
        ("of", json!(null)),
        ("low", json!(number)),
        ("best", json!(number)),
        ("high", json!(number)),
        ("scope", json!("single")),
    ] {
        killed[key] = value;
    }
    let (_, kind, mode, quad) = ACTS[act];
    let id = &hash(&format!(
        "{} {} {kind} {codebook}",
        report["sha256"], trigger["start"]
    ))[..16];
    let undated = number.is_multiple_of(7);
    let row = json!({"claim_id": id, "doc_id": report["doc_id"],
        "report": {"title": report["title"], "url": report["url"], "source": report["source"], "language": "en",
            "published": report["published"], "published_basis": "given"},
        "sentence": {"text": sentence, "start": start, "end": end, "index": k + 1}, "trigger": trigger,
        "type": kind, "mode": mode, "quad": quad, "cameo": null, "contexts": [],
        "actors": [party(first, actor)], "recipients": [party(second, recipient)], "place": spot, "more_places": [],
        "time": if undated { Value::Null } else {
            json!({"text": null, "start": day, "end": day, "edtf": day, "precision": "day", "basis": "published", "span": null})
        },
        "counts": [killed], "status": STATUSES[number % 5], "said_by": null, "operation": null, "control": null,
        "sensitivity": if number % 11 == 0 { "restricted" } else { "open" },
        "confidence": (number % 100) as f64 / 100.0,
        "coder": {"version": "0.1.0", "codebook": codebook, "model": "m", "rule": "invented"}});
    serde_json::from_value(row).expect("a claim's row")
}
