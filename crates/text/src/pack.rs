//! In: the bytes of a pack. Out: its sections, decompressed and checked. Knows nothing of what they mean.
//!
//! A pack is `SITREPPK`, the format's number and the header's length (both u32, little-endian), the header (JSON:
//! `kind` and `sections` with name, offset, length, size and SHA-256 of the content), then the sections, each a zstd frame.
//! `training/sitrep_training/export.py` writes it.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::Error;

/// The format that this version reads.
pub const FORMAT: u32 = 1;
/// Largest section that is decompressed, in bytes.
const LARGEST_SECTION: usize = 256 << 20;

/// A pack whose header was read.
#[derive(Debug, Clone)]
pub struct Pack<'a> {
    header: Header,
    body: &'a [u8],
    hash: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Header {
    kind: String,
    sections: Vec<Section>,
}

#[derive(Debug, Clone, Deserialize)]
struct Section {
    name: String,
    offset: usize,
    length: usize,
    size: usize,
    sha256: String,
}

impl<'a> Pack<'a> {
    /// Reads the header. Errors when the bytes are no pack of this kind and format.
    pub fn read(bytes: &'a [u8], kind: &str) -> Result<Self, Error> {
        let number = |at: usize| {
            bytes
                .get(at..at + 4)
                .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        };
        let (Some(b"SITREPPK"), Some(format), Some(length)) = (bytes.get(..8), number(8), number(12)) else {
            return Err(Error::pack(
                kind,
                "it does not begin as a pack does; take the file that came with this version",
            ));
        };
        if format != FORMAT {
            return Err(Error::pack(
                kind,
                &format!("it has format {format}, this version reads {FORMAT}; build it again"),
            ));
        }
        let end = 16 + length as usize;
        let header = bytes
            .get(16..end)
            .ok_or_else(|| Error::pack(kind, "it is cut short"))?;
        let hash = hex(&Sha256::digest(header));
        let header: Header = serde_json::from_slice(header)
            .map_err(|e| Error::pack(kind, &format!("its header is damaged ({e})")))?;
        if header.kind != kind {
            return Err(Error::pack(
                kind,
                &format!("it is a pack of kind {}", header.kind),
            ));
        }
        Ok(Self {
            header,
            body: &bytes[end..],
            hash,
        })
    }

    /// Hash of the header, which holds the hashes of all sections. Hex.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// A section's content. Errors when it is missing or damaged.
    pub fn section(&self, name: &str) -> Result<Vec<u8>, Error> {
        let bad = |why: &str| Error::pack(&self.header.kind, &format!("section {name} {why}"));
        let s = self
            .header
            .sections
            .iter()
            .find(|s| s.name == name)
            .ok_or_else(|| bad("is missing"))?;
        let packed = self
            .body
            .get(s.offset..s.offset + s.length)
            .ok_or_else(|| bad("is cut short"))?;
        if s.size > LARGEST_SECTION {
            return Err(bad("is too large"));
        }
        let data = zstd::bulk::decompress(packed, s.size).map_err(|_| bad("does not decompress"))?;
        if hex(&Sha256::digest(&data)) == s.sha256 {
            Ok(data)
        } else {
            Err(bad("is damaged: its hash differs"))
        }
    }
}

/// Bytes as two hex digits each.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut s, b| {
            let _ = write!(s, "{b:02x}");
            s
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Vec<u8> {
        let data = b"hello";
        let packed = zstd::bulk::compress(data, 3).expect("compresses");
        let header = format!(
            r#"{{"kind":"test","sections":[{{"name":"a","offset":0,"length":{},"size":5,"sha256":"{}"}}]}}"#,
            packed.len(),
            hex(&Sha256::digest(data))
        );
        let mut out = b"SITREPPK".to_vec();
        out.extend(FORMAT.to_le_bytes());
        out.extend((header.len() as u32).to_le_bytes());
        out.extend(header.bytes());
        out.extend(packed);
        out
    }

    #[test]
    fn sections_come_back_and_damage_is_told() {
        let good = small();
        let pack = Pack::read(&good, "test").expect("reads");
        assert_eq!(pack.section("a").expect("is there"), b"hello");
        assert!(
            pack.section("b")
                .expect_err("missing")
                .to_string()
                .contains("missing")
        );
        assert!(Pack::read(&good, "other").is_err());
        assert!(Pack::read(b"PK", "test").is_err());
        let cut = &good[..good.len() - 3];
        assert!(
            Pack::read(cut, "test")
                .expect("header is whole")
                .section("a")
                .is_err()
        );
    }
}
