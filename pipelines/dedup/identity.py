"""Which decision a row is, as the register tells it.

What belongs here: ids, case numbers, courts, dates, forms and editions as codes that can be compared by the million.
What does not: what follows from them for two like texts (`labels.py`). Still to come: the courts' own relations
between decisions (`references`), and reorganised courts that go on under another code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.sets import Sets

SILENT = -1
"""Code of what the register does not say."""

LOOK_ALIKES = dict(zip("ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ", strict=True))
"""Latin capitals that clerks type for Cyrillic ones: 2-a-10600/11 and 2-а-10600/11 are one case."""

OPINIONS = ("окрема думка", "conclusie")
"""Forms, in lower case, that stand beside a judgment and may quote all of it without being it."""

NATIONAL = r"^(\d{3,4}/\d+/\d{2,4}|\d{2}/\d{5}|\d{2}[/-]\d{6}-\d{2}|\d{3}\.\d{3}\.\d{3}|\d{9}/)"
"""Numbers that one case bears in every instance: the unified number of EDRSR (309/3690/19); the Dutch numbers of the
Hoge Raad, the parket, the gerechtshoven and the Raad van State. All others (1-123/2006) begin anew in each court."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register says of each row, as codes: equal values, equal codes, SILENT where it says nothing."""

    ids: np.ndarray
    courts: np.ndarray
    dates: np.ndarray
    forms: np.ndarray
    editions: np.ndarray
    statutes: np.ndarray
    opinions: np.ndarray
    case_rows: np.ndarray
    """int64 row of each (row, case number), ascending"""
    case_codes: np.ndarray
    """int64 code of that number"""
    national: np.ndarray
    """bool: the number means the same case in every court"""

    @classmethod
    def of(cls, documents: pa.Table) -> Facts:
        """From the columns id, kind, issuer_code, case_numbers, date, form and edition of `schema.DOCUMENTS`."""
        frame = pl.DataFrame(documents.select(["id", "kind", "issuer_code", "case_numbers", "date", "form", "edition"]))
        cases = case_numbers(frame)
        return cls(
            ids=_codes(frame["id"]),
            courts=_codes(frame["issuer_code"]),
            dates=_codes(frame["date"]),
            forms=_codes(frame["form"]),
            editions=_codes(frame["edition"]),
            statutes=(frame["kind"] == "statute").to_numpy(),
            opinions=frame["form"].str.to_lowercase().is_in(OPINIONS).fill_null(False).to_numpy(),
            case_rows=cases["row"].cast(pl.Int64).to_numpy(),
            case_codes=_codes(cases["number"]),
            national=cases["number"].str.contains(NATIONAL).to_numpy(),
        )

    @property
    def cases(self) -> Sets:
        """The case numbers of each row as a set."""
        counts = np.bincount(self.case_rows, minlength=len(self.ids))
        return Sets(self.case_codes, np.concatenate([[0], np.cumsum(counts)]))


def case_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """(row, number) of every case number, as a key: upper case, Cyrillic where letters look alike, without blanks.

    Some courts publish several numbers in one string, between commas, semicolons or the Dutch word «en».
    """
    key = pl.col("number").str.to_uppercase().str.replace_all(r"[\s№]", "").str.replace_all(r"[‐-―]", "-")
    return (
        frame.select(pl.col("case_numbers").alias("number"))
        .with_row_index("row")
        .explode("number")
        .with_columns(pl.col("number").str.replace_all(r"[;,]|\sen\s", "\n").str.split("\n"))
        .explode("number")
        .with_columns(key.str.replace_all("\\", "/", literal=True).str.replace_many(LOOK_ALIKES))
        .filter(pl.col("number") != "")
        .unique()
        .sort("row", "number")
    )


def _codes(values: pl.Series) -> np.ndarray:
    """int64 codes in the order of the values, SILENT for null."""
    return values.rank("dense").cast(pl.Int64).fill_null(SILENT).to_numpy()
