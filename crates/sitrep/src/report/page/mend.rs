//! In: a page's blocks, what the lexicon says of them, and which the extractor took for body. Out: the same, mended by what
//! the page's structure tells: paragraphs of the body's own column that were passed over, links to other reports that were
//! taken along. Knows no line model.

use super::block::Block;
use crate::report::facts::Facts;
use crate::report::reason::Reason;

/// A block of which so much stands in links is a link.
const LINK: f32 = 0.85;
/// A paragraph of the body's column that is no link up to here.
const OWN: f32 = 0.5;
/// So many links one after the other are a list of other reports.
const LIST: usize = 2;
/// Words of a heading at most.
const HEADING_WORDS: usize = 8;
/// The lists of links may not be more than this share of the body: some pages report in links.
const MOST: f32 = 0.3;

/// Which blocks are body, `body` being the extractor's word.
pub(crate) fn mend(blocks: &[Block], facts: &[Facts], mut body: Vec<bool>) -> Vec<bool> {
    take_in(blocks, facts, &mut body);
    leave_links(blocks, facts, &mut body);
    leave_offers(facts, &mut body);
    body
}

/// Paragraphs above or between those of the body, in the same column, are body: extractors pass over a first paragraph
/// that stands by itself and one with many links.
fn take_in(blocks: &[Block], facts: &[Facts], body: &mut [bool]) {
    let Some(column) = column(blocks, body) else {
        return;
    };
    let last = body.iter().rposition(|b| *b).unwrap_or(0);
    for i in 0..last {
        let b = &blocks[i];
        let paragraph = facts[i].prose() && facts[i].class.is_none() && !facts[i].repeated;
        body[i] |= b.home == column && !b.caption && b.hint.is_none() && paragraph && b.linked < OWN;
    }
}

/// The element that holds most of the body's letters; `None` when none holds the half or the body is a line or two.
fn column(blocks: &[Block], body: &[bool]) -> Option<usize> {
    let of_body = || blocks.iter().zip(body).filter(|(_, b)| **b).map(|(b, _)| b);
    let letters = |home: usize| {
        of_body()
            .filter(|b| b.home == home)
            .map(|b| b.text.len())
            .sum::<usize>()
    };
    let longest = of_body()
        .map(|b| b.home)
        .max_by_key(|h| (letters(*h), std::cmp::Reverse(*h)))?;
    let all: usize = of_body().map(|b| b.text.len()).sum();
    let many = of_body().filter(|b| b.home == longest).count() > 2;
    (many && letters(longest) * 2 > all).then_some(longest)
}

/// "Read more: …" and lists of nothing but links, with their heading, are other reports.
fn leave_links(blocks: &[Block], facts: &[Facts], body: &mut [bool]) {
    let is_link = |i: usize| blocks[i].linked >= LINK;
    let points = |i: usize| matches!(facts[i].class, Some((Reason::Related, _))) && facts[i].words > 2;
    let mut gone = vec![false; body.len()];
    let kept: Vec<usize> = (0..body.len()).filter(|i| body[*i]).collect();
    for (at, &i) in kept.iter().enumerate() {
        gone[i] |= points(i) && (is_link(i) || blocks[i].linked >= OWN);
        let run = kept[at..].iter().take_while(|k| is_link(**k)).count();
        let heading = at
            .checked_sub(1)
            .map(|h| kept[h])
            .filter(|h| !facts[*h].ends && facts[*h].words <= HEADING_WORDS && facts[*h].words > 0);
        if run >= LIST {
            kept[at..at + run].iter().for_each(|k| gone[*k] = true);
            if let Some(h) = heading {
                gone[h] = true;
            }
        }
    }
    let letters = |of: &[bool]| -> usize {
        (blocks.iter().zip(of))
            .filter(|(_, b)| **b)
            .map(|(b, _)| b.text.len())
            .sum()
    };
    if letters(&gone) as f32 <= MOST * letters(body) as f32 {
        body.iter_mut().zip(gone).for_each(|(b, gone)| *b &= !gone);
    }
}

