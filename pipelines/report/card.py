"""The data set card: README.md with the front matter that the Hugging Face hub and `datasets` read.

What belongs here: YAML front matter and the card's words. What does not: counting (`summary`).

Front matter as in https://github.com/huggingface/hub-docs/blob/main/datasetcard.md; sections as in Gebru et al.,
Datasheets for Datasets (arXiv 1803.09010), shortened to what this pipeline can vouch for.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import yaml

from pipelines import schema
from pipelines.registers import REGISTERS, Register
from pipelines.report.datasets import Dataset, files_of, released
from pipelines.report.summary import Summary, by_answer, profile_of

_SIZES = (10**3, 10**4, 10**5, 10**6, 10**7, 10**8, 10**9)
_SIZE_NAMES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B")


def size_category(rows: int) -> str:
    """The hub's name for a number of rows: n<1K, 1K<n<10K, …, n>1B."""
    passed = sum(rows >= size for size in _SIZES)
    if passed == 0:
        return "n<1K"
    if passed == len(_SIZES):
        return "n>1B"
    return f"{_SIZE_NAMES[passed - 1]}<n<{_SIZE_NAMES[passed]}"


def features(columns: pa.Schema | pa.StructType) -> list[dict[str, Any]]:
    """Columns as `dataset_info.features` lists them."""
    return [{"name": field.name} | _feature(field.type) for field in columns]


def _feature(kind: pa.DataType) -> dict[str, Any]:
    if pa.types.is_struct(kind):
        return {"struct": features(kind)}
    if pa.types.is_list(kind):
        element = _feature(kind.value_type)
        return {"list": element.get("struct") or element["dtype"]}
    names = {pa.date32(): "date32", pa.float32(): "float32", pa.bool_(): "bool"}
    return {"dtype": names.get(kind, str(kind))}


def _configuration(summary: Summary, dataset: Dataset, default: bool) -> dict[str, Any]:
    files = files_of(summary, dataset)
    paths = [{"split": split, "path": dataset.pattern(split)} for split in files]
    return {"config_name": dataset.name, "data_files": paths} | ({"default": True} if default else {})


def _info(summary: Summary, dataset: Dataset, columns: pa.Schema) -> dict[str, Any]:
    files = files_of(summary, dataset)
    sizes = {split: sum(file.bytes for file in held) for split, held in files.items()}
    splits = [
        {"name": split, "num_bytes": sizes[split], "num_examples": sum(file.rows for file in held)}
        for split, held in files.items()
    ]
    total = sum(sizes.values())
    return {
        "config_name": dataset.name,
        "features": features(columns),
        "splits": splits,
        "download_size": total,
        "dataset_size": total,
    }


def _registers(summary: Summary) -> list[Register]:
    return [register for register in REGISTERS if register.name in summary.sources]


def front_matter(summary: Summary) -> dict[str, Any]:
    """The card's metadata. The licence is the strictest of the sources': attribution."""
    datasets = released(summary)
    return {
        "pretty_name": summary.name,
        "language": sorted({register.language for register in _registers(summary)}),
        "license": "cc-by-4.0",
        "annotations_creators": ["machine-generated"],
        "source_datasets": ["original"],
        "size_categories": [size_category(sum(summary.rows("corpus").values()))],
        "task_categories": ["text-generation", "fill-mask", "text-retrieval"],
        "tags": ["legal", "court-decisions", "legislation"],
        "configs": [_configuration(summary, dataset, dataset is datasets[0]) for dataset in datasets],
        "dataset_info": [_info(summary, one, one.columns) for one in datasets if one.columns is not None],
    }


def card(summary: Summary) -> str:
    """README.md of a release: front matter, then what a reader must know before using it."""
    front = yaml.safe_dump(front_matter(summary), allow_unicode=True, sort_keys=False, width=1000)
    told = [_opening, _sources, _splits, _data_sets]
    parts = [*(tell(summary) for tell in told), _MADE, _columns(), _personal_data(summary), _CARE]
    return f"---\n{front}---\n\n" + "\n\n".join(parts) + "\n"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; numbers are given as text."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _opening(summary: Summary) -> str:
    documents, characters = (sum(found.values()) for found in (summary.rows("corpus"), summary.amounts("corpus")))
    days = f" of {' to '.join(summary.days)}" if summary.days else ""
    return (
        f"# {summary.name}\n\n"
        f"{documents:,} court decisions and acts of legislation{days}, {characters:,} characters, released "
        f"{summary.released}. Texts come from the public registers named below; near-duplicates, damaged texts and "
        f"personal data were found and dealt with, and every choice is on record in `report.html`."
    )


