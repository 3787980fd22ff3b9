//! In: a page as a list of items. Out: for each node whether its text is the report's body. The way is that of trafilatura in
//! its precise mode: the element that the page names as the report's place; what is named as something else is cut from it, and
//! what is little but links; of the rest, paragraphs, headings, lists, quotes and tables. Knows no words of the text.

use super::flat::{Item, Kind, RANKS};
use super::rules::Marks;

/// Characters of a body at least.
const ENOUGH: u32 = 250;
/// When naming cuts all but this part of an element, the names mislead.
const LEFT: u32 = 7;

/// What stands in an element.
#[derive(Clone, Copy, Default)]
struct Sum {
    chars: u32,
    links: u32,
    /// Links with text.
    filled: u32,
    /// Links with a word or two.
    short: u32,
    /// Characters in links.
    linked: u32,
}

/// A place with a name must agree so well with the page's main stretch of running text, 0..1; else the next is tried.
/// This and the next two were chosen while looking at the development pages of the article benchmark.
const AGREES: f32 = 0.3;
/// What is no running text costs the main stretch so many characters.
const GAP: i64 = 150;
/// A place of these ranks is believed though the main stretch is elsewhere: that may be the comments.
const SURE: u8 = 1;
/// Characters of a text that stands in no paragraph, at least.
const RUNNING: u32 = 80;

/// The items that are body; `items` as [`super::flat::flatten`] gives them. All false when there is none.
pub(crate) fn body(items: &[Item]) -> Vec<bool> {
    let mut living = vec![true; items.len()];
    for (i, item) in items.iter().enumerate() {
        if item.marks.has(Marks::COMMENT) {
            living[i..item.end].fill(false);
        }
    }
    let texts = Texts::new(items, &living);
    let mut best = (0.0, vec![false; items.len()]);
    for (rank, place) in places(items, &living, &texts) {
        let named = rank < RANKS;
        let mut kept = vec![false; items.len()];
        for part in place {
            let mut living = living.clone();
            prune(items, part, &mut living);
            for i in keep(
                items,
                part,
                &living,
                &texts,
                if named { holds } else { holds_prose },
            ) {
                kept[i] = true;
            }
        }
        let found = texts.agreement(&kept);
        let elsewhere = found.f1 == 0.0 && rank <= SURE && found.running >= ENOUGH;
        let enough = found.f1 >= AGREES || found.chars >= texts.longest() || elsewhere;
        if named && found.chars >= ENOUGH && enough {
            return kept;
        }
        if found.f1 > best.0 {
            best = (found.f1, kept);
        }
    }
    best.1
}

/// Where the report may stand, the likeliest first, with the rank of its name: the first element of each rank with all others
/// of the same class (some pages cut a report into several), the fullest of that rank, and last, with the rank after all, the
/// smallest element that holds the main stretch of running text.
fn places(items: &[Item], living: &[bool], texts: &Texts) -> Vec<(u8, Vec<usize>)> {
    let mut out = Vec::new();
    for rank in 0..RANKS {
        let of_rank: Vec<usize> = (0..items.len())
            .filter(|i| living[*i] && items[*i].ranks >> rank & 1 == 1)
            .collect();
        let Some(&first) = of_rank.first() else { continue };
        let mut parts = vec![first];
        let mut end = items[first].end;
        for i in of_rank.iter().copied() {
            if i >= end && items[i].class == items[first].class && items[i].class > 0 {
                parts.push(i);
                end = items[i].end;
            }
        }
        out.push((rank, parts));
        let full = |i: &usize| texts.before[items[*i].end] - texts.before[*i];
        let fullest = of_rank
            .into_iter()
            .max_by_key(|i| (full(i), std::cmp::Reverse(*i)));
        out.extend(fullest.map(|i| (rank, vec![i])));
    }
    out.extend(around(items, &texts.main).map(|place| (RANKS, vec![place])));
    out
}

/// The smallest element that holds all of a stretch.
fn around(items: &[Item], stretch: &std::ops::Range<usize>) -> Option<usize> {
    let mut at = items.get(stretch.start)?.parent;
    while items[at].end < stretch.end {
        at = items[at].parent;
    }
    Some(at)
}

/// The page's texts and how they stand.
struct Texts {
    /// For each item the next element around that is no bit of a line.
    around: Vec<usize>,
    /// Characters that stand in an element itself, not in those within.
    own: Vec<u32>,
    /// Characters of each item.
    chars: Vec<u32>,
    /// Characters of running text before each item, and of all at the end.
    before: Vec<u32>,
    /// The stretch of items with most running text and least besides.
    main: std::ops::Range<usize>,
    /// No paragraphs are marked as such.
    loose: bool,
}

