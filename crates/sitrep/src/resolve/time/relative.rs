//! In: words. Out: the relative expression, duration, set, season or feast that begins at a
//! word, with the word after it. Knows no day of reference.

use super::calendar::Unit;
use super::date::month;
use super::lexicon::Role;
use super::scan::{Shape, Words};
use super::{Bound, Direction, Quantity, When};

type Found = Option<(When, usize)>;

/// A relative expression that begins at `i`; the longest of those that fit.
pub(super) fn relative(w: &Words, i: usize) -> Found {
    [
        apart(w, i),
        turned(w, i),
        rolling(w, i),
        running(w, i),
        set(w, i),
        season(w, i),
        piece(w, i),
        fixed(w, i),
    ]
    .into_iter()
    .flatten()
    .max_by_key(|(_, next)| *next)
}

/// How many: "three", "22.8", "twenty-five", "a couple of", "several", "half a"; the word after.
pub(super) fn quantity(w: &Words, i: usize) -> Option<(Quantity, usize)> {
    let mut at = i;
    let mut more = false;
    while (w.is(at, Role::Approx) || w.is(at, Role::More)) && at < i + 3 {
        more |= w.is(at, Role::More);
        at += 1;
    }
    let (tenths, next) = number(w, at)?;
    Some((Quantity { tenths, more }, next))
}

fn number(w: &Words, i: usize) -> Option<(Option<u32>, usize)> {
    let word = w.word(i)?;
    if matches!(word.shape, Shape::Digits | Shape::Figure) {
        let whole = word.value.checked_mul(10)?.checked_add(word.tenth)?;
        return Some((Some(whole), i + 1));
    }
    if w.is(i, Role::Half) && w.is(i + 1, Role::Lone) {
        return Some((Some(5), i + 2));
    }
    let (mut value, mut at) = (0, i);
    while let Some(n) = w.entry(at).number {
        value += n;
        let dash = usize::from(w.dash(at + 1) && w.glued(at + 1) && w.entry(at + 2).number.is_some());
        at += 1 + dash;
        if at > i + 3 {
            break;
        }
    }
    if at == i && w.is(i, Role::Lone) && w.entry(i + 1).scale > 0 {
        (value, at) = (1, i + 1);
    }
    if at > i && w.entry(at).scale > 0 {
        value = value.saturating_mul(w.entry(at).scale);
        at += 1;
    }
    let lone = w.is(i, Role::Lone);
    if at > i && !(lone && at == i + 1) {
        return Some((Some(value.checked_mul(10)?), at));
    }
    if lone && w.is(i + 1, Role::Vague) {
        let of = usize::from(w.is(i + 2, Role::Of));
        return Some((None, i + 2 + of));
    }
    if lone {
        return Some((Some(10), i + 1));
    }
    // "in as many weeks"
    let compared = i > 0 && w.is(i - 1, Role::Compared);
    (w.is(i, Role::Vague) && !compared).then_some((None, i + 1))
}

/// A quantity with its unit: "three weeks", "three-day"; the word after.
fn amount(w: &Words, i: usize) -> Option<(Quantity, Unit, usize)> {
    let (count, mut at) = quantity(w, i)?;
    at += usize::from(w.dash(at));
    // "two bloody weeks": one word may describe the unit.
    if w.entry(at).unit.is_none() {
        let described = w.entry(at + 1).plural && w.entry(at).number.is_none() && !w.is(at, Role::Of);
        let word = w.letters(at).chars().all(char::is_alphabetic) && !w.letters(at).is_empty();
        at += usize::from(described && word && count.tenths.is_some());
    }
    let unit = w.entry(at).unit?;
    // "a second round", "a quarter of the men"
    let odd = matches!(unit, Unit::Second | Unit::Quarter) && w.is(at - 1, Role::Lone);
    (!odd).then_some((count, unit, at + 1))
}

