"""Grammar of Ukrainian acts.

    act        = [preamble] ( book | section | subsection | chapter | § )* article+ [transitional section] [annex*]
    article    = "Стаття" N[-k] "." [title]  ( part | item | sub_item | note | {amendment_note} )*
    regulation = section* dotted items;   resolution = preamble items annex*

Lines are read (`act_lines`), what the act quotes is taken out (`quotation`), headings are told from lines that look
like them (`act_headings`), and what remains becomes units (`act_outline`, `act_enumeration`). A paragraph that has no
number, абзац, is a leaf of kind ``text``: behind the first paragraph of its unit it carries its number there.
Simple for now: the signature under an act stays with its last unit.
"""

from __future__ import annotations

from collections.abc import Sequence

from sectionizer.act_headings import head
from sectionizer.act_lines import fold_tables, join_notes, read
from sectionizer.act_outline import outline
from sectionizer.quotation import take_out
from sectionizer.shadow import shadow
from sectionizer.tables import tables
from sectionizer.tree import Grammar, Hint, Mark

TREE_OF_ARTICLE = "st"
"""How the path of an article begins in the portal's ``data-tree``."""


def marks(text: str, hints: Sequence[Hint] = ()) -> list[Mark]:
    """Where the units of an act begin.

    Numbers of articles that the portal marked are taken as they are. Where it marked articles by a path of their own,
    these are all the articles of the act. A heading that it set apart and that has neither word nor number of its own
    heads a section; other marks only repeat what the words of a line say.
    """
    articles = [hint for hint in hints if hint.kind == "article" and hint.number]
    told = {hint.start: hint.number or "" for hint in articles}
    marked = frozenset(hint.start for hint in articles if (hint.role or "").startswith(TREE_OF_ARTICLE))
    centred = frozenset(hint.start for hint in hints if hint.kind == "section" and not hint.number)
    found, text = tables(text), join_notes(shadow(text))
    lines = read(text, told, marked)
    fold_tables(text, lines, found)
    take_out(text, lines)
    head(text, lines, marked, centred)
    return outline(text, lines)


GRAMMAR = Grammar("statute_uk", marks)
