"""What the user interface shows of personal data, and the check that what is released is clean.

What belongs here: metadata and words. What does not: the look at released texts (`pipelines/checks/personal_data.py`),
counting and the page of finds (`pipelines/report/personal_data*.py`). Kinds are counted as plain numbers, one entry
each, so that Dagster plots them over cells and runs.
"""

import dagster as dg

from assets import markdown
from pipelines.annotate.personal.masking import TAGS
from pipelines.annotate.personal.privacy import profile_named
from pipelines.checks.personal_data import proof_of
from pipelines.graph import stage
from pipelines.report.personal_data import counts_by_type
from pipelines.report.personal_data_page import write_review
from pipelines.stage import Shards
from pipelines.store import Manifest, Ref, Store

CLEAN = "holds_nothing_to_mask"
PROMISE = "The same recognizers look at what is released once more, and find nothing that its profile masks."

Shown = dict[str, dg.MetadataValue | int | float | str]


def spec() -> dg.AssetCheckSpec:
    """The check as the asset declares it; nothing is built on a text that still names somebody."""
    return dg.AssetCheckSpec(CLEAN, asset="corpus", blocking=True, description=PROMISE)


def judged(manifest: Manifest, store: Store) -> dg.AssetCheckResult:
    """Whether the corpus of a cell is clean; one that is not is withdrawn, so that nobody else reads it."""
    proof = proof_of(manifest, store)
    if not proof.passed:
        store.withdraw(manifest.asset, manifest.scope)
    rows = [(leak.id, leak.type, leak.start, leak.end, _escaped(leak.context)) for leak in proof.leaks]
    return dg.AssetCheckResult(
        passed=proof.passed,
        check_name=CLEAN,
        description=proof.sentence,
        metadata={
            "documents": proof.documents,
            "looked_at": proof.looked_at,
            "found": proof.found,
            "finds": dg.MetadataValue.md(markdown.table(("document", "kind", "start", "end", "context"), rows)),
        },
    )


def found(manifest: Manifest, store: Store) -> Shown:
    """Spans of each kind as numbers to plot, what the register itself had hidden apart, and the page to look at."""
    shards = Shards(store, tuple(Ref(manifest.asset, manifest.scope, shard) for shard in manifest.shards))
    counts = counts_by_type(shards)
    kinds = sorted({*counts, *(kind for tags in TAGS.values() for kind in tags)})
    page = write_review(store, manifest.scope, stage("personal_data"), stage("documents"))
    return {
        **{f"found_{kind}": sum(counts.get(kind, {}).get(each, 0) for each in ("mask", "keep")) for kind in kinds},
        **{f"registered_{kind}": counts[kind]["register"] for kind in counts if "register" in counts[kind]},
        "review": dg.MetadataValue.path(page),
    }


def masked(manifest: Manifest) -> Shown:
    """The profile that the corpus of a cell was made with, and what it asks."""
    names = sorted({shard.variant for shard in manifest.shards})
    rows = [
        (name, f"{profile.version}", kind, holder, answer)
        for name in names
        for profile in [profile_named(name)]
        for kind, of_kind in profile.answers.items()
        for holder, answer in of_kind.items()
    ]
    heads = ("profile", "policy version", "kind", "whose", "what is done")
    return {"profile": ", ".join(names) or "none", "privacy_policy": dg.MetadataValue.md(markdown.table(heads, rows))}


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
