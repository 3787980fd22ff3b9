//! In: the TOML sources of actors. Out: a filled [`ActorTable`], or diagnostics, one line each.
//! Knows no report.

use super::fold::{self, Case};
use super::sector::Sector;
use super::source;
use super::spelling;
use super::table::{ActorTable, Entry, EntryKind, Gender, Noun, Ref, Shape, Term, Use};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

pub(super) fn compile(sources: &[(&str, &str)]) -> Result<ActorTable, Vec<String>> {
    let mut build = Build::default();
    let mut files = Vec::new();
    for (name, text) in sources {
        match toml::from_str::<source::File>(text) {
            Ok(file) => files.push((*name, file)),
            Err(e) => build.wrong.push(format!("{name}: not an actor file: {e}")),
        }
    }
    for (_, file) in &files {
        for (word, others) in &file.variant {
            build
                .table
                .variants
                .extend(others.iter().map(|o| (o.clone(), word.clone())));
        }
    }
    for (name, file) in &files {
        build.states(name, file);
    }
    for (name, file) in &files {
        build.named(name, file);
        build.offices(name, file);
    }
    for (name, file) in &files {
        build.persons(name, file);
        build.nouns(name, file);
        build.words(file);
    }
    if build.wrong.is_empty() {
        spelling::index(&mut build.table);
        Ok(build.table)
    } else {
        Err(build.wrong)
    }
}

#[derive(Default)]
struct Build {
    table: ActorTable,
    groups: HashMap<String, usize>,
    wrong: Vec<String>,
}

/// PLOVER's codes for what has no home state.
const INTERNATIONAL: [&str; 7] = ["UNO", "EUR", "IGO", "NGO", "MNC", "IMG", "ISM"];

impl Build {
    fn add(&mut self, entry: Entry) -> usize {
        self.table.entries.push(entry);
        self.table.entries.len() - 1
    }

    fn name(&mut self, entry: usize, how: Use, names: &[String]) {
        for name in names {
            let words = fold::words(name);
            let key = self.table.find(&words).0;
            if key.is_empty() {
                self.wrong
                    .push(format!("{}: empty name", self.table.entries[entry].name));
                continue;
            }
            let single_acronym = words.len() == 1 && words[0].case == Case::Upper && words[0].text.len() <= 3;
            let case = match words.iter().map(|w| w.case).max() {
                Some(Case::Upper) if single_acronym => Case::Upper,
                Some(Case::Upper | Case::Capital) => Case::Capital,
                _ => Case::Lower,
            };
            self.begins(&key);
            let refs = self.table.names.entry(key).or_default();
            match refs.iter_mut().find(|r| r.entry == entry) {
                Some(r) => r.case = r.case.min(case),
                None => refs.push(Ref { entry, how, case }),
            }
            // "J. D. Vance" is also written "J.D. Vance" and "JD Vance".
            if let [a, b, rest @ ..] = words.as_slice()
                && a.text.len() == 1
                && b.text.len() == 1
                && !rest.is_empty()
            {
                let rest = self.table.find(rest).0;
                self.name(
                    entry,
                    how,
                    &[format!("{}{} {rest}", a.text, b.text).to_uppercase()],
                );
            }
        }
    }

    fn begins(&mut self, key: &str) {
        let (first, count) = (key.split(' ').next().unwrap_or(key), key.split(' ').count());
        let longest = self.table.starts.entry(first.to_owned()).or_default();
        *longest = count.max(*longest);
    }

    fn sector(&mut self, file: &str, name: &str, code: Option<&String>) -> Option<Sector> {
        let code = code?;
        let sector = Sector::parse(code);
        if sector.is_none() {
            self.wrong
                .push(format!("{file}: {name}: no PLOVER sector {code}"));
        }
        sector
    }

    fn country(&mut self, file: &str, name: &str, code: Option<&String>) -> Option<String> {
        let code = code?;
        let known = self.table.states.contains_key(code) || INTERNATIONAL.contains(&code.as_str());
        if !known {
            self.wrong.push(format!("{file}: {name}: no country {code}"));
        }
        Some(code.clone())
    }

