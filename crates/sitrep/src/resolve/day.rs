//! In: a draft, the tree of its sentence, and the report's time expressions. Out: the [`Time`] of its act. Knows no place
//! and no party.
//!
//! Which words: the ones that the heads chose; where they chose none, the act's own adjunct, then one that it shares with
//! what it is coordinated to. How they are read: as the act governs them. What is planned lies ahead and what occurred
//! lies behind, whatever the verb around the date is; a past day that belongs to another verb ("voted on Saturday for a
//! ceasefire") is no day of a plan; "since Friday, when …" is Friday for what happened then; "for two years" runs up to
//! publication for what goes on; "two days after …" counts from the day of the main clause.

use jiff::civil::Date;
use text::{Sentence, Span, Upos};

use super::time::{Bound, Dates, Direction, Expression, Tense, TimeLexicon, Unit, When, of_phrase};
use crate::claim::draft::Draft;
use crate::claim::flat::{Flat, base, lemma};
use crate::claim::phrase::phrase;
use crate::record::{Claim, Status, Time, TimePrecision, TimeValue};

/// The words that tell when an act was, in the tree of its sentence.
struct Adjunct<'a> {
    dates: &'a Dates,
    lexicon: &'a TimeLexicon,
    s: &'a Sentence,
    /// The trigger, in the sentence.
    act: usize,
    /// Its type.
    kind: &'a str,
    /// The expression.
    index: usize,
    /// The word of the expression from which its others hang.
    top: usize,
}

/// When the act of a draft was; `None` when its sentence does not say so.
pub fn of_act(dates: &Dates, lexicon: &TimeLexicon, flat: &Flat, d: &Draft) -> Option<Time> {
    let s = flat.sentence_of(d.word);
    let at = |index: usize| {
        Some(Adjunct {
            dates,
            lexicon,
            s,
            act: flat.within(d.word),
            kind: &d.kind,
            index,
            top: top(s, dates.timexes()[index].span)?,
        })
    };
    if let Some(index) = d.time.and_then(|w| chosen(dates, flat, w)) {
        return at(index)?.read(d.status);
    }
    let mut near = (0..dates.timexes().len())
        .filter(|i| s.span.overlaps(dates.timexes()[*i].span))
        .filter_map(at);
    near.find_map(|a| {
        let fits = match from_event(a.written()) {
            Some(_) => a.is_counted_to(),
            None => {
                a.begins_since().is_some()
                    || a.is_own()
                    || a.is_shared()
                    || a.is_of_what_happens()
                    || a.leads()
            }
        };
        fits.then(|| a.read(d.status))?
    })
    .filter(|t| {
        let event = || of_phrase(dates.timexes(), t.span?);
        let counted = || event().is_some_and(|i| from_event(&dates.expressions()[i]).is_some());
        t.value.start.is_some() || t.value.end.is_some() || counted()
    })
}

/// The sign of "before" (-1) or "after" (1) an event that the words name; "the first talks in eight months after …" is no such
/// distance.
fn from_event(e: &Expression) -> Option<i32> {
    match e.when {
        _ if e.phrase != e.span => None,
        When::Apart(_, _, Direction::BeforeEvent) => Some(-1),
        When::Apart(_, _, Direction::AfterEvent) => Some(1),
        _ => None,
    }
}

