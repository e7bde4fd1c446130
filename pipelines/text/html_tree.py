"""Trees of HTML, for pages whose structure is wanted and not only their text.

What belongs here: parsing a decoded page, what an element does to a line, what is not shown. Not here: pages read for
their text alone, which are many and need no tree (html).
"""

from __future__ import annotations

import re

from lxml import etree

from pipelines.text.lines import Lines
from pipelines.text.unreadable import Unreadable

UNSEEN = frozenset((
    "head", "title", "script", "style", "noscript", "template", "iframe", "object", "select", "option",
    "button", "input", "img", "link", "meta",
))  # fmt: skip
LINE_ELEMENTS = frozenset((
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", "caption", "h1",
    "h2", "h3", "h4", "h5", "h6", "center", "blockquote", "hr", "pre", "address", "article", "section", "header",
    "footer", "main", "fieldset", "body", "html",
))  # fmt: skip
CELLS = frozenset(("td", "th"))
WHITE_INK = re.compile(r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?(?![0-9a-f])|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255)")
NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
GROUND = re.compile(r"background(?:-color)?\s*:\s*(?!transparent|none|inherit)([^\s;][^;]*)")
WHITE = re.compile(r"#?fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255")


def html_tree(page: str) -> etree._Element:
    """The tree of a decoded page; Unreadable when it holds none, or more levels than can be read."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(page.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise Unreadable("empty", "The page holds no element; fetch it again.")
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise Unreadable("malformed_html", "The page is nested so deep that a part would be lost; look at its source.")
    return root


def open_element(node: etree._Element, lines: Lines) -> None:
    """What an element does to the line before its text."""
    if node.tag == "tr":
        lines.begin_row()
    elif node.tag in CELLS and node.getprevious() is not None:
        lines.next_cell()
    elif node.tag == "br" or node.tag in LINE_ELEMENTS:
        lines.end()


def is_unseen(node: etree._Element) -> bool:
    """Whether the reader is not shown the element: by its name, its style, or white ink on a white ground."""
    if node.tag in UNSEEN:
        return True
    style = (node.get("style") or "").lower()
    if style and NOT_SHOWN.search(style):
        return True
    ink = f"color:{node.get('color', '').lower()}" if node.tag == "font" else style
    return bool(ink) and WHITE_INK.search(ink) is not None and is_on_white(node)


def is_on_white(node: etree._Element) -> bool:
    """Whether the nearest ground stated, on the element or around it, is white; the page itself is."""
    for place in (node, *node.iterancestors()):
        attributes = f"background:{place.get('bgcolor', '')};background:{place.get('background', '')}"
        if ground := GROUND.search(f"{place.get('style', '')};{attributes}".lower()):
            return WHITE.match(ground[1]) is not None
    return True