impl Texts {
    fn new(items: &[Item], living: &[bool]) -> Self {
        let mut around = vec![0; items.len()];
        let mut own = vec![0; items.len()];
        let mut linked = vec![false; items.len()];
        for (i, item) in items.iter().enumerate() {
            let inline = matches!(item.kind, Kind::Inline | Kind::Format | Kind::Link | Kind::Text);
            around[i] = if inline && i > 0 { around[item.parent] } else { i };
            linked[i] = item.kind == Kind::Link || inline && linked[item.parent];
            if item.kind == Kind::Text && living[i] && !linked[i] {
                own[around[i]] += item.chars;
            }
        }
        let beside = Marks::LEAVE
            .and(Marks::HIDDEN)
            .and(Marks::TEASER)
            .and(Marks::CAPTION);
        let running = |i: usize| items[i].kind == Kind::Text && living[i] && own[around[i]] >= RUNNING;
        let mut before = vec![0; items.len() + 1];
        for (i, item) in items.iter().enumerate() {
            before[i + 1] = before[i] + if running(i) { item.chars } else { 0 };
        }
        // What holds the half of all text is not beside it, whatever its name.
        let mut shown = living.to_vec();
        for (i, item) in items.iter().enumerate() {
            if item.marks.has(beside) && (before[item.end] - before[i]) * 2 < before[items.len()] {
                shown[i..item.end].fill(false);
            }
        }
        let (mut best, mut start, mut sum, mut most, mut last) = (0..0, 0, 0_i64, 0, usize::MAX);
        for (i, item) in items.iter().enumerate() {
            let text = item.kind == Kind::Text && item.chars > 0 && living[i];
            let runs = running(i) && shown[i];
            before[i + 1] = before[i] + if runs { item.chars } else { 0 };
            let gap = text && around[i] != last;
            if !runs && !gap {
                continue;
            }
            last = around[i];
            if sum <= 0 {
                (start, sum) = (i, 0);
            }
            sum += if runs { i64::from(item.chars) } else { -GAP };
            if sum > most {
                (best, most) = (start..i + 1, sum);
            }
        }
        let paragraphs: u32 = (0..items.len())
            .filter(|i| items[*i].kind == Kind::Paragraph && living[*i])
            .map(|i| own[i])
            .sum();
        Self {
            around,
            own,
            chars: items.iter().map(|i| i.chars).collect(),
            before,
            main: best,
            loose: paragraphs < ENOUGH,
        }
    }

    /// Characters of the main stretch.
    fn longest(&self) -> u32 {
        self.before[self.main.end] - self.before[self.main.start]
    }

    fn agreement(&self, kept: &[bool]) -> Agreement {
        let of = |i: usize| self.before[i + 1] - self.before[i];
        let (mut both, mut running, mut chars) = (0, 0, 0);
        for i in (0..kept.len()).filter(|i| kept[*i]) {
            running += of(i);
            both += if self.main.contains(&i) { of(i) } else { 0 };
            chars += self.chars[i];
        }
        Agreement {
            f1: 2.0 * both as f32 / (running + self.longest()).max(1) as f32,
            running,
            chars,
        }
    }
}

/// How well what is kept agrees with the main stretch.
struct Agreement {
    /// Over characters of running text, 0..1.
    f1: f32,
    /// Characters of running text that are kept.
    running: u32,
    /// Characters that are kept in all.
    chars: u32,
}

fn holds(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Paragraph | Kind::Heading | Kind::List | Kind::Quote | Kind::Table | Kind::Format
    )
}

fn holds_prose(kind: Kind) -> bool {
    matches!(kind, Kind::Paragraph | Kind::Quote | Kind::Table)
}

fn letters(items: &[Item], place: usize, living: &[bool]) -> u32 {
    (place..items[place].end)
        .filter(|i| living[*i])
        .map(|i| items[i].chars)
        .sum()
}

/// Takes from `living` what is named as something else than the report, and what is little but links.
fn prune(items: &[Item], place: usize, living: &mut [bool]) {
    let inner = place + 1..items[place].end;
    let cut = |living: &mut [bool], marks: Marks| {
        let before = living.to_vec();
        let whole = letters(items, place, living);
        for i in inner.clone() {
            if living[i] && items[i].marks.has(marks) {
                living[i..items[i].end].fill(false);
            }
        }
        if letters(items, place, living) <= whole / LEFT {
            living.copy_from_slice(&before);
        }
    };
    cut(living, Marks::LEAVE.and(Marks::HIDDEN));
    cut(living, Marks::CAPTION.and(Marks::TEASER));
    cut(living, Marks::DOUBTFUL);
    for _ in 0..2 {
        for kind in [Kind::Div, Kind::List, Kind::Paragraph] {
            cut_links(items, place, living, kind);
        }
    }
    cut_links(items, place, living, Kind::Table);
    let last = children(items, place, living)
        .filter(|i| items[*i].kind != Kind::Text)
        .collect::<Vec<_>>();
    for i in last
        .into_iter()
        .rev()
        .take_while(|i| items[*i].kind == Kind::Heading)
    {
        living[i..items[i].end].fill(false);
    }
    cut_links(items, place, living, Kind::Heading);
    cut_links(items, place, living, Kind::Quote);
}

