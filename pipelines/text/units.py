"""Text as an array of code points and back: the form in which the kernels of this room read it.

What belongs here: the two changes of form. Not here: what the kernels look up (tidy_classes), bytes and code
pages (encoding).
"""

from __future__ import annotations

import numpy as np

PLANE = 0x10000
"""Code points with a class of their own; those beyond are letters of dead scripts, emoji and the like: OTHER."""

OTHER = 0


def units_of(text: str) -> np.ndarray:
    """Code points of a text, uint32; lone surrogates stay what they are."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))


def text_of(units: np.ndarray) -> str:
    """The text of an array of code points; the inverse of units_of."""
    return units.tobytes().decode("utf-32-le", "surrogatepass")
