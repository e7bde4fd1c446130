"""How like documents are found and judged, as one value.

What belongs here: reading `duplicates.toml`. What does not: what the numbers do (`bands.py`, `labels.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any, Literal, Self

READ_ALL = "all"


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of `duplicates.toml`; the file says what each does."""

    permutations: int
    bands: int
    rows: int
    jaccard: float
    containment: float
    read_texts: Mapping[str, Literal["all", "doubtful"]]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From the parameters of a stage. Raises ValueError when the bands need more minima than there are."""
        settings = cls(**told)
        if settings.bands * settings.rows > settings.permutations:
            raise ValueError(
                f"{settings.bands} bands of {settings.rows} need {settings.bands * settings.rows} permutations, and "
                f"duplicates.toml gives {settings.permutations}: lower bands or rows, or raise permutations."
            )
        return settings

    def told(self) -> dict[str, Any]:
        """As the parameters of a stage, the inverse of `of`."""
        return asdict(self)


def read_settings() -> Settings:
    """The settings that are shipped with the project."""
    import tomllib

    return Settings.of(tomllib.loads(files("pipelines.dedup").joinpath("duplicates.toml").read_text(encoding="utf-8")))
