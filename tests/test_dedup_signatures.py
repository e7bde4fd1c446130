"""Signatures, against a slow reference in plain Python and against datasketch."""

from __future__ import annotations

import re
import unicodedata
from functools import reduce

import datasketch
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import signature_errors
from pipelines.dedup import letters
from pipelines.dedup.signatures import affine32, sign, signatures_schema
from pipelines.schema import SIGNATURES

SEED, STEP, BLEND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0xD6E8FEB86659FD93
MULTIPLIERS = (0x94D049BB133111EB, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3)
CLIP = 2**64 - 1

ODDITIES = (
    "İstanbul İİ aİb",
    "ΟΔΟΣ Σ ς σ ΣΑΣ",
    "\u212a 300 K \u212b Å",
    "Ⱥ ẞ ß ǅ",
    "вирок 😀😀 суду👩‍⚖️",
    "法院判决 第12条 テスト",
    "\U00010400\U00010428 \U0001d7ce\U0001d7cf",
    "об'єкт об’єкт обʼєкт об`єкт",
    "ґанок Їжак є Й й е\u0301",
    "№ 309/3690/19 від 24.12.2019 — 1 234,56 грн",
    "a\x00b\u2028c\x85d\tе",
    "_під_креслення_ ½ ² Ⅷ ٣",
    "",
    "   \n \n",
    "одне",
    "раз два три чотири",
    "раз два три чотири п'ять",
)


SCRIPTS = (
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя’ʼ'",
    "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ\u0301",
    "éëïöüĳIJß-",
    "ΑΣΩΐας",
    "İIıiKÅ",
    "ابتثج٣٤",
    "אבגדה",
    "कखगघि१",
    "ქართული",
    "法院判决第条テスト",
    "\U00010400\U00010428\U0001d7ce😀",
    "0123456789№§.,/",
)


HOME = "абіїєґёАБРЯІЇЄҐЁЙaeAZ09_éëïÉÞ \n.,;-№«»—–’'\u00a0§ß"
"""Letters and signs that vector code reads."""


def documents(*texts: str | bytes) -> pa.Table:
    """Rows of `documents` with the texts given; bytes may be no UTF-8."""
    raw = [text.encode() if isinstance(text, str) else text for text in texts]
    ids = pa.array([str(number) for number in range(len(texts))], pa.string())
    return pa.table({"id": ids, "text": pa.array(raw, pa.large_binary()).view(pa.large_string())})


def signed(*texts: str | bytes) -> pa.Table:
    """Signatures of the texts given."""
    return sign(documents(*texts))


def words_of(text: str) -> list[str]:
    """The reference for words: lower-cased one by one, runs of word characters."""
    return re.findall(r"\w+", "".join(character.lower() for character in text))


def mixed(h: int) -> int:
    """The final mixing of a 64-bit hash."""
    h ^= h >> 32
    h = h * BLEND & CLIP
    return h ^ (h >> 32)


def word_hash(word: str) -> int:
    """Hash of a word; its lowest bit tells whether the word begins with an ASCII digit."""
    raw = word.encode()
    parts = [int.from_bytes(raw[at : at + 8], "little") for at in range(0, max(len(raw), 24), 8)]
    return followed(parts) & ~1 | (word[0] in "0123456789")


def step(h: int, part: int) -> int:
    """Hash of a run with one more part at its end."""
    h = (h ^ part) * STEP & CLIP
    return h ^ (h >> 32)


def followed(parts: list[int]) -> int:
    """Hash of numbers in order."""
    return reduce(step, parts, SEED)


def run_hash(shingles: list[int]) -> int:
    """Hash of shingles in order: each mixed with its place, added up."""
    return mixed((SEED + sum(step(at * BLEND & CLIP, each) for at, each in enumerate(shingles))) & CLIP)


def shingle_hashes(text: str) -> list[int]:
    """64-bit hashes of the word 5-grams; of the whole text where it is shorter."""
    hashes = [word_hash(word) for word in words_of(text)]
    if len(hashes) < 5:
        return [mixed(followed(hashes))] if hashes else []
    five = [hashes[i : i + 5] for i in range(len(hashes) - 4)]
    return [mixed(sum(w * p for w, p in zip(run, MULTIPLIERS, strict=True)) & CLIP) for run in five]


def datasketch_minima(hashes: list[int], permutations: int = 128) -> list[int]:
    """MinHash of the low halves of 64-bit hashes as datasketch makes it."""
    sketch = datasketch.MinHash(num_perm=permutations, hashfunc=lambda value: value, scheme="affine32")
    if hashes:
        sketch.update_batch([each & 0xFFFFFFFF for each in hashes])
    return sketch.hashvalues.tolist()


def majority(hashes: list[int]) -> int:
    """The bits that more than half of the hashes have."""
    return sum(1 << bit for bit in range(64) if 2 * sum(each >> bit & 1 for each in hashes) > len(hashes))