/// Days told as a distance from an event: "six months before the invasion", where the event is a claim of the report with
/// a day of its own, or another claim of its type and word has one.
pub fn count_from_events(dates: &Dates, claims: &mut [Claim]) {
    for i in 0..claims.len() {
        let Some((e, sign)) = claims[i].time.as_ref().and_then(|t| {
            let unknown = t.value.start.is_none() && t.value.end.is_none();
            let e = &dates.expressions()[of_phrase(dates.timexes(), t.span.filter(|_| unknown)?)?];
            Some((e, from_event(e)?))
        }) else {
            continue;
        };
        let sentence = claims[i].sentence_span;
        let after = |c: &&Claim| c.trigger.start >= e.span.end && c.trigger.start < sentence.end;
        let Some(event) = claims.iter().filter(after).min_by_key(|c| c.trigger.start) else {
            continue;
        };
        let own = event.time.as_ref().and_then(|t| one_day(&t.value));
        let same =
            |c: &&Claim| c.kind == event.kind && c.mode == event.mode && c.trigger != claims[i].trigger;
        let told = || {
            let mut like = claims.iter().filter(same);
            like.find_map(|c| one_day(&c.time.as_ref()?.value))
        };
        let value = own.or_else(told).and_then(|day| Dates::counted(e, day, sign));
        if let (Some(value), Some(time)) = (value, claims[i].time.as_mut()) {
            time.value = value;
        }
    }
}

/// The day of a value that is one.
fn one_day(v: &TimeValue) -> Option<Date> {
    v.start
        .filter(|d| v.end == Some(*d) && v.precision == TimePrecision::Day)
}

/// The expression that holds a word, or the phrase around it.
fn chosen(dates: &Dates, flat: &Flat, word: usize) -> Option<usize> {
    let span = flat.token(word).span;
    let whole = phrase(flat.sentence_of(word), flat.within(word));
    let timexes = dates.timexes();
    of_phrase(timexes, span).or_else(|| of_phrase(timexes, whole))
}

/// The first word of a span whose own head lies outside.
fn top(s: &Sentence, span: Span) -> Option<usize> {
    let inside = |w: usize| s.tokens[w].span.overlaps(span);
    (0..s.tokens.len()).find(|w| inside(*w) && s.tokens[*w].head.is_none_or(|h| !inside(h)))
}

/// A word and those above it.
fn upwards(s: &Sentence, word: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(word), |w| s.tokens[*w].head).take(s.tokens.len())
}

/// True when one of the words that mark `word` has this lemma.
fn marked(s: &Sentence, word: usize, by: &str) -> bool {
    s.children(word)
        .any(|c| matches!(base(s, c), "case" | "mark" | "advmod") && lemma(s, c) == by)
}

/// True for a relation in which a time stands to what it dates.
fn dates_it(s: &Sentence, word: usize) -> bool {
    matches!(
        base(s, word),
        "obl" | "nmod" | "advmod" | "compound" | "amod" | "nummod"
    )
}

