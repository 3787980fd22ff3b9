//! In: `data/exchange/countries.csv`. Out: codes of countries in other systems. Knows no place.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// What other systems call a country. An empty text: no such code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-3.
    pub iso3: String,
    /// ISO 3166-1 alpha-2.
    pub iso2: String,
    /// ISO 3166-1 numeric, three digits.
    pub iso_numeric: String,
    /// FIPS 10-4.
    pub fips: String,
    /// English name.
    pub name: String,
}

/// The countries by alpha-3.
#[derive(Debug, Clone, Copy)]
pub struct Countries(&'static HashMap<String, Country>);

static TABLE: &str = include_str!("../../../../../data/exchange/countries.csv");

impl Countries {
    /// The table that the program brings along; a test reads every line.
    pub fn builtin() -> Self {
        static READ: OnceLock<HashMap<String, Country>> = OnceLock::new();
        Self(READ.get_or_init(|| {
            let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
            let rows = reader.deserialize::<Country>().flatten();
            rows.map(|c| (c.iso3.clone(), c)).collect()
        }))
    }

    /// The country of an alpha-3 code.
    pub fn get(self, iso3: &str) -> Option<&'static Country> {
        self.0.get(iso3)
    }

    /// The first country, by alpha-3, of which `is` holds.
    pub fn find(self, is: impl Fn(&Country) -> bool) -> Option<&'static Country> {
        self.0
            .values()
            .filter(|c| is(c))
            .min_by(|a, b| a.iso3.cmp(&b.iso3))
    }

    /// True for the alpha-3 code of a country.
    pub fn has(code: &str) -> bool {
        Self::builtin().0.contains_key(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_country_and_fips_codes_are_not_iso_s() {
        let countries = Countries::builtin();
        assert_eq!(countries.0.len(), TABLE.lines().count() - 1);
        for (iso3, fips) in [
            ("IRQ", "IZ"),
            ("SYR", "SY"),
            ("UKR", "UP"),
            ("SDN", "SU"),
            ("DEU", "GM"),
            ("AUS", "AS"),
        ] {
            assert_eq!(countries.get(iso3).map(|c| c.fips.as_str()), Some(fips), "{iso3}");
        }
    }
}