def assert_like_reference(text: str) -> None:
    """Every column of one text's signature is what the reference says."""
    (row,) = signed(text).to_pylist()
    assert row["words"] == len(words_of(text))
    assert row["text_hash"] == run_hash(shingle_hashes(text))
    assert row["minhash"] == datasketch_minima(shingle_hashes(text))
    assert row["simhash"] == majority(shingle_hashes(text))
    paragraphs = [line for line in text.split("\n") if len(words_of(line)) >= 5]
    assert row["paragraph_hashes"] == [run_hash(shingle_hashes(line)) for line in paragraphs]


@pytest.mark.parametrize("text", ODDITIES)
def test_odd_characters(text: str):
    """Characters whose case, width or class is unusual are read as the reference reads them."""
    assert_like_reference(text)


@given(st.text(max_size=200))
@example("İ" * 7)
@example("a b c d e\nf g h i j k")
@settings(max_examples=100)
def test_any_text(text: str):
    """Whatever the text, the signature is the reference's and datasketch's."""
    assert_like_reference(text)


@given(st.text(alphabet="аб1 \n.İ", max_size=60))
@settings(max_examples=100)
def test_texts_of_few_letters(text: str):
    """Repeats, short lines and words at either end of the text are read as the reference reads them."""
    assert_like_reference(text)


@given(st.lists(st.sampled_from(SCRIPTS).flatmap(lambda letters: st.text(letters, max_size=9)), max_size=24))
@settings(max_examples=60)
def test_any_alphabet(words: list[str]):
    """Words of every script, one beside another, are read as the reference reads them."""
    assert_like_reference(" ".join(words))


@given(st.text(HOME, min_size=60, max_size=400))
@settings(max_examples=100)
def test_texts_that_vector_code_reads(text: str):
    """The alphabets of the registers, with the signs between their words, are read as the reference reads them."""
    assert_like_reference(text)


@pytest.mark.parametrize("letter", "щi7")
def test_words_of_every_length(letter: str):
    """Words shorter and longer than the bytes that are hashed at once are all different words."""
    text = " ".join(letter * length for length in range(1, 70))
    assert_like_reference(text)
    assert len({word_hash(word) for word in words_of(text)}) == 69


@pytest.mark.parametrize("count", [*range(4, 26), 67, 68, 69, 1027])
def test_every_length(count: int):
    """The last shingles, which do not fill a round of the adders or of vector code, count as the others do."""
    assert_like_reference(" ".join(f"слово{number * number % 997}" for number in range(count)))


@pytest.mark.parametrize("permutations", [4, 64, 256])
def test_other_widths(permutations: int):
    """Any multiple of four is datasketch's MinHash of that width, and nothing else changes."""
    table = documents(*ODDITIES)
    wide = sign(table, permutations=permutations)
    assert wide.schema == signatures_schema(permutations)
    assert wide["minhash"].to_pylist() == [datasketch_minima(shingle_hashes(text), permutations) for text in ODDITIES]
    assert wide.drop_columns("minhash").equals(sign(table).drop_columns("minhash"))


@pytest.mark.parametrize("permutations", [-4, 0, 6, 127])
def test_no_multiple_of_four(permutations: int):
    """A width that cannot be made is refused with one that can."""
    with pytest.raises(ValueError, match=f"of {permutations} permutations cannot be made: choose a multiple of 4"):
        sign(documents("суд"), permutations=permutations)


def test_nobody_can_change_the_permutations():
    """They are drawn once for everybody."""
    for numbers in affine32(128):
        with pytest.raises(ValueError, match="read-only"):
            numbers[0] = 0


def test_the_schema_of_the_default_width_is_the_contract():
    """Nobody who does not ask for another width sees another schema."""
    assert signatures_schema() == SIGNATURES


@pytest.mark.parametrize("permutations", [128, 256])
def test_estimates_are_as_near_as_theory_says(permutations: int):
    """On pairs of known Jaccard the mean square error is that of as many independent tosses, √(J(1-J)/K).

    Squares of 750 standardised errors: their mean is 1, its standard deviation √(2/750); four of those are allowed.
    """
    squares = []
    for jaccard in (0.3, 0.5, 0.7, 0.8, 0.9):
        true, texts = signature_errors.pairs(jaccard, 150)
        errors = signature_errors.estimates(texts, permutations) - true
        squares.append((errors / signature_errors.theory(true, permutations)) ** 2)
    assert np.mean(squares) < 1 + 4 * np.sqrt(2 / np.size(squares))


def test_pairs_have_the_jaccard_that_they_are_said_to_have():
    """The pairs of that test, counted with sets of shingles."""
    true, texts = signature_errors.pairs(0.7, 3)
    grams = [set(shingle_hashes(text)) for text in texts["text"].to_pylist()]
    assert [len(a & b) / len(a | b) for a, b in zip(grams[::2], grams[1::2], strict=True)] == [true] * 3
    assert true == pytest.approx(0.7, abs=0.005)


