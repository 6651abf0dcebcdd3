"""The database: one SQLite file. `Store` has a part for each subject; no engine's exception leaves this package.

store           the parts together, and what concerns several of them
schedules       weekly posts, as moderators set them up
ledger          what became of every occurrence: claimed, then settled
guild_settings  what a server's moderators have set
settings_rows   each row of that: its default, and how it stands in its column
own_texts       reminder texts that moderators have written
notices         the message that tells moderators of a failing post
departures      servers that the bot left: they wait for thirty days
guild_rows      the list of tables with rows of servers: shown, and deleted
meta            what the bot remembers about itself
database        opens, migrates and closes the file; one transaction at a time
errors          what can go wrong, in words of its own
lock            one process for one database
private_files   files and folders that are their user's alone, whatever the umask
backup          `bot.py backup` and `bot.py restore`

`migrations/` has the numbered SQL files.
"""
