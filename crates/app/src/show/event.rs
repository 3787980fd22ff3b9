//! In: the row of an event. Out: a block for people: a line of summary, the range of each number, who says what, and why
//! each claim belongs. Knows no file.

use std::fmt::Write;

use store::EventRow;
use store::row::{EventCountRow, EventPartyRow, EventPlaceRow, LinkedRow};

use super::claim::one_line;

/// One event, with an empty line behind it.
pub fn block(e: &EventRow) -> String {
    let mut out = headline(e);
    out.push('\n');
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name:<11} {value}");
        }
    };
    field("who", parties(&e.actors));
    field("whom", parties(&e.recipients));
    let others: Vec<String> = e.other_places.iter().map(place).collect();
    field("or where", others.join("; "));
    field("or when", e.other_days.join("; "));
    for c in &e.counts {
        field("how many", count(c));
    }
    field(
        "said by",
        e.said_by
            .iter()
            .map(|s| one_line(s))
            .collect::<Vec<_>>()
            .join("; "),
    );
    for r in &e.relations {
        field(&r.kind.replace('_', " "), r.event_id.clone());
    }
    for c in &e.claims {
        out += &claim(c);
    }
    out.push('\n');
    out
}

/// "ASSAULT/aerial · Kabkābīyah, SDN · 2024-06-12 · occurred · 5 claims · 1a2b…".
fn headline(e: &EventRow) -> String {
    let act = e
        .mode
        .as_ref()
        .map_or_else(|| e.act.clone(), |m| format!("{}/{m}", e.act));
    let mut parts = vec![act];
    if e.kind != "happening" {
        parts.push(e.kind.to_string());
    }
    parts.extend(e.place.as_ref().map(place));
    parts.extend(match (&e.start, &e.end) {
        (Some(a), Some(b)) if a != b => Some(format!("{a}/{b}")),
        (Some(a), _) => Some(a.clone()),
        _ => None,
    });
    parts.push(e.status.to_string());
    let n = e.claims.len();
    parts.push(if n == 1 {
        "1 claim".to_owned()
    } else {
        format!("{n} claims")
    });
    parts.push(e.event_id.clone());
    parts.join(" · ")
}

/// "Kabkābīyah, SDN", else the words.
pub fn place(p: &EventPlaceRow) -> String {
    match (&p.value.name, &p.value.country) {
        (Some(name), Some(country)) => format!("{name}, {country}"),
        (Some(name), None) => name.clone(),
        _ => one_line(&p.text),
    }
}

/// Names, else words, joined by "; ".
pub fn parties(list: &[EventPartyRow]) -> String {
    let name = |p: &EventPartyRow| one_line(p.name.as_deref().unwrap_or(&p.text));
    list.iter().map(name).collect::<Vec<_>>().join("; ")
}

/// "killed 22-32, best 32: 22 (Wire A), 32 (Wire B)".
fn count(c: &EventCountRow) -> String {
    let range = match (c.low, c.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low}-{high}"),
        (Some(low), None) => format!("{low}+"),
        (None, Some(high)) => format!("up to {high}"),
        (None, None) => "some".to_owned(),
    };
    let best = c.best.filter(|b| Some(*b) != c.low || c.low != c.high);
    let best = best.map(|b| format!(", best {b}")).unwrap_or_default();
    let told = c.figures.iter().map(|f| {
        let scope = if f.scope == "single" {
            String::new()
        } else {
            format!(", {}", f.scope)
        };
        format!("{} ({}{scope})", one_line(&f.text), one_line(&f.source))
    });
    format!(
        "{} {range}{best}: {}",
        c.role,
        told.collect::<Vec<_>>().join(", ")
    )
}

fn claim(c: &LinkedRow) -> String {
    let day = c.published.as_deref().unwrap_or("day not known");
    let from = c.source.as_deref().unwrap_or(&c.doc_id);
    let mut out = format!("  - {day}, {}: {}\n", one_line(from), one_line(&c.sentence));
    let reasons = c.reasons.iter().map(|r| match r.weight {
        Some(w) => format!("{} {w:+.1}", r.said),
        None => r.said.clone(),
    });
    let reasons = reasons.collect::<Vec<_>>().join(", ");
    if !reasons.is_empty() {
        let _ = writeln!(out, "    \"{}\" belongs here: {reasons}", one_line(&c.trigger));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = r#"{"event_id":"e1","kind":"happening","type":"ASSAULT","mode":"aerial","place":null,"other_places":[],
        "start":"2024-06-12","end":"2024-06-12","other_days":[],"actors":[],"recipients":[{"text":"the\nmarket","name":null,
        "code":null,"sector":null}],"counts":[{"role":"killed","low":28,"best":32,"high":32,"figures":[{"claim_id":"a",
        "source":"Wire","text":"28","low":28,"best":28,"high":28,"scope":"single"}]}],"status":"occurred","said_by":["Wire"],
        "claims":[{"claim_id":"a","doc_id":"d","source":"Wire","published":"2024-06-12","sentence":"Jets bombed the market.",
        "trigger":"bombed","status":"occurred","score":2.5,"reasons":[{"feature":"day_agree","said":"same day","weight":1.6},
        {"feature":"forced","said":"put together by a person","weight":null}]}],
        "relations":[{"kind":"part_of","event_id":"e2"}]}"#;

    #[test]
    fn a_block_says_what_where_when_how_many_and_why() {
        let row: EventRow = serde_json::from_str(ROW).expect("a row");
        assert_eq!(
            block(&row),
            "ASSAULT/aerial · 2024-06-12 · occurred · 1 claim · e1\n  whom        the market\n  \
             how many    killed 28-32, best 32: 28 (Wire)\n  said by     Wire\n  part of     e2\n  \
             - 2024-06-12, Wire: Jets bombed the market.\n    \
             \"bombed\" belongs here: same day +1.6, put together by a person\n\n"
        );
    }
}
