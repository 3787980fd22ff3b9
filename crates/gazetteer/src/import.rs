//! In: rows of a GeoNames dump and units with P-codes, an open gazetteer. Out: [`Merged`], the bytes of a pack that
//! knows both. Knows no file: who calls keeps rows and names on the disk in between, for they need not fit in memory.
//!
//! The places of the open gazetteer keep their numbers; new ones follow, units before what lies in them.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::build::keys;
use crate::error::{Error, Kind};
use crate::index::{Bearer, Names};
use crate::lookup::Gazetteer;
use crate::pack::{Packing, QUICK};
use crate::place::{Class, PlaceId};
use crate::table::{NONE, Row};

/// A row of allCountries.txt, as far as it is used.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "GeoNames' own columns")]
pub struct DumpRow<'l> {
    pub geonames_id: u32,
    pub name: &'l str,
    /// Joined by commas.
    pub alternatenames: &'l str,
    pub lat: f64,
    pub lon: f64,
    pub feature_class: &'l str,
    pub feature_code: &'l str,
    /// ISO 3166-1 alpha-2; empty for the open sea.
    pub country: &'l str,
    pub admin1: &'l str,
    pub admin2: &'l str,
    pub population: u32,
}

/// Longest name that is kept, in bytes; GeoNames' own bound is 200 characters.
const LONGEST_NAME: usize = 400;

/// Reads a line of the dump (19 columns, tabs).
///
/// # Errors
/// What is wrong with the line, in a few words.
pub fn dump_row(line: &str) -> Result<DumpRow<'_>, &'static str> {
    let mut cells = [""; 19];
    let mut count = 0;
    for cell in line.split('\t') {
        *cells.get_mut(count).ok_or("has more than 19 columns")? = cell;
        count += 1;
    }
    if count < 19 {
        return Err("has fewer than 19 columns");
    }
    let degrees = |cell: &str, most: f64| cell.parse().ok().filter(|d: &f64| d.abs() <= most);
    let name = cells[1].trim();
    if name.is_empty() || name.len() > LONGEST_NAME || name.contains(char::is_control) {
        return Err("has no usable name");
    }
    let code = cells[7];
    if code.len() > 10 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err("has no feature code");
    }
    Ok(DumpRow {
        geonames_id: cells[0]
            .parse()
            .map_err(|_| "has no number in the first column")?,
        name,
        alternatenames: cells[3],
        lat: degrees(cells[4], 90.0).ok_or("has no latitude")?,
        lon: degrees(cells[5], 180.0).ok_or("has no longitude")?,
        feature_class: cells[6],
        feature_code: code,
        country: cells[8],
        admin1: cells[10],
        admin2: cells[11],
        // Beyond four thousand million there is no place.
        population: cells[14]
            .parse::<u64>()
            .map_or(0, |n| n.min(u64::from(u32::MAX)) as u32),
    })
}

/// A unit of a user's P-code file.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// 1 or 2 are administrative levels of their own, deeper ones count as second level.
    pub level: u8,
    /// Its name.
    pub name: String,
    /// "IQG08".
    pub pcode: String,
    /// P-code of what it lies in; `None` for first-level units.
    pub parent: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// Degrees north and east; `None` when the file has no coordinates.
    pub at: Option<(f64, f64)>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// A new place.
    New,
    /// Further names for a place that is known.
    Known,
    /// Not taken: a feature that is not wanted.
    Unwanted,
}

/// Turns rows into places of one gazetteer with the base.
pub struct Importer<'g> {
    base: &'g Gazetteer,
    by_geonames: HashMap<u32, u32>,
    countries: HashMap<String, u32>,
    units: HashMap<String, u32>,
    pcodes: HashMap<String, u32>,
    next: u32,
}

/// A new place as a line: parent, feature, geonames, lat, lon, population, name, with tabs. [`Merged::push`] reads it.
type Line = String;

impl<'g> Importer<'g> {
    /// Begins with what is known.
    pub fn new(base: &'g Gazetteer) -> Self {
        let ids = (0..base.len() as u32).filter_map(|n| {
            let known = base.place(PlaceId(n)).geonames_id?;
            Some((known as u32, n))
        });
        Self {
            by_geonames: ids.collect(),
            countries: HashMap::new(),
            units: HashMap::new(),
            pcodes: base
                .pcodes
                .iter()
                .map(|(id, code)| (code.clone(), id.0))
                .collect(),
            next: base.len() as u32,
            base,
        }
    }

    /// The number that the next new place gets.
    pub fn next(&self) -> u32 {
        self.next
    }

    /// Goes on behind this number, when what was done up to it is at hand from an earlier run.
    pub fn go_on(&mut self, next: u32) {
        self.next = next;
    }

