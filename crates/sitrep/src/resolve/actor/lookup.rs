//! In: a phrase without context ("Iraqi security forces", "the French president"). Out: the [`Match`]
//! that its words alone support, or `None`. Knows no report.

use super::Match;
use super::apart;
use super::fold;
use super::read::{self, Group, Piece, Tie, Turn, What};
use super::sector::Sector;
use super::table::{ActorTable, Entry, EntryKind, Noun, Ref, Shape, Use};
use super::title;
use jiff::civil::Date;

/// Who a phrase names.
///
/// `day` is the day of the report: it decides which office a person holds and who the holder of an
/// office is. With `None` a person has the sector of the last term known, and no office a holder.
/// `None` comes back when no word of the phrase is known.
pub fn lookup(table: &ActorTable, phrase: &str, day: Option<Date>) -> Option<Match> {
    lookup_near(table, phrase, day, &[])
}

/// As [`lookup`], with the countries that the report speaks of, most frequent first; they tell apart
/// groups that share a name.
pub fn lookup_near(table: &ActorTable, phrase: &str, day: Option<Date>, near: &[String]) -> Option<Match> {
    let groups = apart::alone(table, read::groups(table, phrase));
    let asked = Asked { table, day, near };
    if let Some(titled) = title::owned_name(table, &groups) {
        let head = asked.found(&groups[0].pieces).head_noun;
        let mut found = asked.found(&titled.pieces);
        found.mod_sector = head.map(|n| n.sector).or(found.mod_sector);
        return asked.combine(&found);
    }
    let mut owned = Vec::new();
    for g in groups.iter().skip(1) {
        match g.tie {
            Tie::Owner | Tie::Place | Tie::At => owned.push(g),
            _ => break,
        }
    }
    // "at" comes last: "police at the US embassy in Kabul" are Afghan.
    owned.sort_by_key(|g| g.tie == Tie::At);
    let first = asked.group(&groups[0], &owned);
    let unresolved = |m: &Option<Match>| m.as_ref().is_none_or(|m| m.code.is_none() && m.sector.is_none());
    if unresolved(&first) {
        for g in groups.iter().skip(1).filter(|g| g.tie == Tie::Beside) {
            let other = asked.group(g, &[]);
            if !unresolved(&other) {
                return other;
            }
        }
    }
    first
}

pub(super) struct Asked<'a> {
    pub table: &'a ActorTable,
    pub day: Option<Date>,
    pub near: &'a [String],
}

