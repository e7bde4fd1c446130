"""What each label of `duplicates` means, in words for people.

What belongs here: a sentence a label. What does not: when a label is given (`dedup/labels.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    "unique": "no other document is like it",
    "first": "first of a cluster: nothing before it is like it",
    "identical": "the same decision in the same words",
    "other_channel": "the same decision by another way of publication",
    "version": "the same decision or act again, changed",
    "near_identical": "the same decision, as far as its words tell",
    "sibling": "another case from the same template",
    "quotes": "a decision of another level that retells the twin, or is retold by it",
    "companion": "another decision of the same case: an opinion, an addition",
}
"""By label: without a twin first, then the closest relation first."""
