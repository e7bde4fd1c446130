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

NATIONAL = (
    r"(?i)^(?:\d{3,4}/\d+/(?:20)?\d{2}(?:-?\p{L}{1,3})?|\d{2}[/-]\d{6}-\d{2}|\d{3}\.\d{3}\.\d{3}(?:[/_-]\d{2})?"
    r"|\d{9}/\d/\p{L}\d|[CС]/\d{2}/\d{4,7}|NL\d{2}\.\d+)$"
)
"""Numbers that one case bears in every court: the unified number of EDRSR
(309/3690/19); the Dutch numbers of the parket, the gerechtshoven in civil cases, the Raad van State, the rechtbanken
in civil cases (C/09/571234 names the court) and of asylum. All others (1-123/2006) begin anew in each court."""

CASSATION = r"^\d{2}/\d{5}$"
"""Numbers that one case bears in the Hoge Raad and its parket; the gerechtshoven number their cases likewise, each."""

HIGHEST = r"(?i)hoge[ _]raad|(?:^|[/:])P?HR$"
"""The Hoge Raad and its parket, by name, code or address; names in the register's own spelling."""

OPINIONS = r"^(\p{L}+ ){1,3}думка\b|^conclusie"
"""Forms, in lower case, that stand beside a judgment and may quote all of it without being it: окрема, збіжна,
частково розбіжна думка."""

ADDITIONS = r"^додатков(е|а) |^(ухвала|постанова) про виправлення|^aanvul|^(tussen)?herstel|^verbeter|^rectific"
"""Forms, in lower case, that complete or mend a judgment: додаткове рішення, herstelvonnis, rectificatie. EDRSR's own
list knows the first only; a ruling on a slip of the pen is published as any ruling."""

FAMILIES = (
    (r"^(заочне|скорочене|повне) (рішення)", "$2"),
    (r"^(ухвала|рішення|вирок|постанова) (слідчого судді|суду)\b.*$", "$1"),
    (r"^(versteks?|verkort |mondelinge? )?(vonnis|arrest|uitspraak|beslissing)$", "uitspraak"),
)
"""Forms, in lower case, that one decision may be published under, and the name that stands for them all: a judgment in
default is a judgment; rechtspraak.nl calls any vonnis or arrest an uitspraak."""

INSTANCES = {"first": 1, "appeal": 2, "cassation": 3}
"""Instances of `schema.DOCUMENTS` as ranks; 0 stands for one that is not told."""

HEAD = 600
"""Characters of a text within which it names its court."""

_COURTS = {
    "cassation": r"верховн\w+ суд|вищ\w+ (?:\w+ ){0,2}суд|касаційн\w+ (?:\w+ )?суд|hoge raad",
    "appeal": r"апеляційн\w+ (?:\w+ )?суд|gerechtshof|centrale raad van beroep|college van beroep|raad van state",
    "first": r"(?:міськ)?районн\w+ суд|міськ\w+ суд|окружн\w+ (?:\w+ )?суд|господарськ\w+ суд|rechtbank|kantonrechter",
}
"""Courts of each instance, in lower case and any case form."""

CHANGES = r"(^|/)changes_[^/]*$"
"""Files in which rechtspraak.nl's search interface gave what had changed, in contrast to its archives."""

_ROLLS = r"[\s/]+((?:HA|KG|JE|CV|VV|EJ|FA|OV|VZ|EA|HO)[\s-]*(?:ZA|RK|VERZ|EXPL|VORD|[\d/]))"
"""The roll of a Dutch rechtbank, which follows the case's own number: C/09/571234 / HA ZA 19-440."""

_WHOLE = (
    r"\d{3,4}/\d+/\d{2}(?:\d{2})?(?:-?\p{L}{1,3})?|\d{2}[/-]\d{6}-\d{2}|\p{L}{0,3}\d{3}\.\d{3}\.\d{3}(?:[/-]\d{2})?"
    r"|C/\d{2}/\d{4,7}|NL\d{2}\.\d+"
)
"""Numbers that are told by their form, whatever stands around them."""

_LINES = (
    (r"[‐-―]", "-"),
    (r"\s*[\\_]\s*", "/"),
    (r"[;,()]|№|\sEN\s", "\n"),
    (_ROLLS, "\n$1"),
    (r"\b(\d{2}/\d{5})[^\S\n]", "$1\n"),
    (r"[^\S\n]+", "  "),
    (rf"(?m)(^|\s)({_WHOLE})(\s|$)", "$1\n$2\n$3"),
)
"""Where one number of several ends, in upper case; blanks are doubled so that each number has its own on both sides."""

