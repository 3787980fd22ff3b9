//! In: what the words of a phrase gave. Out: the person whom a title before or after a name means.
//! Knows no report beyond its day and countries.

use super::lookup::{Asked, Found};
use super::read::{Group, Piece, Tie, What};
use super::sector::Sector;
use super::table::{ActorTable, Entry, EntryKind, Shape};

/// "Minister of Foreign Affairs Sergei Lavrov": the name that ends what a title owns is the person
/// titled. Not so when a person stands first there too ("the ally of President Trump").
pub(super) fn owned_name<'a>(table: &ActorTable, groups: &'a [Group]) -> Option<&'a Group> {
    let [head, owned, rest @ ..] = groups else {
        return None;
    };
    let titled = matches!(head.pieces.last()?.what,
        What::Noun(n) if n.shape == Shape::Person && !n.plural && !n.kin
            && (n.sector.of_state() || n.sector == Sector::Unk && n.owned.is_some()));
    let ends = rest.first().is_none_or(|g| g.tie != Tie::Owner);
    let names_person = |p: &Piece| match &p.what {
        What::Name(refs) => refs
            .iter()
            .all(|r| table.entries[r.entry].kind == EntryKind::Person),
        _ => false,
    };
    let opens = |p: &Piece| names_person(p) || matches!(p.what, What::Noun(n) if n.shape == Shape::Person);
    let [first, .., last] = owned.pieces.as_slice() else {
        return None;
    };
    (titled && ends && owned.tie == Tie::Owner && names_person(last) && !opens(first)).then_some(owned)
}

/// "Deputy Secretary Hicks": the one person of that surname who has the title's trade on that day, in the
/// country of the phrase or in one of those the report speaks of. Ranks are too common to go by alone.
pub(super) fn of_surname<'a>(asked: &Asked<'a>, f: &Found<'a>, trade: Sector) -> Option<&'a Entry> {
    let noun = f.head_noun?;
    if noun.shape != Shape::Person || noun.plural || noun.kin || f.former || !trade.of_state() {
        return None;
    }
    let home = f.state.and_then(|(e, _)| e.country.as_deref());
    let fits = |e: &&Entry| {
        let own = e.country.as_deref();
        let here = match home {
            Some(_) => home == own,
            None if asked.near.is_empty() => trade != Sector::Mil,
            None => asked.near.iter().any(|n| Some(n.as_str()) == own),
        };
        here && asked.sector_at(e) == Some(trade)
    };
    let table = asked.table;
    let all = table.surnames.get(f.surname.as_deref()?)?;
    let mut fit = all.iter().map(|e| &table.entries[*e]).filter(fits);
    fit.next().filter(|_| fit.next().is_none())
}
