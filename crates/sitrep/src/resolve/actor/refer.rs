//! In: a report's mentions and one word or mention. Out: the earlier or fuller mention that it stands
//! for, or `None` when that is unsure. Knows no claim.

use super::Sector;
use super::fold::{Case, Word};
use super::mention::{Book, Mention};
use super::table::{ActorTable, EntryKind, Gender, Shape};
use text::{Analysis, NameKind, Sentence, Upos};

/// What a pronoun can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pronoun {
    He,
    She,
    They,
    It,
    Speaker,
}

/// Sentences that a pronoun looks back over; in trials on hand-made cases further ones only added errors.
const BACK: usize = 3;
/// The best candidate must lead the next one of another party by this much.
const LEAD: f32 = 0.5;

fn pronoun(table: &ActorTable, word: &str) -> Option<Pronoun> {
    let w = &table.words;
    let lists = [
        (&w.he, Pronoun::He),
        (&w.she, Pronoun::She),
        (&w.they, Pronoun::They),
        (&w.it, Pronoun::It),
        (&w.speaker, Pronoun::Speaker),
    ];
    lists
        .into_iter()
        .find(|(set, _)| set.contains(word))
        .map(|(_, p)| p)
}

/// True when a token is a personal pronoun that can stand for a party.
pub(super) fn is_pronoun(table: &ActorTable, text: &str, sentence: &Sentence, token: usize) -> bool {
    let t = &sentence.tokens[token];
    matches!(t.upos, Upos::Pron | Upos::Det) && pronoun(table, &t.span.of(text).to_lowercase()).is_some()
}