/// "three weeks ago", "two days later", "six months before the invasion", and plain durations.
fn apart(w: &Words, i: usize) -> Found {
    let the = usize::from(w.is(i, Role::The) && w.entry(i).shift.is_none());
    let bare = w.entry(i + the).plural.then(|| w.entry(i + the).unit).flatten();
    if let Some(first) = first_of_two(w, i) {
        return Some(first);
    }
    let definite = (the > 0).then(|| w.entry(i + 1).unit).flatten();
    let (count, unit, at) = if let Some(found) = amount(w, i) {
        found
    } else {
        let unit = bare.or(definite)?;
        let lone = definite.is_some() && bare.is_none();
        (
            Quantity {
                tenths: lone.then_some(10),
                more: false,
            },
            unit,
            i + the + 1,
        )
    };
    if w.is(at, Role::Ago) {
        return Some((When::Apart(count, unit, Direction::Ago), at + 1));
    }
    if w.is(at, Role::Earlier) {
        return Some((When::Apart(count, unit, Direction::Earlier), at + 1));
    }
    if w.is(at, Role::Later) {
        return Some((When::Apart(count, unit, Direction::Later), at + 1));
    }
    if w.is(at, Role::Before) || w.is(at, Role::After) {
        let back = w.is(at, Role::Before);
        let told = w
            .word(at + 1)
            .is_none_or(|x| matches!(x.shape, Shape::Sign(_)) || w.is(at + 1, Role::And));
        let way = match (back, told) {
            (true, true) => Direction::Earlier,
            (false, true) => Direction::Later,
            (true, false) => Direction::BeforeEvent,
            (false, false) => Direction::AfterEvent,
        };
        return Some((When::Apart(count, unit, way), at + 1));
    }
    let following = w.entry(at).told == Some(1);
    if definite.is_some() && bare.is_none() {
        return following.then_some((When::Told { unit, by: 1 }, at + 1));
    }
    if bare.is_some() && amount(w, i).is_none() {
        // "for weeks": a bare plural is a span of time only after such a word.
        let led = i > 0 && the == 0 && w.is(i - 1, Role::Long);
        return led.then_some((When::Duration(count, unit), at));
    }
    let old = usize::from(w.is(at, Role::Old)) + usize::from(w.dash(at) && w.is(at + 1, Role::Old)) * 2;
    let age = usize::from(w.is(at, Role::Of) && w.is(at + 1, Role::Age)) * 2;
    Some((When::Duration(count, unit), at + old + age))
}

/// The ten of "ten or fifteen years", "10-15 days": its unit stands after the second number.
fn first_of_two(w: &Words, i: usize) -> Found {
    let (tenths, next) = number(w, i).filter(|(n, _)| n.is_some())?;
    if w.is(i, Role::Lone) || !(w.dash(next) || w.is(next, Role::And) || w.is(next, Role::To)) {
        return None;
    }
    let (_, at) = number(w, next + 1).filter(|(n, _)| n.is_some())?;
    let unit = w
        .entry(at + usize::from(w.dash(at)))
        .unit
        .filter(|_| w.entry(next + 1).edge.is_none())?;
    Some((When::Duration(Quantity { tenths, more: false }, unit), next))
}

/// "the past two days", "recent months", "the four previous weeks", "the past year".
fn rolling(w: &Words, i: usize) -> Found {
    let the = usize::from(w.is(i, Role::The));
    let mut at = i + the;
    let early = quantity(w, at).filter(|_| w.entry(at).rolling.is_none());
    if let Some((count, next)) = early {
        let by = w.entry(next).rolling?;
        let unit = w.entry(next + 1).unit?;
        return Some((When::Rolling(count, unit, by), next + 2));
    }
    let by = w.entry(at).rolling?;
    at += 1;
    if let Some((count, unit, next)) = amount(w, at) {
        return Some((When::Rolling(count, unit, by), next));
    }
    let entry = w.entry(at);
    let unit = entry.unit?;
    if entry.plural {
        return Some((
            When::Rolling(
                Quantity {
                    tenths: None,
                    more: false,
                },
                unit,
                by,
            ),
            at + 1,
        ));
    }
    // "the past year", "the last month" roll; "last month" does not.
    let one = Quantity {
        tenths: Some(10),
        more: false,
    };
    let rolls = the > 0 && w.entry(at - 1).shift == Some(by) && (by < 0 || unit >= Unit::Year);
    let only = w.entry(at - 1).shift.is_none() && w.entry(at - 1).told.is_none();
    (rolls || (the > 0 && only)).then_some((When::Rolling(one, unit, by), at + 1))
}

