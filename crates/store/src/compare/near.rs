//! In: events of both sides. Out: for each of ours those of theirs that may be one with it, and what each pair costs. Knows no
//! assignment.
//!
//! Theirs are found by cells of half a degree and, in a cell, by days. A pair costs 0 (the same) to 1500; at [`ALONE`] it is
//! no pair. The parts were set by hand, so that no single part but a far and late one of another class forbids a pair; no
//! table of others was looked at:
//!
//! | part | most | grows with |
//! |---|---|---|
//! | days | 300 | the days between the intervals, against the bound |
//! | vagueness | 100 | the days that one interval has and the other has not |
//! | place | 300 | the km between the circles, against the bound |
//! | distance | 100 | the km between the points; countries only: 250 for both parts |
//! | class | 400 | another class; 100 where one is not known |
//! | parties | 300 | the parties without a counterpart; 150 where one side has none |

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sitrep::score::words::overlap;

use super::{Bounds, Happening};

/// What an event costs that stays alone: a pair that costs as much is none.
pub const ALONE: i64 = 1000;
/// The cheapest pairs of an event that are kept. More than this many events of one kind in one place and week cannot be
/// told apart by what is compared.
const MOST: usize = 50;
/// Side of a cell in degrees.
const CELL: f64 = 0.5;
/// Kilometres of a degree of latitude.
const DEGREE_KM: f64 = 111.2;
/// Circles larger than this are looked up apart, so that small ones need few cells.
const WIDE_KM: f64 = 60.0;

/// Days since 1970.
fn number(day: Date) -> i32 {
    jiff::civil::date(1970, 1, 1)
        .until(day)
        .map_or(0, |s| s.get_days())
}

fn interval(h: &Happening) -> Option<(i32, i32)> {
    h.days.map(|(first, last)| (number(first), number(last)))
}

/// Kilometres between two points, by the haversine formula on a sphere of radius 6371 km.
pub fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lat2) = (a.0.to_radians(), b.0.to_radians());
    let half = |x: f64| (x / 2.0).sin().powi(2);
    let h = half(lat2 - lat1) + lat1.cos() * lat2.cos() * half((b.1 - a.1).to_radians());
    2.0 * 6371.0 * h.clamp(0.0, 1.0).sqrt().asin()
}

/// Parties with a counterpart, 0 to 1 of those of the side that has fewer; `None` when a side has none.
pub fn shared_parties(ours: &Happening, theirs: &Happening) -> Option<f64> {
    let fewer = ours.stems.len().min(theirs.stems.len());
    (fewer > 0).then(|| overlap(&ours.stems, &theirs.stems).min(fewer) as f64 / fewer as f64)
}

/// What a pair costs; `None` when it is none.
pub fn cost(ours: &Happening, theirs: &Happening, bounds: &Bounds) -> Option<i64> {
    let ((a, b), (c, d)) = (interval(ours)?, interval(theirs)?);
    let gap = (c - b).max(a - d).max(0);
    if gap > bounds.days {
        return None;
    }
    let both = (b.min(d) - a.max(c) + 1).max(0);
    let either = (b - a + 1) + (d - c + 1) - both;
    let days = 300.0 * f64::from(gap) / f64::from(bounds.days + 1)
        + 100.0 * (1.0 - f64::from(both) / f64::from(either.max(1)));
    let place = match (ours.point, theirs.point) {
        (Some(x), Some(y)) => {
            let apart = km(x, y);
            let between = (apart - ours.radius_km - theirs.radius_km).max(0.0);
            if between > bounds.km {
                return None;
            }
            300.0 * between / (bounds.km + 1.0) + 100.0 * (1.0 - (-apart / 25.0).exp())
        }
        _ if ours.country.is_some() && ours.country == theirs.country => 250.0,
        _ => return None,
    };
    let class = match (&ours.class, &theirs.class) {
        (Some(x), Some(y)) if x == y => 0.0,
        (Some(_), Some(_)) if bounds.same_class => return None,
        (Some(_), Some(_)) => 400.0,
        _ => 100.0,
    };
    let parties = 300.0 * (1.0 - shared_parties(ours, theirs).unwrap_or(0.5));
    let sum = (days + place + class + parties).round() as i64;
    (sum < ALONE).then_some(sum)
}

