//! In: the names of the table; pieces of a phrase that the table lacks. Out: the same pieces, with
//! persons and places found in spite of another spelling. Knows no country of the phrase.
//!
//! Persons are compared by the sound of their words ("Evelyne" and "Evelyn", "Ho-jen" and "Hou-jen",
//! "Goering" and "Göring"); names of the states where the surname comes first are also known turned
//! round. Single words match when the letters between the first and the last are the same in another
//! order ("Dehli").

use super::fold::Case;
use super::read::{Piece, What};
use super::table::{ActorTable, EntryKind, Ref, Use};

/// States whose names stand with the surname first at home and often last in English reports.
const SURNAME_FIRST: [&str; 10] = [
    "CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "JPN", "VNM", "KHM", "HUN",
];

/// Letters of a two-word name's sounds: below this, names of different people sound alike ("Li Na").
const SHORTEST_SOUND: usize = 7;

/// Letters of a word that may be mended: shorter words turn into others too easily ("Iran", "Irna").
const SHORTEST_WORD: usize = 5;

/// Fills the tables of sounds, letters and surnames from the names.
pub(super) fn index(table: &mut ActorTable) {
    let mut sounds: Vec<(Vec<String>, usize)> = Vec::new();
    let mut letters: Vec<(String, String)> = Vec::new();
    let mut surnames: Vec<(String, usize)> = Vec::new();
    for (key, refs) in &table.names {
        let words: Vec<&str> = key.split(' ').collect();
        if words.len() == 1 && key.chars().count() >= SHORTEST_WORD {
            letters.push((shuffled(key), key.clone()));
        }
        for r in refs {
            let entry = &table.entries[r.entry];
            if entry.kind != EntryKind::Person || words.len() < 2 {
                continue;
            }
            let heard: Vec<String> = words.iter().map(|w| sound(w)).collect();
            let turned = entry
                .country
                .as_deref()
                .is_some_and(|c| SURNAME_FIRST.contains(&c));
            if turned {
                let (mut left, mut right) = (heard.clone(), heard.clone());
                left.rotate_left(1);
                right.rotate_right(1);
                sounds.extend([(left, r.entry), (right, r.entry)]);
                surnames.push((words[0].to_owned(), r.entry));
            }
            if heard.len() > 3 {
                for i in 1..heard.len() - 1 {
                    let mut fewer = heard.clone();
                    fewer.remove(i);
                    sounds.push((fewer, r.entry));
                }
            }
            sounds.push((heard, r.entry));
            surnames.push((words[words.len() - 1].to_owned(), r.entry));
        }
    }
    for (words, entry) in sounds {
        if words.iter().map(String::len).sum::<usize>() >= SHORTEST_SOUND {
            let slot = table.sounds.entry(words.join(" ")).or_insert(Some(entry));
            *slot = slot.filter(|old| *old == entry);
        }
    }
    for (key, name) in letters {
        let slot = table.letters.entry(key).or_insert_with(|| Some(name.clone()));
        *slot = slot.take().filter(|old| *old == name);
    }
    for (name, entry) in surnames {
        let list = table.surnames.entry(name).or_default();
        if !list.contains(&entry) {
            list.push(entry);
        }
    }
}

/// Replaces runs of unknown capitalised words that are another spelling of a known name.
pub(super) fn mend(table: &ActorTable, pieces: &mut Vec<Piece>) {
    let mut at = 0;
    while at < pieces.len() {
        if !open(table, &pieces[at]) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        // "Ho-jen": what a hyphen ties to a name belongs to it, capital or not.
        let more = |p: &Piece| open(table, p) || (p.glued && matches!(p.what, What::Other));
        while end < pieces.len() && !pieces[end - 1].owner && more(&pieces[end]) {
            end += 1;
        }
        let found = if end == at + 1 {
            word(table, &pieces[at])
        } else {
            person(table, &pieces[at..end])
        };
        if let Some(refs) = found {
            let text: Vec<&str> = pieces[at..end].iter().map(|p| p.text.as_str()).collect();
            let whole = Piece {
                what: What::Name(refs),
                case: Case::Capital,
                owner: pieces[end - 1].owner,
                glued: pieces[at].glued,
                text: text.join(" "),
            };
            pieces.splice(at..end, [whole]);
            end = at + 1;
        }
        at = end;
    }
}

