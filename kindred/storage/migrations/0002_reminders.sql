-- The weekly posts of each server, and the ledger of what became of every occurrence.
-- Times are UTC seconds. Nothing here belongs to a member.

CREATE TABLE schedules (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: buttons of old posts carry it
    guild_id     INTEGER NOT NULL,
    channel_id   INTEGER NOT NULL,
    weekday      INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6), -- Monday is 0
    minute       INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439), -- of the local day
    zone         TEXT NOT NULL,
    topics       TEXT NOT NULL, -- ids with commas between; empty means all
    role_id      INTEGER, -- mentioned in each post
    silent       INTEGER NOT NULL CHECK (silent IN (0, 1)),
    due          INTEGER, -- the occurrence that comes next
    act_at       INTEGER, -- when to look at it: due, or later after a failed try; NULL while nothing is to be done
    paused       TEXT CHECK (paused IN ('moderator', 'failures')),
    paused_until INTEGER,
    failures     INTEGER NOT NULL DEFAULT 0, -- in a row
    left_at      INTEGER, -- the bot left the server
    removed_at   INTEGER -- a moderator removed it; it can be brought back for a while
) STRICT;

CREATE INDEX schedules_to_act_on ON schedules (act_at) WHERE act_at IS NOT NULL;
CREATE INDEX schedules_of_guild ON schedules (guild_id);
CREATE UNIQUE INDEX one_schedule_a_channel ON schedules (channel_id) WHERE removed_at IS NULL;

CREATE TABLE occurrences (
    schedule   INTEGER NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    due        INTEGER NOT NULL,
    text       TEXT, -- the reminder's id; NULL where it never came to choosing one
    state      TEXT NOT NULL CHECK (state IN ('claimed', 'sent', 'skipped', 'failed')),
    reason     TEXT,
    claimed_at INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER,
    message_id INTEGER,
    PRIMARY KEY (schedule, due)
) STRICT, WITHOUT ROWID;

CREATE INDEX occurrences_open ON occurrences (schedule) WHERE state = 'claimed';
CREATE INDEX occurrences_by_age ON occurrences (due);
