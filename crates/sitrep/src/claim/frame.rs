//! In: a sentence's tree and the codebook. Out: the trigger that fits a word, and the words that fill its roles.
//! Knows no model.
//!
//! Frames are asked of what `argument` brings to the word, of what a light verb lends its noun and a verb of causing its clause.

use codebook::{Argument, Codebook, Pos, Relation, Trigger};
use text::{Sentence, Upos};

use super::argument::{Arg, arguments, main_subjects};
use super::flat::{cases, lead};
use super::light::LightVerbs;
use super::relative::is_relative;

/// The words that fill the roles of a trigger, in order of the frame's preference; token indices of the sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fillers {
    /// Who.
    pub actors: Vec<usize>,
    /// To whom.
    pub recipients: Vec<usize>,
    /// Where.
    pub places: Vec<usize>,
    /// When.
    pub times: Vec<usize>,
    /// True when `recipients` stand with a verb that says no more than that they suffer the act, or are kept from it ("come
    /// under", "protect from").
    pub suffer: bool,
    /// True when `actors` stand with a verb that says no more than that they bring the act about ("ensure that").
    pub caused: bool,
}

/// The best fitting trigger of the codebook for a word; `None` when the word names no act. `names` gives the kind
/// of name that a word belongs to (`PER`, `ORG`, `LOC`).
pub fn fitting<'c>(
    book: &'c Codebook,
    s: &Sentence,
    word: usize,
    names: &dyn Fn(usize) -> Option<&'static str>,
) -> Option<&'c Trigger> {
    let t = &s.tokens[word];
    let pos = match t.upos {
        Upos::Verb => Pos::Verb,
        Upos::Noun | Upos::Propn => Pos::Noun,
        Upos::Adj => Pos::Adj,
        _ => return None,
    };
    let lemma = t.lemma.to_lowercase();
    book.frames(&lemma, pos)
        .iter()
        .find(|x| fits(book, s, word, x, names))
}

fn fits(
    book: &Codebook,
    s: &Sentence,
    word: usize,
    trigger: &Trigger,
    names: &dyn Fn(usize) -> Option<&'static str>,
) -> bool {
    let p = &trigger.pattern;
    let is = |w: usize, a: &Argument| match a {
        Argument::Word(l) => s.tokens[w].lemma.to_lowercase() == *l,
        Argument::Class(c) => {
            let lemma = s.tokens[w].lemma.to_lowercase();
            // "Explosive remnants" are a hazard, "remnants" alone are not.
            let described = |by: usize| {
                let t = &s.tokens[by];
                matches!(t.deprel.as_str(), "amod" | "compound")
                    && book
                        .class_of(&format!("{} {lemma}", t.lemma.to_lowercase()))
                        .contains(c)
            };
            book.class_of(&lemma).contains(c)
                || s.children(w).any(described)
                || names(w).is_some_and(|n| book.class(c).is_some_and(|c| c.names.iter().any(|x| x == n)))
        }
    };
    let small = |w: usize, particle: &str| s.tokens[w].lemma.to_lowercase() == particle;
    let case_of = |w: usize| {
        s.children(w)
            .filter(|c| matches!(s.tokens[*c].deprel.as_str(), "case" | "mark"))
            .collect::<Vec<_>>()
    };
    let particles = p.particles.iter().all(|x| {
        s.children(word).any(|c| {
            matches!(
                s.tokens[c].deprel.as_str(),
                "compound:prt" | "advmod" | "case" | "mark"
            ) && small(c, x)
                || case_of(c).into_iter().any(|k| small(k, x))
        })
    });
    let modifiers = p.modifiers.is_empty() || {
        let n = p.modifiers.len();
        word >= n
            && p.modifiers.iter().enumerate().all(|(i, m)| {
                let w = word - n + i;
                let t = &s.tokens[w];
                t.lemma.to_lowercase() == *m
            })
    };
    let object = p.object.as_ref().is_none_or(|a| {
        arguments(s, word).iter().any(|g| {
            let base = g.deprel.split(':').next().unwrap_or("");
            let direct = matches!(g.deprel.as_str(), "obj" | "nsubj:pass" | "xcomp" | "ccomp")
                || trigger.pos == Pos::Noun && g.deprel == "compound";
            let under = matches!(base, "obl" | "nmod")
                && g.case
                    .as_ref()
                    .is_some_and(|c| p.particles.is_empty() && c == "of" || p.particles.contains(c));
            (direct || under) && is(g.word, a)
        })
    });
    let subject = p.subject.as_ref().is_none_or(|a| {
        arguments(s, word)
            .iter()
            .any(|g| matches!(g.deprel.as_str(), "nsubj" | "nsubj:pass") && is(g.word, a))
    });
    let under = trigger.under.is_empty()
        || carrier(s, word).is_some_and(|v| trigger.under.contains(&s.tokens[v].lemma.to_lowercase()));
    particles && modifiers && object && subject && under
}

