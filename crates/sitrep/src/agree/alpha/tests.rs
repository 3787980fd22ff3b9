//! Worked examples of the literature, and the edges.

use super::*;

/// Rows are coders, columns units; `.` is missing.
fn units(rows: &[&str]) -> Vec<Unit> {
    let cells: Vec<Vec<&str>> = rows.iter().map(|r| r.split_whitespace().collect()).collect();
    (0..cells[0].len())
        .map(|u| Unit {
            values: (cells.iter())
                .map(|row| row[u])
                .filter(|c| *c != ".")
                .map(|c| c.parse().map_or(Value::Word(c.to_owned()), Value::Number))
                .collect(),
            of: u / 2,
        })
        .collect()
}

const NO_INTERVAL: Bootstrap = Bootstrap {
    samples: 0,
    seed: 1,
    resample: Resample::Units,
};

/// Krippendorff (2011), example C: four observers, twelve units, missing values.
const CANONICAL: [&str; 4] = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
];
/// The same, example A: two observers, binary data.
const BINARY: [&str; 2] = ["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"];
/// The same, example B: two observers, five categories.
const NOMINAL: [&str; 2] = ["a a b b d c c c e d d a", "b a b b b c c c e d d d"];
/// Three coders, fifteen units, most values missing: a table that is reprinted widely.
const SPARSE: [&str; 3] = [
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
];

#[test]
fn worked_examples_of_the_literature() {
    for (rows, metric, expected) in [
        (&CANONICAL[..], Metric::Nominal, 0.743),
        (&CANONICAL, Metric::Ordinal, 0.815),
        (&CANONICAL, Metric::Interval, 0.849),
        (&CANONICAL, Metric::Ratio, 0.797),
        (&BINARY, Metric::Nominal, 0.095),
        (&BINARY, Metric::Interval, 0.095),
        (&NOMINAL, Metric::Nominal, 0.692),
        (&SPARSE, Metric::Nominal, 0.691),
        (&SPARSE, Metric::Interval, 0.811),
    ] {
        let found = alpha(&units(rows), metric, NO_INTERVAL).alpha.expect("an alpha");
        assert!(
            (found - expected).abs() < 0.0005,
            "{metric:?} {rows:?}: {found}, not {expected}"
        );
    }
    let all = alpha(&units(&CANONICAL), Metric::Nominal, NO_INTERVAL);
    assert_eq!((all.units, all.values), (11, 40));
    let percent = alpha(&units(&BINARY), Metric::Nominal, NO_INTERVAL).percent;
    assert_eq!(percent, Some(60.0));
}

#[test]
fn where_nothing_could_be_mistaken_there_is_no_alpha() {
    for (rows, units_with_two, percent) in [
        (["a a a", "a a a"], 3, Some(100.0)),
        (["a . b", ". a ."], 0, None),
        ([". .", ". ."], 0, None),
    ] {
        let found = alpha(&units(&rows), Metric::Nominal, NO_INTERVAL);
        assert_eq!(
            (found.units, found.percent),
            (units_with_two, percent),
            "{rows:?}"
        );
        assert_eq!((found.alpha, found.interval), (None, None), "{rows:?}");
    }
    assert_eq!(alpha(&[], Metric::Masi, NO_INTERVAL).alpha, None);
}

#[test]
fn sets_that_share_something_are_nearer() {
    let set = |s: &str| {
        s.split_terminator(' ')
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    for (a, b, by_masi, by_jaccard) in [
        ("x y", "x y", 0.0, 0.0),
        ("x", "x y", 1.0 - 0.5 * 2.0 / 3.0, 0.5),
        ("x y", "y z", 1.0 - 1.0 / 9.0, 2.0 / 3.0),
        ("x", "y", 1.0, 1.0),
        ("", "y", 1.0, 1.0),
        ("", "", 0.0, 0.0),
    ] {
        assert!((masi(&set(a), &set(b)) - by_masi).abs() < 1e-12, "{a} / {b}");
        assert!(
            (jaccard(&set(a), &set(b)) - by_jaccard).abs() < 1e-12,
            "{a} / {b}"
        );
    }
    // The short way over near pairs gives what the long way over all pairs gives.
    let sets = ["x y", "x", "y z", "w", "", "x y z"];
    let units: Vec<Unit> = (0..sets.len())
        .map(|i| Unit {
            values: vec![
                Value::Set(set(sets[i])),
                Value::Set(set(sets[(i * 2 + 1) % sets.len()])),
            ],
            of: i,
        })
        .collect();
    let values: Vec<&Value> = units.iter().flat_map(|u| &u.values).collect();
    let apart = |a: &Value, b: &Value| match (a, b) {
        (Value::Set(a), Value::Set(b)) => masi(a, b),
        _ => unreachable!("sets only"),
    };
    let n = values.len() as f64;
    let expected: f64 = values
        .iter()
        .flat_map(|a| values.iter().map(|b| apart(a, b)))
        .sum();
    let observed: f64 = units
        .iter()
        .map(|u| 2.0 * apart(&u.values[0], &u.values[1]))
        .sum();
    let long = 1.0 - (observed / n) / (expected / (n * (n - 1.0)));
    let short = alpha(&units, Metric::Masi, NO_INTERVAL).alpha.expect("an alpha");
    assert!((short - long).abs() < 1e-12, "{short} {long}");
}

#[test]
fn the_interval_holds_alpha_and_the_seed_fixes_it() {
    let of = |seed, resample| {
        let bootstrap = Bootstrap {
            samples: 400,
            seed,
            resample,
        };
        let found = alpha(&units(&CANONICAL), Metric::Interval, bootstrap);
        (
            found.alpha.expect("an alpha"),
            found.interval.expect("an interval"),
        )
    };
    let (alpha, (low, high)) = of(7, Resample::Units);
    assert!(low < alpha && alpha < high && high <= 1.0, "{low} {alpha} {high}");
    assert_eq!(of(7, Resample::Units), of(7, Resample::Units));
    assert_ne!(of(7, Resample::Units).1, of(8, Resample::Units).1);
    assert_ne!(of(7, Resample::Units).1, of(7, Resample::Reports).1);
    let one = Bootstrap {
        samples: 10,
        seed: 1,
        resample: Resample::Reports,
    };
    let alone: Vec<Unit> = units(&BINARY).into_iter().map(|u| Unit { of: 0, ..u }).collect();
    assert_eq!(super::alpha(&alone, Metric::Nominal, one).interval, None);
}
