"""Whether packed rows say their documents: rows of some files are read back beside the texts.

What belongs here: the check and its words. What does not: reading rows back (`pipelines.export.packing_proof`).
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.export.packing_proof import Windows, look
from pipelines.graph import ROW_LENGTH
from pipelines.scope import EVERYTHING
from pipelines.store import Manifest, Ref, Store

FAITHFUL = "rows_say_their_documents"

_PROMISE = (
    "Windows of rows decode to their texts, documents end where their texts do with the tokenizer's own token, "
    "lengths add up to rows, and no row has a document twice."
)


def specs() -> Iterator[dg.AssetCheckSpec]:
    """The check as the asset declares it: a trainer cannot see what it would find."""
    yield dg.AssetCheckSpec(FAITHFUL, asset="packed_sequences", blocking=True, description=_PROMISE)


def seen(manifest: Manifest, store: Store) -> Windows:
    """What is seen of rows beside the corpus and the tokenizer as they stand."""
    corpus = [Ref("corpus", cell.scope, shard) for cell in store.manifests("corpus") for shard in cell.shards]
    (tokenizer,) = store.manifest("bpe_tokenizer", EVERYTHING).shards
    return look(manifest, corpus, store.read_bytes(Ref("bpe_tokenizer", EVERYTHING, tokenizer)), store, ROW_LENGTH)


def judged(windows: Windows) -> dg.AssetCheckResult:
    """Whether all of it was in order."""
    told = {"windows": windows.read, "broken": windows.broken, "foreign": windows.foreign, "outside": windows.outside}
    said = f"{windows.read:,} pieces of rows were read beside their texts; {windows.broken:,} read otherwise."
    return dg.AssetCheckResult(passed=windows.clear, check_name=FAITHFUL, description=said, metadata=told)
