//! In: what a project holds: claims with what people said of them, reports, differences of runs, lines of the log. Out: blocks for
//! people. Knows no file.

use std::fmt::Write;

use serde_json::Value;
use store::ClaimRow;
use store::project::{
    Change, ClaimEntry, Decision, Difference, Effective, LogLine, OperationEntry, ReportEntry, Run,
};
use store::row::{PartyRow, PlaceRow};

use super::claim::one_line;

/// A claim with all its values and what people said of it.
pub fn claim(e: &Effective) -> String {
    let c = &e.claim;
    let mut out = headline(c);
    if let Some(verdict) = &e.verdict {
        let _ = write!(out, " · {verdict}");
    }
    out.push('\n');
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name:<11} {value}");
        }
    };
    field("sentence", one_line(&c.sentence.span.text));
    field("act", one_line(&c.trigger.text));
    field("who", parties(&c.actors));
    field("whom", parties(&c.recipients));
    let places: Vec<String> = c.places().map(place).collect();
    field("where", places.join("; "));
    if let Some(t) = c.dated() {
        let value = t.edtf.clone().unwrap_or_else(|| "not known".to_owned());
        let words = t
            .text
            .as_deref()
            .map(|w| format!(" \"{}\"", one_line(w)))
            .unwrap_or_default();
        field("when", format!("{value}{words} ({})", t.basis));
    }
    for n in &c.counts {
        field(
            "how many",
            format!("{} \"{}\" ({})", n.role, one_line(&n.span.text), n.scope),
        );
    }
    if let Some(s) = &c.said_by {
        field("said by", one_line(s.name.as_deref().unwrap_or(&s.span.text)));
    }
    if let Some(o) = &c.operation {
        field("operation", one_line(&o.name));
    }
    field("sensitivity", c.sensitivity.to_string());
    field("confidence", format!("{:.2}", c.confidence));
    field("report", report_line(c));
    field(
        "coded by",
        format!("{}, sitrep {}", c.coder.rule, c.coder.version),
    );
    for k in &e.corrections {
        let undone = if k.holds { "" } else { " (undone)" };
        let what = k.withdraws.map_or_else(
            || format!("{} {} -> {}", k.field, brief(&k.old), brief(&k.new)),
            |n| format!("{n} undone, {} {} again", k.field, brief(&k.new)),
        );
        let (who, why) = (one_line(&k.who), one_line(&k.why));
        field(
            "correction",
            format!("{}{undone}: {what}; {who}, {}: {why}", k.id, k.at),
        );
    }
    out
}

/// "ASSAULT/aerial · Ardova, AAA · 2018-08-13 · occurred · 1a2b…".
pub fn headline(c: &ClaimRow) -> String {
    let act = c
        .mode
        .as_ref()
        .map_or_else(|| c.kind.clone(), |m| format!("{}/{m}", c.kind));
    let mut parts = vec![act];
    parts.extend(c.located().map(place));
    // What the words do not tell is marked.
    let own = c.time.as_ref().and_then(|t| t.edtf.clone());
    let inferred = || {
        Some(format!(
            "{} ({})",
            c.time_inferred.as_ref()?.edtf.as_ref()?,
            c.time_inferred.as_ref()?.basis
        ))
    };
    parts.extend(own.or_else(inferred));
    parts.push(c.status.to_string());
    parts.push(c.claim_id.clone());
    parts.join(" · ")
}

fn place(p: &PlaceRow) -> String {
    let told = match (&p.value.name, &p.value.country) {
        (Some(name), Some(country)) => format!("{name}, {country}"),
        (Some(name), None) => name.clone(),
        _ => one_line(&p.span.text),
    };
    // What the words do not tell is marked.
    if p.inferred {
        format!("{told} (inferred)")
    } else {
        told
    }
}

fn parties(list: &[PartyRow]) -> String {
    let name = |p: &PartyRow| one_line(p.name.as_deref().unwrap_or(&p.span.text));
    list.iter().map(name).collect::<Vec<_>>().join("; ")
}

fn report_line(c: &ClaimRow) -> String {
    let r = &c.report;
    let parts = [
        r.title.as_deref(),
        r.source.as_deref(),
        r.published.as_deref(),
        Some(&*c.doc_id),
    ];
    parts
        .into_iter()
        .flatten()
        .map(one_line)
        .collect::<Vec<_>>()
        .join(", ")
}

