//! In: the words that pages put into the names and classes of their elements. Out: [`PageRules`], which says what an
//! element is by them. Knows no page.

use aho_corasick::AhoCorasick;
use serde::Deserialize;

/// What the words in an element's `id` and `class` say, as a set of bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marks(u16);

impl Marks {
    /// Beside the report: menus, shares, related reports.
    pub(crate) const LEAVE: Self = Self(1);
    /// Not shown, whatever the element.
    pub(crate) const HIDDEN: Self = Self(1 << 1);
    /// Readers' comments.
    pub(crate) const COMMENT: Self = Self(1 << 2);
    /// Words under a picture.
    pub(crate) const CAPTION: Self = Self(1 << 3);
    /// Other reports' first lines.
    pub(crate) const TEASER: Self = Self(1 << 4);
    /// More often beside the report than in it.
    pub(crate) const DOUBTFUL: Self = Self(1 << 5);

    /// Holds the report, by the `rank`th list (0 the surest).
    pub(crate) const fn body(rank: usize) -> Self {
        Self(1 << (8 + rank))
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Lists of `body` at most.
const RANKS: usize = 8;

/// The table `[page]` of the furniture lexicon. A word stands anywhere in the value; `^word` at its beginning,
/// `=word` is the whole value.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Source {
    body: Vec<Vec<String>>,
    leave: Vec<String>,
    leave_id: Vec<String>,
    leave_class: Vec<String>,
    hidden: Vec<String>,
    comment: Vec<String>,
    caption: Vec<String>,
    teaser: Vec<String>,
    doubtful: Vec<String>,
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    mark: Marks,
    begins: bool,
    whole: bool,
    id: bool,
    class: bool,
}

/// All words in one automaton: a value is read once.
#[derive(Debug, Clone)]
pub(crate) struct PageRules {
    automaton: AhoCorasick,
    rules: Vec<Rule>,
}

impl PageRules {
    /// # Errors
    /// When there are too many lists or words; the message says which.
    pub(crate) fn new(source: &Source) -> Result<Self, String> {
        if source.body.len() > RANKS {
            return Err(format!("[page] body: over {RANKS} lists"));
        }
        let mut words = Vec::new();
        let mut rules = Vec::new();
        let mut add = |list: &[String], mark, id, class| {
            for word in list {
                let (begins, whole) = (word.starts_with('^'), word.starts_with('='));
                words.push(word.trim_start_matches(['^', '=']).to_owned());
                rules.push(Rule {
                    mark,
                    begins,
                    whole,
                    id,
                    class,
                });
            }
        };
        for (rank, list) in source.body.iter().enumerate() {
            add(list, Marks::body(rank), true, true);
        }
        add(&source.leave, Marks::LEAVE, true, true);
        add(&source.leave_id, Marks::LEAVE, true, false);
        add(&source.leave_class, Marks::LEAVE, false, true);
        add(&source.hidden, Marks::HIDDEN, true, true);
        add(&source.comment, Marks::COMMENT, true, true);
        add(&source.caption, Marks::CAPTION, true, true);
        add(&source.teaser, Marks::TEASER, true, true);
        add(&source.doubtful, Marks::DOUBTFUL, true, true);
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&words)
            .map_err(|e| format!("[page]: {e}"))?;
        Ok(Self { automaton, rules })
    }

    /// What an element's `id` says.
    pub(crate) fn of_id(&self, value: &str) -> Marks {
        self.of(value, |rule| rule.id)
    }

    /// What an element's `class` says.
    pub(crate) fn of_class(&self, value: &str) -> Marks {
        self.of(value, |rule| rule.class)
    }

    fn of(&self, value: &str, wanted: impl Fn(&Rule) -> bool) -> Marks {
        self.automaton
            .find_overlapping_iter(value)
            .filter_map(|found| {
                let rule = &self.rules[found.pattern().as_usize()];
                let begins = found.start() == 0;
                let fits = wanted(rule)
                    && (begins || !rule.begins && !rule.whole)
                    && (!rule.whole || found.end() == value.len());
                fits.then_some(rule.mark)
            })
            .fold(Marks::default(), Marks::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_and_places() {
        let source = Source {
            body: vec![vec!["=post".to_owned()]],
            leave: vec!["^nav".to_owned(), "footer".to_owned()],
            leave_id: vec!["share".to_owned()],
            ..Source::default()
        };
        let rules = PageRules::new(&source).expect("few words");
        let check = |value: &str, id: Marks, class: Marks| {
            assert_eq!(
                (rules.of_id(value), rules.of_class(value)),
                (id, class),
                "{value}"
            );
        };
        check("Post", Marks::body(0), Marks::body(0));
        check("post-2", Marks::default(), Marks::default());
        check("main-nav", Marks::default(), Marks::default());
        check("nav", Marks::LEAVE, Marks::LEAVE);
        check("siteFooter", Marks::LEAVE, Marks::LEAVE);
        check("share", Marks::LEAVE, Marks::default());
    }
}
