"""What the user interface shows of the tokenizer, and the checks that nothing is packed with a bad one.

What belongs here: metadata and words. What does not: the draw of texts (`pipelines/report/tokenizer.py`), the figures
(`tokenizer/reporting.py`) and what is looked for (`tokenizer/proofs.py`). Costs and gaps are plain numbers, one entry
each, so that Dagster plots them over the runs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import dagster as dg

from assets import markdown
from pipelines.graph import stage
from pipelines.plan import refs_of
from pipelines.report.tokenizer import portraits, windows
from pipelines.report.tokenizer_plot import fertility_plot, use_plot
from pipelines.stage import Shards
from pipelines.store import Manifest, Ref, Store
from tokenizer.extension_base import bytes_of, names_of
from tokenizer.measure import Fertility
from tokenizer.proofs import across_lines, learned_otherwise, not_restored, not_whole, unsteady
from tokenizer.reporting import Portrait, by_language

RESTORED = "texts_come_back"
WHOLE = "placeholders_are_one_token"
LINED = "no_token_crosses_a_line"
STEADY = "ids_stay_as_they_are"

PROMISES = {
    RESTORED: "Windows of the corpus, cut anywhere, are the same again when their ids are decoded.",
    WHOLE: "Every placeholder is one token, whatever stands around it.",
    LINED: "A token may end a line, but does not go on behind it.",
    STEADY: "The same texts have the same ids in any order and by any code, and teach the same tokens in any order.",
}
"""What each check promises."""

WORST, LETTERS = 10, 60
"""Finds that are listed, and letters of each."""

TAUGHT = 200
"""Windows that are learned from twice."""

Shown = dict[str, dg.MetadataValue | int | float | str]


def specs() -> Iterator[dg.AssetCheckSpec]:
    """The checks as the asset declares them; nothing is packed or cut by a tokenizer that fails one."""
    for name, said in PROMISES.items():
        yield dg.AssetCheckSpec(name, asset="bpe_tokenizer", blocking=True, description=said)


def told(manifest: Manifest, store: Store) -> tuple[list[dg.AssetCheckResult], Shown]:
    """The answers to `specs`, and the figures."""
    (tokenizer,) = (store.read_bytes(Ref(manifest.asset, manifest.scope, shard)) for shard in manifest.shards)
    texts = windows(Shards(store, tuple(refs_of(stage("corpus"), manifest.scope, store))))
    return judged(tokenizer, texts["text"].to_pylist()), shown(portraits("this one", tokenizer, texts))


def judged(tokenizer: bytes, texts: Sequence[str]) -> list[dg.AssetCheckResult]:
    """Whether a tokenizer keeps what `PROMISES` says, of itself and of texts."""
    looks: Mapping[str, Callable[[], Sequence[str]]] = {
        RESTORED: partial(not_restored, tokenizer, texts),
        WHOLE: partial(not_whole, tokenizer),
        LINED: lambda: list(map(repr, across_lines(bytes_of(names_of(tokenizer)).to_pylist()))),
        STEADY: lambda: [
            *unsteady(tokenizer, texts),
            *(["training in another order"] if learned_otherwise(texts[:TAUGHT]) else []),
        ],
    }
    return [_judged(name, look(), len(texts)) for name, look in looks.items()]


def shown(found: Mapping[str, Portrait]) -> Shown:
    """The figures of the first tokenizer as numbers and tables, and all of them side by side."""
    own = next(iter(found.values()))
    sides = [(name, *_costs(each)) for name, of in found.items() for each in of.held_out]
    heads = ("tokenizer", "source", "language", "tokens a word", "bytes a token", "split words", "documents")
    kinds = [*own.languages.items(), *((f"written: {name}", count) for name, count in own.scripts.items())]
    return {
        **{f"tokens_per_word_{name}": round(cost, 4) for name, cost in by_language(own.held_out).items()},
        **{f"gap_{name}": round(gap, 4) for name, gap in own.gaps.items()},
        "vocabulary": own.size,
        "unused_tokens": own.use.unused,
        "rare_tokens": own.use.rare,
        "renyi_efficiency": round(own.use.efficiency, 4),
        "side_by_side": dg.MetadataValue.md(markdown.table(heads, sides)),
        "tokens_by_language": dg.MetadataValue.md(markdown.table(("tokens", "number"), kinds)),
        "longest_tokens": dg.MetadataValue.md(markdown.table(("token",), [(_cell(text),) for text in own.longest])),
        "costs": dg.MetadataValue.md(markdown.picture("tokens a word", fertility_plot(found))),
        "use": dg.MetadataValue.md(markdown.picture("how often each token is used", use_plot(own))),
    }


def _costs(each: Fertility) -> tuple[object, ...]:
    cost, split = f"{each.tokens_per_word:.3f}", f"{each.split_share:.1%}"
    return each.source, each.language, cost, f"{each.bytes_per_token:.2f}", split, each.documents


def _judged(name: str, found: Sequence[str], texts: int) -> dg.AssetCheckResult:
    said = f"{PROMISES[name]} {len(found)} break it, {texts} windows were looked at."
    return dg.AssetCheckResult(
        passed=not found,
        check_name=name,
        description=said,
        metadata={
            "found": len(found),
            "finds": dg.MetadataValue.md(markdown.table(("find",), [(_cell(each),) for each in found[:WORST]])),
        },
    )


def _cell(text: str) -> str:
    return " ".join(text[:LETTERS].split()).replace("|", "\\|")
