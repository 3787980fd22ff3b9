//! In: scores and agreements. Out: tables for people. The lines of a score are those of the bench's scorer, so that one can
//! be held against the other.

use std::fmt::Write as _;

use sitrep::agree::{Agreement, Coder, Field, Pair};
use sitrep::score::{FIGURES, Score, Single};
use store::coding::metric_name;

/// The figures of a score, with at most `details` events of each kind that do not agree.
pub fn score(found: &Score, details: usize) -> String {
    let mut out = String::new();
    for (name, t) in FIGURES.iter().zip(found.figures) {
        let (p, r, f) = (100.0 * t.precision(), 100.0 * t.recall(), 100.0 * t.f1());
        let of = format!("({} of {} gold, {} given)", t.hit, t.gold, t.given);
        let _ = writeln!(out, "{name:11} P {p:5.1}  R {r:5.1}  F1 {f:5.1}   {of}");
    }
    for (name, share) in [("mode", found.mode), ("status", found.status)] {
        let of = format!("({} of {} matched)", share.right, share.of);
        let _ = writeln!(out, "{name:11} accuracy {:5.1}   {of}", share.percent());
    }
    let by_type: Vec<String> = (found.by_type.iter())
        .map(|(kind, t)| format!("{} {:.0}/{}", or_none(kind.as_ref()), 100.0 * t.f1(), t.gold))
        .collect();
    let _ = writeln!(out, "by type (typed F1): {}", by_type.join("  "));
    for (name, all) in [("missed", &found.missed), ("extra", &found.extra)] {
        for s in all.iter().take(details) {
            let _ = writeln!(out, "{name} | {}", single(s));
        }
    }
    out
}

fn single(s: &Single) -> String {
    // A sentence may go over lines; here it is one.
    let sentence = s.sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    format!(
        "{} | {} | {} | {sentence}",
        s.doc_id,
        or_none(s.kind.as_ref()),
        s.trigger
    )
}

fn or_none(kind: Option<&String>) -> &str {
    kind.map_or("None", String::as_str)
}

/// An agreement: reports and events, F1 of each pair both ways, alpha of each field.
pub fn agreement(found: &Agreement, coders: &[Coder]) -> String {
    let mut out = String::new();
    let left = match found.left_out {
        0 => String::new(),
        n => format!("; {n} more are of one coder only and left out"),
    };
    let _ = writeln!(out, "{} coders, {} reports{left}", coders.len(), found.reports);
    let seen: Vec<String> = (found.seen_by.iter().enumerate())
        .map(|(n, events)| format!("{events} by {}", n + 1))
        .collect();
    let _ = writeln!(out, "events seen: {}\n", seen.join(", "));
    for p in &found.pairs {
        pair(&mut out, p, coders);
    }
    let _ = writeln!(
        out,
        "{:11} {:9} {:>6} {:>8} {:>7}  {:15}",
        "field", "distance", "units", "equal %", "alpha", "95 % interval"
    );
    for f in &found.fields {
        field(&mut out, f);
    }
    out
}

fn pair(out: &mut String, p: &Pair, coders: &[Coder]) {
    let (a, b) = (&coders[p.a].name, &coders[p.b].name);
    let _ = writeln!(
        out,
        "{a} (gold) and {b}, {} reports: F1, and F1 with {b} as the gold",
        p.reports
    );
    for name in FIGURES.iter().chain(&sitrep::score::SHARES) {
        let of = |s: &Score| s.percent(name).unwrap_or_default();
        let (one, other) = (of(&p.a_is_gold), of(&p.b_is_gold));
        let _ = writeln!(out, "  {name:11} {one:5.1}  {other:5.1}");
    }
    out.push('\n');
}

fn field(out: &mut String, f: &Field) {
    let a = f.alpha;
    let percent = a.percent.map_or_else(|| "-".to_owned(), |p| format!("{p:.1}"));
    let alpha = a.alpha.map_or_else(|| "-".to_owned(), |x| format!("{x:.3}"));
    let interval = match (a.interval, a.alpha, a.units) {
        (Some((low, high)), ..) => format!("{low:.3} to {high:.3}"),
        (None, Some(_), _) => String::new(),
        (None, None, 0) => "no event has two values".to_owned(),
        (None, None, _) => "one value only occurs".to_owned(),
    };
    let line = format!(
        "{:11} {:9} {:>6} {percent:>8} {alpha:>7}  {interval}",
        f.name,
        metric_name(f.metric),
        a.units
    );
    let _ = writeln!(out, "{}", line.trim_end());
}
