"""The role window: in what role a person is named, by the words around the name.

What belongs here: the rule that the nearest role word before a name decides, that a list of names shares one role,
and that a role may follow a name. What does not: the words themselves, which each language has in a list
(role_words_uk.txt, role_words_nl.txt), and what holds for a whole document (people). Law 3262-IV (art. 7) and the
anonymisation guideline of the Dutch judiciary leave those in office named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

WINDOW = 100
"""Characters before a name in which its role is looked for."""

BEHIND = 60
"""Characters after a name in which its role may follow: «Петренко І.І., адвокат»."""

BORDER = "\0"
"""Stands between the windows of a digest (windows.BORDER): nothing beyond it was said of the name."""

LEADS = " \u00a0\t\n:,–-—«\"„“'‘("
"""What may stand between a role word and the name it leads to."""

LIST = 40
"""Characters between two names of one list."""

NEAREST = 3
"""Tokens before a name that mostly tell its role; the others are parted only when these do not."""

SINGLE = frozenset(("notary", "bailiff"))
"""Offices that one of a list holds: «приватний нотаріус Гнатюк О.П., Бойко А.А.» names one notary."""

ROLE = "role"
"""Key of a presidio result's recognition_metadata that holds the role."""

UNKNOWN = "unknown"

TITLE = "title"
"""What role words say of an academic title: the role stands before it."""

OFFICES = frozenset(("judge", "clerk", "prosecutor", "lawyer", "notary", "expert", "bailiff", "officer", "statesman"))
"""Roles of those in office, who stay named by default; party, witness, relative and unknown are private."""

WORD = re.compile(r"[(/]?(?:A\.-G\.|[Ww]\.[Gg]\.)[)/]?|[(/]?(?<!\w)[^\W\d_][\w'’ʼ`-]*[)/.]?")
"""Words of a role window, with the full stop behind and a bracket around, as in «(підпис)»; «w.g.» is one."""

SENTENCE_WORD = 5
"""Letters of the shortest word whose full stop ends a sentence: shorter ones are abbreviations."""

ABOUT = frozenset(("про", "щодо", "стосовно", "від", "для", "до", "о", "об", "относительно", "over", "inzake"))
"""Words behind which an act of a president or minister speaks of somebody else."""

OF = frozenset(
    ("van", "met", "tegen", "voor", "aan", "bij", "tussen", "zijnde", "die", "deze", "voornoemde", "genoemde")
)
"""Words right before a name that is not an office holder's, whose title has stood before: «de advocaat van Smit»."""

STATESMAN_REACH = 5
"""Words between a statesman's title and the name: «Міністр внутрішніх справ України Гнатюк О.П.»."""


class Name(NamedTuple):
    """A person's name: start and end in code points, and the role it is named in."""

    start: int
    end: int
    role: str = UNKNOWN


class Shape(NamedTuple):
    """Units that have the shape of a name: the shape, their kinds, where their run starts, and their start and end.

    cited: whether something near may tell that it is the author's of a cited work.
    """

    shape: str
    kinds: str
    run: int
    start: int
    end: int
    cited: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Roles:
    """Role words of one language: the role of a word, what joins a list, a role behind a name.

    is_verb: whether behind the word somebody in office is no longer meant: a verb, or what opens a clause.
    is_private: whether what stands in a text behind the end of a name tells that nobody in office is meant.
    """

    role_of: Callable[[str], str | None]
    is_verb: Callable[[str], bool]
    between: re.Pattern[str]
    follows: re.Pattern[str]
    is_private: Callable[[str, int], bool] = lambda _text, _end: False


def action(role: str) -> str:
    """What selection does by default with a name in `role`: keep or mask."""
    return "keep" if role in OFFICES else "mask"


def score(role: str) -> float:
    """Score of a name (as of recognizer.py): likely with a role, possible without."""
    return 0.6 if role == UNKNOWN else 0.8


