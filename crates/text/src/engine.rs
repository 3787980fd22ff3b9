//! In: a clean text and the English pack. Out: its [`Analysis`] and, for whoever asks, the states of its words.
//! Knows no conflict.
//!
//! Sentences and words come first; then each window of sentences goes once through the encoder, and tags, trees
//! and names are read off its heads. One window a run: the int8 scales depend on everything in a run, and a
//! report must not come out differently for what it is batched with.

use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;

use crate::graph::{Graph, Input, Output};
use crate::pack::Pack;
use crate::piece::Pieces;
use crate::sentence::{Splitter, sentences};
use crate::token::{Word, WordLists, words};
use crate::tree::{Arcs, best_tree};
use crate::window::{Window, windows};
use crate::{Analysis, Error, Name, NameKind, Sentence, Span, Token, Upos, lemma};

/// Groups of word states that the claim branch hands on: for triggers, for roles, for mode and status.
pub const STATE_GROUPS: usize = 3;
/// Width of a state.
pub const STATE_WIDTH: usize = 384;

const CLS: i32 = 101;
const SEP: i32 = 102;
/// Subwords of one word that are read, as in training.
const MOST_PIECES: usize = 12;
/// Subwords of a window; the encoder knows 512 positions.
const LONGEST_WINDOW: usize = 500;

/// The language engine of one language. Cheap to share between threads.
pub struct Engine {
    lists: WordLists,
    splitter: Splitter,
    tokenizer: Pieces,
    encoder: Graph,
    relation: Graph,
    labels: Labels,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({:?}, {:?})", self.encoder, self.relation)
    }
}

#[derive(Debug, Deserialize)]
struct Labels {
    upos: Vec<String>,
    xpos: Vec<String>,
    feats: Vec<String>,
    lemma: Vec<String>,
    dep: Vec<String>,
    ner: Vec<String>,
}

/// States of the words `window.from..window.target.end`, for the claim heads.
#[derive(Debug, Clone)]
pub struct States {
    /// Which words.
    pub window: Window,
    /// Groups × words × width.
    pub data: Vec<f32>,
}

impl States {
    /// Words that have a state.
    pub fn words(&self) -> usize {
        self.window.target.end - self.window.from
    }
}

impl Engine {
    /// Makes the engine from a pack of kind `english` and the language's word lists.
    pub fn load(pack: &Pack, lists: WordLists) -> Result<Self, Error> {
        let labels = serde_json::from_slice(&pack.section("labels.json")?)
            .map_err(|e| Error::pack("english", &format!("labels.json does not read ({e})")))?;
        Ok(Self {
            lists,
            splitter: Splitter::from_bytes(&pack.section("sentence.bin")?),
            tokenizer: Pieces::load(&pack.section("tokenizer.json")?)?,
            encoder: Graph::load(
                "encoder.onnx",
                pack.section("encoder.onnx")?,
                &["ids", "case", "mask", "first"],
                &[
                    "upos", "xpos", "feats", "lemma", "ner", "arc_dep", "arc_head", "rel_dep", "rel_head",
                    "states",
                ],
            )?,
            relation: Graph::load(
                "relation.onnx",
                pack.section("relation.onnx")?,
                &["dep", "head"],
                &["relation"],
            )?,
            labels,
        })
    }

    /// Sentences, words, trees and names of `text`. Empty for a text without words.
    pub fn analyse(&self, text: &str) -> Result<Analysis, Error> {
        Ok(self.read(text)?.0)
    }

    /// The analysis and the states of its words.
    pub fn read(&self, text: &str) -> Result<(Analysis, Vec<States>), Error> {
        let found = words(text, &self.lists);
        let ranges = sentences(text, &found, &self.lists, &self.splitter);
        self.read_words(text, &found, &ranges)
    }

