-- An open claim knows the channel that it was made for: its schedule may be moved meanwhile. One that its schedule has
-- let go (it was paused, moved, removed, or its time is over) has look_at: when its post is looked for next.
ALTER TABLE occurrences ADD COLUMN channel_id INTEGER; -- of an open claim
ALTER TABLE occurrences ADD COLUMN look_at INTEGER;

UPDATE occurrences SET channel_id = (SELECT channel_id FROM schedules WHERE schedules.id = occurrences.schedule)
    WHERE state = 'claimed';
UPDATE occurrences SET look_at = 0, reason = 'moderator'
    WHERE state = 'claimed'
    AND due IS NOT (SELECT schedules.due FROM schedules WHERE schedules.id = occurrences.schedule);

CREATE INDEX occurrences_let_go ON occurrences (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX occurrences_claimed_in_channel ON occurrences (channel_id) WHERE state = 'claimed';
CREATE INDEX occurrences_late ON occurrences (due) WHERE reason = 'late';
DROP INDEX occurrences_by_age; -- old rows are found by schedule: this index took as much room as a quarter of the rows
ALTER TABLE occurrences DROP COLUMN settled_at; -- nobody ever read it

-- Of rows that no program writes, so that a start need not look at all of them.
CREATE INDEX schedules_without_due ON schedules (id) WHERE act_at IS NOT NULL AND due IS NULL;
CREATE INDEX schedules_removed ON schedules (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX schedules_paused_until ON schedules (paused_until) WHERE paused_until IS NOT NULL;

CREATE INDEX own_texts_removed ON own_texts (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX departures_by_age ON departures (left_at);

-- The last post of each channel, for two weeks: a channel has one a week, also where its schedule is another one since.
CREATE TABLE last_posts (
    channel_id INTEGER PRIMARY KEY,
    guild_id   INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    text       TEXT
) STRICT;

CREATE INDEX last_posts_of_guild ON last_posts (guild_id);
CREATE INDEX last_posts_by_age ON last_posts (due);

INSERT INTO last_posts (channel_id, guild_id, due, text)
    SELECT schedules.channel_id, guild_id, max(occurrences.due), text
    FROM schedules JOIN occurrences ON occurrences.schedule = schedules.id
    WHERE state = 'sent' AND removed_at IS NULL GROUP BY schedules.channel_id;
