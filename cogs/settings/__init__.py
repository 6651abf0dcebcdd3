"""`/settings`: one panel for what a server can set.

cog    the command, its buttons and forms
panel  what the panel shows
custom_ids  what its buttons and menus say
"""
