-- The project file, schema version 1. Whoever changes a table writes schema_2.sql with the steps from here; this file stays.
-- Days are ISO texts (YYYY-MM-DD), moments ISO texts in UTC, hashes SHA-256 in hex, offsets code points into reports.text.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The bytes of an input as they came (of an archive: the part's), each once. `reports` is how many reports were read of
-- them; NULL until all of these are stored.
CREATE TABLE originals (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    packed BLOB NOT NULL,
    reports INTEGER
) STRICT;

-- `sha256` is that of the bytes that the report alone was read from: a line, an entry of a feed, or the whole input.
CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    original INTEGER NOT NULL REFERENCES originals (id),
    doc_id TEXT NOT NULL,
    input TEXT NOT NULL,
    retrieved TEXT NOT NULL,
    title TEXT,
    url TEXT,
    source TEXT,
    language TEXT,
    published TEXT,
    text TEXT NOT NULL,
    json TEXT NOT NULL,             -- the row of `sitrep read`, its text left out
    signature BLOB,                 -- of its word triples; NULL for a text too short to compare
    copy_of INTEGER REFERENCES reports (id),
    similarity REAL
) STRICT;
CREATE INDEX reports_by_day ON reports (published, sha256);
CREATE INDEX reports_by_name ON reports (doc_id);
CREATE INDEX reports_by_copy ON reports (copy_of) WHERE copy_of IS NOT NULL;
CREATE VIRTUAL TABLE report_words USING fts5 (
    title, text, content = 'reports', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

-- One coding of all reports with the same knowledge. `ended` is NULL while reports lack; `current` in meta is what is shown.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    codebook TEXT NOT NULL,
    model TEXT NOT NULL,
    places TEXT NOT NULL,
    begun TEXT NOT NULL,
    ended TEXT
) STRICT;

-- A report is coded by a run when this row is there. `digest` is over the JSON of its claims in the order of their ids.
CREATE TABLE analyses (
    run INTEGER NOT NULL REFERENCES runs (id),
    report INTEGER NOT NULL REFERENCES reports (id),
    claims INTEGER NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (run, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX analyses_by_report ON analyses (report);

-- An act of a report that people and runs speak of: trigger and type. Claim ids change with the codebook, this does not.
CREATE TABLE anchors (
    id INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports (id),
    first INTEGER NOT NULL,
    past INTEGER NOT NULL,
    type TEXT NOT NULL,
    UNIQUE (report, first, past, type)
) STRICT;

-- What is filtered on, with corrections applied. `day_key` is day_from, else day_to, else '9999'. `copied`: the report is
-- a copy of another. `kept`: a person's work was done on it and this run did not find it again.
CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    claim_id TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES runs (id),
    report INTEGER NOT NULL REFERENCES reports (id),
    anchor INTEGER NOT NULL REFERENCES anchors (id),
    day_key TEXT NOT NULL,
    day_from TEXT,
    day_to TEXT,
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
    quad TEXT,
    country TEXT,
    admin1 TEXT,
    place TEXT,
    lat REAL,
    lon REAL,
    where_prec INTEGER,
    sensitivity TEXT NOT NULL,
    source TEXT,
    operation TEXT,
    codes TEXT,                     -- of its parties, each once, with | between
    sectors TEXT,
    confidence REAL NOT NULL,
    verdict TEXT CHECK (verdict IN ('accepted', 'rejected')),
    corrected INTEGER NOT NULL DEFAULT 0,
    copied INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0,
    UNIQUE (run, claim_id)
) STRICT;
CREATE INDEX claims_by_id ON claims (claim_id);
CREATE INDEX claims_by_report ON claims (report, run);
CREATE INDEX claims_by_anchor ON claims (anchor, run);
-- Wide, so that most filters are decided and counted within it.
CREATE INDEX claims_by_day ON claims (
    run, day_key, claim_id, copied, verdict, day_from, day_to, type, mode, status, quad, country, admin1, where_prec,
    sensitivity, source, confidence, corrected
);

-- `json` is what the run said and is never changed; `effective` the same with corrections, NULL without any.
CREATE TABLE claim_texts (
    id INTEGER PRIMARY KEY REFERENCES claims (id),
    sentence TEXT NOT NULL,
    json TEXT NOT NULL,
    effective TEXT
) STRICT;
CREATE VIRTUAL TABLE claim_words USING fts5 (
    sentence, content = 'claim_texts', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE claim_parties (
    claim INTEGER NOT NULL REFERENCES claims (id),
    role TEXT NOT NULL CHECK (role IN ('actor', 'recipient')),
    name TEXT NOT NULL,             -- full name, else the words
    code TEXT,
    sector TEXT
) STRICT;
CREATE INDEX parties_by_claim ON claim_parties (claim, role);
CREATE INDEX parties_by_code ON claim_parties (code, role, claim);
CREATE INDEX parties_by_name ON claim_parties (name, role, claim);
CREATE INDEX parties_by_sector ON claim_parties (sector, claim);

-- The points of a claim, of its place and of the further places of a list: 64 at most, `id` is 64 times the claim's and the number
-- in the list. The tree keeps 32 bits, which is a metre or two.
CREATE VIRTUAL TABLE claim_points USING rtree (id, lat_min, lat_max, lon_min, lon_max);

-- What people said of single values. Rows are only ever added; a correction is undone by a later one that withdraws it.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    anchor INTEGER NOT NULL REFERENCES anchors (id),
    claim_id TEXT NOT NULL,
    field TEXT NOT NULL,
    old TEXT NOT NULL,              -- JSON
    new TEXT NOT NULL,              -- JSON
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    why TEXT NOT NULL,
    withdraws INTEGER REFERENCES corrections (id)
) STRICT;
CREATE INDEX corrections_by_anchor ON corrections (anchor);

-- What one coder thinks of a claim, unseen by the others; changes no claim.
CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    anchor INTEGER NOT NULL REFERENCES anchors (id),
    claim_id TEXT NOT NULL,
    coder TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong', 'unsure')),
    fields TEXT NOT NULL,           -- JSON: field -> value that the coder would set
    at TEXT NOT NULL,
    why TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_anchor ON reviews (anchor, coder);

-- What people put together or took apart. Of a split, side 1 is what was taken out of side 0.
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'withdraw')),
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    why TEXT NOT NULL,
    withdraws INTEGER REFERENCES decisions (id)
) STRICT;
CREATE TABLE decision_claims (
    decision INTEGER NOT NULL REFERENCES decisions (id),
    anchor INTEGER NOT NULL REFERENCES anchors (id),
    side INTEGER NOT NULL,
    PRIMARY KEY (decision, anchor)
) STRICT, WITHOUT ROWID;

