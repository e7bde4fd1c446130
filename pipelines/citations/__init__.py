"""What a document cites: laws with their articles, decisions of courts, European acts; and what follows from it.

`find` reads one text, `cite` a table of documents; `statutes` collects the articles of every edition of the
acts, by which citations are checked and dated; `authority` ranks documents by who cites them.
"""
