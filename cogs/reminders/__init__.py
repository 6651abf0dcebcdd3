"""`/reminders`, the weekly post, and what tells moderators that one fails.

cog             the commands, and servers that come and go
form            the one form that sets up or changes a weekly post
zone_question   asks back where a typed time zone is no place, or may be several
until           until when a pause lasts: read, offered, and asked back
typed           what was typed and cannot be read, kept for its form
views           what moderators see: the preview, the list, one schedule
panels          what each button of these does
own_texts       `/reminders texts`: its buttons and its form
own_text_views  what moderators see of their own texts
custom_ids      what their buttons and menus say
posting         posts a reminder, and finds it again
notices         tells moderators of a failing post
"""
