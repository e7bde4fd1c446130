"""Columns of documents.csv made of fields: texts as they are, and dictionaries where few values recur.

What belongs here: the columns by name, and the doors from the kernels of `register_column_kernel.py` to Arrow. What
does not: where fields lie (`register.py`), and what columns mean (`register_names.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

COLUMNS = (
    "doc_id", "court_code", "judgment_code", "justice_kind", "category_code", "cause_num",
    "adjudication_date", "receipt_date", "judge", "doc_url", "status", "date_publ",
)  # fmt: skip
"""Columns of documents.csv; their order changed between years, so they are found by name."""

ONE_LINE = ("cause_num", "judge")
"""Columns in which a run of white space, line breaks included, is one space."""

RECURRING = frozenset({
    "court_code", "judgment_code", "justice_kind", "category_code", "adjudication_date", "receipt_date", "judge",
    "status", "date_publ",
})  # fmt: skip
"""Columns of few different values, which are read as dictionaries: what a value means is found once."""

PADDING = 16
"""Bytes behind the last record that kernels may read."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Makes columns of the fields of the chosen `rows` of a block.

    `fields` has, for columns x records, where each begins and ends in `data` (int32), and its form (uint8), see
    `register_kernel.read_records`; `slots` (int32) and `keys` (uint64) are room for the hash table of the kernel.
    """

    data: np.ndarray
    fields: tuple[np.ndarray, np.ndarray, np.ndarray]
    rows: np.ndarray
    slots: np.ndarray
    keys: np.ndarray

    @classmethod
    def of(cls, data: np.ndarray, fields: tuple[np.ndarray, np.ndarray, np.ndarray], rows: np.ndarray) -> Columns:
        """See the class."""
        slots = np.empty(1 << len(rows).bit_length(), np.int32)
        return cls(data, fields, rows, slots, np.empty(len(rows), np.uint64))

    def texts(self, name: str) -> pa.StringArray:
        """A column as it is."""
        bounds, out, empty = self._written(name, self.rows)
        there = pa.py_buffer(np.packbits(bounds[1:] > bounds[:-1], bitorder="little")) if empty else None
        return pa.StringArray.from_buffers(len(self.rows), pa.py_buffer(bounds), pa.py_buffer(out), there, empty)

    def recurring(self, name: str) -> pa.DictionaryArray:
        """A column as a dictionary of its values, in the order in which they come, untidy ones last."""
        from pipelines.sources.register_column_kernel import UNTIDY, code_values

        places, (bounds, values) = self._places(name), self._room(name, self.rows)
        codes = np.empty(len(self.rows), np.int32)
        table = self.slots, self.keys, bounds, values
        self.slots.fill(-1)
        known = code_values(self.data, *places, self.rows, codes, *table, 0)
        if (least := codes.min(initial=0)) == UNTIDY:
            untidy = np.flatnonzero(codes == UNTIDY)
            ends, tidy, _ = self._written(name, self.rows[untidy])
            clean, found = np.zeros(len(untidy), np.uint8), np.empty(len(untidy), np.int32)
            known = code_values(tidy, ends[:-1], ends[1:], clean, np.arange(len(untidy)), found, *table, known)
            codes[untidy] = found
        few = (pa.py_buffer(part.tobytes()) for part in (bounds[: known + 1], values[: bounds[known]]))
        dictionary = pa.StringArray.from_buffers(known, *few)  # of copies: few values must not hold the room for all
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0 if least < 0 else None), dictionary)

    def _written(self, name: str, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
        """Values of some rows end to end and where each ends, behind the 0 that it begins with; how many are empty."""
        from pipelines.sources.register_column_kernel import write_texts

        bounds, out = self._room(name, rows)
        return bounds, out, write_texts(self.data, *self._places(name), rows, name in ONE_LINE, bounds, out)

    def _places(self, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        column, (starts, ends, forms) = COLUMNS.index(name), self.fields
        return starts[column], ends[column], forms[column]

    def _room(self, name: str, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Empty bounds of the values of some rows, and as much room as the fields take."""
        starts, ends, _ = self._places(name)
        most = int((ends - starts)[rows].sum())
        return np.zeros(len(rows) + 1, np.int32), np.empty(most + PADDING, np.uint8)
