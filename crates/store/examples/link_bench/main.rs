//! In: claims as `sitrep code` writes them. Out: what fitting and measuring the linking of events needs. Knows no scorer.
//!
//! `link_bench pairs CLAIMS.jsonl GOLD.jsonl`: groups of claims of one happening and of two, drawn at random (the same at
//! each run), compared; a line of tab-separated values: world, 1 or 0, the features. GOLD has `claim_id` and `event` a line.
//! `link_bench met CLAIMS.jsonl GOLD.jsonl WEIGHTS.toml`: the same of the comparisons that linking with these weights makes
//! world by world; in place of 1 or 0 the share of pairs of claims across the two groups that are of one happening.
//! `link_bench link CLAIMS.jsonl WEIGHTS.toml`: `{"doc_id","sentence","trigger","type","event_id"}` a claim.
//! `link_bench narrative CLAIMS.jsonl`: a line for each day that an act without one may have (`resolve/narrative.rs`), and one for none of
//! them: `{"claim_id","days","features"}`.
//! `link_bench speed NUMBER`: links that many invented claims and prints seconds, pairs and peak memory.

#![expect(clippy::disallowed_methods, reason = "a program of its own, which measures")]

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::time::Instant;

use serde::Deserialize;
use serde_json::json;
use sitrep::event::compare::compare;
use sitrep::event::feature::{FEATURES, Vector};
use sitrep::event::profile::Profile;
use sitrep::event::{Weights, block, cluster, mention};
use sitrep::resolve::narrative::{Act, FEATURES as FEATURES_OF_DAYS, act_of_account, candidates};
use sitrep::{Account, link_config, link_events};
use store::{ClaimRow, account_of};

mod invented;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let arg = |i: usize| {
        args.get(i)
            .map(String::as_str)
            .ok_or("see the head of this file for the arguments")
    };
    match arg(0)? {
        "pairs" => pairs(arg(1)?, arg(2)?),
        "met" => met(arg(1)?, arg(2)?, arg(3)?),
        "link" => link(arg(1)?, arg(2)?),
        "narrative" => narrative(arg(1)?),
        "speed" => speed(arg(1)?.parse()?),
        other => Err(format!("no part named {other}").into()),
    }
}

fn accounts(path: &str) -> Result<Vec<Account>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let rows = text.lines().map(|l| -> Result<Account, Box<dyn Error>> {
        let row: ClaimRow = serde_json::from_str(l)?;
        Ok(account_of(&row)?)
    });
    rows.collect()
}

