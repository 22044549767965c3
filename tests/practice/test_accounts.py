"""Accounts, second factors and memberships, on both databases: every deed leaves one entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions import accounts, members, second_factors
from openmips.practice.models import AuditEntry, Invitation, PracticeYear, Role, User
from openmips.problems import ProblemsFound

Somebody = Callable[[str], Actor]
PASSWORD = "plum tractor lemon harbor"


def entries() -> int:
    """How many entries the audit has."""
    return AuditEntry.objects.count()


def code(key: str) -> str:
    """What an app with the key shows now."""
    return f"{totp(bytes.fromhex(key)):06}"


def refused(deed: Callable[[], object]) -> str:
    """The code with which a deed is refused; nothing of it is kept, its entry neither."""
    before = entries()
    with pytest.raises(ProblemsFound) as error:
        deed()
    assert entries() == before
    return error.value.problems[0].code


def test_every_deed_leaves_one_entry(oak_street: PracticeYear, owner: Actor) -> None:
    """Nothing that changes an account or a membership goes without, none leaves two."""
    place = oak_street.practice_id
    key = second_factors.new_app_key()
    secrets: list[str] = []

    def joined() -> None:
        members.join(secrets[-1], "Bob", PASSWORD, owner.at)

    deeds: list[Callable[[], object]] = [
        lambda: secrets.append(members.invite(owner, place, "bob@example.org", Role.VIEWER)),
        lambda: members.withdraw_invitation(owner, place, Invitation.objects.latest("id").pk),
        lambda: secrets.append(members.invite(owner, place, "bob@example.org", Role.VIEWER)),
        joined,
        lambda: members.give_role(owner, place, bob().pk, Role.EDITOR),
        lambda: accounts.reset_member(owner, place, bob().pk),
        lambda: members.give_role(owner, place, bob().pk, None),
        lambda: accounts.make_account("Carol@example.org", "Carol", owner.at),
        lambda: accounts.let_in_anew(accounts.account_of("CAROL@example.org"), owner.at),
        lambda: second_factors.add_app(owner, key, code(key)),
        lambda: second_factors.new_backup_codes(owner),
        lambda: accounts.change_password(owner, PASSWORD),
        lambda: accounts.end_sessions(owner),
        lambda: second_factors.note_sign_in(owner, "passkey"),
    ]
    for number, deed in enumerate(deeds):
        before = entries()
        deed()
        assert entries() == before + 1, number


def bob() -> User:
    """Who was invited."""
    return User.objects.get(email="bob@example.org")


def test_what_is_refused_leaves_nothing(
    oak_street: PracticeYear, owner: Actor, somebody: Somebody
) -> None:
    """A weak password, a wrong code, a second account, an old or foreign invitation."""
    place = oak_street.practice_id
    secret = members.invite(owner, place, "bob@example.org", Role.VIEWER)
    assert refused(lambda: members.join(secret, "Bob", "bob", owner.at)) == "password_refused"
    assert not User.objects.filter(email="bob@example.org").exists()
    late = owner.at + members.INVITATION_LASTS
    assert refused(lambda: members.join(secret, "Bob", PASSWORD, late)) == "invitation_unusable"
    eve = somebody("eve")
    assert refused(lambda: members.accept_invitation(eve, secret)) == "invitation_of_another"
    guest = somebody("bob")
    assert refused(lambda: members.join(secret, "Bob", PASSWORD, owner.at)) == "account_there"
    members.accept_invitation(guest, secret)
    again = refused(lambda: members.invite(owner, place, "BOB@example.org", Role.OWNER))
    assert again == "member_there"
    with pytest.raises(NotThere):
        members.withdraw_invitation(owner, place, Invitation.objects.get().pk)
    key = second_factors.new_app_key()
    wrong = f"{(int(code(key)) + 7) % 1_000_000:06}"
    assert refused(lambda: second_factors.add_app(owner, key, wrong)) == "code_refused"
    assert not TOTPDevice.objects.exists()
    twice = refused(lambda: accounts.make_account(" Bob@Example.org", "", owner.at))
    assert twice == "account_there"
    assert refused(lambda: accounts.account_of("nobody@example.org")) == "account_unknown"


def test_an_invitation_of_an_erased_practice_is_useless(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """Nobody joins what is no longer there."""
    secret = members.invite(owner, oak_street.practice_id, "bob@example.org", Role.VIEWER)
    oak_street.practice.erased_at = owner.at
    oak_street.practice.save()
    assert refused(lambda: members.invitation(secret, owner.at)) == "invitation_unusable"


def test_whoever_became_a_member_meanwhile_keeps_the_role(
    oak_street: PracticeYear, owner: Actor, somebody: Somebody
) -> None:
    """An invitation that was open all the while does not take a role away."""
    place, guest = oak_street.practice_id, somebody("bob")
    secret = members.invite(owner, place, guest.user.email, Role.OWNER)
    members.accept_invitation(guest, secret)
    Invitation.objects.update(accepted_at=None, role=Role.VIEWER)
    assert refused(lambda: members.accept_invitation(guest, secret)) == "member_there"
    assert access.role(guest, place) is Role.OWNER


def test_a_wrong_code_is_counted_though_it_is_refused(owner: Actor) -> None:
    """So that guessing takes ever longer."""
    key = second_factors.new_app_key()
    second_factors.add_app(owner, key, code(key))
    assert refused(lambda: second_factors.prove(owner, code(key))) == "code_refused"
    assert TOTPDevice.objects.get().throttling_failure_count == 1
    assert second_factors.waits_until(owner.user) is not None
    second_factors.new_backup_codes(owner)
    assert refused(lambda: second_factors.prove(owner, "abcd-efgh-jkmn")) == "code_refused"


def test_a_link_to_set_a_password_ends(owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """It serves for a day, and not once another password was set or the account was closed."""
    letting = accounts.let_in_anew(owner.user, owner.at)
    assert accounts.let_in_by(letting) == owner.user
    forged = accounts.Letting(letting.account, letting.secret[:-1] + "x")
    assert refused(lambda: accounts.let_in_by(forged)) == "reset_unusable"
    generator = accounts.default_token_generator
    now = generator._now()
    with monkeypatch.context() as patch:
        patch.setattr(generator, "_now", lambda: now + timedelta(hours=25))
        assert refused(lambda: accounts.let_in_by(letting)) == "reset_unusable"
    User.objects.update(is_active=False)
    assert refused(lambda: accounts.let_in_by(letting)) == "reset_unusable"
    User.objects.update(is_active=True)
    accounts.set_password_by(letting, PASSWORD, owner.at)
    assert refused(lambda: accounts.set_password_by(letting, PASSWORD, owner.at)) == (
        "reset_unusable"
    )
