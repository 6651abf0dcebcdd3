-- What the bot remembers about itself: which commands Discord has, and under which ids.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
