"""The release: every file a trainer reads under a name that people read, with its card, Croissant and report.

What belongs here: publishing shards under `release/<name>/`, and writing the papers that describe them. What does
not: two runs that publish at once (`publishing.py`), the figures (`summary.py`) and the words (`card.py`,
`croissant.py`, `page.py`).

The table it leaves is the list of the published files, and `manifest.json` among them says the same: where it does not,
a run was killed or overtaken on its way, and the release is published again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import pyarrow as pa

from pipelines.annotate.personal.privacy import Profile, profile_named
from pipelines.capacity import Held, cost, plans
from pipelines.plan import plan_whole
from pipelines.report.audit import together
from pipelines.report.audit_losses import Tolerance, losses
from pipelines.report.audit_page import Audit, audit_page
from pipelines.report.audit_samples import excerpts, samples
from pipelines.report.card import card
from pipelines.report.clusters import Census, census, pairs
from pipelines.report.counting import counts
from pipelines.report.croissant import croissant
from pipelines.report.figures import Figures, figures_of
from pipelines.report.lineage import FILE as LINEAGE
from pipelines.report.lineage import lineage
from pipelines.report.page import page
from pipelines.report.parameters import FILE as PARAMETERS
from pipelines.report.parameters import parameters
from pipelines.report.promotion import sums
from pipelines.report.publishing import LISTING, Publication, files_in, place_of
from pipelines.report.summary import ReleaseFile, Summary, summarise
from pipelines.report.takedown import LIST, ids_in, takedown
from pipelines.schema import RELEASE
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Outcome, Shards, Stage, Task, Workspace
from pipelines.store import Account, Ref, Store, StoreError
from pipelines.tables import parquet_bytes
from tokenizer import measure, tiktoken_ranks

VERSION = "7"
ASSET = "release"

AUDIT = "audit.html"

PLACES = {
    "parquet_shards": "parquet",
    "webdataset_shards": "webdataset",
    "packed_sequences": "packed",
    "embedding_chunks": "embedding/chunks",
    "embedding_pairs": "embedding/pairs",
    "bpe_tokenizer": "tokenizer",
    "extended_tokenizer": "tokenizer/extended",
}
"""Folder of the release for each asset that is published."""

RANKS = f"{PLACES['bpe_tokenizer']}/ranks.tiktoken"
"""The tokenizer as tiktoken reads it, see `tokenizer/ranks.py`."""

MODEL = "deepseek-v3"
"""Of `capacity.yaml`: whose training the report reckons."""

SUMS = "SHA256SUMS"
"""Hashes of all other files but the list, as `sha256sum --check` reads them."""


def release(*, name: str, length: int, tolerance: Mapping[str, Any], **assets: Shards) -> Outcome:
    """The corpus as it is published: data sets, tokenizer, card, Croissant, report, audit, a hash of every file."""
    store = next(iter(assets.values())).store
    draft = _begin(store, name)
    named = [each for asset in PLACES for each in published(asset, assets[asset].refs)]
    profile = one_profile(assets["corpus"])
    files = [_publish(draft, path, ref) for path, ref in named]
    (tokenizer,) = assets["bpe_tokenizer"].refs
    body = store.read_bytes(tokenizer)
    files.append(_write(draft, RANKS, tiktoken_ranks(body)))
    files += _made_of(draft, assets, named, profile)
    taken_down = takedown(assets["documents"])
    withheld = ids_in(taken_down)
    summary = summarise(
        counts(assets, profile),
        name=name,
        files=files,
        fertility=measure(body, assets["corpus"].only(("source", "language", "split", "text"))),
        row_length=length,
        clusters=_named_without(withheld, census(assets["duplicates"])),
        pairs=pairs(assets["duplicates"], assets["documents"], assets["personal_data"], withheld),
    )
    audited = _audit(name, Tolerance.of(tolerance), assets, withheld)
    papers = {**_papers(summary, figures_of(assets)), AUDIT: audit_page(audited), LIST: taken_down.decode()}
    files += [_write(draft, path, text.encode()) for path, text in papers.items()]
    files.append(_write(draft, SUMS, sums({file.path: (file.bytes, file.sha256) for file in files})))
    listed = sorted(files, key=lambda file: file.path)
    draft.finish(_listing(name, listed), {file.path for file in listed})
    rows = pa.Table.from_pylist([asdict(file) for file in listed], schema=RELEASE)
    return Outcome(rows, Account("files", len(files), len(set(rows["path"].to_pylist()))))


def one_profile(corpus: Shards) -> Profile:
    """The profile that all of the corpus was made with. Raises StoreError when there are two."""
    names = sorted({ref.shard.variant for ref in corpus.refs})
    if len(names) > 1:
        said = " and ".join(names)
        raise StoreError(f"The corpus was made with the profiles {said}: make all of its cells with one, then release.")
    return profile_named("".join(names))


def plan_release(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """Plan of `release`; a release that does not lie there as it was made counts as not made."""
    store, tasks = workspace.store, plan_whole(stage, scope, workspace.store)
    done = store.finished(ASSET, scope)
    for shard in (shard for task in tasks for shard in done.get(task.key, ())):
        if not _is_published(store, stage.parameters["name"], Ref(ASSET, scope, shard)):
            store.forget(ASSET, scope)
    return tasks


def _is_published(store: Store, name: str, ref: Ref) -> bool:
    """Whether the list of the release names the files that were made, and each is there in full size."""
    made = store.read_table(ref).to_pylist()
    if files_in(store.find(place_of(store, name, LISTING))) != made:
        return False
    filesystem = store.filesystem()
    paths = [(place_of(store, name, file["path"]), file["bytes"]) for file in made]
    return all(filesystem.exists(path) and filesystem.size(path) == size for path, size in paths)


def published(asset: str, refs: Sequence[Ref]) -> Iterator[tuple[str, Ref]]:
    """Published shards of an asset and their paths: numbered in the order of the corpus, empty ones left out."""
    numbers: Counter[str] = Counter()
    for ref in refs:
        suffix = ref.shard.file.rpartition(".")[2]
        if asset == "bpe_tokenizer":
            yield f"{PLACES[asset]}/tokenizer.{suffix}", ref
        elif asset == "extended_tokenizer":
            yield f"{PLACES[asset]}/{ref.shard.variant}", ref
        elif ref.shard.rows:
            split = ref.shard.variant
            yield f"{PLACES[asset]}/{split}/{numbers[split]:05d}.{suffix}", ref
            numbers[split] += 1


def _begin(store: Store, name: str) -> Publication:
    """From here on the old release is none any more, until the new one is whole."""
    draft = Publication.begin(store, name, store.find(place_of(store, name, LISTING)))
    store.forget(ASSET, EVERYTHING)
    return draft


def _publish(draft: Publication, path: str, ref: Ref) -> ReleaseFile:
    """A shard under its published name."""
    draft.put(path, draft.store.read_bytes(ref))
    return ReleaseFile(path, ref.shard.rows, ref.shard.bytes, ref.shard.sha256)


def _write(draft: Publication, path: str, body: bytes) -> ReleaseFile:
    draft.put(path, body)
    return ReleaseFile(path, 0, len(body), hashlib.sha256(body).hexdigest())


def _made_of(
    draft: Publication, assets: Mapping[str, Shards], named: Sequence[tuple[str, Ref]], profile: Profile
) -> Iterator[ReleaseFile]:
    """What the release was made of, and with what."""
    from pipelines.graph import stage  # the graph knows this module

    origins = lineage(assets, named, stage("parquet_shards").parameters["seed"])
    yield replace(_write(draft, LINEAGE, parquet_bytes(origins).to_pybytes()), rows=origins.num_rows)
    yield _write(draft, PARAMETERS, parameters(stage(ASSET), profile))


def _papers(summary: Summary, figures: Figures) -> dict[str, str]:
    report = page(summary, figures, _cost(summary))
    return {"README.md": card(summary), "croissant.json": croissant(summary), "report.html": report}


def _cost(summary: Summary) -> str:
    """What a training on all of its tokens would cost; nothing where none were packed."""
    tokens = summary.amounts("packed").get("train", 0)
    size = sum(file.bytes for file in summary.files if (file.format, file.split) == ("packed", "train"))
    return cost(plans(None, MODEL, held=Held(tokens, size))) if tokens else ""


def _named_without(withheld: Collection[str], counted: list[Census]) -> list[Census]:
    """Clusters are named after their first document; those named after one that was taken down are not named."""
    return [replace(one, largest=tuple(each for each in one.largest if each[0] not in withheld)) for one in counted]


def _audit(name: str, tolerance: Tolerance, assets: Mapping[str, Shards], withheld: Collection[str]) -> Audit:
    table = together(assets["audit"])
    near = [sample for sample in samples(table) if sample.id not in withheld]
    shown = excerpts(near, assets["documents"], assets["personal_data"])
    return Audit(name, table, losses(table, tolerance), near, shown)


def _listing(name: str, files: list[ReleaseFile]) -> bytes:
    listing = {"name": name, "files": [asdict(file) for file in files]}
    return (json.dumps(listing, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
