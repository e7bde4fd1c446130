"""`python -m benchmarks.cluster_plan`: the tables of docs/cluster.md, hours and cost of a corpus on so many cores.

What belongs here: which measured rate stands for which asset. What does not: the rates (`results.json`, by
`make bench`) and the prices (`pipelines/capacity.yaml`). Everything is in proportion to what one core did with invented
texts: a forecast, no measurement.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from pipelines.capacity import catalogue

RATES = {
    "documents": ("rtf_striprtf", "parquet"),
    "signatures": ("signatures_datasketch",),
    "sections": ("sections",),
    "personal_data": ("pii_noop",),
    "quality": ("quality_datatrove",),
    "mentions": ("citations_eyecite",),
    "bpe_tokenizer": ("bpe_count",),
    "tokens": ("bpe_encode_hf",),
    "embedding_chunks": ("chunks_known",),
    "corpus, parquet_shards": ("parquet", "parquet"),
}
"""Assets that read every text, and the benchmarks of their work on one core, one after the other."""

CORES = (16, 128, 1_000)


@dataclass(frozen=True, slots=True)
class Load:
    """What a corpus asks for."""

    documents: float
    bytes: float

    def seconds(self, rate: float, unit: str) -> float:
        """Of one core at a measured rate."""
        return self.documents / rate if unit == "docs/s" else self.bytes / 1e6 / rate


@click.command(help="Print how many hours of cores a corpus takes, by asset, and what they cost.")
@click.option("--documents", default=100.5e6, show_default=True)
@click.option("--terabytes", default=1.17, show_default=True, help="Of text.")
def main(documents: float, terabytes: float) -> None:
    """See the command's help."""
    told = json.loads((Path(__file__).parent / "results.json").read_text(encoding="utf-8"))
    rates = {each["name"]: (each["ours"], each["unit"]) for each in told}
    load = Load(documents, terabytes * 1e12)
    hours = {asset: sum(load.seconds(*rates[name]) for name in names) / 3600 for asset, names in RATES.items()}
    click.echo("\n".join([*_by_asset(hours), "", *_by_cores(sum(hours.values()))]))


def _by_asset(hours: dict[str, float]) -> Iterator[str]:
    yield from ("| asset | hours of one core | from |", "|---|---:|---|")
    yield from (f"| {asset} | {taken:.1f} | `{'`, `'.join(RATES[asset])}` |" for asset, taken in hours.items())
    yield f"| together | {sum(hours.values()):.1f} | |"


def _by_cores(hours: float) -> Iterator[str]:
    prices = catalogue()["machines"]
    yield f"| cores | hours | {' | '.join(f'{name}, $' for name in prices)} |"
    yield f"|---:|---:|{'---:|' * len(prices)}"
    for cores in CORES:
        cost = " | ".join(f"{hours * price:.2f}" for price in prices.values())
        yield f"| {cores:,} | {hours / cores:.2f} | {cost} |"


if __name__ == "__main__":
    main()
