"""Building blocks of the report page: numbers, tables, bars, columns.

What belongs here: small pieces of HTML and SVG that know nothing of releases. What does not: what is shown (`page`)
and its colours (`page.css`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_THIN = "\u202f"
"""Groups digits: a comma would be read as a decimal point by half of the readers."""


def number(value: int) -> str:
    """1234567 as 1 234 567, with spaces that do not break."""
    return f"{value:,}".replace(",", _THIN)


class Figure(str):
    """A number that is written out already; in a table it is set to the right."""

    __slots__ = ()


def share(part: int, whole: int) -> Figure:
    """A part as a percentage of the whole; what is not nothing is never shown as 0 %, nor less than all as 100 %."""
    if not whole:
        return Figure("–")
    percent = 100 * part / whole
    if 0 < percent < 0.1:
        return Figure("< 0.1" + _THIN + "%")
    if 99.9 < percent < 100:
        return Figure("> 99.9" + _THIN + "%")
    return Figure(f"{percent:.1f}{_THIN}%")


def size(count: int) -> Figure:
    """Bytes in the largest unit that leaves a figure before the point: 3.4 MiB."""
    value, units = float(count), ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024 and len(units) > 1:
        value, units = value / 1024, units[1:]
    return Figure(f"{value:.0f}{_THIN}B" if units[0] == "B" else f"{value:.1f}{_THIN}{units[0]}")


@dataclass(frozen=True, slots=True)
class Html:
    """Text that is markup already and must not be escaped again."""

    text: str


Cell = str | int | Html

_NARROW = 4
"""Columns that a narrow screen has room for; a table with more can be scrolled, by keyboard too."""


def _cell(value: Cell) -> str:
    match value:
        case Html():
            return f"<td>{value.text}</td>"
        case int():
            return f"<td class=number>{number(value)}</td>"
        case Figure():
            return f"<td class=number>{escape(value)}</td>"
        case _:
            return f"<td>{escape(value)}</td>"


def table(heads: Sequence[str], rows: Sequence[Sequence[Cell]], caption: str = "") -> str:
    """A table; columns of numbers are set to the right, with their heads; a column of drawings needs none."""
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    kinds = ["number" if rows and isinstance(rows[0][place], int | Figure) else "text" for place in range(len(heads))]
    head = "".join(_head(name, kind) for name, kind in zip(heads, kinds, strict=True))
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    name = escape(caption or ", ".join(filter(None, heads)), quote=True)
    region = f' tabindex=0 role=region aria-label="{name}"' if len(heads) > _NARROW else ""
    return f"<div class=scroll{region}><table>{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _head(name: str, kind: str) -> str:
    return f"<th scope=col class={kind}>{escape(name)}</th>" if name else "<td></td>"


def bar(part: int, whole: int) -> Html:
    """A bar as long as the part is of the whole, to stand beside the share; anything above 0 can be seen."""
    width = max(100 * part / whole, 0.5) if part and whole else 0
    return Html(
        f'<svg class=meter viewBox="0 0 100 8" preserveAspectRatio=none aria-hidden=true>'
        f'<rect class=track width=100 height=8 /><rect class=fill width="{width:.2f}" height=8 /></svg>'
    )


def stack(parts: Mapping[str, int]) -> str:
    """One bar divided among the parts, with a legend; parts are coloured by their place."""
    whole = sum(parts.values())
    pieces, legend, left = [], [], 0.0
    for place, (name, count) in enumerate(parts.items()):
        width = 100 * count / whole if whole else 0
        pieces.append(f'<rect class=part{place} x="{left:.3f}" width="{width:.3f}" height=10 />')
        said = f"{escape(name)} <b>{number(count)}</b> <small>{share(count, whole)}</small>"
        legend.append(f"<li><i class=part{place}></i>{said}</li>")
        left += width
    drawn = f'<svg class=stack viewBox="0 0 100 10" preserveAspectRatio=none aria-hidden=true>{"".join(pieces)}</svg>'
    return f"{drawn}<ul class=legend>{''.join(legend)}</ul>"


def columns(whole: Mapping[str, int], part: Mapping[str, int], label: str) -> str:
    """A column for each key of `whole`, the lower `part` of it filled; first and last key are written below."""
    tallest = max(whole.values(), default=0) or 1
    width = 100 / max(len(whole), 1)
    drawn = []
    for place, (key, count) in enumerate(whole.items()):
        for kind, value in (("track", count), ("fill", part.get(key, 0))):
            height = max(60 * value / tallest, 0.6) if value else 0
            at = f'x="{place * width + width * 0.1:.3f}" y="{60 - height:.3f}" width="{width * 0.8:.3f}"'
            title = f"<title>{escape(key)}: {number(part.get(key, 0))} of {number(count)}</title>"
            drawn.append(f'<rect class={kind} {at} height="{height:.3f}">{title}</rect>')
    keys = list(whole)
    below = f"<span>{escape(keys[0])}</span><span>{escape(keys[-1])}</span>" if len(keys) > 1 else escape("".join(keys))
    image = f'<svg class=columns viewBox="0 0 100 60" preserveAspectRatio=none role=img aria-label="{escape(label)}">'
    frame = f'<figure style="max-width:{2.6 * len(keys):.1f}rem">'
    return f"{frame}{image}{''.join(drawn)}</svg><figcaption>{below}</figcaption></figure>"
