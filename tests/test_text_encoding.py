"""Code pages told by the bytes, mojibake turned back only where that is proven."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import encoding_kernel
from pipelines.text.encoding import decode, repair_mojibake
from pipelines.text.unreadable import Unreadable

RULING = "УХВАЛА\nСуд у складі судді Іваненка, розглянувши справу, постановив відмовити у задоволенні позову.\n" * 3
CAPITALS = "ПОСТАНОВА ІМЕНЕМ УКРАЇНИ КИЇВСЬКИЙ АПЕЛЯЦІЙНИЙ СУД РОЗГЛЯНУВ СПРАВУ"
DUTCH = "De rechtbank heeft geoordeeld dat één van de geïnterviewden geen beroep toekomt op de coördinatieregeling."


@pytest.mark.parametrize(
    ("body", "declared", "encoding", "repairs"),
    [
        (RULING.encode(), None, "utf-8", ()),
        (RULING.encode(), "windows-1251", "utf-8", ("wrong_charset",)),
        (RULING.encode("cp1251"), "utf-8", "cp1251", ("wrong_charset",)),
        (RULING.encode("cp1251"), "windows-1251", "cp1251", ()),
        (RULING.encode("cp1251"), None, "cp1251", ()),
        (CAPITALS.encode("cp1251"), None, "cp1251", ()),
        (RULING.encode("koi8-u"), "windows-1251", "koi8-u", ("wrong_charset",)),
        (RULING.replace("І", "И").replace("і", "и").encode("cp866"), None, "cp866", ()),
        (b"\xef\xbb\xbf" + RULING.encode(), None, "utf-8-sig", ()),
        (RULING.encode("utf-16"), None, "utf-16", ()),
        (DUTCH.encode("cp1252"), None, "cp1252", ()),
        (DUTCH.encode(), "iso-8859-1", "utf-8", ("wrong_charset",)),
        (b"plain", "no-such-page", "utf-8", ()),
        (RULING.encode() + b"\xd0", None, "utf-8", ("undecodable_bytes",)),
        (b"", None, "utf-8", ()),
    ],
)
def test_bytes_are_believed_before_claims(
    body: bytes, declared: str | None, encoding: str, repairs: tuple[str, ...]
) -> None:
    """Meta tags lie in both directions; the letters that come out decide."""
    text, found, mended = decode(body, declared)
    assert (found, mended) == (encoding, repairs)
    assert "undecodable_bytes" in repairs or text.encode(encoding) == body


def test_noise_is_no_code_page() -> None:
    """Bytes that are letters nowhere are refused."""
    with pytest.raises(Unreadable, match="code page"):
        decode(bytes(range(0x80, 0x100)) * 3)


@pytest.mark.parametrize(
    "damaged",
    [
        RULING.encode().decode("cp1251", "replace").replace("\ufffd", "\x98"),
        RULING.encode().decode("latin-1"),
        RULING.encode().decode("latin-1").encode().decode("latin-1"),
        RULING.encode("cp1251").decode("latin-1"),
        RULING.encode("cp1251").decode("cp1252"),
    ],
)
def test_mojibake_is_turned_back(damaged: str) -> None:
    """Each known way of reading Ukrainian wrongly has an exact way back."""
    assert repair_mojibake(damaged) == (RULING, ("mojibake",))


def test_one_damaged_line_is_turned_back_alone() -> None:
    """A repaired line does not need its neighbours to be damaged too."""
    damaged = f"Вирок\n{'Ухвала'.encode().decode('cp1251')}\nкінець"
    assert repair_mojibake(damaged) == ("Вирок\nУхвала\nкінець", ("mojibake",))


@pytest.mark.parametrize(
    "clean",
    [RULING, CAPITALS, DUTCH, "", "РІЗНЕ", "Рі", "СІМ'Я РІК СІЧ", "naïve façade Ångström", "Ð is een letter", "à la"],
)
def test_clean_text_is_left_alone(clean: str) -> None:
    """What reads well stays, also where it has the letters that mojibake is made of."""
    assert repair_mojibake(clean) == (clean, ())


@given(st.text("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇ ,.№«»—’'\n"))
def test_ukrainian_is_never_repaired(text: str) -> None:
    """No chain of Ukrainian letters is taken for mojibake."""
    assert repair_mojibake(text) == (text, ())


@pytest.mark.parametrize("size", [0, 1, 2, 999, 1_000, 1_001, 5_003])
def test_no_counter_runs_over(size: int) -> None:
    """A byte of every class at once is counted as often as it stands there, in bodies of any length."""
    counts = np.zeros(encoding_kernel.CLASSES, np.int64)
    classes = np.full(256, sum(1 << encoding_kernel.LANE * lane for lane in range(encoding_kernel.CLASSES)), np.uint64)
    encoding_kernel.count(np.zeros(size, np.uint8), classes, counts)
    assert counts.tolist() == [size] * encoding_kernel.CLASSES


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "windows-1251", "cp866", "x"]))
def test_any_bytes_are_decoded_or_refused(body: bytes, declared: str | None) -> None:
    """Only Unreadable may come of bytes, and what was repaired once stays."""
    try:
        text, _, _ = decode(body, declared)
    except Unreadable:
        return
    repaired, _ = repair_mojibake(text)
    assert isinstance(repaired, str)