/// The mention that a pronoun stands for: the nearest of its number, gender and kind, subjects first.
pub(super) fn pronoun_antecedent(
    table: &ActorTable,
    text: &str,
    analysis: &Analysis,
    book: &Book,
    sentence: usize,
    token: usize,
) -> Option<usize> {
    let s = analysis.sentences.get(sentence)?;
    let t = s.tokens.get(token)?;
    let kind = pronoun(table, &t.span.of(text).to_lowercase())?;
    if t.deprel.starts_with("expl") {
        return None;
    }
    if kind == Pronoun::Speaker {
        return speaker(book, s, sentence, token);
    }
    let here = book.mentions.iter().filter(|m| m.sentence == sentence);
    let barred: Vec<&Mention> = here.filter(|m| bound(s, m, token)).collect();
    let mut ranked: Vec<(f32, usize)> = Vec::new();
    for (i, m) in book.mentions.iter().enumerate() {
        if m.sentence > sentence || sentence - m.sentence > BACK || m.span.end > t.span.start {
            continue;
        }
        if !fits(kind, m) || barred.iter().any(|b| same(b, m)) {
            continue;
        }
        ranked.push((weight(analysis, book, m, i, sentence, s, token), i));
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let best = ranked.first()?;
    let rival = ranked
        .iter()
        .skip(1)
        .find(|r| !same(&book.mentions[r.1], &book.mentions[best.1]));
    if rival.is_some_and(|r| best.0 - r.0 < LEAD) {
        return None;
    }
    Some(best.1)
}

fn fits(kind: Pronoun, m: &Mention) -> bool {
    let sector = m.found.as_ref().and_then(|f| f.sector);
    let entry = m.found.as_ref().and_then(|f| f.kind);
    let one_person = (m.name == Some(NameKind::Per) || (m.name.is_none() && m.human)) && !m.plural;
    match kind {
        Pronoun::He => one_person && m.gender != Some(Gender::Female),
        Pronoun::She => one_person && m.gender != Some(Gender::Male),
        Pronoun::They => {
            let body = m.name == Some(NameKind::Org) || (m.name.is_none() && !m.human && sector.is_some());
            m.plural || body
        }
        Pronoun::It => {
            let place = m.name == Some(NameKind::Loc);
            let state = matches!(entry, Some(EntryKind::State | EntryKind::Breakaway));
            !m.plural && !m.human && (!place || state) && sector != Some(Sector::Unk)
        }
        Pronoun::Speaker => false,
    }
}

/// Two words of one clause do not mean the same unless one owns ("his") or is reflexive.
fn bound(s: &Sentence, m: &Mention, token: usize) -> bool {
    let t = &s.tokens[token];
    let owner = t.deprel == "nmod:poss";
    // "his" inside the very phrase that it would stand for.
    if owner && t.head == Some(m.head) {
        return true;
    }
    !owner && t.head.is_some() && s.tokens[m.head].head == t.head && s.tokens[m.head].deprel != "vocative"
}

fn weight(
    analysis: &Analysis,
    book: &Book,
    m: &Mention,
    at: usize,
    sentence: usize,
    s: &Sentence,
    token: usize,
) -> f32 {
    let own = &analysis.sentences[m.sentence];
    let head = &own.tokens[m.head];
    let subject = head.deprel.starts_with("nsubj");
    let main = head.head.is_some_and(|h| own.tokens[h].head.is_none());
    let mut w = -1.5 * (sentence - m.sentence) as f32;
    w += match head.deprel.as_str() {
        d if d.starts_with("nsubj") => 2.0,
        "obj" | "iobj" | "conj" | "root" => 1.0,
        d if d.starts_with("obl") => 0.6,
        "nmod:poss" | "compound" => 0.2,
        _ => 0.4,
    };
    if subject && main {
        w += 0.7;
    }
    if subject && s.tokens[token].deprel.starts_with("nsubj") {
        w += 0.5;
    }
    if m.name.is_some() {
        w += 0.4;
    }
    let earlier = book.mentions[..at].iter().filter(|o| same(o, m)).count();
    w + 0.2 * earlier.min(3) as f32
}

/// Two mentions of one party, as far as their words tell.
pub(super) fn same(a: &Mention, b: &Mention) -> bool {
    if let (Some(x), Some(y)) = (entry(a), entry(b)) {
        return x == y;
    }
    match (a.words.last(), b.words.last()) {
        (Some(x), Some(y)) => a.name == b.name && x.text == y.text,
        _ => false,
    }
}

/// "we", "I": the subject of the verb that governs the words, as in "we left, Ryan said".
fn speaker(book: &Book, s: &Sentence, sentence: usize, token: usize) -> Option<usize> {
    let mut at = token;
    for _ in 0..s.tokens.len() {
        // "Ryan said" hung under the quotation instead of over it.
        let hung = s
            .children(at)
            .filter(|c| s.tokens[*c].deprel == "parataxis")
            .find_map(|verb| {
                let subjects = s
                    .children(verb)
                    .filter(|c| s.tokens[*c].deprel.starts_with("nsubj"));
                subjects.into_iter().find(|c| s.tokens[*c].upos != Upos::Pron)
            });
        if let Some(subject) = hung {
            return book
                .mentions
                .iter()
                .position(|m| m.sentence == sentence && m.head == subject);
        }
        let head = s.tokens[at].head?;
        let subject = s.children(head).find(|c| {
            s.tokens[*c].deprel.starts_with("nsubj") && *c != at && s.tokens[*c].upos != Upos::Pron
        });
        let reported = matches!(s.tokens[at].deprel.as_str(), "ccomp" | "parataxis" | "root");
        if reported && let Some(subject) = subject {
            return book
                .mentions
                .iter()
                .position(|m| m.sentence == sentence && m.head == subject);
        }
        at = head;
    }
    None
}

/// The fullest mention of a name: surname to full name, acronym to the words it abbreviates, last
/// words to the whole. The mention itself when there is no fuller one; `None` when two differ.
pub(super) fn fullest(book: &Book, at: usize) -> Option<usize> {
    let m = &book.mentions[at];
    m.name?;
    let fuller = |o: &Mention| {
        if o.name.is_none() || o.words.len() <= m.words.len() {
            return false;
        }
        if m.name == Some(NameKind::Per) {
            return o.name == Some(NameKind::Per) && ends_with(&o.words, &m.words);
        }
        o.name != Some(NameKind::Per) && (abbreviates(&m.words, &o.words) || same_entry(m, o))
    };
    let mut best: Option<usize> = None;
    for (i, o) in book
        .mentions
        .iter()
        .enumerate()
        .filter(|(i, o)| *i != at && fuller(o))
    {
        let Some(b) = best else {
            best = Some(i);
            continue;
        };
        let held = &book.mentions[b];
        let agree =
            ends_with(&held.words, &o.words) || ends_with(&o.words, &held.words) || same_entry(held, o);
        if !agree {
            return None;
        }
        // The longest; of equals the first with a title.
        let better = (o.words.len(), o.titled.end - o.titled.start)
            > (held.words.len(), held.titled.end - held.titled.start);
        if better {
            best = Some(i);
        }
    }
    if best.is_none() && m.titled == m.span {
        // No longer name, but the same one with its rank.
        best = book
            .mentions
            .iter()
            .position(|o| o.name == m.name && o.titled != o.span && texts(o) == texts(m));
    }
    Some(best.unwrap_or(at))
}

fn texts(m: &Mention) -> Vec<&str> {
    m.words.iter().map(|w| w.text.as_str()).collect()
}

fn same_entry(a: &Mention, b: &Mention) -> bool {
    entry(a).is_some() && entry(a) == entry(b)
}

fn entry(m: &Mention) -> Option<&str> {
    m.found.as_ref()?.name.as_deref()
}

fn ends_with(long: &[Word], short: &[Word]) -> bool {
    long.len() >= short.len()
        && long
            .iter()
            .rev()
            .zip(short.iter().rev())
            .all(|(a, b)| a.text == b.text)
}

/// "SDF" and "Syrian Democratic Forces": one word in capitals, the first letters in order.
pub(super) fn abbreviates(short: &[Word], long: &[Word]) -> bool {
    let [acronym] = short else { return false };
    if acronym.case != Case::Upper || acronym.text.len() < 2 {
        return false;
    }
    let initials = |all: bool| -> String {
        let counts = long.iter().filter(|w| all || w.case != Case::Lower);
        counts.filter_map(|w| w.text.chars().next()).collect()
    };
    acronym.text == initials(true) || acronym.text == initials(false)
}

/// Sentences back to which "the group" or "the agency" may reach without the noun being said more fully: reports that list
/// happenings name many, each a few lines long. "The country" is that of the whole report.
const SHORT_FORM_REACH: usize = 4;

/// "the group", "the ministry", "the colonel": the last fuller mention that the noun can stand for.
pub(super) fn short_form(table: &ActorTable, text: &str, book: &Book, at: usize) -> Option<usize> {
    let m = &book.mentions[at];
    let bare = m.words.len() == 2 && table.words.definite.contains(&m.words[0].text);
    if m.name.is_some() || !bare {
        return None;
    }
    let noun = m.words.last()?.text.as_str();
    let earlier: Vec<usize> = (0..at)
        .filter(|i| book.mentions[*i].span.end <= m.span.start)
        .collect();
    let last =
        |fit: &dyn Fn(&Mention) -> bool| earlier.iter().rev().copied().find(|i| fit(&book.mentions[*i]));
    let is_body = (table.find(&m.words[1..]).2).is_some_and(|n| n.shape != Shape::Person);
    // The same noun, said more fully: "the defence ministry", "the US-led coalition", "Colonel Sean Ryan".
    let same_noun = last(&|o: &Mention| {
        // A government is nobody by name.
        let role = !is_body
            && o.name == Some(NameKind::Per)
            && o.roles
                .iter()
                .any(|r| r == noun || r.ends_with(&format!(" {noun}")));
        let fuller = o.words.len() > 1
            && o.words.last().is_some_and(|w| w.text == noun)
            && !(o.words.len() == 2 && table.words.definite.contains(&o.words[0].text))
            && o.found.as_ref().is_some_and(|f| f.code.is_some());
        role || fuller
    });
    if same_noun.is_some() {
        return clear(book, &earlier, same_noun);
    }
    let here = m.sentence;
    let kind = |wanted: &'static [EntryKind], reach: usize| {
        move |o: &Mention| {
            let near = here.saturating_sub(o.sentence) <= reach;
            near && o.found.as_ref().is_some_and(|f| {
                f.kind.is_some_and(|k| wanted.contains(&k)) && f.name.is_some() && o.span.of(text) != noun
            })
        }
    };
    let w = &table.words;
    if w.short_group.contains(noun) {
        let armed = kind(&[EntryKind::Group], SHORT_FORM_REACH);
        return last(&|o: &Mention| armed(o) && !o.human).or_else(|| last(&armed));
    }
    if w.short_body.contains(noun) {
        let body = kind(&[EntryKind::Body, EntryKind::Party], SHORT_FORM_REACH);
        return last(&|o: &Mention| body(o) && o.name == Some(NameKind::Org));
    }
    if w.short_state.contains(noun) {
        let state = kind(&[EntryKind::State], usize::MAX);
        return last(&|o: &Mention| state(o) && o.name == Some(NameKind::Loc));
    }
    None
}

/// Drops an answer when another party of the same noun stands in the same sentence as it.
fn clear(book: &Book, earlier: &[usize], answer: Option<usize>) -> Option<usize> {
    let a = &book.mentions[answer?];
    let rival = earlier.iter().map(|i| &book.mentions[*i]).any(|o| {
        o.sentence == a.sentence
            && o.span != a.span
            && o.name == a.name
            && o.name.is_none()
            && o.words.last().map(|w| &w.text) == a.words.last().map(|w| &w.text)
            && o.found.as_ref().and_then(|f| f.code.as_ref())
                != a.found.as_ref().and_then(|f| f.code.as_ref())
    });
    answer.filter(|_| !rival)
}
