"""`/settings`: one panel for what a server can set.

cog         the command, and what each button does
panel       what the panel shows
row         what a setting is to the panel
rows        all settings, in their order
language    the language of posts and shared cards
hidden      the cards that are put away
country     the country whose helplines come first
note        what moderators write below the helplines
sharing     where members may share cards
notices     the channel that is told of failures
custom_ids  what the buttons and menus say
"""
