//! In: how many events. Out: how long it takes to compare so many invented ones of ours with as many of theirs, and how many
//! of the pairs that were made alike are found. Half of theirs are ours with the day moved by 0 or 1 and the place by up to 8 km;
//! the rest are others. Events crowd: a third lie in ten towns, in two years.
//!
//!     cargo run --release -p store --example compare_bench -- 50000

use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::date;
use sitrep::score_words;
use store::compare::{Bounds, Happening, Outcome, compare};

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % n
    }

    fn share(&mut self) -> f64 {
        self.below(1_000_000) as f64 / 1e6
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let many: usize = std::env::args()
        .nth(1)
        .unwrap_or_default()
        .parse()
        .unwrap_or(50_000);
    let words = score_words()?;
    let names = [
        "Taliban",
        "Government forces",
        "police",
        "villagers",
        "Civilians",
        "local militia",
    ];
    let parties: Vec<_> = names.iter().map(|n| words.stems(n)).collect();
    let mut random = Random(1);
    let event = |id: String, random: &mut Random| {
        let day = date(2020, 1, 1).saturating_add((random.below(730) as i32).days());
        let town = random.below(30);
        let point = if town < 10 {
            (
                30.0 + town as f64 * 0.7 + random.share() * 0.05,
                65.0 + random.share() * 0.05,
            )
        } else {
            (29.0 + random.share() * 9.0, 61.0 + random.share() * 12.0)
        };
        Happening {
            id,
            days: Some((day, day)),
            point: Some(point),
            radius_km: 5.0,
            country: Some("AFG".to_owned()),
            class: Some((1 + random.below(3)).to_string()),
            stems: (0..2)
                .map(|_| parties[random.below(6) as usize].clone())
                .collect(),
            ..Happening::default()
        }
    };
    let mut ours: Vec<Happening> = (0..many)
        .map(|i| event(format!("o{i:06}"), &mut random))
        .collect();
    let mut theirs: Vec<Happening> = Vec::with_capacity(many);
    for (i, o) in ours.iter().enumerate() {
        if i % 2 == 0 {
            let (lat, lon) = o.point.unwrap_or_default();
            let later = (random.below(2) as i32).days();
            theirs.push(Happening {
                id: o.id.replace('o', "t"),
                days: o
                    .days
                    .map(|(a, b)| (a.saturating_add(later), b.saturating_add(later))),
                point: Some((
                    lat + random.share() * 0.1 - 0.05,
                    lon + random.share() * 0.1 - 0.05,
                )),
                ..o.clone()
            });
        } else {
            theirs.push(event(format!("x{i:06}"), &mut random));
        }
    }
    let bounds = Bounds {
        days: 2,
        km: 25.0,
        same_class: false,
    };
    let began = Instant::now();
    let found = compare(&mut ours, &mut theirs, &bounds);
    let took = began.elapsed();
    let pairs = found.iter().filter_map(|o| match o {
        Outcome::Matched {
            ours: o, theirs: t, ..
        } => Some((&ours[*o].id, &theirs[*t].id)),
        _ => None,
    });
    let pairs: Vec<_> = pairs.collect();
    let right = pairs.iter().filter(|(o, t)| o[1..] == t[1..]).count();
    println!(
        "{many} by {many}: {:.1} s, {} pairs, {right} of {} made alike found ({:.1} %)",
        took.as_secs_f64(),
        pairs.len(),
        many.div_ceil(2),
        100.0 * right as f64 / many.div_ceil(2).max(1) as f64
    );
    Ok(())
}
