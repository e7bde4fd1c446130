"""Rewrites tests/expected/texts.tsv, what every fixture text becomes: `python -m tests.golden`.

What belongs here: the table. Offsets of every annotation count from these texts, so a line of it that changes is a new
version of documents, and of all that is made of them.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from pipelines.text.convert import to_text
from pipelines.text.unreadable import Unreadable
from tests.fuzz_mutations import seeds

TABLE = Path(__file__).parent / "expected" / "texts.tsv"


def rows() -> list[tuple[str, str]]:
    """(hash of a fixture's bytes, hash of its text or the reason why it has none), in the order of the hashes."""
    return sorted({(_hash(body), _became(body)) for reader in ("rtf", "html", "xml") for body in seeds(reader)})


def written() -> list[tuple[str, str]]:
    """The table as it was last agreed on."""
    return [(body, became) for line in TABLE.read_text().splitlines() for body, became in [line.split("\t")]]


def _became(body: bytes) -> str:
    try:
        found = to_text(body)
    except Unreadable as refused:
        return refused.reason
    return _hash(f"{found.text}\0{found.markup or ''}".encode())


def _hash(body: bytes) -> str:
    return sha256(body).hexdigest()[:16]


if __name__ == "__main__":
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text("".join(f"{body}\t{became}\n" for body, became in rows()))
