"""The bot itself.

bot            the bot: its intents, its cogs, its commands, its content
connection     runs it: connects anew, stops cleanly
http_trace     hears every answer of Discord's
discord_clock  Discord's clock, read off its answers
cache          keeps of a server only what a weekly post needs
command_sync   keeps the commands at Discord as they are here
logs           what the log shows: no line holds who asked what
translation    command descriptions, out of `content/`
"""
