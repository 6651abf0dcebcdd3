-- Reminder texts that a server's moderators have written. Nothing here belongs to a member, not even who wrote it.
CREATE TABLE own_texts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never used twice: the ledger names it for two years
    guild_id   INTEGER NOT NULL,
    title      TEXT NOT NULL,
    idea       TEXT NOT NULL,
    smaller    TEXT,
    topic      TEXT NOT NULL,
    removed_at INTEGER -- a moderator removed it; it can be brought back for a while
) STRICT;

CREATE INDEX own_texts_of_guild ON own_texts (guild_id);
