"""Chains: neighbouring units («п. 1 ч. 2 ст. 5, ст. 6») joined, and split into targets.

What belongs here: the logic common to both languages. A segment is one unit with its numbers; a chain is a
run of segments with nothing but joints between them; each joint goes up (the next unit encloses this one),
down (it lies inside this one) or beside (a new path). The words of the units and of the joints are in
`ukrainian` and `dutch`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import NamedTuple

from pipelines.citations.numbers import Value

UNITS = ("paragraph", "sub_item", "item", "part", "article", "chapter", "subsection", "section")
"""Units from the deepest to the widest."""

_LEVEL = {unit: level for level, unit in enumerate(UNITS)}
_WHOLE = _LEVEL["article"]
_LONGEST_EXPANSION = 60
_REMEMBERED = 1 << 16
"""Paths kept: courts cite the same articles again and again."""

Target = Mapping[str, Value]
"""The number of each unit of one target."""


class Segment(NamedTuple):
    """One unit with the numbers that follow (or precede) it."""

    unit: str
    values: tuple[Value, ...]
    start: int
    end: int

    @property
    def level(self) -> int:
        """Depth of the unit: 0 is the deepest."""
        return _LEVEL[self.unit]


@dataclass(frozen=True, slots=True)
class Chain:
    """A coordinated mention: its span and its targets, law not yet known."""

    start: int
    end: int
    targets: tuple[Target, ...]

    @property
    def has_article(self) -> bool:
        """Whether any target names an article."""
        return any("article" in target for target in self.targets)


Direction = Callable[[Segment, Segment, str, bool], str]
"""(segment, next segment, text between, whether the one after next encloses it tightly) -> up, down or beside."""


def runs(segments: Iterable[Segment], shadow: str, joint: re.Pattern[str]) -> Iterator[list[Segment]]:
    """Segments grouped where only a joint stands between them."""
    run: list[Segment] = []
    for segment in segments:
        if run and not joint.fullmatch(shadow, run[-1].end, segment.start):
            yield run
            run = []
        run.append(segment)
    if run:
        yield run


def _paths(run: list[Segment], shadow: str, direction: Direction, tight: re.Pattern[str]) -> list[list[Segment]]:
    paths = [[run[0]]]
    for index, (segment, following) in enumerate(pairwise(run)):
        after = run[index + 2] if index + 2 < len(run) else None
        enclosed = bool(after and after.level > following.level and tight.fullmatch(shadow, following.end, after.start))
        step = direction(segment, following, shadow[segment.end : following.start], enclosed)
        if step == "beside" or not _continues(paths[-1], following, step):
            paths.append([following])
        else:
            paths[-1:] = _last_alone(paths[-1], step)
            paths[-1].append(following)
    return paths


def _last_alone(path: list[Segment], step: str) -> list[list[Segment]]:
    """A deeper unit after a list of articles («3:305a en 6:96 lid 2») belongs to the last of them only."""
    article = path[-1]
    if step != "down" or article.unit != "article" or len(article.values) == 1:
        return [path]
    others, last = article._replace(values=article.values[:-1]), article._replace(values=article.values[-1:])
    return [[*path[:-1], others], [*path[:-1], last]]


def _continues(path: list[Segment], following: Segment, step: str) -> bool:
    """Whether the unit is wider (up) or deeper (down) than all of the path, as a step in that direction must be."""
    levels = [segment.level for segment in path]
    return following.level > max(levels) if step == "up" else following.level < min(levels)


def _wider(path: list[Segment], other: list[Segment]) -> list[Segment]:
    """Units of the other path that enclose this one."""
    top = max(segment.level for segment in path)
    return [segment for segment in other if segment.level > top]


def _is_complete(path: list[Segment]) -> bool:
    return any(segment.level >= _WHOLE for segment in path)


def _next_complete(paths: list[list[Segment]]) -> list[list[Segment] | None]:
    """For each path the next one that has an article."""
    found: list[list[Segment] | None] = []
    later: list[Segment] | None = None
    for path in reversed(paths):
        found.append(later)
        later = path if _is_complete(path) else later
    return found[::-1]


def _complete(paths: list[list[Segment]], forward: bool) -> list[list[Segment]]:
    """Paths without article take it from the next path or the one before, as the language is wont.

    An article alone, followed by a lone deeper unit («ст. 212, ч. 3»), takes that unit into itself.
    """
    done: list[list[Segment]] = []
    for path, later in zip(paths, _next_complete(paths), strict=True):
        earlier = done[-1] if done and _is_complete(done[-1]) else None
        source = (later or earlier) if forward else (earlier or later)
        if _is_complete(path) or source is None:
            done.append(path)
        elif source is earlier and min(segment.level for segment in source) > max(s.level for s in path):
            done[-1] = [*source, *path]
        else:
            done.append([*path, *_wider(path, source)])
    return done


def _expanded(value: Value) -> list[Value]:
    """A range of a unit that is not the deepest, one by one: «ч. 1 ст. 5-7» is three targets."""
    if value.end and value.text.isdigit() and value.end.isdigit():
        first, last = int(value.text), int(value.end)
        if first <= last <= first + _LONGEST_EXPANSION:
            return [Value(str(number)) for number in range(first, last + 1)]
    return [value]


@lru_cache(_REMEMBERED)
def _targets(path: tuple[tuple[str, tuple[Value, ...]], ...]) -> tuple[Target, ...]:
    """The targets of a path of units with their numbers; the last of two equal units counts."""
    return tuple(_each(sorted(dict(path).items(), key=lambda one: -_LEVEL[one[0]])))


def _each(units: list[tuple[str, tuple[Value, ...]]]) -> Iterator[Target]:
    deepest = units[-1][0]
    choices = [
        [value for one in values for value in ((one,) if unit == deepest else _expanded(one))] for unit, values in units
    ]
    for values in product(*choices):
        target = dict(zip((unit for unit, _ in units), values, strict=True))
        nested = target[deepest].nested
        if nested and deepest in ("part", "item"):
            inner = UNITS[_LEVEL[deepest] - 1]
            target = {**target, deepest: target[deepest]._replace(nested=None), inner: Value(nested)}
        yield target


def chain(run: list[Segment], shadow: str, direction: Direction, tight: re.Pattern[str], forward: bool) -> Chain:
    """One run of segments as a chain; `forward` says that a lone part belongs to the article after it."""
    paths = [run] if len(run) == 1 else _complete(_paths(run, shadow, direction, tight), forward)
    units = (tuple((segment.unit, segment.values) for segment in path) for path in paths)
    return Chain(run[0].start, run[-1].end, tuple(target for path in units for target in _targets(path)))
