//! In: claims of the chain. Out: their serialised rows, offsets in code points. Knows no files.
