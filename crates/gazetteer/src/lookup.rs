//! In: a pack, then names, codes and demonyms. Out: [`Gazetteer`] and its answers. Knows no text.

use std::collections::HashMap;

use crate::error::{Error, Kind};
use crate::fold::{fold, skeleton, within_edits, without_article};
use crate::index::Names;
use crate::pack::Sections;
use crate::place::{Candidate, How, Place, PlaceId};
use crate::table::Table;

/// Shorter names have too many neighbours at one edit to mean anything.
const FUZZY_LETTERS: usize = 5;

/// Letters that folding and the article take off a name at most, but for spelt-out words.
const PADDING: usize = 8;

/// The places of the world by name. Immutable; share it between threads.
#[derive(Debug)]
pub struct Gazetteer {
    pub(crate) table: Table,
    pub(crate) names: Names,
    pub(crate) words: HashMap<String, PlaceId>,
    countries: HashMap<String, PlaceId>,
    reach: HashMap<PlaceId, f32>,
    pub(crate) pcodes: HashMap<PlaceId, String>,
}

/// By which way a name led to a place, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// Letter by letter its canonical name.
    Exact,
    /// One of its names after folding: case, accents, hyphens, "St." for "Saint".
    Folded,
    /// One of its names but for the Arabic article.
    Article,
    /// The same consonants: another transliteration.
    Transliteration,
    /// One letter off.
    Fuzzy,
}

impl Way {
    /// All, with their names in what is printed.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Exact, "exact"),
        (Self::Folded, "folded"),
        (Self::Article, "article"),
        (Self::Transliteration, "transliteration"),
        (Self::Fuzzy, "fuzzy"),
    ];
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
            words,
            countries,
            reach: reach(&table),
            pcodes: pcodes(sections.take_if_there("pcodes"), table.len())?,
            table,
            names,
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

    /// All places, in the order of their numbers.
    pub fn ids(&self) -> impl Iterator<Item = PlaceId> + use<> {
        (0..self.len() as u32).map(PlaceId)
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
    /// (names of five letters and more). A hundred times as long as an exact look-up; ask when
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
        // The skeleton only gathers; the letters must agree too.
        near.retain(|b| self.is_like(bare, PlaceId(b >> 1)));
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

    /// True when the name is the place's first one but for the spelling ("Sloviansk" for Slovyansk, not for another town that
    /// was once called so): two edits in eight letters, names of five letters and more.
    pub fn is_spelling(&self, name: &str, id: PlaceId) -> bool {
        let folded = fold(name);
        let bare = without_article(&folded).unwrap_or(&folded);
        bare.chars().count() >= FUZZY_LETTERS && self.is_like(bare, id)
    }

    /// True when a folded name without article differs from the first name of the place by two letters in eight at most.
    fn is_like(&self, bare: &str, id: PlaceId) -> bool {
        let (name, most) = (self.table.name(id), 1 + bare.len() / 6);
        // Folding keeps or drops letters; an article has at most four with its space.
        let letters = name.chars().count();
        if letters + most < bare.len() || letters > bare.len() + most + PADDING {
            return false;
        }
        let other = fold(name);
        within_edits(bare, without_article(&other).unwrap_or(&other), most)
    }

    /// Radius in km of the circle about a unit's or country's point that holds what it spans, by the towns in it;
    /// `None` when fewer than three towns are known. Twice their root mean square distance, which is a little more
    /// than the radius of an evenly settled disc (1.41 times) and leaves towns filed under the wrong unit without sway.
    pub fn reach_km(&self, id: PlaceId) -> Option<f64> {
        self.reach.get(&id).map(|km| f64::from(*km))
    }

    /// How many bear exactly this [`fold`]ed name.
    pub fn bearers(&self, folded: &str) -> usize {
        self.names.count(folded)
    }

    /// By which way `name` leads to a place that [`candidates`](Self::candidates) or [`fuzzy`](Self::fuzzy) gave for it.
    pub fn way(&self, name: &str, id: PlaceId) -> Way {
        let folded = fold(name);
        let bears = |key: &str| self.names.exact(key).iter().any(|b| b >> 1 == id.0);
        if self.table.name(id) == name {
            Way::Exact
        } else if bears(&folded) {
            Way::Folded
        } else if without_article(&folded).is_some_and(bears) {
            Way::Article
        } else if skeleton(&folded).is_some_and(|k| bears(&k)) {
            Way::Transliteration
        } else {
            Way::Fuzzy
        }
    }

    /// P-code of the place or of the smallest unit with one that it lies in; only packs that a P-code file was imported
    /// into have any.
    pub fn pcode(&self, id: PlaceId) -> Option<&str> {
        let mut up = std::iter::successors(Some(id), |&i| self.table.parent(i));
        up.find_map(|i| self.pcodes.get(&i)).map(String::as_str)
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

fn pcodes(section: Option<Vec<u8>>, places: usize) -> Result<HashMap<PlaceId, String>, Error> {
    let listed = String::from_utf8(section.unwrap_or_default()).unwrap_or_default();
    let read = |line: &str| {
        let (number, code) = line.split_once('\t')?;
        let number: u32 = number.parse().ok().filter(|n| (*n as usize) < places)?;
        Some((PlaceId(number), code.to_owned()))
    };
    let all: Option<HashMap<PlaceId, String>> = listed.lines().map(read).collect();
    all.ok_or_else(|| {
        Kind::Section {
            name: "pcodes".to_owned(),
            why: "has a line that cannot be read",
        }
        .into()
    })
}

/// What each unit spans; see [`Gazetteer::reach_km`].
fn reach(table: &Table) -> HashMap<PlaceId, f32> {
    let mut sums: HashMap<PlaceId, (f64, u32)> = HashMap::new();
    for id in (0..table.len() as u32).map(PlaceId) {
        let (lat, lon) = table.point(id);
        for up in std::iter::successors(table.parent(id), |&up| table.parent(up)) {
            let (a, b) = table.point(up);
            let east = (lon - b + 540.0).rem_euclid(360.0) - 180.0;
            // 111.2 km to a degree.
            let east = east * f64::midpoint(lat, a).to_radians().cos();
            let sum = sums.entry(up).or_default();
            sum.0 += ((lat - a).powi(2) + east.powi(2)) * 111.2 * 111.2;
            sum.1 += 1;
        }
    }
    let known = sums.into_iter().filter(|(_, (_, n))| *n > 2);
    known
        .map(|(id, (sum, n))| (id, 2.0 * (sum / f64::from(n)).sqrt() as f32))
        .collect()
}

/// Keeps each place once, by its best name.
fn once(found: &mut Vec<Candidate>) {
    found.sort_by_key(|c| (c.id, c.how));
    found.dedup_by_key(|c| c.id);
}
