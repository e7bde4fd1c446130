"""The control words of RTF that change what a reader sees, and the code pages they name.

What belongs here: names and numbers of the RTF Specification 1.9.1; a word that is not listed changes nothing.
Not here: the reader (rtf_kernel), which takes these as arrays. Imported, like it, only when a file is read.
"""

from __future__ import annotations

from pipelines.text.rtf_kernel import (
    BINARY,
    BODY,
    CHARACTER,
    CHARSET,
    CODE_PAGE,
    CODE_PAGE_NUMBER,
    COLOUR_PART,
    COLOURS,
    DEFAULT_FONT,
    DELETED,
    DESTINATION,
    FONT,
    FONTS,
    FOOTNOTE,
    GROUND,
    HIDDEN,
    INK,
    NOWHERE,
    PLAIN,
    PROPERTY,
    RAISED,
    SKIP_COUNT,
    UNICODE,
    UNRAISED,
)  # fmt: skip

LINE_ENDS = ("par", "line", "sect", "page", "column", "row", "nestrow", "softline")
TABS = ("tab", "cell", "nestcell")
SIGNS = {
    "emdash": 0x2014, "endash": 0x2013, "bullet": 0x2022, "lquote": 0x2018, "rquote": 0x2019,
    "ldblquote": 0x201C, "rdblquote": 0x201D, "emspace": 0x20, "enspace": 0x20, "qmspace": 0x20,
}  # fmt: skip

UNPRINTED = (
    "stylesheet", "info", "pict", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
    "footerf", "fldinst", "datafield", "objclass", "objname", "objdata", "nonshppict", "shprslt", "sp", "xe", "tc",
    "rxe", "bkmkstart", "bkmkend", "filetbl", "listtable", "revtbl", "private", "ftnsep", "ftnsepc", "ftncn",
    "aftnsep", "aftnsepc", "aftncn", "annotation", "atnid", "atnauthor", "template",
)  # fmt: skip
"""Destinations that are not the text of the decision. Kept: fldrslt, listtext, pntext, result, shptxt."""

TEXT_BOX = "shpinst"
"""An ignorable destination that holds the text of a box (in shptxt) among drawing properties (sp)."""

PROPERTIES = {
    "plain": PLAIN, "f": FONT, "uc": SKIP_COUNT, "v": HIDDEN, "deleted": DELETED, "cf": INK,
    "cb": GROUND, "highlight": GROUND, "chcbpat": GROUND, "super": RAISED, "up": RAISED, "sub": UNRAISED,
    "dn": UNRAISED, "nosupersub": UNRAISED, "red": COLOUR_PART, "green": COLOUR_PART, "blue": COLOUR_PART,
    "fcharset": CHARSET, "ansicpg": CODE_PAGE_NUMBER, "deff": DEFAULT_FONT,
}  # fmt: skip

MEANINGS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(LINE_ENDS, (CHARACTER, 0x0A)),
    **dict.fromkeys(TABS, (CHARACTER, 0x09)),
    **{word: (CHARACTER, code) for word, code in SIGNS.items()},
    **dict.fromkeys(UNPRINTED, (DESTINATION, NOWHERE)),
    "fonttbl": (DESTINATION, FONTS),
    "colortbl": (DESTINATION, COLOURS),
    "footnote": (DESTINATION, FOOTNOTE),
    TEXT_BOX: (DESTINATION, BODY),
    "ansi": (CODE_PAGE, 1252),
    "mac": (CODE_PAGE, 10000),
    "pc": (CODE_PAGE, 437),
    "pca": (CODE_PAGE, 850),
    **{word: (PROPERTY, what) for word, what in PROPERTIES.items()},
    "u": (UNICODE, 0),
    "bin": (BINARY, 0),
}

CODECS = {
    437: "cp437", 850: "cp850", 852: "cp852", 855: "cp855", 866: "cp866", 874: "cp874", 1250: "cp1250",
    1251: "cp1251", 1252: "cp1252", 1253: "cp1253", 1254: "cp1254", 1255: "cp1255", 1256: "cp1256",
    1257: "cp1257", 1258: "cp1258", 10000: "mac_roman", 10007: "mac_cyrillic", 20866: "koi8_r", 21866: "koi8_u",
}  # fmt: skip
"""Single-byte code pages by number, with Python's name of each."""

CHARSETS = {
    0: 1252, 77: 10000, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874,
    238: 1250, 254: 437, 255: 850,
}  # fmt: skip
"""Code page of each single-byte \\fcharset; 2 (symbol) has none, 1 (default) means the page of the file."""

SYMBOL_CHARSET = 2