-- What linking made of the current run's claims; replaced as a whole.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE,
    day_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    type TEXT NOT NULL,
    claims INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    json TEXT NOT NULL              -- the row of `sitrep events`, its claims left out
) STRICT;
CREATE INDEX events_by_day ON events (day_key, event_id);
CREATE TABLE event_claims (
    event INTEGER NOT NULL REFERENCES events (id),
    claim INTEGER NOT NULL REFERENCES claims (id),
    nth INTEGER NOT NULL,
    json TEXT NOT NULL,             -- the claim in the row of `sitrep events`: score and reasons of its link
    PRIMARY KEY (event, nth)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_claims_by_claim ON event_claims (claim);

CREATE TABLE operations (
    id INTEGER PRIMARY KEY,
    operation_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    json TEXT NOT NULL
) STRICT;

-- What was done, one line a transaction. `hash` is over the hash before and all other columns.
CREATE TABLE log (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    act TEXT NOT NULL,
    what TEXT NOT NULL,             -- JSON
    hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER log_stays BEFORE UPDATE ON log BEGIN SELECT RAISE (ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_is_kept BEFORE DELETE ON log BEGIN SELECT RAISE (ABORT, 'the log is only added to'); END;
CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections BEGIN SELECT RAISE (ABORT, 'corrections are only added to'); END;
CREATE TRIGGER corrections_are_kept BEFORE DELETE ON corrections BEGIN SELECT RAISE (ABORT, 'corrections are only added to'); END;
CREATE TRIGGER reviews_stay BEFORE UPDATE ON reviews BEGIN SELECT RAISE (ABORT, 'reviews are only added to'); END;
CREATE TRIGGER reviews_are_kept BEFORE DELETE ON reviews BEGIN SELECT RAISE (ABORT, 'reviews are only added to'); END;
CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT RAISE (ABORT, 'decisions are only added to'); END;
CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions BEGIN SELECT RAISE (ABORT, 'decisions are only added to'); END;
