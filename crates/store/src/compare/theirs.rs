//! In: a CSV file in the form of UCDP GED or ACLED, of whatever version. Out: [`Happening`]s, and what is wrong with single rows.
//! Knows no event of ours. Which form it is, its header says; columns have several names; commas, semicolons, tabs or bars
//! part them; days are written in several ways.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;
use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::Date;
use sitrep::record::CountValue;
use sitrep::score::words::ScoreWords;

use super::Happening;
use super::day::{Order, read_day, told_order};
use crate::exchange::shape::Countries;

/// Rows that are read; a table with more is no table of events.
pub const MOST_ROWS: usize = 2_000_000;

/// The form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// UCDP GED or Candidate.
    Ucdp,
    /// ACLED.
    Acled,
}

impl Form {
    /// The crosswalk of the codebook.
    pub fn crosswalk(self) -> &'static str {
        match self {
            Self::Ucdp => "ucdp",
            Self::Acled => "acled",
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ucdp => "UCDP GED",
            Self::Acled => "ACLED",
        }
    }
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Theirs {
    /// Its form.
    pub form: Form,
    /// Its events.
    pub events: Vec<Happening>,
    /// Rows that could not be read: the number of the row, from 1 after the header, and why.
    pub faults: Vec<(usize, String)>,
}

/// The columns that are read, each with its names.
const COLUMNS: [(&str, &[&str]); 18] = [
    ("id", &["id", "event_id_cnty", "event_id", "data_id", "relid"]),
    ("start", &["date_start", "event_date", "start_date", "date"]),
    ("end", &["date_end", "end_date"]),
    ("lat", &["latitude", "lat"]),
    ("lon", &["longitude", "lon", "long", "lng"]),
    ("where", &["where_prec", "geo_precision", "geo_prec"]),
    ("when", &["time_precision", "time_prec"]),
    ("place", &["where_coordinates", "location"]),
    ("country", &["country", "country_name"]),
    ("iso", &["iso", "iso3"]),
    ("violence", &["type_of_violence", "violence_type"]),
    ("type", &["event_type"]),
    ("sub", &["sub_event_type"]),
    ("a", &["side_a", "actor1"]),
    ("b", &["side_b", "actor2"]),
    ("best", &["best", "best_est", "deaths_best", "fatalities"]),
    ("low", &["low", "low_est", "deaths_low"]),
    ("high", &["high", "high_est", "deaths_high"]),
];

struct Row<'a> {
    at: &'a HashMap<&'static str, usize>,
    cells: Vec<String>,
}

impl Row<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let cell = self.cells.get(*self.at.get(name)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }
}

