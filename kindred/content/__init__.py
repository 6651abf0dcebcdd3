"""What content is: files of `content/` become entries, entries become cards.

entries        the kinds of content: what one file becomes
files          reads the files of a folder, whatever somebody has put there
fields         reads the fields of one file, noting every fault
library        reads the whole folder, all languages, and checks what refers to what
own_text       a reminder text that a server's moderators have written
support        helplines by country, out of `content/support.toml`
custom_ids     what a button or a menu says: made and read by one class
blocks         what a card is made of, and Discord's limits on it
cards          builds the cards: overviews, causes, strategies, steps, posts
support_cards  builds the cards of `/find-help`
distress       tells words of distress from words that only look like them
search         finds an entry by what somebody typed
finder         the card that somebody means by an option of a command
word_lists     reads files of word lists
preview        a card as text or as a page, without Discord
word_limits    how long Discord lets the words of the interface be
"""
