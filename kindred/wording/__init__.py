"""The rules for words, and what checks them: the shipped texts, notes and own texts.

rules           what a rule is, and how its patterns are read
rule_files      reads the rules of each language, out of its `rules.toml`
idioms          idioms and old words, and what to write instead (W29)
check           holds texts against the rules, and measures what no word list can
source_texts    finds each text in the files of `content/`, with its lines
sanitize        cleans what people typed, before any rule looks at it
readings        a typed text as it is read, whatever it is dressed up as
lookalikes      letters of other alphabets that look like Latin ones
addresses       links, invites, mentions and e-mail addresses in it
contacts        ways to a stranger outside the server, and phone numbers
harm            slurs, and to wish somebody dead, in several languages
typed           holds a typed text against all of these and the rules for `content/`
notes           checks a server's note below the helplines
own_text_check  checks a server's own reminder text
"""
