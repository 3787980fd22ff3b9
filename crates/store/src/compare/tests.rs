//! Comparisons of tables of our own.

use jiff::civil::date;
use sitrep::score_words;

use super::rows::{csv_of, row, sums};
use super::theirs::{Form, read};
use super::*;

const BOUNDS: Bounds = Bounds {
    days: 2,
    km: 25.0,
    same_class: false,
};

fn event(id: &str, day: i8, point: (f64, f64), parties: &[&str], best: u64) -> Happening {
    let words = score_words().expect("the words");
    let day = date(2021, 5, day);
    Happening {
        id: id.to_owned(),
        days: Some((day, day)),
        point: Some(point),
        radius_km: 5.0,
        country: Some("AFG".to_owned()),
        class: Some("1".to_owned()),
        act: "ASSAULT".to_owned(),
        parties: parties.iter().map(|p| (*p).to_owned()).collect(),
        stems: parties.iter().map(|p| words.stems(p)).collect(),
        deaths: CountValue {
            best: Some(best),
            ..CountValue::default()
        },
        ..Happening::default()
    }
}

/// "a=x b only" and so on, in the order of the outcomes.
fn told(ours: &mut [Happening], theirs: &mut [Happening], bounds: &Bounds) -> String {
    let found = compare(ours, theirs, bounds);
    let line = |o: &Outcome| match *o {
        Outcome::Matched {
            ours: o, theirs: t, ..
        } => format!("{}={}", ours[o].id, theirs[t].id),
        Outcome::OnlyOurs(o, why) => format!("{} ({})", ours[o].id, why.name()),
        Outcome::OnlyTheirs(t, why) => format!("{} ({})", theirs[t].id, why.name()),
    };
    found.iter().map(line).collect::<Vec<_>>().join(", ")
}

const GHAZNI: (f64, f64) = (33.55, 68.42);
const KABUL: (f64, f64) = (34.53, 69.17);

#[test]
fn events_are_one_by_day_place_kind_and_parties() {
    for (ours, theirs, expected) in [
        (
            event("a", 3, GHAZNI, &["Taliban"], 2),
            event("x", 3, GHAZNI, &["Taleban", "Taliban"], 9),
            "a=x",
        ),
        (
            event("a", 3, GHAZNI, &["Taliban"], 2),
            event("x", 5, GHAZNI, &["Taliban"], 2),
            "a=x",
        ),
        (
            event("a", 3, GHAZNI, &[], 2),
            event("x", 6, GHAZNI, &[], 2),
            "a (none near), x (none near)",
        ),
        (
            event("a", 3, GHAZNI, &[], 2),
            event("x", 3, KABUL, &[], 2),
            "a (none near), x (none near)",
        ),
    ] {
        assert_eq!(told(&mut [ours], &mut [theirs], &BOUNDS), expected);
    }
    let mut other = event("x", 3, GHAZNI, &["Taliban"], 2);
    other.class = Some("3".to_owned());
    let ours = || [event("a", 3, GHAZNI, &["Taliban"], 2)];
    assert_eq!(told(&mut ours(), &mut [other.clone()], &BOUNDS), "a=x");
    let strict = Bounds {
        same_class: true,
        ..BOUNDS
    };
    assert_eq!(
        told(&mut ours(), &mut [other], &strict),
        "a (none near), x (none near)"
    );
}

#[test]
fn countries_stand_for_points_that_are_not_known_and_unknown_days_match_nothing() {
    let mut country = event("x", 3, GHAZNI, &[], 2);
    country.point = None;
    let ours = || event("a", 3, GHAZNI, &[], 2);
    assert_eq!(told(&mut [ours()], &mut [country.clone()], &BOUNDS), "a=x");
    country.country = Some("PAK".to_owned());
    assert_eq!(
        told(&mut [ours()], &mut [country], &BOUNDS),
        "a (none near), x (none near)"
    );
    let (mut no_day, mut no_place) = (ours(), event("b", 3, GHAZNI, &[], 2));
    no_day.days = None;
    (no_place.point, no_place.country) = (None, None);
    let expected = "a (no day), b (no place), x (none near)";
    let theirs = || [event("x", 3, GHAZNI, &[], 2)];
    assert_eq!(told(&mut [no_place, no_day], &mut theirs(), &BOUNDS), expected);
}