    fn states(&mut self, file: &str, rows: &source::File) {
        let kinds = [
            (EntryKind::State, &rows.state),
            (EntryKind::Breakaway, &rows.breakaway),
        ];
        for (kind, list) in kinds {
            for row in list {
                let state = kind == EntryKind::State;
                let country = if state {
                    Some(row.code.clone())
                } else {
                    row.country.clone()
                };
                if country.as_ref().is_none_or(|c| c.len() != 3) {
                    self.wrong
                        .push(format!("{file}: {}: country code missing", row.name));
                }
                let id = self.add(Entry {
                    kind,
                    name: row.name.clone(),
                    code: row.code.clone(),
                    country,
                    sector: (!state).then_some(Sector::Pre),
                    terms: Vec::new(),
                    gender: None,
                });
                if self.table.states.insert(row.code.clone(), id).is_some() {
                    self.wrong
                        .push(format!("{file}: {}: code {} given twice", row.name, row.code));
                }
                self.groups.insert(row.code.clone(), id);
                self.name(id, Use::Name, std::slice::from_ref(&row.name));
                self.name(id, Use::Name, &row.also);
                self.name(id, Use::Adjective, &row.people);
                self.name(id, Use::Folk, &row.folk);
                self.name(id, Use::Seat, &row.seat);
                self.name(id, Use::City, &row.city);
            }
        }
    }

    fn named(&mut self, file: &str, rows: &source::File) {
        let kinds = [
            (EntryKind::Force, &rows.force),
            (EntryKind::Group, &rows.group),
            (EntryKind::Body, &rows.body),
            (EntryKind::Party, &rows.party),
            (EntryKind::People, &rows.people),
        ];
        for (kind, list) in kinds {
            for row in list {
                let sector = self.sector(file, &row.name, row.sector.as_ref());
                let country = self.country(file, &row.name, row.country.as_ref());
                let own = row.code.as_ref();
                let Some(code) = own.or(country.as_ref()).cloned() else {
                    self.wrong
                        .push(format!("{file}: {}: neither code nor country", row.name));
                    continue;
                };
                if let Some(own) = own
                    && self.groups.contains_key(own)
                {
                    self.wrong
                        .push(format!("{file}: {}: code {own} is taken", row.name));
                }
                let terms = row
                    .terms
                    .iter()
                    .filter_map(|t| self.term(file, &row.name, t))
                    .collect();
                let id = self.add(Entry {
                    kind,
                    name: row.name.clone(),
                    code,
                    country,
                    sector,
                    terms,
                    gender: None,
                });
                if let Some(own) = own {
                    self.groups.insert(own.clone(), id);
                }
                let (name, how) = if kind == EntryKind::People {
                    (false, Use::Adjective)
                } else {
                    (true, Use::Name)
                };
                if name {
                    self.name(id, how, std::slice::from_ref(&row.name));
                }
                self.name(id, how, &row.also);
            }
        }
    }

    fn offices(&mut self, file: &str, rows: &source::File) {
        for row in &rows.office {
            let sector = self
                .sector(file, &row.name, Some(&row.sector))
                .unwrap_or(Sector::Unk);
            self.table.offices.push((row.name.clone(), sector));
            let office = self.table.offices.len() - 1;
            for name in std::iter::once(&row.name).chain(&row.also) {
                let noun = Noun {
                    sector,
                    shape: Shape::Person,
                    plural: false,
                    weak: false,
                    owned: None,
                    kin: false,
                    office: Some(office),
                    gender: None,
                };
                self.noun(file, name, noun, None);
            }
        }
    }

