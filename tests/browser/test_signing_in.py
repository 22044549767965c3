"""Signing in, in a real browser: every page for everybody, and passkeys from end to end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from browser.addresses import NO_PAGES
from browser.conftest import Watched, watched
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from web.sharing import PASSWORD, code, member, middleware, person, share, signed_in

from openmips.practice.access import Actor
from openmips.practice.actions.accounts import make_account
from openmips.practice.actions.members import invite
from openmips.practice.actions.practices import open_practice
from openmips.practice.models import AuditEntry, Practice, Role, User
from openmips.web import idle
from openmips.web.urls_accounts import urlpatterns as accounts

pytestmark = pytest.mark.django_db(transaction=True)

WAYS_IN = {"sign_in", "invitation", "password_new"}
HALF_WAY = {"second_step", "enrol"}


@dataclass
class Shared:
    """The application as several people share it, with Ann's practice."""

    address: str
    ann: User
    practice: Practice

    @property
    def paths(self) -> dict[str, str]:
        """The path of every page of sign-in and members, by name."""
        now = timezone.now()
        letting = make_account("carol@example.org", "Carol", now)
        made = invite(Actor(self.ann, now), self.practice.id, "dora@example.org", Role.VIEWER)
        given: dict[str, dict[str, Any]] = {
            "invitation": {"secret": made},
            "password_new": {"account": letting.account, "secret": letting.secret},
            "members": {"practice_id": self.practice.id},
        }
        names = [one.name for one in accounts if one.name and one.name not in NO_PAGES]
        return {name: reverse(name, kwargs=given.get(name)) for name in names}


@pytest.fixture(scope="session")
def shared_server(django_db_setup: None) -> Iterator[LiveServer]:
    """The application as several people share it, at a name that passkeys may belong to."""
    with override_settings(MIDDLEWARE=middleware(settings.MIDDLEWARE)):
        server = LiveServer("localhost")
    yield server
    for answering in threading.enumerate():
        if "process_request_thread" in answering.name:
            answering.join(timeout=5)
    server.stop()


@pytest.fixture
def shared(committed: None, settings: Settings, shared_server: LiveServer) -> Shared:
    """The application with two people and an invitation."""
    share(settings)
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.OTP_WEBAUTHN_RP_ID = "localhost"
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = [shared_server.url]
    ann = person("ann@example.org")
    practice = open_practice(Actor(ann, timezone.now()), "Oak Street Family Medicine")
    member(ann, practice, "bob@example.org", Role.EDITOR)
    invite(Actor(ann, timezone.now()), practice.id, "fred@example.org", Role.EDITOR)
    return Shared(shared_server.url, ann, practice)


def entered(context: BrowserContext, user: User, *, half: bool = False) -> BrowserContext:
    """The context with the session of somebody who is signed in, or half way."""
    client = signed_in(user)
    if half:
        session = client.session
        session.pop("otp_device_id", None)
        session.save()
    key = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "domain": "localhost", "path": "/"}])
    return context


def visits(browser: Browser, shared: Shared, **how: Any) -> Iterator[tuple[str, Watched]]:
    """Every page, opened by somebody who gets to see it."""
    nobody = watched(browser.new_context(**how), shared)
    half = watched(entered(browser.new_context(**how), shared.ann, half=True), shared)
    new = watched(entered(browser.new_context(**how), person("gil@example.org", app=False)), shared)
    inside = watched(entered(browser.new_context(**how), shared.ann), shared)
    for name, path in shared.paths.items():
        who = {"second_step": half, "enrol": new}.get(name, nobody if name in WAYS_IN else inside)
        who.open(path)
        assert who.page.url == shared.address + path, name
        yield name, who
    for one in (nobody, half, new, inside):
        one.page.context.close()


def test_no_page_of_sign_in_has_a_violation_or_an_error(browser: Browser, shared: Shared) -> None:
    """The tool axe finds nothing, the console is silent, and nothing is asked of another host."""
    found = {}
    for name, who in visits(browser, shared, viewport={"width": 1280, "height": 900}):
        found[name] = who.violations() + who.faults
        who.faults = []
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert {*WAYS_IN, *HALF_WAY, "members", "your_sign_in", "app_add"} <= found.keys()


