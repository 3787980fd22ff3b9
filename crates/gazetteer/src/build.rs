//! In: the tables that training/places/build.py writes. Out: the bytes of places.pack.

use std::fmt::Write as _;

use crate::error::{Error, Kind};
use crate::fold::{fold, skeleton};
use crate::index::{Bearer, Names};
use crate::pack::{Packing, STRONG};
use crate::table::{NONE, Row, Table};

/// Compiles `places.tsv` and `words.tsv` (columns: see training/places/build.py) into a pack.
///
/// # Errors
/// When a line has too few columns or a value that is out of range.
pub fn pack(places: &str, words: &str) -> Result<Vec<u8>, Error> {
    let mut rows = Vec::new();
    let mut names: Vec<(String, Bearer)> = Vec::new();
    for (line, text) in places.lines().enumerate() {
        let bad = |why: &str| Kind::Table {
            table: "places",
            line: line + 1,
            why: why.to_owned(),
        };
        let cells: Vec<&str> = text.split('\t').collect();
        let [
            parent,
            feature,
            geonames,
            lat,
            lon,
            population,
            alpha3,
            spell,
            name,
            also,
        ] = cells[..]
        else {
            return Err(bad("has not ten columns").into());
        };
        let parent = if parent == "-1" {
            NONE
        } else {
            parent.parse().map_err(|_| bad("parent is no number"))?
        };
        if parent != NONE && parent as usize >= line {
            return Err(bad("parent stands below its child").into());
        }
        let degrees = |cell: &str, most: f64| {
            cell.parse()
                .ok()
                .filter(|d: &f64| d.abs() <= most)
                .ok_or_else(|| bad("coordinate is no degree"))
        };
        let row = Row {
            parent,
            feature: feature.to_owned(),
            geonames: geonames.parse().map_err(|_| bad("GeoNames id is no number"))?,
            lat: degrees(lat, 90.0)?,
            lon: degrees(lon, 180.0)?,
            population: population.parse().map_err(|_| bad("population is no number"))?,
            alpha3: alpha3.to_owned(),
            name: name.to_owned(),
        };
        let number = line as u32;
        let others = also.split('|').filter(|n| !n.is_empty());
        keys(number, name, others, spell == "1", &mut |key, bearer| {
            names.push((key, bearer));
        });
        rows.push(row);
    }
    names.sort_unstable();
    let mut demonyms = String::new();
    for (line, text) in words.lines().enumerate() {
        let bad = |why: &str| Kind::Table {
            table: "words",
            line: line + 1,
            why: why.to_owned(),
        };
        let (word, number) = text.split_once('\t').ok_or_else(|| bad("has no tab"))?;
        let number: usize = number.parse().map_err(|_| bad("place is no number"))?;
        if number >= rows.len() {
            return Err(bad("names no place").into());
        }
        let _ = writeln!(demonyms, "{}\t{number}", fold(word));
    }
    let mut out = Packing::new(STRONG);
    Table::from_rows(&rows).write(&mut out)?;
    Names::write(names, true, &mut out)?;
    out.add("words", demonyms.as_bytes())?;
    let mut bytes = Vec::new();
    out.finish(&mut bytes).map_err(|e| Kind::Index(e.to_string()))?;
    Ok(bytes)
}

/// The keys under which place `number` is found, each with its bearer; with those of other transliterations when
/// `spell`.
pub(crate) fn keys<'n>(
    number: u32,
    name: &'n str,
    others: impl Iterator<Item = &'n str> + Clone,
    spell: bool,
    bear: &mut impl FnMut(String, Bearer),
) {
    let mut put = |key: String, alias: u32| {
        if !key.is_empty() {
            bear(key, number << 1 | alias);
        }
    };
    put(fold(name), 0);
    others.clone().for_each(|n| put(fold(n), 1));
    if spell {
        std::iter::once(name)
            .chain(others)
            .filter_map(|n| skeleton(&fold(n)))
            .for_each(|k| put(k, 1));
    }
}