/// Events of theirs by first day, with the longest of them, so that those of some days are found.
#[derive(Default)]
struct ByDay {
    events: Vec<(i32, usize)>,
    longest: i32,
}

impl ByDay {
    fn add(&mut self, (first, last): (i32, i32), index: usize) {
        self.events.push((first, index));
        self.longest = self.longest.max(last - first);
    }

    /// Those that may touch the days; the events were added in the order of their first days.
    fn within(&self, first: i32, last: i32) -> impl Iterator<Item = usize> + '_ {
        let from = self.events.partition_point(|(f, _)| *f < first - self.longest);
        let rest = self.events[from..].iter();
        rest.take_while(move |(f, _)| *f <= last).map(|(_, i)| *i)
    }
}

type Cells = BTreeMap<(i32, i32), ByDay>;

/// For each of ours the cheapest of theirs, by index. `theirs` must stand in the order of first days.
pub fn candidates(ours: &[Happening], theirs: &[Happening], bounds: &Bounds) -> Vec<Vec<(usize, i64)>> {
    let (mut small, mut wide) = (Cells::new(), Cells::new());
    let (mut pinless, mut pinned) = (BTreeMap::new(), BTreeMap::new());
    let (mut small_km, mut wide_km) = (0.0_f64, 0.0_f64);
    for (i, t) in theirs.iter().enumerate() {
        let Some(days) = interval(t) else { continue };
        if let Some(point) = t.point {
            let (cells, most) = if t.radius_km > WIDE_KM {
                (&mut wide, &mut wide_km)
            } else {
                (&mut small, &mut small_km)
            };
            *most = most.max(t.radius_km);
            cells.entry(cell(point)).or_default().add(days, i);
        }
        if let Some(country) = &t.country {
            let by_country = if t.point.is_some() {
                &mut pinned
            } else {
                &mut pinless
            };
            let of_country: &mut ByDay = by_country.entry(country.as_str()).or_default();
            of_country.add(days, i);
        }
    }
    let found = |o: &Happening| -> Vec<(usize, i64)> {
        let Some((first, last)) = interval(o) else {
            return Vec::new();
        };
        let (first, last) = (first - bounds.days, last + bounds.days);
        let mut pairs: Vec<(i64, usize)> = Vec::new();
        let mut take = |by_day: &ByDay| {
            for i in by_day.within(first, last) {
                pairs.extend(cost(o, &theirs[i], bounds).map(|c| (c, i)));
            }
        };
        if let Some(point) = o.point {
            for (cells, most) in [(&small, small_km), (&wide, wide_km)] {
                for at in cells_around(point, bounds.km + o.radius_km + most) {
                    cells.get(&at).into_iter().for_each(&mut take);
                }
            }
        }
        if let Some(country) = o.country.as_deref() {
            pinless.get(country).into_iter().for_each(&mut take);
            if o.point.is_none() {
                pinned.get(country).into_iter().for_each(&mut take);
            }
        }
        pairs.sort_unstable();
        pairs.truncate(MOST);
        pairs.into_iter().map(|(c, i)| (i, c)).collect()
    };
    ours.iter().map(found).collect()
}

fn cell((lat, lon): (f64, f64)) -> (i32, i32) {
    let columns = (360.0 / CELL) as i32;
    (
        (lat / CELL).floor() as i32,
        ((lon / CELL).floor() as i32).rem_euclid(columns),
    )
}

/// The cells that a circle touches.
fn cells_around((lat, lon): (f64, f64), radius_km: f64) -> BTreeSet<(i32, i32)> {
    let up = radius_km / DEGREE_KM;
    // The circle is widest, in degrees of longitude, at its edge towards the pole.
    let narrow = (lat.abs() + up).min(89.0).to_radians().cos();
    let side = (up / narrow).min(180.0);
    let steps = |from: f64, to: f64| (from / CELL).floor() as i32..=(to / CELL).floor() as i32;
    steps(lat - up, lat + up)
        .flat_map(|row| {
            let lat = f64::from(row) * CELL;
            steps(lon - side, lon + side).map(move |column| cell((lat, f64::from(column) * CELL)))
        })
        .collect()
}