def _sources(summary: Summary) -> str:
    kept = summary.rows("corpus", by="source")
    rows = [
        [_link(one.title, one.url), one.publisher, _link(one.licence, one.licence_url), f"{kept.get(one.name, 0):,}"]
        for one in _registers(summary)
    ]
    registers = table(["Register", "Publisher", "Licence", "Documents"], rows)
    words = " ".join(f"**{one.name}.** {one.terms}" for one in _registers(summary))
    return f"## Sources and licences\n\n{registers}\n\n{words} {_OWN_TERMS}"


_OWN_TERMS = (
    "The laws and articles named here are the reading of whoever built the pipeline, and no counsel has confirmed it: "
    "have them checked before you rely on them. Freedom from copyright says nothing of personal data, which the law "
    "protects whoever publishes it. The licence in the front matter is the strictest of those above; it covers texts "
    "as the registers offer them."
)


def _link(words: str, address: str) -> str:
    return f"[{words}]({address})"


def _splits(summary: Summary) -> str:
    characters = summary.amounts("corpus")
    rows = [[split, f"{count:,}", f"{characters[split]:,}"] for split, count in summary.rows("corpus").items()]
    words = (
        "Decisions of one case, and texts that are near-duplicates of each other, are always in one split. "
        "`weight` is a sampling weight: draw documents in proportion to it."
    )
    return "## Splits\n\n" + table(["Split", "Documents", "Characters"], rows) + f"\n\n{words}"


def _data_sets(summary: Summary) -> str:
    rows = []
    for dataset in released(summary):
        files = [file for held in files_of(summary, dataset).values() for file in held]
        counts = (sum(file.rows for file in files), len(files), sum(file.bytes for file in files))
        rows.append([f"`{dataset.folder}/`", dataset.title, *(f"{count:,}" for count in counts)])
    heads = ["Folder", "What", "Rows", "Files", "Bytes"]
    return "## Data sets\n\n" + table(heads, rows) + "\n\nChecksums are in `SHA256SUMS` and `croissant.json`."


_MADE = """\
## How it was made

`parameters.json` holds the policy of the selection, the privacy profile, the budget, and the version, settings and \
seeds of every stage. `lineage.parquet` names for each file of `parquet/`, `webdataset/` and `embedding/chunks/` the \
archives and members of the publishers that its documents came from, with their hashes and how many documents; token \
rows, pairs and tokenizers are made of whole splits, so of all that `parquet/` names."""


def _personal_data(summary: Summary) -> str:
    heads, rows = by_answer(summary)
    words = (
        f"Found by rules in all documents that came in, and what the profile `{profile_of(summary)}` of the privacy "
        "policy does with it. Tags are of the registers' own family (`ОСОБА_2`, `ТЕЛЕФОН_1`, `[persoon 2]`); in a "
        "document one value has one number."
    )
    lines = [[name, *(f"{count:,}" for count in counts)] for name, *counts in rows]
    return f"## Personal data\n\n{words}\n\n{table(heads, lines)}"


def _columns() -> str:
    rows = [[f"`{name}`", kind.split("<")[0], sentence] for name, kind, sentence in schema.describe(schema.CORPUS)]
    words = "Offsets are Unicode code points into `text`."
    return "## Columns\n\n" + table(["Column", "Type", "Meaning"], rows) + f"\n\n{words}"


_CARE = """\
## Handle with care

- **Personal data.** Registers publish decisions with parties replaced by placeholders (`ОСОБА_1`, `[verdachte]`). \
What they left in clear and the pipeline recognised is dealt with as the table above says. Recognition is by rules and \
is not complete: place and time can still point to a person. Do not try to find out who is meant. Report what should \
not be here to the publisher of this release, with the document's `id`.
- **Withdrawn documents.** `takedown.jsonl` names those that their register has withdrawn, and those that the \
publisher of this release took down. They are not in this release; remove them from what you keep of earlier ones.
- **Not all of the law.** A register holds what was published, not what was decided; what was left out of this \
release, and why, is counted in `report.html`.
- **Not legal advice.** Statutes are editions of their day (`edition`); decisions may have been overturned since.
- **Bias.** Template decisions of mass procedures (traffic fines, payment orders) outnumber reasoned judgments; look \
at the counts and at `weight` before you train."""
