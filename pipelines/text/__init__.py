"""Bytes to plain text: every published format becomes the same clean Unicode, or is refused with a reason.

Not here: where files come from (sources) and what the text says (annotate, citations, sectionizer).
"""
