"""Hostile archives: bombs, members that share their bytes, names that lead outside, lies in every field.

What belongs here: how each is made and what may become of it. What does not: the writer (`zip_writer.py`).
Overlapping members: D. Fifield, "A better zip bomb", WOOT 2019.
"""

from __future__ import annotations

import bz2
import gzip
import io
import struct
import tarfile
from random import Random

from tests.hostile.kinds import PASSED, QUARANTINED, REFUSED, Kind
from tests.hostile.names import STRANGE
from tests.hostile.places import as_archive, good_judgment, text_paths
from tests.hostile.zip_writer import DEVICE, ENCRYPTED, LINK, PIPE, STORED, UTF8, Entry, deflated, written

ANY = (REFUSED, QUARANTINED)
"""What is wrong with one member costs that member where neighbours can stand without it, else the archive."""

DENSE = 400
"""Times a bomb grows: under the 1,032 that deflate can, above what any publisher's file does."""

OUTSIDE = (b"../x.xml", b"/etc/x.xml", b"a/../../x.xml", b"C:\\x.xml", b"a\\..\\..\\x.xml", b"\\\\host\\x.xml")


def _sound(chance: Random) -> Entry:
    """A good judgment, as the first member of something bad."""
    name, body = good_judgment(chance.randrange(1, 5))  # the first is the good neighbour
    return Entry(name.encode(), body)


def _noise(chance: Random, size: int) -> bytes:
    return chance.randbytes(size)


def _bomb(chance: Random, most: int) -> bytes:
    """One member of zeros."""
    return written([Entry(b"a.xml", bytes(2 * max(most, 1 << 20)))])


