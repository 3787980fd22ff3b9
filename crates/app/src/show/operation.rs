//! In: the row of a campaign. Out: a page for people: who, where, its phases over time, what was announced and done, and the
//! sentences that name it. Knows no file.

use std::fmt::Write;

use store::OperationPageRow;
use store::row::PhaseRow;

use super::claim::one_line;
use super::event::{parties, place};

/// One campaign, with an empty line behind it.
pub fn page(o: &OperationPageRow) -> String {
    let mut out = format!("== {}", one_line(&o.name));
    let days = match (&o.start, &o.end) {
        (Some(a), Some(b)) if a != b => format!("{a}/{b}"),
        (Some(a), _) => a.clone(),
        _ => String::new(),
    };
    for part in [days, o.operation_id.clone()] {
        if !part.is_empty() {
            let _ = write!(out, " · {part}");
        }
    }
    out.push('\n');
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name:<11} {value}");
        }
    };
    field(
        "also",
        o.aliases
            .iter()
            .map(|a| one_line(a))
            .collect::<Vec<_>>()
            .join("; "),
    );
    field("who", parties(&o.actors));
    field("whom", parties(&o.recipients));
    let area = o
        .area
        .iter()
        .map(|a| format!("{} ({})", place(&a.place), a.claims));
    field("where", area.collect::<Vec<_>>().join("; "));
    for p in &o.phases {
        field("phase", phase(p));
    }
    for a in &o.announced {
        let done = if a.done.is_empty() {
            "not told as done".to_owned()
        } else {
            format!("done as {}", a.done.join(", "))
        };
        field("announced", format!("{}: {done}", a.event_id));
    }
    field("done", o.done.join(", "));
    for c in &o.claims {
        let day = c.published.as_deref().unwrap_or("day not known");
        let from = one_line(c.source.as_deref().unwrap_or(&c.doc_id));
        let _ = writeln!(out, "  - {day}, {from} ({}): {}", c.status, one_line(&c.sentence));
    }
    out.push('\n');
    out
}

/// "phase two: completed (2021-05-03 not-begun, 2021-07-09 completed)".
fn phase(p: &PhaseRow) -> String {
    let name = p.name.as_deref().map_or_else(|| "the whole".to_owned(), one_line);
    let Some(now) = &p.status else { return name };
    let told = p.told.iter().map(|t| {
        let day = t.published.as_deref().unwrap_or("day not known");
        format!("{day} {}", t.status)
    });
    format!("{name}: {now} ({})", told.collect::<Vec<_>>().join(", "))
}
