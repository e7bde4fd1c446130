"""Templates: a head of `key: value`, then named blocks of lines.

What belongs here: reading a template and filling it. What does not: what the fields mean.
A line of a `[text]` block is a paragraph with {fields}; a line `* pool 3` becomes three lines drawn from `[pool]`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fixture_maker import draw

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of document: its name, its head, and its blocks of lines."""

    name: str
    head: Mapping[str, str]
    blocks: Mapping[str, tuple[str, ...]]

    def fill(self, fields: Mapping[str, object], *key: object, **pools: Sequence[str]) -> list[str]:
        """The paragraphs of the text block, pools (its own or given) drawn by the key, fields put in."""
        lines: list[str] = []
        for line in self.blocks["text"]:
            if line.startswith("* "):
                _, pool, count = line.split()
                items = pools[pool] if pool in pools else self.blocks[pool]
                lines += draw.several(items, int(count), self.name, pool, *key)
            else:
                lines.append(line)
        return [line.format_map(fields) for line in lines]


@functools.cache
def template(folder: str, name: str) -> Template:
    """The template of this name; FileNotFoundError when there is none."""
    head: dict[str, str] = {}
    blocks: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in (FOLDER / folder / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1].isascii() and line[1:-1].islower():
            current = blocks.setdefault(line[1:-1], [])
        elif current is not None:
            current.append(line)
        elif line:
            key, _, value = line.partition(":")
            head[key] = value.strip()
    return Template(name, head, {block: trimmed(lines) for block, lines in blocks.items()})


def trimmed(lines: list[str]) -> tuple[str, ...]:
    """The lines without the empty ones that only separate blocks."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    return tuple(lines)