/// "last month", "the next day", "that year", "last August", "that Sunday", "the following spring".
fn turned(w: &Words, i: usize) -> Found {
    let the = usize::from(w.is(i, Role::The) && w.entry(i).shift.is_none());
    let mut at = i + the;
    let entry = w.entry(at);
    let (by, mut told) = match (entry.shift, entry.told) {
        (Some(by), _) => (by, the > 0 && by > 0),
        (_, Some(by)) => (by, true),
        _ => return None,
    };
    at += 1;
    // "that same day"
    if by == 0 && w.entry(at).told == Some(0) {
        told = true;
        at += 1;
    }
    let target = w.entry(at);
    if let Some(unit) = target.unit.filter(|_| !target.plural) {
        if unit < Unit::Day || unit == Unit::Night {
            return None;
        }
        let when = if told {
            When::Told { unit, by }
        } else {
            When::Shifted { unit, by }
        };
        return Some((when, at + 1));
    }
    if target.weekday > 0 {
        let day = target.weekday as i8;
        let plain = When::Weekday {
            day,
            shift: (!told).then_some(by),
        };
        let what = if told {
            When::Turned {
                what: Box::new(plain),
                by,
                told,
            }
        } else {
            plain
        };
        return Some((what, at + 1));
    }
    let what = if let Some((month, next)) = month(w, at) {
        at = next - 1;
        When::Date {
            year: None,
            month: Some(month),
            day: None,
        }
    } else {
        When::Season(target.season?, None)
    };
    Some((
        When::Turned {
            what: Box::new(what),
            by,
            told,
        },
        at + 1,
    ))
}

/// "for an eighth day", "a third consecutive night".
fn running(w: &Words, i: usize) -> Found {
    let lead = usize::from(w.is(i, Role::Lone) || w.is(i, Role::The));
    let mut at = i + lead;
    let number = match w.word(at)?.shape {
        Shape::Ordinal => i8::try_from(w.word(at)?.value).ok()?,
        _ => w.entry(at).ordinal,
    };
    at += 1;
    let straight = w.is(at, Role::Straight);
    at += usize::from(straight);
    let entry = w.entry(at);
    let long = entry
        .unit
        .filter(|u| *u >= Unit::Day && *u <= Unit::Year && *u != Unit::Quarter && !entry.plural);
    let for_it =
        |(p, b): &(Vec<String>, Bound)| *b == Bound::For && i >= p.len() && w.matches(i - p.len(), p);
    let led = straight || w.lexicon.bounds.iter().any(for_it);
    let fits = number > 1 && led && !w.is(at + 1, Role::Of);
    long.filter(|_| fits)
        .map(|unit| (When::Running(number, unit), at + 1))
}

/// "every day", "each Monday", "per week", "daily", "3,000 a day".
fn set(w: &Words, i: usize) -> Found {
    let entry = w.entry(i);
    if let Some(value) = entry.set {
        return Some((When::Set(value.to_owned()), i + 1));
    }
    let every = w.is(i, Role::Every);
    let per = w.is(i, Role::Per) && !w.is(i, Role::Lone);
    if !every && !per {
        return None;
    }
    if w.entry(i + 1).weekday > 0 {
        return Some((When::Set(format!("XXXX-WXX-{}", w.entry(i + 1).weekday)), i + 2));
    }
    let (tenths, at) = number(w, i + 1).map_or((Some(10), i + 1), |(n, at)| (n, at));
    let unit = w.entry(at).unit?;
    let value = super::anchor::duration(Quantity { tenths, more: false }, unit);
    Some((When::Set(value), at + 1))
}

/// "summer", "the summer of 2014", "winter 2015".
fn season(w: &Words, i: usize) -> Found {
    let the = usize::from(w.is(i, Role::The));
    let entry = w.entry(i + the);
    let season = entry.season?;
    let mut at = i + the + 1;
    let of = usize::from(w.is(at, Role::Of) || w.sign(at) == Some(','));
    let year = super::date::plain_year(w, at + of);
    let within = w.is(at, Role::Of) && w.entry(at + 1).unit == Some(Unit::Year);
    if let Some((_, next)) = year {
        at = next;
    }
    let led = i > 0 && (w.is(i - 1, Role::In) || w.entry(i - 1).edge.is_some());
    let noun = w.word(at).is_none_or(|x| x.shape != Shape::Word) || w.is(at, Role::Attributive);
    let fall_of = entry.doubtful && w.is(at, Role::Of);
    if entry.doubtful && year.is_none() && !within && !((led || the > 0) && noun && !fall_of) {
        return None;
    }
    Some((When::Season(season, year.map(|(y, _)| y)), at))
}

