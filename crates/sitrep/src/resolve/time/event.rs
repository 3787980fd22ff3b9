//! In: words with the expressions found among them. Out: for "six months before the invasion",
//! the expression that tells the day of the invasion, when an earlier sentence has both.
//! Knows no tree: an event is known again by its words.

use super::scan::{Shape, Words};

/// Words of an event that must all stand in the sentence that tells its day.
const TELLING: usize = 3;
/// Words after "before" and "after" that may name the event.
const REACH: usize = 8;

/// The index in `spans` (word ranges of expressions, in order) of the day of the event that is
/// named from word `from` on. `usable` says which expressions tell a day.
pub(super) fn day_of(
    w: &Words,
    from: usize,
    spans: &[(usize, usize)],
    usable: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut telling: Vec<String> = Vec::new();
    for i in from..(from + REACH).min(w.list.len()) {
        if !matches!(w.list[i].shape, Shape::Word) || telling.len() == TELLING {
            break;
        }
        let letters = w.letters(i);
        if letters.chars().count() > 3 || letters.starts_with(char::is_uppercase) {
            telling.push(stem(letters));
        }
    }
    if telling.is_empty() {
        return None;
    }
    // Sentence by sentence backwards from the expression itself.
    let mut end = sentence_start(w, from);
    while end > 0 {
        let start = sentence_start(w, end - 1);
        let has = |stem_: &String| (start..end).any(|i| w.list[i].shape == Shape::Word && stem(w.letters(i)) == *stem_);
        if telling.iter().all(has) {
            return (0..spans.len()).find(|k| usable(*k) && spans[*k].0 >= start && spans[*k].1 <= end);
        }
        end = start;
    }
    None
}

/// The first letters, lower case: enough to know "deployed" from "deployment".
fn stem(word: &str) -> String {
    word.chars().take(6).flat_map(char::to_lowercase).collect()
}

/// The first word of the sentence of word `i`; full stops of short forms cut it too, which only
/// makes a sentence shorter.
fn sentence_start(w: &Words, i: usize) -> usize {
    let mut at = i;
    while at > 0 {
        let before = w.sign(at - 1);
        if w.list[at].line || (matches!(before, Some('.' | '!' | '?')) && w.list[at].gap) {
            break;
        }
        at -= 1;
    }
    at
}
