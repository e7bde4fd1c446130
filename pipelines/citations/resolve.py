"""From a citation as written to the act's own count of the day: article, edition, confidence, other acts it may mean.

What belongs here: what depends on the register of acts and on no text. What does not: finding citations (`find.py`),
and whole shards of them (`resolve_stage.py`). A text is read once in its life; this is done again whenever an act is
renewed, and costs a fiftieth of it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.citations.articles import ADMINISTRATIVE_CODE, ArticleRegistry, administrative_part, settle
from pipelines.citations.citation import Citation
from pipelines.citations.laws import Law, key, table
from pipelines.citations.numbers import Value

DOUBT = 0.6
"""Confidence below which a law is named in doubt: another may be meant, or the act has no such article."""

MOST_CANDIDATES = 10
"""Acts of one name that are told; a name that more acts bear tells nothing."""

BELOW = ("part", "item", "sub_item", "paragraph")
"""Units of a citation below its article."""

_WORD = re.compile(r"[\w'-]+")
_REMEMBERED = 1 << 16
"""Answers kept: texts say the same in the same words again and again."""


def resolve(citation: Citation, registry: ArticleRegistry, day: str) -> Citation:
    """The citation with its article as the act counts it on the day (YYYY-MM-DD), and the edition then in force.

    A superscript is told from a range and from a number by the act's own list. A law that is named in doubt, and by no
    earlier mention, gets the acts of its name as candidates, itself among them.
    """
    if citation.law is None:
        return citation
    found = citation if citation.article is None else _settled(citation, citation.law, registry, day)
    doubtful = found.confidence < DOUBT and not found.anaphoric
    candidates = namesakes(found.law or "") if doubtful else citation.candidates
    return found._replace(edition=registry.edition(found.law or "", day) or None, candidates=candidates)


def _settled(citation: Citation, law: str, registry: ArticleRegistry, day: str) -> Citation:
    """With the article as the act counts it; only the deepest unit of a citation is ever a range."""
    is_deepest = all(getattr(citation, unit) is None for unit in BELOW)
    written = Value(citation.article or "", citation.range_end if is_deepest else None)
    article, factor = settle(written, law, registry.articles(law, day))
    return citation._replace(
        law=administrative_part(article.text) if law in ADMINISTRATIVE_CODE else law,
        article=article.text,
        range_end=article.end if is_deepest else citation.range_end,
        confidence=round(citation.confidence * factor, 4),
    )


def with_candidates(citation: Citation, looked_at: str, language: str) -> Citation:
    """A citation of a law that the text does not determine, with the acts that its words may mean."""
    if citation.kind != "statute" or citation.law is not None:
        return citation
    return citation._replace(candidates=candidates_in(looked_at[citation.start : citation.end], language))


@lru_cache(_REMEMBERED)
def candidates_in(said: str, language: str) -> tuple[str, ...]:
    """Ids of the acts that the first name within a citation may mean; none when they are too many to tell."""
    known = table(language)
    for word in _WORD.finditer(said):
        acts = known.by_abbreviation.get(word[0]) or known.at(said, word.start())[1]
        if acts:
            return _ids(acts)
    return ()


@cache
def namesakes(law: str) -> tuple[str, ...]:
    """Ids of the acts that bear a name of this one, itself first; of a law outside the table itself alone."""
    found = dict.fromkeys([law])
    for known in (table("uk"), table("nl")):
        own = known.by_id.get(law)
        if own:
            found |= {other.id: None for name in own.abbreviations for other in known.by_abbreviation[name]}
            found |= {other.id: None for other in known.by_name.get(key(own.name), ())}
    return _few(tuple(found))


def _ids(acts: tuple[Law, ...]) -> tuple[str, ...]:
    return _few(tuple(law.id for law in acts))


def _few(laws: tuple[str, ...]) -> tuple[str, ...]:
    return laws if len(laws) <= MOST_CANDIDATES else ()
