"""The one way in which a file is refused.

What belongs here: the exception every converter raises. Not here: what happens to a refused file (quarantine).
"""

from __future__ import annotations


class Unreadable(ValueError):
    """A body that cannot become the text of a document; the row goes to quarantine.

    Attributes:
        reason: short name, for counting (``truncated_rtf``, ``overload_page``, ``empty`` ...).
        detail: one sentence for a person.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return self.detail
