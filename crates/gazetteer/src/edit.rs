//! In: a folded name. Out: [`OneEdit`], the automaton of all names one edit away behind its beginning. Knows no index.
//!
//! A bit for each place in the name that can have been reached, without an edit and with one: a step is a few
//! operations on words, and nothing is built beforehand. The general automaton of the fst crate takes a millisecond to
//! build, which is longer than the search. Near the root of an index every letter goes on, so edits there cost most of a
//! search: the front half is searched in an index of names written backwards, where it is the end.

use fst::Automaton;

/// Accepts what differs from a name by at most one byte that is more, less or other, at or behind a place in it.
pub(crate) struct OneEdit {
    /// Places at which an edit may stand.
    open: u64,
    /// For each byte the places where the name has it.
    at: Box<[u64; 256]>,
    /// The place behind the last byte.
    end: u32,
}

/// The places in the name that can have been reached.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reached {
    clean: u64,
    edited: u64,
}

impl OneEdit {
    /// Edits may stand at byte `from` and behind it. `None` for names of more than 62 bytes, whose places do not fit,
    /// for the empty one, and when no byte is left.
    pub(crate) fn of(name: &[u8], from: usize) -> Option<Self> {
        if name.is_empty() || name.len() > 62 || from >= name.len() {
            return None;
        }
        let mut at = Box::new([0; 256]);
        for (k, byte) in name.iter().enumerate() {
            at[usize::from(*byte)] |= 1 << k;
        }
        Some(Self {
            open: !0 << from,
            at,
            end: name.len() as u32,
        })
    }
}

impl Automaton for OneEdit {
    type State = Reached;

    fn start(&self) -> Reached {
        Reached { clean: 1, edited: 0 }
    }

    fn is_match(&self, state: &Reached) -> bool {
        let last = (state.clean | state.edited) >> self.end & 1 == 1;
        // All but the last byte, which is left out.
        last || (state.clean & self.open) >> (self.end - 1) & 1 == 1
    }

    fn can_match(&self, state: &Reached) -> bool {
        state.clean | state.edited != 0
    }

    fn accept(&self, state: &Reached, byte: u8) -> Reached {
        let within = (1 << (self.end + 1)) - 1;
        let here = self.at[usize::from(byte)];
        let (clean, edited) = (state.clean, state.edited);
        let may = clean & self.open;
        let more = may;
        let other = may << 1;
        let less = ((may << 1) & here) << 1;
        Reached {
            clean: (clean & here) << 1,
            edited: (((edited & here) << 1) | more | other | less) & within,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::edits;

    fn accepts(name: &str, other: &str) -> bool {
        let near = OneEdit::of(name.as_bytes(), 0).expect("a short name");
        let state = other.bytes().fold(near.start(), |s, b| near.accept(&s, b));
        near.can_match(&state) && near.is_match(&state)
    }

    #[test]
    fn what_stands_in_front_of_the_place_must_be_the_same() {
        let near = OneEdit::of(b"hawija", 3).expect("a short name");
        let accepts =
            |other: &str| near.is_match(&other.bytes().fold(near.start(), |s, b| near.accept(&s, b)));
        assert!(
            accepts("hawija")
                && accepts("hawiya")
                && accepts("hawijah")
                && accepts("hawij")
                && accepts("hawja")
        );
        assert!(!accepts("howija") && !accepts("awija") && !accepts("haawija"));
    }

    #[test]
    fn it_accepts_what_is_one_edit_away_and_nothing_else() {
        let names = [
            "hawija", "hawijah", "awija", "hawja", "hawiaj", "hawiya", "hhawija", "hawij", "kirkuk", "h", "",
            "hawijaah", "haw ija", "ahwija",
        ];
        for a in names.iter().filter(|a| !a.is_empty()) {
            for b in names {
                assert_eq!(accepts(a, b), edits(a, b) <= 1, "{a} {b}");
            }
        }
    }
}
