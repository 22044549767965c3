"""How answers read in a terminal: wrapped lines, money, percents, hidden identifiers."""

from __future__ import annotations

import re
import shutil
import textwrap
from decimal import Decimal

import click

from openmips.amounts import fixed

NARROWEST, WIDEST = 40, 100
SHOWN_DIGITS = 4
_NO_BREAK = "\N{NO-BREAK SPACE}"
_DATE = re.compile(r"\b(\d{4}-\d\d-\d\d(?: \d\d:\d\d)?)(?: ET)?\b")

CATEGORIES = {
    "quality": "Quality",
    "ia": "Improvement activities",
    "pi": "Promoting interoperability",
    "cost": "Cost",
}
OPTIONS = {"traditional_mips": "traditional MIPS", "mvp": "MVP", "app": "APP"}
ENTITIES = {
    "individual": "individual",
    "group": "group",
    "subgroup": "subgroup",
    "virtualGroup": "virtual group",
    "apm": "APM entity",
}
PREVAILS = (
    "The law prevails over this software, which is not CMS's: CMS's own result is the one that"
    " counts."
)


def width() -> int:
    """How many characters a line may have."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))


def echo_wrapped(text: str, indent: str = "", hanging: str | None = None) -> None:
    """Print a sentence in lines that fit; further lines begin with `hanging`."""
    rest = indent if hanging is None else hanging
    lines = textwrap.wrap(
        text.replace(" %", f"{_NO_BREAK}%"),
        width(),
        initial_indent=indent,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    click.echo("\n".join(lines).replace(_NO_BREAK, " "))


def spelt(text: str) -> str:
    """A sentence with every date as a letter would write it: March 31, 2025, 8 p.m. ..."""
    return _DATE.sub(lambda found: _in_words(found[1]), text)


def _in_words(written: str) -> str:
    from openmips.policy.when import read_when

    when = read_when(written)
    return written if when is None else when.in_words()


def money(text: str, signed: bool = False) -> str:
    """Dollars as people write them: $1,234.50, -$1,234.50, +$1,234.50."""
    value = Decimal(text)
    sign = "-" if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}${abs(value):,.2f}"


def signed(text: str) -> str:
    """A number with its sign."""
    return f"+{text}" if Decimal(text) > 0 else text


def span(low: str, high: str) -> str:
    """One value, or both ends."""
    return low if low == high else f"{low} to {high}"


def short(text: str) -> str:
    """A number for a table: two decimals at most."""
    return fixed(Decimal(text)).rstrip("0").rstrip(".")


def hidden(identifier: str, show: bool) -> str:
    """An identifier with all but its last digits hidden."""
    if show or len(identifier) <= SHOWN_DIGITS:
        return identifier
    return "*" * (len(identifier) - SHOWN_DIGITS) + identifier[-SHOWN_DIGITS:]


def cut(text: str, most: int) -> str:
    """A text of at most `most` characters."""
    return text if len(text) <= most else text[: most - 3].rstrip() + "..."