/// What the words of one group give before they are put together.
#[derive(Default)]
pub(super) struct Found<'a> {
    head_name: Option<(&'a Entry, Use)>,
    pub head_noun: Option<Noun>,
    /// A sector word before the head ("police" in "police chief"), nearest first.
    mod_sector: Option<Sector>,
    pub state: Option<(&'a Entry, Use)>,
    actor: Option<&'a Entry>,
    pub former: bool,
    /// A governing party (PLOVER counts it and its partners among the government).
    ruling: bool,
    /// The one unknown name after the head.
    pub surname: Option<String>,
    unknown: bool,
    rebel: bool,
    named_after: bool,
}

impl<'a> Asked<'a> {
    fn group(&self, head: &Group, ties: &[&Group]) -> Option<Match> {
        let mut found = self.found(&head.pieces);
        for tie in ties {
            let sub = self.found(&tie.pieces);
            let place = matches!(tie.tie, Tie::Place | Tie::At);
            let state = sub.state.or(sub.head_name.filter(|(e, _)| is_state(e)));
            if found.state.is_none() {
                // A place says where, not who: "guards in Nairobi" are not the government's.
                found.state = state.map(|(e, how)| (e, if place { Use::Name } else { how }));
            }
            if place {
                // "a professor at Yale", "prisoners in Guantanamo Bay detention camp": the country of what is named.
                if found.state.is_none() {
                    let home = sub.head_name.and_then(|(e, _)| e.country.as_ref());
                    let state = home.and_then(|c| self.table.states.get(c));
                    found.state = state.map(|s| (&self.table.entries[*s], Use::Name));
                }
                continue;
            }
            if found.actor.is_none() {
                found.actor = sub
                    .actor
                    .or(sub.head_name.map(|(e, _)| e).filter(|e| !is_state(e)));
            }
            let noun = sub
                .head_noun
                .filter(|n| !(n.weak && n.sector == Sector::Unk))
                .map(|n| n.sector);
            if found.mod_sector.is_none() {
                found.mod_sector = noun.or(sub.mod_sector);
            }
            if found.head_noun.is_none() && found.head_name.is_none() {
                found.head_noun = sub.head_noun;
            }
        }
        self.combine(&found)
    }

    fn found(&self, pieces: &[Piece]) -> Found<'a> {
        let mut out = Found::default();
        // A name that the table lacks stands at the end: "Colonel Sean Ryan".
        let mut end = pieces.len();
        while end > 0 && matches!(pieces[end - 1].what, What::Other) && is_capital(&pieces[end - 1]) {
            end -= 1;
        }
        out.named_after = end < pieces.len() && end > 0;
        if let [one] = &pieces[end..] {
            out.surname = Some(one.text.clone());
        }
        let unknown_head = end > 0 && matches!(pieces[end - 1].what, What::Other);
        let country = pieces
            .iter()
            .find_map(|p| self.state_of(p))
            .and_then(|(e, _)| e.country.clone());
        for (i, piece) in pieces[..end].iter().enumerate() {
            let last = i + 1 == end;
            match &piece.what {
                What::Turn(Turn::Former) => out.former = true,
                What::Turn(Turn::Ruling) => out.ruling = true,
                What::Turn(Turn::Unknown) => out.unknown = true,
                What::Turn(Turn::Rebel) => out.rebel = true,
                What::Other => {}
                What::Noun(noun) => {
                    if last || (unknown_head && piece.owner) {
                        out.head_noun = Some(*noun);
                    } else if !(noun.sector == Sector::Unk && noun.weak) {
                        out.mod_sector = Some(noun.sector);
                    }
                }
                What::Name(refs) => {
                    let Some((entry, how)) = self.choose(refs, country.as_deref()) else {
                        continue;
                    };
                    let bare = matches!(how, Use::Name | Use::Seat | Use::City) && !piece.owner;
                    // "Self-Defense Forces" are Japan's, but a common noun after another country.
                    let common = self.table.find(&fold::words(&piece.text)).2.filter(|_| {
                        let foreign = country.is_some() && entry.country != country;
                        foreign && matches!(entry.kind, EntryKind::Force | EntryKind::Party)
                    });
                    if let Some(noun) = common.filter(|_| last) {
                        out.head_noun = Some(*noun);
                    } else if let Some(noun) = organ(&pieces[..i]).filter(|_| last && bare && is_state(entry))
                    {
                        // "Medical Alliance Northern Territory": the place after a body says where it is.
                        (out.head_noun, out.state) = (Some(noun), Some((entry, how)));
                    } else if last {
                        out.head_name = Some((entry, how));
                    } else if is_state(entry) {
                        // "Lebanon war": a state before an unknown head owns nothing.
                        if out.state.is_none() && !(unknown_head && bare) {
                            out.state = Some((entry, how));
                        }
                    } else {
                        out.actor = Some(entry);
                    }
                }
            }
        }
        out
    }

    fn state_of(&self, piece: &Piece) -> Option<(&'a Entry, Use)> {
        let What::Name(refs) = &piece.what else {
            return None;
        };
        let r = refs.iter().find(|r| is_state(&self.table.entries[r.entry]))?;
        Some((&self.table.entries[r.entry], r.how))
    }

    /// The one entry that a name can mean here; `None` when several can.
    fn choose(&self, refs: &[Ref], country: Option<&str>) -> Option<(&'a Entry, Use)> {
        let entry = |r: &Ref| &self.table.entries[r.entry];
        let one = match refs {
            [] => return None,
            [one] => one,
            many => {
                let mut wanted = country.into_iter().chain(self.near.iter().map(String::as_str));
                let told = wanted.find_map(|c| {
                    let mut fit = many.iter().filter(|r| entry(r).country.as_deref() == Some(c));
                    fit.next().filter(|_| fit.next().is_none())
                });
                let state = many.iter().find(|r| is_state(entry(r)));
                told.or(state)?
            }
        };
        Some((entry(one), one.how))
    }

    fn combine(&self, f: &Found<'a>) -> Option<Match> {
        if let Some((entry, how)) = f.head_name {
            return Some(self.named(f, entry, how));
        }
        let noun = f.head_noun;
        let mut sector = noun.and_then(|n| self.noun_sector(f, n));
        if let Some(person) = sector.and_then(|s| title::of_surname(self, f, s)) {
            return Some(self.named(f, person, Use::Name));
        }
        // A name or an unknown noun stands last ("gang confederations").
        if noun.is_none() {
            sector = f.mod_sector.or(f.actor.and_then(|a| self.sector_at(a)));
        }
        if noun.is_none() && f.state.is_none() && f.actor.is_none() {
            return sector.map(|s| Match {
                sector: Some(s),
                ..Match::default()
            });
        }
        let mut out = Match {
            sector,
            ..Match::default()
        };
        if let Some((state, _)) = f.state {
            out.code.clone_from(&state.country);
            out.country.clone_from(&state.country);
            if state.kind == EntryKind::Breakaway {
                out.code = Some(state.code.clone());
            }
            out.kind = Some(state.kind);
        }
        if let Some(actor) = f.actor {
            self.owned_by(actor, &mut out, noun);
        }
        if let Some(noun) = noun.filter(|n| !n.plural && !f.former && !f.named_after)
            && let Some(office) = noun.office
            && let Some((state, how)) = f.state
            && how != Use::City
            && f.actor.is_none()
            && out.sector == Some(self.table.offices[office].1)
        {
            let holder = self.holder(&state.code, office);
            let title = &self.table.offices[office].0;
            out.name = Some(holder.unwrap_or_else(|| format!("{title} of {}", state.name)));
        }
        Some(out)
    }

    /// The party of a phrase that ends in a name of the table.
    fn named(&self, f: &Found<'a>, entry: &'a Entry, how: Use) -> Match {
        let mut out = Match {
            name: Some(entry.name.clone()),
            code: Some(entry.code.clone()),
            sector: self.sector_at(entry),
            country: entry.country.clone(),
            kind: Some(entry.kind),
        };
        match (entry.kind, how) {
            (EntryKind::State, Use::Seat) => out.sector = Some(Sector::Gov),
            (EntryKind::State | EntryKind::Breakaway, Use::Folk | Use::City) => {
                out.sector = Some(Sector::Cvl);
                out.name = None;
            }
            (EntryKind::State | EntryKind::Breakaway, Use::Adjective) => out.name = None,
            (EntryKind::Person, _) => {
                out.sector = self.sector_at(entry);
                if let Some(group) = self.group_at(entry) {
                    out.code = Some(group.code.clone());
                }
                // What the report calls a person outranks the last term known, when it was so once.
                let called = f
                    .mod_sector
                    .filter(|s| s.of_state() && entry.terms.iter().any(|t| t.sector == Some(*s)));
                if !f.former && out.sector.is_some() && called.is_some() {
                    out.sector = called;
                }
                if f.former && out.sector.is_some_and(Sector::of_state) {
                    out.sector = Some(Sector::Eli);
                }
            }
            _ => {}
        }
        if f.ruling && out.sector == Some(Sector::Pty) {
            out.sector = Some(Sector::Gov);
        }
        // "Chile's Defense Department": a name of common words is that of another state here.
        if let Some((state, _)) = f.state
            && matches!(entry.kind, EntryKind::Force | EntryKind::Party)
            && entry.country != state.country
        {
            out.name = None;
            out.code.clone_from(&state.country);
            out.country.clone_from(&state.country);
        }
        // "Syrian Muslim Brotherhood": the adjective moves a movement or party to another country.
        if let Some((state, Use::Adjective)) = f.state
            && matches!(entry.kind, EntryKind::Body | EntryKind::People)
            && state.country.is_some()
        {
            out.country.clone_from(&state.country);
        }
        out
    }

    /// What an actor that is no state lends to the noun after it.
    fn owned_by(&self, actor: &Entry, out: &mut Match, noun: Option<Noun>) {
        let group = if actor.kind == EntryKind::Person {
            self.group_at(actor)
        } else {
            None
        };
        let owner = group.unwrap_or(actor);
        // A fighter's family is not of his group.
        if owner.kind == EntryKind::Group && noun.is_some_and(|n| n.kin) {
            return;
        }
        if owner.kind == EntryKind::Person || matches!(owner.kind, EntryKind::Force | EntryKind::Party) {
            out.code = out
                .code
                .take()
                .filter(|_| owner.code.len() == 3)
                .or_else(|| Some(owner.code.clone()));
            if out.country.is_none() {
                out.country.clone_from(&owner.country);
            }
        } else {
            out.code = Some(owner.code.clone());
            if out.country.is_none() {
                out.country.clone_from(&owner.country);
            }
        }
        out.kind = Some(owner.kind);
        let other = noun.is_some_and(|n| n.kin || !(n.weak || n.sector.of_state() || n.sector.armed()));
        if !other && !matches!(owner.kind, EntryKind::Person | EntryKind::People) {
            out.name = Some(owner.name.clone());
        }
    }

    fn noun_sector(&self, f: &Found<'a>, noun: Noun) -> Option<Sector> {
        let owner = f.actor.and_then(|a| self.group_at(a).or(Some(a)));
        let lent = owner.and_then(|a| self.sector_at(a));
        let seat = f.state.filter(|(_, how)| *how == Use::Seat).map(|_| Sector::Gov);
        let mut sector = noun.sector;
        if noun.kin {
            let fighter = owner.is_some_and(|a| a.kind == EntryKind::Group);
            let elite = !fighter && f.mod_sector.or(lent).is_some_and(Sector::of_state);
            return Some(if elite { Sector::Eli } else { Sector::Cvl });
        }
        let group = owner.filter(|a| matches!(a.kind, EntryKind::Group | EntryKind::Force));
        if noun.weak {
            let of_state = noun.owned.filter(|_| f.state.is_some());
            let lent = if owner.is_some_and(|a| a.kind == EntryKind::Person) {
                None
            } else {
                lent
            };
            sector = f.mod_sector.or(lent).or(seat).or(of_state).unwrap_or(sector);
            if owner.is_some_and(|a| a.kind == EntryKind::Body) && f.mod_sector.is_none() && lent.is_none() {
                return None;
            }
        } else if let Some(group) = group.filter(|_| sector.of_state() || sector.armed()) {
            sector = self.sector_at(group).unwrap_or(sector);
        } else if owner.is_some_and(|a| a.kind == EntryKind::Body) && sector == Sector::Gov {
            // The Union has a government of its own; other bodies have only staff.
            let own = owner.and_then(|a| a.sector);
            let union = owner.is_some_and(|a| a.country.as_deref() == Some("EUR"));
            return own.or((union && noun.office.is_some()).then_some(Sector::Gov));
        } else if noun.office.is_some() && sector == Sector::Gov {
            // "university president", "president of the company"
            sector = f
                .mod_sector
                .filter(|s| !s.of_state() && !s.armed() && *s != Sector::Cvl)
                .unwrap_or(sector);
        }
        let people = owner.is_some_and(|a| a.kind == EntryKind::People);
        if sector == Sector::Mil && (f.rebel || (people && f.state.is_none())) {
            sector = Sector::Reb;
        }
        if f.ruling && sector == Sector::Pty {
            sector = Sector::Gov;
        }
        if f.unknown && sector.armed() && sector != Sector::Crm {
            sector = Sector::Uaf;
        }
        if f.former && sector.of_state() && noun.shape == Shape::Person {
            sector = Sector::Eli;
        }
        Some(sector)
    }

    /// The sector of an entry on the day asked.
    pub(super) fn sector_at(&self, entry: &Entry) -> Option<Sector> {
        if entry.kind != EntryKind::Person {
            let now = self.day.and_then(|d| {
                let on =
                    |t: &&super::table::Term| t.from.is_none_or(|f| f <= d) && t.until.is_none_or(|u| d <= u);
                entry.terms.iter().find(on)
            });
            return now.and_then(|t| t.sector).or(entry.sector);
        }
        let Some(day) = self.day else {
            let last = entry.terms.last()?;
            return last
                .sector
                .or(last.group.and_then(|g| self.table.entries[g].sector));
        };
        let begun = |t: &&super::table::Term| t.from.is_none_or(|f| f <= day);
        let now = entry
            .terms
            .iter()
            .filter(begun)
            .rfind(|t| t.until.is_none_or(|u| day <= u));
        if let Some(t) = now {
            return t.sector.or(t.group.and_then(|g| self.table.entries[g].sector));
        }
        let past = entry.terms.iter().rfind(begun)?;
        let sector = past
            .sector
            .or(past.group.and_then(|g| self.table.entries[g].sector))?;
        Some(if sector.of_state() { Sector::Eli } else { sector })
    }

    /// The group or body that a person speaks for on the day asked.
    fn group_at(&self, entry: &Entry) -> Option<&'a Entry> {
        let group = match self.day {
            None => entry.terms.last()?.group,
            Some(day) => {
                let term = entry.terms.iter().rfind(|t| t.from.is_none_or(|f| f <= day))?;
                term.group
            }
        };
        group.map(|g| &self.table.entries[g])
    }

    /// The one person of the table who holds an office of a state on the day asked.
    fn holder(&self, state: &str, office: usize) -> Option<String> {
        let day = self.day?;
        let held = self.table.holders.get(&(state.to_owned(), office))?;
        let mut now = held.iter().map(|e| &self.table.entries[*e]).filter(|e| {
            e.terms.iter().any(|t| {
                t.office == Some(office)
                    && t.from.is_some_and(|f| f <= day)
                    && t.until.is_none_or(|u| day <= u)
            })
        });
        let one = now.next()?;
        now.next().is_none().then(|| one.name.clone())
    }
}

/// The last word before a place when it is the noun of a body, in capitals: "Radio" in "Radio France".
fn organ(before: &[Piece]) -> Option<Noun> {
    let last = before.last()?;
    let What::Noun(noun) = last.what else {
        return None;
    };
    let body = noun.shape == Shape::Body && (noun.sector != Sector::Unk || noun.weak);
    (body && is_capital(last) && !last.owner).then_some(noun)
}

fn is_state(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::State | EntryKind::Breakaway)
}

fn is_capital(piece: &Piece) -> bool {
    piece.case != super::fold::Case::Lower
}
