"""Everything that speaks Discord. No SQL, no date arithmetic, no prose: those live elsewhere.

gallery      turns cards into Discord's components, built once per content load
controls     the buttons and menus of a card, which work for ever
answers      how an answer goes out: privately, in place, or as an ordinary message
errors       the one exception for people, and the one place that turns errors into words
sharing      asks, posts a card for everybody, takes it back
guide        the member commands that open cards
translation  command descriptions and their translations, out of content/
"""
