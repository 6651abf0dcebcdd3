"""The rules for words, and what checks them: the shipped texts, notes and own texts.

rules           the table of rules: words that are caught, and what to write instead
check           holds texts against the rules, and measures what no word list can
source_texts    finds each text in the files of `content/`, with its lines
sanitize        cleans what people typed, before any rule looks at it
notes           checks a server's note below the helplines
own_text_check  checks a server's own reminder text
"""
