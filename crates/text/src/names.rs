//! In: scores of name tags for the words of a sentence. Out: the names. Knows no words.
//!
//! Tags are BIO. The best sequence as a whole is taken (Viterbi), of those in which an inside follows its beginning: a
//! word that alone would be "inside" pulls the words before it into the name, or is no part of one.

use crate::{Name, NameKind, Span, Token};

/// Score of a step that BIO does not allow.
const NEVER: f32 = -1e9;

/// The best allowed sequence of tags; `row` gives the scores of each of `n` words, in the order of `labels`.
pub(crate) fn best_tags<'r>(n: usize, row: impl Fn(usize) -> &'r [f32], labels: &[String]) -> Vec<usize> {
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
pub(crate) fn names(
    tokens: &[Token],
    tags: &[usize],
    labels: &[String],
    sentence: usize,
    out: &mut Vec<Name>,
) {
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
    use super::best_tags;

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
}