/// The verb that has the noun `word` as object, or as subject of its passive; of coordinated nouns the first decides.
fn carrier(s: &Sentence, word: usize) -> Option<usize> {
    let first = lead(s, word);
    let carried = matches!(s.tokens[first].deprel.as_str(), "obj" | "nsubj:pass");
    let participle = || {
        s.children(first)
            .find(|c| s.tokens[*c].deprel == "acl" && s.tokens[*c].xpos == "VBN")
    };
    s.tokens[first].head.filter(|_| carried).or_else(participle)
}

/// The words that fill the roles of `trigger` at `word`.
pub fn fillers(s: &Sentence, word: usize, trigger: &Trigger, light: &LightVerbs, book: &Codebook) -> Fillers {
    let args = arguments(s, word);
    let mut out = Fillers {
        actors: fill(s, &args, &trigger.roles.actor),
        recipients: fill(s, &args, &trigger.roles.recipient),
        places: fill(s, &args, &trigger.roles.place),
        times: fill(s, &args, &trigger.roles.time),
        suffer: false,
        caused: false,
    };
    if trigger.pos == Pos::Noun {
        lend(s, word, trigger, light, book, &mut out);
    }
    if out.actors.is_empty()
        && let Some(verb) = light.causing(s, word)
    {
        // "They ensure that fighters are arrested": who brings it about does it.
        out.actors = main_subjects(s, verb)
            .into_iter()
            .filter(|w| is_nominal(s, *w))
            .collect();
        out.caused = true;
    }
    out
}

/// The subjects of an active verb, brought to it where the syntax shares them; empty for other words.
pub fn subjects(s: &Sentence, word: usize) -> Vec<usize> {
    if s.tokens[word].upos != Upos::Verb {
        return Vec::new();
    }
    arguments(s, word)
        .into_iter()
        .filter(|a| a.deprel == "nsubj" && !is_relative(s, a.word))
        .map(|a| a.word)
        .collect()
}

/// What a light verb lends the noun that it carries: "launched an assault on the town".
fn lend(
    s: &Sentence,
    word: usize,
    trigger: &Trigger,
    light: &LightVerbs,
    book: &Codebook,
    out: &mut Fillers,
) {
    let word = light.carried(s, word);
    let Some(verb) = s.tokens[word].head else { return };
    let relation = s.tokens[word].deprel.as_str();
    if !matches!(s.tokens[verb].upos, Upos::Verb | Upos::Adj)
        || !matches!(relation, "obj" | "nsubj" | "nsubj:pass" | "obl")
    {
        return;
    }
    let args = arguments(s, verb);
    if relation == "nsubj" {
        // "The arrests took place in Hawija on Monday": the verb lends where and when.
        if light.lends_time(s, verb) {
            let roles = &trigger.roles;
            let lent = |relations: &[Relation]| {
                fill(s, &args, relations)
                    .into_iter()
                    .filter(|w| *w != word)
                    .collect()
            };
            if out.places.is_empty() {
                out.places = lent(&roles.place);
            }
            if out.times.is_empty() {
                out.times = lent(&roles.time);
            }
        }
    } else if (light.lends_actor(s, verb) || trigger.under.contains(&s.tokens[verb].lemma.to_lowercase()))
        && relation != "obl"
    {
        let roles = book
            .frame(&trigger.frame)
            .and_then(|f| book.frame(f.light.as_deref()?))
            .map(|f| f.roles.clone());
        let subject = Relation::parse("nsubj")
            .into_iter()
            .chain(Relation::parse("obl:agent"))
            .chain(Relation::parse("obl=by"));
        let subject: Vec<Relation> = subject.collect();
        if out.actors.is_empty() {
            out.actors = fill(s, &args, roles.as_ref().map_or(&subject, |r| &r.actor));
        }
        // A noun that stands under certain verbs only says itself who receives.
        if let (true, Some(r)) = (out.recipients.is_empty() && trigger.under.is_empty(), &roles) {
            out.recipients = fill(s, &args, &r.recipient)
                .into_iter()
                .filter(|w| *w != word)
                .collect();
        }
        if let (true, Some(r)) = (out.places.is_empty(), &roles) {
            out.places = fill(s, &args, &r.place);
        }
        if let (true, Some(r)) = (out.times.is_empty(), &roles) {
            out.times = fill(s, &args, &r.time);
        }
    } else if relation == "obl"
        && light.keeps_object(s, verb)
        && cases(s).get(&word).is_some_and(|c| c == "from")
    {
        // "Secured the road from attacks": what is kept from the act would suffer it.
        if out.recipients.is_empty() {
            let object: Vec<Relation> = Relation::parse("obj").into_iter().collect();
            out.recipients = fill(s, &args, &object);
            out.suffer = true;
        }
    } else if light.lends_recipient(s, verb) && out.recipients.is_empty() {
        let subject: Vec<Relation> = Relation::parse("nsubj").into_iter().collect();
        out.recipients = fill(s, &args, &subject);
        out.suffer = true;
    }
}

