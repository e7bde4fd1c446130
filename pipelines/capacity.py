"""What training on a corpus takes: operations, hours of accelerators, storage, bandwidth and cost.

What belongs here: the formulas, each with its source, and the catalogue they are fed from (`capacity.yaml`). What does
not: counting the corpus (`report/summary.py`) and the command (`cli_release.py`).

    operations    6 · active parameters · tokens     Kaplan et al., arXiv 2001.08361, section 2.1: 2 forward, 4
                                                     backward; attention over the row is left out: some 5 % for
                                                     DeepSeek-V3 and rows of 2,048 tokens
    hours         operations / (peak · MFU · 3600)   MFU as in PaLM, arXiv 2204.02311, appendix B
    states        16 bytes a parameter               mixed-precision Adam: ZeRO, arXiv 1910.02054, section 3.1
    checkpoint    14 bytes a parameter               the same without gradients
    bandwidth     tokens a second · bytes a token    of all chips together, as they are read from the packed rows

Tokens are those of the tokenizer that counted them: another one makes more or fewer of the same texts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import yaml

from pipelines.report.markup import Figure, table
from pipelines.report.promotion import files_of_release
from pipelines.scope import EVERYTHING, UsageError
from pipelines.store import Store
from pipelines.store_tables import opened

FLOPS_PER_PARAMETER, STATE_BYTES, CHECKPOINT_BYTES = 6, 16, 14

GOOD_EPOCHS = 4
"""Repetitions of data that are nearly as good as new data: Muennighoff et al., arXiv 2305.16264."""

FORMULAS = (
    ("Operations", "6 · active parameters · tokens", "Kaplan et al., arXiv 2001.08361, section 2.1"),
    ("Hours of a chip", "operations / (peak · MFU · 3,600)", "MFU as in PaLM, arXiv 2204.02311, appendix B"),
    ("Least chips", "16 bytes · all parameters / memory of a chip", "ZeRO, arXiv 1910.02054, section 3.1"),
    ("Checkpoints", "14 bytes · all parameters · number kept", "the same, without gradients"),
    ("Loaders", "chips · peak · MFU / (6 · active parameters) · bytes a token", "all chips together"),
    ("Cost", "hours · price of an hour", "capacity.yaml, or --price"),
)
"""What the plans are reckoned by, for people."""

TOKEN_BYTES = 4
"""Bytes of a packed token where the vocabulary does not fit 16 bits."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a release holds for training: tokens of its train split, and the bytes of the files that hold them."""

    tokens: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What one training takes on one kind of chip."""

    model: str
    chip: str
    chips: int
    tokens: float
    epochs: float | None
    """passes over what the release holds; None where no release was counted"""
    flops: float
    hours: float
    """of one chip; divided by `chips` it is the time that passes"""
    days: float
    cost: float
    """US dollars"""
    corpus_bytes: float
    checkpoint_bytes: float
    """of all that are kept at one time"""
    bandwidth: float
    """bytes a second that the loaders together must read"""
    least_chips: int
    """chips whose memory holds weights, gradients and optimizer states; activations come on top"""


@cache
def catalogue() -> Mapping[str, Any]:
    """Models, chips and what is assumed of them: `capacity.yaml`."""
    return yaml.safe_load(files("pipelines").joinpath("capacity.yaml").read_text(encoding="utf-8"))


def plans(
    tokens: float | None,
    model: str,
    *,
    held: Held | None = None,
    chips: int = 64,
    mfu: float | None = None,
    prices: Mapping[str, float] | None = None,
    told: Mapping[str, Any] | None = None,
) -> list[Plan]:
    """The plan of a training on each kind of chip.

    Args:
        tokens: how many to train on; all that the release holds, once, when not given.
        model: a name of the catalogue.
        held: what the release holds.
        chips: accelerators at work at the same time.
        mfu: share of the peak that is reached; the catalogue's when not given.
        prices: US dollars an hour by chip, in place of the catalogue's.
        told: a catalogue of one's own.

    Raises:
        UsageError: a model or chip that is not in the catalogue, a number that makes no sense.
    """
    known = told or catalogue()
    if model not in known["models"]:
        raise UsageError(f"{model!r} is no model of capacity.yaml; there are {', '.join(known['models'])}.")
    if unknown := set(prices or {}) - set(known["chips"]):
        raise UsageError(f"{min(unknown)!r} is no chip of capacity.yaml; there are {', '.join(known['chips'])}.")
    wanted = tokens if tokens is not None else held.tokens if held else 0
    reached = known["mfu"] if mfu is None else mfu
    if not (wanted > 0 and chips > 0 and 0 < reached <= 1 and math.isfinite(wanted)):
        raise UsageError("Tokens and chips must be above 0, and the MFU above 0 and at most 1.")
    held_bytes = held.bytes / held.tokens if held and held.tokens else TOKEN_BYTES
    epochs = wanted / held.tokens if held and held.tokens else None
    need = _Need(model, known["models"][model], wanted, epochs, held_bytes, known["checkpoints"])
    chosen = {name: {**chip, "price": (prices or {}).get(name, chip["price"])} for name, chip in known["chips"].items()}
    return [_plan(need, name, chip, chips, reached) for name, chip in chosen.items()]


@dataclass(frozen=True, slots=True)
class _Need:
    """What is the same on every chip."""

    model: str
    parameters: Mapping[str, float]
    tokens: float
    epochs: float | None
    token_bytes: float
    checkpoints: int


def _plan(need: _Need, name: str, chip: Mapping[str, float], chips: int, mfu: float) -> Plan:
    per_token = FLOPS_PER_PARAMETER * need.parameters["active"]
    flops, speed = per_token * need.tokens, chip["peak"] * mfu
    hours = flops / (speed * 3600)
    return Plan(
        model=need.model,
        chip=name,
        chips=chips,
        tokens=need.tokens,
        epochs=need.epochs,
        flops=flops,
        hours=hours,
        days=hours / chips / 24,
        cost=hours * chip["price"],
        corpus_bytes=need.token_bytes * need.tokens / max(need.epochs or 1, 1),
        checkpoint_bytes=CHECKPOINT_BYTES * need.parameters["total"] * need.checkpoints,
        bandwidth=chips * speed / per_token * need.token_bytes,
        least_chips=math.ceil(STATE_BYTES * need.parameters["total"] / chip["memory"]),
    )


def held_by(store: Store, release: str) -> Held:
    """What a release holds for training, from the lengths of its packed rows. Raises ReleaseError."""
    listed = files_of_release(store, release)
    packed = {path: size for path, (size, _) in listed.items() if path.startswith("packed/train/")}
    tokens = sum(_tokens(store, store.path("release", EVERYTHING, f"{release}/{path}")) for path in packed)
    return Held(tokens, sum(packed.values()))


def _tokens(store: Store, path: str) -> int:
    """Tokens of a packed file, a row group in memory at a time."""
    with opened(store, path) as file:
        batches = file.iter_batches(columns=["doc_lengths"], use_threads=False)
        return sum(batch["doc_lengths"].flatten().to_numpy().sum(dtype="int64").item() for batch in batches)


HEADS = ("Chip", "Chip hours", "Days", "Cost, USD", "Least chips", "Loaders, MB/s")


def rows(made: list[Plan]) -> list[list[str]]:
    """A row of text for each plan, under `HEADS`."""
    return [
        [one.chip, _rounded(one.hours), _rounded(one.days), _rounded(one.cost), Figure(f"{one.least_chips:,}"),
         _rounded(one.bandwidth / 1e6)]
        for one in made
    ]  # fmt: skip


def _rounded(value: float) -> Figure:
    """Whole numbers where they are large, of small ones two digits; what is not nothing is never shown as 0."""
    return Figure(f"{value:,.0f}" if value >= 10 else f"{value:.2g}" if value >= 0.01 else "< 0.01")


def assumptions(made: list[Plan], mfu: float | None = None) -> str:
    """What the plans have in common, in a sentence or two."""
    one = made[0]
    reached = catalogue()["mfu"] if mfu is None else mfu
    said = (
        f"{one.model}, {one.tokens:.3g} tokens: {one.flops:.3g} operations (6 × active parameters × tokens); "
        f"{one.chips} chips at {reached:.0%} of their BF16 peak. Packed tokens {one.corpus_bytes / 1e9:,.3g} GB, "
        f"checkpoints {one.checkpoint_bytes / 1e12:,.3g} TB. Prices are assumptions: give your own."
    )
    if one.epochs is None:
        return said
    often = "" if one.epochs <= GOOD_EPOCHS else f", beyond the {GOOD_EPOCHS} that are nearly as good as new data"
    passes = "one pass" if one.epochs == 1 else f"{one.epochs:,.2f} passes"
    return f"{said} That is {passes} over the train split{often}."


def cost(made: list[Plan]) -> str:
    """The plans as markup for the report: a table, what it rests on, and the formulas."""
    formulas = table(("Figure", "Formula", "Source"), FORMULAS)
    return (
        f"<h3>To train on it</h3>{table(HEADS, rows(made))}<p>{escape(assumptions(made))}</p>"
        f"<details><summary>Formulas and their sources</summary>{formulas}</details>"
    )
