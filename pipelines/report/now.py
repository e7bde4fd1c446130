"""The corpus report of a data root as it is now, without a release.

What belongs here: which assets are read, as far as they were made. What does not: what is counted and how it looks. A
release has its own report among its files, which nobody overwrites; this one lies in `report/` below the root.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.graph import RELEASE_NAME, ROW_LENGTH, stages
from pipelines.plan import refs_of
from pipelines.report.clusters import census, ended, pairs
from pipelines.report.counting import counts
from pipelines.report.figures import figures_of
from pipelines.report.page import page
from pipelines.report.release import one_profile
from pipelines.report.summary import Summary, summarise
from pipelines.scope import EVERYTHING
from pipelines.stage import Shards, Stage
from pipelines.store import MissingInput, Store
from tokenizer import measure

FOLDER, FILE = "report", "report.html"


def write_report(store: Store) -> str:
    """Write the page of a data root; its path. Raises MissingInput when nothing of a corpus has been made."""
    assets = {each.name: made for each in stages() if (made := _made(each, store)).refs}
    if "corpus" not in assets:
        raise MissingInput(f"There is no corpus in {store.root}: point --root to its folder, or run lexcorpus run.")
    path = store.path(FOLDER, EVERYTHING, FILE)
    store.put(path, page(_summary(assets), figures_of(assets)).encode())
    return path


def _made(stage: Stage, store: Store) -> Shards:
    """All shards of a stage; none where it was never made."""
    if stage.level == "once" and store.find_manifest(stage.name, EVERYTHING) is None:
        return Shards(store, ())
    return Shards(store, tuple(refs_of(stage, EVERYTHING, store)))


def _summary(assets: Mapping[str, Shards]) -> Summary:
    corpus, store = assets["corpus"], assets["corpus"].store
    held_out = corpus.only(("source", "language", "split", "text"))
    bpe = assets["bpe_tokenizer"].refs if "bpe_tokenizer" in assets else ()
    is_paired = assets.keys() >= {"duplicates", "documents", "personal_data"}
    paired = (assets["duplicates"], assets["documents"], assets["personal_data"]) if is_paired else ()
    return summarise(
        counts(assets, one_profile(corpus)),
        name=RELEASE_NAME,
        fertility=measure(store.read_bytes(bpe[0]), held_out) if bpe else (),
        row_length=ROW_LENGTH,
        clusters=census(assets["duplicates"]) if paired else (),
        pairs=pairs(*paired, ended(assets["documents"])) if paired else (),
    )