fn children(items: &[Item], place: usize, living: &[bool]) -> impl Iterator<Item = usize> {
    let next = move |at: usize| (at < items[place].end).then_some(at);
    std::iter::successors(next(place + 1), move |i| next(items[*i].end)).filter(|i| living[*i])
}

/// Takes away the elements of a kind that are little but links.
fn cut_links(items: &[Item], place: usize, living: &mut [bool], kind: Kind) {
    let end = items[place].end;
    let mut sums = vec![Sum::default(); end - place];
    for i in (place + 1..end).rev().filter(|i| living[*i]) {
        let mut own = sums[i - place];
        own.chars += items[i].chars;
        if items[i].kind == Kind::Link {
            own.links += 1;
            own.filled += u32::from(own.chars > 0);
            own.short += u32::from((1..10).contains(&own.chars));
            own.linked = own.chars;
        }
        sums[i - place].chars = own.chars;
        let outer = &mut sums[items[i].parent.max(place) - place];
        outer.chars += own.chars;
        outer.links += own.links;
        outer.filled += own.filled;
        outer.short += own.short;
        outer.linked += own.linked;
    }
    let dense: Vec<usize> = (place + 1..end)
        .filter(|i| living[*i] && items[*i].kind == kind)
        .filter(|i| is_dense(kind, sums[i - place], || is_last(items, *i, living)))
        .collect();
    for i in dense {
        living[i..items[i].end].fill(false);
    }
}

/// No element follows within the same one.
fn is_last(items: &[Item], at: usize, living: &[bool]) -> bool {
    let end = items[items[at].parent].end;
    let mut next = items[at].end;
    while next < end {
        if living[next] && items[next].kind != Kind::Text {
            return false;
        }
        next = items[next].end;
    }
    true
}

/// Bounds as trafilatura has them, in characters.
fn is_dense(kind: Kind, sum: Sum, last: impl Fn() -> bool) -> bool {
    if sum.links == 0 {
        return false;
    }
    let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
    let linked = share(sum.linked, sum.chars);
    if kind == Kind::Table {
        return sum.chars >= 200 && (sum.filled == 0 || linked > if sum.chars < 1000 { 0.8 } else { 0.5 });
    }
    if sum.links == 1 && sum.linked > 10 && linked > 0.9 {
        return true;
    }
    let limit = match (kind, last()) {
        (Kind::Paragraph, true) => 60,
        (Kind::Paragraph, false) => 30,
        (_, true) => 300,
        (_, false) => 100,
    };
    sum.chars < limit
        && (sum.filled == 0 || linked > 0.8 || sum.filled > 1 && share(sum.short, sum.filled) > 0.8)
}

/// The texts of the elements that hold text, those after a line break, and what runs on in no such element.
fn keep(items: &[Item], place: usize, living: &[bool], texts: &Texts, holds: fn(Kind) -> bool) -> Vec<usize> {
    let end = items[place].end;
    // The outermost element that holds text, for each item; and whether a line break stands in one.
    let mut unit: Vec<Option<usize>> = vec![None; end - place];
    let mut broken = vec![false; end - place];
    let mut found: Vec<(usize, usize)> = Vec::new();
    for i in (place + 1..end).filter(|i| living[*i]) {
        let item = &items[i];
        let outer = unit[item.parent.max(place) - place];
        let own = outer.or(holds(item.kind).then_some(i));
        unit[i - place] = own;
        if item.kind == Kind::Break {
            broken[item.parent.max(place) - place] = true;
        }
        if item.kind == Kind::Text && item.chars > 0 {
            let around = texts.around[i].max(place);
            let free = texts.loose || broken[around - place] || texts.own[around] >= RUNNING;
            found.extend(own.or(free.then_some(around)).map(|unit| (unit, i)));
        }
    }
    while let Some((unit, _)) = found
        .last()
        .copied()
        .filter(|(u, _)| items[*u].kind == Kind::Heading)
    {
        found.retain(|(u, _)| *u != unit);
    }
    found.into_iter().map(|(_, i)| i).collect()
}
