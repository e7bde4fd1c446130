"""Markdown for the user interface.

What belongs here: drawing what several assets show. What does not: what is shown.
"""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under a head; values stand as they are, escaped by whoever brings words of others."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
