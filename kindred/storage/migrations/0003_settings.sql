-- What each server's moderators have set. A server that has changed nothing has no row.
-- Nothing here belongs to a member.

CREATE TABLE guild_settings (
    guild_id INTEGER PRIMARY KEY,
    language TEXT,    -- a folder of content/; NULL: the server's own language, as Discord tells it
    country  TEXT,    -- the code of the country that /find-help opens with
    note     TEXT,    -- what its moderators write below the helplines
    sharing  TEXT,    -- the channels where cards may be shared, with commas between; NULL: all; empty: none
    notices  INTEGER, -- the channel that is told when reminders fail
    hidden   TEXT     -- ids of the entries that are put away, with commas between
) STRICT;
