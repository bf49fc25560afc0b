-- Many channels, also of other servers; edits and deletions of what is posted; one leader; desk cards.
-- Tables whose constraints change are made anew, because SQLite cannot change a constraint.

ALTER TABLE publications ADD COLUMN public INTEGER NOT NULL DEFAULT 0 CHECK (public IN (0, 1));
ALTER TABLE publications ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1));
ALTER TABLE publications ADD COLUMN reminder_hours INTEGER NOT NULL DEFAULT 24 CHECK (reminder_hours BETWEEN 0 AND 144);

-- The issue that an earlier schedule has promised for a week which the changed one would leave out.
ALTER TABLE publications ADD COLUMN owed_day TEXT;
ALTER TABLE publications ADD COLUMN owed_at INTEGER;

-- `guild_id` is the channel's own server: the publication's, or one that follows it.
CREATE TABLE channels_2 (
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'announcement', 'forum', 'thread')),
    format TEXT NOT NULL CHECK (format IN ('compact', 'full', 'classic', 'thread')),
    role_id INTEGER,
    silent INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1)),
    paused TEXT NOT NULL DEFAULT '',
    gone_since INTEGER,
    lacking TEXT NOT NULL DEFAULT '',  -- what the bot was last found to lack there
    PRIMARY KEY (publication_id, channel_id)
) STRICT, WITHOUT ROWID;
INSERT INTO channels_2 (publication_id, channel_id, guild_id, kind, format, role_id, paused)
    SELECT c.publication_id, c.channel_id, coalesce(p.guild_id, 0), c.kind, c.format, c.role_id, c.paused
    FROM channels c JOIN publications p ON p.id = c.publication_id;
DROP TABLE channels;
ALTER TABLE channels_2 RENAME TO channels;
CREATE INDEX channels_by_guild ON channels (guild_id);

-- An extra issue takes no week's place, nor does one that was imported: only what came out here moves the schedule
-- on. One that was taken back leaves its day and label free.
CREATE TABLE digests_2 (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    kind TEXT NOT NULL DEFAULT 'weekly' CHECK (kind IN ('weekly', 'extra', 'imported')),
    heading_name TEXT NOT NULL,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    label TEXT NOT NULL,
    editor TEXT NOT NULL,
    date TEXT NOT NULL CHECK (date GLOB '????-??-??'),
    reading_minutes INTEGER NOT NULL CHECK (reading_minutes >= 1),
    intro TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    frozen_at INTEGER NOT NULL,
    taken_back_at INTEGER
) STRICT;
INSERT INTO digests_2 (id, uid, publication_id, kind, heading_name, day, label, editor, date, reading_minutes, intro,
                       frozen_at)
    SELECT id, uid, publication_id,
           CASE WHEN EXISTS (SELECT 1 FROM parts t WHERE t.digest_id = digests.id) THEN 'weekly' ELSE 'imported' END,
           heading_name, day, label, editor, date, reading_minutes, intro, frozen_at FROM digests;
DROP TABLE digests;
ALTER TABLE digests_2 RENAME TO digests;
CREATE UNIQUE INDEX digests_by_day ON digests (publication_id, day) WHERE kind = 'weekly' AND taken_back_at IS NULL;
CREATE UNIQUE INDEX digests_by_label ON digests (publication_id, label) WHERE taken_back_at IS NULL;
CREATE INDEX digests_by_publication ON digests (publication_id, day);

-- What a reader should know of an entry before reading it, such as a correction or a retraction.
ALTER TABLE entries ADD COLUMN notice TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1));

-- From which submission an entry was made, so that it can go back to the desk.
ALTER TABLE entries ADD COLUMN submission_id INTEGER REFERENCES submissions ON DELETE SET NULL;

CREATE TABLE passed_weeks_2 (
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    day TEXT NOT NULL CHECK (day GLOB '????-??-??'),
    reason TEXT NOT NULL CHECK (reason IN ('empty', 'late', 'skipped')),
    PRIMARY KEY (publication_id, day)
) STRICT, WITHOUT ROWID;
INSERT INTO passed_weeks_2 SELECT * FROM passed_weeks;
DROP TABLE passed_weeks;
ALTER TABLE passed_weeks_2 RENAME TO passed_weeks;