/// JSON in a line, cut when it is long.
fn brief(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// What people decided of an event, a line each.
pub fn decisions(list: &[Decision]) -> String {
    list.iter().fold(String::new(), |mut out, d| {
        let undone = if d.holds { "" } else { " (undone)" };
        let _ = writeln!(
            out,
            "  decision {} {}{undone}; {}, {}: {}",
            d.id,
            d.kind,
            one_line(&d.who),
            d.at,
            one_line(&d.why)
        );
        out
    })
}

/// A report: what is known of it, its text, and a line for each claim.
pub fn report(entry: &ReportEntry, text: &str, claims: &[ClaimEntry]) -> String {
    let mut out = String::new();
    let known = [
        ("title", entry.title.clone()),
        ("source", entry.source.clone()),
        ("published", entry.published.clone()),
        ("url", entry.url.clone()),
        ("language", entry.language.clone()),
        ("doc_id", Some(entry.doc_id.clone())),
        ("read from", Some(entry.input.clone())),
        ("retrieved", Some(entry.retrieved.clone())),
        ("sha256", Some(entry.sha256.clone())),
        ("copy of", entry.copy_of.clone()),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            let _ = writeln!(out, "{name:<11} {}", one_line(&value));
        }
    }
    let _ = writeln!(out, "\n{text}\n");
    for c in claims {
        let _ = writeln!(
            out,
            "{}\n  {}",
            headline(&c.claim),
            one_line(&c.claim.sentence.span.text)
        );
    }
    out
}

/// An operation: its name and what is known, as JSON over lines.
pub fn operation(o: &OperationEntry) -> String {
    let json = serde_json::to_string_pretty(&o.json).unwrap_or_default();
    format!("{} · {}\n{json}\n", one_line(&o.name), o.operation_id)
}

/// A run in a line.
pub fn run(r: &Run) -> String {
    let shown = if r.current { ", shown" } else { "" };
    let state = if r.ended.is_some() { "whole" } else { "open" };
    format!(
        "run {}: {} reports, {} claims, begun {} ({state}{shown}); sitrep {}, codebook {}, model {}, places {}\n",
        r.id,
        r.reports,
        r.claims,
        r.begun,
        r.knowledge.version,
        short(&r.knowledge.codebook),
        short(&r.knowledge.model),
        short(&r.knowledge.places)
    )
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// How two runs differ.
pub fn difference(d: &Difference) -> String {
    let mut out = format!(
        "{} reports: {} claims the same, {} changed, {} added, {} gone\n",
        d.reports,
        d.same,
        d.changed.len(),
        d.added.len(),
        d.gone.len()
    );
    if d.reports_of_one > 0 {
        let _ = writeln!(out, "{} reports were coded by one run only", d.reports_of_one);
    }
    let mut block = |sign: &str, c: &ClaimRow| {
        let _ = writeln!(
            out,
            "{sign} {}\n    {}",
            headline(c),
            one_line(&c.sentence.span.text)
        );
    };
    d.added.iter().for_each(|c| block("+", c));
    d.gone.iter().for_each(|c| block("-", c));
    for Change {
        first,
        second,
        fields,
    } in &d.changed
    {
        let _ = writeln!(
            out,
            "~ {}\n    {}",
            headline(second),
            one_line(&first.sentence.span.text)
        );
        for (name, a, b) in fields {
            let _ = writeln!(out, "    {name}: {} -> {}", brief(a), brief(b));
        }
    }
    out
}

/// A line of the log.
pub fn log_line(l: &LogLine) -> String {
    let what: Value = serde_json::from_str(&l.what).unwrap_or_default();
    let fields = what.as_object().into_iter().flatten();
    let told: Vec<String> = fields
        .filter(|(name, _)| *name != "act")
        .map(|(name, value)| match value.as_str() {
            Some(text) => format!("{name} {}", one_line(short(text))),
            None => format!("{name} {value}"),
        })
        .collect();
    format!(
        "{:>6}  {}  {}  {}: {}\n",
        l.seq,
        l.at,
        one_line(&l.who),
        l.act,
        told.join(", ")
    )
}
