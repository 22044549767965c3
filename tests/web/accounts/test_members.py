"""Owners say who works on the records: by invitations, roles, and an end of membership."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from web.sharing import PASSWORD, code, member, person, signed_in

from openmips.practice.access import Actor
from openmips.practice.actions.accounts import reset_member
from openmips.practice.actions.practices import open_practice
from openmips.practice.models import AuditEntry, Invitation, Member, Practice, Role, User
from openmips.problems import ProblemsFound


def invited(client: Client, practice: Practice, email: str, role: str = "editor") -> str:
    """Invite somebody on the page; the path of the link that it shows."""
    page = client.post(f"/practices/{practice.id}/members/", {"email": email, "role": role})
    assert page.status_code == 200
    (path,) = re.findall(r"http://testserver(/invitations/[\w-]+/)", page.content.decode())
    return str(path)


def test_somebody_new_joins_and_adds_a_second_factor(anns: Client, oak_street: Practice) -> None:
    """The link makes an account with the invited address and role; the app opens the records."""
    path = invited(anns, oak_street, "Bob@Example.org")
    client = Client()
    page = client.get(path).content.decode()
    assert "bob@example.org" in page
    told = {"name": "Bob", "password": PASSWORD, "again": PASSWORD}
    assert client.post(path, {**told, "again": "another"}).status_code == 422
    assert client.post(path, {**told, "password": "short", "again": "short"}).status_code == 422
    assert not User.objects.filter(email="bob@example.org").exists()
    assert client.post(path, told).headers["Location"] == "/sign-in/enrol/"
    assert client.get(f"/practices/{oak_street.id}/2024/").status_code == 302
    client.get("/your-sign-in/app/")
    client.post("/your-sign-in/app/", {"code": code(client.session["new_app_key"])})
    assert client.get(f"/practices/{oak_street.id}/2024/").status_code == 200
    assert Member.objects.get(user__email="bob@example.org").role == Role.EDITOR
    deeds = set(AuditEntry.objects.filter(practice_id=oak_street.id).values_list("deed", flat=True))
    assert {"member invited", "invitation accepted"} <= deeds


def test_a_link_serves_once(anns: Client, oak_street: Practice) -> None:
    """Whoever finds it afterwards gets nothing, and the database does not hold it."""
    path = invited(anns, oak_street, "bob@example.org")
    secret = path.split("/")[2]
    kept = Invitation.objects.get()
    assert secret not in (kept.secret_digest, kept.email)
    told = {"name": "Bob", "password": PASSWORD, "again": PASSWORD}
    assert Client().post(path, told).status_code == 303
    assert Client().get(path).status_code == 410
    assert Client().post(path, told).status_code == 410
    assert "is unknown, was used or withdrawn" in Client().get(path).content.decode()


def test_a_link_ends_after_a_week(anns: Client, oak_street: Practice) -> None:
    """An invitation that is too old lets nobody in."""
    path = invited(anns, oak_street, "bob@example.org")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(path).status_code == 410


def test_a_link_is_for_one_person(anns: Client, oak_street: Practice) -> None:
    """Another one who is signed in is told so; the person invited signs in and accepts."""
    bob = person("bob@example.org")
    path = invited(anns, oak_street, "bob@example.org", "viewer")
    eve = signed_in(person("eve@example.org"))
    refused = eve.post(path)
    assert refused.status_code == 410
    assert "another address" in refused.content.decode()
    assert f"/sign-in/?next={path}" in Client().get(path).content.decode()
    half = Client()
    half.post("/sign-in/", {"username": bob.email, "password": PASSWORD})
    assert half.post(path).headers["Location"].startswith("/sign-in/code/")
    bobs = signed_in(bob)
    assert "Accept" in bobs.get(path).content.decode()
    assert bobs.post(path).status_code == 303
    assert Member.objects.get(user=bob).role == Role.VIEWER


def test_an_account_is_not_made_twice(anns: Client, oak_street: Practice) -> None:
    """Where the invited address has an account since, the form to make one does nothing."""
    path = invited(anns, oak_street, "bob@example.org")
    person("bob@example.org")
    told = {"name": "Bob", "password": "violet anchor basement", "again": "violet anchor basement"}
    assert Client().post(path, told).status_code == 200
    assert User.objects.get(email="bob@example.org").check_password(PASSWORD)
    assert not Member.objects.filter(user__email="bob@example.org").exists()


def test_a_withdrawn_or_replaced_invitation_is_useless(anns: Client, oak_street: Practice) -> None:
    """A second one for the same address replaces the first; an owner withdraws the second."""
    first = invited(anns, oak_street, "bob@example.org")
    second = invited(anns, oak_street, "bob@example.org", "viewer")
    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)
    page = anns.get(f"/practices/{oak_street.id}/members/").content.decode()
    (withdraw,) = re.findall(r'action="([^"]+/withdraw/)"', page)
    assert anns.post(withdraw).status_code == 303
    assert anns.post(withdraw).status_code == 404
    assert Client().get(second).status_code == 410
    assert "There is none" in anns.get(f"/practices/{oak_street.id}/members/").content.decode()


def test_who_is_a_member_is_not_invited_again(anns: Client, oak_street: Practice) -> None:
    """So that nobody loses a role by accepting."""
    told = {"email": "ANN@example.org", "role": "viewer"}
    page = anns.post(f"/practices/{oak_street.id}/members/", told)
    assert page.status_code == 422
    assert "works on the practice" in page.content.decode()
    wrong = anns.post(f"/practices/{oak_street.id}/members/", {"email": "x", "role": "king"})
    assert wrong.status_code == 422


def test_roles_change_and_memberships_end(ann: User, anns: Client, oak_street: Practice) -> None:
    """An owner changes and ends them; the last owner stays; whoever is gone sees nothing."""
    bob = member(ann, oak_street, "bob@example.org", Role.VIEWER)
    base = f"/practices/{oak_street.id}/members/"
    assert anns.post(f"{base}{ann.pk}/role/", {"role": "viewer"}).status_code == 422
    assert anns.post(f"{base}{ann.pk}/remove/").status_code == 422
    anns.post(f"{base}{bob.pk}/role/", {"role": "king"})
    assert Member.objects.get(user=bob).role == Role.VIEWER
    assert anns.post(f"{base}{bob.pk}/role/", {"role": "owner"}).headers["Location"] == base
    bobs = signed_in(bob)
    answer = bobs.post(f"{base}{bob.pk}/role/", {"role": "editor"})
    assert answer.headers["Location"] == base
    page = bobs.get(base).content.decode()
    assert "Ann" in page
    assert "An owner invites people" in page
    assert bobs.post(base, {"email": "x@example.org", "role": "viewer"}).status_code == 403
    assert anns.post(f"{base}{bob.pk}/remove/").status_code == 303
    assert bobs.get(f"/practices/{oak_street.id}/2024/").status_code == 404
    assert anns.post(f"{base}{bob.pk}/remove/").status_code == 404
    member(ann, oak_street, "cy@example.org", Role.OWNER)
    assert anns.post(f"{base}{ann.pk}/remove/").headers["Location"] == "/practices/"


def test_an_owner_lets_a_member_in_anew(ann: User, anns: Client, oak_street: Practice) -> None:
    """The link that is shown sets another password; the lost app goes too if the owner says so."""
    bob = member(ann, oak_street, "bob@example.org", Role.EDITOR)
    path = f"/practices/{oak_street.id}/members/{bob.pk}/reset/"
    page = anns.post(path, {"without_second_factor": "on"}).content.decode()
    (link,) = re.findall(r"http://testserver(/sign-in/password/[\w/-]+)", page)
    client = Client()
    assert (
        client.post("/sign-in/", {"username": bob.email, "password": PASSWORD}).status_code == 422
    )
    assert client.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 303
    client.post("/sign-in/", {"username": bob.email, "password": PASSWORD})
    assert client.get("/practices/").headers["Location"].startswith("/sign-in/enrol/")
    assert anns.post(f"/practices/{oak_street.id}/members/999/reset/").status_code == 404


def test_an_owner_does_not_get_into_practices_of_others(
    ann: User, anns: Client, oak_street: Practice
) -> None:
    """A consultant who works for others too is not Ann's to let in anew."""
    consultant = member(ann, oak_street, "bob@example.org", Role.EDITOR)
    open_practice(Actor(consultant, timezone.now()), "Elm Street")
    page = anns.post(f"/practices/{oak_street.id}/members/{consultant.pk}/reset/")
    assert page.status_code == 422
    assert "practices that you do not own" in page.content.decode()
    with pytest.raises(ProblemsFound) as caught:
        reset_member(Actor(ann, timezone.now()), oak_street.id, consultant.pk)
    assert caught.value.problems[0].code == "not_yours_to_reset"
    consultant.refresh_from_db()
    assert consultant.check_password(PASSWORD)
