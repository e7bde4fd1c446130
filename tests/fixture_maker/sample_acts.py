"""Lays real acts out as the legislation portal's folder.

What belongs here: saved payloads, pages, Markdown editions and JSON records, put at the portal's paths and into its
lists. What does not: the lists' format (see rada.py).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from tests.fixture_maker import act_pages, rada
from tests.fixture_maker.acts import STATUS
from tests.fixture_maker.sample_files import Layout

ADOPTED = re.compile(r"від (\d{2})\.(\d{2})\.(\d{4}) № (\S+)")
GAZETTE = re.compile(r"\(ВВР\), (\d{4})")
MARKS = (
    (re.compile(r"\[\]\{#\w+\}\s*"), ""),
    (re.compile(r"^(?::::|</?div|---).*\n", re.MULTILINE), ""),
    (re.compile(r"\[([^\]]+)\]\((?:/|http)[^)]*\)(?:\{[^}]*\})?"), r"\1"),
    (re.compile(r"\\\n"), "\n\n"),
    (re.compile(r"\\([^\w\s])"), r"\1"),
)
"""What pandoc added to the text: anchors, fences, links, hard breaks, escapes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An act's row in the list of acts."""

    nreg: str
    title: str
    adopted: str
    number: str
    status: str = "5"
    dokid: str = ""


def lay_out(layout: Layout) -> None:
    """Adds the portal's folder to the layout."""
    acts: dict[str, Listed] = {}
    days: dict[str, set[str]] = {}

    def put(act: Listed, day: str, path: str, body: bytes) -> None:
        acts.setdefault(act.nreg, act)
        if day:
            days.setdefault(act.nreg, set()).add(day)
        layout.files[f"rada/laws/{path}"] = body

    for path in layout.take("rada/api_payloads/card-*.json"):
        fields = json.loads(path.read_text(encoding="utf-8"))
        put(from_card(fields), str(fields["datred"]), f"card/{fields['nreg']}.json", path.read_bytes())
    for path in layout.take("rada/api_payloads/rada-*-law.*"):
        nreg = path.stem.removeprefix("rada-").removesuffix("-law")
        put(acts[nreg], "", f"show/{nreg}{path.suffix}", path.read_bytes())
    for path in layout.take("rada/editions_md/*/*.md"):
        put(*from_markdown(path))
    for path in layout.take("rada/json_text/*.json"):
        for each in from_json(path):
            put(*each)
    for path in layout.take("rada/zakon_html_modern/*_*.html"):
        put(*from_excerpt(path))
    pages: dict[str, list[Path]] = {}
    for path in layout.take("rada/zakon_html_2015/show__*.html"):
        pages.setdefault(path.name.rsplit("__", 1)[0], []).append(path)
    for group in pages.values():
        put(*from_pages(sorted(group, key=lambda path: len(path.name))))
    layout.skip("rada/articles_json/*", "articles cut by another project")
    layout.skip("rada/api_payloads/*", "a list of acts, no act")
    layout.skip("rada/zakon_html_2015/*", "a card, a list of related acts, or a part of a page laid out")
    lists(layout, acts, days)


def lists(layout: Layout, acts: dict[str, Listed], days: dict[str, set[str]]) -> None:
    """The bulk lists of the acts laid out."""
    rows = [
        (
            act.dokid or str(900_000 + place),
            act.nreg,
            act.title,
            act.status,
            "1",
            f"1:{act.adopted}:{act.number}",
            "",
            "",
            max(days.get(act.nreg, {act.adopted})),
        )
        for place, act in enumerate(acts[nreg] for nreg in sorted(acts))
    ]
    events = [(day, nreg, "0", "") for nreg in sorted(days) for day in sorted(days[nreg])]
    layout.files.update(
        {
            f"rada/{rada.LISTS}/doc.txt": rada.table(rows),
            f"rada/{rada.LISTS}/doc-dates.txt": rada.table([("poddat", "nreg", "podid", "pidstava"), *events]),
            f"rada/{rada.LISTS}/stan.txt": rada.table((str(code), name) for code, name in STATUS.items()),
            f"rada/{rada.LISTS}/typ.txt": rada.table(rada.TYPES.items()),
            f"rada/{rada.LISTS}/org.txt": rada.table(act_pages.ISSUERS.items()),
        }
    )


