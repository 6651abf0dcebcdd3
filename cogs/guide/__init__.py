"""The commands of members.

cog            the commands, each opens a card
page_controls  the buttons and menus of a card, which work for ever
turns          how often cards may be shared
sharing        asks, posts a card for everybody, takes it back
"""