/// "the second half", "the first quarter" and "Q3"; the year follows with "of".
fn piece(w: &Words, i: usize) -> Found {
    if w.is(i, Role::QuarterSign) && w.letters(i).starts_with(char::is_uppercase) {
        let (number, digits) = w.digits(i + 1).filter(|_| w.glued(i + 1))?;
        let fits = digits == 1 && (1..=4).contains(&number);
        return fits.then_some((
            When::Piece {
                of: 4,
                number: number as i8,
            },
            i + 2,
        ));
    }
    let the = usize::from(w.is(i, Role::The));
    let number = w.entry(i + the).ordinal;
    let at = i + the + 1;
    let of = match () {
        () if w.is(at, Role::Half) => 2,
        () if w.entry(at).unit == Some(Unit::Quarter) => 4,
        () => return None,
    };
    let number = if number < 0 { of } else { number };
    ((1..=of).contains(&number) && w.is(at + 1, Role::Of)).then_some((When::Piece { of, number }, at + 1))
}

/// Weekdays, "today", "overnight", feasts, "now" and their kin.
fn fixed(w: &Words, i: usize) -> Found {
    let entry = w.entry(i);
    for (phrase, (month, day)) in w.lexicon.holidays.iter().filter(|_| entry.opens) {
        if w.matches(i, phrase) && w.letters(i).starts_with(|c: char| c.is_uppercase()) {
            let at = i + phrase.len();
            let year = super::date::plain_year(w, at);
            let next = year.map_or(at, |(_, next)| next);
            return Some((
                When::Holiday(*month as i8, *day as i8, year.map(|(y, _)| y)),
                next,
            ));
        }
    }
    for (phrase, feast) in w.lexicon.feasts.iter().filter(|_| entry.opens) {
        if w.matches(i, phrase) && w.letters(i).starts_with(char::is_uppercase) {
            let at = i + phrase.len();
            // "The Easter Rising" is a name.
            let named = w.word(at).is_some_and(|x| x.shape == Shape::Word && !x.line)
                && w.letters(at).starts_with(char::is_uppercase)
                && w.entry(at).weekday == 0;
            if named {
                continue;
            }
            let of = usize::from(w.is(at, Role::Of) || w.sign(at) == Some(','));
            let year = super::date::plain_year(w, at + of).or_else(|| super::date::plain_year(w, at));
            let next = year.map_or(at, |(_, next)| next);
            return Some((When::Feast(*feast, year.map(|(y, _)| y)), next));
        }
    }
    if entry.weekday > 0 {
        let stop = usize::from(entry.doubtful && w.sign(i + 1) == Some('.') && w.glued(i + 1));
        let capital = w.letters(i).starts_with(|c: char| c.is_ascii_uppercase());
        let sure = !entry.doubtful || (capital && (stop > 0 || w.sign(i + 1) == Some(',')));
        return sure.then_some((
            When::Weekday {
                day: entry.weekday as i8,
                shift: None,
            },
            i + 1 + stop,
        ));
    }
    if let Some(by) = entry.day {
        return Some((When::Today(by), i + 1));
    }
    // "the day before yesterday", "the day after tomorrow"
    let the = usize::from(w.is(i, Role::The));
    let way = i8::from(w.is(i + the + 1, Role::After)) - i8::from(w.is(i + the + 1, Role::Before));
    if w.entry(i + the).unit == Some(Unit::Day) && way != 0 {
        let by = w.entry(i + the + 2).day?;
        return (by == way).then_some((When::Today(by + way), i + the + 3));
    }
    if w.is(i, Role::Then) {
        // "since then": from the day last told.
        let since =
            |(p, b): &(Vec<String>, Bound)| *b == Bound::Since && i >= p.len() && w.matches(i - p.len(), p);
        return w.lexicon.bounds.iter().any(since).then_some((
            When::Told {
                unit: Unit::Day,
                by: 0,
            },
            i + 1,
        ));
    }
    if w.is(i, Role::Overnight) {
        return Some((When::Overnight, i + 1));
    }
    if entry.unit == Some(Unit::Weekend) && i > 0 && (w.is(i - 1, Role::The)) {
        return Some((
            When::Shifted {
                unit: Unit::Weekend,
                by: 0,
            },
            i + 1,
        ));
    }
    // "during the week": this one.
    if entry.unit == Some(Unit::Week) && i > 1 && w.is(i - 1, Role::The) && w.is(i - 2, Role::All) {
        let when = When::Shifted {
            unit: Unit::Week,
            by: 0,
        };
        return (!w.is(i + 1, Role::Of)).then_some((when, i + 1));
    }
    for (phrase, value) in w.lexicon.references.iter().filter(|_| entry.opens) {
        if w.matches(i, phrase) {
            return Some((When::Reference(value), i + phrase.len()));
        }
    }
    entry.reference.map(|value| (When::Reference(value), i + 1))
}
