-- Instants (`*_at`, `*_until`, `not_before`) are milliseconds since 1970 in UTC; days are ISO dates.

CREATE TABLE publications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    guild_id INTEGER,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    name_key TEXT NOT NULL,
    weekday INTEGER CHECK (weekday BETWEEN 0 AND 6),
    time TEXT,
    timezone TEXT,
    since_at INTEGER,
    editor TEXT NOT NULL DEFAULT '',
    intro TEXT NOT NULL DEFAULT '',
    moderators_role INTEGER,
    moderators_channel INTEGER,
    CHECK ((weekday IS NULL) = (time IS NULL) AND (time IS NULL) = (timezone IS NULL)
           AND (timezone IS NULL) = (since_at IS NULL))
) STRICT;

-- A publication without a guild stands for an archive imported before any server claimed it.
CREATE UNIQUE INDEX publications_by_name ON publications (coalesce(guild_id, 0), name_key);

CREATE TABLE channels (
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'announcement', 'forum', 'thread')),
    format TEXT NOT NULL CHECK (format IN ('compact', 'full', 'classic')),
    role_id INTEGER,
    paused TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (publication_id, channel_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE submissions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    article TEXT NOT NULL CHECK (json_valid(article)),
    state TEXT NOT NULL CHECK (state IN ('suggested', 'approved', 'published', 'rejected', 'withdrawn')),
    position INTEGER NOT NULL,
    submitted_by INTEGER NOT NULL,
    submitted_at INTEGER NOT NULL,
    decided_by INTEGER,
    version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX submissions_waiting ON submissions (publication_id, position)
    WHERE state IN ('suggested', 'approved');

CREATE TABLE digests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    heading_name TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    label TEXT NOT NULL,
    editor TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date GLOB '????-??-??'),
    reading_minutes INTEGER NOT NULL CHECK (reading_minutes >= 1),
    intro TEXT NOT NULL,
    frozen_at INTEGER NOT NULL,
    UNIQUE (publication_id, day),
    UNIQUE (publication_id, label)
) STRICT;

CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id INTEGER NOT NULL REFERENCES digests ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    article TEXT NOT NULL CHECK (json_valid(article)),
    UNIQUE (digest_id, number)
) STRICT;

-- What makes two articles the same, for queued ones (submission_id) and archived ones (entry_id).
CREATE TABLE identities (
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    key TEXT NOT NULL,
    submission_id INTEGER REFERENCES submissions ON DELETE CASCADE,
    entry_id INTEGER REFERENCES entries ON DELETE CASCADE,
    CHECK ((submission_id IS NULL) <> (entry_id IS NULL))
) STRICT;

CREATE INDEX identities_by_key ON identities (publication_id, key);
CREATE INDEX identities_by_submission ON identities (submission_id) WHERE submission_id IS NOT NULL;

-- Weeks that came and had nothing to post, or were too late to post without a moderator's word.
CREATE TABLE passed_weeks (
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    reason TEXT NOT NULL CHECK (reason IN ('empty', 'late')),
    PRIMARY KEY (publication_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE parts (
    digest_id INTEGER NOT NULL REFERENCES digests ON DELETE CASCADE,
    format TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 1),
    first_entry INTEGER NOT NULL,
    last_entry INTEGER NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    PRIMARY KEY (digest_id, format, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id INTEGER NOT NULL REFERENCES digests ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'announcement', 'forum', 'thread')),
    format TEXT NOT NULL,
    role_id INTEGER,
    sequence INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('post', 'message', 'publish')),
    part INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    mark TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'claimed', 'sent', 'removed', 'parked')),
    attempts INTEGER NOT NULL DEFAULT 0,
    first_claimed_at INTEGER,
    lease_until INTEGER,
    not_before INTEGER NOT NULL DEFAULT 0,
    thread_id INTEGER,
    message_id INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    settled_at INTEGER,
    UNIQUE (digest_id, channel_id, part, step, revision),
    CHECK (state <> 'sent' OR message_id IS NOT NULL)
) STRICT;

CREATE INDEX deliveries_open ON deliveries (state, not_before) WHERE state IN ('due', 'claimed', 'parked');

-- Messages to a publication's moderators, sent once each.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    mark TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER
) STRICT;

CREATE INDEX notices_open ON notices (not_before) WHERE sent_at IS NULL;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    actor INTEGER NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- What a person has put in and not yet confirmed: a form to correct, an import to look at first.
CREATE TABLE drafts (
    uid TEXT PRIMARY KEY,
    content TEXT NOT NULL CHECK (json_valid(content)),
    made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Small facts to keep between runs, such as what the synced commands looked like.
CREATE TABLE kept (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Search: rowid is the entry's id. Every word bears its publication's id ("12xexosomes"), so that a search walks
-- and counts the words of its own publications only; `labels` are tags, journal, date and identifiers.
CREATE VIRTUAL TABLE entry_index USING fts5 (
    title, authors, labels, text,
    tokenize = "porter unicode61 remove_diacritics 2"
);

-- Words as written (folded, not stemmed), for spelling: each publication has its own, so that a correction
-- never shows a word of somebody else's archive. By length, because a correction is about as long.
CREATE TABLE vocabulary (
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    length INTEGER NOT NULL,
    word TEXT NOT NULL,
    occurrences INTEGER NOT NULL,
    PRIMARY KEY (publication_id, length, word)
) STRICT, WITHOUT ROWID;
