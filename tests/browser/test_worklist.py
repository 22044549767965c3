"""Pages that follow an answer are as good as the first, and the worklist goes by keyboard."""

from __future__ import annotations

import pytest
from browser.addresses import addresses
from browser.conftest import YEAR, Watched
from django.utils import timezone

from openmips.practice import memory
from openmips.practice.access import Actor
from openmips.practice.actions.imports import confirm
from openmips.practice.models import Topic
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_if_has_no_violation_once_it_answers(screen: Watched) -> None:
    """The answer, its tables and the form to keep it are read by everybody."""
    screen.open(addresses(screen.site.arguments)["whatif"])
    screen.page.get_by_label("Cost, in percent of its points").fill("60")
    screen.page.get_by_role("button", name="Show what it would be").click()
    assert "The score would be" in screen.page.content()
    assert screen.violations() + screen.faults == []


def test_the_worklist_goes_by_keyboard(screen: Watched) -> None:
    """J goes to the first gap, j and k to the next and back, Enter marks it done."""
    site = screen.site
    actor = Actor(owner(), timezone.now())
    confirm(actor, site.year.practice_id, YEAR, site.token)
    screen.open(addresses(site.arguments)["gaps"] + "?show=all")
    assert screen.violations() + screen.faults == []
    gaps = screen.page.locator("[data-gap]")
    assert gaps.count() >= 2
    keys = [gaps.nth(number).get_attribute("data-gap") for number in (0, 1)]
    pressed = []
    for key in ("j", "j", "k"):
        screen.page.keyboard.press(key)
        pressed.append(screen.page.locator(":focus").get_attribute("data-gap"))
    assert pressed == [keys[0], keys[1], keys[0]]
    with screen.page.expect_navigation():
        screen.page.keyboard.press("Enter")
    held = memory.values(site.year, Topic.TASK)
    assert {key: said["status"] for key, said in held.items()} == {keys[0]: "done"}


def test_a_word_opens_its_meaning_without_scripts(plain: Watched) -> None:
    """Enter on the word shows what it means where it stands; Escape hides it again."""
    plain.open(addresses(plain.site.arguments)["score"])
    meaning = plain.page.locator("#word-performance-threshold")
    assert not meaning.is_visible()
    plain.page.get_by_role("button", name="performance threshold").focus()
    plain.page.keyboard.press("Enter")
    assert meaning.is_visible()
    plain.page.keyboard.press("Escape")
    assert not meaning.is_visible()
