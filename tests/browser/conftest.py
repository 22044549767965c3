"""A real browser before the running application, with the sample practice in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from openmips.practice.access import Actor
from openmips.practice.actions.imports import look, receive
from openmips.practice.models import PracticeYear
from openmips.practice.sample import open_sample
from openmips.site.own_machine import owner

# The browser's own event loop runs beside Django's plain calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
YEAR = 2024
CLAIMS_FILE = (
    b"claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,procedure_code,"
    b"modifier_1,place_of_service,diagnosis_1,charge,payer\n"
    b"C1,000123456,1000000004,P001,1950-01-01,F,2024-03-01,1,99213,,11,I10,100.00,MB\n"
)
"""One visit that asks for quality codes and has none."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser or its tools the tests say so and are skipped, but never in CI."""
    missing = [] if CHROMIUM else ["Chromium (apt install chromium)"]
    missing += [] if AXE.exists() else ["axe-core (make setup-browser)"]
    if missing and not os.environ.get("CI"):
        reason = f"missing: {', '.join(missing)}"
        for item in items:
            if "/browser/" in str(item.path):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@dataclass
class Served:
    """The running application and its address."""

    address: str


@dataclass
class Site(Served):
    """The running application with the year of the sample practice."""

    year: PracticeYear
    token: str = "0" * 32
    """A file of claims that waits to be looked at."""

    @property
    def arguments(self) -> dict[str, Any]:
        """What stands in the addresses of the year's pages."""
        return {
            "practice_id": self.year.practice_id,
            "performance_year": self.year.performance_year,
            "clinician_id": self.year.practice.clinicians.all()[0].pk,
            "activity_id": "IA_PM_16",
            "collection_type": "claims",
            "measure_id": "039",
            "token": self.token,
            "file_id": 1,
            "token_id": 1,
            "digest": "0" * 64,
            "user_id": self.year.practice.members.all()[0].user_id,
            "invitation_id": 1,
            "passkey_id": 1,
            "account": "MQ",
            "secret": "0" * 43,
        }


@pytest.fixture
def site(committed: None, live_server: Any) -> Site:
    """The application with the sample practice."""
    practice = open_sample(owner())
    year = practice.years.get(performance_year=YEAR)
    actor = Actor(owner(), timezone.now())
    waiting = receive(actor, practice.id, YEAR, "claims.csv", [CLAIMS_FILE])
    look(actor, practice.id, YEAR, waiting.token, timezone.localdate())
    return Site(live_server.url, year, waiting.token)


@dataclass
class Watched:
    """A page whose faults are noted: console errors, failed loads, requests to other hosts."""

    page: Page
    site: Any
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a path of the application."""
        self.page.goto(self.site.address + path)

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA and its best practices, each with its place."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {one['help']} ({node['target']})"
            for one in found["violations"]
            for node in one["nodes"]
        ]


def watched(context: BrowserContext, site: Served) -> Watched:
    """A new page of the context, watched from its first request."""
    made = Watched(context.new_page(), site)
    page = made.page

    def on_request(request: Any) -> None:
        if not request.url.startswith((site.address, "data:", "blob:")):
            made.faults.append(f"request to {request.url}")

    page.on("request", on_request)
    page.on("pageerror", lambda error: made.faults.append(f"script error: {error}"))
    page.on(
        "console",
        lambda said: made.faults.append(f"console: {said.text}") if said.type == "error" else None,
    )
    page.on("requestfailed", lambda request: made.faults.append(f"failed: {request.url}"))
    return made


@pytest.fixture
def screen(browser: Browser, site: Site) -> Iterator[Watched]:
    """A page on a desk's screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=False)
    yield watched(context, site)
    context.close()


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Watched]:
    """A page 320 pixels wide, which is also 1280 at 400 %."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield watched(context, site)
    context.close()


@pytest.fixture
def plain(browser: Browser, site: Site) -> Iterator[Watched]:
    """A page in a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield watched(context, site)
    context.close()
