//! In: the packs, a text and its analysis. Out: every person and place that it names, with what decides whether the name
//! may be shown: exports that hold names back need all of them, not only those that play a part in a claim. Knows no claim.

use jiff::civil::Date;
use text::{Analysis, NameKind, Span};

use crate::chain::cased;
use crate::packs::Packs;
use crate::record::{Place, PlaceValue};
pub use crate::resolve::actor::people::Standing;
use crate::resolve::actor::people::people;
use crate::resolve::actor::{EntryKind, lookup};
use crate::resolve::place::{self, PlaceContext};

/// A name in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Bytes of the text.
    pub span: Span,
    /// Whose name it is.
    pub what: NamedAs,
}

/// Whose name it is.
#[derive(Debug, Clone, PartialEq)]
pub enum NamedAs {
    /// A person's.
    Person(Standing),
    /// A place's, with the place; `None` when the gazetteer does not know which.
    Place(Option<PlaceValue>),
}

/// The persons, then the places that a text names. `analysis` is that of the text with case restored
/// ([`analyse_cased`](crate::analyse_cased), or that of a coded report); `day`, the report's, decides who held an office. A
/// person or place that the engine does not take for one is not found.
pub fn named(packs: &Packs, text: &str, analysis: &Analysis, day: Option<Date>) -> Vec<Named> {
    let text = &*cased(packs, text);
    let mut out: Vec<Named> = (people(&packs.actors, text, analysis, day).into_iter())
        .map(|(span, standing)| Named {
            span,
            what: NamedAs::Person(standing),
        })
        .collect();
    let places: Vec<Place> = place::places(
        &packs.gazetteer,
        &packs.lexicons.places,
        text,
        analysis,
        PlaceContext::default(),
        &[],
    );
    let unknown = (analysis.names.iter())
        .filter(|n| n.kind == NameKind::Loc && !places.iter().any(|p| p.span.overlaps(n.span)))
        .map(|n| (n.span, None));
    let known = places.iter().map(|p| (p.span, p.value.clone()));
    out.extend(known.chain(unknown).map(|(span, value)| Named {
        span,
        what: NamedAs::Place(value),
    }));
    out
}

/// True when a full name is that of a person of the actor table.
pub fn is_person(packs: &Packs, name: &str, day: Option<Date>) -> bool {
    let found = lookup(&packs.actors, name, day);
    found.is_some_and(|m| m.kind == Some(EntryKind::Person) && m.name.as_deref() == Some(name))
}

/// The representative point (degrees north, east) of a first-level unit by the name that places of it bear in
/// `admin1`; `None` when the gazetteer lacks it. `country` is ISO 3166-1 alpha-3.
pub fn unit_point(packs: &Packs, country: &str, admin1: &str) -> Option<(f64, f64)> {
    let world = &packs.gazetteer;
    let units = world.candidates(admin1).into_iter().map(|c| world.place(c.id));
    let mut units = units.filter(|p| p.feature == "ADM1" && p.country == Some(country));
    units.find(|p| p.name == admin1).map(|p| (p.lat, p.lon))
}