    /// The same for words and sentences that are given (`ranges` cover `words` in order).
    pub fn read_words(
        &self,
        text: &str,
        words: &[Word],
        ranges: &[Range<usize>],
    ) -> Result<(Analysis, Vec<States>), Error> {
        let mut out = Analysis::default();
        let mut states = Vec::new();
        let mut known = HashMap::new();
        for window in windows(ranges) {
            let (sentences, data) = self.read_window(text, words, ranges, &window, &mut known)?;
            for (tokens, tags) in sentences {
                let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
                    continue;
                };
                let span = Span::new(first.span.start, last.span.end);
                names(
                    &tokens,
                    &tags,
                    &self.labels.ner,
                    out.sentences.len(),
                    &mut out.names,
                );
                out.sentences.push(Sentence { span, tokens });
            }
            states.push(States { window, data });
        }
        Ok((out, states))
    }

    /// Tokens and name tags of each target sentence, and the states of all words of the window.
    #[expect(clippy::type_complexity, reason = "two plain lists")]
    fn read_window<'t>(
        &self,
        text: &'t str,
        words: &[Word],
        ranges: &[Range<usize>],
        window: &Window,
        known: &mut HashMap<&'t str, Vec<i32>>,
    ) -> Result<(Vec<(Vec<Token>, Vec<usize>)>, Vec<f32>), Error> {
        let here = &words[window.from..window.target.end];
        let n = here.len();
        for w in here {
            let form = w.span.of(text);
            if !known.contains_key(form) {
                known.insert(form, self.pieces(form));
            }
        }
        let pieces: Vec<&[i32]> = here.iter().map(|w| known[w.span.of(text)].as_slice()).collect();
        let most = [MOST_PIECES, 4, 2]
            .into_iter()
            .find(|m| pieces.iter().map(|p| p.len().min(*m)).sum::<usize>() + 2 <= LONGEST_WINDOW)
            .unwrap_or(1);
        let (mut ids, mut case, mut first) = (vec![CLS], vec![0], vec![0]);
        for (w, p) in here.iter().zip(&pieces) {
            first.push(ids.len() as i32);
            let p = &p[..p.len().min(most)];
            ids.extend_from_slice(p);
            case.extend(std::iter::repeat_n(case_class(w.span.of(text)), p.len()));
        }
        ids.push(SEP);
        case.push(0);
        let t = ids.len();
        let out = self.encoder.run(vec![
            Input::Int(vec![1, t], ids),
            Input::Int(vec![1, t], case),
            Input::Int(vec![1, t], vec![1; t]),
            Input::Int(vec![1, n + 1], first),
        ])?;
        let [
            upos,
            xpos,
            feats,
            lemmas,
            ner,
            arc_dep,
            arc_head,
            rel_dep,
            rel_head,
            states,
        ] = &out[..]
        else {
            return Err(Error::graph("encoder.onnx", "it gave another number of outputs"));
        };
        let mut found = Vec::new();
        for range in &ranges[window.sentences.clone()] {
            if range.start < window.target.start {
                continue;
            }
            let base = range.start - window.from;
            let heads = best_tree(&arcs(arc_dep, arc_head, base, range.len()));
            let relations = self.relations(rel_dep, rel_head, base, &heads)?;
            let mut tokens = Vec::with_capacity(range.len());
            for (k, w) in words[range.clone()].iter().enumerate() {
                let pick = |o: &Output| best(o.row(base + k));
                let form = w.span.of(text);
                tokens.push(Token {
                    span: w.span,
                    lemma: lemma::apply(form, &self.labels.lemma[pick(lemmas)]),
                    upos: Upos::parse(&self.labels.upos[pick(upos)]).unwrap_or(Upos::X),
                    xpos: self.labels.xpos[pick(xpos)].clone(),
                    feats: self.labels.feats[pick(feats)].clone(),
                    head: heads[k].checked_sub(1),
                    deprel: relations[k].clone(),
                    joined: w.joined,
                });
            }
            let tags = (0..range.len()).map(|k| best(ner.row(base + k))).collect();
            found.push((tokens, tags));
        }
        Ok((found, states.data.clone()))
    }

    /// Subword ids of one word, as the encoder was trained.
    fn pieces(&self, word: &str) -> Vec<i32> {
        let mut out = self.tokenizer.of(word);
        out.truncate(MOST_PIECES);
        out
    }

    /// Relation of each word to its head; `root` for the root's word and for no other.
    fn relations(
        &self,
        dep: &Output,
        head: &Output,
        base: usize,
        heads: &[usize],
    ) -> Result<Vec<String>, Error> {
        let width = dep.shape.last().copied().unwrap_or(0);
        let n = heads.len();
        let rows = |o: &Output, index: &dyn Fn(usize) -> usize| -> Vec<f32> {
            (0..n).flat_map(|k| o.row(index(k)).iter().copied()).collect()
        };
        let a = rows(dep, &|k| base + k);
        let b = rows(head, &|k| if heads[k] == 0 { 0 } else { base + heads[k] });
        let out = self.relation.run(vec![
            Input::Float(vec![n, width], a),
            Input::Float(vec![n, width], b),
        ])?;
        let names = &self.labels.dep;
        let pick = |k: usize| {
            if heads[k] == 0 {
                return "root".to_owned();
            }
            let row = out[0].row(k);
            let mut top = usize::MAX;
            for (i, s) in row.iter().enumerate() {
                if names[i] != "root" && (top == usize::MAX || *s > row[top]) {
                    top = i;
                }
            }
            names.get(top).cloned().unwrap_or_else(|| "dep".to_owned())
        };
        Ok((0..n).map(pick).collect())
    }
}