def in_roles(text: str, names: Iterable[Name], roles: Roles) -> Iterator[Name]:
    """Every name (in order) with its role; names of one list inherit the role of the first.

    Of the roles behind a name only a judge's is the list's: «A. Smit, voorzitter, B. Bakker en C. Vos». Where the name
    opens a line, what stands before may be a heading, and the role behind it decides.
    """
    last_end, last_role = 0, UNKNOWN
    for start, end, _ in names:
        role = role_before(text, max(last_end, start - WINDOW), start, roles)
        behind, role_behind = _role_behind(text, end, roles)
        if role == UNKNOWN and last_end and last_role not in SINGLE and _in_one_list(text, last_end, start, end, roles):
            role = last_role
        last_end, last_role = behind, role_behind if role_behind == "judge" else role
        opens_line = start > 0 and text[start - 1] == "\n"
        if role_behind in OFFICES or (role_behind and (role == UNKNOWN or opens_line)):
            role = role_behind
        elif role in OFFICES and roles.is_private(text, end) and leading_role(text, start, roles) not in OFFICES:
            role = "party"
        yield Name(start, end, role)


def role_before(text: str, start: int, end: int, roles: Roles) -> str:
    """Role told by the last role word of text[start:end], within the sentence that ends there.

    Behind a verb somebody in office speaks of another: «суддя вислухав Гнатюка».
    """
    about = acts = False
    distance = 0
    start = max(start, text.rfind(BORDER, start, end) + 1)
    tokens = text[start:end].rsplit(None, NEAREST)
    while tokens:
        token = tokens.pop()
        if not tokens:
            *tokens, token = token.split()
        for word in _said_by(token, roles):
            if word.ends_sentence:
                return UNKNOWN
            about, acts = about or word.is_about, acts or word.is_verb or (distance == 0 and word.is_of)
            role = word.role
            if role and role != TITLE and not (role == "statesman" and (about or distance >= STATESMAN_REACH)):
                return UNKNOWN if acts and role in OFFICES else role
            distance += 1
    return UNKNOWN


class Said(NamedTuple):
    """What one word before a name says of it."""

    role: str | None
    is_verb: bool
    is_about: bool
    is_of: bool
    ends_sentence: bool


@lru_cache(1 << 16)
def _said_by(token: str, roles: Roles) -> tuple[Said, ...]:
    """What the words of a token without spaces say, from the last to the first."""
    return tuple(
        Said(roles.role_of(word), roles.is_verb(word), word.lower() in ABOUT, word.lower() in OF, _ends_sentence(word))
        for word in reversed(WORD.findall(token))
    )


def _ends_sentence(word: str) -> bool:
    return word[-1] == "." and len(word) > SENTENCE_WORD


def leading_role(text: str, start: int, roles: Roles) -> str | None:
    """Role of the word right before `start`, when it is one that leads to a person («свідка», «de heer»)."""
    before = text[max(0, start - LIST) : start]
    led = before.rstrip(LEADS)
    *_, last = led.rsplit(None, 1) or [""]
    return _role_at_end(before[len(led) - len(last) :], roles) if last else None


@lru_cache(1 << 16)
def _role_at_end(before: str, roles: Roles) -> str | None:
    """Role of the last word of `before`, which holds no space but behind it, when it leads to what follows."""
    *_, last = [None, *WORD.finditer(before)]
    if last is None or before[last.end() :].strip(LEADS) or _ends_sentence(last[0]):
        return None
    return roles.role_of(last[0])


def _role_behind(text: str, end: int, roles: Roles) -> tuple[int, str]:
    """End and role of an apposition behind a name; the name's own end and nothing where there is none."""
    found = roles.follows.match(text, end, end + BEHIND)
    role = roles.role_of(found["role"]) if found else None
    return (found.end(), role) if found and role and role not in (TITLE, UNKNOWN) else (end, "")


def _in_one_list(text: str, start: int, end: int, behind: int, roles: Roles) -> bool:
    """Whether only what joins a list stands in text[start:end]; a name on a new line that a verb follows is in none."""
    if end - start > LIST or roles.between.fullmatch(text, start, end) is None:
        return False
    spoken = WORD.match(text, behind + 1) if text[start:end].isspace() and "\n" in text[start:end] else None
    return not (spoken and roles.is_verb(spoken[0]))


def role_by_beginning(folded: str, beginnings: dict[str, str]) -> str | None:
    """Role of a folded word by its longest listed beginning."""
    closed = f"{folded}$"
    return next((beginnings[closed[:n]] for n in range(len(closed), 1, -1) if closed[:n] in beginnings), None)
