"""Makes the fixture corpora: every archive as its publisher builds it, from templates of this folder.

What belongs here: writers of the publishers' formats (RTF, register tables, judgment XML, legislation pages),
the templates they fill (`decisions/`, `judgments/`, `acts/`, plain text a lawyer can read and extend) and the truth
about what was planted. What does not: reading any of it back; that is the product's work.
All persons, companies, courts of first instance and texts of laws are invented; law numbers are real, so that
citations resolve. Everything is a pure function of the templates: no clock, no random state.
"""
