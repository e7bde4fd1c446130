"""The funnel from what was fetched to what was released, as a Sankey diagram in SVG.

What belongs here: where bands and names stand. What does not: counting (`fates.py`) and colours (`page.css`).

Three columns: sources, outcomes, reasons. A band is as high as its documents; what would be thinner than a line is
drawn as one, so nothing is hidden for being small, and its figure stands beside its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from pipelines.report.markup import number, share

WIDTH, HEIGHT, NODE, GAP, LINE = 960, 360, 12, 8, 16
"""Units of the drawing: its width, what all documents together are high, the width of a node, the room between two, and
the least that a node with its name takes."""

PLACES = (0, 330, 650)
"""Left edges of the columns."""

Key = tuple[int, str, str]
"""A node: its column, its name, and the outcome under which a reason stands."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Documents of a source that came to an outcome for a reason."""

    source: str
    outcome: str
    reason: str
    documents: int

    @property
    def path(self) -> tuple[Key, Key, Key]:
        """The nodes that it goes through."""
        return (0, self.source, ""), (1, self.outcome, self.outcome), (2, self.reason, self.outcome)


@dataclass(frozen=True, slots=True)
class _Node:
    """Where a name stands, how high it is, and what it comes to."""

    key: Key
    top: float
    height: float
    documents: int


def sankey(flows: Sequence[Flow], kinds: Mapping[str, str], label: str) -> str:
    """The diagram; nothing where nothing flows.

    Args:
        flows: in the order in which sources and outcomes shall stand; reasons by outcome, the largest first.
        kinds: class of each outcome, for its colour.
        label: what it shows, for those who do not see it.
    """
    whole = sum(flow.documents for flow in flows)
    if not whole:
        return ""
    scale = HEIGHT / whole
    nodes = {node.key: node for column in range(3) for node in _column(flows, column, scale)}
    high = max(node.top + max(node.height, LINE) for node in nodes.values()) + GAP
    bands = "".join(_bands(flows, column, nodes, kinds, scale) for column in (0, 1))
    names = "".join(_drawn(node, kinds, whole) for node in nodes.values())
    said = escape(label, quote=True)
    return (
        f'<div class="scroll wide" tabindex=0 role=region aria-label="{said}">'
        f'<svg class=funnel viewBox="0 0 {WIDTH} {high:.0f}" role=img aria-label="{said}">{bands}{names}</svg></div>'
    )


def _column(flows: Sequence[Flow], column: int, scale: float) -> Iterator[_Node]:
    """The nodes of a column, from the top."""
    sums: dict[Key, int] = {}
    for flow in flows:
        sums[flow.path[column]] = sums.get(flow.path[column], 0) + flow.documents
    outcomes = list(dict.fromkeys(flow.outcome for flow in flows))
    keys = sorted(sums, key=lambda key: (outcomes.index(key[2]), -sums[key], key)) if column == 2 else list(sums)
    top = float(GAP)
    for key in keys:
        height = max(sums[key] * scale, 1.0)
        yield _Node(key, top, height, sums[key])
        top += max(height, LINE) + GAP


def _bands(
    flows: Sequence[Flow], column: int, nodes: Mapping[Key, _Node], kinds: Mapping[str, str], scale: float
) -> str:
    """Bands between a column and the next in the order of their nodes, each beginning where the one before it ended."""
    sums: dict[tuple[Key, Key, str], int] = {}
    for flow in flows:
        pair = (flow.path[column], flow.path[column + 1], flow.outcome)
        sums[pair] = sums.get(pair, 0) + flow.documents
    ends: dict[tuple[Key, bool], float] = {}
    drawn = []
    for one, other, outcome in sorted(sums, key=lambda pair: (nodes[pair[0]].top, nodes[pair[1]].top)):
        high = max(sums[one, other, outcome] * scale, 1.0)
        above, below = ends.get((one, False), nodes[one].top), ends.get((other, True), nodes[other].top)
        ends[one, False], ends[other, True] = above + high, below + high
        title = escape(f"{_words(one)} → {_words(other)}: {number(sums[one, other, outcome])}")
        drawn.append(f'<path class="band {kinds[outcome]}" d="{_curve(column, above, below, high)}">')
        drawn.append(f"<title>{title}</title></path>")
    return "".join(drawn)


def _curve(column: int, above: float, below: float, high: float) -> str:
    """A band from the right edge of a node to the left edge of another."""
    x, to = PLACES[column] + NODE, PLACES[column + 1]
    half = (x + to) / 2
    there = f"M{x},{above:.1f}C{half},{above:.1f} {half},{below:.1f} {to},{below:.1f}"
    back = f"v{high:.1f}C{half},{below + high:.1f} {half},{above + high:.1f} {x},{above + high:.1f}z"
    return there + back


def _words(key: Key) -> str:
    return key[1].replace("_", " ") or "no reason told"


def _drawn(node: _Node, kinds: Mapping[str, str], whole: int) -> str:
    """A node with its name at the right, and its figure."""
    x, kind = PLACES[node.key[0]], kinds.get(node.key[2], "source")
    told = f" {number(node.documents)} · {share(node.documents, whole)}"
    at = f'x="{x + NODE + 6}" y="{node.top + min(node.height, LINE) / 2 + 4:.1f}"'
    box = f'<rect class="node {kind}" x="{x}" y="{node.top:.1f}" width="{NODE}" height="{node.height:.1f}" />'
    return f"{box}<text {at}>{escape(_words(node.key))}{told}</text>"
