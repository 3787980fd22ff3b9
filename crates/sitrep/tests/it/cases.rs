//! In: reports of our own with the claims that they must give (`cases/*.md`). Out: the chain gives them.
//!
//! A case is a text block under "## Report" and lines under "## Claims": `TYPE/mode trigger | key: value | …` with the
//! keys actors, recipients, place, where, `set in`, time, inferred, counts, counted, status, said_by, operation, control, sensitivity. What a line
//! does not state is not compared; `in: words` asks for the sentence with these words. A line that begins with `~` is known to be
//! wrong today and must stay wrong until it is mended; one that begins with `!` names a claim that there must not be.

use sitrep::record::{Claim, Report, Sensitivity};

use crate::{PACKS, code};

const CASES: &[(&str, &str)] = &[
    ("bulletin", include_str!("cases/bulletin.md")),
    ("press-page", include_str!("cases/press-page.md")),
    ("rules", include_str!("cases/rules.md")),
    ("wire", include_str!("cases/wire.md")),
    ("narrative", include_str!("cases/narrative.md")),
    ("months-before", include_str!("cases/months-before.md")),
    ("scene", include_str!("cases/scene.md")),
    ("town", include_str!("cases/town.md")),
    ("setting", include_str!("cases/setting.md")),
    ("other", include_str!("cases/other.md")),
];

fn shown(report: &Report, c: &Claim, key: &str) -> String {
    let text = |s: text::Span| s.of(&report.text).to_owned();
    let list = |v: Vec<String>| v.join("; ");
    match key {
        "actors" => list(c.actors.iter().map(|p| text(p.span)).collect()),
        "recipients" => list(c.recipients.iter().map(|p| text(p.span)).collect()),
        "place" => c.place.as_ref().map_or(String::new(), |p| {
            p.value
                .as_ref()
                .map_or(text(p.span), |v| format!("{} ({:?})", v.name, v.precision))
        }),
        "where" => c.place.as_ref().map_or(String::new(), |p| {
            let inferred = if p.inferred { ", inferred" } else { "" };
            format!("{}{inferred}", text(p.span))
        }),
        "set in" => c.place_inferred.as_ref().map_or(String::new(), |p| {
            let value = p.value.as_ref();
            let value = value.map_or(String::new(), |v| format!("{} ({:?})", v.name, v.precision));
            format!("{value}, {}", text(p.span))
        }),
        "time" => c
            .time
            .as_ref()
            .and_then(|t| t.value.edtf.clone())
            .unwrap_or_default(),
        "inferred" => c.time_inferred.as_ref().map_or(String::new(), |t| {
            let words = t.span.map_or(String::new(), |s| format!(", {}", text(s)));
            let days = t.value.edtf.clone().unwrap_or_default();
            format!("{days}, {:?}{words}", t.value.basis)
        }),
        "counts" => list(
            c.counts
                .iter()
                .map(|n| {
                    let n = n.value;
                    let show = |x: Option<u64>| x.map_or("-".to_owned(), |x| x.to_string());
                    format!("{}/{}/{}", show(n.low), show(n.best), show(n.high))
                })
                .collect(),
        ),
        "counted" => list(c.counts.iter().map(|n| format!("{:?}", n.role)).collect()),
        "status" => c.status.name().to_owned(),
        "said_by" => c
            .said_by
            .as_ref()
            .map_or(String::new(), |s| s.name.clone().unwrap_or_else(|| text(s.span))),
        "operation" => c.operation.as_ref().map_or(String::new(), |o| {
            let phase = o.phase.as_ref().map_or(String::new(), |p| format!(", {}", p.0));
            format!("{}{phase}, {:?}", o.name, o.phase_status)
        }),
        "control" => c.control.as_ref().map_or(String::new(), |k| {
            format!("{} {:?} {}", text(k.actor.span), k.state, text(k.place.span))
        }),
        "sensitivity" => if c.sensitivity == Sensitivity::Restricted {
            "restricted"
        } else {
            "open"
        }
        .to_owned(),
        other => panic!("unknown key {other}"),
    }
}

/// What is wrong with a line of a case; empty when all holds.
fn fault(report: &Report, claims: &[Claim], line: &str) -> String {
    let (line, unwanted) = line.strip_prefix("! ").map_or((line, false), |l| (l, true));
    let within = line.split(" | ").find_map(|p| p.strip_prefix("in: "));
    let mut parts = line.split(" | ").filter(|p| !p.starts_with("in: "));
    let (act, trigger) = parts
        .next()
        .and_then(|p| p.split_once(' '))
        .expect("`TYPE/mode trigger`");
    let (kind, mode) = act.split_once('/').map_or((act, None), |(k, m)| (k, Some(m)));
    let at: Vec<&Claim> = claims
        .iter()
        .filter(|c| c.trigger.of(&report.text) == trigger)
        .filter(|c| within.is_none_or(|w| c.sentence_span.of(&report.text).contains(w)))
        .collect();
    if unwanted {
        let there = at
            .iter()
            .any(|c| c.kind == kind && (mode.is_none() || c.mode.as_deref() == mode));
        return if there {
            format!("{line}: there is such a claim")
        } else {
            String::new()
        };
    }
    let Some(c) = at
        .iter()
        .find(|c| c.kind == kind && c.mode.as_deref() == mode)
        .copied()
    else {
        let got: Vec<String> = at
            .iter()
            .map(|c| format!("{}/{}", c.kind, c.mode.as_deref().unwrap_or("-")))
            .collect();
        return format!("{line}: no such claim; at the trigger {got:?}");
    };
    let wrong = parts.filter_map(|p| {
        let (key, want) = p.split_once(':').expect("`key: value`");
        let got = shown(report, c, key.trim());
        (got != want.trim()).then(|| format!("{line}: {key} is {got:?}"))
    });
    wrong.collect::<Vec<_>>().join("\n")
}

#[test]
fn cases_come_out_as_written() {
    let mut faults = Vec::new();
    for (name, case) in CASES {
        let case = case.replace("\r\n", "\n");
        let (report, claims) = case.split_once("## Claims\n").expect("a part `## Claims`");
        let block = report.split("```\n").nth(1).expect("a block of text");
        let published = report.lines().find_map(|l| l.strip_prefix("published: "));
        let coded = code(&PACKS, block, published);
        for c in &coded.claims {
            assert!(coded.report.text.is_char_boundary(c.trigger.start));
        }
        for line in claims.lines().filter(|l| !l.trim().is_empty()) {
            let (line, known) = line.strip_prefix("~ ").map_or((line, false), |l| (l, true));
            let fault = fault(&coded.report, &coded.claims, line);
            if known && fault.is_empty() {
                faults.push(format!("{name}: {line}: right now; take the ~ away"));
            } else if !known && !fault.is_empty() {
                faults.push(format!("{name}: {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_same_input_gives_the_same_claims() {
    let case = CASES[0].1;
    let block = case.split("```\n").nth(1).expect("a block of text");
    let (a, b) = (code(&PACKS, block, None), code(&PACKS, block, None));
    assert_eq!(a.claims, b.claims);
    let ids: std::collections::HashSet<&str> = a.claims.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids.len(), a.claims.len(), "ids tell claims apart");
}
