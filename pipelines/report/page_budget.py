"""The part of the report page about room: what the budget and its quotas took, and what the corpus takes on disk.

What belongs here: its tables and words. What does not: choosing (`select/budget.py`) and reading what was chosen
(`figures.py`).
"""

from __future__ import annotations

from html import escape

import polars as pl

from pipelines.report.figures import Figures
from pipelines.report.markup import Cell, Figure, Html, bar, share, size, table


def budget(figures: Figures) -> str:
    """What the budget took of each source, how its quotas came out, and what it had no room for."""
    left = _left_out(figures)
    if figures.offered.is_empty():
        return left or "<p>No budget was set: everything that selection keeps is chosen.</p>"
    rows: list[list[Cell]] = [
        [source, offered, chosen, share(chosen, offered), bar(chosen, offered)]
        for source, offered, chosen in figures.offered.iter_rows()
    ]
    heads = ["Source", "Tokens offered", "Tokens chosen", "Share", ""]
    words = "<p>Tokens as they are estimated before the tokenizer is trained.</p>"
    return words + table(heads, rows) + _quotas(figures.quotas) + left


def _quotas(quotas: pl.DataFrame) -> str:
    whole = int(quotas["whole"].max() or 0) if not quotas.is_empty() else 0  # pyright: ignore[reportArgumentType]
    rows: list[list[Cell]] = [
        [quota, Figure(f"{least:.1%}"), share(chosen, whole), Figure(f"{most:.1%}"), offered, chosen,
         bar(chosen, whole)]
        for quota, least, most, offered, chosen, _ in quotas.iter_rows()
    ]  # fmt: skip
    heads = ["Quota", "At least", "Share chosen", "At most", "Tokens offered", "Tokens chosen", ""]
    return table(heads, rows, "Quotas, as shares of the budget.") if rows else ""


def _left_out(figures: Figures) -> str:
    """Documents that selection keeps and the budget does not take, by what stands in the way."""
    left = figures.fates.filter(pl.col("outcome") == "left out")
    kept = figures.fates.filter(pl.col("outcome") == "released")
    offered = int(left["documents"].sum()) + int(kept["documents"].sum())
    sums = left.group_by("source", "reason").agg(pl.col("documents", "characters").sum()).sort("source", "reason")
    rows: list[list[Cell]] = [
        [source, reason.replace("_", " "), documents, share(documents, offered), characters]
        for source, reason, documents, characters in sums.iter_rows()
    ]
    heads = ["Source", "What stands in the way", "Documents", "Share of what is kept", "Characters"]
    return table(heads, rows) if rows else ""


def storage(figures: Figures) -> str:
    """What the corpus takes on disk, asset by asset."""
    whole = sum(held for _, held in figures.storage.values())
    ranked = sorted(figures.storage.items(), key=lambda item: (-item[1][1], item[0]))
    rows: list[list[Cell]] = [
        [Html(f"<code>{escape(name)}</code>"), shards, size(held), share(held, whole), bar(held, whole)]
        for name, (shards, held) in ranked
    ]
    made = table(["Asset", "Shards", "Size", "Share", ""], rows, f"{size(whole)} in all.")
    return f"<h3>On disk</h3>{made}" if rows else ""
