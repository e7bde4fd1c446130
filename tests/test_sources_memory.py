"""What a year of the register costs in memory: a shard is bounded, an offer grows by a small part of each record."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_sources_archive import zipped
from tests.test_sources_edrsr import publish, rtf, url
from tests.test_sources_register import row

pytestmark = pytest.mark.slow

RECORDS, TIMES, SHARD = 15_000, 20, 10_000
OFFER_BYTES = 200
"""Bytes of memory that a record more on offer may cost."""
SLACK = 32 << 20
"""Bytes of memory for what does not grow: blocks, and what allocators keep."""

CHILD = f"""
import resource, sys
from pipelines.sources.edrsr import Edrsr
from pipelines.sources.folder import Folder

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

source = Edrsr()
for place in sys.argv[1:]:
    folder = Folder(place)
    offer = source.offer(folder, "2019", source.files(folder, "2019"))
    print(offer.num_rows, peak(), end=" ")
    assert source.parse(folder, offer.slice(offer.num_rows - {SHARD})).documents.num_rows == {SHARD}
    print(peak())
"""


def laid_out(root: Path, records: int) -> Path:
    """A year with so many records, a text for each."""
    root.mkdir()
    rows = b"".join(row(n, number=f'"{n}/19"', doc_url=url(f"{n:032x}.rtf")) for n in range(records))
    publish(root, rows)
    (root / "texts_2019.zip").write_bytes(zipped({f"files/43/{n:032x}.rtf": rtf("Ухвала") for n in range(records)}))
    return root


def test_memory_is_bounded(tmp_path: Path) -> None:
    """Twenty times the archive: an offer costs so many bytes a record more, a shard out of it costs nothing more."""
    places = [laid_out(tmp_path / str(times), RECORDS * times) for times in (1, TIMES)]
    command = [sys.executable, "-c", CHILD, *map(str, places)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (small, _, before), (large, offered, parsed) = ([int(n) for n in line.split()] for line in told.splitlines())
    assert (small, large) == (RECORDS, RECORDS * TIMES)
    assert offered - before < OFFER_BYTES * (large - small) + SLACK, told
    assert parsed - offered < SLACK, told
