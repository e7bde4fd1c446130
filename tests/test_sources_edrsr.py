"""A year of the Ukrainian register: archives and texts in, documents and reasons out."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import ANY

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.schema import DOCUMENTS, OFFER, QUARANTINE, SOURCE_FILES
from pipelines.sources import sources
from pipelines.sources.archive import ArchiveError
from pipelines.sources.edrsr import Edrsr
from pipelines.sources.folder import Folder
from pipelines.sources.source import Parsed
from pipelines.tables import parquet_bytes
from tests.test_sources_archive import zipped
from tests.test_sources_register import HEADER, row

DICTIONARIES = {
    "courts.csv": 'court_code\tname\tinstance_code\tregion_code\n"0713"\t"Міський суд "\t3\t07\n'.encode(),
    "regions.csv": 'region_code\tname\n"07"\t"Закарпатська область"\n'.encode(),
    "instances.csv": 'instance_code\tname\n1\t"Касаційна"\n3\t"Перша"\n'.encode(),
    "justice_kinds.csv": 'justice_kind\tname\n5\t"Адмінправопорушення"\n'.encode(),
    "judgment_forms.csv": 'judgment_code\tname\n2\t"Постанова"\n'.encode(),
    "cause_categories.csv": 'category_code\tname\n41080\t"Порушення правил"\n'.encode(),
}
SOURCE = Edrsr()


def says(form: str) -> str:
    """A short decision; the name of its form alone would be a letterhead."""
    return f"{form}: позов задовольнити повністю."


def rtf(form: str) -> bytes:
    """A register text that says so: cp1251 escapes, a NUL after the last brace."""
    escaped = "".join(f"\\'{byte:02x}" for byte in says(form).encode("cp1251"))
    return b"{\\rtf1\\ansi\\ansicpg1251\\uc1 " + escaped.encode() + b"\\par}\x00"


def url(name: str, shard: str = "43/") -> str:
    """An address of a text, as it stands in the register."""
    return f'"http://od.reyestr.court.gov.ua/files/{shard}{name}"'


def publish(root: Path, rows: bytes, texts: dict[str, bytes] | None = None, **members: bytes) -> Folder:
    """A folder with the register of 2019 and, where there are any, an archive of texts."""
    register = {"documents.csv": HEADER + rows} | DICTIONARIES | members
    (root / "edrsr_data_2019.zip").write_bytes(zipped({f"dump/{name}": body for name, body in register.items()}))
    if texts:
        (root / "texts_2019.zip").write_bytes(zipped(texts))
    return Folder(str(root))


def mirror(root: Path, path: str, body: bytes) -> None:
    """A text in the folder mirror."""
    (root / "texts" / path).parent.mkdir(parents=True, exist_ok=True)
    (root / "texts" / path).write_bytes(body)


def offer(folder: Folder, year: str = "2019") -> pa.Table:
    """What a year offers; no record comes twice."""
    table = SOURCE.offer(folder, year, SOURCE.files(folder, year))
    assert table.schema.names[: len(OFFER)] == OFFER.names
    assert table.select(OFFER.names).schema.equals(OFFER)
    assert len(set(table["record"].to_pylist())) == table.num_rows
    return table


def marks(folder: Folder) -> dict[str, bytes]:
    """Marks of a year's records by their names."""
    table = offer(folder)
    return dict(zip(table["record"].to_pylist(), table["mark"].to_pylist(), strict=True))


def parse(folder: Folder, records: pa.Table) -> Parsed:
    """Records parsed and accounted for."""
    parsed = SOURCE.parse(folder, records)
    assert (parsed.documents.cast(DOCUMENTS).schema, parsed.quarantine.schema) == (DOCUMENTS, QUARANTINE)
    assert len(parsed.ids) == records.num_rows == parsed.documents.num_rows + parsed.quarantine.num_rows
    assert parsed.ids.drop_null().equals(parsed.documents["id"].combine_chunks())
    return parsed


def parse_all(folder: Folder, year: str = "2019") -> Parsed:
    """The whole year."""
    return parse(folder, offer(folder, year))


def reasons(parsed: Parsed) -> list[tuple[str | None, str]]:
    """Id and reason of everything refused."""
    return list(zip(parsed.quarantine["id"].to_pylist(), parsed.quarantine["reason"].to_pylist(), strict=True))


