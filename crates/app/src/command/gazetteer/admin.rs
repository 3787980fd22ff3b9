//! In: a CSV file of administrative units with P-codes. Out: [`Unit`]s, parents first, and lines about bad rows. Knows
//! no gazetteer beyond the country that a name means.
//!
//! Two forms are read: OCHA's, a row for each smallest unit with the names and codes of all above it (`ADM1_EN`,
//! `ADM1_PCODE` or `admin1Name_en`, `admin1Pcode`), and a plain one with `name`, `pcode`, `level`, `parent`, `country`
//! (alpha-3), `lat`, `lon`. A second row of HXL tags is passed over.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, Result, bail};
use gazetteer::import::Unit;
use gazetteer::{Class, Gazetteer};

/// A file of this many bytes has every unit of a continent.
const LARGEST: u64 = 64 << 20;
/// Deepest level that is read.
const LEVELS: u8 = 4;

/// Where the columns stand.
struct Columns {
    header: Vec<String>,
}

impl Columns {
    fn find(&self, names: &[String]) -> Option<usize> {
        names.iter().find_map(|n| self.header.iter().position(|h| h == n))
    }

    fn named(&self, names: &[&str]) -> Option<usize> {
        self.find(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>())
    }

    /// Name and P-code of the units of a level.
    fn level(&self, level: u8) -> Option<(usize, usize)> {
        let names = ["en", "name", "fr", "es", "pt", "ref"].map(|l| format!("adm{level}_{l}"));
        let others = ["name_en", "name", "name_fr", "name_es", "refname"].map(|l| format!("admin{level}{l}"));
        let codes = [format!("adm{level}_pcode"), format!("admin{level}pcode")];
        Some((
            self.find(&names).or_else(|| self.find(&others))?,
            self.find(&codes)?,
        ))
    }
}

/// Reads a file. Bad rows are told and left out.
pub fn units(world: &Gazetteer, path: &Path) -> Result<(Vec<Unit>, Vec<String>)> {
    let failed = || format!("cannot read the P-codes in {}", path.display());
    let size = std::fs::metadata(path).with_context(failed)?.len();
    if size > LARGEST {
        bail!(
            "{}: it has {size} bytes, at most {LARGEST} are read; split it",
            failed()
        );
    }
    let text = std::fs::read_to_string(path).with_context(failed)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().with_context(failed)?;
    let columns = Columns {
        header: header.iter().map(str::to_lowercase).collect(),
    };
    let plain = ["name", "pcode", "level", "country"]
        .iter()
        .all(|n| columns.named(&[n]).is_some());
    if !plain && columns.level(1).is_none() {
        bail!(
            "{}: no columns of units; it needs ADM1_EN and ADM1_PCODE, or name, pcode, level, parent, country, lat, lon",
            failed()
        );
    }
    let (mut units, mut bad, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for (number, record) in (2..).zip(reader.records()) {
        let read = match &record {
            Err(e) => Err(e.to_string()),
            Ok(row) if row.iter().any(|c| c.starts_with('#')) && number == 2 => continue,
            Ok(row) if plain => simple(&columns, row).map(|u| vec![u]),
            Ok(row) => nested(world, &columns, row),
        };
        match read {
            Ok(found) => units.extend(found.into_iter().filter(|u| seen.insert(u.pcode.clone()))),
            Err(why) => bad.push(format!("{}: line {number}: {why}", path.display())),
        }
    }
    units.sort_by_key(|u| u.level);
    Ok((units, bad))
}

fn cell(row: &csv::StringRecord, column: Option<usize>) -> Option<&str> {
    row.get(column?).filter(|c| !c.is_empty())
}

fn point(columns: &Columns, row: &csv::StringRecord) -> Option<(f64, f64)> {
    let degrees = |names: &[&str], most: f64| {
        let value: f64 = cell(row, columns.named(names))?.parse().ok()?;
        (value.abs() <= most).then_some(value)
    };
    Some((
        degrees(&["lat", "latitude", "y", "y_lat", "center_lat"], 90.0)?,
        degrees(&["lon", "long", "longitude", "x", "x_long", "center_lon"], 180.0)?,
    ))
}

fn simple(columns: &Columns, row: &csv::StringRecord) -> Result<Unit, String> {
    let need = |name: &str| cell(row, columns.named(&[name])).ok_or_else(|| format!("has no {name}"));
    let level = need("level")?.parse().ok().filter(|l| (1..=LEVELS).contains(l));
    Ok(Unit {
        level: level.ok_or_else(|| format!("has no level from 1 to {LEVELS}"))?,
        name: need("name")?.to_owned(),
        pcode: need("pcode")?.to_owned(),
        parent: cell(row, columns.named(&["parent"])).map(str::to_owned),
        country: need("country")?.to_owned(),
        at: point(columns, row),
    })
}

fn nested(world: &Gazetteer, columns: &Columns, row: &csv::StringRecord) -> Result<Vec<Unit>, String> {
    let (country, _) = columns
        .level(0)
        .ok_or("has no column of the country (ADM0_EN, ADM0_PCODE)")?;
    let country = cell(row, Some(country)).ok_or("has no country")?;
    let named = world.candidates(country).into_iter().map(|c| world.place(c.id));
    let code = named
        .filter(|p| p.class == Class::Country)
        .find_map(|p| p.country);
    let code = code.ok_or_else(|| format!("names the country {country:?}, which is not known"))?;
    let mut out: Vec<Unit> = Vec::new();
    for level in 1..=LEVELS {
        let Some((name, pcode)) = columns.level(level) else {
            break;
        };
        let (Some(name), Some(pcode)) = (cell(row, Some(name)), cell(row, Some(pcode))) else {
            break;
        };
        out.push(Unit {
            level,
            name: name.to_owned(),
            pcode: pcode.to_owned(),
            parent: out.last().map(|u| u.pcode.clone()),
            country: code.to_owned(),
            at: None,
        });
    }
    // The coordinates of a row are those of its smallest unit.
    let last = out.last_mut().ok_or("names no unit")?;
    last.at = point(columns, row);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_both_forms_are_found() {
        let of = |h: &str| Columns {
            header: h.split(',').map(str::to_owned).collect(),
        };
        assert_eq!(of("adm0_en,adm0_pcode,adm1_en,adm1_pcode").level(1), Some((2, 3)));
        assert_eq!(of("admin1name_en,admin1pcode").level(1), Some((0, 1)));
        assert_eq!(of("admin1name_en").level(1), None);
        assert_eq!(of("x,y").named(&["lat", "y"]), Some(1));
    }
}
