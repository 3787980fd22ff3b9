//! In: the claims of the current run. Out: [`Atlas`]: where each lies, whether a party tells it, which word fired; and what a
//! map draws of those that pass a filter. Knows no picture.
//!
//! These values stand in the claims' JSON, which takes a second to read for 100,000 claims: an atlas is kept by who asks and
//! brought up to date by what came since.

use std::collections::HashMap;

use rusqlite::params_from_iter;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::run::current;
use super::{Error, Filter, Project};

/// A point at which claims lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Its name, else the words of one of the claims.
    pub name: String,
    /// Alpha-3; `None` for what lies in no country.
    pub country: Option<String>,
    /// `exact`, `near`, `admin2`, `admin1`, `area`.
    pub precision: String,
    /// GeoNames feature code; `None` when not known.
    pub feature: Option<String>,
    /// Radius of uncertainty in km.
    pub radius_km: Option<f64>,
}

/// What is known of a claim beside its columns.
#[derive(Debug, Clone)]
struct Known {
    /// Its points, by number; none for a country and for no place.
    spots: Box<[u32]>,
    /// A side of the act tells it.
    party: bool,
    /// Its trigger in lower case, by number.
    word: u32,
    /// The type that the program gave, by number.
    coded: u8,
    /// The day that it is dated by is inferred: its own words tell none.
    inferred: bool,
}

/// Where the claims of a run lie, and what fired.
#[derive(Debug, Clone, Default)]
pub struct Atlas {
    run: i64,
    claims: HashMap<i64, Known>,
    /// The last claim and correction that are in it.
    seen: (i64, i64),
    spots: Vec<Spot>,
    by_spot: HashMap<(u64, u64, String), u32>,
    words: Vec<String>,
    by_word: HashMap<String, u32>,
    kinds: Vec<String>,
}

/// Claims that pass a filter, at one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Crowd {
    /// Where.
    pub spot: Spot,
    /// How many.
    pub claims: u64,
    /// Of these, planned or hypothetical.
    pub planned: u64,
    /// Told by a side of the act.
    pub party: u64,
    /// Accepted by a person.
    pub accepted: u64,
    /// Dated by a day that is inferred (decision 13).
    pub inferred: u64,
    /// The most frequent type.
    pub kind: String,
}

/// Claims that pass a filter, on the map and off it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mapped {
    /// By point, the smallest crowd last.
    pub crowds: Vec<Crowd>,
    /// Claims with a point.
    pub placed: u64,
    /// Claims without one, by country; `None`: no place at all.
    pub tray: Vec<(Option<String>, u64)>,
}

/// How a trigger fares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fired {
    /// Claims.
    pub claims: u64,
    /// Accepted with the type that the program gave.
    pub accepted: u64,
    /// Rejected, or given another type.
    pub rejected: u64,
}

/// What a type's and a word's claims became; the type is the one that the program gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiredWord {
    /// Type.
    pub kind: String,
    /// Mode, as it stands.
    pub mode: Option<String>,
    /// Trigger in lower case.
    pub word: String,
    /// How it fared.
    pub fired: Fired,
}

#[derive(Deserialize)]
struct Slim {
    trigger: Words,
    place: Option<SlimPlace>,
    #[serde(default)]
    more_places: Vec<SlimPlace>,
    place_inferred: Option<SlimPlace>,
    said_by: Option<Said>,
    time: Option<SlimTime>,
    time_inferred: Option<SlimTime>,
}

#[derive(Deserialize)]
struct SlimTime {
    start: Option<IgnoredAny>,
    end: Option<IgnoredAny>,
}

impl SlimTime {
    fn has_day(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }
}

#[derive(Deserialize)]
struct Words {
    text: String,
}

#[derive(Deserialize)]
struct Said {
    party: bool,
}

#[derive(Deserialize)]
struct SlimPlace {
    text: String,
    name: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<String>,
    feature: Option<String>,
    precision: String,
    radius_km: Option<f64>,
}

impl Atlas {
    fn spot(&mut self, place: SlimPlace) -> Option<u32> {
        let (lat, lon) = (place.lat?, place.lon?);
        // A point in the middle of a country says where nothing happened.
        if ["country", "none"].contains(&place.precision.as_str()) {
            return None;
        }
        let key = (lat.to_bits(), lon.to_bits(), place.precision);
        if let Some(number) = self.by_spot.get(&key) {
            return Some(*number);
        }
        let number = self.spots.len() as u32;
        self.spots.push(Spot {
            lat,
            lon,
            name: place.name.unwrap_or(place.text),
            country: place.country,
            precision: key.2.clone(),
            feature: place.feature,
            radius_km: place.radius_km,
        });
        self.by_spot.insert(key, number);
        Some(number)
    }

