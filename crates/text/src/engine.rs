//! In: a clean text and the English pack. Out: its [`Analysis`] and, for whoever asks, the states of its words.
//! Knows no conflict.
//!
//! Sentences and words come first; then sentences lie side by side in one run of the syntax branch, each for itself,
//! and tags, trees and names are read off its heads. The claim branch reads windows of sentences with those before
//! them. Runs are cut by the report alone, so that it comes out the same whatever is coded beside it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde::Deserialize;

use crate::case::{CaseModel, recase};
use crate::embedding::Embedding;
use crate::graph::{Graph, Input, Output};
use crate::names::names_of;
use crate::pack::Pack;
use crate::piece::Pieces;
use crate::sentence::{Splitter, sentences};
use crate::token::{Word, WordLists, words};
use crate::tree::{Arcs, best_tree};
use crate::window::{Window, windows};
use crate::{Analysis, Error, Sentence, Span, Token, Upos, lemma};

/// Groups of word states that the claim branch hands on: for triggers, for roles, for mode and status.
pub const STATE_GROUPS: usize = 3;
/// Width of a state.
pub const STATE_WIDTH: usize = 384;

const CLS: i32 = 101;
const SEP: i32 = 102;
/// Rules that are tried for a lemma (`export.py`).
const RULES: usize = 6;
/// Subwords of one word that are read, as in training.
const MOST_PIECES: usize = 12;
/// Subwords of a sentence or window; the encoder knows 512 positions.
const LONGEST_WINDOW: usize = 500;
/// Subwords of sentences that are run side by side; more would cost attention, fewer the set-up of a run.
const SIDE_BY_SIDE: usize = 320;

