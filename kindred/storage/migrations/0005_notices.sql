-- The one message that tells a server's moderators about a failing schedule, so that it can be edited.
CREATE TABLE notices (
    schedule   INTEGER PRIMARY KEY REFERENCES schedules (id) ON DELETE CASCADE,
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL
) STRICT;

-- Servers that the bot left: their rows wait for thirty days.
CREATE TABLE departures (
    guild_id INTEGER PRIMARY KEY,
    left_at  INTEGER NOT NULL
) STRICT;
