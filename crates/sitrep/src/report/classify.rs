//! In: the facts of a text's units and the line model. Out: which units are body, and whether the text
//! shows furniture at all. Knows no reasons and no HTML.

use super::facts::Facts;
use super::feature::{page, row};
use super::lexicon::{FurnitureLexicon, LineModel};
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

/// For each unit, whether it belongs to the body: the likeliest sequence under the line model.
pub(crate) fn body(facts: &[Facts], lexicon: &FurnitureLexicon) -> Vec<bool> {
    if facts.is_empty() {
        return Vec::new();
    }
    let page = page(facts);
    let scores: Vec<f32> = (0..facts.len())
        .map(|i| log_odds(&lexicon.model, &row(facts, &page, i)))
        .collect();
    likeliest(&scores, lexicon.model.change)
}

fn log_odds(model: &LineModel, row: &[f32]) -> f32 {
    let scaled: Vec<f32> = row
        .iter()
        .zip(&model.mean)
        .zip(&model.scale)
        .map(|((x, m), s)| (x - m) / s)
        .collect();
    let mut out = model.output_bias;
    for ((weights, bias), weight) in model.hidden.iter().zip(&model.hidden_bias).zip(&model.output) {
        let sum: f32 = weights.iter().zip(&scaled).map(|(w, x)| w * x).sum::<f32>() + bias;
        out += weight * sum.max(0.0);
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
    use super::likeliest;

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
