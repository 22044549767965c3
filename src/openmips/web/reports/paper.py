"""A report as a file: HTML that needs nothing beside it, and a tagged PDF made from the same.

The PDF follows PDF/UA-1: tagged, with a title and a language. The same report gives the same
bytes. Nothing is loaded but the fonts that come with the pages; where they or a system's fonts
such as DejaVu are missing, whatever font there is takes their place.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString

from openmips.practice.refusals import refusal
from openmips.problems.report_kinds import PDF_NOT_POSSIBLE
from openmips.web.reports.report import Report

_WEB = Path(__file__).resolve().parent.parent
FRAME = "openmips/reports/on_paper.html"
STYLE = _WEB / "static" / "openmips" / "reports.css"
FONTS = _WEB / "static" / "uswds" / "fonts" / "public-sans"
FONT_ADDRESS = "openmips-font:"
VARIANT = "pdf/ua-1"
SIZES = ("10.5pt", "9.5pt", "8.5pt", "7.5pt")
"""Sizes of type, the largest first; a report takes the first at which it fits its pages."""

_WEIGHTS = {"normal": "PublicSans-Regular.woff2", "bold": "PublicSans-Bold.woff2"}


def html_file(report: Report) -> str:
    """The report as one HTML file: no script, and nothing from elsewhere."""
    style = STYLE.read_text("utf-8")
    context = {"report": report, "frame": FRAME, "style": SafeString(style)}
    made = _engine().get_template(report.template)
    return str(made.render(Context(context, use_l10n=False, use_tz=False)))


def pdf_file(report: Report) -> bytes:
    """The report as PDF/UA-1, in the largest type at which it fits its pages.

    What fits in no type goes on to further pages; nothing is left out. Raises ProblemsFound
    where a library of the system is missing.
    """
    weasyprint = _weasyprint()
    text = html_file(report)
    for size in SIZES:
        laid_out = _laid_out(weasyprint, text, size)
        if report.pages is None or len(laid_out.pages) <= report.pages:
            break
    return bytes(laid_out.write_pdf(pdf_variant=VARIANT))


def _laid_out(weasyprint: Any, text: str, size: str) -> Any:
    fetcher = _OnlyFonts()
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    style = f"{_faces()} html {{ font-size: {size}; }}"
    sheet = weasyprint.CSS(string=style, font_config=fonts, url_fetcher=fetcher)
    source = weasyprint.HTML(string=text, base_url=FONT_ADDRESS, url_fetcher=fetcher)
    return source.render(font_config=fonts, stylesheets=[sheet], pdf_variant=VARIANT)


def font(address: str) -> bytes:
    """The file of a font by its address. Raises ValueError for any other address."""
    name = address.removeprefix(FONT_ADDRESS)
    if not address.startswith(FONT_ADDRESS) or name not in _WEIGHTS.values():
        raise ValueError(f"A report loads only its own fonts, not {address}")
    return (FONTS / name).read_bytes()


def _faces() -> str:
    """The fonts of the pages, as far as they are installed."""
    return " ".join(
        f'@font-face {{ font-family: "Public Sans Web"; font-weight: {weight};'
        f" src: url({FONT_ADDRESS}{name}); }}"
        for weight, name in _WEIGHTS.items()
        if (FONTS / name).is_file()
    )


@cache
def _engine() -> Engine:
    """Templates without the settings of a site."""
    tags = "openmips.web.templatetags"
    return Engine(
        dirs=[str(_WEB / "templates")],
        libraries={"openmips": f"{tags}.openmips", "collect": f"{tags}.collect"},
    )


def _weasyprint() -> Any:
    """The library that makes PDF; it needs Pango, which is the system's."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise refusal(PDF_NOT_POSSIBLE, f"loading it failed ({type(error).__name__})") from error


class _OnlyFonts:
    """What is loaded for a PDF: our fonts, and nothing else from anywhere."""

    _fail_on_errors = False

    def __call__(self, address: str) -> Any:
        """The font of that address. Raises ValueError for any other."""
        response = import_module("weasyprint.urls").URLFetcherResponse
        return response(address, font(address), {"Content-Type": "font/woff2"})
