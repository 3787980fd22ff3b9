//! In: the actor table, a report's text and analysis, and the phrases that are parties. Out: a
//! [`Party`] for each: name, code, sector, and the fuller mention that it stands for. Knows no claim.

use super::Match;
use super::Sector;
use super::lookup::lookup_near;
use super::mention::{self, Book, Mention};
use super::refer;
use super::table::{ActorTable, EntryKind};
use crate::record::Party;
use jiff::civil::Date;
use text::{Analysis, NameKind, Sentence, Span};

/// A party as the claim stage marks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the head token in that sentence.
    pub head: usize,
    /// The words, bytes into the clean text.
    pub span: Span,
}

/// A party with what the table knows beyond [`Party`].
struct Resolved {
    found: Option<Match>,
    same_as: Option<Span>,
}

/// The parties that a report names, read once: who each phrase is and what short forms stand for.
pub struct Cast<'a> {
    table: &'a ActorTable,
    text: &'a str,
    analysis: &'a Analysis,
    book: Book,
    day: Option<Date>,
}

impl<'a> Cast<'a> {
    /// Reads the mentions of a report. `day` is the report's day; it decides who held an office.
    pub fn read(table: &'a ActorTable, text: &'a str, analysis: &'a Analysis, day: Option<Date>) -> Self {
        Self {
            table,
            text,
            analysis,
            book: mention::read(table, text, analysis, day),
            day,
        }
    }

    /// The party that a phrase names.
    pub fn party(&self, p: &Phrase) -> Party {
        let r = self.resolve(p);
        let found = r.found.unwrap_or_default();
        Party {
            span: p.span,
            name: found.name,
            code: found.code,
            sector: found.sector.map(|s| s.code().to_owned()),
            same_as: r.same_as.filter(|s| !p.span.contains(*s)),
        }
    }

    /// The fuller mention that the word at `token` of `sentence` stands for: of a pronoun, a surname, an
    /// acronym or a definite short form ("the group"). `None` when the word is none of these, when there
    /// is no fuller mention, or when two are as likely.
    pub fn antecedent(&self, sentence: usize, token: usize) -> Option<Span> {
        let span = self.book.mentions[self.stands_for(sentence, token)?].titled;
        let own = self.analysis.sentences.get(sentence)?.tokens.get(token)?.span;
        (!span.contains(own)).then_some(span)
    }

    /// The fullest form of a speaker's name in the report, with ranks ("Colonel Ryan" → "Colonel Sean
    /// Ryan"), and where it stands. For a pronoun or short form that of its antecedent. `None` when the
    /// phrase holds no name and refers to none.
    pub fn full_name(&self, phrase: &Phrase) -> Option<(String, Span)> {
        let at = match self.name_in(phrase) {
            Some(at) => refer::fullest(&self.book, at).unwrap_or(at),
            None => self.stands_for(phrase.sentence, phrase.head)?,
        };
        let span = self.book.mentions[at].titled;
        Some((span.of(self.text).to_owned(), span))
    }
}

