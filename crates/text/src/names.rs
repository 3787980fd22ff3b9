//! In: scores of name tags for the words of a report. Out: the names. Knows no list of names.
//!
//! Each sentence is scored alone; then a capitalised word leans to what the same word is elsewhere in the report. Tags
//! are BIO. The best sequence as a whole is taken (Viterbi), of those in which an inside follows its beginning: a
//! word that alone would be "inside" pulls the words before it into the name, or is no part of one.

use std::collections::HashMap;

use crate::{Name, NameKind, Sentence, Span, Token};

/// Share of a word's score that comes from all its places in the report (both chosen on UNER's development set).
const TOGETHER: f32 = 0.4;
/// What a name must beat "no name" by, in nats.
const DOUBT: f32 = 0.5;

/// Score of a step that BIO does not allow.
const NEVER: f32 = -1e9;

/// Names of a report from the tag scores of its words (`rows`, one a token of `sentences` in order; `labels` has "O" first).
pub(crate) fn names_of(
    text: &str,
    sentences: &[Sentence],
    rows: &[Vec<f32>],
    labels: &[String],
) -> Vec<Name> {
    let mut rows: Vec<Vec<f32>> = rows.iter().map(|r| log_softmax(r)).collect();
    let forms: Vec<&str> = (sentences.iter().flat_map(|s| &s.tokens))
        .map(|t| t.span.of(text))
        .collect();
    together(&forms, &mut rows);
    let (mut out, mut base) = (Vec::new(), 0);
    for (k, s) in sentences.iter().enumerate() {
        let tags = best_tags(s.tokens.len(), |k| &rows[base + k], labels);
        names(&s.tokens, &tags, labels, k, &mut out);
        base += s.tokens.len();
    }
    out
}

fn log_softmax(row: &[f32]) -> Vec<f32> {
    let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = row.iter().map(|x| (x - top).exp()).sum();
    row.iter().map(|x| x - top - sum.ln()).collect()
}

/// Mixes the scores of a capitalised word with their mean over the report, and holds names to `DOUBT`.
fn together(forms: &[&str], rows: &mut [Vec<f32>]) {
    let key = |form: &str| {
        let mut chars = form.chars();
        (chars.next().is_some_and(char::is_uppercase) && chars.next().is_some()).then(|| form.to_lowercase())
    };
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (k, form) in forms.iter().enumerate() {
        if let Some(key) = key(form) {
            places.entry(key).or_default().push(k);
        }
    }
    for at in places.values() {
        let width = rows[at[0]].len();
        let mean: Vec<f32> = (0..width)
            .map(|i| at.iter().map(|k| rows[*k][i]).sum::<f32>() / at.len() as f32)
            .collect();
        for k in at {
            for (x, m) in rows[*k].iter_mut().zip(&mean) {
                *x = (1.0 - TOGETHER) * *x + TOGETHER * m;
            }
        }
    }
    for row in rows {
        row[0] += DOUBT;
    }
}

/// The best allowed sequence of tags; `row` gives the scores of each of `n` words, in the order of `labels`.
fn best_tags<'r>(n: usize, row: impl Fn(usize) -> &'r [f32], labels: &[String]) -> Vec<usize> {
    let parts: Vec<(&str, &str)> = labels
        .iter()
        .map(|l| l.split_once('-').unwrap_or((l.as_str(), "")))
        .collect();
    let step = |from: usize, to: usize| match parts[to] {
        ("I", kind) if parts[from].1 != kind || parts[from].0 == "O" => NEVER,
        _ => 0.0,
    };
    let mut best: Vec<f32> = Vec::new();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(n);
    for k in 0..n {
        let scores = row(k);
        let (mut now, mut from) = (Vec::new(), Vec::new());
        for to in 0..labels.len() {
            let (b, s) = if k == 0 {
                (0, if parts[to].0 == "I" { NEVER } else { 0.0 })
            } else {
                (0..labels.len()).fold((0, f32::NEG_INFINITY), |(b, s), f| {
                    let t = best[f] + step(f, to);
                    if t > s { (f, t) } else { (b, s) }
                })
            };
            now.push(s + scores[to]);
            from.push(b);
        }
        best = now;
        back.push(from);
    }
    let mut tag = (0..best.len()).fold(0, |b, i| if best[i] > best[b] { i } else { b });
    let mut out = vec![0; n];
    for k in (0..n).rev() {
        out[k] = tag;
        tag = back[k][tag];
    }
    out
}

/// Names from allowed tags, appended to `out`.
fn names(tokens: &[Token], tags: &[usize], labels: &[String], sentence: usize, out: &mut Vec<Name>) {
    let label = |k: usize| labels[tags[k]].as_str();
    let mut k = 0;
    while k < tags.len() {
        let Some((_, kind)) = label(k).split_once('-') else {
            k += 1;
            continue;
        };
        let mut end = k + 1;
        while end < tags.len() && label(end).starts_with('I') {
            end += 1;
        }
        let kind = match kind {
            "PER" => NameKind::Per,
            "ORG" => NameKind::Org,
            _ => NameKind::Loc,
        };
        let span = Span::new(tokens[k].span.start, tokens[end - 1].span.end);
        out.push(Name {
            span,
            sentence,
            first: k,
            end,
            kind,
        });
        k = end;
    }
}

#[cfg(test)]
mod tests {
    use super::{best_tags, together};

    fn check(rows: &[[f32; 5]], want: &[usize]) {
        let labels: Vec<String> = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
            .map(String::from)
            .to_vec();
        assert_eq!(best_tags(rows.len(), |k| &rows[k], &labels), want, "{rows:?}");
    }

    #[test]
    fn the_best_allowed_sequence_is_taken() {
        // Each word's own best, where it is allowed.
        check(&[[0.0, 2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 2.0, 0.0, 0.0]], &[1, 2]);
        // "West Bank": the second word pulls the first into the name …
        check(&[[1.0, 0.0, 0.0, 0.8, 0.0], [0.0, 0.0, 0.0, 0.0, 3.0]], &[3, 4]);
        // … or is no part of one.
        check(&[[5.0, 0.0, 0.0, 0.0, 0.0], [0.8, 0.0, 0.0, 0.0, 1.0]], &[0, 0]);
        check(&[], &[]);
    }

    #[test]
    fn a_name_is_known_again_elsewhere() {
        let mut rows = vec![vec![0.0, 8.0], vec![1.0, 0.0], vec![1.0, 0.0]];
        together(&["Hajin", "HAJIN", "hajin"], &mut rows);
        assert!(rows[1][1] > rows[1][0], "{rows:?}");
        assert!(
            rows[2][1] < rows[2][0],
            "a word that is not capitalised stays as it was: {rows:?}"
        );
    }
}
