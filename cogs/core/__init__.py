"""What every cog uses.

responses       how an answer goes out: privately, in place, or as an ordinary message
api_errors      what it means that Discord refused a request, by its code
errors          the one exception for people, and the one place that turns errors into words
controls        one way for every button and menu: a custom id, who may press, what answers
panels          private messages with controls, for moderators
renderer        turns cards into Discord's components, once per content load
channels        finds a channel, and what keeps the bot from posting there
request_budget  how many requests Discord may refuse, and which it has just refused
refusals        what storage, delivery or Discord refused, as a sentence
typed_language  in which language a moderator's text is checked, and the writer told
permissions     the permissions that Kindred needs, and their names
channel_option  the channel that a moderator names
guild_context   the settings of the server that an interaction comes from
form_memory     what was typed into a form, for fifteen minutes
"""