/// Reads a table.
///
/// # Errors
/// When its header is of neither form, or its days cannot be told. Odd rows are [`Theirs::faults`].
pub fn read(mut input: impl Read, order: Option<Order>, words: &ScoreWords) -> Result<Theirs, String> {
    let mut head = [0_u8; 1 << 14];
    let mut length = 0;
    while length < head.len() {
        match input.read(&mut head[length..]).map_err(|e| e.to_string())? {
            0 => break,
            n => length += n,
        }
    }
    let head = head[..length]
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(&head[..length]);
    let parted_by = delimiter(head);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(parted_by)
        .flexible(true)
        .from_reader(head.chain(input));
    let header: Vec<String> = (reader.byte_headers().map_err(|e| e.to_string())?.iter())
        .map(|c| text(c).trim().to_lowercase())
        .collect();
    let mut at = HashMap::new();
    for (name, names) in COLUMNS {
        if let Some(i) = names.iter().find_map(|n| header.iter().position(|h| h == n)) {
            at.insert(name, i);
        }
    }
    let form = form(&at)?;
    let mut rows: Vec<(usize, Row<'_>)> = Vec::new();
    let mut faults = Vec::new();
    for (number, record) in (1..).zip(reader.byte_records()) {
        if number > MOST_ROWS {
            return Err(format!("more than {MOST_ROWS} rows; give a part of the table"));
        }
        match record {
            Ok(record) => {
                let mut cells: Vec<String> = vec![String::new(); header.len()];
                for &i in at.values() {
                    cells[i] = record.get(i).map(text).unwrap_or_default();
                }
                // A second header row of HXL hashtags.
                if number > 1 || !record.iter().any(|c| c.starts_with(b"#")) {
                    rows.push((number, Row { at: &at, cells }));
                }
            }
            Err(e) => faults.push((number, e.to_string())),
        }
    }
    let days = rows.iter().flat_map(|(_, r)| [r.get("start"), r.get("end")]);
    let order = match order {
        Some(order) => Some(order),
        None => told_order(days.flatten())?,
    };
    let mut events = Vec::with_capacity(rows.len());
    let mut seen = BTreeSet::new();
    for (number, row) in &rows {
        match event(row, form, order, *number, words) {
            Ok(event) if seen.insert(event.id.clone()) => events.push(event),
            Ok(event) => faults.push((*number, format!("the id {} stands there twice", event.id))),
            Err(what) => faults.push((*number, what)),
        }
    }
    faults.sort();
    Ok(Theirs { form, events, faults })
}

/// Latin-1 where it is no UTF-8: names of places stay readable, and nothing else depends on it.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|b| char::from(*b)).collect(), str::to_owned)
}

/// What stands most often in the header.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let often = |d: u8| line.iter().filter(|b| **b == d).count();
    let all = *b"|\t;,";
    all.into_iter().max_by_key(|d| often(*d)).unwrap_or(b',')
}

fn form(at: &HashMap<&'static str, usize>) -> Result<Form, String> {
    let has = |name: &str| at.contains_key(name);
    let form = if has("type") && has("start") && !has("violence") {
        Form::Acled
    } else if has("violence") || (has("start") && has("end") && has("best")) {
        Form::Ucdp
    } else {
        return Err(
            "its header is neither UCDP's (type_of_violence, date_start, …) nor ACLED's (event_date, event_type, …); \
             give the table with its header"
                .to_owned(),
        );
    };
    let needed: &[(&str, &str)] = &[
        ("start", "date_start or event_date"),
        ("lat", "latitude"),
        ("lon", "longitude"),
    ];
    match needed.iter().find(|(name, _)| !has(name)) {
        Some((_, column)) => Err(format!(
            "its form is {}'s, but it has no column {column}",
            form.name()
        )),
        None => Ok(form),
    }
}

fn event(
    row: &Row<'_>,
    form: Form,
    order: Option<Order>,
    number: usize,
    words: &ScoreWords,
) -> Result<Happening, String> {
    let day = |name: &str| row.get(name).map(|cell| read_day(cell, order)).transpose();
    let first = day("start")?.ok_or("it has no day")?;
    let last = day("end")?.unwrap_or(first);
    if last < first {
        return Err(format!("its last day {last} is before its first day {first}"));
    }
    let days = if form == Form::Acled {
        around(first, row.get("when"))
    } else {
        (first, last)
    };
    let point = match (degree(row, "lat", 90.0)?, degree(row, "lon", 180.0)?) {
        (Some(lat), Some(lon)) => Some((lat, lon)),
        _ => None,
    };
    let (radius_km, is_point) = circle(form, row.get("where"));
    let (class, act) = match form {
        Form::Ucdp => {
            let code = row.get("violence").map(str::to_owned);
            let name = match code.as_deref() {
                Some("1") => "state-based",
                Some("2") => "non-state",
                Some("3") => "one-sided",
                _ => "unknown",
            };
            (code, name.to_owned())
        }
        Form::Acled => {
            let class = row.get("type").map(str::to_owned);
            let sub = row
                .get("sub")
                .or(class.as_deref())
                .unwrap_or("unknown")
                .to_owned();
            (class, sub)
        }
    };
    let parties: Vec<String> = ["a", "b"]
        .iter()
        .filter_map(|p| row.get(p))
        .map(str::to_owned)
        .collect();
    let stems = parties.iter().map(|p| words.stems(p)).filter(|s| !s.is_empty());
    Ok(Happening {
        id: row
            .get("id")
            .map_or_else(|| format!("row {number}"), str::to_owned),
        days: Some(days),
        point: point.filter(|_| is_point),
        radius_km,
        place: row.get("place").map(str::to_owned),
        country: country(row),
        class,
        act,
        stems: stems.collect(),
        parties,
        deaths: CountValue {
            low: whole(row, "low")?,
            best: whole(row, "best")?,
            high: whole(row, "high")?,
        },
    })
}

