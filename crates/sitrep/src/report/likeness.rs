//! In: clean texts, one after the other. Out: which of them say again, word for word in large part, what an earlier one
//! said: wire copies, reprints, the same page fetched twice. Knows no meaning; two reports of one happening in their
//! own words are not alike.
//!
//! MinHash (Broder 1997) over triples of words: of 128 hash functions the smallest value each, kept in 16 bits. Two
//! texts agree in as many of the 128 as they share of their triples (Jaccard). Candidates are those that agree in one
//! of 64 pairs of values: at a Jaccard of 0.3 a pair is found with 0.998.

use jiff::civil::Date;

/// Hash functions.
const VALUES: usize = 128;
/// Two values make a band.
const BANDS: usize = VALUES / 2;
/// Share of triples from which on two reports are copies. Edits of agencies' texts keep more; other reports of
/// the same happening keep less than a tenth.
pub const ALIKE: f32 = 0.3;
/// A text with fewer different triples is compared with nothing: notes repeat themselves ("all quiet").
pub const FEWEST_TRIPLES: usize = 20;
/// Reports whose days of publication are further apart are no copies: bulletins come with the same words every week.
pub const DAYS_APART: i32 = 3;
/// No report.
const NONE: u32 = u32::MAX;

/// What is kept of a text to compare it: 256 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature([u16; VALUES]);

impl Signature {
    /// The signature of a text; `None` when it is too short to be compared.
    pub fn of(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let words: Vec<u64> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(hash)
            .collect();
        let mut triples: Vec<u64> = words
            .windows(3)
            .map(|w| mix(w[0] ^ mix(w[1] ^ mix(w[2]))))
            .collect();
        triples.sort_unstable();
        triples.dedup();
        if triples.len() < FEWEST_TRIPLES {
            return None;
        }
        let mut out = [0; VALUES];
        for (n, value) in out.iter_mut().enumerate() {
            // An odd factor and a shift by an own number for each function.
            let factor = mix(2 * n as u64 + 1) | 1;
            let smallest = triples
                .iter()
                .map(|t| t.wrapping_mul(factor).rotate_left(32).wrapping_mul(factor))
                .min();
            *value = mix(smallest.unwrap_or_default()) as u16;
        }
        Some(Self(out))
    }

    /// The estimated share of common triples, 0 to 1; its standard error is 0.04 at most.
    pub fn alike(&self, other: &Self) -> f32 {
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        same as f32 / VALUES as f32
    }

    /// The signature as bytes, to be kept between runs.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|v| v.to_le_bytes()).collect()
    }

    /// The signature of such bytes; `None` when they are too few or too many.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let values: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|b| u16::from_le_bytes([b[0], b[1]]))
            .collect();
        values
            .try_into()
            .ok()
            .filter(|_| bytes.len().is_multiple_of(2))
            .map(Self)
    }
}

/// The reports seen so far, each for about a kilobyte.
#[derive(Debug, Default)]
pub struct Seen {
    signatures: Vec<Signature>,
    days: Vec<Option<Date>>,
    /// For each band and bucket the last report in it.
    heads: Vec<u32>,
    /// For each report and band the report before it in its bucket.
    before: Vec<[u32; BANDS]>,
    /// Buckets of a band less one; their number is a power of two.
    mask: usize,
}

impl Seen {
    /// How many reports there are.
    pub fn len(&self) -> usize {
        self.signatures.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.signatures.is_empty()
    }

    /// The earliest of the reports that are most like this one, by its number in the order of [`Seen::add`], and how
    /// like; `None` when there is none that is alike.
    pub fn find(&self, signature: &Signature, day: Option<Date>) -> Option<(usize, f32)> {
        let mut best: Option<(usize, f32)> = None;
        if self.is_empty() {
            return None;
        }
        for band in 0..BANDS {
            let mut at = self.heads[band * (self.mask + 1) + self.bucket(signature, band)];
            while at != NONE {
                let number = at as usize;
                let other = &self.signatures[number];
                // Buckets are shared by chance; the values tell.
                if other.0[2 * band..2 * band + 2] == signature.0[2 * band..2 * band + 2] {
                    let alike = signature.alike(other);
                    let better = best.is_none_or(|(n, b)| alike > b || (alike >= b && number < n));
                    if alike >= ALIKE && better && near(self.days[number], day) {
                        best = Some((number, alike));
                    }
                }
                at = self.before[number][band];
            }
        }
        best
    }

