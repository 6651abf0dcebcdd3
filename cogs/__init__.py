"""Everything that speaks Discord. No SQL, no date arithmetic, no prose: those live elsewhere.

core       what every cog uses: answers, errors, panels, the renderer
guide      the commands of members, and sharing
reminders  `/reminders`, the weekly post and its notices
settings   `/settings`
privacy    `/privacy`
unhandled  answers presses and forms that nothing else answers
client     the bot itself: its cache, its commands, its connection

`core < guide < reminders < settings < privacy`; the client loads the cogs by name.
"""