    fn persons(&mut self, file: &str, rows: &source::File) {
        for row in &rows.person {
            // The leader of a breakaway region has its code and the country that the region counts to.
            let given = self.country(file, &row.name, Some(&row.country));
            let home = self.table.states.get(&row.country);
            let country = home
                .and_then(|s| self.table.entries[*s].country.clone())
                .or(given);
            let terms: Vec<Term> = row
                .terms
                .iter()
                .filter_map(|t| self.term(file, &row.name, t))
                .collect();
            let held: HashSet<usize> = terms.iter().filter_map(|t| t.office).collect();
            let gender = match row.gender.as_deref() {
                Some("f") => Some(Gender::Female),
                Some("m") => Some(Gender::Male),
                Some(other) => {
                    self.wrong
                        .push(format!("{file}: {}: gender {other} is neither f nor m", row.name));
                    None
                }
                None => None,
            };
            let id = self.add(Entry {
                kind: EntryKind::Person,
                name: row.name.clone(),
                code: row.country.clone(),
                country,
                sector: None,
                terms,
                gender,
            });
            for office in held {
                self.table
                    .holders
                    .entry((row.country.clone(), office))
                    .or_default()
                    .push(id);
            }
            self.name(id, Use::Name, std::slice::from_ref(&row.name));
            self.name(id, Use::Name, &row.also);
        }
    }

    fn term(&mut self, file: &str, name: &str, row: &source::TermRow) -> Option<Term> {
        let office = row
            .office
            .as_ref()
            .map(|o| self.table.offices.iter().position(|(n, _)| n == o));
        let group = row.group.as_ref().map(|g| self.groups.get(g).copied());
        let sector = row.sector.as_ref().map(|s| Sector::parse(s));
        let known = [
            office.map(|o| o.is_some()),
            group.map(|g| g.is_some()),
            sector.map(|s| s.is_some()),
        ];
        if known.iter().filter(|k| **k == Some(true)).count() != 1 || known.contains(&Some(false)) {
            self.wrong.push(format!(
                "{file}: {name}: a term needs one known office, sector or group"
            ));
            return None;
        }
        let mut day = |text: &Option<String>, last: bool| {
            let text = text.as_ref()?;
            let found = edge(text, last);
            if found.is_none() {
                self.wrong
                    .push(format!("{file}: {name}: {text} is no year, month or day"));
            }
            found
        };
        let (from, until) = (day(&row.from, false), day(&row.until, true));
        if from.zip(until).is_some_and(|(f, u)| f > u) {
            self.wrong
                .push(format!("{file}: {name}: a term ends before it begins"));
        }
        let sector = sector
            .flatten()
            .or(office.flatten().map(|o| self.table.offices[o].1));
        Some(Term {
            office: office.flatten(),
            sector,
            group: group.flatten(),
            from,
            until,
        })
    }

    fn nouns(&mut self, file: &str, rows: &source::File) {
        for row in &rows.noun {
            let sector = self
                .sector(file, "noun", Some(&row.sector))
                .unwrap_or(Sector::Unk);
            let owned = self.sector(file, "noun", row.owned.as_ref());
            let lists = [
                (Shape::Person, &row.person),
                (Shape::Body, &row.body),
                (Shape::Many, &row.many),
            ];
            for (shape, list) in lists {
                for word in list {
                    let plural = shape == Shape::Many;
                    let noun = Noun {
                        sector,
                        shape,
                        plural,
                        weak: row.weak,
                        owned,
                        kin: row.kin,
                        office: None,
                        gender: None,
                    };
                    self.noun(file, word, noun, rows.irregular.get(word));
                }
            }
        }
        for (gender, list) in [(Gender::Male, "male"), (Gender::Female, "female")] {
            for word in rows.gender.get(list).into_iter().flatten() {
                let irregular = rows.irregular.get(word).cloned().unwrap_or_default();
                for form in [word.clone(), plural(word), irregular] {
                    let form = self.table.find(&fold::words(&form)).0;
                    if let Some(noun) = self.table.nouns.get_mut(&form) {
                        noun.gender = Some(gender);
                    }
                }
            }
        }
    }

