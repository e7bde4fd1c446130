"""The folder of a release, which one run at a time may fill.

What belongs here: the right to write files under names that people read, and the list of them, which is written last.
What does not: which files they are (`release.py`), and which release counts (`promotion.py`).

    {root}/release/<name>/manifest.json     {"name": …, "files": […]}
                                            {"name": …, "files": [], "claim": …} while a run fills the folder

The names are the same in every release, so two runs at once would mix their files. A run begins by putting its claim in
the place of the list, looks at it before each file, and puts the list in the place of its own claim, as manifests are
committed. Of two runs **the last to begin wins**, for it has read all that the other has; the other one says so. Thus
the claim of a run that died holds nobody up, and no clock is asked.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pipelines.scope import EVERYTHING
from pipelines.store import Body, Overtaken, Store
from pipelines.store_race import put_over, put_while, remove_while

LISTING = "manifest.json"


def place_of(store: Store, name: str, path: str) -> str:
    """Where a file of a release lies."""
    return store.path("release", EVERYTHING, f"{name}/{path}".rstrip("/"))


def files_in(listing: bytes | None) -> list[dict[str, Any]] | None:
    """The files that a list names: path, bytes, sha256, rows; None for no list, a damaged one, or a claim."""
    try:
        told = json.loads(listing or b"")
    except ValueError:
        return None
    return None if "claim" in told else told["files"]


@dataclass(frozen=True, slots=True)
class Publication:
    """The right to fill the folder of a release, until another run begins to."""

    store: Store
    name: str
    claim: bytes

    @classmethod
    def begin(cls, store: Store, name: str, seen: bytes | None) -> Publication:
        """Take the place of the list as it was seen: from here on what it named is no release. Raises Overtaken."""
        claim = (json.dumps({"claim": uuid.uuid4().hex, "files": [], "name": name}) + "\n").encode()
        taken = cls(store, name, claim)
        if not put_over(store, taken.place(LISTING), claim, lambda found: found == seen, new=seen is None):
            raise taken.overtaken()
        return taken

    def place(self, path: str) -> str:
        """Where a file of the release lies."""
        return place_of(self.store, self.name, path)

    def put(self, path: str, body: Body) -> None:
        """A file under its name. Raises Overtaken."""
        if not put_while(self.store, self.place(path), body, self._holds):
            raise self.overtaken()

    def finish(self, listing: bytes, named: Collection[str]) -> None:
        """Remove what lies in the folder and is none of the files, then put the list of them. Raises Overtaken."""
        for path in self.store.filesystem().find(self.place("")):
            own = str(path).removeprefix(f"{self.place('')}/")
            if own not in {LISTING, *named} and not remove_while(self.store, path, self._holds):
                raise self.overtaken()
        if not put_over(self.store, self.place(LISTING), listing, lambda found: found == self.claim, new=False):
            raise self.overtaken()

    def overtaken(self) -> Overtaken:
        """What a run says that may not go on."""
        return Overtaken(
            f"Another run has begun to publish the release {self.name} while this one did, and will finish it: "
            "wait until it has ended, then run again."
        )

    def _holds(self) -> bool:
        return self.store.find(self.place(LISTING)) == self.claim
