//! In: a text and a span. Out: [`Wording`]: the bare name, the sort of place that the words in and
//! beside the span ask for, nearness, and the names that say in what the place lies. Knows no gazetteer.

use gazetteer::Class;
use text::Span;

use super::lexicon::PlaceLexicon;

/// What sort of place the words ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A first-level unit: "province".
    Admin1,
    /// A second-level unit: "district".
    Admin2,
    /// A first-level unit or a region without rank.
    Admin,
    /// "City", "village".
    Town,
    /// "Camp", "airport".
    Spot,
    /// "Valley", "desert".
    Area,
}

impl Sort {
    /// True for a class of the gazetteer that the words may mean.
    pub(super) fn fits(self, class: Class) -> bool {
        match self {
            Self::Admin1 => class == Class::Admin1,
            Self::Admin2 => class == Class::Admin2,
            Self::Admin => matches!(class, Class::Admin1 | Class::Area),
            Self::Town => class == Class::Town,
            Self::Spot => class == Class::Spot,
            Self::Area => class == Class::Area,
        }
    }
}

/// What the words in and beside a span say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wording<'t> {
    /// The words of the span without possessive, as written.
    pub(super) whole: &'t str,
    /// The words without a sort ("province of …", "… district") and without a part ("northern …").
    pub(super) bare: &'t str,
    pub(super) sort: Option<Sort>,
    /// The name with the sort that stands behind the span ("Dnipro river"), which may be a name of its own; for all sorts but
    /// those of towns.
    pub(super) called: Option<String>,
    /// The sort stands inside the span.
    pub(super) sort_inside: bool,
    /// The sort is a plural, which holds for the whole list of names.
    pub(super) shared: bool,
    /// "near", "outside", "20 km from".
    pub(super) near: bool,
    /// "the deserts of": the wide land around.
    pub(super) area: bool,
    /// Names that say in what the place lies, nearest first ("…, Texas", "Iraq's …", "Syrian town of …").
    pub(super) inside: Vec<&'t str>,
}

/// Words longer than this many before a name say nothing of it.
const REACH: usize = 4;

/// Reads the words in and beside `span`.
pub(super) fn wording<'t>(lexicon: &PlaceLexicon, text: &'t str, span: Span) -> Wording<'t> {
    let whole = without_possessive(span.of(text).trim());
    let (first, rest_inside) = match whole.split_once(", ") {
        Some((first, rest)) => (first, Some(rest)),
        None => (whole, None),
    };
    let mut out = Wording {
        whole: first,
        bare: first,
        sort: None,
        called: None,
        sort_inside: false,
        shared: false,
        near: false,
        area: false,
        inside: Vec::new(),
    };
    out.inside.extend(rest_inside);
    strip_inside(lexicon, &mut out);
    let after = &text[span.end..];
    let after = after
        .strip_prefix("'s")
        .or_else(|| after.strip_prefix("’s"))
        .unwrap_or(after);
    let behind = sort_behind(lexicon, after, &mut out);
    names_behind(lexicon, behind, &mut out.inside);
    before(lexicon, &text[..span.start], &mut out);
    out
}

pub(super) fn without_possessive(words: &str) -> &str {
    words
        .strip_suffix("'s")
        .or_else(|| words.strip_suffix("’s"))
        .unwrap_or(words)
}

/// The sort that a word asks for.
pub(super) fn sort_of(lexicon: &PlaceLexicon, word: &str) -> Option<Sort> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let lists = [
        (&lexicon.admin1, Sort::Admin1),
        (&lexicon.admin2, Sort::Admin2),
        (&lexicon.admin, Sort::Admin),
        (&lexicon.town, Sort::Town),
        (&lexicon.spot, Sort::Spot),
        (&lexicon.area, Sort::Area),
    ];
    lists.into_iter().find(|(l, _)| l.contains(&word)).map(|(_, s)| s)
}

/// Takes "the", parts and sorts off the ends of the name itself.
fn strip_inside(lexicon: &PlaceLexicon, out: &mut Wording<'_>) {
    while let Some((first, rest)) = out.bare.split_once([' ', '\n']) {
        let low = first.to_lowercase();
        if !lexicon.part.contains(&low) && low != "the" && low != "of" {
            let Some(sort) = sort_of(lexicon, first).filter(|_| rest.starts_with("of ")) else {
                break;
            };
            out.sort = Some(sort);
            out.sort_inside = true;
        }
        out.bare = rest.trim_start();
    }
    if let Some((rest, last)) = out.bare.rsplit_once([' ', '\n'])
        && let Some(sort) = sort_of(lexicon, last)
    {
        out.area |= lexicon.land.contains(&last.to_lowercase());
        out.bare = rest.trim_end();
        out.sort = Some(sort);
        out.sort_inside = true;
    }
}

