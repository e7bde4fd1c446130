"""A labelled set of personal data: synthetic decisions in which every value is known, and a scorer.

What belongs here: identities that nobody has, templates in the manner of the registers, what refills one with the
other, and how an answer is scored. What does not: any text of a register.
"""
