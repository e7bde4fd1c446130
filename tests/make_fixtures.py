"""Rewrites tests/fixtures from the templates in tests/fixture_maker: `python tests/make_fixtures.py`.

What belongs here: the layout of the folder. What does not: how any file is made.
The same templates give the same files; only the compression inside archives may differ between builds of zlib.
"""

from __future__ import annotations

from pathlib import Path

from tests.fixture_maker import edrsr, rada, rechtspraak, truth

FIXTURES = Path(__file__).parent / "fixtures"


def fixtures() -> dict[str, bytes]:
    """Content of every fixture file, by path under the folder."""
    made = {
        f"{name}/{path}": content
        for name, source in (("edrsr", edrsr), ("rechtspraak", rechtspraak), ("rada", rada))
        for path, content in source.files().items()
    }
    return made | {"truth.json": truth.written()}


def main() -> None:
    """Makes the folder hold these files and no others."""
    made = fixtures()
    there = {str(path.relative_to(FIXTURES)): path for path in FIXTURES.rglob("*") if path.is_file()}
    for path in there.keys() - made.keys():
        there[path].unlink()
    for path, content in made.items():
        file = FIXTURES / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    print(f"{len(made)} files, {sum(map(len, made.values())):,} bytes in {FIXTURES}")


if __name__ == "__main__":
    main()
