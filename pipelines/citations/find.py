"""Citations of one text: units, laws and cases found apart, then each chain of units given its law.

What belongs here: which law a chain belongs to, in this order: the law after it, a term the document
defined, the law before it, the act itself when the text is one, an article cited earlier, the one law of the sentence.
A wrong link is worse than none.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipelines.citations.anchors import matches
from pipelines.citations.articles import ADMINISTRATIVE_CODE, ArticleRegistry, administrative_part, iso
from pipelines.citations.chains import Chain, Target
from pipelines.citations.citation import Citation
from pipelines.citations.dutch_laws import BOOKS, CIVIL_CODE
from pipelines.citations.grammar import Grammar
from pipelines.citations.grammar import grammar as grammar_of
from pipelines.citations.mention import Mention, Terms
from pipelines.citations.numbers import Value, latin
from pipelines.citations.resolve import resolve, with_candidates
from pipelines.citations.resolve_pointers import follow
from pipelines.citations.shadow import shadow as shadow_of

_UNKNOWN = 0.3
_EARLIER = 0.6
_LONGEST_SENTENCE = 600


_SENTENCE = re.compile(r"[.!?]\s+[А-ЯІЇЄA-Z]|\n\s*\n")
_PLAIN_GAP = re.compile(r"[\s,]*(?:van\s+(?:de|het)\s+)?")
_ALTERNATIVES = re.compile(r"\s+або\s+|;")
_TO_THE_NEXT = re.compile(r"[\s,;.]*")
_MARKS = ' \t"*#>'
_GAZETTE_REACH = 160
_CIVIL_CODES = frozenset({*BOOKS.values(), CIVIL_CODE})
_BOOK_OF = {law: book for book, law in BOOKS.items()}


@dataclass(slots=True)
class _Reader:
    """One text being read: its laws, what it calls them, and what it has cited so far."""

    shadow: str
    grammar: Grammar
    laws: list[Mention]
    chains: list[Chain]
    act: str | None
    starts: list[int]
    amends: int
    terms: Terms = field(default_factory=Terms)
    used: set[int] = field(default_factory=set)
    articles: dict[str, set[str]] = field(default_factory=dict)

    def define(self) -> None:
        """Enter «(далі - …)» after every law into the document's dictionary."""
        for mention in self.laws:
            if mention.pointer:
                continue
            bracket = self.shadow.rfind("(", mention.start, mention.end) if self.shadow[mention.end - 1] == ")" else -1
            found = self.grammar.definition.match(self.shadow, bracket if bracket > 0 else mention.end)
            if found:
                for term in _ALTERNATIVES.split(found["terms"]):
                    self.terms.define(found.end(), term, mention)
                within = range(bisect_left(self.starts, found.start()), bisect_left(self.starts, found.end()))
                self.used.update(within)

    def pointed(self, pointer: Mention) -> Mention:
        """The pointer with the law it looks back to.

        «цього Кодексу» in an act is the act, elsewhere the nearest of the family; «Кодексу» alone, or «de Wet», is
        understood only while one law of the family has been named.
        """
        near = bool(self.grammar.demonstrative.match(self.shadow, pointer.start))
        if self.act and near:
            return replace(pointer, law=self.act, confidence=0.9)
        index = bisect_left(self.starts, pointer.start)
        earlier = [
            mention.law
            for number, mention in enumerate(self.laws[:index])
            if mention.family == pointer.family and not mention.pointer and (mention.alone or number in self.used)
        ]
        if not earlier or (not near and len(set(earlier)) > 1):
            return pointer
        return replace(pointer, law=earlier[-1], confidence=_EARLIER if earlier[-1] else _UNKNOWN)

    def after(self, chain: Chain) -> Mention | None:
        """The law right after the chain: by name, by a defined term, or by a word that points back."""
        index = bisect_left(self.starts, chain.end)
        named = self.laws[index] if index < len(self.laws) else None
        if named and not self.grammar.after.fullmatch(self.shadow, chain.end, named.start):
            named = None
        gap = _PLAIN_GAP.match(self.shadow, chain.end) if self.terms.defined else None
        term = self.terms.at(self.shadow, gap.end()) if gap else None
        term = None if gap and term and self.grammar.longer_name.match(self.shadow, gap.end()) else term
        if named:
            self.used.add(index)
        if term and (named is None or not named.law or (term[0] >= named.end and term[1].law != named.law)):
            return replace(term[1], start=chain.end, end=term[0], pointer=True, confidence=0.9 * term[1].confidence)
        return self.pointed(named) if named and named.pointer else named

    def before(self, chain: Chain) -> Mention | None:
        """The law right before the chain: «Конституції України (статті 3, 8)»."""
        index = bisect_left(self.starts, chain.start) - 1
        if index < 0 or not self.grammar.before.fullmatch(self.shadow, self.laws[index].end, chain.start):
            return None
        if not chain.has_article and (
            self.laws[index].family != "act" or self.grammar.no_law.match(self.shadow, chain.end)
        ):
            return None
        named = self.pointed(self.laws[index]) if self.laws[index].pointer else self.laws[index]
        repeated = index in self.used
        self.used.add(index)
        return replace(named, end=chain.end, pointer=named.pointer or repeated, confidence=named.confidence * 0.9)

    def listed(self, chain: Chain) -> Mention | None:
        """The law before the chain on one line, when the chain ends the line: a list of laws and articles."""
        following = _TO_THE_NEXT.match(self.shadow, chain.end)
        if following is None or "\n" not in following[0]:
            return None
        index = bisect_left(self.starts, chain.start) - 1
        line = self.shadow[self.laws[index].end : chain.start] if index >= 0 and index not in self.used else "\n"
        return None if line.strip(" ,:(") or "\n" in line else self.before(chain)

    def elsewhere(self, chain: Chain) -> Mention | None:
        """A law the chain does not touch: of the same article cited before, or the only one of the sentence."""
        numbers = [target["article"].text for target in chain.targets if "article" in target]
        known = [self.articles.get(number, set()) for number in numbers]
        if known and all(len(laws) == 1 for laws in known) and len(set.union(*known)) == 1:
            return Mention(chain.start, chain.end, next(iter(known[0])), "law", _EARLIER, pointer=True)
        following = bisect_left(self.starts, chain.end)
        far = following == len(self.laws) or self.starts[following] > chain.end + _LONGEST_SENTENCE
        if far or self.has_other_law(chain):
            return None
        window = max(0, chain.start - _LONGEST_SENTENCE)
        opening = max((m.start() for m in _SENTENCE.finditer(self.shadow, window, chain.start)), default=window)
        closing = _SENTENCE.search(self.shadow, chain.end, chain.end + _LONGEST_SENTENCE)
        last = closing.start() if closing else chain.end + _LONGEST_SENTENCE
        sentence = self.laws[bisect_left(self.starts, opening) : bisect_left(self.starts, last)]
        near = [mention for mention in sentence if not mention.pointer]
        if len(near) == 1 and near[0].start > chain.end:
            return replace(near[0], start=chain.start, end=chain.end, pointer=True, confidence=0.5 * near[0].confidence)
        return None

    def law_of(self, chain: Chain) -> Mention | None:
        """The law of a chain, an unknown one, or nothing when the chain is no citation of law."""
        found = self.listed(chain) or self.after(chain) or self.before(chain)
        if found:
            return found
        bare = self.shadow[chain.start].isdigit() or self.is_idle(chain)
        if bare or not chain.has_article or self.grammar.no_law.match(self.shadow, chain.end):
            return None
        if self.act and chain.start < self.amends:
            return Mention(chain.start, chain.end, self.act, "law", _EARLIER, pointer=True)
        return self.elsewhere(chain) or Mention(chain.start, chain.end, None, "law", _UNKNOWN)

    def has_other_law(self, chain: Chain) -> bool:
        """A name that the table lacks stands right after the chain: «artikel 8 van de Regeling …»."""
        named = self.grammar.name.match(self.shadow, chain.end)
        return named is not None and "\n" not in named[0]

    def is_idle(self, chain: Chain) -> bool:
        """A lone article in a text that names no law, nor anything after it: of a newspaper, or of a budget."""
        alone = not self.laws and self.act is None and all(len(target) == 1 for target in chain.targets)
        return alone and not self.grammar.name.match(self.shadow, chain.end)

    def is_heading(self, chain: Chain) -> bool:
        """«Стаття 5.» at the beginning of a line of an act opens an article and cites none."""
        if self.act is None or not self.grammar.heading.match(self.shadow, chain.start):
            return False
        line = self.shadow.rfind("\n", 0, chain.start) + 1
        return not self.shadow[line : chain.start].strip(_MARKS)

    def is_gazette(self, chain: Chain) -> bool:
        """«ВВР, 1996, № 30, ст. 141»: the page of a gazette, not an article."""
        window = self.shadow[max(0, chain.start - _GAZETTE_REACH) : chain.start]
        return ("№" in window or "N" in window) and self.grammar.gazette.search(window) is not None


