"""The part of the report page about tokens: what a word costs, beside the tokenizers of well-known models, and rows.

What belongs here: its tables, bars and words. What does not: measuring (`tokenizer.py`, `summary.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.report.figures import Figures
from pipelines.report.markup import Cell, Figure, bar, share, table
from pipelines.report.summary import Summary
from tokenizer import Fertility

Costs = Mapping[str, Sequence[Fertility]]


def tokens(summary: Summary, figures: Figures) -> str:
    """Fertility of the release's own tokenizer, then beside others, then how full packed rows are."""
    return _own(summary) + _beside(figures.fertility) + _packed(summary)


def unmeasured(what: str) -> str:
    """A figure that nobody took is said to be so, never shown as 0."""
    return f"<p class=note>{what} not measured for this release.</p>"


def _own(summary: Summary) -> str:
    rows: list[list[Cell]] = [
        [each.source, each.language, each.documents, each.words, *_costs(each), each.broken]
        for each in summary.fertility
    ]
    heads = ["Source", "Language", "Documents", "Words", "Tokens a word", "Characters a token", "Round trips broken"]
    said = "The tokenizer of this release on whole held-out documents (validation and test)."
    return table(heads, rows, said) if rows else unmeasured("Fertility was")


def _costs(each: Fertility) -> tuple[Figure, Figure]:
    return Figure(f"{each.tokens_per_word:.3f}"), Figure(f"{each.characters_per_token:.2f}")


def _beside(costs: Costs) -> str:
    """Tokens a word of each tokenizer, by source and language: of each the cheapest first."""
    if len(costs) < 2:
        return ""
    told = [(each.source, each.language, each.tokens_per_word, name, each) for name, of in costs.items() for each in of]
    most = max((row[2] for row in told), default=0.0)
    rows: list[list[Cell]] = [
        [source, language, name, _costs(each)[0], Figure(f"{each.bytes_per_token:.2f}"), share(each.split, each.words),
         bar(round(1000 * cost), round(1000 * most))]
        for source, language, cost, name, each in sorted(told, key=lambda row: row[:4])
    ]  # fmt: skip
    heads = ["Source", "Language", "Tokenizer", "Tokens a word", "Bytes a token", "Words split"]
    words = (
        "<p>The same windows of held-out documents by every tokenizer; the bar is tokens a word, shorter is cheaper. "
        "Public tokenizers are compared where a package that carries one is installed.</p>"
    )
    return f"<h3>Beside other tokenizers</h3>{words}" + table([*heads, ""], rows)


def _packed(summary: Summary) -> str:
    rows, amounts = summary.rows("packed"), summary.amounts("packed")
    if not rows:
        return unmeasured("Packed rows were")
    lines: list[list[Cell]] = [
        [split, count, amounts[split], share(amounts[split], room), bar(amounts[split], room)]
        for split, count in rows.items()
        for room in (count * summary.row_length,)
    ]
    heads = ["Split", "Packed rows", "Tokens", "Room filled", ""]
    return "<h3>Packed rows</h3>" + table(heads, lines, f"Rows of {summary.row_length} tokens.")
