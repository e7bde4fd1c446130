"""The privacy policy: what a release profile does with each kind of personal data, by whose it is.

What belongs here: the shape of `privacy.yaml`, its profiles, and the answer for one find. What does not: finding
(`stage.py`), replacing (`masking.py`) and dropping documents (`select/corpus.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import yaml

from pipelines.annotate.personal.masking import TAGS
from pipelines.annotate.personal.spans import Span
from pipelines.scope import UsageError
from pipelines.select.policy_shape import Block, Number, Shape, Table, Word, mistake, read_shaped

FILE = "privacy.yaml"

ANSWERS = ("keep", "mask", "drop_document")

PUBLIC, UNKNOWN, OTHERS = "public", "unknown", "others"

HOLDERS = (
    *("judge", "clerk", "prosecutor", "lawyer", "notary", "expert", "bailiff", "officer", "statesman"),
    *("party", "witness", "relative", UNKNOWN, PUBLIC),
)
"""Whose personal data may be: the role of a person, or `public` for what is a body's own or stands in an act."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One way to release: answers by kind of personal data, then by holder, with `others` for the rest of each."""

    name: str
    version: int
    answers: Mapping[str, Mapping[str, str]]

    def answer(self, span: Span) -> str:
        """Keep, mask or drop_document; `register` for what the register itself has hidden."""
        if span.action == "register":
            return "register"
        told = self.answers.get(span.type, self.answers[OTHERS])
        return told.get(holder_of(span), told[OTHERS])

    @property
    def keeps_acts(self) -> bool:
        """Whether nothing in an act can be hidden: whatever stands there is public, of any kind."""
        return all(told.get(PUBLIC, told[OTHERS]) == "keep" for told in self.answers.values())

    def told(self) -> dict[str, Any]:
        """The profile as plain values, for keys of shards."""
        return {"name": self.name, "answers": self.answers}


def holder_of(span: Span) -> str:
    """Whose a find is: its role, and where it has none, a body's if it is to be kept."""
    return span.role or (PUBLIC if span.action == "keep" else UNKNOWN)


def decided(spans: Iterable[Span], profile: Profile) -> list[Span]:
    """The same spans, each with the profile's answer as its action."""
    return [replace(span, action=profile.answer(span)) for span in spans]


def answered(spans: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """Rows of spans (type, role, action …), each with the profile's answer as its action: `decided` for many."""
    asked = ["type", "role", "action"]
    kinds = spans.select(asked).unique()
    answers = [profile.answer(Span(kind, 0, 0, action, "", 1.0, role)) for kind, role, action in kinds.iter_rows()]
    told = kinds.with_columns(answer=pl.Series(answers, dtype=pl.String))
    joined = spans.join(told, on=asked, how="left", maintain_order="left")
    return joined.with_columns(action="answer").drop("answer")


def profile_named(name: str) -> Profile:
    """A profile of the shipped policy; the one it begins with when the name is empty. Raises UsageError."""
    policy = read_privacy()
    name = name or policy["profile"]
    if name not in policy["profiles"]:
        raise UsageError(f"There is no release profile {name!r}: choose {', '.join(policy['profiles'])}.")
    return Profile(name, policy["version"], policy["profiles"][name])


@cache
def read_privacy() -> Mapping[str, Any]:
    """The privacy policy that is shipped with the project."""
    return parse_privacy(files("pipelines.annotate.personal").joinpath(FILE).read_text(encoding="utf-8"))


def parse_privacy(text: str) -> Mapping[str, Any]:
    """A privacy policy from its text. Raises PolicyError, which names the line and the mend."""
    return read_shaped(text, _Policy(), FILE)


@dataclass(frozen=True, slots=True)
class _Policy:
    """The whole file: the profile that is used when none is named must be one of those it has."""

    def read(self, node: yaml.Node, place: str) -> dict[str, Any]:
        """See `Shape.read`."""
        kinds = tuple(sorted({kind for tags in TAGS.values() for kind in tags}))
        answers = _Known("kind", kinds, _Known("holder", HOLDERS, Word(ANSWERS)))
        shape = Block({"version": Number(1, 10**6), "profile": Word(), "profiles": Table(answers)})
        told = shape.read(node, place)
        if told["profile"] not in told["profiles"]:
            names = ", ".join(told["profiles"])
            raise mistake(node, f"profile is {told['profile']!r}, which has no block", f"write one of {names}")
        return told


@dataclass(frozen=True, slots=True)
class _Known:
    """A table whose names are known ones; `others` speaks for those it leaves out, and must not be missing."""

    what: str
    names: tuple[str, ...]
    item: Shape

    def read(self, node: yaml.Node, place: str) -> dict[str, Any]:
        """See `Shape.read`."""
        told = Table(self.item).read(node, place)
        for key, _ in node.value:
            if key.value not in (*self.names, OTHERS):
                raise mistake(key, f"{place} has no {self.what} {key.value!r}", f"write one of {', '.join(self.names)}")
        if OTHERS not in told:
            raise mistake(node, f"{place} does not tell of {OTHERS}", f"say with {OTHERS} what holds for all the rest")
        return told