    fn noun(&mut self, file: &str, word: &str, noun: Noun, irregular: Option<&String>) {
        let mut forms = vec![(word.to_owned(), noun)];
        if noun.shape != Shape::Many {
            let many = irregular.cloned().unwrap_or_else(|| plural(word));
            forms.push((many, Noun { plural: true, ..noun }));
        }
        for (form, noun) in forms {
            let key = self.table.find(&fold::words(&form)).0;
            self.begins(&key);
            let old = *self.table.nouns.entry(key).or_insert(noun);
            let same = old.sector == noun.sector && old.weak == noun.weak && old.kin == noun.kin;
            // An irregular plural may be a word of its own ("people").
            if !same && form == word {
                self.wrong.push(format!(
                    "{file}: \"{word}\" stands under {} and {}",
                    old.sector.code(),
                    noun.sector.code()
                ));
            }
        }
    }

    fn words(&mut self, rows: &source::File) {
        let w = &mut self.table.words;
        let lists: [(&mut HashSet<String>, Option<&Vec<String>>); 26] = [
            (&mut w.skip, rows.word.get("skip")),
            (&mut w.owner, rows.word.get("owner")),
            (&mut w.place, rows.word.get("place")),
            (&mut w.at, rows.word.get("at")),
            (&mut w.trade, rows.word.get("trade")),
            (&mut w.ruling, rows.modifier.get("ruling")),
            (&mut w.stop, rows.word.get("stop")),
            (&mut w.serves, rows.word.get("serves")),
            (&mut w.apart, rows.word.get("apart")),
            (&mut w.proxy, rows.word.get("proxy")),
            (&mut w.definite, rows.word.get("definite")),
            (&mut w.former, rows.modifier.get("former")),
            (&mut w.unknown, rows.modifier.get("unknown")),
            (&mut w.backed, rows.modifier.get("backed")),
            (&mut w.stance, rows.modifier.get("stance")),
            (&mut w.armed_opposition, rows.modifier.get("armed_opposition")),
            (&mut w.short_group, rows.short.get("group")),
            (&mut w.short_body, rows.short.get("body")),
            (&mut w.short_state, rows.short.get("state")),
            (&mut w.male_titles, rows.gender.get("male_titles")),
            (&mut w.female_titles, rows.gender.get("female_titles")),
            (&mut w.he, rows.pronoun.get("he")),
            (&mut w.she, rows.pronoun.get("she")),
            (&mut w.they, rows.pronoun.get("they")),
            (&mut w.it, rows.pronoun.get("it")),
            (&mut w.speaker, rows.pronoun.get("speaker")),
        ];
        for (set, list) in lists {
            set.extend(list.into_iter().flatten().map(|word| fold::key(word)));
        }
    }
}

/// First or last day of a year, month or day; `None` when it is none of these.
fn edge(text: &str, last: bool) -> Option<Date> {
    let mut parts = text.splitn(3, '-').map(|p| p.parse::<i16>().ok());
    let year = parts.next()??;
    let month = parts.next();
    let day = parts.next();
    match (month, day) {
        (None, _) => Date::new(year, if last { 12 } else { 1 }, if last { 31 } else { 1 }).ok(),
        (Some(m), None) => {
            let first = Date::new(year, m? as i8, 1).ok()?;
            Some(if last { first.last_of_month() } else { first })
        }
        (Some(m), Some(d)) => Date::new(year, m? as i8, d? as i8).ok(),
    }
}

/// The regular English plural of the last word.
fn plural(word: &str) -> String {
    if let Some(stem) = word
        .strip_suffix("man")
        .filter(|s| !s.ends_with("hu") && !s.ends_with("wo"))
    {
        return format!("{stem}men");
    }
    if let Some(stem) = word.strip_suffix("woman") {
        return format!("{stem}women");
    }
    if let Some(stem) = word
        .strip_suffix('y')
        .filter(|s| !s.ends_with(['a', 'e', 'o', 'u']))
    {
        return format!("{stem}ies");
    }
    if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") {
        return format!("{word}es");
    }
    format!("{word}s")
}