def from_card(fields: dict[str, object]) -> Listed:
    """The row of an act from its card; the day of adoption is the first of its history."""
    return Listed(
        str(fields["nreg"]),
        str(fields.get("nazva") or fields.get("title")),
        str(fields["history"])[:8],
        str(fields["n_vlas"]),
        str(fields["status"]),
        str(fields["dokid"]),
    )


def headed(nreg: str, title: str, head: str) -> Listed:
    """The row of an act from the line that says when it was adopted and under which number."""
    match = ADOPTED.search(head)
    if not match:
        raise ValueError(f"{nreg} names no day of adoption: give its row by hand.")
    return Listed(nreg, title, match[3] + match[2] + match[1], match[4])


def from_markdown(path: Path) -> tuple[Listed, str, str, bytes]:
    """One edition that pandoc turned into Markdown, as the portal's plain text."""
    text = path.read_text(encoding="utf-8")
    nreg = path.parent.name.replace("254k_96-vr", "254к/96-вр").replace("64-2022", "64/2022")
    front, _, body = text.partition("Текст документа від ")
    head, title = [line.lstrip("# ") for line in front.splitlines() if re.search(r"\w{3}", line)][-4:-2]
    body = body.partition("\n")[2]
    for mark, plain in MARKS:
        body = mark.sub(plain, body)
    paragraphs = [" ".join(block.split("\n")) if "|" not in block else block for block in re.split(r"\n\s*\n", body)]
    day = path.stem.removeprefix("ed")
    content = "".join(f"{paragraph.strip()}\r\n" for paragraph in paragraphs if paragraph.strip())
    return headed(nreg, title, head), day, f"show/{nreg}/ed{day}.txt", content.encode()


def from_json(path: Path) -> list[tuple[Listed, str, str, bytes]]:
    """A plain text with card fields: a text file and a card."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    text = fields.pop("text")
    act = from_card(fields)
    fields |= {"nazva": act.title, "datred": int(act.adopted), "organs": f"1:{act.adopted}:{act.number}"}
    card = json.dumps(fields, ensure_ascii=False).encode()
    plain = "".join(f"{line.strip()}\r\n" for line in text.split("\n") if line.strip())
    return [(act, act.adopted, f"show/{act.nreg}.txt", plain.encode()), (act, "", f"card/{act.nreg}.json", card)]


def from_excerpt(path: Path) -> tuple[Listed, str, str, bytes]:
    """The beginning of a modern page; its day is not in it, so the year of the gazette stands for it."""
    nreg, body = path.stem.rsplit("_", 1)[1], path.read_bytes()
    page = html.fromstring(body.decode())
    title = " ".join(page.xpath("string(//span[@class='rvts23'])").split())
    year = GAZETTE.search(body.decode())
    if not year:
        raise ValueError(f"{nreg} names no gazette: give its row by hand.")
    return Listed(nreg, title, f"{year[1]}0101", ""), f"{year[1]}0101", f"show/{nreg}.html", body


def from_pages(paths: list[Path]) -> tuple[Listed, str, str, bytes]:
    """A page of the site saved in 2015; further pages of a long act are put behind the first."""
    _, name, edition = paths[0].stem.split("__")[:3]
    nreg = name.replace("254k_96-vr", "254к/96-вр")
    whole = html.document_fromstring(paths[0].read_bytes().decode(), parser=html.HTMLParser())
    title = whole.xpath("string(//title)")
    article = whole.xpath("//*[@id='article']")[0]
    for path in paths[1:]:
        more = html.document_fromstring(path.read_bytes().decode(), parser=html.HTMLParser())
        article.extend(more.xpath("//*[@id='article']/*"))
    body = str(html.tostring(whole, encoding="unicode", doctype="<!DOCTYPE html>"))
    act = headed(nreg, title.split(" |")[0].strip(), title)
    return act, edition.removeprefix("ed"), f"show/{nreg}/{edition}.html", body.encode()
