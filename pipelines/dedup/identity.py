"""Which decision a row is, as the register tells it.

What belongs here: what case numbers, forms, instances and files mean, as expressions over columns of
`schema.DOCUMENTS`. What does not: keys and files of a piece (`facts.py`), and what follows for two like texts
(`labels.py`). Still to come: the courts' own relations between decisions (`references`), and reorganised courts that
go on under another code.
"""

from __future__ import annotations

import polars as pl

from pipelines.dedup.pieces import ADDITION, OPINION, ORDINARY

LOOK_ALIKES = dict(zip("ABCEHIKMOPTXY", "АВСЕНІКМОРТХУ", strict=True))
"""Latin capitals that clerks type for Cyrillic ones: 2-a-10600/11 and 2-а-10600/11 are one case."""

NATIONAL = r"^(\d{3,4}/\d+/\d{2,4}|\d{2}/\d{5}|\d{2}[/-]\d{6}-\d{2}|\d{3}\.\d{3}\.\d{3}|\d{9}/)"
"""Numbers that one case bears in every instance: the unified number of EDRSR (309/3690/19); the Dutch numbers of the
Hoge Raad, the parket, the gerechtshoven and the Raad van State. All others (1-123/2006) begin anew in each court."""

OPINIONS = r"^(окрема|особлива|розбіжна) думка|^conclusie"
"""Forms, in lower case, that stand beside a judgment and may quote all of it without being it."""

ADDITIONS = r"^додатков(е|а) |^(ухвала|постанова) про виправлення|^aanvullend|^herstel"
"""Forms, in lower case, that complete or mend a judgment: додаткове рішення, herstelvonnis. The register's own list
knows the first only; a ruling on a slip of the pen is published as any ruling."""

INSTANCES = {"first": 1, "appeal": 2, "cassation": 3}
"""Instances of `schema.DOCUMENTS` as ranks; 0 stands for one that is not told."""

CHANGES = r"(^|/)changes_[^/]*$"
"""Files in which rechtspraak.nl's search interface gave what had changed, in contrast to its archives."""

_SEPARATOR = r"[;,]|\sen\s"
_DUTCH_BEFORE_BLANK = r"(\d{2}/\d{5}|\d{3}\.\d{3}\.\d{3}\S*)\s+"
_SPELLINGS = (
    (r"[\s№]", ""),
    (r"[‐-―]", "-"),
    (r"[\\_]", "/"),
    (r"^(\p{L}+)-(\d)", "$1$2"),
    (r"^\p{L}{0,3}(\d{3}\.\d{3}\.\d{3})(?:[/-](\d{2}))?$", "$1/$2"),
    (r"^(\d{3,4}/\d+/\d{2,4})-\p{L}$", "$1"),
)
"""Ways to write one number, and the one that is kept: blanks; dashes; AWB - 14 _ 6530 and AWB 14/6530; HD
200.132.399_01 and 200.132.399/01; 760/123/15-ц and 760/123/15, for the letter only repeats the kind of justice."""


def case_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """(row, number) of every case number of `case_numbers`, sorted, each once; rows are counted from the first.

    In upper case, Cyrillic where letters look alike, in one spelling. Some courts publish several in one string,
    between commas, semicolons, the Dutch word «en» or, where each is told by its form, blanks. What has no digit
    («б/н», without a number) is none.
    """
    lines = pl.col("number").str.replace_all(_SEPARATOR, "\n").str.replace_all(_DUTCH_BEFORE_BLANK, "$1\n")
    key = pl.col("number").str.to_uppercase()
    for written, kept in _SPELLINGS:
        key = key.str.replace_all(written, kept)
    return (
        frame.select(pl.col("case_numbers").alias("number"))
        .with_row_index("row")
        .explode("number")
        .with_columns(lines.str.split("\n"))
        .explode("number")
        .with_columns(key.str.strip_chars_end("/").str.replace_many(LOOK_ALIKES))
        .filter(pl.col("number").str.contains(r"\d"))
        .unique()
        .sort("row", "number")
    )


def spelled(form: pl.Expr) -> pl.Expr:
    """A form in one spelling: lower case, single blanks."""
    return form.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


def role_of(form: pl.Expr) -> pl.Expr:
    """ORDINARY, OPINION or ADDITION, uint8, of a form as `spelled`."""
    opinion, addition = form.str.contains(OPINIONS), form.str.contains(ADDITIONS)
    return pl.when(opinion).then(OPINION).when(addition).then(ADDITION).otherwise(ORDINARY).cast(pl.UInt8)


def instance_of(instance: pl.Expr) -> pl.Expr:
    """Rank of an instance, uint8: 0 not told, 1 first, 2 appeal, 3 cassation."""
    return instance.replace_strict(INSTANCES, default=0, return_dtype=pl.UInt8).fill_null(0)


def channel_of(document: pl.Expr, text_format: pl.Expr, source_file: pl.Expr) -> pl.Expr:
    """How a row was published, as one string: the register that gave the id, the form of the text, the kind of file.

    So a text of EDRSR that came as HTML and as RTF, from an archive (zip) and from a database (toml), has three
    channels; a judgment of rechtspraak.nl two, the archives and the search interface; an edition of the Rada one for
    each of html, xml and txt.
    """
    file = source_file.str.to_lowercase()
    ending = file.str.extract(r"\.([a-z0-9]+)$")
    kind = pl.when(file.str.contains(CHANGES)).then(pl.lit("changes")).otherwise(ending)
    register = document.str.extract(r"^([^:]+):")
    return pl.concat_str([part.fill_null("") for part in (register, text_format, kind)], separator=" ")
