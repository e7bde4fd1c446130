"""What the three sample adapters share: the files they were given, what they made of them, what they left.

What belongs here: bookkeeping, so that every sample file is either laid out or skipped with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """Files to write, documents laid out by group, and sample files left out with the reason."""

    samples: Path
    files: dict[str, bytes] = field(default_factory=dict)
    laid_out: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def take(self, pattern: str) -> Iterator[Path]:
        """Every sample file of the pattern, noted as laid out."""
        for path in sorted(self.samples.glob(pattern)):
            self.laid_out[str(path.relative_to(self.samples))] = pattern
            yield path

    def skip(self, pattern: str, reason: str) -> None:
        """Notes every file of the pattern that was not laid out as skipped."""
        for path in sorted(self.samples.glob(pattern)):
            name = str(path.relative_to(self.samples))
            if path.is_file() and name not in self.laid_out:
                self.skipped.setdefault(name, reason)
