//! In: a phrase and the actor table. Out: its pieces (names, nouns, other words) cut into the head
//! group and what hangs on it by "of", "for", "in". Knows nothing of the report around.

use super::fold::{self, Case, Word};
use super::sector::Sector;
use super::spelling;
use super::table::{ActorTable, EntryKind, Noun, Ref, Use};

/// What a stretch of words is to the table.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A name, with the entries that bear it.
    Name(Vec<Ref>),
    /// A common noun.
    Noun(Noun),
    /// A word that weakens or turns what follows ("former", "unknown", "rebel").
    Turn(Turn),
    /// Anything else.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Former,
    Unknown,
    Rebel,
    Ruling,
}

#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub what: What,
    pub case: Case,
    pub owner: bool,
    pub glued: bool,
    pub text: String,
}

/// How a group hangs on the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// The head group itself.
    Head,
    /// "of", "for".
    Owner,
    /// "in", "from".
    Place,
    /// "at": a place too, but one that may belong to another state ("police at the US embassy in Kabul").
    At,
    /// After a comma: another description of the same.
    Beside,
    /// Not to be read.
    Away,
}

#[derive(Debug, Clone)]
pub(super) struct Group {
    pub tie: Tie,
    pub pieces: Vec<Piece>,
}

/// Reads a phrase. The head group may be empty.
pub(super) fn groups(table: &ActorTable, phrase: &str) -> Vec<Group> {
    let words = fold::words(phrase);
    let shouted = words.len() > 1
        && words
            .iter()
            .all(|w| w.case != Case::Lower && w.case != Case::Capital);
    let mut out = vec![Group {
        tie: Tie::Head,
        pieces: Vec::new(),
    }];
    let mut at = 0;
    while at < words.len() {
        let (piece, used) = longest(table, &words, at, shouted);
        let next = at + used;
        match piece {
            Some(piece) => push(&mut out, piece),
            None => other(table, &words, at, &mut out),
        }
        if words[next - 1].stop && next < words.len() {
            out.push(Group {
                tie: Tie::Beside,
                pieces: Vec::new(),
            });
        }
        at = next;
    }
    for group in &mut out {
        spelling::mend(table, &mut group.pieces);
        drop_sides(table, &mut group.pieces);
    }
    out
}

fn push(out: &mut [Group], piece: Piece) {
    if let Some(last) = out.last_mut() {
        last.pieces.push(piece);
    }
}

/// A word that is neither name nor noun: a tie, a turn, nothing, or unknown.
fn other(table: &ActorTable, words: &[Word], at: usize, out: &mut Vec<Group>) {
    let w = &words[at];
    let lists = &table.words;
    let last = out.last().and_then(|g| g.pieces.last());
    let begun = last.is_some();
    // "Residence and workplace of the president": two words that are not known are read as one.
    if w.text == "and" && is_unknown(last) && is_unknown_noun(table, words, at + 1) {
        return;
    }
    let tie = if !begun || w.case == Case::Upper {
        None
    } else if lists.owner.contains(&w.text) {
        Some(Tie::Owner)
    } else if lists.place.contains(&w.text) {
        Some(Tie::Place)
    } else if lists.at.contains(&w.text) {
        Some(Tie::At)
    } else if w.text == "to" && last.is_some_and(|p| lists.serves.contains(&p.text)) {
        Some(Tie::Owner)
    } else if lists.stop.contains(&w.text) {
        Some(Tie::Away)
    } else {
        None
    };
    if let Some(tie) = tie {
        out.push(Group {
            tie,
            pieces: Vec::new(),
        });
        return;
    }
    let turn = if lists.former.contains(&w.text) {
        Some(Turn::Former)
    } else if lists.unknown.contains(&w.text) {
        Some(Turn::Unknown)
    } else if lists.armed_opposition.contains(&w.text) {
        Some(Turn::Rebel)
    } else if lists.ruling.contains(&w.text) {
        Some(Turn::Ruling)
    } else {
        None
    };
    let number = w.text.starts_with(|c: char| c.is_ascii_digit());
    if turn.is_none() && (number || (w.case == Case::Lower && lists.skip.contains(&w.text))) {
        return;
    }
    if turn.is_none() && !begun && lists.skip.contains(&w.text) {
        return;
    }
    push(out, plain(turn.map_or(What::Other, What::Turn), &words[at..=at]));
}

/// A common noun that the table does not know.
fn is_unknown(piece: Option<&Piece>) -> bool {
    piece.is_some_and(|p| matches!(p.what, What::Other) && p.case == Case::Lower && !p.owner)
}

/// The same of word `at`, when "of" stands behind it.
fn is_unknown_noun(table: &ActorTable, words: &[Word], at: usize) -> bool {
    let [word, next, ..] = words.get(at..).unwrap_or_default() else {
        return false;
    };
    let (_, names, noun) = table.find(&words[at..=at]);
    word.case == Case::Lower && names.is_none() && noun.is_none() && next.text == "of"
}