    fn kind(&mut self, kind: &str) -> u8 {
        let known = self.kinds.iter().position(|k| k == kind);
        let at = known.unwrap_or_else(|| {
            self.kinds.push(kind.to_owned());
            self.kinds.len() - 1
        });
        u8::try_from(at).unwrap_or(u8::MAX)
    }

    /// True when the day by which the claim is dated is inferred.
    pub(super) fn is_inferred(&self, claim: i64) -> bool {
        self.claims.get(&claim).is_some_and(|k| k.inferred)
    }

    fn word(&mut self, word: &str) -> u32 {
        let word = word.to_lowercase();
        if let Some(number) = self.by_word.get(&word) {
            return *number;
        }
        let number = self.words.len() as u32;
        self.words.push(word.clone());
        self.by_word.insert(word, number);
        number
    }
}

/// Claims of the run ?1 behind the claim ?2 or corrected behind the correction ?3. The run is not looked up in an index: that would
/// lead through all claims, not to the few that changed.
const SINCE: &str = "+claims.run = ?1 AND claims.id IN (SELECT id FROM claims WHERE id > ?2 UNION
     SELECT claims.id FROM corrections JOIN claims ON claims.anchor = corrections.anchor WHERE corrections.id > ?3)";

/// Which claims of a run lack in what ends at `seen`, and what is bound. At first all of them: the table is read through, for
/// gathering their numbers before takes five times as long.
pub(super) fn lacking(run: i64, seen: (i64, i64)) -> (&'static str, Vec<i64>) {
    if seen == (0, 0) {
        ("+claims.run = ?1", vec![run])
    } else {
        (SINCE, vec![run, seen.0, seen.1])
    }
}

impl Project {
    /// True when the atlas holds all that is in the file.
    pub fn is_current(&self, atlas: &Atlas) -> Result<bool, Error> {
        Ok(atlas.run == current(&self.db)? && atlas.seen == self.ends()?)
    }

