//! In: the columns of a pack. Out: [`Table`], the places by number. Knows no name index.

use crate::error::{Error, Kind};
use crate::pack::{Packing, Sections};
use crate::place::{Class, Place, PlaceId};

/// "No parent" in the parent column.
pub(crate) const NONE: u32 = u32::MAX;
/// Coordinates are kept to a ten-thousandth of a degree (11 m).
pub(crate) const SCALE: f64 = 10_000.0;

/// A byte numbers the feature codes; a few are kept free for the letters of what is left.
const MOST_CODES: usize = 250;

/// One place, as it goes into the columns.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) parent: u32,
    pub(crate) feature: String,
    pub(crate) geonames: u32,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) population: u32,
    pub(crate) alpha3: String,
    pub(crate) name: String,
}

/// Places in columns, countries first.
#[derive(Debug, Default)]
pub(crate) struct Table {
    parent: Vec<u32>,
    feature: Vec<u8>,
    geonames: Vec<u32>,
    lat: Vec<u32>,
    lon: Vec<u32>,
    population: Vec<u32>,
    name_end: Vec<u32>,
    names: String,
    codes: Vec<(String, Class)>,
    alpha3: Vec<String>,
}

impl Table {
    pub(crate) fn from_rows(rows: &[Row]) -> Self {
        let mut t = Self::default();
        for r in rows {
            t.push(r);
        }
        t
    }

    /// Adds a place below all others. A feature code past the 250th is written as "S" or "L" (spots or land), for a byte
    /// names it; the text of all names must stay below 4 GiB.
    pub(crate) fn push(&mut self, r: &Row) {
        let code = self.code(&r.feature);
        self.parent.push(r.parent);
        self.feature.push(code);
        self.geonames.push(r.geonames);
        self.lat.push(((r.lat + 90.0) * SCALE).round() as u32);
        self.lon.push(((r.lon + 180.0) * SCALE).round() as u32);
        self.population.push(r.population);
        self.names.push_str(&r.name);
        self.name_end.push(self.names.len() as u32);
        if !r.alpha3.is_empty() {
            self.alpha3.push(r.alpha3.clone());
        }
    }

    fn code(&mut self, feature: &str) -> u8 {
        if let Some(known) = self.codes.iter().position(|(c, _)| c == feature) {
            return known as u8;
        }
        let class = Class::of(feature);
        if self.codes.len() >= MOST_CODES && feature.len() > 1 {
            return self.code(if class == Class::Spot { "S" } else { "L" });
        }
        self.codes.push((feature.to_owned(), class));
        (self.codes.len() - 1) as u8
    }

    pub(crate) fn write(self, out: &mut Packing) -> Result<(), Error> {
        let codes: Vec<&str> = self.codes.iter().map(|(c, _)| c.as_str()).collect();
        out.add("codes", codes.join("\n").as_bytes())?;
        out.add("alpha3", self.alpha3.join("\n").as_bytes())?;
        out.add("feature", &self.feature)?;
        out.add("population", &planes(&self.population))?;
        // Each column goes before the next is turned.
        let columns = [
            ("parent", self.parent),
            ("geonames", self.geonames),
            ("lat", self.lat),
            ("lon", self.lon),
            ("name_end", self.name_end),
        ];
        for (name, column) in columns {
            out.add(name, &planes(&deltas(&column)))?;
        }
        out.add("names", self.names.as_bytes())
    }

    pub(crate) fn read(s: &mut Sections) -> Result<Self, Error> {
        let lines = |bytes: Vec<u8>, name: &str| -> Result<Vec<String>, Error> {
            Ok(text(bytes, name)?.lines().map(str::to_owned).collect())
        };
        let codes = lines(s.take("codes")?, "codes")?;
        let t = Self {
            alpha3: lines(s.take("alpha3")?, "alpha3")?,
            feature: s.take("feature")?,
            parent: sums(&s.take("parent")?),
            geonames: sums(&s.take("geonames")?),
            lat: sums(&s.take("lat")?),
            lon: sums(&s.take("lon")?),
            population: whole(&s.take("population")?),
            name_end: sums(&s.take("name_end")?),
            names: text(s.take("names")?, "names")?,
            codes: codes.into_iter().map(|c| (c.clone(), Class::of(&c))).collect(),
        };
        t.sound()?;
        Ok(t)
    }