    /// Learns countries and units. To be called with all rows, level by level (0: countries, 1, 2), before
    /// [`Self::place`]; a unit that the base does not know becomes a place of its own.
    pub fn unit(
        &mut self,
        row: &DumpRow<'_>,
        level: u8,
        name: &mut impl FnMut(String, Bearer),
    ) -> Option<Line> {
        let known = self.by_geonames.get(&row.geonames_id).copied();
        match (level, row.feature_code) {
            (0, code) if code.starts_with("PCL") || code == "TERR" => {
                // Only the base knows which country a code stands for.
                let number = known.filter(|n| self.base.place(PlaceId(*n)).class == Class::Country)?;
                self.countries.insert(row.country.to_owned(), number);
                None
            }
            (1, "ADM1") | (2, "ADM2") => {
                let up = if level == 1 {
                    self.countries.get(row.country).copied()?
                } else {
                    self.parent(row.country, row.admin1, "")
                };
                let key = unit_key(row.country, row.admin1, if level == 2 { row.admin2 } else { "" });
                if let Some(number) = known {
                    self.units.insert(key, number);
                    return None;
                }
                self.units.insert(key, self.next);
                self.by_geonames.insert(row.geonames_id, self.next);
                Some(self.new_place(row, up, name))
            }
            _ => None,
        }
    }

    /// Takes a row that is no unit: a line for a new place, and its names through `name`.
    pub fn place(
        &mut self,
        row: &DumpRow<'_>,
        wanted: impl Fn(&DumpRow<'_>) -> bool,
        name: &mut impl FnMut(String, Bearer),
    ) -> (Became, Option<Line>) {
        if let Some(&number) = self.by_geonames.get(&row.geonames_id) {
            if number as usize >= self.base.len() {
                // A unit that was taken before.
                return (Became::New, None);
            }
            let (others, spell) = (kept(row), spelt(row.country));
            keys(number, row.name, others, spell, &mut |key, bearer| {
                name(key, bearer | 1);
            });
            return (Became::Known, None);
        }
        if !wanted(row) {
            return (Became::Unwanted, None);
        }
        let parent = self.parent(row.country, row.admin1, row.admin2);
        (Became::New, Some(self.new_place(row, parent, name)))
    }

    /// Takes a unit of a P-code file; parents before what lies in them. `Ok(None)` when the base or an earlier row knows
    /// the unit, which gets the code.
    ///
    /// # Errors
    /// What is wrong with the unit, in a few words.
    pub fn admin(
        &mut self,
        unit: &Unit,
        name: &mut impl FnMut(String, Bearer),
    ) -> Result<Option<Line>, &'static str> {
        let country = self.base.country(&unit.country).ok_or("names no known country")?;
        let parent = match &unit.parent {
            None => country.0,
            Some(code) => *self
                .pcodes
                .get(code)
                .ok_or("lies in a unit that stands nowhere above it")?,
        };
        let class = if unit.level == 1 {
            Class::Admin1
        } else {
            Class::Admin2
        };
        let base = self.base;
        let fits = |id: PlaceId| {
            let place = base.place(id);
            let inside = parent >= base.len() as u32 || base.within(id, PlaceId(parent));
            place.class == class && place.country == Some(unit.country.as_str()) && inside
        };
        let mut found: Vec<PlaceId> = base.candidates(&unit.name).into_iter().map(|c| c.id).collect();
        if !found.iter().any(|id| fits(*id)) {
            found = base.fuzzy(&unit.name).into_iter().map(|c| c.id).collect();
        }
        let known = found.into_iter().find(|id| fits(*id)).filter(|_| unit.level <= 2);
        let bear = |number, name: &mut dyn FnMut(String, Bearer), alias: u32| {
            keys(
                number,
                &unit.name,
                std::iter::empty(),
                false,
                &mut |key, bearer| {
                    name(key, bearer | alias);
                },
            );
        };
        if let Some(id) = known {
            self.pcodes.insert(unit.pcode.clone(), id.0);
            bear(id.0, name, 1);
            return Ok(None);
        }
        let (lat, lon) = unit.at.ok_or("is not known and has no coordinates")?;
        let number = self.next;
        self.next += 1;
        self.pcodes.insert(unit.pcode.clone(), number);
        bear(number, name, 0);
        let feature = if class == Class::Admin1 { "ADM1" } else { "ADM2" };
        Ok(Some(format!(
            "{parent}\t{feature}\t0\t{lat}\t{lon}\t0\t{}",
            clean(&unit.name)
        )))
    }

    /// The P-codes with the places that have them, for [`Merged::finish`].
    pub fn into_pcodes(self) -> Vec<(u32, String)> {
        let mut all: Vec<(u32, String)> = self.pcodes.into_iter().map(|(code, n)| (n, code)).collect();
        all.sort();
        all
    }

    fn parent(&self, country: &str, admin1: &str, admin2: &str) -> u32 {
        let unit = |a2: &str| self.units.get(&unit_key(country, admin1, a2)).copied();
        (if admin2.is_empty() { None } else { unit(admin2) })
            .or_else(|| unit(""))
            .or_else(|| self.countries.get(country).copied())
            .unwrap_or(NONE)
    }