/// The language engine of one language. Cheap to share between threads.
pub struct Engine {
    lists: WordLists,
    splitter: Splitter,
    case: CaseModel,
    tokenizer: Pieces,
    embedding: Embedding,
    trees: Graph,
    states: Graph,
    relation: Graph,
    labels: Labels,
    /// Lemmas with their tag ("detain/VERB") that the treebank has.
    lemmas: HashSet<String>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Engine({:?}, {:?}, {:?})",
            self.trees, self.states, self.relation
        )
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
    /// Lemma of each form and tag of the treebank: "detained/VERB" → "detain".
    forms: HashMap<String, String>,
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
    /// Makes the engine from a pack of kind `english`, the language's word lists and its model of case.
    pub fn load(pack: &Pack, lists: WordLists, case: CaseModel) -> Result<Self, Error> {
        let labels: Labels = serde_json::from_slice(&pack.section("labels.json")?)
            .map_err(|e| Error::pack("english", &format!("labels.json does not read ({e})")))?;
        Ok(Self {
            lists,
            case,
            splitter: Splitter::from_bytes(&pack.section("sentence.bin")?),
            tokenizer: Pieces::load(&pack.section("tokenizer.json")?)?,
            embedding: Embedding::from_bytes(&pack.section("embedding.bin")?)?,
            trees: Graph::load(
                "trees.onnx",
                pack.section("trees.onnx")?,
                &["words", "position", "segment", "case", "first"],
                &[
                    "upos", "xpos", "feats", "lemma", "ner", "arc_dep", "arc_head", "rel_dep", "rel_head",
                ],
            )?,
            states: Graph::load(
                "states.onnx",
                pack.section("states.onnx")?,
                &["words", "case", "first"],
                &["states"],
            )?,
            relation: Graph::load(
                "relation.onnx",
                pack.section("relation.onnx")?,
                &["dep", "head"],
                &["relation"],
            )?,
            lemmas: lemma::tagged(&labels.forms),
            labels,
        })
    }

    /// `text` with case where its writer used none (all capitals, all small letters), byte for byte as long; `None`
    /// where it has case. Offsets into one are offsets into the other.
    pub fn recase(&self, text: &str) -> Option<String> {
        recase(text, &words(text, &self.lists), &self.case)
    }

    /// Sentences, words, trees and names of `text`. Empty for a text without words.
    pub fn analyse(&self, text: &str) -> Result<Analysis, Error> {
        let (found, ranges) = self.cut(text);
        self.analyse_words(text, &found, &ranges)
    }

    /// Words of `text`, and the ranges of them that are sentences.
    fn cut(&self, text: &str) -> (Vec<Word>, Vec<Range<usize>>) {
        let found = words(text, &self.lists);
        let ranges = sentences(text, &found, &self.lists, &self.splitter);
        (found, ranges)
    }

    /// The same for words and sentences that are given (`ranges` cover `words` in order).
    pub fn analyse_words(
        &self,
        text: &str,
        words: &[Word],
        ranges: &[Range<usize>],
    ) -> Result<Analysis, Error> {
        let pieces = self.all_pieces(text, words);
        let mut out = Analysis::default();
        let mut tags = Vec::with_capacity(words.len());
        let mut next = 0;
        while next < ranges.len() {
            let size = |r: &Range<usize>| pieces[r.clone()].iter().map(Vec::len).sum::<usize>() + 2;
            let mut end = next + 1;
            let mut total = size(&ranges[next]);
            while end < ranges.len() && total + size(&ranges[end]) <= SIDE_BY_SIDE {
                total += size(&ranges[end]);
                end += 1;
            }
            self.trees_of(text, words, &pieces, &ranges[next..end], &mut out, &mut tags)?;
            next = end;
        }
        out.names = names_of(text, &out.sentences, &tags, &self.labels.ner);
        Ok(out)
    }

    /// The analysis and the states of its words.
    pub fn read(&self, text: &str) -> Result<(Analysis, Vec<States>), Error> {
        let (found, ranges) = self.cut(text);
        let analysis = self.analyse_words(text, &found, &ranges)?;
        let pieces = self.all_pieces(text, &found);
        let states = windows(&ranges)
            .into_iter()
            .map(|w| self.states_of(text, &found, &pieces, w));
        Ok((analysis, states.collect::<Result<_, _>>()?))
    }

    fn all_pieces(&self, text: &str, words: &[Word]) -> Vec<Vec<i32>> {
        let mut known: HashMap<&str, Vec<i32>> = HashMap::new();
        words
            .iter()
            .map(|w| {
                known
                    .entry(w.span.of(text))
                    .or_insert_with_key(|f| self.pieces(f))
                    .clone()
            })
            .collect()
    }

    /// Adds the sentences and trees of neighbouring sentences to `out`, and the scores of their words' name tags to `tags`.
    fn trees_of(
        &self,
        text: &str,
        words: &[Word],
        pieces: &[Vec<i32>],
        ranges: &[Range<usize>],
        out: &mut Analysis,
        tags: &mut Vec<Vec<f32>>,
    ) -> Result<(), Error> {
        let mut row = Row::default();
        for (k, range) in ranges.iter().enumerate() {
            row.open(k as i32);
            row.sentence(text, &words[range.clone()], &pieces[range.clone()]);
        }
        let (t, n) = (row.ids.len(), row.first.len());
        let found = self.trees.run(vec![
            Input::Float(vec![1, t, STATE_WIDTH], self.embedding.rows(&row.ids)),
            Input::Int(vec![1, t], row.position),
            Input::Int(vec![1, t], row.segment),
            Input::Int(vec![1, t], row.case),
            Input::Int(vec![1, n], row.first),
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
        ] = &found[..]
        else {
            return Err(Error::graph("trees.onnx", "it gave another number of outputs"));
        };
        let mut root = 0;
        for range in ranges {
            let base = root + 1;
            let heads = best_tree(&arcs(arc_dep, arc_head, root, range.len()));
            let relations = self.relations(rel_dep, rel_head, root, &heads)?;
            let mut tokens = Vec::with_capacity(range.len());
            for (k, w) in words[range.clone()].iter().enumerate() {
                let pick = |o: &Output| best(o.row(base + k));
                let tag = &self.labels.upos[pick(upos)];
                tokens.push(Token {
                    span: w.span,
                    lemma: self.lemma(w.span.of(text), tag, lemmas.row(base + k)),
                    upos: Upos::parse(tag).unwrap_or(Upos::X),
                    xpos: self.labels.xpos[pick(xpos)].clone(),
                    feats: self.labels.feats[pick(feats)].clone(),
                    head: heads[k].checked_sub(1),
                    deprel: relations[k].clone(),
                    joined: w.joined,
                });
            }
            tags.extend((0..range.len()).map(|k| ner.row(base + k).to_vec()));
            if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
                out.sentences.push(Sentence {
                    span: Span::new(first.span.start, last.span.end),
                    tokens,
                });
            }
            root += range.len() + 1;
        }
        Ok(())
    }

    /// What the treebank has for the form; else of the likeliest rules the first whose lemma it knows; else the
    /// likeliest. Names are left to the rules.
    fn lemma(&self, form: &str, tag: &str, scores: &[f32]) -> String {
        let rules = top(scores, RULES);
        let by = |k: &usize| lemma::apply(form, &self.labels.lemma[*k]);
        let likeliest = rules.first().map(by).unwrap_or_default();
        if tag == "PROPN" {
            return likeliest;
        }
        if let Some(known) = self.labels.forms.get(&format!("{}/{tag}", form.to_lowercase())) {
            return known.clone();
        }
        rules
            .iter()
            .map(by)
            .find(|l| self.lemmas.contains(&format!("{l}/{tag}")))
            .unwrap_or(likeliest)
    }

    /// States of the words of one window.
    fn states_of(
        &self,
        text: &str,
        words: &[Word],
        pieces: &[Vec<i32>],
        window: Window,
    ) -> Result<States, Error> {
        let here = window.from..window.target.end;
        let mut row = Row::default();
        row.open(0);
        row.sentence(text, &words[here.clone()], &pieces[here]);
        // The claim branch knows no root.
        row.first.remove(0);
        let (t, n) = (row.ids.len(), row.first.len());
        let mut out = self.states.run(vec![
            Input::Float(vec![1, t, STATE_WIDTH], self.embedding.rows(&row.ids)),
            Input::Int(vec![1, t], row.case),
            Input::Int(vec![1, n], row.first),
        ])?;
        let data = out.pop().map(|o| o.data).unwrap_or_default();
        Ok(States { window, data })
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
        root: usize,
        heads: &[usize],
    ) -> Result<Vec<String>, Error> {
        let width = dep.shape.last().copied().unwrap_or(0);
        let n = heads.len();
        let rows = |o: &Output, index: &dyn Fn(usize) -> usize| -> Vec<f32> {
            (0..n).flat_map(|k| o.row(index(k)).iter().copied()).collect()
        };
        let a = rows(dep, &|k| root + 1 + k);
        let b = rows(head, &|k| root + heads[k]);
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

/// What goes into a run: subwords of one or more sentences side by side.
#[derive(Default)]
struct Row {
    ids: Vec<i32>,
    position: Vec<i32>,
    segment: Vec<i32>,
    case: Vec<i32>,
    /// First subword of each root and word.
    first: Vec<i32>,
    now: i32,
    at: i32,
}

impl Row {
    fn open(&mut self, segment: i32) {
        self.now = segment;
        self.at = 0;
        self.first.push(self.ids.len() as i32);
        self.push(CLS, 0);
    }
    fn push(&mut self, id: i32, case: i32) {
        self.ids.push(id);
        self.case.push(case);
        self.position.push(self.at);
        self.segment.push(self.now);
        self.at += 1;
    }
    fn sentence(&mut self, text: &str, words: &[Word], pieces: &[Vec<i32>]) {
        let most = [MOST_PIECES, 4, 2]
            .into_iter()
            .find(|m| pieces.iter().map(|p| p.len().min(*m)).sum::<usize>() + 2 <= LONGEST_WINDOW)
            .unwrap_or(1);
        for (w, p) in words.iter().zip(pieces) {
            self.first.push(self.ids.len() as i32);
            let case = case_class(w.span.of(text));
            p.iter().take(most).for_each(|id| self.push(*id, case));
        }
        self.push(SEP, 0);
    }
}

/// Arc scores among the `n` words after row `root`.
fn arcs(dep: &Output, head: &Output, root: usize, n: usize) -> Arcs {
    let mut scores = Vec::with_capacity(n * (n + 1));
    for d in 0..n {
        let row = dep.row(root + 1 + d);
        for h in 0..=n {
            let other = head.row(root + h);
            scores.push(row.iter().zip(other).map(|(a, b)| a * b).sum());
        }
    }
    Arcs { n, scores }
}

/// Indices of the `n` highest scores, the highest first.
fn top(row: &[f32], n: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..row.len()).collect();
    order.sort_by(|a, b| row[*b].total_cmp(&row[*a]).then(a.cmp(b)));
    order.truncate(n);
    order
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