impl Cast<'_> {
    fn sentence(&self, phrase: &Phrase) -> Option<&Sentence> {
        self.analysis
            .sentences
            .get(phrase.sentence)
            .filter(|s| phrase.head < s.tokens.len())
    }

    fn resolve(&self, phrase: &Phrase) -> Resolved {
        let words = phrase.span.of(self.text);
        let plain = || Resolved {
            found: self.lookup(words),
            same_as: None,
        };
        let Some(sentence) = self.sentence(phrase) else {
            return plain();
        };
        if refer::is_pronoun(self.table, self.text, sentence, phrase.head) {
            let to = self.stands_for(phrase.sentence, phrase.head);
            return to.map_or(
                Resolved {
                    found: None,
                    same_as: None,
                },
                |at| self.of_mention(at),
            );
        }
        if let Some(at) = self.name_in(phrase) {
            return self.of_name(phrase, at);
        }
        if let Some(owner) = self.owner(phrase, sentence) {
            return owner;
        }
        let own = plain();
        if own.found.as_ref().is_some_and(|m| m.code.is_some()) {
            return own;
        }
        let at = self.at(phrase.sentence, phrase.head);
        if let Some(to) = at.and_then(|at| refer::short_form(self.table, self.text, &self.book, at)) {
            let mut to = self.of_mention(refer::fullest(&self.book, to).unwrap_or(to));
            let sector = own.found.and_then(|m| m.sector).filter(|s| *s != Sector::Unk);
            if let Some(found) = &mut to.found {
                found.sector = found.sector.or(sector);
            }
            return to;
        }
        let sector = own.found.as_ref().and_then(|m| m.sector);
        let seat = at.filter(|_| sector.is_some_and(Sector::of_state));
        seat.and_then(|at| self.seated(phrase, sentence, at))
            .unwrap_or(own)
    }

    /// "In Iraq, the government is rebuilding roads": an organ of a state that is told no further is that of the state in
    /// which its clause begins.
    fn seated(&self, phrase: &Phrase, sentence: &Sentence, at: usize) -> Option<Resolved> {
        let m = &self.book.mentions[at];
        let words = &self.table.words;
        if m.name.is_some()
            || m.human && !m.plural
            || m.words.len() != 2
            || !words.definite.contains(&m.words[0].text)
        {
            return None;
        }
        let verb = sentence.tokens[phrase.head].head?;
        let sets = |m: &&Mention| {
            let token = &sentence.tokens[m.head];
            let within = |c: usize| {
                let t = &sentence.tokens[c];
                t.deprel == "case" && words.place.contains(&t.lemma.to_lowercase())
            };
            m.name == Some(NameKind::Loc)
                && m.found.as_ref().is_some_and(|f| f.kind == Some(EntryKind::State))
                && m.span.end <= phrase.span.start
                && token.deprel.starts_with("obl")
                && token.head == Some(verb)
                && sentence.children(m.head).any(within)
        };
        let here = self
            .book
            .mentions
            .iter()
            .filter(|m| m.sentence == phrase.sentence);
        let [state] = here.filter(sets).collect::<Vec<_>>()[..] else {
            return None;
        };
        let name = state.found.as_ref().and_then(|f| f.name.clone())?;
        let noun = &m.words[1].text;
        let found = self.lookup(&format!("{name}'s {noun}"))?;
        Some(Resolved {
            found: Some(found),
            same_as: Some(state.titled),
        })
    }

    fn lookup(&self, words: &str) -> Option<Match> {
        lookup_near(self.table, words, self.day, &self.book.near)
    }

    /// A person's or body's name: by the table, by what describes it, by its fullest mention.
    fn of_name(&self, phrase: &Phrase, at: usize) -> Resolved {
        let m = &self.book.mentions[at];
        let full = refer::fullest(&self.book, at);
        let to = full.unwrap_or(at);
        let same_as = (to != at).then(|| self.book.mentions[to].titled);
        let whole = self.lookup(phrase.span.of(self.text));
        let person = m.name == Some(NameKind::Per);
        if person && to != at {
            // The report's own fuller name outranks a surname in the table ("Ghani" the farmer).
            let found = self.book.mentions[to].found.clone().or(whole);
            return Resolved { found, same_as };
        }
        let known = whole.as_ref().is_some_and(|w| w.code.is_some());
        let found = if known {
            whole
        } else {
            let described = m.found.clone().or_else(|| self.book.mentions[to].found.clone());
            described.or_else(|| self.other_description(at)).or(whole)
        };
        Resolved { found, same_as }
    }

    /// What another mention of the same name is described as ("Omar, a farmer").
    fn other_description(&self, at: usize) -> Option<Match> {
        let m = &self.book.mentions[at];
        let mut others = self
            .book
            .mentions
            .iter()
            .filter(|o| o.name == m.name && refer::same(o, m));
        others.find_map(|o| o.found.clone())
    }

    fn of_mention(&self, at: usize) -> Resolved {
        let m = &self.book.mentions[at];
        let found = m.found.clone().or_else(|| self.lookup(m.titled.of(self.text)));
        Resolved {
            found,
            same_as: Some(m.titled),
        }
    }

    /// "its forces": the noun with the pronoun's antecedent put in its place.
    fn owner(&self, phrase: &Phrase, sentence: &Sentence) -> Option<Resolved> {
        let pronoun = sentence.children(phrase.head).find(|c| {
            sentence.tokens[*c].deprel == "nmod:poss"
                && refer::is_pronoun(self.table, self.text, sentence, *c)
                && phrase.span.contains(sentence.tokens[*c].span)
        })?;
        let at = self.stands_for(phrase.sentence, pronoun)?;
        let m = &self.book.mentions[at];
        let rest = self
            .text
            .get(sentence.tokens[pronoun].span.end..phrase.span.end)?;
        let name = m.found.as_ref().and_then(|f| f.name.clone());
        let owner = name.unwrap_or_else(|| m.titled.of(self.text).to_owned());
        let found = self.lookup(&format!("{owner}'s {rest}"))?;
        // "Her son", "its allies": who the owner is tells nothing of them.
        let alone = self.lookup(&format!("one's {rest}"));
        let lent = alone.is_none_or(|alone| alone != found);
        Some(Resolved {
            found: Some(found),
            same_as: lent.then_some(m.titled),
        })
    }

    /// The mention of a name whose head is the phrase's head.
    fn name_in(&self, phrase: &Phrase) -> Option<usize> {
        let inside = |m: &Mention| {
            m.name.is_some()
                && m.sentence == phrase.sentence
                && (phrase.span.contains(m.span) || m.span.contains(phrase.span))
        };
        let of_head = self
            .book
            .mentions
            .iter()
            .position(|m| inside(m) && m.head == phrase.head);
        // "Colonel Ryan" headed by the rank: a person's name that ends the phrase.
        of_head.or_else(|| {
            let ends = |m: &Mention| m.name == Some(NameKind::Per) && m.span.end == phrase.span.end;
            self.book.mentions.iter().position(|m| inside(m) && ends(m))
        })
    }

    fn at(&self, sentence: usize, token: usize) -> Option<usize> {
        let span = self.analysis.sentences.get(sentence)?.tokens.get(token)?.span;
        let here = |m: &&Mention| m.sentence == sentence && m.span.contains(span);
        let exact = self
            .book
            .mentions
            .iter()
            .position(|m| m.sentence == sentence && m.head == token);
        exact.or_else(|| {
            self.book
                .mentions
                .iter()
                .position(|m| here(&m) && m.name.is_some())
        })
    }

    /// The mention that a word stands for, as full as the report has it.
    fn stands_for(&self, sentence: usize, token: usize) -> Option<usize> {
        let s = self.analysis.sentences.get(sentence)?;
        s.tokens.get(token)?;
        if refer::is_pronoun(self.table, self.text, s, token) {
            let at =
                refer::pronoun_antecedent(self.table, self.text, self.analysis, &self.book, sentence, token)?;
            return Some(self.full(at));
        }
        let at = self.at(sentence, token)?;
        if self.book.mentions[at].name.is_some() {
            return refer::fullest(&self.book, at).filter(|to| *to != at);
        }
        refer::short_form(self.table, self.text, &self.book, at).map(|to| self.full(to))
    }

    /// A mention's fullest form: of a name the fullest name, of "the group" what it stands for.
    fn full(&self, at: usize) -> usize {
        let m = &self.book.mentions[at];
        if m.name.is_some() {
            return refer::fullest(&self.book, at).unwrap_or(at);
        }
        match refer::short_form(self.table, self.text, &self.book, at) {
            Some(to) if self.book.mentions[to].name.is_some() => refer::fullest(&self.book, to).unwrap_or(to),
            Some(to) => to,
            None => at,
        }
    }
}
