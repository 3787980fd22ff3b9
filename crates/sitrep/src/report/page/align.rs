//! In: a page's blocks and the body that the extractor made of them, as one string. Out: which blocks
//! that body came from. So the body keeps the page's paragraphs and every word of it its place.

use std::collections::HashMap;

use super::block::Block;

/// A block of so many letters is recognised by itself; a shorter one ("More", "Health") only where the
/// body goes on with the block after it.
const TELLING: usize = 24;
/// So many letters of the following block must follow.
const FOLLOWING: usize = 12;
/// A jump ahead in the body of more letters than this is looked at twice.
const FAR: usize = 200;
/// Share of a block's word quadruples that must stand in the body: the extractor drops inline bits such
/// as a link or a note mark from a paragraph that it keeps.
const SHARED: f32 = 0.6;
/// Words that are compared together.
const TOGETHER: usize = 4;

/// For each block whether its words stand in `content`, which holds them in the page's order.
pub(crate) fn in_content(blocks: &[Block], content: &str) -> Vec<bool> {
    let body = squeeze(content);
    let squeezed: Vec<String> = blocks.iter().map(|b| squeeze(&b.text)).collect();
    let mut quads: HashMap<Vec<&str>, usize> = HashMap::new();
    for window in words(content).windows(TOGETHER) {
        *quads.entry(window.to_vec()).or_default() += 1;
    }
    let mut at = 0;
    let mut out = Vec::with_capacity(blocks.len());
    for (i, block) in blocks.iter().enumerate() {
        let own = squeezed[i].as_str();
        let end = if block.caption || own.is_empty() {
            None
        } else if own.chars().count() < TELLING {
            short(&body, at, own, squeezed.get(i + 1))
        } else {
            long(&body, at, own, &squeezed[i + 1..])
                .or_else(|| parts(&body, at, own, &words(&block.text), &quads))
        };
        if let Some(end) = end {
            at = end;
            for window in words(&block.text).windows(TOGETHER) {
                quads
                    .entry(window.to_vec())
                    .and_modify(|n| *n = n.saturating_sub(1));
            }
        }
        out.push(end.is_some());
    }
    out
}

/// Where a short block ends in the body, when it stands right there and the next block after it.
fn short(body: &str, at: usize, own: &str, next: Option<&String>) -> Option<usize> {
    let rest = body[at..].strip_prefix(own)?;
    let following: String = next
        .map(|n| n.chars().take(FOLLOWING).collect())
        .unwrap_or_default();
    (rest.is_empty() || !following.is_empty() && rest.starts_with(&following)).then_some(at + own.len())
}

/// Where a block ends in the body from `at` on. A place far ahead is not taken when what would be jumped
/// over still comes on the page: then this is a teaser that says the same.
fn long(body: &str, at: usize, own: &str, later: &[String]) -> Option<usize> {
    let ahead = body[at..].find(own)?;
    let skipped: String = body[at..].chars().take(TELLING).collect();
    if ahead > FAR && later.iter().any(|l| l.contains(&skipped)) {
        return None;
    }
    Some(at + ahead + own.len())
}

/// Where a block ends in the body when most of it stands there.
fn parts(
    body: &str,
    at: usize,
    own: &str,
    words: &[&str],
    quads: &HashMap<Vec<&str>, usize>,
) -> Option<usize> {
    if words.len() < TOGETHER * 2 {
        return None;
    }
    let found = words
        .windows(TOGETHER)
        .filter(|w| quads.get(*w).is_some_and(|n| *n > 0))
        .count();
    if (found as f32) < SHARED * (words.len() + 1 - TOGETHER) as f32 {
        return None;
    }
    let cut = own.char_indices().rev().nth(FOLLOWING - 1).map_or(0, |(n, _)| n);
    let tail = &own[cut..];
    Some(
        body[at..]
            .find(tail)
            .filter(|n| *n < own.len() + FAR)
            .map_or(at, |n| at + n + tail.len()),
    )
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(blocks: &[&str], content: &str, expected: &[bool]) {
        let blocks: Vec<Block> = blocks
            .iter()
            .map(|t| Block {
                text: (*t).to_owned(),
                caption: false,
                hint: None,
                home: 0,
                linked: 0.0,
            })
            .collect();
        assert_eq!(in_content(&blocks, content), expected, "{content:?}");
    }

    #[test]
    fn blocks_of_the_body() {
        let first = "The bridge was opened again on Monday after two weeks.";
        let second = "No one was hurt when it was closed, the mayor of the town said.";
        check(
            &["In", first, "Aid", second, "Aid"],
            &format!("{first} Aid {second}"),
            &[false, true, true, true, false],
        );
        check(
            &[first, first, second],
            &format!("{first} {second}"),
            &[true, false, true],
        );
        check(&[first, second], "", &[false, false]);
        let with_note = "No one was hurt (note) when it was closed, the mayor of the town said.";
        check(&[first, with_note], &format!("{first} {second}"), &[true, true]);
    }
}