/// ACLED's precision of time: 1 the day; 2 within a week, of which the day is the middle; 3 within the month.
fn around(day: Date, precision: Option<&str>) -> (Date, Date) {
    match precision {
        Some("2") => (day.saturating_sub(3.days()), day.saturating_add(3.days())),
        Some("3") => (day.first_of_month(), day.last_of_month()),
        _ => (day, day),
    }
}

/// Radius in km for a class of precision, and whether the point stands for anything but a country. Those of UCDP: 1 the
/// place, 2 about 25 km around it, 3 a district, 4 a province, 5 a line or area, 6 a country, 7 sea or air. The radii beyond
/// the stated 25 km are what such units commonly span.
fn circle(form: Form, precision: Option<&str>) -> (f64, bool) {
    match (form, precision) {
        (Form::Ucdp, Some("6")) => (0.0, false),
        (_, Some("2")) => (25.0, true),
        (Form::Ucdp, Some("3")) => (50.0, true),
        (Form::Ucdp, Some("4" | "5")) | (Form::Acled, Some("3")) => (100.0, true),
        (Form::Ucdp, Some("7")) => (500.0, true),
        _ => (5.0, true),
    }
}

/// A number with a point or, as some spreadsheets write it, a comma.
fn degree(row: &Row<'_>, name: &str, most: f64) -> Result<Option<f64>, String> {
    let Some(cell) = row.get(name) else {
        return Ok(None);
    };
    match cell.replace(',', ".").parse::<f64>() {
        Ok(x) if x.abs() <= most => Ok(Some(x)),
        _ => Err(format!(
            "\"{cell}\" is no {}",
            if name == "lat" { "latitude" } else { "longitude" }
        )),
    }
}

fn whole(row: &Row<'_>, name: &str) -> Result<Option<u64>, String> {
    let Some(cell) = row.get(name) else {
        return Ok(None);
    };
    let digits = cell.strip_suffix(".0").unwrap_or(cell);
    digits
        .parse()
        .map(Some)
        .map_err(|_| format!("\"{cell}\" is no number of deaths ({name})"))
}

/// By ISO code or by name; other names stand in `data/exchange/country_names.csv`.
fn country(row: &Row<'_>) -> Option<String> {
    let countries = Countries::builtin();
    if let Some(iso) = row.get("iso") {
        let padded = format!("{iso:0>3}");
        if let Some(c) = countries.find(|c| c.iso3 == iso || c.iso_numeric == padded) {
            return Some(c.iso3.clone());
        }
    }
    let name = row.get("country")?;
    let name = name.split('(').next().unwrap_or(name).trim();
    let by_name = countries.find(|c| c.name.trim().eq_ignore_ascii_case(name));
    by_name.map(|c| c.iso3.clone()).or_else(|| {
        let names = other_names().iter();
        names
            .clone()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, c)| c.clone())
    })
}

fn other_names() -> &'static Vec<(String, String)> {
    static READ: OnceLock<Vec<(String, String)>> = OnceLock::new();
    READ.get_or_init(|| {
        let table = include_str!("../../../../data/exchange/country_names.csv");
        csv::Reader::from_reader(table.as_bytes())
            .deserialize()
            .flatten()
            .collect()
    })
}
