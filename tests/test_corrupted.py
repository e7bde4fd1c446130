"""Corrupted texts: what each corruption does, what characters and words show, and the judgement over them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import schema
from pipelines.annotate import charmodel, corrupted, corrupted_training, wording
from pipelines.annotate.corruptions import KINDS
from pipelines.annotate.folding import LONGEST, Folded, fold
from pipelines.annotate.quality_model import learn_model
from pipelines.annotate.quality_reading import Reading, read_texts
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Account, Ref, Shard, Store
from pipelines.tables import parquet_bytes

WHO = {
    "uk": [
        "позивач",
        "відповідач",
        "представник третьої особи",
        "прокурор області",
        "скаржник",
        "державний виконавець",
    ],
    "nl": ["de eiseres", "de verweerder", "het college", "de officier van justitie", "appellant", "de gemachtigde"],
}
DOES = {
    "uk": ["подав до суду заяву", "просив скасувати рішення", "заперечував проти позову", "не з'явився в засідання",
           "надав докази сплати боргу", "послався на норми закону", "уклав договір оренди землі"],
    "nl": ["heeft beroep ingesteld", "heeft het besluit herroepen", "is niet ter zitting verschenen",
           "voert verweer tegen de vordering", "heeft stukken overgelegd", "verwijst naar vaste rechtspraak"],
}  # fmt: skip
WHEN = {
    "uk": ["у червні 2015 року", "під час розгляду справи", "після закінчення строку", "на підставі статті 16 кодексу",
           "з огляду на наведене", "відповідно до частини другої статті 12 закону"],
    "nl": ["op 3 mei 2012", "tijdens de behandeling ter zitting", "na afloop van de termijn",
           "op grond van artikel 6 van de wet", "gelet op het voorgaande", "bij brief van de rechtbank"],
}  # fmt: skip
CLOSE = {
    "uk": ["Суд дійшов висновку про часткове задоволення вимог.", "Апеляційну скаргу слід залишити без задоволення."],
    "nl": ["De rechtbank is van oordeel dat het beroep slaagt.", "Het hof bekrachtigt het vonnis van de rechtbank."],
}


def texts(language: str, count: int, seed: int = 0) -> list[str]:
    """Made-up decisions of some 2,000 code points."""
    draw = np.random.default_rng(seed)

    def paragraph() -> str:
        who, *rest = [str(draw.choice(words[language])) for words in (WHO, DOES, WHEN, DOES, WHEN)]
        said = f"{who.capitalize()} {rest[0]} {rest[1]}, {rest[2]} {rest[3]} № {draw.integers(100, 9999)}."
        return f"{said} {draw.choice(CLOSE[language])}"

    return ["\n".join(paragraph() for _ in range(12)) for _ in range(count)]


def read(given: list[str], language: str = "uk") -> Reading:
    """Texts as quality reads them."""
    return read_texts(pa.array(given, pa.large_string()), language)


def folded(given: list[str], longest: int = LONGEST) -> Folded:
    """Texts as the model of characters reads them."""
    return fold(read(given), longest)


def score(given: list[str], language: str, model: pa.Table) -> corrupted.Scores:
    """The judgement over texts of one language."""
    return corrupted.score(read(given, language), language, model)


@cache
def model() -> pa.Table:
    """A model of both languages from made-up decisions."""
    rows = []
    for language in ("nl", "uk"):
        learnt = corrupted_training.learn(texts(language, 60), language)
        assert learnt is not None
        rows.append(corrupted.as_row(*learnt, documents=60, chars=1))
    return pa.Table.from_pylist(rows, corrupted.MODEL)


def area(sound: np.ndarray, bad: np.ndarray) -> float:
    """Area under the ROC curve: how often a corrupted text scores above a sound one."""
    return float((bad[:, None] > sound).mean() + (bad[:, None] == sound).mean() / 2)


@pytest.mark.parametrize("language", ["uk", "nl"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "mojibake"])
def test_corrupted_texts_stand_above_sound_ones(language: str, kind: str) -> None:
    """Texts that the model has not seen are told from corrupted ones, and hardly any sound one is touched."""
    draw = np.random.default_rng(5)
    sound = texts(language, 40, seed=1)
    bad = [KINDS[kind](text, language, draw) for text in sound]
    scores = score(sound + bad, language, model())
    assert area(scores.corrupted[:40], scores.corrupted[40:]) > 0.97
    assert (scores.corrupted[:40] > 0.5).sum() <= 1


def test_mojibake_is_certain() -> None:
    """Cyrillic in a wrong code page is certain damage; of Dutch without accents nothing is changed by it."""
    bad = [text.encode().decode("cp1251", "ignore") for text in texts("uk", 3, seed=1)]
    assert (score(bad, "uk", model()).corrupted > 0.95).all()


def test_one_letter_of_a_wrong_code_page_speaks_wherever_it_stands() -> None:
    """A long Dutch text with one such letter, where no stretch of it is read, scores above all sound ones."""
    sound = ["\n".join(texts("nl", 6, seed)) for seed in range(3, 8)]
    bad = [text[:1500] + " financiÃ«le " + text[1500:] for text in sound]
    scores = score(sound + bad, "nl", model())
    assert scores.corrupted[5:].min() > scores.corrupted[:5].max() + 0.1


@pytest.mark.parametrize(
    ("kind", "signs"),
    [("letterspaced", ["spaced"]), ("repeated", ["repeated", "recurring"]), ("shuffled", ["discord"])],
)
def test_the_loudest_sign_is_named(kind: str, signs: list[str]) -> None:
    """What speaks most against a text is what was done to it."""
    draw = np.random.default_rng(2)
    bad = [KINDS[kind](text, "uk", draw) for text in texts("uk", 9, seed=1)]
    named = score(bad, "uk", model()).sign.tolist()
    assert sum(name in signs for name in named) > 4


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "uk"),
        ("Ухвалив: позов задовольнити.", "uk"),
        ("This is an English text of which the corpus has no model, and so nothing is said of it. " * 3, "en"),
        ("Истец пояснил, что ответчик не вернул долг, и это было подтверждено в суде свидетелями.\n" * 5, "uk"),
    ],
)
def test_nothing_is_said_where_nothing_is_known(text: str, language: str) -> None:
    """Too short a text, a language without a model, and Russian alone have no score."""
    scores = score([text], language, model())
    assert np.isnan(scores.bits_per_char).all()
    assert np.isnan(scores.corrupted).all()
    assert list(scores.sign) == [""]


def test_russian_lines_are_no_damage() -> None:
    """A Ukrainian decision that quotes Russian letters scores as it does without them."""
    (plain,) = texts("uk", 1, seed=2)
    days = [f"Ответчик пояснил, что договор от {day} мая он подписал, когда был в отъезде." for day in range(1, 21)]
    quoted = "\n".join([plain, *days])
    scores = score([plain, quoted], "uk", model())
    assert scores.bits_per_char[1] == pytest.approx(scores.bits_per_char[0], abs=0.02)
    assert scores.corrupted[1] < 0.5


def test_a_text_is_judged_by_itself() -> None:
    """What stands beside a text, before or after it, changes nothing."""
    given = [text[: 400 * (n + 1)] for n, text in enumerate(texts("uk", 5, seed=3))]
    whole, alone = score(given, "uk", model()), [score([text], "uk", model()) for text in given]
    assert whole.bits_per_char.tolist() == [float(one.bits_per_char[0]) for one in alone]
    assert whole.corrupted.tolist() == [float(one.corrupted[0]) for one in alone]


def test_too_few_texts_make_no_model() -> None:
    """Of a handful of documents nothing is learnt, and without a model nothing is scored."""
    assert corrupted_training.learn(texts("uk", 20), "uk") is None
    scores = score(texts("uk", 1), "uk", corrupted.MODEL.empty_table())
    assert np.isnan(scores.corrupted).all()


def test_learning_twice_gives_the_same_bytes() -> None:
    """Nothing of a model depends on the clock or on chance."""
    first, second = (corrupted_training.learn(texts("nl", 40), "nl") for _ in range(2))
    assert first is not None
    assert second is not None
    rows = [corrupted.as_row(*learnt, documents=40, chars=1) for learnt in (first, second)]
    tables = [pa.Table.from_pylist([row], corrupted.MODEL) for row in rows]
    assert parquet_bytes(tables[0]) == parquet_bytes(tables[1])


def test_no_sign_speaks_for_a_text() -> None:
    """Weights of signs are not negative, so a text with more of a sign is never judged sounder."""
    weights = np.array(model()["weights"].to_pylist())
    assert weights.shape == (2, len(KINDS), len(corrupted.SIGNS) + 1)
    assert (weights[:, :, :-1] >= 0).all()


def test_probabilities_of_followers_add_up() -> None:
    """What was seen to follow a context has a probability of at most one in all, and most of it."""
    runs, counts = charmodel._counted(folded(["абвабгабв абг вба"] * 50))
    grams, costs, _ = charmodel._costs(runs, counts, 5)
    five = grams >= 1 << 48
    totals: dict[int, float] = {}
    for gram, cost in zip(grams[five].tolist(), costs[five].tolist(), strict=True):
        totals[gram >> 12] = totals.get(gram >> 12, 0.0) + 2**-cost
    assert all(0.5 < total <= 1.0001 for total in totals.values())


def test_bits_are_few_for_what_was_seen_and_many_for_what_was_not() -> None:
    """Sound text of the sample costs a few bits a character, and strange characters sixteen."""
    sample = texts("uk", 30)
    ear = corrupted_training.train(sample, "uk")
    runs = charmodel.read(folded([sample[0], "☃" * 50, ""]), "uk", ear.runs)
    known, strange, empty = charmodel.bits_per_char(runs)
    assert known < 1.5
    assert strange == charmodel.UNSEEN
    assert empty == 0


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("с у д у вирок", "spaced", 4),
        ("с у вирок", "spaced", 0),
        ("вирок суду", "voiced", 2),
        ("врк сд", "voiceless", 1),
        ("ВРК ЦПК", "voiceless", 0),
        ("виРок cуд ст0ріна Х1А ЦПК-2а", "odd", 3),
    ],
)
def test_counts_of_words(text: str, sign: str, expected: int) -> None:
    """What the words of a text show is counted as its description says."""
    words = wording.read(folded([text]), wording.train(folded([text])))
    assert words[sign][0] == expected


def spelled(given: Folded) -> list[list[int]]:
    """Symbols of each text."""
    return [given.symbols[start:end].tolist() for start, end in zip(given.starts, given.starts[1:], strict=False)]


def test_folding() -> None:
    """Case, digits and blanks are made alike, and a Russian line is left out."""
    first, second, third = spelled(
        folded(["Суд  12\n\nТА", "суд 34 та", "Суд її та.\nИстец, что был, установил.\nСуд її та."])
    )
    assert first == second
    assert [third] == spelled(folded(["Суд її та.\nСуд її та."]))


def test_of_a_long_text_stretches_of_whole_words_are_read() -> None:
    """As many characters as asked, a little more to end a word, from all over the text and in order."""
    words = [f"слово{chr(0x430 + at // 32)}{chr(0x430 + at % 32)}" for at in range(800)]
    (symbols,) = spelled(folded([" ".join(words)], longest=800))
    chosen = "".join(map(chr, symbols)).split()
    places = [words.index(word) for word in chosen]
    assert places == sorted(set(places))
    assert 800 <= len(symbols) <= 800 + 8 * 9
    assert np.histogram(places, 8, (0, 800))[0].min() >= 10


def test_a_text_without_blanks_is_read_in_part() -> None:
    """A stretch that no blank ends is cut at twice its length."""
    (symbols,) = spelled(folded(["а" * 10_000, "б"], longest=800))[:1]
    assert len(symbols) <= 1_600


@settings(max_examples=40)
@given(st.lists(st.text("аІыaZ0 ñ\n«Ã©☃🙂", max_size=60), min_size=1, max_size=4), st.sampled_from(sorted(KINDS)))
def test_any_text_can_be_corrupted_and_judged(given: list[str], kind: str) -> None:
    """No text is too odd: scores are NaN or within bounds, and corruption is a function of text and seed."""
    bad = [KINDS[kind](text, "uk", np.random.default_rng(1)) for text in given]
    assert bad == [KINDS[kind](text, "uk", np.random.default_rng(1)) for text in given]
    scores = score(bad, "uk", model())
    assert all(np.isnan(value) or 0 <= value <= 1 for value in scores.corrupted)
    assert all(np.isnan(value) or value >= 0 for value in scores.bits_per_char)


def stored(store: Store, year: str, name: str, given: list[str]) -> Ref:
    """A shard of documents in a store."""
    rows = [
        {"id": f"edrsr:{name}{number}", "version": "", "source": "edrsr", "kind": "decision", "language": "uk",
         "case_numbers": [], "status": "public", "references": [], "text": text, "repairs": [], "source_file": "",
         "source_place": ""} for number, text in enumerate(given)
    ]  # fmt: skip
    body = parquet_bytes(pa.Table.from_pylist(rows, schema.DOCUMENTS))
    scope, file = Scope("edrsr", year), f"part-{name}.parquet"
    size, sha256 = store.write("documents", scope, file, body)
    return Ref("documents", scope, Shard(name, name, file, len(given), size, sha256, Account("rows", 1, 1)))


def test_the_model_is_learnt_from_first_shards_of_complete_years(tmp_path: str) -> None:
    """A running year and later shards change nothing; a sample is at most as long as asked."""
    store = Store(str(tmp_path))
    old = stored(store, "2019", "a", texts("uk", 60))
    more = stored(store, "2019", "b", texts("uk", 5, seed=8))
    running = stored(store, "2026", "c", texts("uk", 60, seed=9))
    alone = learn_model(Shards(store, (old,)), before=2026, characters=10**6)
    among = learn_model(Shards(store, (old, more, running)), before=2026, characters=10**6)
    assert alone.equals(among)
    assert alone["documents"].to_pylist() == [60]
    half = learn_model(Shards(store, (old,)), before=2026, characters=alone["chars"][0].as_py() // 2)
    assert half["documents"].to_pylist()[0] in range(28, 31)
    assert learn_model(Shards(store, (running,)), before=2026, characters=10**6).num_rows == 0
