"""The bot itself.

bot           the bot: its intents, its cogs, its commands, its content
connection    runs it: connects anew, stops cleanly
cache         keeps of a server only what a weekly post needs
command_sync  tells Discord the commands when they have changed
translation   command descriptions, out of `content/`
"""
