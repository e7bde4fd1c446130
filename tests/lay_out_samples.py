"""Lays real sample files out as the publishers do: `python tests/lay_out_samples.py SAMPLES_DIR OUT_DIR`.

What belongs here: the command. What does not: how each source's samples are read (see fixture_maker/sample_*.py).
Every sample file is either laid out or named with the reason why it is not; the folder can then be given to the
pipeline as its sources.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tests.fixture_maker import sample_acts, sample_decisions, sample_judgments
from tests.fixture_maker.sample_files import Layout


def lay_out(samples: Path) -> Layout:
    """Everything the samples offer, in the publishers' layout."""
    layout = Layout(samples)
    for source in (sample_decisions, sample_judgments, sample_acts):
        source.lay_out(layout)
    layout.skip("*", "a description of the samples")
    return layout


def main(arguments: list[str]) -> int:
    """Writes the layout and prints what became of every sample file."""
    if len(arguments) != 2:
        print("Give two folders: python tests/lay_out_samples.py SAMPLES_DIR OUT_DIR", file=sys.stderr)
        return 2
    samples, out = map(Path, arguments)
    layout = lay_out(samples)
    for path, content in layout.files.items():
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for pattern, count in Counter(layout.laid_out.values()).items():
        print(f"{count:4} laid out  {pattern}")
    for reason, count in Counter(layout.skipped.values()).items():
        print(f"{count:4} skipped   {reason}")
    given = [path for path in samples.rglob("*") if path.is_file()]
    print(
        f"{len(given):4} given, {len(layout.laid_out)} laid out, {len(layout.skipped)} skipped, "
        f"{len(layout.files)} files written to {out}"
    )
    for name, reason in sorted(layout.skipped.items()):
        print(f"skipped {name}: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