def test_a_row_becomes_a_document_with_names(tmp_path: Path) -> None:
    """Codes become names, the text comes from the archive, the place in the source is told."""
    folder = publish(tmp_path, row(86740127), {"files/43/fa.rtf": rtf("Постанова суду")})
    (doc,) = parse_all(folder).documents.to_pylist()
    expected = {
        "id": "edrsr:86740127",
        "issuer": "Міський суд",
        "issuer_code": "0713",
        "instance": "first",
        "region": "Закарпатська область",
        "case_numbers": ["1/2"],
        "form": "Постанова",
        "category": "Порушення правил",
        "procedure": "Адмінправопорушення",
        "status": "public",
        "text": says("Постанова суду"),
        "text_format": "rtf",
        "source_file": "edrsr_data_2019.zip",
        "source_place": "documents.csv row 0",
    }
    assert {name: doc[name] for name in expected} == expected


def test_texts_are_found_in_archive_and_mirror(tmp_path: Path) -> None:
    """Archives in any folder and letter case, then the mirror of the URL; else the row waits for its text."""
    rows = b"".join(
        row(n, doc_url=u) for n, u in enumerate([url("fa.rtf"), url("b.html", ""), url("c.rtf"), "", url("../../x")])
    )
    mirror(tmp_path, "files/b.html", f"<html><body>{says('Рішення суду')}</body></html>".encode("cp1251"))
    (tmp_path / "x").write_bytes(b"secret")
    folder = publish(tmp_path, rows, {"2019/Files/43/FA.rtf": rtf("Постанова суду")})
    documents = parse_all(folder).documents
    assert documents["text"].to_pylist() == [says("Постанова суду"), says("Рішення суду"), "", "", ""]
    assert documents["status"].to_pylist() == ["public", "public", *["awaiting_text"] * 3]
    files = SOURCE.files(folder, "2019")
    assert ("texts/files/b.html", "text") in zip(files["path"].to_pylist(), files["role"].to_pylist(), strict=True)


def test_a_withdrawn_row_keeps_no_text(tmp_path: Path) -> None:
    """Status 0 leaves a tombstone, even where the text is still at hand."""
    folder = publish(tmp_path, row(1, status="0"), {"files/43/fa.rtf": rtf("Постанова суду")})
    parsed = parse_all(folder)
    assert parsed.documents.select(["status", "text"]).to_pylist() == [{"status": "withdrawn", "text": ""}]
    assert reasons(parsed) == []


def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path: Path) -> None:
    """Poisoned texts, broken rows, replaced rows and texts without a row: all counted, neighbours kept."""
    overload = "<html>Єдиний державний реєстр судових рішень. Сервер перевантажений запитами</html>".encode("cp1251")
    rows = [
        row(1),
        row(2, doc_url=url("over.rtf")),
        row(3, doc_url=url("empty.rtf")),
        row(4, '"open'),
        row(1, date_publ='"2019-01-01 00:00:00+02"'),
    ]
    texts = {"fa.rtf": rtf("Постанова суду"), "over.rtf": overload, "empty.rtf": b"", "nobody.rtf": rtf("Ухвала")}
    folder = publish(tmp_path, b"".join(rows), {f"files/43/{name}": body for name, body in texts.items()})
    parsed = parse_all(folder)
    assert parsed.documents["id"].to_pylist() == ["edrsr:1"]
    assert len(parsed.ids) == 6
    assert reasons(parsed) == [
        ("edrsr:2", "overload_page"),
        ("edrsr:3", "empty"),
        (None, "csv_row"),
        ("edrsr:1", "superseded"),
        (None, "orphan_text"),
    ]
    places = parsed.quarantine.select(["source_file", "place"]).to_pylist()
    assert [tuple(place.values()) for place in places] == [
        ("texts_2019.zip", "files/43/over.rtf"),
        ("texts_2019.zip", "files/43/empty.rtf"),
        ("edrsr_data_2019.zip", "documents.csv row 3"),
        ("edrsr_data_2019.zip", "documents.csv row 4"),
        ("texts_2019.zip", "files/43/nobody.rtf"),
    ]


def test_the_page_of_another_case_is_no_text_of_the_row(tmp_path: Path) -> None:
    """A page that names another case is refused, to be fetched again; one that names this case or none is taken."""
    page = "<html><head><title>{}</title></head><body>" + says("Постанова суду") + "</body></html>"
    texts = {f"files/43/{n}.html": page.format(t).encode("cp1251") for n, t in enumerate(["7/8/19", "1/2", "Суд"])}
    folder = publish(tmp_path, b"".join(row(n, doc_url=url(f"{n}.html")) for n in range(3)), texts)
    parsed = parse_all(folder)
    assert parsed.documents["id"].to_pylist() == ["edrsr:1", "edrsr:2"]
    assert reasons(parsed) == [("edrsr:0", "another_document")]
    assert parsed.quarantine.select(["source_file", "place"]).to_pylist() == [
        {"source_file": "texts_2019.zip", "place": "files/43/0.html"}
    ]
    assert parsed.quarantine["sample"].to_pylist()[0].startswith(b"<html>")


def test_documents_are_read_back_as_they_were(tmp_path: Path) -> None:
    """What is written to Parquet has the declared columns, plain text types among them, for every reader."""
    folder = publish(tmp_path, row(1) + row(2, doc_url="", status="0"), {"files/43/fa.rtf": rtf("Постанова суду")})
    parsed = parse_all(folder).documents
    body, documents = parquet_bytes(parsed), parsed.cast(DOCUMENTS)
    read = pq.read_table(pa.BufferReader(body))
    assert read.schema.equals(DOCUMENTS)
    assert read.equals(documents)
    assert pl.read_parquet(body.to_pybytes()).equals(pl.DataFrame(documents))


def test_a_damaged_member_spoils_only_its_row(tmp_path: Path) -> None:
    """A checksum that fails is one refused document."""
    texts = {"files/43/fa.rtf": rtf("Постанова суду" * 9), "files/43/b.rtf": rtf("Ухвала")}
    folder = publish(tmp_path, row(1) + row(2, doc_url=url("b.rtf")), texts)
    body = bytearray((tmp_path / "texts_2019.zip").read_bytes())
    body[60] ^= 0xFF
    (tmp_path / "texts_2019.zip").write_bytes(body)
    parsed = parse_all(folder)
    assert parsed.documents["text"].to_pylist() == [says("Ухвала")]
    assert reasons(parsed) == [("edrsr:1", "truncated")]


def test_of_rows_with_one_id_the_last_stays(tmp_path: Path) -> None:
    """A row replaced by another is refused under a name made of its content, even if that is the same twice."""
    folder = publish(tmp_path, row(1) + row(2) + row(1) + row(3) + row(2) + row(1))
    records = offer(folder)["record"].to_pylist()
    parsed = parse_all(folder)
    assert parsed.documents["source_place"].to_pylist() == [f"documents.csv row {n}" for n in (3, 4, 5)]
    assert reasons(parsed) == [("edrsr:1", "superseded"), ("edrsr:2", "superseded"), ("edrsr:1", "superseded")]
    assert records[3:] == ["3", "2", "1"]
    assert records[0].startswith("superseded:1:")
    assert records[2] == f"{records[0]}:2"


def test_bad_rows_are_named_after_their_bytes(tmp_path: Path) -> None:
    """Where a bad row stands does not matter; the second of two equal ones is counted."""
    first = marks(publish(tmp_path, b"bad\n" + row(1) + b"worse\n" + b"bad\n"))
    moved = marks(publish(tmp_path, b"worse\n" + b"bad\n" + b"bad\n" + row(1)))
    assert first == moved
    assert sum(name.startswith("csv_row:") for name in first) == 3


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"", "empty"),
        (b"<html>502</html>", "unreadable"),
        (zipped({"documents.csv": HEADER})[:-9], "truncated"),
        (zipped({"documents.csv": HEADER, "../x": b""}), "traversal"),
        (zipped({"documents.csv": HEADER + bytes(4 << 20)}), "bomb"),
        (zipped({"courts.csv": b"court_code\n"}), "unreadable"),
        (zipped({"documents.csv": b"a\tb\n"}), "unreadable"),
    ],
)
def test_a_bad_register_is_a_row_with_a_state(tmp_path: Path, body: bytes, state: str) -> None:
    """Nothing is raised, nothing is on offer, and the file is still fingerprinted."""
    (tmp_path / "EDRSR_DATA_2020.ZIP").write_bytes(body)
    folder = Folder(str(tmp_path))
    files = SOURCE.files(folder, "2020")
    assert files.schema == SOURCE_FILES
    assert files["state"].to_pylist() == [state]
    assert files["detail"].to_pylist()[0].endswith(".")
    assert files["fingerprint"].to_pylist()[0].startswith("sha256:")
    assert SOURCE.years(folder) == ["2020"]
    assert SOURCE.offer(folder, "2020", files).num_rows == 0


def test_a_register_damaged_inside_is_noticed(tmp_path: Path) -> None:
    """A sound directory is not enough: documents.csv is unpacked to its end before anything rests on it."""
    publish(tmp_path, b"".join(row(n) for n in range(50)))
    body = bytearray((tmp_path / "edrsr_data_2019.zip").read_bytes())
    body[300] ^= 0xFF
    (tmp_path / "edrsr_data_2019.zip").write_bytes(body)
    assert SOURCE.files(Folder(str(tmp_path)), "2019")["state"].to_pylist() == ["truncated"]


def test_texts_without_a_register_are_all_orphans(tmp_path: Path) -> None:
    """A year may begin with its texts; none is passed over in silence."""
    (tmp_path / "texts_2018_1.zip").write_bytes(zipped({"files/43/fa.rtf": rtf("Ухвала")}))
    folder = Folder(str(tmp_path))
    assert SOURCE.years(folder) == ["2018"]
    parsed = parse_all(folder, "2018")
    assert reasons(parsed) == [(None, "orphan_text")]
    assert parsed.quarantine["place"].to_pylist() == ["files/43/fa.rtf"]
    assert parsed.quarantine["sample"].to_pylist()[0].startswith(b"{\\rtf1")


def test_a_bad_archive_of_texts_leaves_the_rows(tmp_path: Path) -> None:
    """Rows wait for their texts when the archive of texts cannot be opened."""
    folder = publish(tmp_path, row(1))
    (tmp_path / "texts_2019.zip").write_bytes(b"PK\x03\x04 broken")
    assert SOURCE.files(folder, "2019")["state"].to_pylist() == ["ok"] * 7 + ["truncated"]
    assert parse_all(folder).documents["status"].to_pylist() == ["awaiting_text"]


def test_marks_follow_exactly_what_is_used(tmp_path: Path) -> None:
    """A changed text or name changes the records made of it; order, archive names, packing and neighbours do not."""
    rows = [row(1), row(2, doc_url=url("b.rtf")), row(3, doc_url="", court_code='"9999"')]
    texts = {"files/43/fa.rtf": rtf("Постанова"), "files/43/b.rtf": rtf("Ухвала")}
    first = marks(publish(tmp_path, b"".join(rows), texts))
    assert list(first) == ["1", "2", "3"]
    assert marks(publish(tmp_path, b"".join(rows), texts)) == first
    assert marks(publish(tmp_path, rows[2] + row(7) + rows[1] + rows[0], texts)) == first | {"7": ANY}
    changed = marks(publish(tmp_path, b"".join(rows), texts | {"files/43/b.rtf": rtf("Вирок")}))
    assert {name for name in first if first[name] != changed[name]} == {"2"}
    renamed = {"courts.csv": DICTIONARIES["courts.csv"].replace("Міський".encode(), "Районний".encode())}
    other = marks(publish(tmp_path, b"".join(rows), texts, **renamed))
    assert {name for name in first if first[name] != other[name]} == {"1", "2"}
    publish(tmp_path, b"".join(rows), texts)
    (tmp_path / "texts_2019.zip").rename(tmp_path / "texts_2019_000001.zip")
    assert marks(Folder(str(tmp_path))) == first


def test_a_mirrored_text_counts_by_its_bytes(tmp_path: Path) -> None:
    """Another body in the mirror, another mark; a text in an archive comes before it."""
    folder = publish(tmp_path, row(1) + row(2, status="0"))
    waiting = marks(folder)
    mirror(tmp_path, "files/43/fa.rtf", rtf("Ухвала"))
    mirrored = marks(folder)
    mirror(tmp_path, "files/43/fa.rtf", rtf("Вирок"))
    assert len({mark["1"] for mark in (waiting, mirrored, marks(folder))}) == 3
    assert waiting["2"] == mirrored["2"]  # a withdrawn row has no text
    publish(tmp_path, row(1), {"files/43/fa.rtf": rtf("Рішення")})
    assert parse_all(folder).documents["text"].to_pylist() == [says("Рішення")]


