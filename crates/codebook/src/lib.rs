//! In: codebook sources (TOML). Out: a compiled codebook, or diagnostics. Knows no report.
