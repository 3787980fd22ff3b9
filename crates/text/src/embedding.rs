//! In: ids of subwords. Out: their embeddings. Knows no words.
//!
//! The table is kept in eight bits with a scale for each row; both branches of the encoder begin with it.

use crate::Error;

/// The table of embeddings.
pub struct Embedding {
    width: usize,
    scales: Vec<f32>,
    rows: Vec<u8>,
}

impl Embedding {
    /// Reads width and rows (u32), scales (f32 a row) and numbers (i8, row by row), little-endian.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let bad = || Error::pack("english", "embedding.bin has another size than it says");
        let number = |at: usize| {
            bytes
                .get(at..at + 4)
                .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
        };
        let (width, count) = (number(0).ok_or_else(bad)?, number(4).ok_or_else(bad)?);
        let table = 8 + 4 * count;
        if bytes.len() != table + width * count {
            return Err(bad());
        }
        let scales = bytes[8..table]
            .as_chunks::<4>()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b))
            .collect();
        Ok(Self {
            width,
            scales,
            rows: bytes[table..].to_vec(),
        })
    }

    /// The embeddings of `ids`, row after row; an id beyond the table gives zeros.
    pub fn rows(&self, ids: &[i32]) -> Vec<f32> {
        let mut out = Vec::with_capacity(ids.len() * self.width);
        for id in ids {
            let k = *id as usize;
            match self.scales.get(k) {
                Some(scale) => {
                    let row = &self.rows[k * self.width..(k + 1) * self.width];
                    out.extend(row.iter().map(|b| f32::from(b.cast_signed()) * scale));
                }
                None => out.extend(std::iter::repeat_n(0.0, self.width)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Embedding;

    #[test]
    fn rows_come_back_scaled() {
        let mut bytes = Vec::new();
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend(0.5_f32.to_le_bytes());
        bytes.extend(2.0_f32.to_le_bytes());
        bytes.extend([1_u8, 255, 3, 4]);
        let e = Embedding::from_bytes(&bytes).expect("reads");
        assert_eq!(e.rows(&[1, 0, 7]), [6.0, 8.0, 0.5, -0.5, 0.0, 0.0]);
        bytes.pop();
        assert!(Embedding::from_bytes(&bytes).is_err());
    }
}