def _bomb_of_many(chance: Random, most: int) -> bytes:
    """Many members, each too small to be one, that are a bomb together."""
    one = Entry(b"", bytes((1 << 20) - 1))
    packed = one.data
    size, names = len(one.body), range(2, 4 + most // 100_000)
    entries = [Entry(b"%d.xml" % name, one.body, local=packed, size=size) for name in names]
    return written(entries)


def _overlapping(chance: Random, most: int) -> bytes:
    """Every entry of the directory claims the one kernel of zeros (Fifield's bomb without its quoting)."""
    kernel = Entry(b"0.xml", bytes((1 << 20) - 1) + _noise(chance, 6_000))
    others = [Entry(b"%d.xml" % name, kernel.body, local=kernel.data, at=0) for name in range(1, 20 + most // 10_000)]
    return written([kernel, *others])


def _nested(chance: Random, most: int) -> bytes:
    """Archives in archives, each inner one a member of the next (42.zip)."""
    body = written([_sound(chance)])
    for depth in range(chance.randint(2, 40)):
        body = written([Entry(b"2019/2019%02d.zip" % (depth % 12 + 1), body), Entry(b"copy.zip", body)])
        if len(body) > most:
            break
    return body


def _nested_bomb(chance: Random, most: int) -> bytes:
    """A member that is an archive, and a bomb."""
    return written([Entry(b"2019/201901.zip", _bomb(chance, most))])


def _quine(chance: Random, most: int) -> bytes:
    """An archive whose one member says that it is the archive itself (as Cox's r.zip does)."""
    whole = written([Entry(b"2019/201901.zip", b"", method=STORED)])
    return written([Entry(b"2019/201901.zip", whole, method=STORED, at=0)])


def _outside(chance: Random, most: int) -> bytes:
    return written([_sound(chance), Entry(chance.choice(OUTSIDE), b"outside")])


def _links(chance: Random, most: int) -> bytes:
    """Links, devices and pipes where files should be."""
    path = text_paths()[0].encode()
    target = chance.choice((b"../../../../etc/passwd", b"/dev/zero", b"/proc/self/environ"))
    return written([_sound(chance), Entry(path, target, attributes=chance.choice((LINK, DEVICE, PIPE)))])


def _many(chance: Random, most: int) -> bytes:
    """Thousands of members without bytes."""
    return written([Entry(b"%d.xml" % name) for name in range(min(5_000, most // 50))])


def _encrypted(chance: Random, most: int) -> bytes:
    name, body = good_judgment(1)
    return written([_sound(chance), Entry(name.encode(), body, flags=UTF8 | ENCRYPTED)])


def _exotic(chance: Random, most: int) -> bytes:
    method = chance.choice((1, 6, 9, 12, 14, 93, 95, 97, 98, 99, 0xFFFF))
    return written([_sound(chance), Entry(b"b.xml", b"body", method=method)])


def _wrong_checksum(chance: Random, most: int) -> bytes:
    return written([_sound(chance), Entry(b"b.xml", b"<a/>" * 50, crc=chance.getrandbits(32))])


def _lying_sizes(chance: Random, most: int) -> bytes:
    """Sizes above, below and far beyond the truth."""
    size = chance.choice((0, 1, 199, 201, 1 << 20, 0xFFFFFFFE, 0xFFFFFFFF))
    sizes = chance.choice(((size, None), (None, size), (size, size)))
    return written([_sound(chance), Entry(b"b.xml", b"<a/>" * 50, size=sizes[0], packed=sizes[1])])


def _sixty_four(chance: Random, most: int) -> bytes:
    """64-bit sizes and places, absurd ones among them."""
    told = chance.choice((1, 1 << 40, 1 << 60, (1 << 63) - 1, 1 << 63, (1 << 64) - 1))
    extra = struct.pack("<HHQQ", 1, chance.choice((16, 8, 24, 0, 0xFFFF)), told, told)
    return written([_sound(chance), Entry(b"b.xml", b"x", size=0xFFFFFFFF, packed=0xFFFFFFFF, extra=extra)])


def _lying_end(chance: Random, most: int) -> bytes:
    """An end that lies about the number of members, or about the place of the directory."""
    count, shift = chance.choice(((3, 0), (0, 0), (0xFFFF, 0), (None, 1 << 20), (None, -10_000)))
    return written([_sound(chance), Entry(b"b.xml", b"<a/>")], count=count, shift=shift)


def _many_ends(chance: Random, most: int) -> bytes:
    """A comment full of ends of archives."""
    return written([_sound(chance)], comment=b"PK\5\6" * chance.randrange(16_000) + b"PK\5\6" + bytes(17))


def _twice(chance: Random, most: int) -> bytes:
    """The same name many times, with other bodies."""
    name, body = good_judgment(2)
    return written([Entry(name.encode(), body + b" " * spaces) for spaces in range(chance.randint(2, 50))])


def _strange_names(chance: Random, most: int) -> bytes:
    """Names of control characters, of marks that turn the writing round, without letters, of 60,000 letters."""
    named = [*chance.sample(STRANGE, 3), "a" * 60_000 + ".xml"]
    entries = [Entry(name.encode("utf-8", "surrogatepass")[:65_000] or b"x", b"<a/>") for name in named]
    return written([_sound(chance), *entries])


def _no_text_names(chance: Random, most: int) -> bytes:
    """Names that are no UTF-8 although they say so, or hold a NUL, or nothing."""
    return written([_sound(chance), Entry(chance.choice((b"\xff\xfe.xml", b"a\0b.xml", b"")), b"<a/>")])


def _damaged_stream(chance: Random, most: int) -> bytes:
    """A deflate stream that breaks off, goes on, or is noise."""
    body = b"<a>word</a>" * 100
    whole = deflated(body)
    local = chance.choice((whole[:-4], whole + b"more", _noise(chance, 60), b"", b"\x03\x00", b"\xff" * 40))
    return written([_sound(chance), Entry(b"b.xml", body, local=local)])


def _cut(chance: Random, most: int) -> bytes:
    whole = written([_sound(chance), _sound(chance)])
    return whole[: chance.randrange(len(whole))]


def _flipped(chance: Random, most: int) -> bytes:
    """Some bytes of a sound archive are others."""
    whole = bytearray(written([_sound(chance), Entry(text_paths()[1].encode(), b"<p>word</p>")]))
    for _ in range(chance.randint(1, 8)):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    return bytes(whole)


def _tar(chance: Random, most: int) -> bytes:
    """A tar with links, packed or not, under the name of a ZIP."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as opened:
        for name, kind in (("../x", tarfile.SYMTYPE), ("/etc/y", tarfile.LNKTYPE), ("z", tarfile.CHRTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            opened.addfile(member)
    return chance.choice((file.getvalue(), gzip.compress(file.getvalue(), mtime=0), bz2.compress(file.getvalue())))


def _other_packing(chance: Random, most: int) -> bytes:
    """Gzip, 7z and RAR under the name of a ZIP; a gzip bomb among them."""
    magic = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00", b"PK", b"PK\3\4", b"PK\6\6" * 9, b"MSCF\0\0\0\0")
    zipped = gzip.compress(bytes(most), mtime=0)
    return chance.choice((*(head + _noise(chance, 300) for head in magic), zipped))


KINDS = (
    Kind("bomb", _bomb, as_archive, ANY),
    Kind("bomb of many members", _bomb_of_many, as_archive, (REFUSED,)),
    Kind("overlapping members", _overlapping, as_archive, (REFUSED,)),
    Kind("archives in archives", _nested, as_archive, ANY),
    Kind("bomb in an archive", _nested_bomb, as_archive, ANY),
    Kind("archive in itself", _quine, as_archive, ANY),
    Kind("names outside", _outside, as_archive, (REFUSED,)),
    Kind("links and devices", _links, as_archive, ANY),
    Kind("thousands of members", _many, as_archive, ANY),
    Kind("encrypted", _encrypted, as_archive, ANY),
    Kind("exotic packing", _exotic, as_archive, ANY),
    Kind("wrong checksum", _wrong_checksum, as_archive, ANY),
    Kind("sizes that lie", _lying_sizes, as_archive, ANY),
    Kind("64-bit sizes", _sixty_four, as_archive, ANY),
    Kind("an end that lies", _lying_end, as_archive, ANY),
    Kind("many ends", _many_ends, as_archive, (*ANY, PASSED)),
    Kind("one name often", _twice, as_archive, (*ANY, PASSED)),
    Kind("strange names", _strange_names, as_archive, ANY),
    Kind("names that are no text", _no_text_names, as_archive, (REFUSED,)),
    Kind("damaged stream", _damaged_stream, as_archive, ANY),
    Kind("cut archive", _cut, as_archive, (REFUSED,)),
    Kind("flipped bytes", _flipped, as_archive, (*ANY, PASSED)),
    Kind("tar for ZIP", _tar, as_archive, (REFUSED,)),
    Kind("another packing", _other_packing, as_archive, (REFUSED,)),
)