def _place(target: Target, mention: Mention) -> tuple[str | None, str | None, Target]:
    """Law, book and target once the law is known: books of the BW, halves of КУпАП."""
    article = target.get("article")
    law = mention.law
    if law in _CIVIL_CODES:
        book, colon, rest = (article.text if article else "").upper().partition(":")
        if colon:
            last = article.end.rpartition(":")[2] if article and article.end else None
            return BOOKS.get(book), book, {**target, "article": Value(rest.lower(), last)}
        return (law, _BOOK_OF[law], target) if law in _BOOK_OF else (None, None, target)
    if law in ADMINISTRATIVE_CODE and article:
        return administrative_part(article.text), None, target
    return law, None, target


def _citation(target: Target, span: tuple[int, int], mention: Mention) -> Citation:
    law, book, target = _place(target, mention)
    confidence = mention.confidence if law else min(mention.confidence, _UNKNOWN)
    units: dict[str, str] = {}
    last: str | None = None
    for unit, value in target.items():
        last = last or value.end
        if unit != "chapter":
            units[unit] = latin(value.text) if unit == "section" else value.text
    return Citation(
        start=span[0], end=span[1], kind="eu" if mention.family == "eu" else "statute", law=law, book=book, **units,
        range_end=last, candidates=(), anaphoric=mention.pointer, confidence=round(confidence, 4),
    )  # fmt: skip


