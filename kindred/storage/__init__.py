"""The database: one SQLite file.

database        opens, migrates and closes the file; one transaction at a time
store           all that is kept; schedules and their ledger
guild_settings  what a server's moderators have set
own_texts       reminder texts that moderators have written
notices         the message that tells moderators of a failing post
departures      servers that the bot left: they wait for thirty days
lock            one process for one database
backup          `bot.py backup` and `bot.py restore`

`migrations/` has the numbered SQL files.
"""