def test_every_page_of_sign_in_fits_a_phone(browser: Browser, shared: Shared) -> None:
    """Nothing must be scrolled sideways at 320 pixels, which is 400 % on a desk."""
    wide = [
        name
        for name, who in visits(browser, shared, viewport={"width": 320, "height": 640})
        if who.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    ]
    assert wide == []


def test_every_page_of_sign_in_works_without_scripts(browser: Browser, shared: Shared) -> None:
    """One heading of the first rank, and a way to the main part first."""
    for name, who in visits(browser, shared, java_script_enabled=False):
        assert who.page.locator("h1").count() == 1, name
        who.page.keyboard.press("Tab")
        assert who.page.locator(":focus").inner_text() == "Skip to main content", name


def test_signing_in_needs_no_script(browser: Browser, shared: Shared) -> None:
    """Password and code lead to the practices; signing out leads back."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(shared.address + "/practices/")
    give_password(page, shared.ann)
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Go on").click()
    assert "Oak Street Family Medicine" in page.content()
    leave(page)
    page.context.close()


def test_pages_that_follow_an_answer_are_for_everybody(browser: Browser, shared: Shared) -> None:
    """What is shown once, and what says that something is wrong, is as good as the pages."""
    inside = watched(entered(browser.new_context(), shared.ann), shared)
    page = inside.page
    inside.open("/your-sign-in/")
    page.get_by_role("button", name="Make backup codes").click()
    assert page.locator("h1").inner_text() == "Your backup codes"
    assert inside.violations() + inside.faults == []
    inside.open(f"/practices/{shared.practice.id}/members/")
    page.get_by_label("Email address").fill("erin@example.org")
    page.get_by_role("button", name="Make an invitation").click()
    assert "/invitations/" in page.content()
    assert inside.violations() + inside.faults == []
    inside.open(f"/practices/{shared.practice.id}/members/")
    page.get_by_text("Bob cannot sign in").click()
    page.get_by_role("button", name="Let them set another password").click()
    assert "/sign-in/password/" in page.content()
    assert inside.violations() + inside.faults == []
    page.context.close()
    outside = watched(browser.new_context(), shared)
    outside.open("/sign-in/")
    give_password(outside.page, shared.ann, "wrong")
    assert "The address or the password is not right." in outside.page.content()
    assert outside.violations() == []
    outside.page.context.close()


def test_the_page_says_when_the_session_is_about_to_end(browser: Browser, shared: Shared) -> None:
    """The words come by themselves; the button beside them lets the time run anew."""
    watch = watched(entered(browser.new_context(), shared.ann), shared)
    watch.open("/practices/")
    session = Session.objects.get()
    told = session.get_decoded()
    told["seen_at"] -= int((idle.IDLE - idle.WARNED).total_seconds())
    session.session_data = Session.get_session_store_class()().encode(told)
    session.save()
    where = "section.om-who [role=status]"
    watch.page.evaluate(f"htmx.ajax('GET', '/sign-in/time-left/', '{where}')")
    watch.page.get_by_text("You will be signed out in about 4 minutes").wait_for()
    assert watch.violations() + watch.faults == []
    watch.page.get_by_role("button", name="Stay signed in").click()
    watch.page.get_by_text("You will be signed out in about").wait_for(state="detached")
    assert watch.faults == []
    Session.objects.all().delete()
    watch.page.evaluate(f"htmx.ajax('GET', '/sign-in/time-left/', '{where}')")
    watch.page.get_by_text("You were signed out").wait_for()
    watch.page.context.close()


def give_password(page: Page, user: User, password: str = PASSWORD) -> None:
    """The first step, as somebody types it."""
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def leave(page: Page) -> None:
    """Sign out, and wait for the page that follows."""
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("heading", name="Sign in", exact=True).wait_for()


def authenticator(context: BrowserContext, page: Page) -> tuple[CDPSession, str]:
    """A passkey's home that Chromium makes up: it knows its person, and asks nobody."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def test_a_passkey_is_added_and_signs_in_without_a_password(
    browser: Browser, shared: Shared
) -> None:
    """Somebody new enrols with a passkey, then signs in with it, as second step and alone."""
    gil = person("gil@example.org", app=False)
    context = browser.new_context()
    watch = watched(context, shared)
    page = watch.page
    session, home = authenticator(context, page)
    watch.open("/practices/")
    give_password(page, gil)
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/your-sign-in/")
    assert "Passkey of" in page.content()
    assert "Not used yet" in page.content()
    leave(page)

    give_password(page, gil)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/practices/")
    leave(page)

    before = context.cookies()
    watch.open("/sign-in/?next=/your-sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Last used").wait_for()
    after = {one["value"] for one in context.cookies() if one["name"] == "sessionid"}
    assert not after & {one["value"] for one in before}
    assert watch.faults == []
    told = AuditEntry.objects.filter(actor=gil).order_by("id")
    assert [(one.deed, one.detail) for one in told] == [
        ("second factor added", {"kind": "passkey"}),
        ("signed in", {"with": "passkey"}),
        ("signed in", {"with": "passkey"}),
    ]
    (kept,) = session.send("WebAuthn.getCredentials", {"authenticatorId": home})["credentials"]
    assert kept["rpId"] == "localhost"
    context.close()


def test_a_passkey_that_was_removed_lets_nobody_in(browser: Browser, shared: Shared) -> None:
    """The page says that it is not known, and nobody is signed in."""
    context = entered(browser.new_context(), shared.ann)
    page = context.new_page()
    authenticator(context, page)
    page.goto(shared.address + "/your-sign-in/")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Remove Passkey").click()
    assert "The passkey is removed" in page.content()
    leave(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("was not found").wait_for()
    page.goto(shared.address + "/practices/")
    assert page.locator("h1").inner_text() == "Sign in"
    context.close()


def test_a_passkey_of_another_person_is_no_second_step(browser: Browser, shared: Shared) -> None:
    """Whoever knows Ann's password cannot go on with a passkey of their own."""
    eve = person("eve@example.org")
    context = entered(browser.new_context(), eve)
    page = context.new_page()
    session, home = authenticator(context, page)
    page.goto(shared.address + "/your-sign-in/")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/your-sign-in/")
    page.get_by_role("button", name="Remove Passkey").wait_for()
    (kept,) = session.send("WebAuthn.getCredentials", {"authenticatorId": home})["credentials"]
    leave(page)
    give_password(page, shared.ann)
    assert page.get_by_role("button", name="Use a passkey").count() == 0
    answer = page.evaluate(
        """async ([begin, use, id]) => {
          const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
          const headers = {"X-CSRFToken": token, "Content-Type": "application/json"};
          const options = await (await fetch(begin, {method: "POST", headers})).json();
          const plain = (text) => Uint8Array.from(
            atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
          const code = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
            .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=/g, "");
          const found = await navigator.credentials.get({publicKey: {
            challenge: plain(options.challenge), rpId: options.rpId, allowCredentials: [
              {type: "public-key", id: plain(id)}]}});
          const response = {
            authenticatorData: code(found.response.authenticatorData),
            clientDataJSON: code(found.response.clientDataJSON),
            signature: code(found.response.signature),
          };
          const told = {id: found.id, rawId: code(found.rawId), type: found.type, response};
          const said = await fetch(use, {method: "POST", headers, body: JSON.stringify(told)});
          return [said.status, (await said.json()).code];
        }""",
        ["/sign-in/passkey/begin/", "/sign-in/passkey/", kept["credentialId"]],
    )
    assert answer == [403, "credential_user_mismatch"]
    page.goto(shared.address + "/practices/")
    assert page.locator("h1").inner_text() == "The second step"
    context.close()
