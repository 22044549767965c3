"""For every address of a practice's records: who is not allowed gets nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from browser.addresses import addresses
from browser.conftest import Site
from django.test import Client
from pytest_django import Settings

from openmips.practice.access import Actor
from openmips.practice.actions.members import accept_invitation, invite
from openmips.practice.models import PracticeYear, Role, Statement, User
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SIGNED_IN_BY_ITSELF = "openmips.site.own_machine.OwnerSignedIn"


@pytest.fixture
def several_people(settings: Settings) -> None:
    """A shared site: nobody is signed in by himself."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != SIGNED_IN_BY_ITSELF]


def paths(year: PracticeYear) -> dict[str, str]:
    """Every address below a practice, by name."""
    found = addresses(Site("", year).arguments)
    return {name: path for name, path in found.items() if str(year.practice_id) in path}


def signed_in(name: str, *, csrf: bool = False) -> Client:
    """The browser of somebody who is signed in."""
    user = User.objects.filter(email=name).first() or User.objects.create_user(name)
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(user)
    return client


def test_nobody_reads_or_writes_without_signing_in(
    sample: PracticeYear, several_people: None
) -> None:
    """Without a session every address leads to the sign-in page."""
    found = {}
    for name, path in paths(sample).items():
        for answer in (Client().get(path), Client().post(path)):
            if not (answer.status_code == 405 or "/sign-in/" in answer.headers.get("Location", "")):
                found[name] = answer.status_code
    assert found == {}


def test_practices_of_others_do_not_exist(sample: PracticeYear, several_people: None) -> None:
    """A member of another practice gets 404 at every address, whatever the method."""
    stranger = signed_in("eve@example.org")
    found = {}
    for name, path in paths(sample).items():
        status = {stranger.get(path).status_code, stranger.post(path).status_code}
        if not status <= {404, 405}:
            found[name] = status
    assert found == {}


def test_viewers_change_nothing(sample: PracticeYear, several_people: None) -> None:
    """No address takes anything from a viewer."""
    viewer = signed_in("vic@example.org")
    secret = invite(Actor(owner(), NOW), sample.practice_id, "vic@example.org", Role.VIEWER)
    accept_invitation(Actor(User.objects.get(email="vic@example.org"), NOW), secret)
    before = Statement.objects.count()
    found = {}
    for name, path in paths(sample).items():
        status = viewer.post(path, {}).status_code
        if status not in (403, 404, 405, 422):
            found[name] = status
    assert found == {}
    assert Statement.objects.count() == before


def test_a_form_from_elsewhere_is_refused(sample: PracticeYear, several_people: None) -> None:
    """What is posted without the page's own token is refused at every address."""
    client = signed_in(owner().email, csrf=True)
    found = {
        name: status
        for name, path in paths(sample).items()
        if (status := client.post(path, {}).status_code) not in (403, 405)
    }
    assert found == {}