@pytest.mark.parametrize("jaccard", [0.5, 0.8, 0.95])
def test_simhashes_are_as_far_apart_as_the_angle(jaccard: float):
    """The mean share of bits that differ is the angle between the two sets over π, within four standard errors."""
    true, texts = signature_errors.pairs(jaccard, 200)
    expected = 64 * np.arccos(2 * true / (1 + true)) / np.pi
    apart = signature_errors.distances(texts)
    assert abs(apart.mean() - expected) < 4 * np.sqrt(expected * (1 - expected / 64) / len(apart)) + 0.1
    assert signature_errors.from_distance(np.array([expected])) == pytest.approx(true)


@pytest.mark.parametrize(
    ("hashes", "first", "last"),
    [
        ([1], [3426387349, 2868690350, 1311794348], 4131455246),
        ([1, 2, 3, 0xFFFFFFFF], [277274469, 2241546430, 1105757534], 1175624830),
    ],
)
def test_known_vectors(hashes: list[int], first: list[int], last: int):
    """The kernel gives the published values of datasketch 2 for given 32-bit hashes."""
    from pipelines.dedup.signature_kernel import fmix32, minhash

    minima = np.empty(128, np.uint32)
    minhash(np.array([fmix32(np.uint32(h)) for h in hashes], np.uint32), len(hashes), *affine32(128), minima)
    assert [*minima[:3].tolist(), int(minima[-1])] == [*first, last]


def test_empty_texts_have_the_empty_sketch():
    """A text without words holds 0xFFFFFFFF everywhere, as an untouched MinHash does."""
    minima = signed("", " … \n").column("minhash").to_pylist()
    assert minima == [[0xFFFFFFFF] * 128] * 2


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("Суд УХВАЛИВ:", "суд ухвалив", True),
        ("суд\n\nухвалив", "  суд ухвалив.", True),
        ("стягнути 100 грн", "стягнути 200 грн", False),
        ("її майно", "іі майно", False),
        ("гараж й ґанок", "гараж и ганок", False),
        ("суд ухвалив", "ухвалив суд", False),
        ("судухвалив", "суд ухвалив", False),
    ],
)
def test_text_hash(one: str, other: str, equal: bool):
    """Case, blanks and punctuation do not count; numbers, Ukrainian letters and the order of words do."""
    left, right = signed(one, other)["text_hash"].to_pylist()
    assert (left == right) is equal


def test_paragraphs_are_lines_of_five_words_or_more():
    """Blank and short lines have no hash, case and spacing do not count, and order is kept."""
    first, second = "Керуючись статтями 10 і 60 Кодексу", "суд вирішив стягнути з відповідача 100 грн"
    rows = signed(f"УХВАЛА\n\n{first}\n {second}", f"{second.upper()}\r\n\n—\n{first}.")["paragraph_hashes"].to_pylist()
    assert len(rows[0]) == 2
    assert rows[0] == rows[1][::-1]


@given(st.lists(st.sampled_from(ODDITIES), max_size=8), st.integers(0, 8))
@settings(max_examples=30)
def test_rows_do_not_know_their_neighbours(texts: list[str], cut: int):
    """A shard in one chunk, in two, or sliced out of a longer one gives the same rows."""
    table = pa.table({"id": [str(i) for i in range(len(texts))], "text": pa.array(texts, pa.large_string())})
    chunked = pa.concat_tables([table.slice(0, cut), table.slice(cut)])
    whole = sign(table)
    assert sign(chunked).equals(whole)
    assert sign(table.slice(cut)).equals(whole.slice(cut))
    assert whole.schema == SIGNATURES


def test_small_offsets():
    """A column of ordinary strings is read as well as one of large strings."""
    assert sign(pa.table({"id": ["a"], "text": ["суд ухвалив рішення"]})).num_rows == 1


def test_null_text_is_refused():
    """A null says what to do about it."""
    with pytest.raises(ValueError, match="fill it with the empty string"):
        sign(pa.table({"id": ["a"], "text": pa.array([None], pa.large_string())}))


@given(st.binary(max_size=24), st.binary(max_size=4), st.binary(max_size=4))
@example(b"\xff\xbf\xbf\xbf", b"x", b"y")
@example("суд".encode() + b"\xd1", b"\x83", b"\x84")
@example(b"\xc4", b"\xb0", b"a")
@example(b"a \xe2\x82", b"\xac", b"\x8a")
@example(b"\xf7", b"", b"abc")
@settings(max_examples=200)
def test_broken_bytes_stay_where_they_are(broken: bytes, next_one: bytes, another: bytes):
    """Bytes that are no UTF-8 make some signature, and the text that follows in memory has no part in it."""
    rows = [signed(broken, after, "x y").to_pylist() for after in (next_one, another)]
    assert rows[0][0] == rows[1][0]
    assert [each[2]["words"] for each in rows] == [2, 2]


def test_letter_table_can_be_derived_again():
    """The committed table is what Unicode 14.0 says, and a newer interpreter says nothing else of its letters."""
    derived, table = letters.expand(letters.derive()), letters.table()
    known = np.ones_like(table, bool) if unicodedata.unidata_version == "14.0.0" else table > 0
    assert (derived[known] == table[known]).all()
