"""The forms in which the portal shows an edition: text, HTML called XML, the site's page, the old <pre> page.

What belongs here: markup as the portal writes it, superscripts in each of its four shapes. What does not: the words.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from html import escape

from tests.fixture_maker import days
from tests.fixture_maker.acts import STATUS, Act, Edition, Line

SUPERSCRIPT = re.compile(r"(?<=[\w])\^(\d+)")
AMENDING = re.compile(r"№ (\d+)-(VIII|IX|IV|VI|VII|V)\b")
CONVOCATION = {"IV": "15", "V": "16", "VI": "17", "VII": "18", "VIII": "19", "IX": "20"}
SITE_CLASS = {
    "article": "rvps2",
    "part": "rvps2",
    "item": "rvps2",
    "paragraph": "rvps2",
    "quote": "rvps2",
    "note": "rvps2",
    "remark": "rvps2",
    "book": "rvps7",
    "section": "rvps7",
    "subsection": "rvps7",
    "chapter": "rvps7",
    "heading": "rvps7",
    "annex": "rvps14",
}
DIVISIONS = {"section": "rz", "chapter": "gl", "book": "kn", "subsection": "pr", "annex": "dn", "article": "st"}
ISSUERS = {
    "1": "Верховна Рада України",
    "2": "Кабінет Міністрів України",
    "3": "Рада Європи",
    "4": "Конституційний Суд України",
    "5": "Міністерство юстиції України",
}


def plain(act: Act, edition: Edition) -> bytes:
    """The .txt form: UTF-8, CRLF, one paragraph per line, superscripts flattened (129-1 becomes 1291)."""
    lines = [headline(act), act.head["title"], *(line.text for line in edition.lines), *signature(act)]
    return "".join(SUPERSCRIPT.sub(r"\1", line) + "\r\n" for line in lines).encode()


def portal(act: Act, edition: Edition) -> bytes:
    """The .xml form, which is HTML: superscripts as `129 - 1 `, curly apostrophes, the source's footer."""
    adopted, shown = days.compact(act.head["adopted"]), days.compact(edition.day)
    name = f"{ISSUERS[act.head['organ']]}; {act.head['type']} від {adopted:%d.%m.%Y} № {act.head['number']}"
    inside = [[line.text for line in paragraph] for paragraph in merged(edition)]
    words = [[headline(act)], [act.head["title"]], *inside, signature(act)]
    body = "".join(
        f'<p><a name="n{place}"></a>\n' + "\n<br> ".join(map(portal_text, parts)) + " </p>\n"
        for place, parts in enumerate(words, 2)
    )
    status = STATUS[int(act.head["status"])]
    return f"""<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="Description" content="{escape(name)} (Редакція станом на {shown:%d.%m.%Y})">
<meta name="Dates" content="{adopted:%d.%m.%Y}">
<meta name="Numbers" content="{act.head["number"]}">
<meta name="Types" content="{act.head["type"]}">
<meta name="Organs" content="{ISSUERS[act.head["organ"]]}">
<meta name="Stan" content="{status}">
<meta name="Nreg" content="{act.nreg}">
<title>{escape(act.head["title"])}</title>
</head><body>
<h2>{escape(name)}</h2>
<h1>{escape(act.head["title"])}</h1>
<h4>Стан: {status}</h4>
<h5>Ідентифікатор: {act.nreg}</h5>
<hr>
<h3>Текст документа від {shown:%d.%m.%Y}:</h3>
<div id=article>
{body}</div>
<hr>
<div align=right>&copy; <a href="https://data.rada.gov.ua">Офіційний вебпортал парламенту України<br /></a></div>
</body></html>
""".encode()


def portal_text(words: str) -> str:
    """The words in the manner of the portal."""
    text = escape(words, quote=False).replace("'", "’")
    text = AMENDING.sub(lambda m: f'<a href="/go/{m[1]}-{CONVOCATION[m[2]]}">{m[0]}</a>', text)
    return SUPERSCRIPT.sub(r" - \1 ", text)


def site(act: Act, edition: Edition) -> bytes:
    """The page of the legislation site of the 2020s: unquoted attributes, data-tree, superscripts in spans."""
    adopted = f"від {days.compact(act.head['adopted']):%d.%m.%Y} № {act.head['number']}"
    body = "".join(site_paragraph(place, lines, tree) for place, (lines, tree) in enumerate(placed(edition), 6))
    return f"""<!DOCTYPE html>
<html lang="uk"><head><meta charset="utf-8"><title>{escape(act.head["title"])} | {adopted}</title>
<script>var nreg = "{act.nreg}";</script></head>
<body><nav><a href="/laws">Законодавство</a> <a href="/laws/card/{act.nreg}">Картка</a></nav>
<div id="article" class="valid" data-goto="Text"><div style="width:660px;max-width:100%;margin:0 auto">
<div class="rvts0"><div class=rvps8><a name="n2" data-tree="ty_1" class=clear></a>
<table width="100%" border=0 cellpadding=0 cellspacing=0><tr valign=top><td>
<p class=rvps7><img alt="" src="/images/gerb.gif" title="Герб України"></p></td></tr>
<tr valign=top><td><p class=rvps17><span class=rvts78>{headline(act)}</span></p></td></tr></table></div>
<p class=rvps6><a name="n3" data-tree="nz_1"></a>
<span class=rvts23>{escape(act.head["title"], quote=False)}</span></p>
{body}</div></div></div>
<footer>© Верховна Рада України 1994-2026</footer></body></html>
""".encode()