def test_the_later_archive_of_texts_wins(tmp_path: Path) -> None:
    """Of two archives with one text the later by name is read, and the earlier text is no orphan."""
    folder = publish(tmp_path, row(1), {"files/43/fa.rtf": b"<html>page</html>"})
    (tmp_path / "texts_2019_000002.zip").write_bytes(zipped({"files/43/fa.rtf": rtf("Ухвала")}))
    parsed = parse_all(folder)
    assert parsed.documents["text"].to_pylist() == [says("Ухвала")]
    assert reasons(parsed) == []


def test_a_register_replaced_meanwhile_is_noticed(tmp_path: Path) -> None:
    """Records are not read from an archive in which others lie at their places."""
    folder = publish(tmp_path, row(1) + row(2))
    records = offer(folder)
    publish(tmp_path, row(3) + row(4))
    with pytest.raises(ArchiveError, match="run again"):
        SOURCE.parse(folder, records)


def test_what_the_fetcher_keeps_is_no_offer(tmp_path: Path) -> None:
    """Names that begin with a dot are not read."""
    folder = publish(tmp_path, row(1))
    (tmp_path / ".fetch").mkdir()
    (tmp_path / ".fetch" / "edrsr_data_2018.zip").write_bytes(b"PK half")
    assert SOURCE.years(folder) == ["2019"]


@settings(max_examples=15)
@given(data=st.data())
def test_any_part_of_an_offer_gives_the_same(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """What becomes of a record does not depend on the others in the call, nor on their order."""
    rows = [row(n, doc_url=url(f"{n}.rtf"), status="01"[n % 4 > 0]) for n in range(8)] + [row(3), b"bad\n", row(9)]
    texts = {f"files/43/{n}.rtf": rtf(f"Постанова {n}") if n % 3 else b"" for n in range(9)}
    folder = publish(tmp_path_factory.mktemp("edrsr"), b"".join(rows), texts)
    records = offer(folder)
    whole = parse(folder, records)
    order = data.draw(st.permutations(range(records.num_rows)))
    cut = data.draw(st.integers(0, len(order)))
    parts = [parse(folder, records.take(pa.array(part, pa.int64()))) for part in (order[:cut], order[cut:])]
    assert [id for part in parts for id in part.ids.to_pylist()] == [whole.ids[place].as_py() for place in order]
    for table in ("documents", "quarantine"):
        together = pa.concat_tables([getattr(part, table) for part in parts]).to_pylist()
        assert sorted(map(str, together)) == sorted(map(str, getattr(whole, table).to_pylist()))


def test_versions_follow_what_is_stated(tmp_path: Path) -> None:
    """A document that moved in its source is the same version; another judge makes another."""
    (one,) = parse_all(publish(tmp_path, row(1))).documents["version"].to_pylist()
    moved = parse_all(publish(tmp_path, row(2) + row(1))).documents["version"].to_pylist()
    (other,) = parse_all(publish(tmp_path, row(1, '"Суддя Б. Б."'))).documents["version"].to_pylist()
    assert moved[1] == one != other
    assert len(one) == 16


def test_the_register_is_on_offer() -> None:
    """All sources keep the contract under their own names."""
    assert {name: source.name for name, source in sources().items()} == {n: n for n in ("edrsr", "rechtspraak", "rada")}


@settings(max_examples=25)
@given(data=st.data())
def test_every_row_is_accounted_for(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever is done to the bytes of a register, records are documents plus quarantine."""
    body = bytearray(b"".join(row(n % 5, '"а\nб"' if n % 2 else '"в"') for n in range(8)))
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(body)))
        body[place : place + data.draw(st.integers(0, 5))] = data.draw(
            st.sampled_from([b'"', b"\t", b"\n", b"\0", b"\xd0"])
        )
    parsed = parse_all(publish(tmp_path_factory.mktemp("edrsr"), bytes(body)))
    ids = parsed.documents["id"].to_pylist()
    assert len(ids) == len(set(ids))
