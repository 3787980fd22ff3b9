//! In: named sections. Out: the bytes of a pack, and back. Knows nothing of places.
//!
//! Layout, little endian: magic, format, count, then per section a name of 16 bytes, offset, packed
//! length, plain length (u64 each) and the SHA-256 of the packed bytes; then the packed sections (zstd).

use sha2::{Digest as _, Sha256};

use crate::error::{Error, Kind};

const MAGIC: &[u8; 8] = b"SITREPGZ";
/// Raised when an older build could not read what is written.
pub(crate) const FORMAT: u32 = 1;
const HEAD: usize = 16;
const ENTRY: usize = 16 + 24 + 32;
/// Strongest level whose window the decoder takes without a setting; for the pack that is built rarely.
pub(crate) const STRONG: i32 = 19;
/// For packs of millions of places: a hundred times faster, a third larger.
pub(crate) const QUICK: i32 = 3;
/// No section of a sound pack is larger (the name index of 13 million places has 0.5 GB); a damaged length must not
/// exhaust memory.
const LARGEST: u64 = 1 << 31;

/// A pack that is being written; each section is compressed when it is added, so that only one stands there plain.
pub(crate) struct Packing {
    level: i32,
    /// Name, plain length, packed bytes.
    sections: Vec<(String, usize, Vec<u8>)>,
}

impl Packing {
    pub(crate) fn new(level: i32) -> Self {
        Self {
            level,
            sections: Vec::new(),
        }
    }

    /// # Panics
    /// When the name is longer than 16 bytes: names are constants of this crate.
    pub(crate) fn add(&mut self, name: &str, plain: &[u8]) -> Result<(), Error> {
        assert!(name.len() <= 16, "section name {name:?} is too long");
        let packed = if self.level == STRONG {
            zstd::bulk::compress(plain, self.level)
        } else {
            zstd::stream::encode_all(plain, self.level)
        };
        let packed = packed.map_err(|e| Kind::Index(e.to_string()))?;
        self.sections.push((name.to_owned(), plain.len(), packed));
        Ok(())
    }

    pub(crate) fn finish(self, out: &mut impl std::io::Write) -> std::io::Result<()> {
        let mut head = Vec::new();
        head.extend_from_slice(MAGIC);
        head.extend_from_slice(&FORMAT.to_le_bytes());
        head.extend_from_slice(&(self.sections.len() as u32).to_le_bytes());
        let mut at = HEAD + ENTRY * self.sections.len();
        for (name, plain, packed) in &self.sections {
            let mut field = [0; 16];
            field[..name.len()].copy_from_slice(name.as_bytes());
            head.extend_from_slice(&field);
            for n in [at, packed.len(), *plain] {
                head.extend_from_slice(&(n as u64).to_le_bytes());
            }
            head.extend_from_slice(&Sha256::digest(packed));
            at += packed.len();
        }
        out.write_all(&head)?;
        for (_, _, packed) in &self.sections {
            out.write_all(packed)?;
        }
        Ok(())
    }
}

pub(crate) struct Sections(Vec<(String, Vec<u8>)>);

impl Sections {
    pub(crate) fn take(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        let found = self.0.iter().position(|(n, _)| n == name);
        let at = found.ok_or_else(|| Kind::Section {
            name: name.to_owned(),
            why: "is missing",
        })?;
        Ok(self.0.swap_remove(at).1)
    }

    /// A section that older packs and those without such knowledge have not.
    pub(crate) fn take_if_there(&mut self, name: &str) -> Option<Vec<u8>> {
        self.take(name).ok()
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() < HEAD || &bytes[..8] != MAGIC {
            return Err(Kind::Magic.into());
        }
        let found = number(&bytes[8..12]) as u32;
        if found != FORMAT {
            return Err(Kind::Version { found, known: FORMAT }.into());
        }
        let count = number(&bytes[12..16]) as usize;
        let entries = bytes
            .get(HEAD..HEAD + count.min(1000) * ENTRY)
            .ok_or(Kind::Magic)?;
        let mut out = Self(Vec::new());
        for entry in entries.chunks_exact(ENTRY) {
            let name = String::from_utf8_lossy(&entry[..16])
                .trim_end_matches('\0')
                .to_owned();
            let (at, packed, plain) = (
                number(&entry[16..24]),
                number(&entry[24..32]),
                number(&entry[32..40]),
            );
            let body = at
                .checked_add(packed)
                .and_then(|end| bytes.get(at as usize..end as usize))
                .ok_or_else(|| Kind::Section {
                    name: name.clone(),
                    why: "is cut short",
                })?;
            if Sha256::digest(body)[..] != entry[40..72] {
                return Err(Kind::Section {
                    name,
                    why: "does not match its hash",
                }
                .into());
            }
            if plain > LARGEST {
                return Err(Kind::Section {
                    name,
                    why: "claims an impossible length",
                }
                .into());
            }
            let plain = zstd::bulk::decompress(body, plain as usize).map_err(|_| Kind::Section {
                name: name.clone(),
                why: "does not decompress",
            })?;
            out.0.push((name, plain));
        }
        Ok(out)
    }
}

fn number(le: &[u8]) -> u64 {
    le.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> Vec<u8> {
        let mut p = Packing::new(STRONG);
        p.add("one", b"first").expect("packs");
        p.add("two", &[7; 1000]).expect("packs");
        let mut out = Vec::new();
        p.finish(&mut out).expect("writes");
        out
    }

    #[track_caller]
    fn refuses(bytes: &[u8], words: &str) {
        let told = Sections::read(bytes).err().expect("refused").to_string();
        assert!(told.contains(words), "{told}");
    }

    #[test]
    fn what_is_written_is_read() {
        let mut s = Sections::read(&pack()).expect("reads");
        assert_eq!(s.take("two").expect("there"), vec![7; 1000]);
        assert_eq!(s.take("one").expect("there"), b"first");
        assert!(s.take("one").is_err());
    }

    #[test]
    fn damage_is_told() {
        let whole = pack();
        refuses(b"PK", "no place pack");
        refuses(&whole[..whole.len() - 3], "cut short");
        let mut bad = whole.clone();
        *bad.last_mut().expect("bytes") ^= 1;
        refuses(&bad, "hash");
        let mut newer = whole;
        newer[8] = 9;
        refuses(&newer, "format 9");
    }
}