/// Reads "… province", "… and Diyala provinces" behind the span; returns the text behind the sort.
fn sort_behind<'t>(lexicon: &PlaceLexicon, after: &'t str, out: &mut Wording<'t>) -> &'t str {
    let Some(tail) = after.strip_prefix(' ') else {
        return after;
    };
    let end = tail
        .find(|c: char| !(c.is_alphanumeric() || c == '-'))
        .unwrap_or(tail.len());
    let word = &tail[..end];
    if let Some(sort) = sort_of(lexicon, word) {
        out.area |= lexicon.land.contains(&word.to_lowercase());
        // "Baghdad capital" or "Kirkuk base" need not name the base; a sort inside the name wins.
        if !out.sort_inside {
            out.sort = Some(sort);
            out.called = (sort != Sort::Town).then(|| format!("{} {word}", out.whole));
            out.shared = lexicon.shared.contains(&word.to_lowercase());
        }
        return &tail[end..];
    }
    after
}

/// The capitalised words behind ", ", " (" or " in ": what the place lies in.
fn names_behind<'t>(lexicon: &PlaceLexicon, after: &'t str, inside: &mut Vec<&'t str>) {
    let mut rest = after;
    // "Solhan, Yagha province, Burkina Faso": two steps up at most.
    for _ in 0..2 {
        let Some(mut tail) = [", ", " (", " in "].iter().find_map(|p| rest.strip_prefix(p)) else {
            return;
        };
        while let Some((word, more)) = tail.split_once(' ') {
            let low = word.to_lowercase();
            if lexicon.part.contains(&low) || lexicon.skip.contains(&low) || low == "in" {
                tail = more;
            } else {
                break;
            }
        }
        let name = capitalised(tail);
        if name.is_empty() {
            return;
        }
        rest = &tail[name.len()..];
        // "Mosul, Tikrit and Kirkuk" is a list; nothing lies in anything.
        if lexicon
            .between
            .iter()
            .any(|b| *b != ", " && rest.starts_with(b.as_str()))
        {
            return;
        }
        inside.push(name);
        let end = rest
            .strip_prefix(' ')
            .and_then(|r| r.find(|c: char| !c.is_alphanumeric()))
            .unwrap_or(0);
        if end > 0 && sort_of(lexicon, &rest[1..=end]).is_some() {
            rest = &rest[end + 1..];
        }
    }
}

/// The run of capitalised words at the start of `tail`, at most four; full stops of abbreviations belong to it.
fn capitalised(tail: &str) -> &str {
    let mut end = 0;
    for word in tail.split_inclusive(' ').take(4) {
        let bare = word.trim_end();
        if !bare.chars().next().is_some_and(char::is_uppercase) {
            break;
        }
        let start = end;
        end += word.len();
        let core = bare.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
        if core.len() < bare.len() || core.ends_with('.') || word.contains('\n') {
            let newline = core.find('\n').unwrap_or(core.len());
            end = start + newline;
            break;
        }
    }
    tail[..end].trim_end()
}

/// "US", "U.S." and "Syrian" may own a place; "In" and "He" at the start of a sentence are no codes of states.
fn names_owner(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    word.starts_with(char::is_uppercase) && (word.chars().count() > 2 || capitals > 1)
}

