"""The conditions that the policy table speaks of, as expressions over pairs of rows.

What belongs here: what each of its words means. What does not: what follows from it (`labels.toml`).

A condition about the register holds only where both sides tell: what is not told speaks neither for one decision nor
for two. The later row of a pair has the plain columns, the earlier one the suffix `_other`.
"""

from __future__ import annotations

import polars as pl

from pipelines.dedup.comparison import LIKENESS
from pipelines.dedup.pieces import KIND, NATIONWIDE, OPINION, SILENT, SILENT_DAY
from pipelines.dedup.signatures import SHINGLE

REGISTER = (
    "id_key", "statute", "form", "role", "court", "instance", "day", "edition", "channel", "words", "text_key", "cases",
)  # fmt: skip
"""Columns of `pieces.FACTS` that the conditions read."""


def with_likeness(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with every column of `LIKENESS`, the shares estimated where the texts were not read; and one_case.

    At a Jaccard of J two sets of a and b members share J (a + b) / (1 + J), and each word but four begins a 5-gram.
    """
    absent = [pl.lit(None, kind).alias(name) for name, kind in LIKENESS.items() if name not in pairs.columns]
    grams, grams_other = ((pl.col(words) - SHINGLE + 1).clip(1) for words in ("words", "words_other"))
    shared = pl.col("estimate") * (grams + grams_other) / (1 + pl.col("estimate"))
    return pairs.with_columns(*absent, one_case=_one_case(pairs)).with_columns(
        pl.col("of_row").fill_null((shared / grams).clip(0, 1)),
        pl.col("of_other").fill_null((shared / grams_other).clip(0, 1)),
    )


def _one_case(pairs: pl.DataFrame) -> pl.Series:
    """Whether the two have a case in common, Boolean: between two courts only a nationwide number tells one.

    A number that begins anew in each court means one case only where one of the courts is not told.
    """
    told = pairs.select(shared=pl.col("shared_cases") > 0, courts=_told("court", SILENT) & ~_same("court"))
    one, between = told["shared"].to_numpy().copy(), (told["shared"] & told["courts"])
    common = pl.col("cases").list.set_intersection("cases_other")
    nationwide = common.list.eval(pl.element() & KIND == NATIONWIDE).list.any()
    one[between.to_numpy()] = pairs.filter(between).select(nationwide)["cases"].to_numpy()
    return pl.Series(one)


def conditions(retold: float, wholly: float) -> dict[str, pl.Expr]:
    """Every condition by its name in the table, over the columns of `with_likeness`.

    `retold` and `wholly` are the shares, 0 to 1, that make a retelling and a whole one.
    """
    register, texts = _register(), _texts()
    by_another_way = register["another channel"] & texts["near"] & texts["numbers equal"] & ~texts["another party"]
    told = share_told()
    return (
        register
        | texts
        | {
            "alike": texts["near"] | texts["contained"],
            "same decision rendered otherwise": texts["same content"] | by_another_way.fill_null(False),
            "retold": told >= retold,
            "wholly retold": told >= wholly,
        }
    )


def _register() -> dict[str, pl.Expr]:
    """What the register tells: one of a thing is both sides telling the same, another is both telling two."""
    told = {"case": _numbered("cases") & _numbered("cases_other"), "role": pl.lit(True)}
    told |= {name: _told(name, SILENT) for name in ("court", "form", "channel", "instance")}
    told |= {"day": _told("day", SILENT_DAY), "edition": _told("edition", SILENT_DAY)}
    same = {name: _same(name) for name in told if name != "case"} | {"case": pl.col("one_case")}
    another = {f"another {name}": told[name] & ~same[name] for name in told}
    acts, roles = _sides("statute"), ("case", "court", "day", "role")
    return another | {
        "one id": pl.col("id_key") == pl.col("id_key_other"),
        "one case": same["case"],
        "one day": told["day"] & same["day"],
        "one edition": ~(pl.all_horizontal(acts) & another["another edition"]),
        "edition not told": ~told["edition"],
        "an act": pl.any_horizontal(acts),
        "another kind": pl.col("statute") != pl.col("statute_other"),
        "an opinion": pl.any_horizontal(side == OPINION for side in _sides("role")),
        "court not told": ~(told["court"] | told["instance"]),
        "another level": another["another court"] | another["another instance"],
        "another decision": pl.any_horizontal(another[f"another {name}"] for name in roles),
    }


def _texts() -> dict[str, pl.Expr]:
    """What the texts tell; where they were not read, what would join two decisions does not hold, the rest does."""
    text, other = _sides("text_key")
    numerals = pl.col("numerals_agree").fill_null(True)
    return {
        "same words": (text == other) & (text != SILENT),
        "without words": (text == SILENT) | (other == SILENT),
        "near": pl.col("near"),
        "contained": pl.col("contained"),
        "numbers agree": pl.col("numbers_agree") & numerals,
        "numbers equal": pl.col("numbers_equal") & numerals,
        "same content": pl.col("same_content").fill_null(False),
        "another party": pl.col("another_name").fill_null(True),
        "one act": pl.col("one_act"),
        "another act": ~pl.col("one_act"),
        "one title": pl.col("one_title"),
    }


def share_told() -> pl.Expr:
    """How much of the other's 5-grams the teller holds: the higher instance, else the later day, else either."""
    instance, other = _sides("instance")
    day, other_day = _sides("day")
    levels, days = _told("instance", SILENT) & (instance != other), _told("day", SILENT_DAY) & (day != other_day)
    later_tells, earlier_tells = pl.col("of_other"), pl.col("of_row")
    by_day = pl.when(day > other_day).then(later_tells).otherwise(earlier_tells)
    by_level = pl.when(instance > other).then(later_tells).otherwise(earlier_tells)
    either = pl.max_horizontal(later_tells, earlier_tells)
    return pl.when(levels).then(by_level).when(days).then(by_day).otherwise(either)


def _sides(name: str) -> tuple[pl.Expr, pl.Expr]:
    """A fact of the later row and of the earlier one."""
    return pl.col(name), pl.col(f"{name}_other")


def _same(name: str) -> pl.Expr:
    """Both sides have the same."""
    return pl.col(name) == pl.col(f"{name}_other")


def _told(name: str, silent: int) -> pl.Expr:
    """Both sides tell it."""
    row, other = _sides(name)
    return (row != silent) & (other != silent)


def _numbered(name: str) -> pl.Expr:
    """The row has a case number."""
    return pl.col(name).list.len() > 0