#[test]
fn each_event_is_in_one_pair_and_the_order_of_the_inputs_changes_nothing() {
    let ours = [
        event("a", 3, GHAZNI, &["Taliban"], 2),
        event("b", 4, GHAZNI, &["Taliban"], 5),
        event("c", 4, GHAZNI, &["Taliban"], 5),
    ];
    let theirs = [
        event("x", 4, GHAZNI, &["Taliban"], 5),
        event("y", 3, GHAZNI, &["Taliban"], 2),
    ];
    let expected = "a=y, b=x, c (a nearer one was taken)";
    let mut reversed = (ours.clone(), theirs.clone());
    reversed.0.reverse();
    reversed.1.reverse();
    assert_eq!(told(&mut ours.clone(), &mut theirs.clone(), &BOUNDS), expected);
    assert_eq!(told(&mut reversed.0, &mut reversed.1, &BOUNDS), expected);
    // Over the line where longitudes begin anew.
    let far = |id, lon| event(id, 3, (-17.0, lon), &[], 1);
    assert_eq!(
        told(&mut [far("a", 179.99)], &mut [far("x", -179.99)], &BOUNDS),
        "a=x"
    );
}

#[test]
fn blocks_lose_no_pair_that_all_against_all_finds() {
    let mut seed = 7_u64;
    let mut random = move |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % n
    };
    let mut some = |side: &str| -> Vec<Happening> {
        (0..200)
            .map(|i| {
                let point = (
                    30.0 + random(400) as f64 / 100.0,
                    60.0 + random(400) as f64 / 100.0,
                );
                let mut e = event(&format!("{side}{i:03}"), 1 + random(28) as i8, point, &[], 1);
                if random(10) == 0 {
                    e.radius_km = 100.0;
                }
                if random(20) == 0 {
                    e.point = None;
                }
                if random(15) == 0 {
                    e.days = Some((date(2021, 5, 1), date(2021, 5, 31)));
                }
                e
            })
            .collect()
    };
    let (ours, mut theirs) = (some("o"), some("t"));
    theirs.sort_by_key(|t| (t.days, t.id.clone()));
    let found = near::candidates(&ours, &theirs, &BOUNDS);
    for (o, found) in ours.iter().zip(found) {
        let all = theirs.iter().enumerate();
        let mut all: Vec<_> = all
            .filter_map(|(i, t)| Some((near::cost(o, t, &BOUNDS)?, i)))
            .collect();
        all.sort_unstable();
        all.truncate(50);
        assert_eq!(
            found.iter().map(|(i, c)| (*c, *i)).collect::<Vec<_>>(),
            all,
            "{}",
            o.id
        );
    }
}

#[test]
fn differences_are_ours_less_theirs() {
    let mut ours = [
        event("a", 4, GHAZNI, &["Taliban"], 2),
        event("b", 20, KABUL, &["police"], 1),
    ];
    let mut theirs = [event("x", 3, (33.6, 68.42), &["Taliban"], 5)];
    let found = compare(&mut ours, &mut theirs, &BOUNDS);
    let rows: Vec<_> = found.iter().map(|o| row(o, &ours, &theirs)).collect();
    let pair = &rows[0];
    assert_eq!(
        (pair.days_first, pair.days_last, pair.deaths_best),
        (Some(1), Some(1), Some(-3))
    );
    assert_eq!(
        (pair.km, pair.same_type, pair.parties),
        (Some(5.6), Some(true), Some("all"))
    );
    assert_eq!((pair.deaths_low, rows[1].reason), (None, Some("none near")));
    let all = sums(&rows);
    assert_eq!(
        (all.matched, all.only_ours["none near"], all.only_theirs.len()),
        (1, 1, 0)
    );
    let deaths = all
        .numbers
        .iter()
        .find(|(n, _)| *n == "deaths, best")
        .expect("deaths")
        .1;
    assert_eq!(
        (deaths.pairs, deaths.same, deaths.lower, deaths.median),
        (1, 0, 1, Some(3.0))
    );
    let table = String::from_utf8(csv_of(&rows).expect("a table")).expect("UTF-8");
    assert!(
        table.starts_with("result,reason,cost,") && table.lines().count() == 3,
        "{table}"
    );
}