impl Adjunct<'_> {
    fn written(&self) -> &Expression {
        &self.dates.expressions()[self.index]
    }

    /// The act or a noun in whose phrase it is dated: "killed in a raid on Friday".
    fn is_own(&self) -> bool {
        self.governs(self.act)
    }

    /// True when the expression dates `verb` by itself or through one noun ("in a raid on Friday", "in the early
    /// hours of Friday").
    fn governs(&self, verb: usize) -> bool {
        let s = self.s;
        let Some(up) = s.tokens[self.top].head.filter(|_| dates_it(s, self.top)) else {
            return false;
        };
        let through = || {
            let led = ["in", "during", "at", "on"].iter().any(|p| marked(s, up, p));
            base(s, up) == "obl" && led && s.tokens[up].head == Some(verb)
        };
        up == verb || through()
    }

    /// "Six days before the invasion rebels bombed a bridge": the bombing is what is dated.
    fn is_counted_to(&self) -> bool {
        let s = self.s;
        let after = |w: usize| s.tokens[w].span.start > self.written().span.end;
        let Some(up) = s.tokens[self.top].head else {
            return false;
        };
        let event = up != self.act && after(up) && matches!(base(s, up), "obl" | "advcl");
        let verb = s.tokens[self.act].upos == Upos::Verb
            && !["before", "after"].iter().any(|m| marked(s, self.act, m));
        (event && s.tokens[up].head == Some(self.act)) || (up == self.act && verb)
    }

    /// "Closed its airspace and recalled its envoy on Friday", "on Friday closed … and recalled …": verbs with one
    /// subject share what stands before the first or after the last.
    fn is_shared(&self) -> bool {
        let s = self.s;
        if s.tokens[self.act].upos != Upos::Verb {
            return false;
        }
        let subject = |w: usize| s.children(w).any(|c| base(s, c) == "nsubj");
        let first = Some(self.act)
            .filter(|w| base(s, *w) == "conj")
            .and_then(|w| s.tokens[w].head)
            .filter(|_| !subject(self.act));
        if first.is_some_and(|v| self.top < v && s.tokens[self.top].head == Some(v) && dates_it(s, self.top))
        {
            return true;
        }
        let last = s.children(self.act).filter(|c| base(s, *c) == "conj").last();
        last.is_some_and(|c| {
            c < self.top
                && !subject(c)
                && s.tokens[c].upos == Upos::Verb
                && s.tokens[self.top].head == Some(c)
                && dates_it(s, self.top)
        })
    }

    /// "On Nowruz police arrested …": a time with its preposition opens the sentence and the act is its main verb, wherever the
    /// tree has hung the time.
    fn leads(&self) -> bool {
        let (s, e) = (self.s, self.written());
        e.phrase.start == s.span.start
            && e.phrase != e.span
            && s.tokens[self.act].head.is_none()
            && s.tokens[self.act].upos == Upos::Verb
    }

    /// "Shelling resumed on Friday": the act is the subject of a verb that says only that it happened.
    fn is_of_what_happens(&self) -> bool {
        let s = self.s;
        let Some(verb) = s.tokens[self.act].head.filter(|_| base(s, self.act) == "nsubj") else {
            return false;
        };
        self.lexicon.happens(&lemma(s, verb)) && self.governs(verb)
    }

    /// The word "since" where the act lasts since something that the expression dates: "since the war began in 2011",
    /// "since his arrest last October".
    fn begins_since(&self) -> Option<usize> {
        let s = self.s;
        let clause = upwards(s, self.top)
            .skip(1)
            .find(|w| matches!(base(s, *w), "advcl" | "obl"))?;
        let since = s
            .children(clause)
            .find(|c| matches!(base(s, *c), "case" | "mark") && lemma(s, *c) == "since")?;
        (s.tokens[clause].head == Some(self.act) && since < self.top).then_some(since)
    }

    /// True for an act told in the relative clause of the date: "since Friday, when troops rose".
    fn is_then(&self) -> bool {
        let s = self.s;
        upwards(s, self.act)
            .take_while(|w| matches!(base(s, *w), "conj" | "acl" | "advcl"))
            .any(|w| {
                let relative = s.tokens[w].deprel.ends_with(":relcl") || marked(s, w, "when");
                relative && s.tokens[w].head == Some(self.top)
            })
    }

    /// The verb or noun whose clause the expression stands in.
    fn clause(&self) -> Option<usize> {
        upwards(self.s, self.top)
            .skip(1)
            .find(|w| matches!(self.s.tokens[*w].upos, Upos::Verb | Upos::Aux) || *w == self.act)
    }

    fn is_below_act(&self) -> bool {
        upwards(self.s, self.top).any(|w| w == self.act)
    }

    /// "Has been held for a year".
    fn is_perfect(&self) -> bool {
        let s = self.s;
        let has = |w: usize| {
            s.children(w).any(|c| {
                base(s, c) == "aux" && lemma(s, c) == "have" && s.tokens[c].feats.contains("Tense=Pres")
            })
        };
        self.clause().is_some_and(has) || has(self.act)
    }

    /// "The siege began on Monday": the act is what begins.
    fn is_beginning(&self) -> bool {
        let s = self.s;
        let Some(verb) = self.clause().filter(|v| self.lexicon.begins(&lemma(s, *v))) else {
            return false;
        };
        let subject = s.tokens[self.act].head == Some(verb) && base(s, self.act) == "nsubj";
        let of_act = base(s, verb) == "acl" && s.tokens[verb].head == Some(self.act);
        // "since a barrage of fire and shelling began": what is inside the subject begins with it.
        let inside = upwards(s, self.act)
            .take_while(|w| *w != verb)
            .all(|w| matches!(base(s, w), "nmod" | "conj" | "compound" | "nsubj"));
        (subject || of_act || inside && upwards(s, self.act).any(|w| w == verb))
            && s.tokens[self.act].upos != Upos::Verb
    }

    /// The days as the act governs them; `None` when they are another act's.
    fn read(&self, status: Status) -> Option<Time> {
        let found = &self.dates.timexes()[self.index];
        let written = self.written();
        let ahead = matches!(status, Status::Planned | Status::Hypothetical);
        let around = self.dates.tense(self.index);
        let other = match around {
            Some(Tense::Past) => ahead,
            Some(Tense::Future) => status == Status::Occurred,
            _ => false,
        };
        if other && !self.is_below_act() {
            return None;
        }
        let mut span = found.phrase;
        if written.mate.is_some() {
            let value = found.days.clone();
            return Some(Time {
                span: Some(span),
                value,
            });
        }
        let mut e = written.clone();
        let lasts = status == Status::Ongoing || self.is_perfect();
        let tense = match (status, around) {
            (Status::Planned | Status::Hypothetical, _) => Some(Tense::Future),
            (Status::Occurred | Status::Alleged, _)
            | (Status::Negated | Status::Denied, Some(Tense::Present)) => Some(Tense::Past),
            (_, around) => around,
        };
        if let Some(word) = self.begins_since() {
            e.bound = Bound::Since;
            span = self.s.tokens[word].span.join(found.span);
        } else if self.is_then() {
            (e.bound, span) = (Bound::On, found.span);
        } else if status == Status::Ongoing && e.bound == Bound::On && self.is_beginning() {
            e.bound = Bound::Since;
        }
        if let (When::Duration(count, unit), true) = (&e.when, lasts) {
            // A war or a siege has lasted so long; a truce is agreed for so long.
            let goes_on = status == Status::Ongoing && matches!(self.kind, "ASSAULT" | "COERCE" | "PROTEST");
            let modifies = goes_on && (self.is_own() || self.is_counted_by());
            if *unit >= Unit::Day && (matches!(e.bound, Bound::For | Bound::Within) || modifies) {
                (e.when, e.bound) = (When::Rolling(*count, *unit, -1), Bound::On);
            }
        }
        if let (When::Reference("PRESENT_REF"), Status::Ongoing) = (&e.when, status) {
            e.when = When::Today(0);
        }
        let mut value = self.dates.again(self.index, &e, tense);
        if let Some(sign) = from_event(&e)
            && let Some(day) = self.day_of_main_clause()
        {
            // The act is the event that the main clause is counted from.
            value = Dates::counted(&e, day, -sign).unwrap_or(value);
        }
        if (ahead || status == Status::Ongoing) && matches!(e.bound, Bound::Until | Bound::By) {
            value = self.dates.from_now(value);
        }
        Some(Time {
            span: Some(span),
            value,
        })
    }

    /// "Five years of war", "a five-year war".
    fn is_counted_by(&self) -> bool {
        let s = self.s;
        base(s, self.act) == "nmod" && s.tokens[self.act].head == Some(self.top)
    }

    /// The day from which "two days after" is counted: that of the expression before it in the sentence.
    fn day_of_main_clause(&self) -> Option<Date> {
        let after_it = self.s.tokens[self.act].span.start > self.written().span.end;
        let mut before = (0..self.index)
            .rev()
            .map(|i| &self.dates.timexes()[i])
            .take_while(|t| t.span.start >= self.s.span.start);
        let found = before.find_map(|t| one_day(&t.days));
        let verb = self.s.tokens[self.act].upos == Upos::Verb;
        let told = || self.dates.told_before(self.index).filter(|_| verb);
        found.or_else(told).filter(|_| after_it)
    }
}

#[cfg(test)]
mod tests;
