//! In: the examples and near-misses of `data/codebook`. Out: how many come out as the codebook says, against a floor.

use codebook::Instead;

use crate::{PACKS, code};

/// Share of examples that give their type at their trigger, and of near-misses that do not give the tempting type.
/// Sentences without a report around them are harder than reports; the floors are what is reached, and only rise.
const EXAMPLES: f64 = 0.89;
const NEAR_MISSES: f64 = 0.90;

#[test]
fn examples_and_near_misses() {
    let book = PACKS.codebook();
    let (mut good, mut all, mut wrong) = (0, 0, Vec::new());
    let (mut spared, mut tempted) = (0, 0);
    for kind in book.kinds() {
        for e in &kind.examples {
            let coded = code(&PACKS, &e.text, None);
            let found = coded.claims.iter().any(|c| {
                let trigger = c.trigger.of(&coded.report.text);
                c.kind == kind.name && (e.trigger.contains(trigger) || trigger.contains(&e.trigger))
            });
            all += 1;
            good += usize::from(found);
            if !found {
                let got: Vec<String> = coded
                    .claims
                    .iter()
                    .map(|c| format!("{} {}", c.kind, c.trigger.of(&coded.report.text)))
                    .collect();
                wrong.push(format!(
                    "{}:{} {} {:?}: {got:?}",
                    e.origin.0, e.origin.1, e.text, e.trigger
                ));
            }
        }
        for n in &kind.near_misses {
            let coded = code(&PACKS, &n.text, None);
            let hit = coded.claims.iter().any(|c| {
                c.kind == kind.name
                    && c.trigger.of(&coded.report.text) == n.word
                    && !matches!(&n.is, Instead::Act(k, m) if *k == kind.name && *m == c.mode)
            });
            tempted += 1;
            spared += usize::from(!hit);
        }
    }
    let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    println!("examples {good} of {all}, near-misses {spared} of {tempted}");
    assert!(all >= 90 && tempted >= 60, "the codebook has its examples");
    assert!(
        share(good, all) >= EXAMPLES,
        "examples {good} of {all}:\n{}",
        wrong.join("\n")
    );
    assert!(
        share(spared, tempted) >= NEAR_MISSES,
        "near-misses {spared} of {tempted}"
    );
}