fn plain(what: What, words: &[Word]) -> Piece {
    let text: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
    Piece {
        what,
        case: words.iter().map(|w| w.case).max().unwrap_or(Case::Lower),
        owner: words.last().is_some_and(|w| w.owner),
        glued: words.first().is_some_and(|w| w.glued),
        text: text.join(" "),
    }
}

/// The longest name or noun that begins at word `at`, with the number of words to go on.
fn longest(table: &ActorTable, words: &[Word], at: usize, shouted: bool) -> (Option<Piece>, usize) {
    let lists = &table.words;
    // "the Guardian Council" is not The Guardian: a longer name without the article goes first.
    if lists.definite.contains(&words[at].text)
        && at + 1 < words.len()
        && let (Some(_), used) = longest(table, words, at + 1, shouted)
    {
        let whole = (1..=table.longest(&words[at]).min(words.len() - at))
            .rev()
            .find(|len| table.find(&words[at..at + len]).1.is_some());
        if whole.is_none_or(|len| len < used + 1) {
            return (None, 1);
        }
    }
    for len in (1..=table.longest(&words[at]).min(words.len() - at)).rev() {
        let part = &words[at..at + len];
        // A name does not run over a comma; its inner words own nothing, except in nouns ("company's board").
        if part[..len - 1].iter().any(|w| w.stop) {
            continue;
        }
        let (_, names, noun) = table.find(part);
        let highest = part.iter().map(|w| w.case).max().unwrap_or(Case::Lower);
        let fits: Vec<Ref> = names
            .into_iter()
            .flatten()
            .filter(|r| r.case <= highest || (len == 1 && shouted))
            .filter(|_| len > 1 || !lists.definite.contains(&part[0].text))
            .copied()
            .collect();
        if let Some(noun) = noun
            && (fits.is_empty() || highest == Case::Lower)
        {
            return (Some(plain(What::Noun(*noun), part)), len);
        }
        if !fits.is_empty() {
            return (Some(plain(What::Name(fits), part)), len);
        }
    }
    (None, 1)
}

/// Removes names that only say on whose side or against whom: "Iran-backed", "anti-Assad"; and
/// single-word names of states and persons inside a larger unknown name ("Jordan Smith").
fn drop_sides(table: &ActorTable, pieces: &mut Vec<Piece>) {
    let lists = &table.words;
    let mut keep = vec![true; pieces.len()];
    for i in 0..pieces.len() {
        let next = pieces.get(i + 1);
        if next.is_some_and(|n| n.glued && lists.backed.contains(&n.text)) {
            keep[i] = false;
            keep[i + 1] = false;
        }
        if lists.stance.contains(&pieces[i].text) && next.is_some_and(|n| n.glued) {
            keep[i] = false;
            keep[i + 1] = false;
        }
        let What::Name(refs) = &pieces[i].what else {
            continue;
        };
        let title = |p: &Piece| lists.male_titles.contains(&p.text) || lists.female_titles.contains(&p.text);
        let unknown = |p: Option<&Piece>| {
            p.is_some_and(|p| {
                let known = title(p) || lists.trade.contains(&p.text);
                matches!(p.what, What::Other) && p.case != Case::Lower && !p.owner && !known
            })
        };
        let before = i.checked_sub(1).and_then(|b| pieces.get(b));
        let fragile = refs.iter().all(|r| {
            let kind = table.entries[r.entry].kind;
            // Three known words are not someone else's name by chance.
            (kind == EntryKind::Person && pieces[i].text.split(' ').count() < 3)
                || (matches!(kind, EntryKind::State | EntryKind::Breakaway)
                    && matches!(r.how, Use::Name | Use::Seat | Use::City))
        });
        let person = refs
            .iter()
            .all(|r| table.entries[r.entry].kind == EntryKind::Person);
        // "Simon Porsche" is a person, not the firm.
        let firm = refs.iter().all(|r| {
            let e = &table.entries[r.entry];
            let trade = matches!(e.sector, Some(Sector::Bus | Sector::Edu | Sector::Jrn));
            e.kind == EntryKind::Force && trade
        });
        if firm && pieces[i].case == Case::Capital && !pieces[i].text.contains(' ') && unknown(before) {
            pieces[i].what = What::Other;
        } else if fragile {
            let organ = pieces[i + 1..].iter().any(|p| match p.what {
                What::Noun(n) => n.shape != super::table::Shape::Person && n.sector.of_state(),
                _ => false,
            });
            let follows = unknown(next) && !pieces[i].owner && (person || !organ);
            if unknown(before) || follows {
                pieces[i].what = What::Other;
            }
        }
    }
    let mut at = 0;
    pieces.retain(|_| {
        at += 1;
        keep[at - 1]
    });
}
