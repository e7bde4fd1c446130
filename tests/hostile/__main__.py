"""`python -m tests.hostile --files 10000 --seed 1 [--kind "XML depth"] [--first 0]`: the run, and its table."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict

from tests.hostile.kinds import PASSED, QUARANTINED, REFUSED, kinds
from tests.hostile.run import MEBIBYTES, SECONDS, Result, Tally, results


def main() -> None:
    """Read the files, print what became of them by kind, and end with 1 where anything was wrong."""
    options = argparse.ArgumentParser(description="Hostile files, read as a run would.")
    options.add_argument("--files", type=int, default=1_000, help="how many")
    options.add_argument("--seed", type=int, default=1, help="another seed, other files")
    options.add_argument("--first", type=int, default=0, help="number of the first file")
    options.add_argument("--kind", help="only files of kinds whose name holds this")
    given = options.parse_args()
    wanted = [given.kind is None or given.kind in kind.name for kind in kinds()]
    numbers = [number for number in range(given.first, given.first + given.files) if wanted[number % len(wanted)]]
    tallies, wrong = defaultdict[str, Tally](Tally), list[Result]()
    for result in results(given.seed, numbers):
        tallies[result.kind].add(result)
        if result.wrong:
            wrong.append(result)
            print(f"{result.number} {result.kind}: {result.wrong}", flush=True)
    _print(tallies)
    print(
        f"{len(numbers):,} files, {len(wanted)} kinds, {len(wrong)} wrong; at most {SECONDS:.0f} s and {MEBIBYTES} MiB."
    )
    sys.exit(bool(wrong))


def _print(tallies: dict[str, Tally]) -> None:
    heads = ("refused", "quarant.", "passed", "crashed", "s most", "MiB most")
    print(f"{'kind':<34}{'files':>6}" + "".join(f"{head:>10}" for head in heads) + "  reasons")
    for kind in kinds():
        tally = tallies.get(kind.name, Tally())
        counts = "".join(f"{tally.fates[fate]:>10}" for fate in (REFUSED, QUARANTINED, PASSED, "crashed"))
        most = Counter(tally.reasons).most_common(4)
        reasons = ", ".join(f"{reason} {count}" for reason, count in most)
        if tally.files:
            print(f"{kind.name:<34}{tally.files:>6}{counts}{tally.seconds:>10.2f}{tally.mebibytes:>10}  {reasons}")


if __name__ == "__main__":
    main()
