//! In: the folder of tables that training/places/build.py wrote, and a file name. Out: the pack.

#![expect(clippy::disallowed_methods, reason = "a program of its own, which measures")]

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [tables, pack] = &args[..] else {
        return Err("usage: build_pack TABLES PACK".into());
    };
    let read = |name: &str| std::fs::read_to_string(Path::new(tables).join(name));
    let bytes = gazetteer::build::pack(&read("places.tsv")?, &read("words.tsv")?)?;
    std::fs::write(pack, &bytes)?;
    let begin = std::time::Instant::now();
    let world = gazetteer::Gazetteer::from_pack(&bytes)?;
    println!(
        "{pack}: {} places, {} bytes, opens in {:?}",
        world.len(),
        bytes.len(),
        begin.elapsed()
    );
    Ok(())
}