/// What is weighed when an act without a day is dated by others of its report.
fn narrative(path: &str) -> Result<(), Box<dyn Error>> {
    let mut by: BTreeMap<String, Vec<Account>> = BTreeMap::new();
    for a in accounts(path)? {
        by.entry(a.doc_id.clone()).or_default().push(a);
    }
    eprintln!("{}", FEATURES_OF_DAYS.join(" "));
    for told in by.values_mut() {
        told.sort_by_key(|a| (a.sentence, a.trigger.start));
        let acts: Vec<Act> = told.iter().map(act_of_account).collect();
        for (i, a) in told.iter().enumerate().filter(|(i, _)| acts[*i].silent) {
            for c in candidates(&acts, i, a.published) {
                let days = [c.days.0, c.days.1].map(|d| d.to_string());
                println!(
                    "{}",
                    json!({ "claim_id": a.id, "days": days, "features": c.features })
                );
            }
            let none: Vec<u8> = FEATURES_OF_DAYS.iter().map(|f| u8::from(*f == "none")).collect();
            println!("{}", json!({ "claim_id": a.id, "days": null, "features": none }));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Gold {
    claim_id: String,
    event: String,
}

/// Draws whole numbers below a bound; the same row for the same seed (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }
    fn some(&mut self, from: &[usize], n: usize) -> Vec<usize> {
        let mut all = from.to_vec();
        for i in 0..n.min(all.len()) {
            let j = i + self.below(all.len() - i);
            all.swap(i, j);
        }
        all.truncate(n.min(from.len()));
        all
    }
}

/// The happening of each claim id.
fn happenings(path: &str) -> Result<HashMap<String, String>, Box<dyn Error>> {
    (std::fs::read_to_string(path)?.lines())
        .map(|l| Ok(serde_json::from_str::<Gold>(l).map(|g| (g.claim_id, g.event))?))
        .collect()
}

fn world_of(event: &str) -> &str {
    event.split('-').next().unwrap_or_default()
}

fn line(world: &str, same: f64, v: &Vector) {
    let values: Vec<String> = v.iter().map(ToString::to_string).collect();
    println!("{world}\t{same}\t{}", values.join("\t"));
}

/// Names of the features, on standard error.
fn head() {
    let names: Vec<&str> = FEATURES.iter().map(|f| f.1).collect();
    eprintln!("{}", names.join("\t"));
}

fn met(claims: &str, gold: &str, weights: &str) -> Result<(), Box<dyn Error>> {
    let gold = happenings(gold)?;
    let weights = Weights::parse(&std::fs::read_to_string(weights)?)?;
    let config = link_config()?;
    let mut worlds: BTreeMap<String, Vec<Account>> = BTreeMap::new();
    for a in accounts(claims)? {
        if let Some(e) = gold.get(&a.id) {
            worlds.entry(world_of(e).to_owned()).or_default().push(a);
        }
    }
    for (world, mut all) in worlds {
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all.dedup_by(|a, b| a.id == b.id);
        let sorted: Vec<&Account> = all.iter().collect();
        let batch = mention::batch(&sorted, &config.words, &config.times);
        let pairs = block::pairs(&batch);
        let of = |rank: usize| &gold[&all[rank].id];
        let mut seen = |a: &Profile, b: &Profile, v: &Vector| {
            let same = (a.ranks()).map(|x| b.ranks().filter(|y| of(x) == of(*y)).count());
            line(&world, same.sum::<usize>() as f64 / (a.len() * b.len()) as f64, v);
        };
        cluster::cluster(&batch, &pairs, &weights, &cluster::Forced::default(), &mut seen);
    }
    head();
    Ok(())
}

fn pairs(claims: &str, gold: &str) -> Result<(), Box<dyn Error>> {
    let mut all = accounts(claims)?;
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all.dedup_by(|a, b| a.id == b.id);
    let gold = happenings(gold)?;
    let config = link_config()?;
    let sorted: Vec<&Account> = all.iter().collect();
    let batch = mention::batch(&sorted, &config.words, &config.times);
    let group = |members: &[usize]| {
        members
            .iter()
            .map(|m| batch.profiles[*m].clone())
            .reduce(|a, b| a.join(&b))
    };
    let mut worlds: BTreeMap<&str, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
    for (i, a) in all.iter().enumerate() {
        if let Some(e) = gold.get(&a.id) {
            worlds
                .entry(world_of(e))
                .or_default()
                .entry(e)
                .or_default()
                .push(i);
        }
    }
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    // Claims of other worlds: undated and unplaced ones must not meet by their words.
    let flat: Vec<(&str, usize)> = (worlds.iter())
        .flat_map(|(w, e)| e.values().flatten().map(|i| (*w, *i)))
        .collect();
    let mut apart = Dice(0x9E37_79B9_7F4A_7C15);
    for (world, i) in &flat {
        for _ in 0..2 {
            let (other, j) = flat[apart.below(flat.len())];
            let (x, y) = (&batch.profiles[*i], &batch.profiles[j]);
            if *world != other && x.kind == y.kind {
                line(world, 0.0, &compare(x, y, &batch));
            }
        }
    }
    for (world, events) in &worlds {
        let say = |a: &[usize], b: &[usize], same: bool| {
            if let (Some(x), Some(y)) = (group(a), group(b))
                && x.kind == y.kind
            {
                line(world, f64::from(u8::from(same)), &compare(&x, &y, &batch));
            }
        };
        // Halves of one happening, of all sizes.
        for members in events.values().filter(|m| m.len() > 1) {
            for _ in 0..2 * members.len() {
                let size = [2, 2, 3, 4, 6, 10][dice.below(6)];
                let drawn = dice.some(members, size);
                let half = [1, 1, drawn.len() / 2][dice.below(3)].clamp(1, drawn.len() - 1);
                say(&drawn[..half], &drawn[half..], true);
            }
        }
        // Parts of two.
        let list: Vec<&Vec<usize>> = events.values().collect();
        for (i, a) in list.iter().enumerate() {
            for b in &list[i + 1..] {
                for _ in 0..2 {
                    let (n, m) = (
                        [1, 1, 2, 3, 5, 8][dice.below(6)],
                        [1, 1, 2, 3, 5, 8][dice.below(6)],
                    );
                    let (x, y) = (dice.some(a, n), dice.some(b, m));
                    say(&x, &y, false);
                }
            }
        }
        // Single claims.
        let flat: Vec<(usize, usize)> = (list.iter().enumerate())
            .flat_map(|(e, m)| m.iter().map(move |c| (*c, e)))
            .collect();
        for (i, a) in flat.iter().enumerate() {
            for b in &flat[i + 1..] {
                if dice.below(3) == 0 {
                    say(&[a.0], &[b.0], a.1 == b.1);
                }
            }
        }
    }
    head();
    Ok(())
}

fn link(claims: &str, weights: &str) -> Result<(), Box<dyn Error>> {
    let all = accounts(claims)?;
    let mut config = link_config()?;
    config.weights = Weights::parse(&std::fs::read_to_string(weights)?)?;
    for event in link_events(&config, &all) {
        for c in &event.claims {
            let a = &all[c.account];
            let trigger = a.trigger.of(&a.text);
            println!(
                "{}",
                json!({"doc_id": a.doc_id, "sentence": a.text, "trigger": trigger, "type": a.kind, "event_id": event.id})
            );
        }
    }
    Ok(())
}

fn speed(number: usize) -> Result<(), Box<dyn Error>> {
    let all = invented::accounts(number);
    let config = link_config()?;
    let start = Instant::now();
    let events = link_events(&config, &all);
    let seconds = start.elapsed().as_secs_f64();
    let mut order: Vec<&Account> = all.iter().collect();
    order.sort_by(|a, b| a.id.cmp(&b.id));
    let pairs = block::pairs(&mention::batch(&order, &config.words, &config.times)).len();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .unwrap_or("?")
        .trim();
    let right = invented::right(&all, &events);
    println!(
        "{number} claims, {} events, {pairs} pairs, {seconds:.1} s, {:.1} µs a claim, peak {peak}; claims in an event of one story {right:.1} %",
        events.len(),
        seconds * 1e6 / number as f64
    );
    Ok(())
}