/// What asks for a subscription, shares or follows at the head or the foot of the body is none of it; nor is the heading of
/// readers' comments or other reports, wherever it stands.
fn leave_offers(facts: &[Facts], body: &mut [bool]) {
    let offers = |i: usize| {
        matches!(
            facts[i].class,
            Some((
                Reason::Subscribe | Reason::Share | Reason::Advert | Reason::Cookie,
                _
            ))
        )
    };
    for (keep, f) in body.iter_mut().zip(facts) {
        let heads = matches!(f.class, Some((Reason::Related | Reason::Comment, _)));
        *keep &= !heads || f.ends || f.words > HEADING_WORDS;
    }
    while let Some(i) = body.iter().rposition(|b| *b).filter(|i| offers(*i)) {
        body[i] = false;
    }
    while let Some(i) = body.iter().position(|b| *b).filter(|i| offers(*i)) {
        body[i] = false;
    }
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::report::facts::facts;
    use crate::report::lexicon::FurnitureLexicon;
    use crate::report::page::block::blocks;
    use crate::report::page::tree::Tree;
    use text::Span;

    /// `page` with the blocks that the extractor took marked by a star; out: the blocks of the mended body.
    fn check(page: &str, expected: &[&str]) {
        let furniture = include_str!("../../../../../data/lexicon/en/furniture.toml");
        let lexicon = FurnitureLexicon::untrained(furniture).expect("parses");
        let mut blocks = blocks(&Tree::parse(page), |_| false);
        let body: Vec<bool> = blocks.iter().map(|b| b.text.starts_with('*')).collect();
        let mut raw = String::new();
        let mut units = Vec::new();
        for b in &mut blocks {
            b.text = b.text.trim_start_matches('*').to_owned();
            units.push(Span::new(raw.len(), raw.len() + b.text.len()));
            raw.push_str(&b.text);
        }
        let mended = mend(&blocks, &facts(&raw, &units, &lexicon), body);
        let found: Vec<&str> = (blocks.iter().zip(mended))
            .filter(|(_, m)| *m)
            .map(|(b, _)| b.text.as_str())
            .collect();
        assert_eq!(found, expected, "{page}");
    }

    const FIRST: &str = "Two guards of the depot were hurt when the mine went off, the army said.";
    const SECOND: &str = "The road to the depot was closed for most of the day, and it is now open.";
    const THIRD: &str = "Nobody has said who laid the mine or for how long it had been there.";

    #[test]
    fn the_column_of_the_body_is_whole() {
        check(
            &format!(
                "<div><p>{FIRST}</p><p>*{SECOND}</p><p>*{THIRD}</p><p>*{FIRST} </p></div><div><p>{SECOND} Late.</p></div>"
            ),
            &[SECOND, THIRD, FIRST],
        );
        check(
            &format!(
                "<div><p>{FIRST}</p><p>*{SECOND}</p><p>*{THIRD}</p><p>*{SECOND} Then.</p></div><div><p>{FIRST} Late.</p></div>"
            ),
            &[FIRST, SECOND, THIRD, &format!("{SECOND} Then.")],
        );
    }

    #[test]
    fn other_reports_and_offers_are_left() {
        check(
            &format!(
                "<p>*{FIRST}</p><p>*Read more: <a>How the depot came to be mined</a></p><p>*{SECOND}</p><p>*{THIRD}</p><p>*More on mines</p>\
                 <ul><li><a>*Depot reopened</a></li><li><a>*Mine found in a school</a></li></ul><p>*Subscribe to our newsletter.</p><h2>*Comments</h2>"
            ),
            &[FIRST, SECOND, THIRD],
        );
        check(
            &format!("<p>*{FIRST} <span class=\"rollover-people-block\">Army: all reports</span></p>"),
            &[FIRST],
        );
    }
}