def _statutes(reader: _Reader) -> Iterator[Citation]:
    covered = 0
    for chain in reader.chains:
        if chain.start < covered or reader.is_heading(chain) or reader.is_gazette(chain):
            continue
        mention = reader.law_of(chain)
        if mention is None:
            continue
        end = max(chain.end, mention.end)
        sentence = reader.grammar.sentence.match(reader.shadow, end)
        span = (min(chain.start, mention.start), sentence.end() if sentence else end)
        covered = chain.end
        for target in chain.targets:
            citation = _citation(target, span, mention)
            if not citation.law and reader.shadow[chain.start].isdigit():
                continue
            if citation.law and citation.article and not mention.pointer:
                reader.articles.setdefault(target["article"].text, set()).add(citation.law)
            yield citation
    for index, mention in enumerate(reader.laws):
        if index not in reader.used and mention.alone and mention.law and not mention.pointer:
            yield _citation({}, (mention.start, mention.end), mention)


def find_citations(
    text: str,
    language: str,
    date: datetime.date | None = None,
    *,
    registry: ArticleRegistry | None = None,
    act: str | None = None,
) -> list[Citation]:
    """All citations of a text, in order of their spans; offsets are code points of the text as given.

    `language` is uk (Russian forms too) or nl; `date` is the day of the text, by which acts of one name are told
    apart; `registry` holds the articles of the acts; `act` is the text's own law id when it is a statute.
    """
    known, day = registry or ArticleRegistry(), iso(date)
    return [resolve(citation, known, day) for citation in find_mentions(text, language, date, act=act)]


def find_mentions(
    text: str, language: str, date: datetime.date | None = None, *, act: str | None = None
) -> list[Citation]:
    """The citations with their articles as written, and without editions: what the text alone tells."""
    shadow, grammar = shadow_of(text), grammar_of(language)
    starts = grammar.anchors.starts(shadow)
    laws = grammar.mentions(shadow, starts["laws"], date)
    chains = grammar.chains(shadow, starts["units"])
    # An act speaks of its own articles until it comes to amend others.
    amends = next((match.start() for match in matches(grammar.amends, shadow, starts["amends"])), len(shadow))
    reader = _Reader(shadow, grammar, laws, chains, act, [mention.start for mention in laws], amends)
    reader.define()
    statutes = [with_candidates(citation, shadow, language) for citation in _statutes(reader)]
    own = (act, amends) if act else None
    pointed = follow(shadow, language, grammar, starts["pointers"], statutes, own)
    found = [*statutes, *pointed, *grammar.cases(shadow, starts["cases"])]
    return sorted(found, key=lambda citation: (citation.start, citation.end))
