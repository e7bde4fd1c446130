"""Real files of the three publishers, where they lie beside the project: CORPUS_SAMPLES names their folder.

They are not part of the project, so without the folder these tests are skipped.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.sources import sources
from pipelines.sources.folder import Folder
from pipelines.text.convert import to_text
from tests.lay_out_samples import lay_out
from tests.stated import stated, told

SAMPLES = Path(os.environ.get("CORPUS_SAMPLES", "."))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (SAMPLES / "MANIFEST.tsv").is_file(), reason="CORPUS_SAMPLES names no folder of samples"),
]

EXPECTED = {
    "edrsr": {},
    "rechtspraak": {"superseded": 4, "entity_expansion": 2},
    "rada": {"incomplete": 1},
}
"""What is refused, and nothing else: copies of one ECLI, hostile files, an act of which only some pages were kept."""


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples as the publishers lay their files out."""
    place = tmp_path_factory.mktemp("samples")
    for path, content in lay_out(SAMPLES).files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    return place


def outcomes(laid_out: Path, name: str) -> Iterator[tuple[list[dict[str, Any]], list[str]]]:
    """Documents and reasons of refusal, cell by cell."""
    source, folder = sources()[name], Folder(str(laid_out / name))
    for year in source.years(folder):
        parsed = source.parse(folder, source.offer(folder, year, source.files(folder, year)))
        yield parsed.documents.to_pylist(), parsed.quarantine["reason"].to_pylist()


@pytest.mark.parametrize("name", EXPECTED)
def test_every_sample_is_a_document_or_rightly_refused(name: str, laid_out: Path) -> None:
    """Nothing sound is refused, nothing hostile passes."""
    found = list(outcomes(laid_out, name))
    assert Counter(reason for _, reasons in found for reason in reasons) == EXPECTED[name]
    assert sum(len(documents) for documents, _ in found) > 30


def test_judgments_say_what_their_xml_states(laid_out: Path) -> None:
    """ECLI, dates, court, form, subject, procedure and case numbers of every real judgment, without exception."""
    documents = [document for found, _ in outcomes(laid_out, "rechtspraak") for document in found]
    for document in documents:
        expected = stated(body_of(laid_out / "rechtspraak", document).strip())
        assert told(document, expected) == expected, document["id"]
    assert len(documents) > 150


def body_of(folder: Path, document: dict[str, Any]) -> bytes:
    """The XML a document was made of."""
    body, places = (folder / document["source_file"]).read_bytes(), document["source_place"].split(" ")
    for place in places:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = archive.read(place)
    return body


ARTICLE = re.compile(r"^Стаття (\d+(?:-\d+)?)\.", re.MULTILINE)


def test_superscripts_are_told_from_the_flat_text() -> None:
    """The flat form of a real act, where article 5^1 is printed as 51, gives the articles that its page marks."""
    from pipelines.text.statute import statute_text
    from pipelines.text.statute_flat import raised_numbers

    place = SAMPLES / "rada" / "api_payloads"
    flat = raised_numbers(to_text((place / "rada-1103-16-law.txt").read_bytes()).text)
    marked, _ = statute_text((place / "rada-1103-16-law.xml").read_bytes())
    assert ARTICLE.findall(flat) == ARTICLE.findall(marked)
    assert any("-" in number for number in ARTICLE.findall(flat))
