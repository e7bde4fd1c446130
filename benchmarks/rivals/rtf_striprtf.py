# /// script
# dependencies = ["striprtf==0.0.35", "pyarrow==26.0.1"]
# ///
"""RTF to text with striprtf, told the code page that the files declare."""

from __future__ import annotations

from serve import column, serve
from striprtf.striprtf import rtf_to_text  # pyright: ignore[reportMissingImports]

if __name__ == "__main__":
    files = [body.decode("ascii") for body in column("body")]
    serve("striprtf", lambda: [rtf_to_text(file, encoding="cp1251") for file in files])
