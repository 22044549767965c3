"""For every address of a practice's records: who is not allowed gets nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from browser.addresses import addresses
from browser.conftest import Site
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from web.sharing import MODEL_BACKEND, member, person, share, signed_in

from openmips.practice.models import AuditEntry, PracticeYear, Role, Statement
from openmips.site.own_machine import owner
from openmips.web.urls_accounts import urlpatterns as accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def several_people(settings: Settings) -> None:
    """A shared site: nobody is signed in by himself."""
    share(settings)


def paths(year: PracticeYear) -> dict[str, str]:
    """Every address below a practice, by name."""
    found = addresses(Site("", year).arguments)
    return {name: path for name, path in found.items() if str(year.practice_id) in path}


def browser(email: str, *, csrf: bool = False) -> Client:
    """The browser of somebody who is signed in with both factors."""
    return signed_in(person(email), csrf=csrf)


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
    stranger = browser("eve@example.org")
    found = {}
    for name, path in paths(sample).items():
        status = {stranger.get(path).status_code, stranger.post(path).status_code}
        if not status <= {404, 405}:
            found[name] = status
    assert found == {}


def test_viewers_change_nothing(sample: PracticeYear, several_people: None) -> None:
    """No address takes anything from a viewer."""
    viewer = signed_in(member(owner(), sample.practice, "vic@example.org", Role.VIEWER))
    before = Statement.objects.count(), AuditEntry.objects.count()
    found = {}
    for name, path in paths(sample).items():
        status = viewer.post(path, {}).status_code
        if status not in (403, 404, 405, 422):
            found[name] = status
    assert found == {}
    assert (Statement.objects.count(), AuditEntry.objects.count()) == before


def test_a_form_from_elsewhere_is_refused(sample: PracticeYear, several_people: None) -> None:
    """What is posted without the page's own token is refused at every address."""
    client = browser(owner().email, csrf=True)
    found = {
        name: status
        for name, path in paths(sample).items()
        if (status := client.post(path, {}).status_code) not in (403, 405)
    }
    assert found == {}


def test_the_password_alone_opens_nothing(sample: PracticeYear, several_people: None) -> None:
    """Whoever has not proven the second factor is sent to do so from every address."""
    half = Client()
    half.force_login(person(owner().email), MODEL_BACKEND)
    found = {}
    for name, path in paths(sample).items():
        for answer in (half.get(path), half.post(path)):
            if not answer.headers.get("Location", "").startswith("/sign-in/code/"):
                found[name] = answer.status_code
    assert found == {}


def test_what_changes_an_account_needs_the_pages_own_token(several_people: None) -> None:
    """Every form of sign-in, and every message of a passkey, is refused from elsewhere."""
    found = {}
    for one in accounts:
        names = {
            "practice_id": UUID(int=0),
            **dict.fromkeys(("user_id", "invitation_id", "passkey_id"), 1),
            **dict.fromkeys(("secret", "account"), "x"),
        }
        assert one.name is not None
        given = {key: names[key] for key in one.pattern.converters}
        for client in (Client(enforce_csrf_checks=True), browser("eve@example.org", csrf=True)):
            status = client.post(reverse(one.name, kwargs=given)).status_code
            if status not in (403, 405):
                found[one.name] = status
    assert found == {}


def test_every_address_of_accounts_asks_who_is_there(several_people: None) -> None:
    """Without a session only the ways in answer; all else leads to the sign-in page."""
    ways_in = {"sign_in", "password_new", "invitation", "time_left", "sign_out"}
    json = {"passkey_begin", "passkey_use", "passkey_add_begin", "passkey_add"}
    for one in accounts:
        if one.name in ways_in | json or "practice_id" in one.pattern.converters:
            continue
        assert one.name is not None
        path = reverse(one.name, kwargs=dict.fromkeys(one.pattern.converters, 1))
        for answer in (Client().get(path), Client().post(path)):
            led = answer.headers.get("Location", "").startswith("/sign-in/?next=")
            assert led or answer.status_code == 405, one.name
    for name in ("passkey_add_begin", "passkey_add"):
        assert Client().post(reverse(name)).status_code == 403