/// An unknown word that may belong to a name.
fn open(table: &ActorTable, p: &Piece) -> bool {
    let w = &table.words;
    matches!(p.what, What::Other)
        && p.case != Case::Lower
        && !w.male_titles.contains(&p.text)
        && !w.female_titles.contains(&p.text)
}

fn word(table: &ActorTable, piece: &Piece) -> Option<Vec<Ref>> {
    if piece.text.chars().count() < SHORTEST_WORD {
        return None;
    }
    let name = table.letters.get(&shuffled(&piece.text))?.as_ref()?;
    table.names.get(name).cloned()
}

fn person(table: &ActorTable, run: &[Piece]) -> Option<Vec<Ref>> {
    let plain = |p: &Piece| table.variants.get(&p.text).unwrap_or(&p.text).clone();
    let heard: Vec<String> = run.iter().map(|p| sound(&plain(p))).collect();
    let get = |words: &[String]| table.sounds.get(&words.join(" ")).copied().flatten();
    let turned = |entry: &usize| {
        let home = table.entries[*entry].country.as_deref();
        home.is_some_and(|c| SURNAME_FIRST.contains(&c))
    };
    let mut entry = get(&heard);
    // One word more than the table has: a middle name, a second surname, a Western given name.
    for i in 0..heard.len() {
        if entry.is_some() || heard.len() < 3 {
            break;
        }
        let mut fewer = heard.clone();
        fewer.remove(i);
        let middle = i > 0 && i + 1 < heard.len();
        entry = get(&fewer).filter(|e| middle || fewer.len() > 2 || turned(e));
    }
    Some(vec![Ref {
        entry: entry?,
        how: Use::Name,
        case: Case::Lower,
    }])
}

/// First letter, the inner letters sorted, last letter.
fn shuffled(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let inner = 1..letters.len().saturating_sub(1).max(1);
    if let Some(inner) = letters.get_mut(inner) {
        inner.sort_unstable();
    }
    letters.into_iter().collect()
}

/// How a folded word sounds, roughly: three vowels, no doubled letters, one sign for what transcriptions
/// write in several ways.
pub(super) fn sound(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len());
    let mut i = 0;
    while i < letters.len() {
        let next = letters.get(i + 1).copied().unwrap_or(' ');
        let (sign, used) = match (letters[i], next) {
            ('o' | 'u', 'e') => ('o', 2),
            ('a', 'e') => ('a', 2),
            ('p', 'h') => ('f', 2),
            ('c', 'h') => ('C', 2),
            ('c', 'k') | ('k', 'h') => ('k', 2),
            ('g', 'h') => ('g', 2),
            ('t', 'h') => ('t', 2),
            ('d', 'h') => ('d', 2),
            ('e' | 'i' | 'y', _) => ('i', 1),
            ('o' | 'u', _) => ('o', 1),
            ('c' | 'q', _) => ('k', 1),
            ('w', _) => ('v', 1),
            ('z', _) => ('s', 1),
            (other, _) => (other, 1),
        };
        if !out.ends_with(sign) {
            out.push(sign);
        }
        i += used;
    }
    // A last "e" or "h" is often written by one and left out by the other.
    if out.chars().count() > 3 {
        let short = out.trim_end_matches(['i', 'h']).len();
        out.truncate(short.max(2));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str, expected: bool) {
        assert_eq!(sound(one) == sound(other), expected, "{one} {other}");
    }

    #[test]
    fn spellings_of_one_word_sound_alike() {
        alike("cathrine", "catherine", false);
        alike("goering", "goring", true);
        alike("mueller", "muller", true);
        alike("philippe", "filip", true);
        alike("hou", "ho", true);
        alike("sisi", "sissi", true);
        alike("hariri", "harari", false);
        alike("obama", "osama", false);
    }

    #[test]
    fn inner_letters_change_places() {
        assert_eq!(shuffled("dehli"), shuffled("delhi"));
        assert_ne!(shuffled("delhi"), shuffled("dilhe"));
        assert_eq!(shuffled("a"), "a");
    }
}