/// Gives the sort of a plural to each name of its list: leftwards from "… provinces", rightwards from "provinces of …".
pub(super) fn share_sorts(lexicon: &PlaceLexicon, text: &str, spans: &[Span], wordings: &mut [Wording<'_>]) {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&k| spans[k].start);
    let listed = |a: usize, b: usize| {
        let gap = text.get(spans[a].end..spans[b].start);
        gap.is_some_and(|g| lexicon.between.contains(g))
    };
    let forward: Vec<(usize, usize)> = order.windows(2).map(|w| (w[0], w[1])).collect();
    let backward: Vec<(usize, usize)> = forward.iter().rev().copied().collect();
    for (to, from) in backward
        .into_iter()
        .chain(forward.into_iter().map(|(a, b)| (b, a)))
    {
        let (left, right) = if spans[to].start < spans[from].start {
            (to, from)
        } else {
            (from, to)
        };
        if wordings[from].shared && wordings[to].sort.is_none() && listed(left, right) {
            wordings[to].sort = wordings[from].sort;
            wordings[to].shared = true;
        }
    }
}

/// Reads what stands before the span: sorts ("the city of"), parts, nearness, owners ("Iraq's", "the Syrian town of").
fn before<'t>(lexicon: &PlaceLexicon, head: &'t str, out: &mut Wording<'t>) {
    let head = head
        .rsplit(['.', ';', ':', '\n', ')', '('])
        .next()
        .unwrap_or(head);
    let words: Vec<&'t str> = head.split_whitespace().rev().take(REACH + 3).collect();
    let low: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    // A phrase ends right before the name: "of" joins a sort or a direction to it.
    for n in 2..=3.min(low.len()) {
        let phrase: Vec<&str> = low[..n].iter().rev().map(String::as_str).collect();
        out.near |= lexicon.near_of.contains(&phrase.join(" "));
    }
    let mut k = 0;
    while k < low.len() && k < REACH {
        let word = low[k].as_str();
        if words[k].ends_with(',') {
            break;
        }
        if lexicon.part.contains(word) {
            // A part does not move the place; only what stands before it is of interest.
        } else if lexicon.near.contains(word) {
            out.near = true;
        } else if let Some(sort) = sort_of(lexicon, word) {
            if k > 0 && low[0] == "of" || k == 0 && sort == Sort::Town {
                out.area |= lexicon.land.contains(word);
                if out.sort.is_none() && !lexicon.land.contains(word) {
                    out.sort = Some(sort);
                    out.shared = lexicon.shared.contains(word);
                }
            } else {
                break;
            }
        } else if words[k].ends_with("'s") || words[k].ends_with("’s") {
            out.inside.push(without_possessive(words[k]));
            break;
        } else if names_owner(words[k]) && !lexicon.locative.contains(word) {
            out.inside.push(words[k]);
            break;
        } else if !lexicon.skip.contains(word) {
            break;
        }
        k += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> PlaceLexicon {
        PlaceLexicon::from_toml(
            include_str!("../../../../../data/lexicon/en/place.toml"),
            include_str!("../../../../../data/lexicon/en/place_model.toml"),
        )
        .expect("lexicon")
    }

    /// The name stands between square brackets.
    #[track_caller]
    fn check(marked: &str, bare: &str, sort: Option<Sort>, flags: &str, inside: &[&str]) {
        let start = marked.find('[').expect("a bracket");
        let end = marked.find(']').expect("a bracket") - 1;
        let text = marked.replace(['[', ']'], "");
        let got = wording(&lexicon(), &text, Span::new(start, end));
        let told = [(got.near, "near"), (got.area, "area")];
        let told: Vec<&str> = told.iter().filter(|(on, _)| *on).map(|(_, w)| *w).collect();
        assert_eq!(
            (got.bare, got.sort, told.join(" ").as_str(), &got.inside[..]),
            (bare, sort, flags, inside),
            "{marked}"
        );
    }

    #[test]
    fn sorts() {
        check(
            "raids in [Kirkuk] province today",
            "Kirkuk",
            Some(Sort::Admin1),
            "",
            &[],
        );
        check(
            "raids in [Kirkuk Province].",
            "Kirkuk",
            Some(Sort::Admin1),
            "",
            &[],
        );
        check("the city of [Kirkuk] fell", "Kirkuk", Some(Sort::Town), "", &[]);
        check(
            "the [province of Diyala] fell",
            "Diyala",
            Some(Sort::Admin1),
            "",
            &[],
        );
        check(
            "in [Daquq] district, Kirkuk province.",
            "Daquq",
            Some(Sort::Admin2),
            "",
            &["Kirkuk"],
        );
        check(
            "along the [Euphrates River].",
            "Euphrates",
            Some(Sort::Area),
            "",
            &[],
        );
    }

    #[test]
    fn nearness() {
        check("a bomb near [Hawija] killed", "Hawija", None, "near", &[]);
        check("30 kilometers north of [Tikrit].", "Tikrit", None, "near", &[]);
        check("on the outskirts of [Raqqa],", "Raqqa", None, "near", &[]);
        check("in the remote deserts of [Anbar]", "Anbar", None, "area", &[]);
        check(
            "in western [Anbar] province",
            "Anbar",
            Some(Sort::Admin1),
            "",
            &[],
        );
    }

    #[test]
    fn parents() {
        check("[Long Beach], CA, said", "Long Beach", None, "", &["CA"]);
        check("[Paris, Texas]", "Paris", None, "", &["Texas"]);
        check(
            "the Syrian town of [Hajin].",
            "Hajin",
            Some(Sort::Town),
            "",
            &["Syrian"],
        );
        check(
            "Iraq's [Anbar] province",
            "Anbar",
            Some(Sort::Admin1),
            "",
            &["Iraq"],
        );
        check(
            "[Solhan] in northern Burkina Faso, he",
            "Solhan",
            None,
            "",
            &["Burkina Faso"],
        );
    }
}
