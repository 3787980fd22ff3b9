//! In: events of ours and of another table. Out: which of them are one, which stand alone and why, and where the pairs differ.
//! Opens no file and keeps nothing.
//!
//! A pair may be one when the days lie no more than [`Bounds::days`] apart and the circles around the points no more than
//! [`Bounds::km`]; where one is known by its country only, the countries must be the same. What pairs cost says [`near`];
//! of all assignments one to one the cheapest is taken. Numbers of deaths decide nothing: they are what is compared.

pub mod assign;
pub mod day;
pub mod near;
pub mod ours;
pub mod rows;
pub mod theirs;

use jiff::civil::Date;
use sitrep::record::CountValue;
use sitrep::score::words::Stems;

use self::assign::assign;
use self::near::{ALONE, candidates, cost};

/// An event of either side, as far as it is compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Happening {
    /// Its id.
    pub id: String,
    /// First and last day; `None` when not known.
    pub days: Option<(Date, Date)>,
    /// Degrees north and east; `None` when no more than the country is known, or not even that.
    pub point: Option<(f64, f64)>,
    /// Radius in km of the circle about the point that should hold it.
    pub radius_km: f64,
    /// Name of the place.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-3; `None` when not known.
    pub country: Option<String>,
    /// Class in the scheme of the other table; `None` when it does not follow.
    pub class: Option<String>,
    /// What to show of its type.
    pub act: String,
    /// What to show of its parties.
    pub parties: Vec<String>,
    /// The words by which parties are compared.
    pub stems: Vec<Stems>,
    /// Deaths.
    pub deaths: CountValue,
}

/// How far apart events may be that are one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Days between the intervals.
    pub days: i32,
    /// Kilometres between the circles.
    pub km: f64,
    /// True: events of two classes are never one.
    pub same_class: bool,
}

/// Why an event stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alone {
    /// Its days are not known.
    NoDay,
    /// Neither a point nor a country is known.
    NoPlace,
    /// Nothing lies near enough, or what does is of another kind.
    NoneNear,
    /// What lies near was taken by one that is nearer.
    Taken,
}

impl Alone {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoDay => "no day",
            Self::NoPlace => "no place",
            Self::NoneNear => "none near",
            Self::Taken => "a nearer one was taken",
        }
    }
}

/// An outcome; events by their index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// Both tell of one event, at this cost (0 to 1000).
    Matched {
        /// Ours.
        ours: usize,
        /// Theirs.
        theirs: usize,
        /// 0 to 1000.
        cost: i64,
    },
    /// Only we have it.
    OnlyOurs(usize, Alone),
    /// Only they have it.
    OnlyTheirs(usize, Alone),
}

/// Compares; both lists are put in the order of days and ids first, so that the order of the inputs changes nothing.
pub fn compare(ours: &mut [Happening], theirs: &mut [Happening], bounds: &Bounds) -> Vec<Outcome> {
    let order = |h: &Happening| (h.days, h.id.clone());
    ours.sort_by_cached_key(order);
    theirs.sort_by_cached_key(order);
    let edges = candidates(ours, theirs, bounds);
    let found = assign(&edges, theirs.len(), ALONE);
    let mut near = vec![false; theirs.len()];
    for (theirs, _) in edges.iter().flatten() {
        near[*theirs] = true;
    }
    let why = |h: &Happening, near: bool| match (h.days, h.point, &h.country) {
        (None, ..) => Alone::NoDay,
        (_, None, None) => Alone::NoPlace,
        _ if near => Alone::Taken,
        _ => Alone::NoneNear,
    };
    let mut taken = vec![false; theirs.len()];
    let mut out = Vec::with_capacity(ours.len() + theirs.len());
    for (o, column) in found.iter().enumerate() {
        match column {
            Some(t) => {
                taken[*t] = true;
                let cost = cost(&ours[o], &theirs[*t], bounds).unwrap_or(ALONE);
                out.push(Outcome::Matched {
                    ours: o,
                    theirs: *t,
                    cost,
                });
            }
            None => out.push(Outcome::OnlyOurs(o, why(&ours[o], !edges[o].is_empty()))),
        }
    }
    let left = (0..theirs.len()).filter(|t| !taken[*t]);
    out.extend(left.map(|t| Outcome::OnlyTheirs(t, why(&theirs[t], near[t]))));
    out
}

#[cfg(test)]
mod tests;