CREATE TABLE parts_2 (
    digest_id INTEGER NOT NULL REFERENCES digests ON DELETE CASCADE,
    format TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    number INTEGER NOT NULL CHECK (number >= 1),
    first_entry INTEGER NOT NULL,
    last_entry INTEGER NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    PRIMARY KEY (digest_id, format, revision, number)
) STRICT, WITHOUT ROWID;
INSERT INTO parts_2 (digest_id, format, number, first_entry, last_entry, content)
    SELECT digest_id, format, number, first_entry, last_entry, content FROM parts;
DROP TABLE parts;
ALTER TABLE parts_2 RENAME TO parts;

-- A step is 'waiting' until the one before it in its channel is settled; then it is 'due'. `origin` is the step that
-- sends the message which this one publishes, edits or deletes.
CREATE TABLE deliveries_2 (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id INTEGER NOT NULL REFERENCES digests ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    guild_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('text', 'announcement', 'forum', 'thread')),
    format TEXT NOT NULL,
    role_id INTEGER,
    silent INTEGER NOT NULL DEFAULT 0 CHECK (silent IN (0, 1)),
    sequence INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('post', 'message', 'publish', 'thread', 'edit', 'delete')),
    part INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    mark TEXT NOT NULL,
    origin INTEGER,
    state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('waiting', 'due', 'claimed', 'sent', 'removed', 'parked')),
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
INSERT INTO deliveries_2 (id, digest_id, channel_id, guild_id, kind, format, role_id, sequence, step, part, revision,
                          mark, state, attempts, first_claimed_at, lease_until, not_before, thread_id, message_id,
                          reason, settled_at)
    SELECT d.id, d.digest_id, d.channel_id, coalesce(p.guild_id, 0), d.kind, d.format, d.role_id, d.sequence, d.step,
           d.part, d.revision, d.mark, d.state, d.attempts, d.first_claimed_at, d.lease_until, d.not_before,
           d.thread_id, d.message_id, d.reason, d.settled_at
    FROM deliveries d JOIN digests g ON g.id = d.digest_id JOIN publications p ON p.id = g.publication_id;
DROP TABLE deliveries;
ALTER TABLE deliveries_2 RENAME TO deliveries;
UPDATE deliveries SET state = 'waiting' WHERE state = 'due' AND EXISTS (
    SELECT 1 FROM deliveries e WHERE e.digest_id = deliveries.digest_id AND e.channel_id = deliveries.channel_id
    AND e.sequence < deliveries.sequence AND e.state NOT IN ('sent', 'removed'));
CREATE INDEX deliveries_open ON deliveries (state, not_before) WHERE state IN ('due', 'claimed', 'parked');
CREATE INDEX deliveries_in_channel ON deliveries (digest_id, channel_id, sequence);
CREATE INDEX deliveries_by_origin ON deliveries (origin) WHERE origin IS NOT NULL;
UPDATE deliveries SET origin = (SELECT m.id FROM deliveries m WHERE m.digest_id = deliveries.digest_id
    AND m.channel_id = deliveries.channel_id AND m.part = deliveries.part AND m.step IN ('post', 'message'))
    WHERE step = 'publish';

-- Which process leads: it counts `beat` up; who has seen it stand still for long enough takes over. `locked` says
-- that it holds the lock beside the database as well, so that whoever can take that lock knows that it has ended.
CREATE TABLE leadership (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    holder TEXT NOT NULL,
    beat INTEGER NOT NULL,
    locked INTEGER NOT NULL CHECK (locked IN (0, 1))
) STRICT;

-- The one message about each issue in the moderators' channel.
CREATE TABLE desk_cards (
    publication_id INTEGER NOT NULL REFERENCES publications ON DELETE CASCADE,
    day TEXT NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER,
    mark TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    shown TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (publication_id, day)
) STRICT, WITHOUT ROWID;

-- Servers that the bot has left, or been taken out of: what is theirs goes after a while.
CREATE TABLE departures (
    guild_id INTEGER PRIMARY KEY,
    left_at INTEGER NOT NULL
) STRICT;

-- A notice about a follower's channel is for the follower's server (`guild_id`); one for the readers of a channel has
-- that channel. A `farewell` says that a publication is no longer there to follow.
ALTER TABLE notices ADD COLUMN guild_id INTEGER;
ALTER TABLE notices ADD COLUMN channel_id INTEGER;
ALTER TABLE notices ADD COLUMN farewell INTEGER NOT NULL DEFAULT 0 CHECK (farewell IN (0, 1));

-- What servers are called, to say from which one a publication comes.
CREATE TABLE servers (
    guild_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;
