//! In: a pack, then names, codes and demonyms. Out: [`Gazetteer`] and its answers. Knows no text.

use std::collections::HashMap;

use crate::error::{Error, Kind};
use crate::fold::{edits, fold, skeleton, without_article};
use crate::index::Names;
use crate::pack::Sections;
use crate::place::{Candidate, How, Place, PlaceId};
use crate::table::Table;

/// Shorter names have too many neighbours at one edit to mean anything.
const FUZZY_LETTERS: usize = 5;

/// The places of the world by name. Immutable; share it between threads.
#[derive(Debug)]
pub struct Gazetteer {
    table: Table,
    names: Names,
    words: HashMap<String, PlaceId>,
    countries: HashMap<String, PlaceId>,
}

impl Gazetteer {
    /// Opens a compiled gazetteer.
    ///
    /// # Errors
    /// When the bytes are no place pack, of another format, or damaged.
    pub fn from_pack(bytes: &[u8]) -> Result<Self, Error> {
        let mut sections = Sections::read(bytes)?;
        let table = Table::read(&mut sections)?;
        let names = Names::read(&mut sections, table.len())?;
        let mut words = HashMap::new();
        let listed = String::from_utf8(sections.take("words")?).unwrap_or_default();
        for line in listed.lines() {
            let place = line
                .split_once('\t')
                .and_then(|(w, n)| Some((w, n.parse::<u32>().ok()?)));
            let Some((word, number)) = place.filter(|(_, n)| (*n as usize) < table.len()) else {
                return Err(Kind::Section {
                    name: "words".to_owned(),
                    why: "has a line that cannot be read",
                }
                .into());
            };
            words.insert(word.to_owned(), PlaceId(number));
        }
        let countries = (0u32..)
            .zip(table.alpha3())
            .map(|(k, a)| (a.clone(), PlaceId(k)))
            .collect();
        Ok(Self {
            table,
            names,
            words,
            countries,
        })
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// True when it holds no place.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is known of a place.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        self.table.get(id)
    }

    /// The unit or country in which a place lies.
    pub fn parent(&self, id: PlaceId) -> Option<PlaceId> {
        self.table.parent(id)
    }

    /// True when `inner` lies in `outer` or is it.
    pub fn within(&self, inner: PlaceId, outer: PlaceId) -> bool {
        std::iter::successors(Some(inner), |&id| self.table.parent(id)).any(|id| id == outer)
    }

    /// Those who bear the name in any usual spelling of its letters, with or without the Arabic
    /// article; in order of place number. Empty when nobody does.
    pub fn candidates(&self, name: &str) -> Vec<Candidate> {
        let folded = fold(name);
        let mut found = self.exact(&folded);
        if let Some(bare) = without_article(&folded) {
            found.extend(self.exact(bare).into_iter().map(|c| Candidate {
                how: c.how.max(How::Alias),
                ..c
            }));
            once(&mut found);
        }
        found
    }

    fn exact(&self, folded: &str) -> Vec<Candidate> {
        let how = |alias| if alias { How::Alias } else { How::Name };
        let bearers = self.names.exact(folded);
        bearers
            .into_iter()
            .map(|b| Candidate {
                id: PlaceId(b >> 1),
                how: how(b & 1 == 1),
            })
            .collect()
    }

    /// Those with a similar name: a transliteration with the same consonants, else one letter off
    /// (names of five letters and more). Milliseconds, not microseconds; ask when
    /// [`candidates`](Self::candidates) is empty.
    pub fn fuzzy(&self, name: &str) -> Vec<Candidate> {
        let folded = fold(name);
        if folded.chars().count() < FUZZY_LETTERS {
            return Vec::new();
        }
        let bare = without_article(&folded).unwrap_or(&folded);
        let mut near = skeleton(&folded)
            .map(|k| self.names.exact(&k))
            .unwrap_or_default();
        // The skeleton only gathers; the letters must agree too, two edits in eight.
        near.retain(|b| {
            let other = fold(self.table.name(PlaceId(b >> 1)));
            edits(bare, without_article(&other).unwrap_or(&other)) <= 1 + bare.len() / 6
        });
        if near.is_empty() {
            near = self.names.one_edit(&folded);
        }
        let mut found: Vec<_> = near
            .into_iter()
            .map(|b| Candidate {
                id: PlaceId(b >> 1),
                how: How::Similar,
            })
            .collect();
        once(&mut found);
        found
    }

    /// The country of an ISO 3166-1 alpha-3 code.
    pub fn country(&self, alpha3: &str) -> Option<PlaceId> {
        self.countries.get(alpha3).copied()
    }

    /// The place to which a demonym or adjective belongs: "Iraqi", "Syrians", "Kurdish".
    pub fn demonym(&self, word: &str) -> Option<PlaceId> {
        self.words.get(&fold(word)).copied()
    }
}

/// Keeps each place once, by its best name.
fn once(found: &mut Vec<Candidate>) {
    found.sort_by_key(|c| (c.id, c.how));
    found.dedup_by_key(|c| c.id);
}
