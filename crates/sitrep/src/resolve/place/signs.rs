//! In: the mentions of a report and how they resolve. Out: for each its [`Sign`]s: what speaks for and against its
//! being a place. Knows no weight.

use std::collections::{HashMap, HashSet};

use gazetteer::{Class, Gazetteer, How, PlaceId};
use text::{Analysis, NameKind, Span};

use super::Ranked;
use super::find::{Mention, Source};
use super::lexicon::PlaceLexicon;

/// A sign, with its name in data/lexicon/en/place_model.toml. Values lie between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named by sign; signs() is the reading")]
pub enum Sign {
    Bias,
    Country,
    Admin1,
    Admin2,
    Town,
    Area,
    Spot,
    Unknown,
    Similar,
    People,
    Likely,
    SameCountry,
    SameAdmin1,
    Parent,
    First,
    Last,
    BehindOf,
    WholeName,
    Locative,
    The,
    Sort,
    Possessive,
    Title,
    CapitalBehind,
    CapitalBefore,
    Public,
    Private,
    Road,
    Dateline,
    SentenceStart,
    PersonElsewhere,
    PlaceElsewhere,
    BodyElsewhere,
    Often,
    Digits,
    Short,
    Capitals,
    ManyWords,
    Hyphen,
    Comma,
    PartyOf,
    LowerElsewhere,
    Verb,
    InCity,
}

impl Sign {
    /// All, with their names.
    pub const ALL: [(Self, &'static str); 44] = [
        (Self::Bias, "bias"),
        (Self::Country, "country"),
        (Self::Admin1, "admin1"),
        (Self::Admin2, "admin2"),
        (Self::Town, "town"),
        (Self::Area, "area"),
        (Self::Spot, "spot"),
        (Self::Unknown, "unknown"),
        (Self::Similar, "similar"),
        (Self::People, "people"),
        (Self::Likely, "likely"),
        (Self::SameCountry, "same_country"),
        (Self::SameAdmin1, "same_admin1"),
        (Self::Parent, "parent"),
        (Self::First, "first"),
        (Self::Last, "last"),
        (Self::BehindOf, "behind_of"),
        (Self::WholeName, "whole_name"),
        (Self::Locative, "locative"),
        (Self::The, "the"),
        (Self::Sort, "sort"),
        (Self::Possessive, "possessive"),
        (Self::Title, "title"),
        (Self::CapitalBehind, "capital_behind"),
        (Self::CapitalBefore, "capital_before"),
        (Self::Public, "public"),
        (Self::Private, "private"),
        (Self::Road, "road"),
        (Self::Dateline, "dateline"),
        (Self::SentenceStart, "sentence_start"),
        (Self::PersonElsewhere, "person_elsewhere"),
        (Self::PlaceElsewhere, "place_elsewhere"),
        (Self::BodyElsewhere, "body_elsewhere"),
        (Self::Often, "often"),
        (Self::Digits, "digits"),
        (Self::Short, "short"),
        (Self::Capitals, "capitals"),
        (Self::ManyWords, "many_words"),
        (Self::Hyphen, "hyphen"),
        (Self::Comma, "comma"),
        (Self::PartyOf, "party_of"),
        (Self::LowerElsewhere, "lower_elsewhere"),
        (Self::Verb, "verb"),
        (Self::InCity, "in_city"),
    ];
}

/// Up to two of the names that lie in a unit.
type Inside = HashMap<PlaceId, Vec<String>>;

/// What the report as a whole says of its names.
pub(super) struct Around<'a> {
    lexicon: &'a PlaceLexicon,
    text: &'a str,
    people: HashSet<String>,
    places: HashSet<String>,
    bodies: HashSet<String>,
    lower: HashSet<&'a str>,
    starts: HashSet<usize>,
    /// Where verbs begin.
    verbs: HashSet<usize>,
    countries: Inside,
    admin1: Inside,
}

/// Few people and things bear the name of a city of so many, and behind "in" hardly any.
const CITY: u32 = 100_000;