_SPELLINGS = (
    (r"\s", ""),
    (r"^(\p{L}+)-(\d)", "$1$2"),
    (r"^\p{L}{0,3}(\d{3}\.\d{3}\.\d{3})(?:[/-]0?1)?$", "$1"),
    (r"^\p{L}{0,3}(\d{3}\.\d{3}\.\d{3})[/-](\d{2})$", "$1/$2"),
    (r"^(\d{3,4}/\d+)/(?:20)?(\d{2})(?:-?\p{L})?$", "$1/$2"),
    (r"^(\d{2})-(\d{6}-\d{2})$", "$1/$2"),
    (r"^(\d{1,2})-?(\p{L}{1,2})-?(\d+/\d+)$", "$1$2-$3"),
    (r"^(\d[\d\p{L}-]*-\d+)/(?:19|20)(\d{2})$", "$1/$2"),
)
"""Ways to write one number, and the one that is kept: blanks; AWB - 14 _ 6530 and AWB 14/6530; HD 200.132.399_01 and
200.132.399; 760/123/15-ц, 760/123/15ц and 760/123/2015, for the letter only repeats the kind of justice; 10-750123-15
and 10/750123-15; 2-а-123/10, 2а-123/10 and 2а-123/2010."""


def case_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """(row, number) of every case number of `case_numbers`, sorted, each once; rows are counted from the first.

    In upper case, Cyrillic where letters look alike, in one spelling. Some courts publish several in one string,
    between commas, semicolons, brackets, the Dutch word «en» or, where each is told by its form, blanks. What has no
    digit («б/н», without a number) is none.
    """
    lines, key = pl.col("number").str.to_uppercase(), pl.col("number")
    for written, kept in _LINES:
        lines = lines.str.replace_all(written, kept)
    for written, kept in _SPELLINGS:
        key = key.str.replace_all(written, kept)
    return (
        frame.select(pl.col("case_numbers").alias("number"))
        .with_row_index("row")
        .explode("number")
        .with_columns(lines.str.split("\n"))
        .explode("number")
        .with_columns(key.str.strip_chars("/-").str.replace_many(LOOK_ALIKES))
        .filter(pl.col("number").str.contains(r"\d"))
        .unique()
        .sort("row", "number")
    )


def without_register(number: pl.Expr) -> pl.Expr:
    """A number as `case_numbers` spells it without the letters of its register: AWB, SGR, HAA 19/1234.

    Within one court they say nothing more; between courts they may be all that tells two apart.
    """
    return number.str.replace(r"^\p{L}{3,6}(\d{2}/\d+)$", "$1")


def spelled(form: pl.Expr) -> pl.Expr:
    """A form in one spelling: lower case, single blanks."""
    return form.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


def family_of(form: pl.Expr) -> pl.Expr:
    """What a form as `spelled` is a kind of: its own name, but for `FAMILIES`."""
    for written, kept in FAMILIES:
        form = form.str.replace(written, kept)
    return form


def role_of(form: pl.Expr) -> pl.Expr:
    """ORDINARY, OPINION or ADDITION, uint8, of a form as `spelled`."""
    opinion, addition = form.str.contains(OPINIONS), form.str.contains(ADDITIONS)
    return pl.when(opinion).then(OPINION).when(addition).then(ADDITION).otherwise(ORDINARY).cast(pl.UInt8)


def instance_of(instance: pl.Expr) -> pl.Expr:
    """Rank of an instance, uint8: 0 not told, 1 first, 2 appeal, 3 cassation."""
    return instance.replace_strict(INSTANCES, default=0, return_dtype=pl.UInt8).fill_null(0)


def instance_in_head(text: pl.Expr) -> pl.Expr:
    """Rank of the instance of the court that the head of a text names first, uint8: 0 where it names none.

    A court names itself before the court whose decision it reviews.
    """
    head = text.str.head(HEAD).str.to_lowercase().str.replace_all(r"\s+", " ")
    named = head.str.extract("(" + "|".join(_COURTS.values()) + ")")
    ranks = [pl.when(named.str.contains(courts)).then(INSTANCES[instance]) for instance, courts in _COURTS.items()]
    return pl.coalesce([*ranks, pl.lit(0)]).cast(pl.UInt8)


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
