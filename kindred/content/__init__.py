"""What content is: files of `content/` become entries, entries become cards.

entries        the kinds of content: what one file becomes
files          reads one file, whatever somebody has put there
reading        opens the files of a content folder, noting every fault
fields         reads the fields of one file, noting every fault
library        reads the whole folder, and checks what refers to what
word_files     reads the words of the interface and of the commands
locales        which folder a person's language leads to
plurals        which form of a word a number takes
translations   reads the folder of another language: words alone
faithful       holds a translation against its English text
direction      marks what is written from left to right in a right-to-left text
borrowed       what a card shows of another language
country_names  what countries are called in every language that Discord has
support_words  the words of the helplines in another language
stamps         hashes of English words, by which a translation is found to be stale
coverage       what of a language is translated, and what to do next
translating    tools for translators: begin a file, stamp it
card_check     builds every card and says which Discord would refuse
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