    /// Every look-up below indexes without asking; so ask once, here.
    fn sound(&self) -> Result<(), Error> {
        let n = self.parent.len();
        let columns = [
            self.geonames.len(),
            self.lat.len(),
            self.lon.len(),
            self.population.len(),
            self.name_end.len(),
        ];
        let mut from = 0;
        let names = self.name_end.iter().all(|&end| {
            let fits = self.names.get(from..end as usize).is_some();
            from = end as usize;
            fits
        });
        let parents = self
            .parent
            .iter()
            .enumerate()
            .all(|(k, &p)| p == NONE || (p as usize) < k);
        let features =
            self.feature.len() == n && self.feature.iter().all(|&f| (f as usize) < self.codes.len());
        if columns.iter().any(|&c| c != n) || !names || !parents || !features || self.alpha3.len() > n {
            return Err(Kind::Section {
                name: "places".to_owned(),
                why: "has columns that do not fit together",
            }
            .into());
        }
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.parent.len()
    }

    pub(crate) fn alpha3(&self) -> &[String] {
        &self.alpha3
    }

    pub(crate) fn parent(&self, id: PlaceId) -> Option<PlaceId> {
        Some(self.parent[id.0 as usize])
            .filter(|&p| p != NONE)
            .map(PlaceId)
    }

    pub(crate) fn name(&self, id: PlaceId) -> &str {
        let k = id.0 as usize;
        let start = if k == 0 { 0 } else { self.name_end[k - 1] as usize };
        &self.names[start..self.name_end[k] as usize]
    }

    /// Degrees north and east.
    pub(crate) fn point(&self, id: PlaceId) -> (f64, f64) {
        let degrees = |v: u32, zero: f64| (f64::from(v) - zero * SCALE) / SCALE;
        let k = id.0 as usize;
        (degrees(self.lat[k], 90.0), degrees(self.lon[k], 180.0))
    }

    pub(crate) fn get(&self, id: PlaceId) -> Place<'_> {
        let k = id.0 as usize;
        let (code, class) = &self.codes[self.feature[k] as usize];
        let (mut country, mut admin1, mut at) = (None, None, Some(id));
        while let Some(up) = at {
            if let Some(alpha3) = self.alpha3.get(up.0 as usize) {
                country = Some(alpha3.as_str());
            } else if self.codes[self.feature[up.0 as usize] as usize].1 == Class::Admin1 {
                admin1 = Some(self.name(up));
            }
            at = self.parent(up);
        }
        Place {
            name: self.name(id),
            geonames_id: Some(u64::from(self.geonames[k])).filter(|&g| g != 0),
            lat: self.point(id).0,
            lon: self.point(id).1,
            population: self.population[k],
            feature: code,
            class: *class,
            country,
            admin1,
            parent: self.parent(id),
        }
    }
}

fn text(bytes: Vec<u8>, name: &str) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|_| {
        Kind::Section {
            name: name.to_owned(),
            why: "is not UTF-8",
        }
        .into()
    })
}

/// Neighbouring rows are alike, so differences compress better.
fn deltas(column: &[u32]) -> Vec<u32> {
    let mut before = 0;
    let zigzag = |d: i32| ((d << 1) ^ (d >> 31)) as u32;
    column
        .iter()
        .map(|&v| zigzag(v.wrapping_sub(std::mem::replace(&mut before, v)) as i32))
        .collect()
}

fn sums(planes: &[u8]) -> Vec<u32> {
    let mut at = 0u32;
    let add = |z: u32| {
        at = at.wrapping_add((z >> 1) ^ (z & 1).wrapping_neg());
        at
    };
    whole(planes).into_iter().map(add).collect()
}

/// All lowest bytes, then all second bytes, …: bytes of one weight compress best together.
fn planes(column: &[u32]) -> Vec<u8> {
    (0..4)
        .flat_map(|b| column.iter().map(move |v| (v >> (8 * b)) as u8))
        .collect()
}

fn whole(planes: &[u8]) -> Vec<u32> {
    let n = planes.len() / 4;
    (0..n)
        .map(|k| (0..4).fold(0, |v, b| v | u32::from(planes[b * n + k]) << (8 * b)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_back() {
        let column = vec![5, NONE, 0, 1 << 31, 7, 6, 6];
        assert_eq!(sums(&planes(&deltas(&column))), column);
    }
}
