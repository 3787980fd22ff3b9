//! In: gzip, of one member or many. Out: the bytes, as long as they are not absurdly many. Knows no format within.

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

/// Text packs to a tenth, logs to a fiftieth. A file that unpacks to more than this many times its size is a bomb, once
/// it has unpacked to [`FREE`].
pub const RATIO: u64 = 200;
/// So much may come out of any file, in bytes.
pub const FREE: u64 = 64 << 20;

/// What gzip holds.
pub struct Unpacked<R> {
    inner: MultiGzDecoder<BufReader<Counted<R>>>,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
}

impl<R: Read> Unpacked<R> {
    /// Unpacks `input`.
    pub fn new(input: R) -> Self {
        let packed = Rc::new(Cell::new(0));
        let counted = Counted::new(input, Rc::clone(&packed));
        Self {
            inner: MultiGzDecoder::new(BufReader::with_capacity(1 << 16, counted)),
            packed,
            unpacked: 0,
        }
    }
}

/// True when that much out of that much is a bomb.
pub fn absurd(packed: u64, unpacked: u64) -> bool {
    unpacked > FREE && unpacked / RATIO > packed
}

/// What is said of a bomb.
pub fn bomb() -> io::Error {
    io::Error::other(format!(
        "it unpacks to more than {RATIO} times its size, which no report does (limit {} MiB and {RATIO} times)",
        FREE >> 20
    ))
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.unpacked += n as u64;
        if absurd(self.packed.get(), self.unpacked) {
            return Err(bomb());
        }
        Ok(n)
    }
}

/// Counts what is read.
pub struct Counted<R> {
    input: R,
    count: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    /// Adds what is read of `input` to `count`.
    pub fn new(input: R, count: Rc<Cell<u64>>) -> Self {
        Self { input, count }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.input.read(buffer)?;
        self.count.set(self.count.get() + n as u64);
        Ok(n)
    }
}
