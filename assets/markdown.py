"""Markdown for the user interface.

What belongs here: drawing what several assets show. What does not: what is shown.
"""

import base64
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under a head; values stand as they are, escaped by whoever brings words of others."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def picture(words: str, svg: str) -> str:
    """An SVG, and the words for those who do not see it; the interface draws no markup, but what an address holds."""
    return f"![{words}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