    /// Adds a report that is no copy; its number is the [`Seen::len`] before.
    pub fn add(&mut self, signature: Signature, day: Option<Date>) {
        if self.before.len() > self.mask || self.heads.is_empty() {
            self.grow();
        }
        let number = self.before.len() as u32;
        self.before.push([NONE; BANDS]);
        self.link(number, &signature);
        self.signatures.push(signature);
        self.days.push(day);
    }

    fn link(&mut self, number: u32, signature: &Signature) {
        for band in 0..BANDS {
            let bucket = band * (self.mask + 1) + self.bucket(signature, band);
            self.before[number as usize][band] = std::mem::replace(&mut self.heads[bucket], number);
        }
    }

    /// Twice the buckets.
    fn grow(&mut self) {
        let buckets = ((self.mask + 1) * 2).max(1 << 10);
        self.mask = buckets - 1;
        self.heads.clear();
        self.heads.shrink_to_fit();
        self.heads.resize(BANDS * buckets, NONE);
        let signatures = std::mem::take(&mut self.signatures);
        for (number, signature) in signatures.iter().enumerate() {
            self.link(number as u32, signature);
        }
        self.signatures = signatures;
    }

    fn bucket(&self, signature: &Signature, band: usize) -> usize {
        let pair = u64::from(signature.0[2 * band]) << 16 | u64::from(signature.0[2 * band + 1]);
        mix(pair) as usize & self.mask
    }
}

fn near(a: Option<Date>, b: Option<Date>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).get_days().abs() <= DAYS_APART,
        _ => true,
    }
}

/// FNV-1a: the same on every machine and in every version.
fn hash(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014).
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn words(from: usize, to: usize) -> String {
        (from..to)
            .map(|n| format!("word{n}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn signature(text: &str) -> Signature {
        Signature::of(text).expect("long enough")
    }

    #[test]
    fn the_estimate_is_near_the_share() {
        let whole = signature(&words(0, 302));
        for (to, share) in [(302, 1.0), (252, 250.0 / 300.0), (152, 0.5), (92, 0.3)] {
            let alike = whole.alike(&signature(&words(0, to)));
            assert!((alike - share).abs() < 0.13, "{to}: {alike} for {share}");
        }
        assert!(whole.alike(&signature(&words(1000, 1302))) < 0.03);
        assert_eq!(Signature::of(&words(0, 21)), None);
        assert_eq!(Signature::from_bytes(&whole.to_bytes()), Some(whole));
        assert_eq!(Signature::from_bytes(&[0; 255]), None);
    }

    #[test]
    fn edited_copies_are_found_and_others_are_not() {
        let mut seen = Seen::default();
        for n in 0..3000 {
            let text = words(n * 400, n * 400 + 300);
            let signature = signature(&text);
            assert_eq!(seen.find(&signature, None), None, "{n}");
            seen.add(signature, None);
        }
        let mut found = 0;
        for n in 0..3000 {
            // Cut at the end, begun otherwise, a word changed now and then.
            let text = format!("Agency report {}", words(n * 400, n * 400 + 210)).replace("5 ", "5x ");
            found += usize::from(seen.find(&signature(&text), None).is_some_and(|(at, _)| at == n));
        }
        assert!(found >= 2940, "{found} of 3000 copies");
    }

    #[test]
    fn bulletins_of_other_weeks_are_no_copies() {
        let mut seen = Seen::default();
        let text = words(0, 100);
        seen.add(signature(&text), Some(date(2019, 5, 3)));
        let day = |d| seen.find(&signature(&text), d).map(|(n, _)| n);
        assert_eq!(day(Some(date(2019, 5, 6))), Some(0));
        assert_eq!(day(Some(date(2019, 5, 10))), None);
        assert_eq!(day(None), Some(0));
    }
}