impl<'a> Around<'a> {
    pub(super) fn new(
        world: &Gazetteer,
        lexicon: &'a PlaceLexicon,
        text: &'a str,
        analysis: &Analysis,
        mentions: &[Mention],
        ranked: &Ranked<'_>,
    ) -> Self {
        let names = |kind: NameKind| analysis.names.iter().filter(move |n| n.kind == kind);
        let low = |s: Span| s.of(text).to_lowercase();
        let words = |s: Span| -> Vec<String> { low(s).split_whitespace().map(str::to_owned).collect() };
        let tokens = || analysis.sentences.iter().flat_map(|s| &s.tokens);
        let sure = |m: &Mention| matches!(m.source, Source::Whole | Source::Adjective);
        // The names that lie in each unit and country.
        let mut countries = Inside::new();
        let mut admin1 = Inside::new();
        for (k, m) in mentions.iter().enumerate().filter(|(_, m)| sure(m)) {
            let Some(id) = ranked.best(k) else { continue };
            for up in std::iter::successors(Some(id), |&i| world.parent(i)) {
                let names = match world.place(up).class {
                    Class::Country => countries.entry(up).or_default(),
                    Class::Admin1 => admin1.entry(up).or_default(),
                    _ => continue,
                };
                let name = low(m.span);
                // Two tell whether there is another.
                if names.len() < 2 && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        Self {
            lexicon,
            text,
            people: names(NameKind::Per).flat_map(|n| words(n.span)).collect(),
            places: names(NameKind::Loc).map(|n| low(n.span)).collect(),
            bodies: names(NameKind::Org).map(|n| low(n.span)).collect(),
            lower: tokens()
                .map(|t| t.span.of(text))
                .filter(|w| w.starts_with(char::is_lowercase))
                .collect(),
            starts: analysis.sentences.iter().map(|s| s.span.start).collect(),
            verbs: tokens()
                .filter(|t| t.xpos.starts_with("VB"))
                .map(|t| t.span.start)
                .collect(),
            countries,
            admin1,
        }
    }

    /// The signs of mention `k` that are not 0.
    pub(super) fn signs(
        &self,
        world: &Gazetteer,
        mentions: &[Mention],
        ranked: &Ranked<'_>,
        k: usize,
    ) -> Vec<(Sign, f64)> {
        let m = &mentions[k];
        let mut out = vec![(Sign::Bias, 1.0)];
        let mut on = |sign: Sign, holds: bool| {
            if holds {
                out.push((sign, 1.0));
            }
        };
        self.words_of(m, &mut on);
        self.words_beside(m, &mut on);
        let low = m.span.of(self.text).to_lowercase();
        on(Sign::PersonElsewhere, self.people.contains(&low));
        on(
            Sign::PlaceElsewhere,
            m.source != Source::Whole && self.places.contains(&low),
        );
        on(
            Sign::BodyElsewhere,
            self.bodies.contains(&low) && m.kind != Some(NameKind::Org),
        );
        on(Sign::LowerElsewhere, self.lower.contains(low.as_str()));
        on(Sign::Often, ranked.mentions(k) > 1);
        on(Sign::Parent, ranked.lies_in_named(world, k));
        self.place_of(world, ranked, k, &low, &mut out);
        out
    }

    fn words_of(&self, m: &Mention, on: &mut impl FnMut(Sign, bool)) {
        let words = m.span.of(self.text);
        let letters = words.chars().filter(|c| c.is_alphabetic()).count();
        let last = words.rsplit([' ', '\n']).next().unwrap_or(words);
        on(Sign::Digits, words.contains(|c: char| c.is_ascii_digit()));
        on(Sign::Short, letters < 4);
        on(Sign::Capitals, letters > 1 && !words.contains(char::is_lowercase));
        on(Sign::ManyWords, words.contains(' '));
        on(Sign::Road, self.lexicon.road.contains(word(last).as_str()));
        on(
            Sign::First,
            m.span.start == m.whole.start && m.span.end < m.whole.end,
        );
        on(
            Sign::Last,
            m.span.end == m.whole.end && m.span.start > m.whole.start,
        );
        on(Sign::WholeName, m.span == m.whole);
    }

    fn words_beside(&self, m: &Mention, on: &mut impl FnMut(Sign, bool)) {
        let (head, tail) = (&self.text[..m.span.start], &self.text[m.span.end..]);
        let before = head.strip_suffix([' ', '\n']).unwrap_or(head);
        let before = before.rsplit([' ', '\n']).next().unwrap_or("");
        let low = before.to_lowercase();
        on(Sign::Locative, self.lexicon.locative.contains(&low));
        on(Sign::BehindOf, low == "of");
        on(Sign::The, low == "the");
        on(Sign::Title, self.lexicon.not_place_before.contains(&word(before)));
        on(
            Sign::CapitalBefore,
            head.ends_with(' ')
                && before.starts_with(char::is_uppercase)
                && !before.ends_with(['.', ',', ':', ';', ')']),
        );
        on(Sign::SentenceStart, self.starts.contains(&m.span.start));
        on(
            Sign::Hyphen,
            head.ends_with(['-', '–', '/']) || tail.starts_with(['-', '–', '/']),
        );
        let mut end = before.chars().rev();
        on(
            Sign::PartyOf,
            end.next() == Some('-')
                && end.next().is_some_and(char::is_uppercase)
                && end.next().is_none_or(|c| c == '('),
        );
        on(
            Sign::Comma,
            tail.starts_with(", ") && tail[2..].starts_with(char::is_uppercase),
        );
        on(Sign::Possessive, tail.starts_with("'s") || tail.starts_with("’s"));
        on(
            Sign::Dateline,
            ["—", "–", "-", "("]
                .iter()
                .any(|d| tail.trim_start_matches([' ', ',']).starts_with(d))
                && head.trim_end_matches(char::is_whitespace).ends_with(['.', '\n'])
                || head.is_empty(),
        );
        let next = tail.strip_prefix(' ').unwrap_or("");
        let next = next.split([' ', '\n']).next().unwrap_or("");
        on(
            Sign::Verb,
            tail.starts_with(' ') && self.verbs.contains(&(m.span.end + 1)),
        );
        on(Sign::CapitalBehind, next.starts_with(char::is_uppercase));
        let next = word(next);
        let lists = [
            &self.lexicon.admin1,
            &self.lexicon.admin2,
            &self.lexicon.admin,
            &self.lexicon.town,
        ];
        on(Sign::Sort, lists.iter().any(|l| l.contains(&next)));
        // What the words behind it, up to the end of the name, make of the whole.
        let rest = &self.text[m.span.end..m.whole.end.max(m.span.end)];
        let mut behind: Vec<String> = rest.split_whitespace().map(word).collect();
        behind.push(next);
        let first = self.text[m.whole.start..m.span.start.max(m.whole.start)]
            .split_whitespace()
            .map(word);
        behind.extend(first);
        on(
            Sign::Public,
            behind.iter().any(|w| self.lexicon.public.contains(w)),
        );
        on(
            Sign::Private,
            behind.iter().any(|w| self.lexicon.private.contains(w)),
        );
    }

    fn place_of(
        &self,
        world: &Gazetteer,
        ranked: &Ranked<'_>,
        k: usize,
        low: &str,
        out: &mut Vec<(Sign, f64)>,
    ) {
        let Some(id) = ranked.best(k) else {
            out.push((Sign::Unknown, 1.0));
            return;
        };
        // A name that a town shares with its unit is as sure a name as the unit's, whichever is meant here.
        let place = world.place(ranked.unit_of_name(world, k).unwrap_or(id));
        let class = match place.class {
            Class::Country => Sign::Country,
            Class::Admin1 => Sign::Admin1,
            Class::Admin2 => Sign::Admin2,
            Class::Town => Sign::Town,
            Class::Area => Sign::Area,
            Class::Spot => Sign::Spot,
        };
        out.push((class, 1.0));
        // Ten million people are 1.
        out.push((Sign::People, f64::from(place.population + 1).log10() / 7.0));
        out.push((Sign::Likely, ranked.likely(k)));
        if ranked.how(k) == Some(How::Similar) {
            out.push((Sign::Similar, 1.0));
        }
        let up = std::iter::successors(Some(id), |&i| world.parent(i));
        let (mut country, mut admin1) = (false, false);
        for i in up {
            let another = |inside: &Inside| {
                inside
                    .get(&i)
                    .is_some_and(|names| names.iter().any(|n| *n != low))
            };
            country |= another(&self.countries);
            admin1 |= another(&self.admin1);
        }
        let located = out.iter().any(|(s, _)| *s == Sign::Locative);
        if located && place.class == Class::Town && place.population >= CITY {
            out.push((Sign::InCity, 1.0));
        }
        if country {
            out.push((Sign::SameCountry, 1.0));
        }
        if admin1 {
            out.push((Sign::SameAdmin1, 1.0));
        }
    }
}

/// A word without the signs around it and without possessive, in lower case.
fn word(raw: &str) -> String {
    let bare = raw.trim_matches(|c: char| !c.is_alphanumeric());
    let bare = bare
        .strip_suffix("'s")
        .or_else(|| bare.strip_suffix("’s"))
        .unwrap_or(bare);
    bare.to_lowercase()
}