    pub(super) fn ends(&self) -> Result<(i64, i64), Error> {
        let sql = "SELECT coalesce(max(id), 0), (SELECT coalesce(max(id), 0) FROM corrections) FROM claims";
        Ok(self.db.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }

    /// The atlas of the current run; with `old`, only what came since is read.
    pub fn atlas(&self, old: Option<Atlas>) -> Result<Atlas, Error> {
        let run = current(&self.db)?;
        let mut atlas = old.filter(|a| a.run == run).unwrap_or_default();
        atlas.run = run;
        let ends = self.ends()?;
        let (lacking, bound) = lacking(run, atlas.seen);
        let mut ask = self.db.prepare(&format!(
            "SELECT claims.id, coalesce(effective, json), anchors.type FROM claims JOIN claim_texts ON claim_texts.id = claims.id
             JOIN anchors ON anchors.id = claims.anchor WHERE {lacking}"
        ))?;
        let mut rows = ask.query(params_from_iter(bound))?;
        while let Some(row) = rows.next()? {
            let json = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            let slim: Slim = serde_json::from_str(json)
                .map_err(|e| Error::request(format!("cannot read a claim of the project: {e}")))?;
            let mut spots: Vec<u32> = Vec::new();
            let places = slim.place.into_iter().chain(slim.more_places);
            for place in places.chain(slim.place_inferred) {
                spots.extend(atlas.spot(place));
            }
            spots.dedup();
            let word = atlas.word(&slim.trigger.text);
            let coded = atlas.kind(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?);
            let told = slim.time.as_ref().is_some_and(SlimTime::has_day);
            let known = Known {
                inferred: !told && slim.time_inferred.as_ref().is_some_and(SlimTime::has_day),
                spots: spots.into(),
                party: slim.said_by.is_some_and(|s| s.party),
                word,
                coded,
            };
            atlas.claims.insert(row.get(0)?, known);
        }
        atlas.seen = ends;
        Ok(atlas)
    }

    /// The claims that pass, by point. A claim that lists several places is at each of them and counted once in `placed`.
    pub fn mapped(&self, atlas: &Atlas, filter: &Filter) -> Result<Mapped, Error> {
        let c = filter.condition(&self.db)?;
        let sql = format!(
            "SELECT claims.id, claims.type, claims.status, claims.verdict, claims.country FROM claims WHERE {}",
            c.sql()
        );
        let mut ask = self.db.prepare(&sql)?;
        let mut rows = ask.query(params_from_iter(c.bound))?;
        let mut crowds: HashMap<u32, (Crowd, Vec<(String, u64)>)> = HashMap::new();
        let mut tray: HashMap<Option<String>, u64> = HashMap::new();
        let mut placed = 0;
        while let Some(row) = rows.next()? {
            let known = atlas.claims.get(&row.get::<_, i64>(0)?);
            let Some(known) = known.filter(|k| !k.spots.is_empty()) else {
                *tray.entry(row.get(4)?).or_default() += 1;
                continue;
            };
            placed += 1;
            let text = |at: usize| {
                row.get_ref(at)
                    .ok()
                    .and_then(|v| v.as_str().ok())
                    .unwrap_or_default()
            };
            let (kind, status, verdict) = (text(1), text(2), text(3));
            for &number in &known.spots {
                let (crowd, kinds) = crowds.entry(number).or_insert_with(|| {
                    let spot = atlas.spots[number as usize].clone();
                    let crowd = Crowd {
                        spot,
                        claims: 0,
                        planned: 0,
                        party: 0,
                        accepted: 0,
                        inferred: 0,
                        kind: String::new(),
                    };
                    (crowd, Vec::new())
                });
                crowd.claims += 1;
                crowd.planned += u64::from(["planned", "hypothetical"].contains(&status));
                crowd.party += u64::from(known.party);
                crowd.accepted += u64::from(verdict == "accepted");
                crowd.inferred += u64::from(known.inferred);
                match kinds.iter_mut().find(|(k, _)| k == kind) {
                    Some((_, n)) => *n += 1,
                    None => kinds.push((kind.to_owned(), 1)),
                }
            }
        }
        let mut crowds: Vec<(u32, Crowd)> = crowds
            .into_iter()
            .map(|(number, (mut crowd, kinds))| {
                let most = kinds
                    .into_iter()
                    .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
                crowd.kind = most.map(|(k, _)| k).unwrap_or_default();
                (number, crowd)
            })
            .collect();
        crowds.sort_by(|a, b| b.1.claims.cmp(&a.1.claims).then(a.0.cmp(&b.0)));
        let mut tray: Vec<(Option<String>, u64)> = tray.into_iter().collect();
        tray.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(Mapped {
            crowds: crowds.into_iter().map(|(_, c)| c).collect(),
            placed,
            tray,
        })
    }

    /// What fires, and how people judged it: by type that the program gave, mode and trigger, the most frequent first.
    pub fn fired(&self, atlas: &Atlas) -> Result<Vec<FiredWord>, Error> {
        let mut ask = self.db.prepare(
            "SELECT claims.id, claims.mode, claims.verdict, claims.type FROM claims WHERE claims.run = ?1 AND claims.copied = 0",
        )?;
        let mut rows = ask.query([current(&self.db)?])?;
        let mut all: HashMap<(u8, Option<String>, u32), Fired> = HashMap::new();
        while let Some(row) = rows.next()? {
            let Some(known) = atlas.claims.get(&row.get::<_, i64>(0)?) else {
                continue;
            };
            let text = |at: usize| row.get_ref(at)?.as_str_or_null().map_err(rusqlite::Error::from);
            let coded = atlas.kinds.get(usize::from(known.coded)).map(String::as_str);
            let (verdict, retyped) = (text(2)?, text(3)? != coded);
            let fired = all.entry((known.coded, row.get(1)?, known.word)).or_default();
            fired.claims += 1;
            fired.accepted += u64::from(verdict == Some("accepted") && !retyped);
            fired.rejected += u64::from(verdict == Some("rejected") || retyped);
        }
        let mut list: Vec<FiredWord> = all
            .into_iter()
            .map(|((kind, mode, word), fired)| FiredWord {
                kind: atlas.kinds[usize::from(kind)].clone(),
                mode,
                word: atlas.words[word as usize].clone(),
                fired,
            })
            .collect();
        list.sort_by(|a, b| {
            let names = |f: &FiredWord| (f.kind.clone(), f.mode.clone(), f.word.clone());
            b.fired
                .claims
                .cmp(&a.fired.claims)
                .then_with(|| names(a).cmp(&names(b)))
        });
        Ok(list)
    }
}
