//! In: the actor table, a report's text and analysis. Out: the persons that it names, each with what makes the name
//! public, if anything does. Knows no claim and decides nothing: what may be shown the exports decide.

use jiff::civil::Date;
use text::{Analysis, NameKind, Span};

use super::Sector;
use super::mention;
use super::table::{ActorTable, EntryKind};

/// What makes a person's name public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The table has the person: the holder of an office, a leader.
    Office,
    /// A rank or title of a state, an armed group, a party or an international body stands with the name.
    Titled,
    /// Nothing that is known.
    Private,
}

/// The persons that a text names, in its order: the name without its titles. `day` decides who held an office.
pub fn people(
    table: &ActorTable,
    text: &str,
    analysis: &Analysis,
    day: Option<Date>,
) -> Vec<(Span, Standing)> {
    let book = mention::read(table, text, analysis, day);
    let persons = book.mentions.iter().filter(|m| m.name == Some(NameKind::Per));
    persons
        .map(|m| {
            let found = m.found.as_ref();
            let known = found.is_some_and(|f| f.kind == Some(EntryKind::Person) && f.name.is_some());
            let described = !m.roles.is_empty() || m.titled != m.span;
            let public = found.is_some_and(|f| {
                f.sector.is_some_and(speaks_for_a_body)
                    || f.sector.is_none()
                        && matches!(f.country.as_deref(), Some("UNO" | "EUR" | "IGO" | "NGO"))
            });
            let standing = match (known, described && public) {
                (true, _) => Standing::Office,
                (_, true) => Standing::Titled,
                _ => Standing::Private,
            };
            (m.span, standing)
        })
        .collect()
}

/// Who bears a rank of these speaks for more than himself. Doctors, teachers, traders and reporters are not among them:
/// they are the witnesses of most reports.
fn speaks_for_a_body(sector: Sector) -> bool {
    sector.of_state() || matches!(sector, Sector::Reb | Sector::Prm | Sector::Pty | Sector::Opp)
}