/// Arc scores among the `n` words from `base` on.
fn arcs(dep: &Output, head: &Output, base: usize, n: usize) -> Arcs {
    let mut scores = Vec::with_capacity(n * (n + 1));
    for d in 0..n {
        let row = dep.row(base + d);
        for h in 0..=n {
            // Row 0 of the heads is the root, row `w + 1` is word `w`.
            let other = head.row(if h == 0 { 0 } else { base + h });
            scores.push(row.iter().zip(other).map(|(a, b)| a * b).sum());
        }
    }
    Arcs { n, scores }
}

fn best(row: &[f32]) -> usize {
    row.iter()
        .enumerate()
        .fold(0, |b, (i, s)| if *s > row[b] { i } else { b })
}

/// How a word is written, 0..8; the encoder is uncased and is told apart (`encoder.py`, `case_class`).
fn case_class(word: &str) -> i32 {
    let cased = |c: char| c.is_uppercase() || c.is_lowercase();
    let lower = |s: &str| s.chars().any(cased) && s.chars().all(|c| !c.is_uppercase());
    if word.chars().any(char::is_numeric) {
        return if word.chars().all(|c| c.is_ascii_digit()) {
            5
        } else {
            6
        };
    }
    if !word.chars().any(char::is_alphabetic) {
        return 7;
    }
    if lower(word) {
        return 1;
    }
    if word.chars().any(cased) && word.chars().all(|c| !c.is_lowercase()) {
        return if word.chars().count() > 1 { 2 } else { 8 };
    }
    let mut rest = word.chars();
    if rest.next().is_some_and(char::is_uppercase) && lower(rest.as_str()) {
        3
    } else {
        4
    }
}

/// Names from BIO tags; an I without its B begins a name.
fn names(tokens: &[Token], tags: &[usize], labels: &[String], sentence: usize, out: &mut Vec<Name>) {
    let label = |k: usize| labels[tags[k]].as_str();
    let mut k = 0;
    while k < tags.len() {
        let Some((_, kind)) = label(k).split_once('-') else {
            k += 1;
            continue;
        };
        let mut end = k + 1;
        while end < tags.len()
            && label(end)
                .split_once('-')
                .is_some_and(|(b, other)| b == "I" && other == kind)
        {
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
    use super::case_class;

    #[test]
    fn case_classes() {
        for (word, want) in [
            ("iraq", 1),
            ("ISIS", 2),
            ("Iraq", 3),
            ("McCain", 4),
            ("50", 5),
            ("5th", 6),
            ("--", 7),
            ("A", 8),
            ("al-Hol", 4),
        ] {
            assert_eq!(case_class(word), want, "{word}");
        }
    }
}
