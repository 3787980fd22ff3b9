//! In: folded names with the places that bear them. Out: [`Names`], the ordered name index.
//! Knows no place beyond its number.

use std::collections::BTreeMap;

use fst::automaton::Levenshtein;
use fst::{IntoStreamer as _, Map, MapBuilder, Streamer as _};

use crate::error::{Error, Kind};
use crate::pack::Sections;

/// A bearer of a name: the place's number, doubled, plus one when the name is an alias.
pub(crate) type Bearer = u32;

/// Folded name → bearers. A name with one bearer holds it in the value (doubled); a name with more
/// holds the offset (doubled, plus one) of its list, a count and the bearers, in `lists`.
#[derive(Debug)]
pub(crate) struct Names {
    map: Map<Vec<u8>>,
    lists: Vec<u32>,
    places: u32,
}

fn broken(error: impl std::fmt::Display) -> Error {
    Kind::Index(error.to_string()).into()
}

impl Names {
    pub(crate) fn write(names: &BTreeMap<String, Vec<Bearer>>, out: &mut Sections) -> Result<(), Error> {
        let mut map = MapBuilder::memory();
        let mut lists: Vec<u32> = Vec::new();
        for (name, bearers) in names {
            let value = if let [only] = bearers[..] {
                u64::from(only) << 1
            } else {
                let at = lists.len() as u64;
                lists.push(bearers.len() as u32);
                lists.extend(bearers);
                at << 1 | 1
            };
            map.insert(name, value).map_err(broken)?;
        }
        out.add("name_index", map.into_inner().map_err(broken)?);
        out.add("bearers", lists.iter().flat_map(|v| v.to_le_bytes()).collect());
        Ok(())
    }

    pub(crate) fn read(s: &mut Sections, places: usize) -> Result<Self, Error> {
        let map = Map::new(s.take("name_index")?).map_err(broken)?;
        let plain = s.take("bearers")?;
        let lists = plain
            .chunks_exact(4)
            .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect();
        let names = Self {
            map,
            lists,
            places: places as u32,
        };
        names.sound(places)?;
        Ok(names)
    }

    /// Walks the lists, so that a look-up need not ask again whether a bearer exists; the single
    /// bearers inside the map are filtered at look-up, for walking the map takes long.
    fn sound(&self, places: usize) -> Result<(), Error> {
        let mut at = 0;
        while let Some(&count) = self.lists.get(at) {
            let bearers = self.lists.get(at + 1..at + 1 + count as usize);
            if bearers.is_none_or(|l| l.iter().any(|b| (b >> 1) as usize >= places)) {
                return Err(broken("a name points to no place"));
            }
            at += 1 + count as usize;
        }
        Ok(())
    }

    fn list(&self, value: u64) -> Option<Vec<Bearer>> {
        if value & 1 == 0 {
            return Some(vec![(value >> 1) as u32]).filter(|l| (l[0] >> 1) < self.places);
        }
        let at = (value >> 1) as usize;
        let count = *self.lists.get(at)? as usize;
        Some(self.lists.get(at + 1..at + 1 + count)?.to_vec())
    }

    /// Those who bear exactly this folded name.
    pub(crate) fn exact(&self, folded: &str) -> Vec<Bearer> {
        self.map
            .get(folded)
            .and_then(|v| self.list(v))
            .unwrap_or_default()
    }

    /// Those whose name differs by one letter.
    pub(crate) fn one_edit(&self, folded: &str) -> Vec<Bearer> {
        let Ok(near) = Levenshtein::new(folded, 1) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut stream = self.map.search(near).into_stream();
        while let Some((name, value)) = stream.next() {
            if name.first() != Some(&1) {
                found.extend(self.list(value).unwrap_or_default());
            }
        }
        found
    }
}
