//! In: a pack and names. Out: what the gazetteer knows under each, with the time that opening and
//! looking up take.

#![expect(clippy::disallowed_methods, reason = "a program of its own, which measures")]

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let bytes = std::fs::read(args.next().ok_or("usage: look_up PACK NAME…")?)?;
    let begin = Instant::now();
    let world = gazetteer::Gazetteer::from_pack(&bytes)?;
    println!("{} places, opened in {:?}", world.len(), begin.elapsed());
    for name in args {
        let begin = Instant::now();
        let mut found = world.candidates(&name);
        let exact = begin.elapsed();
        if found.is_empty() {
            found = world.fuzzy(&name);
        }
        println!(
            "{name}: {} in {exact:?}, with similar names {:?}",
            found.len(),
            begin.elapsed()
        );
        for c in found.iter().take(12) {
            println!("  {:?} {:?}", c.how, world.place(c.id));
        }
    }
    Ok(())
}
