//! In: folded names with the places that bear them. Out: [`Names`], the ordered name index.
//! Knows no place beyond its number.

use fst::{IntoStreamer as _, Map, MapBuilder, Streamer as _};

use crate::edit::OneEdit;
use crate::error::{Error, Kind};
use crate::pack::{Packing, Sections};

/// A bearer of a name: the place's number, doubled, plus one when the name is an alias.
pub(crate) type Bearer = u32;

/// Folded name → bearers. A name with one bearer holds it in the value (doubled); a name with more
/// holds the offset (doubled, plus one) of its list, a count and the bearers, in `lists`.
#[derive(Debug)]
pub(crate) struct Names {
    map: Map<Vec<u8>>,
    /// The same without transliterations, each key from its last byte to its first; for a search by similar names. Packs
    /// of millions of places have none, and search the one from its front.
    backwards: Option<Map<Vec<u8>>>,
    lists: Vec<u32>,
    places: u32,
}

fn broken(error: impl std::fmt::Display) -> Error {
    Kind::Index(error.to_string()).into()
}

impl Names {
    /// Writes the index of names that come in order, a bearer at a time; doubled ones count once.
    pub(crate) fn write(
        sorted: impl IntoIterator<Item = (String, Bearer)>,
        backwards: bool,
        out: &mut Packing,
    ) -> Result<(), Error> {
        let mut turned: Vec<(Vec<u8>, u64)> = Vec::new();
        let mut map = MapBuilder::memory();
        let mut lists: Vec<u32> = Vec::new();
        let mut put = |name: &str, bearers: &mut Vec<Bearer>| -> Result<(), Error> {
            bearers.sort_unstable();
            bearers.dedup_by_key(|b| *b >> 1);
            let value = if let [only] = bearers[..] {
                u64::from(only) << 1
            } else {
                let at = lists.len() as u64;
                lists.push(bearers.len() as u32);
                lists.extend(bearers.iter());
                at << 1 | 1
            };
            bearers.clear();
            if backwards && name.as_bytes().first() != Some(&SKELETON) {
                turned.push((name.bytes().rev().collect(), value));
            }
            map.insert(name, value).map_err(broken)
        };
        let mut current: Option<String> = None;
        let mut bearers = Vec::new();
        for (name, bearer) in sorted {
            if current.as_ref() != Some(&name)
                && let Some(done) = current.replace(name)
            {
                put(&done, &mut bearers)?;
            }
            bearers.push(bearer);
        }
        if let Some(done) = current {
            put(&done, &mut bearers)?;
        }
        out.add("name_index", &map.into_inner().map_err(broken)?)?;
        let lists: Vec<u8> = lists.iter().flat_map(|v| v.to_le_bytes()).collect();
        out.add("bearers", &lists)?;
        if backwards {
            turned.sort_unstable();
            let map = Map::from_iter(turned).map_err(broken)?;
            out.add("name_index_back", map.as_fst().as_bytes())?;
        }
        Ok(())
    }

    /// All names in order with their bearers.
    pub(crate) fn each(&self, mut visit: impl FnMut(&str, Bearer)) {
        let mut stream = self.map.stream();
        while let Some((name, value)) = stream.next() {
            let Ok(name) = std::str::from_utf8(name) else {
                continue;
            };
            self.list(value)
                .unwrap_or_default()
                .into_iter()
                .for_each(|b| visit(name, b));
        }
    }

    pub(crate) fn read(s: &mut Sections, places: usize) -> Result<Self, Error> {
        let map = Map::new(s.take("name_index")?).map_err(broken)?;
        let plain = s.take("bearers")?;
        let lists = plain
            .chunks_exact(4)
            .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect();
        let backwards = s.take_if_there("name_index_back");
        let names = Self {
            map,
            backwards: backwards.map(Map::new).transpose().map_err(broken)?,
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

    /// How many bear exactly this folded name.
    pub(crate) fn count(&self, folded: &str) -> usize {
        match self.map.get(folded) {
            None => 0,
            Some(one) if one & 1 == 0 => 1,
            Some(list) => self.lists.get((list >> 1) as usize).map_or(0, |n| *n as usize),
        }
    }

    /// Those whose name differs by one letter.
    pub(crate) fn one_edit(&self, folded: &str) -> Vec<Bearer> {
        let mut found = Vec::new();
        let mut search = |map: &Map<Vec<u8>>, name: &[u8], from: usize| {
            let Some(near) = OneEdit::of(name, from) else {
                return;
            };
            let mut stream = map.search(near).into_stream();
            while let Some((name, value)) = stream.next() {
                if name.first() != Some(&SKELETON) {
                    found.extend(self.list(value).unwrap_or_default());
                }
            }
        };
        let name = folded.as_bytes();
        if let Some(backwards) = &self.backwards {
            let half = name.len() / 2;
            search(&self.map, name, half);
            let turned: Vec<u8> = name.iter().rev().copied().collect();
            search(backwards, &turned, name.len() - half);
        } else {
            search(&self.map, name, 0);
        }
        found
    }
}

/// Keys of transliterations begin with this byte; see [`crate::fold::skeleton`].
const SKELETON: u8 = 1;