/// What of a table is read: form, then id, days, point, country, deaths of each event, then faults.
fn read_of(table: &str) -> Result<String, String> {
    let words = score_words().expect("the words");
    let theirs = read(table.as_bytes(), None, &words)?;
    let mut out = vec![theirs.form.name().to_owned()];
    for e in &theirs.events {
        let (first, last) = e.days.expect("days");
        let country = e.country.as_deref().unwrap_or("-");
        let d = e.deaths;
        out.push(format!(
            "{} {first}/{last} {:?} {country} {:?}/{:?}/{:?}",
            e.id, e.point, d.low, d.best, d.high
        ));
    }
    out.extend(theirs.faults.iter().map(|(n, what)| format!("row {n}: {what}")));
    Ok(out.join("\n"))
}

#[test]
fn tables_are_told_by_their_headers_and_read_in_their_variants() {
    let old = "id,type_of_violence,date_start,date_end,latitude,longitude,where_prec,country,side_a,side_b,best_est,low_est,high_est\n\
        7,1,2021-05-03 00:00:00.000,2021-05-04,33.55,68.42,1,Afghanistan,Taliban,Government of Afghanistan,4,2,9\n\
        8,1,2021-05-03,2021-05-04,33.55,68.42,6,DR Congo (Zaire),A,B,4.0,2,\n";
    assert_eq!(
        read_of(old).expect("a table"),
        "UCDP GED\n7 2021-05-03/2021-05-04 Some((33.55, 68.42)) AFG Some(2)/Some(4)/Some(9)\n\
         8 2021-05-03/2021-05-04 None COD Some(2)/Some(4)/None"
    );
    let acled = "\u{feff}\"event_id_cnty\";\"event_date\";\"time_precision\";\"event_type\";\"sub_event_type\";\"actor1\";\"actor2\";\
        \"iso\";\"latitude\";\"longitude\";\"geo_precision\";\"fatalities\"\n\
        #meta+id;#date;;;;;;;;;;\n\
        AFG1;03 May 2021;1;Battles;Armed clash;Taliban;Military Forces;4;33,55;68,42;1;4\n\
        AFG2;03 May 2021;2;Battles;Armed clash;Taliban;;4;33,55;68,42;1;0\n\
        AFG2;03 May 2021;2;Battles;Armed clash;Taliban;;4;33,55;68,42;1;0\n\
        AFG3;some day;2;Battles;Armed clash;Taliban;;4;33,55;68,42;1;0\n\
        AFG4;31 May 2021;3;Battles;Armed clash;Taliban;;4;133,55;68,42;1;0\n";
    assert_eq!(
        read_of(acled).expect("a table"),
        "ACLED\nAFG1 2021-05-03/2021-05-03 Some((33.55, 68.42)) AFG None/Some(4)/None\n\
         AFG2 2021-04-30/2021-05-06 Some((33.55, 68.42)) AFG None/Some(0)/None\n\
         row 4: the id AFG2 stands there twice\nrow 5: \"some day\" is no day; write YYYY-MM-DD\n\
         row 6: \"133,55\" is no latitude"
    );
    for (table, said) in [
        ("a,b,c\n1,2,3\n", "neither UCDP's"),
        ("", "neither UCDP's"),
        (
            "event_date,event_type\n2021-05-03,Battles\n",
            "no column latitude",
        ),
        (
            "event_date,event_type,latitude,longitude\n3/5/2021,Battles,1,2\n",
            "--date-order",
        ),
    ] {
        let error = read_of(table).expect_err("no table");
        assert!(error.contains(said), "{error}");
    }
    assert_eq!(Form::Acled.crosswalk(), "acled");
}
