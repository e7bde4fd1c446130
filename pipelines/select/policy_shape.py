"""Written files with a shape: YAML in, checked values out, and mistakes named by line.

What belongs here: the kinds of values there are, and checking one text against them. What does not: the shape of the
policy itself (`policy.py`). Values are read by their shape and never guessed: `no` is a word where a word belongs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import yaml


class PolicyError(ValueError):
    """A written file says something it cannot mean; one sentence with the line and the mend."""


class Shape(Protocol):
    """What may stand at a place."""

    def read(self, node: yaml.Node, place: str) -> Any:
        """The value; PolicyError when something else stands there. `place` is what the value is called."""
        ...


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` to `most`, both included; whole numbers stay whole."""

    least: float
    most: float

    def read(self, node: yaml.Node, place: str) -> float:
        """See `Shape.read`."""
        text = _scalar(node, place, f"a number from {self.least:g} to {self.most:g}")
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not self.least <= value <= self.most:
            raise mistake(node, f"{place} is {text!r}", f"write a number from {self.least:g} to {self.most:g}")
        return int(value) if value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Word:
    """One of some words, or any when none are given."""

    words: tuple[str, ...] = ()

    def read(self, node: yaml.Node, place: str) -> str:
        """See `Shape.read`."""
        text = _scalar(node, place, "a word")
        if self.words and text not in self.words:
            raise mistake(node, f"{place} knows no {text!r}", f"write one of {', '.join(self.words)}")
        return text


@dataclass(frozen=True, slots=True)
class YesNo:
    """`yes` or `no`."""

    def read(self, node: yaml.Node, place: str) -> bool:
        """See `Shape.read`."""
        return Word(("yes", "no")).read(node, place) == "yes"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as 2024-07-01, or `null`."""

    def read(self, node: yaml.Node, place: str) -> str | None:
        """See `Shape.read`."""
        text = _scalar(node, place, "a day as 2024-07-01, or null")
        if text == "null":
            return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise mistake(node, f"{place} is {text!r}", "write a day as 2024-07-01, or null") from None


@dataclass(frozen=True, slots=True)
class Many:
    """A list; an `ascending` one has a number at least, and they grow."""

    item: Shape
    ascending: bool = False

    def read(self, node: yaml.Node, place: str) -> list[Any]:
        """See `Shape.read`."""
        if not isinstance(node, yaml.SequenceNode):
            raise mistake(node, f"{place} is no list", "write [one, another]")
        values = [self.item.read(each, place) for each in node.value]
        if self.ascending and (not values or values != sorted(set(values))):
            raise mistake(node, f"{place} does not grow", "write one number or more, each once, the smallest first")
        return values


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping of names that a person chooses to things of one of several shapes; a key tells them apart."""

    kinds: Mapping[str, Block]

    def read(self, node: yaml.Node, place: str) -> dict[str, Any]:
        """See `Shape.read`."""
        return {key.value: self._kind(value, key.value).read(value, key.value) for key, value in _pairs(node, place)}

    def _kind(self, node: yaml.Node, place: str) -> Block:
        keys = {key.value for key, _ in _pairs(node, place)}
        found = [block for key, block in self.kinds.items() if key in keys]
        if len(found) != 1:
            raise mistake(node, f"{place} must tell one of {', '.join(self.kinds)}", "write exactly one of these keys")
        return found[0]


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping of any names to things of one shape."""

    item: Shape

    def read(self, node: yaml.Node, place: str) -> dict[str, Any]:
        """See `Shape.read`."""
        return {key.value: self.item.read(value, key.value) for key, value in _pairs(node, place)}


@dataclass(frozen=True, slots=True)
class Block:
    """A mapping with exactly these keys."""

    shapes: Mapping[str, Shape]

    def read(self, node: yaml.Node, place: str) -> dict[str, Any]:
        """See `Shape.read`."""
        pairs = _pairs(node, place)
        for key, _ in pairs:
            if key.value not in self.shapes:
                raise mistake(key, f"{place} has no key {key.value!r}", f"write one of {', '.join(self.shapes)}")
        missing = [name for name in self.shapes if name not in {key.value for key, _ in pairs}]
        if missing:
            raise mistake(node, f"{place} lacks {', '.join(missing)}", "write it down")
        return {key.value: self.shapes[key.value].read(value, key.value) for key, value in pairs}


def read_shaped(text: str, shape: Shape, file: str) -> Any:
    """What a YAML text says, checked against a shape.

    Raises:
        PolicyError: with `file`, the line, what is wrong and how to mend it.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        return shape.read(node or yaml.MappingNode("", [], yaml.Mark(file, 0, 0, 0, None, 0)), "the file")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PolicyError(
            f"{file}, line {line}: this is no YAML ({error.problem}); mend its signs or indents."
        ) from error
    except PolicyError as error:
        raise PolicyError(f"{file}, {error}") from None


def _pairs(node: yaml.Node, place: str) -> Sequence[tuple[yaml.Node, yaml.Node]]:
    """Keys and values of a mapping, each key once: YAML itself would take the last and not say so."""
    if not isinstance(node, yaml.MappingNode):
        raise mistake(node, f"{place} is no block of keys and values", "write `key: value` lines below it")
    seen: set[str] = set()
    for key, _ in node.value:
        if _scalar(key, place, "a key") in seen:
            raise mistake(key, f"{place} tells {key.value!r} twice", "keep one of the two")
        seen.add(key.value)
    return node.value


def _scalar(node: yaml.Node, place: str, wanted: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise mistake(node, f"{place} is a list or block", f"write {wanted}")
    return node.value


def mistake(node: yaml.Node, what: str, mend: str) -> PolicyError:
    """What is wrong at a place of the text, and how to mend it."""
    return PolicyError(f"line {node.start_mark.line + 1}: {what}; {mend}.")
