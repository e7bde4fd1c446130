"""The data sets of a release: which folder holds which, and with what columns.

What belongs here: facts that card and Croissant share. What does not: counts (`summary`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from pipelines import schema
from pipelines.export.parquet import SPLITS
from pipelines.report.summary import ReleaseFile, Summary


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data set: the folder of its files, their columns and media type."""

    folder: str
    title: str
    suffix: str
    media_type: str
    columns: pa.Schema | None

    @property
    def name(self) -> str:
        """Its name where slashes are not allowed: configurations, identifiers."""
        return self.folder.replace("/", "-")

    def pattern(self, split: str) -> str:
        """Glob of its files of a split, relative to the release's folder."""
        return f"{self.folder}/{split}/*{self.suffix}"


_PARQUET = "application/x-parquet"
"""What Croissant readers know; the registered name, application/vnd.apache.parquet, they do not."""

DATASETS = (
    Dataset("parquet", "Documents: text, metadata, sections, citations", ".parquet", _PARQUET, schema.CORPUS),
    Dataset("webdataset", "The same documents as tar files of .txt and .json", ".tar", "application/x-tar", None),
    Dataset("packed", "Token rows for continued pretraining", ".parquet", _PARQUET, schema.PACKED_SEQUENCES),
    Dataset("embedding/chunks", "Passages for embedding models", ".parquet", _PARQUET, schema.EMBEDDING_CHUNKS),
    Dataset("embedding/pairs", "Queries, answers, hard negatives", ".parquet", _PARQUET, schema.EMBEDDING_PAIRS),
)
"""In the order in which papers name them; the first is what a loader gets when it names none."""


def files_of(summary: Summary, dataset: Dataset) -> dict[str, list[ReleaseFile]]:
    """Files of a data set by split, for the splits that have any."""
    files: dict[str, list[ReleaseFile]] = {split: [] for split in SPLITS}
    for file in summary.files:
        if file.format == dataset.folder and file.split:
            files[file.split].append(file)
    return {split: held for split, held in files.items() if held}


def released(summary: Summary) -> list[Dataset]:
    """The data sets the release has files of."""
    return [dataset for dataset in DATASETS if files_of(summary, dataset)]
