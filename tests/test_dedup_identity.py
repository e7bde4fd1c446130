"""What the register's words mean: case numbers, roles of forms, instances, channels."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.dedup.identity import (
    NATIONAL,
    case_numbers,
    channel_of,
    family_of,
    instance_of,
    role_of,
    spelled,
    without_register,
)
from pipelines.dedup.pieces import ADDITION, OPINION, ORDINARY


def numbers_of(*published: list[str | None] | None) -> pl.DataFrame:
    """The case numbers of rows that publish these."""
    return case_numbers(pl.DataFrame({"case_numbers": published}, schema={"case_numbers": pl.List(pl.String)}))


@pytest.mark.parametrize(
    ("published", "keys"),
    [
        (["№ 309/3690/19"], ["309/3690/19"]),
        (["2-a-10600/11", "2-А-10600/11"], ["2А-10600/11"]),
        (["53\\5", " 22/61пд "], ["22/61ПД", "53/5"]),
        (["4–12/06", "", None], ["4-12/06"]),
        (["760/12345/15-ц", "760/12345/15"], ["760/12345/15"]),
        (["760/12345/15-кс"], ["760/12345/15-КС"]),
        (["б/н", "-", "без номера"], []),
        (["23/01135 en 23/01136; 23/01137"], ["23/01135", "23/01136", "23/01137"]),
        (["12/00440 12/00443 12/00444"], ["12/00440", "12/00443", "12/00444"]),
        (["200.132.399/01", "HD 200.132.399_01", "200.132.399-01", "200.132.399"], ["200.132.399"]),
        (["200.105.072 200.105.073/01"], ["200.105.072", "200.105.073"]),
        (["AWB 14/6530", "AWB - 14 _ 6530"], ["АWВ14/6530"]),
        (["201502374/1/A1 en 201502374/2/A1"], ["201502374/1/А1", "201502374/2/А1"]),
        (["757/4321/20-к", "757/4321/20к", "757/4321/2020", "ЄУН 757/4321/20"], ["757/4321/20"]),
        (["справа № 757/4321/20 (2-1234/20)"], ["2-1234/20", "757/4321/20"]),
        (["22-ц/4823/214/20"], ["22-Ц/4823/214/20"]),
        (["2-123/08", "2-123/2008"], ["2-123/08"]),
        (["2-а-123/10", "2а-123/2010"], ["2А-123/10"]),
        (["AWB 19/2008", "AWB 19/08"], ["АWВ19/08", "АWВ19/2008"]),
        (["10/750123-15", "10-750123-15", "10/750123-15 VON"], ["10/750123-15"]),
        (["C/09/571234 / HA ZA 19-440", "C/09/571234"], ["НАZА19-440", "С/09/571234"]),
        (["1234567 \\ CV EXPL 10-123"], ["1234567", "СVЕХРL10-123"]),
        (["200.132.399/02"], ["200.132.399/02"]),
        ([], []),
        (None, []),
    ],
)
def test_case_numbers(published: list[str | None] | None, keys: list[str]):
    """Case numbers that mean one case have one spelling, several in one string are told apart."""
    assert numbers_of(published)["number"].to_list() == keys


def test_case_numbers_keep_their_rows():
    """Rows are counted from the first, whatever rows without a number lie between."""
    found = numbers_of(["1-2/06", "1-1/06"], None, [], ["3/7"])
    assert found.rows() == [(0, "1-1/06"), (0, "1-2/06"), (3, "3/7")]


@pytest.mark.parametrize(
    ("number", "national"),
    [
        ("309/3690/19", True),
        ("1-123/2006", False),
        ("6/88", False),
        ("23/01135", False),
        ("22-000123-08", True),
        ("17/880137-10-2", False),
        ("С/09/571234", True),
        ("NL19.12345", True),
        ("200.132.399/01", True),
        ("202301236/1/R4", True),
        ("АWВ14/6530", False),
    ],
)
def test_national_numbers(number: str, national: bool):
    """A national number means one case in every court."""
    assert pl.Series([number]).str.contains(NATIONAL).to_list() == [national]


@pytest.mark.parametrize(
    ("form", "role"),
    [
        ("Рішення", ORDINARY),
        ("Окрема ухвала", ORDINARY),
        ("Окрема  думка", OPINION),
        ("ОКРЕМА ДУМКА судді", OPINION),
        ("Conclusie", OPINION),
        ("Uitspraak", ORDINARY),
        (" Додаткове рішення", ADDITION),
        ("Додаткова постанова", ADDITION),
        ("Ухвала про виправлення описки", ADDITION),
        ("Збіжна думка", OPINION),
        ("Частково розбіжна думка", OPINION),
        ("Verbetering", ADDITION),
        ("Rectificatie", ADDITION),
        ("Herstelvonnis", ADDITION),
        ("Aanvullend arrest", ADDITION),
    ],
)
def test_roles(form: str, role: int):
    """A form tells whether it judges, stands beside a judgment, or completes one."""
    assert pl.DataFrame({"form": [form]}).select(role=role_of(spelled(pl.col("form"))))["role"].to_list() == [role]


@pytest.mark.parametrize(
    ("form", "family"),
    [
        ("Рішення", "рішення"),
        ("Заочне рішення", "рішення"),
        ("Ухвала слідчого судді", "ухвала"),
        ("Окрема ухвала", "окрема ухвала"),
        ("Vonnis", "uitspraak"),
        ("Arrest", "uitspraak"),
        ("Beschikking", "beschikking"),
        ("Tussenvonnis", "tussenvonnis"),
    ],
)
def test_families_of_forms(form: str, family: str):
    """A decision is published under several names of one form, and two forms are two decisions."""
    assert pl.DataFrame({"form": [form]}).select(family=family_of(spelled(pl.col("form"))))["family"].to_list() == [
        family
    ]


@pytest.mark.parametrize(
    ("number", "kept"),
    [("АWВ19/1234", "19/1234"), ("SGR19/1234", "19/1234"), ("RК19/1234", "RК19/1234"), ("2А-123/10", "2А-123/10")],
)
def test_registers_of_a_court(number: str, kept: str):
    """Within a court AWB 19/1234 and SGR 19/1234 are one case; the chamber of the council keeps its own numbers."""
    assert pl.DataFrame({"number": [number]}).select(without_register(pl.col("number")))["number"].to_list() == [kept]


def test_instances():
    """Instances rank from the first to cassation; what is not told, or unknown, has none."""
    told = pl.DataFrame({"instance": ["first", "appeal", "cassation", None, "elsewhere"]})
    assert told.select(rank=instance_of(pl.col("instance")))["rank"].to_list() == [1, 2, 3, 0, 0]


@pytest.mark.parametrize(
    ("what", "one", "other", "same"),
    [
        ("two years of one archive", ("edrsr:1", "rtf", "edrsr_data_2019.zip"), ("edrsr:2", "rtf", "a/B_20.ZIP"), True),
        ("two forms of the text", ("edrsr:1", "rtf", "a.zip"), ("edrsr:1", "html", "a.zip"), False),
        ("archive and database", ("edrsr:1", "rtf", "a.zip"), ("edrsr:1", "rtf", "postgres.toml"), False),
        ("archive and interface", ("r:E", "xml", "2024/202403.zip"), ("r:E", "xml", "2024/changes_7.zip"), False),
        ("two prints of an act", ("rada:1", "html", "show/1.html"), ("rada:1", "text", "show/1.txt"), False),
        ("two registers", ("edrsr:1", "rtf", "a.zip"), ("court:1", "rtf", "a.zip"), False),
        ("no text either way", ("edrsr:1", None, "a.zip"), ("edrsr:2", None, "a.zip"), True),
        ("nothing told", ("x", None, ""), ("y", None, ""), True),
    ],
)
def test_channels(what: str, one: tuple[str, str, str], other: tuple[str, str, str], same: bool):
    """The register, the form of the text and the kind of file make the way by which a row was published."""
    columns = ["id", "text_format", "source_file"]
    rows = pl.DataFrame([one, other], schema=dict.fromkeys(columns, pl.String), orient="row")
    first, second = rows.select(channel=channel_of(*map(pl.col, columns)))["channel"]
    assert (first == second) is same, what
