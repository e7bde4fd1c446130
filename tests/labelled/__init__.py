"""A labelled set of like documents: synthetic decisions and acts with planted repetitions, and a scorer.

What belongs here: rows, the relations planted between them, and how an answer is scored. What does not: the templates
that the rows are made of (`tests/fixture_maker`).
"""