def placed(edition: Edition) -> Iterator[tuple[list[Line], str]]:
    """Each paragraph with its data-tree path, child before parent."""
    above = part = ""
    for count, lines in enumerate(merged(edition), 1):
        kind, number = lines[0].kind, (lines[0].number or str(count)).replace("^", "-")
        if kind in DIVISIONS:
            above, part = DIVISIONS[kind] + number, ""
            yield lines, above
        elif kind == "part":
            part = f"ch{number}"
            yield lines, ":".join(filter(None, (part, above)))
        else:
            mark = {"note": f"cm_{count}", "item": f"pu{number}"}.get(kind, f"ch_{count}")
            yield lines, ":".join(filter(None, (mark, part if kind != "note" else "", above)))


def site_paragraph(place: int, lines: list[Line], tree: str) -> str:
    """One paragraph of the site's page; notes stand in an <em> that wraps the whole paragraph, as they do there."""
    line = lines[0]
    label, rest = match.groups() if (match := re.match(r"(Стаття [\d^-]+\.)(.*)", line.text)) else ("", line.text)
    if label:
        inner = f"<span class=rvts9>{site_text(label)}</span>{site_text(rest)}"
    elif SITE_CLASS[line.kind] == "rvps7":
        inner = f"<span class=rvts15>{'<br>'.join(site_text(each.text) for each in lines)}</span>"
    else:
        inner = site_text(rest)
    paragraph = f'<p class={SITE_CLASS[line.kind]}><a name="n{place}" data-tree="{tree}"></a>\n{inner}</p>\n'
    return f"<em>{paragraph}</em>" if line.kind == "note" else paragraph


def site_text(words: str) -> str:
    """The words in the manner of the site, links with unquoted class."""
    text = escape(words, quote=False).replace("'", "’")
    text = AMENDING.sub(
        lambda m: f'<a class=rvts96 href="/laws/show/{m[1]}-{CONVOCATION[m[2]]}" target=_blank>{m[0]}</a>', text
    )
    return SUPERSCRIPT.sub(r'<span class=rvts37><span style="font-size:0px">-</span>\1</span>', text)


def old_page(act: Act, edition: Edition) -> bytes:
    """The page of an old act: one <pre> of 66 columns, double spaces, letterspaced words, anchors `oN`."""
    blocks = [f"                    {letterspaced(headline(act))}", f"             {act.head['title']}"]
    blocks += [justified(line) for line in edition.lines]
    blocks.append(f"     м. Київ, {signature(act)[3]} <br>          N {act.head['number']}")
    body = "".join(f'<a name="o{place}"></a>{block} <br>\n' for place, block in enumerate(blocks, 1))
    return f"""<html><head><meta charset="utf-8"><title>{escape(act.head["title"])}</title></head><body>
<div id="panel"><table><tr><td><a href="/laws/card/{act.nreg}">Картка</a></td></tr></table></div>
<div id="article" class="valid txt"><div style="width:550px;max-width:100%;margin:0 auto"><pre>\
&nbsp;&nbsp;&nbsp;<img src="/images/gerb.gif" title="Герб України">&nbsp;&nbsp;&nbsp;<br>
{body}</pre></div></div></body></html>
""".encode()


def justified(line: Line) -> str:
    """A paragraph in columns; some words parted by two spaces, as the typewriter did."""
    wrapped = textwrap.wrap(line.text, 61, break_on_hyphens=False)
    lines = [f"     {wrapped[0]}", *wrapped[1:]]
    spread = [text.replace(" ", "  ", 2) if place and len(text) < 60 else text for place, text in enumerate(lines)]
    text = " <br>".join(escape(words, quote=False) for words in spread)
    text = re.sub(r"(Стаття [\d-]+\.)", r"<b>\1</b>", text)
    return re.sub(r"п о с т а н о в л я є", "<b>" + "п о с т а н о в л я є".replace(" ", "&nbsp;") + "</b>", text)


def letterspaced(words: str) -> str:
    """Bold capitals with no-break spaces between the letters."""
    return "<b>" + "   ".join("&nbsp;".join(word) for word in words.split()) + "</b>"


def headline(act: Act) -> str:
    """The first line of an act: ЗАКОН УКРАЇНИ."""
    return f"{act.head['type'].upper()} УКРАЇНИ" if act.head["organ"] == "1" else act.head["type"].upper()


def signature(act: Act) -> list[str]:
    """Who signed, where, when."""
    adopted = days.ukrainian(days.compact(act.head["adopted"]))
    return ["Президент України", "З.ВИГАДАЙЛО", "м. Київ", adopted, f"№ {act.head['number']}"]


def merged(edition: Edition) -> list[list[Line]]:
    """Paragraphs of one or two lines: a heading in capitals stands in the paragraph of the division it names."""
    paragraphs: list[list[Line]] = []
    for line in edition.lines:
        above = paragraphs[-1][-1].kind if paragraphs else ""
        if line.kind == "heading" and above in {"book", "section", "chapter"}:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs
