"""A passport in order: what a person asks of a document, one panel a question.

What belongs here: which answers stand together, in what order, with which words. What does not: finding them
(`trace.py`), and how a panel is drawn in a terminal (`trace_show.py`) or on a page (`report/passport.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.report.meanings import MEANINGS

CITED, PARTS = 40, 60
"""Citations and sections that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what is told of them."""

    rows: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Outline:
    """A tree, each line with its depth, and how many lines are not shown."""

    lines: Sequence[tuple[int, str]]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Sides:
    """Two texts beside each other: lines of (text, it differs) runs, left and right."""

    heads: tuple[str, str]
    lines: Sequence[tuple[Sequence[tuple[str, bool]], Sequence[tuple[str, bool]]]]


Block = Facts | Grid | Outline | Sides


@dataclass(frozen=True, slots=True)
class Panel:
    """A question: its name, and the answer in blocks."""

    title: str
    blocks: Sequence[Block]


Page = Mapping[str, Any]


def panels(page: Page) -> list[Panel]:
    """The panels of a passport; every asset it speaks of is named in a title, nothing that is empty is shown."""
    told = [Panel(title, [block for block in make(page) if _says(block)]) for title, make in _PANELS.items()]
    named = {word for title in _PANELS for word in title.split(": ")[-1].split(", ")}
    others = [Panel(asset, [facts(page[asset])]) for asset in page if asset not in named]
    return [panel for panel in (*told, *others) if panel.blocks]


def _says(block: Block) -> bool:
    return bool(block.rows if isinstance(block, Facts | Grid) else block.lines)


def facts(row: Mapping[str, Any], *but: str) -> Facts:
    """What a row says, without what it does not."""
    return Facts({name: said(value) for name, value in row.items() if name not in but and value not in (None, [], "")})


def said(value: Any) -> str:
    """A value in words."""
    match value:
        case float():
            return f"{value:.4g}"
        case list():
            return ", ".join(map(said, value))
        case dict():
            return " ".join(f"{name} {said(each)}" for name, each in value.items() if each not in (None, "", []))
        case _:
            return str(value)


def _origin(page: Page) -> Iterator[Block]:
    yield facts(page.get("origin", {}))


def _document(page: Page) -> Iterator[Block]:
    yield facts(page.get("documents", {}), "repairs", "source_file", "source_place", "title", "abstract")


def _damage(page: Page) -> Iterator[Block]:
    repairs, quality = page.get("documents", {}).get("repairs", []), page.get("quality", {})
    told = {"repaired": repairs, "damage left": quality.get("damage"), "languages": _languages(quality)}
    yield facts(told | {name: quality[name] for name in ("corrupted", "corrupted_sign") if name in quality})


def _languages(quality: Mapping[str, Any]) -> list[str]:
    lengths = Counter[str]()
    for run in quality.get("languages") or []:
        lengths[run["language"]] += run["end"] - run["start"]
    return [f"{language} {length:,} characters" for language, length in lengths.most_common()]


def _cluster(page: Page) -> Iterator[Block]:
    row = page.get("duplicates", {})
    meaning = {"meaning": MEANINGS.get(row.get("label", ""), "")}
    yield facts({**{name: row.get(name) for name in ("label",)}, **meaning, **row}, "id", "evidence")
    evidence = row.get("evidence") or []
    heads = list(evidence[0]) if evidence else []
    yield Grid(heads, [["–" if each[name] is None else said(each[name]) for name in heads] for each in evidence])
    twin = page.get("twin", {})
    lines = [(each["left"], each["right"]) for each in twin.get("differences", [])]
    yield Sides((f"twin {twin.get('id', '')}", "this document"), lines)


def _signals(page: Page) -> Iterator[Block]:
    like = page.get("usual", {})
    yield Facts({"stratum": f"{like['stratum']} ({like['documents']:,} documents)"} if like else {})
    rows = [
        [each["signal"], *(said(each[name]) for name in ("value", "low", "median", "high")), _where(each)]
        for each in like.get("signals", [])
    ]
    yield Grid(["signal", "here", "10 %", "median", "90 %", ""], rows)
    yield facts(page.get("quality", {}), "id", "languages", "toxic_spans", *(each[0] for each in rows))


def _where(signal: Mapping[str, Any]) -> str:
    value = signal["value"]
    return "" if value is None else "below" if value < signal["low"] else "above" if value > signal["high"] else ""


def _private(page: Page) -> Iterator[Block]:
    spans = page.get("personal_data", {}).get("spans", [])
    counts = Counter((span["type"], span["action"], span["recognizer"]) for span in spans)
    yield Grid(["type", "action", "recognizer", "spans"], [[*key, str(n)] for key, n in sorted(counts.items())])


def _sections(page: Page) -> Iterator[Block]:
    tree, depths, lines = page.get("sections", {}).get("sections", []), list[int](), list[tuple[int, str]]()
    for section in tree:
        depths.append(depths[section["parent"]] + 1 if section["parent"] >= 0 else 0)
        told = " ".join(filter(None, (section["kind"].replace("_", " "), section["number"])))
        lines.append((depths[-1], f"{told}  {section['start']:,}–{section['end']:,}"))
    yield Outline(lines[:PARTS], len(lines[PARTS:]))


def _citations(page: Page) -> Iterator[Block]:
    cited = page.get("citations", {}).get("citations", [])
    yield Facts({name: f"{count:,}" for name, count in Counter(map(_resolved, cited)).most_common()})
    names = ("law", "article", "part", "item", "case", "edition")
    rows = [[each["kind"], *(each[name] or "" for name in names), _resolved(each)] for each in cited[:CITED]]
    yield Grid(["kind", *names, "resolution"], rows)


def _resolved(citation: Mapping[str, Any]) -> str:
    if citation["case"]:
        return "decision"
    if citation["law"]:
        return "by an earlier mention" if citation["anaphoric"] else "law known"
    return "one of several acts" if citation["candidates"] else "not resolved"


def _decision(page: Page) -> Iterator[Block]:
    row = page.get("selection", {})
    yield facts(row, "id", "reasons", "factors")
    for name, heads in (("reasons", ("rule", "value", "threshold")), ("factors", ("factor", "value", "times"))):
        yield Grid(heads, [[said(each[head]) for head in heads] for each in row.get(name, [])])
    yield facts(page.get("budget", {}), "id")


def _places(page: Page) -> Iterator[Block]:
    yield facts(page.get("corpus", {}), "sections", "citations", "text")
    rows = [[asset, each["file"], _inside(each)] for asset, told in page.get("release", {}).items() for each in told]
    yield Grid(["output", "file", "where"], rows)


def _inside(place: Mapping[str, Any]) -> str:
    """Where in a file of the release: a member, rows, or tokens of packed rows."""
    pieces = [
        f"row {each['row']:,}, tokens {each['token']:,}–{each['token'] + each['tokens']:,}, from character "
        f"{each['start']:,}"
        for each in place.get("pieces", [])
    ]
    rows = [f"row {row:,}" for row in place.get("rows", [])]
    return "; ".join([*pieces, *rows, *filter(None, [place.get("member")])])


_PANELS: Mapping[str, Callable[[Page], Iterator[Block]]] = {
    "Where it came from: origin": _origin,
    "What it is: documents": _document,
    "Its text, repaired and damaged": _damage,
    "Its like: duplicates, twin": _cluster,
    "Its signals beside its stratum: quality, usual": _signals,
    "Personal data: personal_data": _private,
    "Its parts: sections": _sections,
    "What it cites: citations, mentions": _citations,
    "What was decided: selection, budget": _decision,
    "Where it lies: corpus, release": _places,
}