/// Words reached by the relations, in their order, with what is coordinated to them.
fn fill(s: &Sentence, args: &[Arg], relations: &[Relation]) -> Vec<usize> {
    let mut out = Vec::new();
    for r in relations {
        let mut now: Vec<usize> = args
            .iter()
            .filter(|a| r.steps[0].matches(&a.deprel, a.case.as_deref()))
            .map(|a| a.word)
            .collect();
        for step in &r.steps[1..] {
            let case = cases(s);
            now = now
                .into_iter()
                .flat_map(|w| s.children(w).collect::<Vec<_>>())
                .filter(|c| step.matches(&s.tokens[*c].deprel, case.get(c).map(String::as_str)))
                .collect();
        }
        for w in now {
            for x in std::iter::once(w).chain(s.children(w).filter(|c| s.tokens[*c].deprel == "conj")) {
                if !out.contains(&x) && is_nominal(s, x) {
                    out.push(x);
                }
            }
        }
    }
    out
}

fn is_nominal(s: &Sentence, w: usize) -> bool {
    matches!(
        s.tokens[w].upos,
        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adj | Upos::X | Upos::Sym
    ) && !is_relative(s, w)
}

#[cfg(test)]
mod tests {
    use codebook::{Source, compile};

    use super::*;
    use crate::testing::sentence;

    const BOOK: &str = r#"
type = "TAKE"
quad = "material conflict"
definition = "Test."
[[trigger]]
pos = "verb"
frame = "transitive"
strength = 0.9
words = ["arrest", "attack"]
[[trigger]]
pos = "noun"
frame = "noun-on"
strength = 0.9
words = ["assault"]
"#;

    fn check(table: &str, word: usize, actors: &[usize], recipients: &[usize]) {
        let frames = include_str!("../../../../data/codebook/frames.toml");
        let compiled = compile(&[
            Source {
                path: "t.toml",
                text: BOOK,
            },
            Source {
                path: "frames.toml",
                text: frames,
            },
        ]);
        assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
        let book = compiled.codebook.expect("compiles");
        let light = LightVerbs::parse(
            "quantity = [\"series\"]\n[[actor]]\nlemma = \"launch\"\n[[keep]]\nlemma = \"protect\"",
        )
        .expect("parses");
        let s = sentence(table);
        let t = fitting(&book, &s, word, &|_| None).expect("a trigger fits");
        let f = fillers(&s, word, t, &light, &book);
        assert_eq!(
            (f.actors, f.recipients),
            (actors.to_vec(), recipients.to_vec()),
            "{table}"
        );
    }

    #[test]
    fn arguments_reach_their_trigger() {
        check(
            "Police police NOUN 2 nsubj\narrested arrest VERB 0 root\nmen man NOUN 2 obj",
            1,
            &[0],
            &[2],
        );
        check(
            "men man NOUN 3 nsubj:pass\nwere be AUX 3 aux:pass\narrested arrest VERB 0 root\nby by ADP 5 case\npolice police NOUN 3 obl:agent",
            2,
            &[4],
            &[0],
        );
        check(
            "gunmen gunman NOUN 0 root\nwho who PRON 3 nsubj\nattacked attack VERB 1 acl:relcl\nthe the DET 5 det\nbase base NOUN 3 obj",
            2,
            &[0],
            &[4],
        );
        check(
            "Troops troop NOUN 2 nsubj\nwant want VERB 0 root\nto to PART 4 mark\nattack attack VERB 2 xcomp\nHajin Hajin PROPN 4 obj",
            3,
            &[0],
            &[4],
        );
        check(
            "Rebels rebel NOUN 2 nsubj\nlaunched launch VERB 0 root\nan a DET 4 det\nassault assault NOUN 2 obj\non on ADP 6 case\nconvoys convoy NOUN 4 nmod",
            3,
            &[0],
            &[5],
        );
        // Who is kept from an act would suffer it.
        check(
            "Troops troop NOUN 2 nsubj\nprotect protect VERB 0 root\nroads road NOUN 2 obj\nfrom from ADP 5 case\nassaults assault NOUN 2 obl\nby by ADP 7 case\nrebels rebel NOUN 5 nmod",
            4,
            &[6],
            &[2],
        );
        // Coordinated verbs share the object that hangs from one of them.
        check(
            "Police police NOUN 2 nsubj\narrested arrest VERB 0 root\nand and CCONJ 4 cc\nattacked attack VERB 2 conj\nmen man NOUN 4 obj",
            1,
            &[0],
            &[4],
        );
        // "launched a series of assaults": the light verb lends its subject through the measure.
        check(
            "Rebels rebel NOUN 2 nsubj\nlaunched launch VERB 0 root\na a DET 4 det\nseries series NOUN 2 obj\nof of ADP 6 case\nassaults assault NOUN 4 nmod",
            5,
            &[0],
            &[],
        );
    }
}
