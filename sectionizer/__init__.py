"""Text in, spans out: the parts of court decisions and statutes.

A grammar per kind of document and language finds where units begin (`decision_uk`, `statute_uk`, `decision_nl`,
`statute_nl`), `tree` closes them into a partition of the text, `paths` names them, `chunks` cuts along them. The
package knows neither frames nor files, and offsets are code points of the text as given.
"""

from __future__ import annotations

from collections.abc import Sequence

from sectionizer import decision_nl, decision_uk, statute_nl, statute_uk
from sectionizer.tree import Columns, Grammar, Hint, Section, grow

__all__ = ["Columns", "Grammar", "Hint", "Section", "grammar_for", "sectionize", "sectionize_into"]

GRAMMARS = {
    ("decision", "uk"): decision_uk.GRAMMAR,
    ("statute", "uk"): statute_uk.GRAMMAR,
    ("decision", "ru"): decision_uk.GRAMMAR,
    ("statute", "ru"): statute_uk.GRAMMAR,
    ("decision", "nl"): decision_nl.GRAMMAR,
    ("statute", "nl"): statute_nl.GRAMMAR,
}


def grammar_for(kind: str, language: str) -> Grammar:
    """The grammar of a kind of document (decision, statute) in a language (uk, nl; ru, as Ukraine wrote it).

    Raises:
        ValueError: There is no such grammar.
    """
    grammar = GRAMMARS.get((kind, language))
    if grammar is None:
        known = ", ".join("/".join(name) for name in GRAMMARS)
        raise ValueError(f"There is no grammar for {kind}/{language}: use one of {known}.")
    return grammar


def sectionize(text: str, grammar: Grammar, hints: Sequence[Hint] = ()) -> list[Section]:
    """The sections of a text in document order, parents before children; the leaves cover it exactly once.

    Hints are what the publisher's markup says, in order of place; a grammar uses those it understands. An empty text
    has no sections.
    """
    columns = Columns()
    sectionize_into(columns, text, grammar, hints)
    return columns.sections()


def sectionize_into(columns: Columns, text: str, grammar: Grammar, hints: Sequence[Hint] = ()) -> None:
    """Append the sections of a text to columns that may hold those of other texts: the same, without the objects."""
    grow(grammar.marks(text, hints), len(text), columns)
