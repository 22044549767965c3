"""Takes the pictures of docs/screens from the running application, with its sample practice.

    python tests/browser/screens.py FOLDER

The day is always the same, so that a picture changes only where its page does.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

TODAY = datetime(2024, 11, 18, 15, 0, tzinfo=UTC)
YEAR = 2024
DESK, PHONE = (1280, 800), (360, 740)
TALLEST = 1500
COLORS = 64
READABLE = 0o644
LARGEST, LARGEST_TOGETHER = 150_000, 2_500_000


@dataclass(frozen=True)
class Screen:
    """A picture: its file, the name of its address, and what is asked there.

    `filled` are fields to fill in, by their labels, before `pressed` is pressed. `opened` has the
    first reasons unfolded; `shown` names the element to begin the picture with.
    """

    file: str
    name: str
    asked: str = ""
    filled: tuple[tuple[str, str], ...] = ()
    pressed: str = ""
    shown: str = ""
    opened: bool = False
    size: tuple[int, int] = DESK


FACTS = "?performance_year=2024&charges=150000&patients=300&services=400"
SCREENS = (
    Screen("start", "start", FACTS),
    Screen("year", "year"),
    Screen("eligibility", "eligibility"),
    Screen("measures", "measures"),
    Screen("measure", "measure"),
    Screen("gaps", "gaps", "?show=all"),
    Screen("activities", "activities"),
    Screen("score", "score"),
    Screen("why", "score", shown="details.om-why", opened=True),
    Screen("money", "money"),
    Screen("plan", "plan"),
    Screen(
        "what-if",
        "whatif",
        filled=(("Cost, in percent of its points", "60"),),
        pressed="Show what it would be",
    ),
    Screen("calendar", "calendar"),
    Screen("submit", "submit"),
    Screen("start-phone", "start", FACTS, size=PHONE),
    Screen("year-phone", "year", size=PHONE),
    Screen("score-phone", "score", size=PHONE),
)


def claims(tin: str) -> bytes:
    """Visits of twelve patients in November: nine report a plan of care, three say nothing."""
    columns = (
        "claim_id,tin,rendering_npi,patient_id,birth_date,sex,from_date,line_number,"
        "procedure_code,modifier_1,place_of_service,diagnosis_1,charge,payer"
    )
    lines = [columns]
    for number in range(1, 13):
        visit = f"C{number:03},{tin},1000000004,P{number:03},1944-02-08,F,2024-11-{number:02}"
        lines.append(f"{visit},1,99213,,11,I10,100.00,MB")
        if number % 4:
            lines.append(f"{visit},2,1123F,,11,I10,0.01,MB")
    return ("\n".join(lines) + "\n").encode()


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The application over a new folder: its address, and what stands in the addresses of pages."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from openmips.site.running import LOOPBACK, free_port, prepare

    prepare(folder)
    from django.utils import timezone
    from waitress.server import create_server

    from openmips.practice.access import Actor
    from openmips.practice.actions.imports import confirm, look, receive
    from openmips.practice.sample import open_sample
    from openmips.site.own_machine import owner
    from openmips.site.wsgi import application

    timezone.now = lambda: TODAY
    practice = open_sample(owner())
    actor = Actor(owner(), TODAY)
    file = receive(actor, practice.id, YEAR, "november.csv", [claims(practice.tin)])
    look(actor, practice.id, YEAR, file.token, TODAY.date())
    confirm(actor, practice.id, YEAR, file.token)

    port = free_port(0)
    server = create_server(application, host=LOOPBACK, port=port)
    threading.Thread(target=server.run, daemon=True).start()
    yield (
        f"http://{LOOPBACK}:{port}",
        {
            "practice_id": practice.id,
            "performance_year": YEAR,
            "collection_type": "electronicHealthRecord",
            "measure_id": "236",
        },
    )
    server.close()


def path(name: str, arguments: dict[str, Any]) -> str:
    """The path of an address, with what of `arguments` it needs."""
    from django.urls import get_resolver, reverse

    ((_, parameters),) = get_resolver().reverse_dict[name][0][:1]
    return reverse(name, kwargs={one: arguments[one] for one in parameters})


def taken(page: Page, screen: Screen) -> bytes:
    """The picture of the page that is open, with few colors."""
    for label, value in screen.filled:
        page.get_by_label(label).fill(value)
    if screen.pressed:
        page.get_by_role("button", name=screen.pressed).click()
    if screen.opened:
        page.evaluate(
            "document.querySelectorAll('details.om-why').forEach((one, at) => {"
            " if (at < 8) one.open = true })"
        )
    page.evaluate("document.fonts.ready")
    top = page.locator(screen.shown).first.bounding_box() if screen.shown else None
    begin = max(0, int(top["y"]) - 80) if top else 0
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight") - begin)
    clip = {"x": 0, "y": begin, "width": screen.size[0], "height": height}
    image = Image.open(BytesIO(page.screenshot(full_page=True, clip=clip)))
    small = image.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    written = BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


def take_all(target: Path) -> None:
    """Write every picture once all are taken. Raises ValueError where they are too large."""
    pictures: dict[str, bytes] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as (address, arguments),
        sync_playwright() as playwright,
    ):
        from browser.conftest import CHROMIUM, FLAGS

        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for screen in SCREENS:
            width, height = screen.size
            page = browser.new_page(viewport={"width": width, "height": height})
            answer = page.goto(address + path(screen.name, arguments) + screen.asked)
            if answer is None or not answer.ok:
                raise ValueError(f"{screen.file} cannot be shown: {answer and answer.status}")
            picture = taken(page, screen)
            page.close()
            if len(picture) > LARGEST:
                raise ValueError(f"{screen.file} is too large: {len(picture):,} bytes")
            pictures[screen.file] = picture
        browser.close()
    total = sum(map(len, pictures.values()))
    if total > LARGEST_TOGETHER:
        raise ValueError(f"The pictures are too large together: {total:,} bytes")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, picture in pictures.items():
        file = target / f"{name}.png"
        file.write_bytes(picture)
        file.chmod(READABLE)
    print(f"{len(SCREENS)} pictures, {total:,} bytes, are in {target}")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    take_all(Path(sys.argv[1]))
