//! In: a phrase cut into groups. Out: the same without those by whom somebody is told who is not one of them: Turkey in "Turkey's
//! Syrian allies", Boko Haram in "victims of Boko Haram". Knows no table entry but its kind.

use super::read::{Group, Piece, Tie, What};
use super::table::{ActorTable, EntryKind, Use};

/// Drops whoever the head noun stands apart from. An adjective stays ("Syrian allies" are Syrian), but not before "proxies"
/// that nobody else owns: "Iranian proxies" serve Iran, and of which country they are is not told.
pub(super) fn alone(table: &ActorTable, mut groups: Vec<Group>) -> Vec<Group> {
    let lists = &table.words;
    let Some(head) = groups.first().and_then(|g| g.pieces.last()) else {
        return groups;
    };
    let word = head.text.rsplit(' ').next().unwrap_or_default().to_owned();
    let named = |p: &Piece| matches!(p.what, What::Name(_));
    if !lists.apart.contains(&word) || named(head) {
        return groups;
    }
    let of = |g: &Group| g.tie == Tie::Owner;
    let pieces = &mut groups[0].pieces;
    let last_owner = pieces.iter().rposition(|p| p.owner);
    pieces.drain(..last_owner.map_or(0, |at| at + 1));
    let owned = last_owner.is_some() || groups.iter().any(of);
    let stays = |p: &Piece| match &p.what {
        What::Name(refs) => {
            let state = refs.iter().any(|r| {
                let kind = table.entries[r.entry].kind;
                matches!(kind, EntryKind::State | EntryKind::Breakaway | EntryKind::People)
                    && matches!(r.how, Use::Adjective | Use::Folk)
            });
            state && (owned || !lists.proxy.contains(&word))
        }
        _ => true,
    };
    groups[0].pieces.retain(stays);
    groups.retain(|g| !of(g));
    groups
}