    fn new_place(&mut self, row: &DumpRow<'_>, parent: u32, name: &mut impl FnMut(String, Bearer)) -> Line {
        let number = self.next;
        self.next += 1;
        keys(number, row.name, kept(row), spelt(row.country), name);
        let parent = if parent == NONE {
            "-1".to_owned()
        } else {
            parent.to_string()
        };
        let feature = if row.feature_code.is_empty() {
            row.feature_class
        } else {
            row.feature_code
        };
        format!(
            "{parent}\t{feature}\t{}\t{}\t{}\t{}\t{}",
            row.geonames_id,
            row.lat,
            row.lon,
            row.population,
            clean(row.name)
        )
    }
}

fn clean(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn unit_key(country: &str, admin1: &str, admin2: &str) -> String {
    format!("{country}.{admin1}.{admin2}")
}

/// Alternate names in Latin letters; no codes, phrases or bare transliterations of other scripts.
fn kept<'l>(row: &DumpRow<'l>) -> impl Iterator<Item = &'l str> + Clone {
    let latin = |c: char| {
        let c = c as u32;
        c < 0x250
            || (0x1e00..0x1f00).contains(&c)
            || (0x2b0..0x370).contains(&c)
            || (0x2010..0x2020).contains(&c)
    };
    let worth = move |n: &&str| {
        let code = n.len() <= 4 && n.chars().all(char::is_uppercase);
        (3..=40).contains(&n.len())
            && n.chars().all(latin)
            && !n.contains(|c: char| c == '(' || c.is_ascii_digit())
            && n.contains(char::is_uppercase)
            && !code
    };
    row.alternatenames.split(',').filter(worth)
}

/// Countries whose names reach the press by way of transliteration from Arabic script (as in training/places/build.py).
const SPELT: &str = "IQ SY LB JO PS IL YE SA AE QA KW BH OM EG LY TN DZ MA SD SS SO DJ ER IR AF PK TR";

fn spelt(country: &str) -> bool {
    country.len() == 2 && SPELT.contains(country)
}

/// The pack that is being put together.
pub struct Merged {
    base: Gazetteer,
}

impl Merged {
    /// Begins with the places of the base.
    pub fn new(base: Gazetteer) -> Self {
        Self { base }
    }

    /// All names of the base with their bearers, in order.
    pub fn base_names(base: &Gazetteer, visit: impl FnMut(&str, Bearer)) {
        base.names.each(visit);
    }

    /// Adds a place in the order of its number, from a line of [`Importer`].
    ///
    /// # Errors
    /// When the line is none, or points to a place that is not there yet.
    pub fn push(&mut self, line: &str) -> Result<(), Error> {
        let number = self.base.table.len();
        let row = || -> Option<Row> {
            let mut cells = line.splitn(7, '\t');
            let mut next = || cells.next();
            let parent = match next()? {
                "-1" => NONE,
                cell => cell.parse().ok().filter(|p: &u32| (*p as usize) < number)?,
            };
            Some(Row {
                parent,
                feature: next()?.to_owned(),
                geonames: next()?.parse().ok()?,
                lat: next()?.parse().ok()?,
                lon: next()?.parse().ok()?,
                population: next()?.parse().ok()?,
                alpha3: String::new(),
                name: next()?.to_owned(),
            })
        };
        let row = row().ok_or_else(|| Kind::Table {
            table: "imported places",
            line: number + 1,
            why: "is no place".to_owned(),
        })?;
        self.base.table.push(&row);
        Ok(())
    }

    /// Number of places so far.
    pub fn len(&self) -> usize {
        self.base.len()
    }

    /// True when there is no place.
    pub fn is_empty(&self) -> bool {
        self.base.is_empty()
    }

    /// Writes the pack. `names` are those of the base and of all new places, in the order of their bytes, then bearers.
    ///
    /// # Errors
    /// When names are out of order, or the pack cannot be written.
    pub fn finish(
        self,
        names: impl IntoIterator<Item = (String, Bearer)>,
        pcodes: &[(u32, String)],
        out: &mut impl std::io::Write,
    ) -> Result<(), Error> {
        let Gazetteer {
            table,
            words,
            names: old,
            ..
        } = self.base;
        drop(old);
        let mut packing = Packing::new(QUICK);
        table.write(&mut packing)?;
        Names::write(names, false, &mut packing)?;
        let mut listed: Vec<(String, PlaceId)> = words.into_iter().collect();
        listed.sort();
        let mut text = String::new();
        for (word, id) in listed {
            let _ = writeln!(text, "{word}\t{}", id.0);
        }
        packing.add("words", text.as_bytes())?;
        let mut text = String::new();
        for (number, code) in pcodes {
            let _ = writeln!(text, "{number}\t{}", clean(code));
        }
        packing.add("pcodes", text.as_bytes())?;
        packing.finish(out).map_err(|e| Kind::Index(e.to_string()).into())
    }
}
