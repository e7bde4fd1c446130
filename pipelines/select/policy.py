"""The written policy as data: what may stand in `policy.yaml`, and reading it.

What belongs here: the shape of the policy. What does not: kinds of values (`policy_shape.py`), what its rules say of a
document (`rules.py`), what follows (`decide.py`, `weights.py`) and what is usual (`strata.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
import pyarrow as pa
import yaml

from pipelines import schema
from pipelines.dedup.labels import SAME_DECISION
from pipelines.select.policy_shape import (
    Block,
    Day,
    Many,
    Named,
    Number,
    Shape,
    Table,
    Word,
    YesNo,
    mistake,
    read_shaped,
)

FILE = "policy.yaml"

STATUSES = ("awaiting_text", "metadata_only", "withdrawn", "vanished", "repealed")
"""Statuses of a document that a policy may refuse."""

DAMAGE = ("control_characters", "empty", "letterspaced", "mixed_script", "mojibake", "repeated")
"""Kinds of damage that `quality` tells."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A number of `quality`: the name of a column, or `name.1` for the second number of a list of fixed length."""

    def read(self, node: yaml.Node, place: str) -> str:
        """See `Shape.read`."""
        text = Word().read(node, place)
        if text not in _signals():
            raise mistake(node, f"quality tells no number {text!r}", f"write one of {', '.join(_signals())}")
        return text


def base(signal: str) -> str:
    """The column of `quality` that a signal is in."""
    return signal.partition(".")[0]


def signal_value(signal: str) -> pl.Expr:
    """A signal as Float32 over the columns of `quality`."""
    name, _, place = signal.partition(".")
    value = pl.col(name).arr.get(int(place)) if place else pl.col(name)
    return value.cast(pl.Float32)


def read_policy() -> dict[str, Any]:
    """The policy that is shipped with the project, as nested dictionaries."""
    return parse_policy(files("pipelines.select").joinpath(FILE).read_text(encoding="utf-8"))


def parse_policy(text: str) -> dict[str, Any]:
    """A policy from its text. Raises PolicyError, which names the line and the mend."""
    return read_shaped(text, _policy(), FILE)


@cache
def _policy() -> Block:
    """The shape of the file, key by key."""
    share, times, whole = Number(0, 1), Number(0, 100), Number(0, 10**9)
    return Block(
        {
            "version": Number(1, 10**6),
            "withdrawn": Many(Word(STATUSES)),
            "quarantine": Block(
                {
                    "status": Many(Word(STATUSES)),
                    "damage": Many(Word(DAMAGE)),
                    "undecodable": Block({"signal": Signal(), "above": whole}),
                }
            ),
            "duplicate": Many(Word(SAME_DECISION)),
            "contaminated": Block({"share": share, "words": Number(1, 10**6)}),
            "strata": _strata(),
            "low_weight": Named(
                {
                    "above": Block({"signal": Signal(), "above": whole, "weight": share}),
                    "below": Block({"signal": Signal(), "below": whole, "weight": share}),
                    "damage": Block({"damage": Word(DAMAGE), "weight": share}),
                }
            ),
            "protect": Block(
                {
                    "decides": YesNo(),
                    "rare_category": share,
                    "table_heavy": share,
                    "cited": Number(1, 10**9),
                    "only_citation": YesNo(),
                }
            ),
            "weights": _weights(times),
            "audit": Block(
                {"fewest": Number(1, 10**6), "times": Number(1, 100), "floor": share, "accept": Table(Word())}
            ),
            "split": Block({"validation": share, "test": share, "seed": Word(), "cut": Day()}),
        }
    )


def _strata() -> Shape:
    return Block(
        {
            "until": Number(1900, 9999),
            "eras": Many(Number(1, 9999), ascending=True),
            "lengths": Many(Number(1, 10**9), ascending=True),
            "at_least": Number(1, 10**9),
            "spread": Number(0, 1000),
        }
    )


def _weights(times: Shape) -> Shape:
    return Block(
        {
            "cluster": Many(Block({"from": Number(2, 10**9), "together": Number(0, 10**9)})),
            "older_edition": times,
            "boilerplate": Block({"above": Number(0, 1), "times": times}),
            "cited": Block({"gain": times, "most": times}),
            "rank": Block({"gain": times, "most": times}),
            "instance": Block({"first": times, "appeal": times, "cassation": times}),
            "reasoning": Block({"gain": times}),
            "clip": Block({"least": Number(0, 1), "most": times}),
        }
    )


@cache
def _signals() -> tuple[str, ...]:
    """Every number that `quality` tells."""
    found: list[str] = []
    for field in schema.QUALITY:
        if pa.types.is_fixed_size_list(field.type) and _is_number(field.type.value_type):
            found += [f"{field.name}.{place}" for place in range(field.type.list_size)]
        elif _is_number(field.type):
            found.append(field.name)
    return tuple(found)


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)
