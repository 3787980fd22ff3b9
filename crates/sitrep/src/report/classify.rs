//! In: the facts of a text's units and the line model. Out: which units are body, and whether the text
//! shows furniture at all. Knows no reasons and no HTML.

use std::collections::HashSet;

use super::facts::Facts;
use super::feature::{page, row};
use super::lexicon::FurnitureLexicon;
use super::reason::Reason;

/// A run of so many menu words is a menu even when nothing else gives the page away; reports with
/// headings of one word ("Health", "Education") have text between them.
const MENU_RUN: usize = 5;
/// One stray phrase proves nothing; the second makes it a page.
const SIGNS: usize = 2;

/// True when the text has been taken from a page with furniture. Field notes, wire copy and texts that
/// are clean already show no such sign and are kept whole.
pub(crate) fn shows_furniture(facts: &[Facts]) -> bool {
    let telling = |f: &&Facts| match f.class {
        Some((Reason::Navigation | Reason::Byline, _)) | None => {
            f.clock && f.folded.contains(':') && f.words > 1
        }
        Some((Reason::Caption, _)) => true,
        Some((_, whole)) => whole || !f.prose(),
    };
    let menu = |f: &Facts| matches!(f.class, Some((Reason::Navigation, _))) && f.words <= 4;
    let signs = facts.iter().filter(telling).count();
    let menus = facts.iter().filter(|f| menu(f)).count();
    let longest_menu = facts.split(|f| !menu(f)).map(<[Facts]>::len).max().unwrap_or(0);
    (signs > 0 && signs + menus >= SIGNS) || longest_menu >= MENU_RUN
}

/// Log-odds from which a unit may be body, from lax to strict.
const BOUNDS: [f32; 37] = {
    let mut out = [0.0; 37];
    let mut n = 0;
    while n < out.len() {
        out[n] = n as f32 * 0.25 - 4.0;
        n += 1;
    }
    out
};

/// For each unit, whether it belongs to the body. The line model gives how likely each is; of the likeliest sequences over all
/// [`BOUNDS`] the one whose words have the highest expected F1 is taken, so that a text of which nothing is certain still
/// gives its likeliest part.
pub(crate) fn body(facts: &[Facts], lexicon: &FurnitureLexicon) -> Vec<bool> {
    if facts.is_empty() {
        return Vec::new();
    }
    let page = page(facts);
    let rows: Vec<_> = (0..facts.len()).map(|i| row(facts, &page, i)).collect();
    let words: Vec<f32> = facts.iter().map(|f| f.words as f32).collect();
    let mut body = chosen(&lexicon.model.scores(&rows), &words, lexicon.model.change);
    once(facts, &mut body);
    body
}

/// Shorter units may well stand twice in a report.
const TOLD_AGAIN: usize = 8;

/// Takes out what the body holds already: pages show a report twice, for two widths of screen.
fn once(facts: &[Facts], body: &mut [bool]) {
    let mut seen: HashSet<&str> = HashSet::new();
    for (f, kept) in facts.iter().zip(body) {
        *kept = *kept && (f.words < TOLD_AGAIN || seen.insert(&f.folded));
    }
}

/// The units to keep, given the log-odds and the words of each.
fn chosen(scores: &[f32], words: &[f32], change: f32) -> Vec<bool> {
    let expected: Vec<f32> = scores
        .iter()
        .zip(words)
        .map(|(z, n)| n / (1.0 + (-z).exp()))
        .collect();
    let total: f32 = expected.iter().sum();
    let (mut best, mut out) = (-1.0, Vec::new());
    for bound in BOUNDS {
        let above: Vec<f32> = scores.iter().map(|z| z - bound).collect();
        let path = likeliest(&above, change);
        let kept = |of: &[f32]| -> f32 { of.iter().zip(&path).filter(|(_, k)| **k).map(|(x, _)| x).sum() };
        let value = 2.0 * kept(&expected) / (kept(words) + total).max(1e-9);
        if value > best + 1e-6 {
            (best, out) = (value, path);
        }
    }
    out
}

/// Viterbi's path over two states, furniture (score 0) and body (score `scores[i]`), where each change
/// of state costs `change`.
fn likeliest(scores: &[f32], change: f32) -> Vec<bool> {
    let mut best = [0.0_f32, 0.0];
    let mut came_from: Vec<[bool; 2]> = Vec::with_capacity(scores.len());
    for score in scores {
        let stay = |state: usize| best[state] >= best[1 - state] - change;
        let from = [!stay(0), stay(1)];
        let value = |state: usize| best[state].max(best[1 - state] - change);
        best = [value(0), value(1) + score];
        came_from.push(from);
    }
    let mut state = best[1] > best[0];
    let mut path = vec![false; scores.len()];
    for (i, from) in came_from.iter().enumerate().rev() {
        path[i] = state;
        state = from[usize::from(state)];
    }
    path
}

#[cfg(test)]
mod tests {
    use super::{chosen, likeliest};

    #[test]
    fn expected_f1_chooses() {
        assert_eq!(chosen(&[], &[], 1.0), Vec::<bool>::new());
        // Nothing is likely, yet one long line is likelier by far than the rest.
        assert_eq!(
            chosen(&[-6.0, -1.0, -6.0], &[2.0, 80.0, 2.0], 1.0),
            [false, true, false]
        );
        // A doubtful line of few words between sure ones is bridged, a doubtful page of words is not taken.
        assert_eq!(
            chosen(&[4.0, 0.4, 4.0], &[40.0, 3.0, 40.0], 1.0),
            [true, true, true]
        );
        assert_eq!(
            chosen(&[4.0, 4.0, -2.0, -2.0], &[40.0, 40.0, 90.0, 90.0], 1.0),
            [true, true, false, false]
        );
    }

    #[test]
    fn a_change_must_pay() {
        assert_eq!(likeliest(&[], 1.0), Vec::<bool>::new());
        assert_eq!(
            likeliest(&[-1.5, 2.0, -0.5, 2.0, -3.0], 1.0),
            [false, true, true, true, false]
        );
        assert_eq!(
            likeliest(&[-1.5, 2.0, -0.5, 2.0, -3.0], 0.1),
            [false, true, false, true, false]
        );
        assert_eq!(likeliest(&[0.5, -4.0], 1.0), [false, false]);
    }
}
