"""A token reaches as far as it was made for, and no further than its holder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from openmips.practice import access
from openmips.practice.access import Actor, NotAllowed, NotThere
from openmips.practice.actions import members, practices, statements, tokens
from openmips.practice.actions.openings import open_practice_with_year
from openmips.practice.models import ApiToken, AuditEntry, PracticeYear, Role, TokenScope, Topic

Somebody = Callable[[str], Actor]


def made(actor: Actor, scope: TokenScope, practice_id: UUID | None = None) -> str:
    """The text of a new token."""
    return tokens.make_token(actor, "Billing program", scope, practice_id).text


def used(text: str, actor: Actor) -> Actor:
    """Who acts with a token a minute later."""
    return tokens.holder(text, actor.at + timedelta(minutes=1))


def state(actor: Actor, year: PracticeYear) -> None:
    """Say something of the year."""
    said = {"partBPaid": "1.00"}
    statements.state(actor, year.practice_id, year.performance_year, Topic.FACT, said)


def test_a_token_is_shown_once_and_kept_as_a_digest(owner: Actor) -> None:
    """Nothing that is stored is the token; its beginning tells its holder which it is."""
    new = tokens.make_token(owner, "Billing program", TokenScope.READ)
    kept = ApiToken.objects.get()
    assert new.text not in {str(value) for value in vars(kept).values()}
    assert new.text.startswith(f"{kept.prefix}_")
    assert str(kept) == f"Billing program ({kept.prefix}...)"
    assert list(tokens.tokens(owner)) == [kept]


def test_a_writing_token_does_what_its_holder_may(oak_street: PracticeYear, owner: Actor) -> None:
    """What is stated with a token is stated by its holder."""
    asker = used(made(owner, TokenScope.WRITE), owner)
    state(asker, oak_street)
    (said,) = oak_street.statements.all()
    assert (said.said_by, said.source) == (owner.user, "API token Billing program")
    entry = AuditEntry.objects.get(deed="fact stated")
    assert entry.detail == {"keys": 1, "by_token": ApiToken.objects.get().pk}
    assert access.role(asker, oak_street.practice_id) is Role.OWNER


def test_a_reading_token_changes_nothing(oak_street: PracticeYear, owner: Actor) -> None:
    """It reads as a viewer does, whatever its holder may do."""
    asker = used(made(owner, TokenScope.READ), owner)
    assert access.year(asker, oak_street.practice_id, 2024) == oak_street
    assert access.role(asker, oak_street.practice_id) is Role.VIEWER
    before = AuditEntry.objects.count()
    with pytest.raises(NotAllowed):
        state(asker, oak_street)
    with pytest.raises(NotAllowed):
        practices.open_practice(asker, "Another")
    assert AuditEntry.objects.count() == before


def test_a_token_of_one_practice_knows_no_other(oak_street: PracticeYear, owner: Actor) -> None:
    """Its holder's other practices are not there for it, and it opens none."""
    elm_street = open_practice_with_year(owner, "Elm Street", "", 2024)
    asker = used(made(owner, TokenScope.WRITE, elm_street.practice_id), owner)
    state(asker, elm_street)
    assert [one.name for one in access.practices(asker)] == ["Elm Street"]
    with pytest.raises(NotThere):
        state(asker, oak_street)
    with pytest.raises(NotAllowed):
        practices.open_practice(asker, "Another")
    assert len(access.practices(owner)) == 2


def test_a_token_ends_with_its_time_its_revoking_and_its_holder(owner: Actor) -> None:
    """Afterwards it is as unknown as one that never was."""
    expired, revoked, orphaned = (made(owner, TokenScope.READ) for _ in range(3))
    with pytest.raises(NotThere):
        tokens.holder(expired, owner.at + tokens.LASTS)
    tokens.revoke_token(owner, ApiToken.objects.get(prefix=revoked[:17]).pk)
    with pytest.raises(NotThere):
        used(revoked, owner)
    owner.user.is_active = False
    owner.user.save()
    with pytest.raises(NotThere):
        used(orphaned, owner)
    with pytest.raises(NotThere):
        used("openmips_0000", owner)


def test_a_token_does_not_outlast_membership(
    oak_street: PracticeYear, owner: Actor, somebody: Somebody
) -> None:
    """Who is a member no longer reaches nothing with an old token."""
    guest = somebody("ed")
    secret = members.invite(owner, oak_street.practice_id, guest.user.email, Role.EDITOR)
    members.accept_invitation(guest, secret)
    asker = used(made(guest, TokenScope.WRITE, oak_street.practice_id), guest)
    state(asker, oak_street)
    members.give_role(owner, oak_street.practice_id, guest.user.pk, None)
    with pytest.raises(NotThere):
        state(asker, oak_street)


def test_no_token_serves_for_ever(owner: Actor) -> None:
    """More than a year is not given."""
    new = tokens.make_token(owner, "x", TokenScope.READ, lasts=timedelta(days=4000))
    assert new.token.expires_at == owner.at + tokens.LONGEST


def test_a_token_begets_and_revokes_none(owner: Actor) -> None:
    """What leaked cannot make itself at home."""
    new = tokens.make_token(owner, "x", TokenScope.WRITE)
    asker = used(new.text, owner)
    with pytest.raises(NotAllowed):
        made(asker, TokenScope.WRITE)
    with pytest.raises(NotAllowed):
        tokens.revoke_token(asker, new.token.pk)
    with pytest.raises(NotAllowed):
        tokens.name_token(asker, new.token.pk, "y")


def test_tokens_of_others_are_not_there(
    oak_street: PracticeYear, owner: Actor, somebody: Somebody
) -> None:
    """Nobody names or revokes a stranger's token, or makes one for a stranger's practice."""
    new = tokens.make_token(owner, "x", TokenScope.WRITE)
    eve = somebody("eve")
    with pytest.raises(NotThere):
        tokens.revoke_token(eve, new.token.pk)
    with pytest.raises(NotThere):
        tokens.name_token(eve, new.token.pk, "y")
    with pytest.raises(NotThere):
        made(eve, TokenScope.READ, oak_street.practice_id)


def test_each_deed_about_a_token_leaves_one_entry(owner: Actor) -> None:
    """Making, naming and revoking are in the audit, without the token; its use is not."""
    new = tokens.make_token(owner, "x", TokenScope.WRITE)
    tokens.name_token(owner, new.token.pk, "y")
    used(new.text, owner)
    tokens.revoke_token(owner, new.token.pk)
    entries = list(AuditEntry.objects.order_by("id"))
    assert [one.deed for one in entries] == ["token made", "token named", "token revoked"]
    assert {one.detail["token"] for one in entries} == {new.token.pk}
    assert not any(new.text in str(one.detail) for one in entries)
    assert tokens.tokens(owner).get().name == "y"


def test_the_last_use_is_noted_to_within_minutes(owner: Actor) -> None:
    """A program that asks all day does not write all day."""

    def noted(after: timedelta) -> datetime | None:
        tokens.holder(text, owner.at + after)
        return ApiToken.objects.get().last_used_at

    text = made(owner, TokenScope.READ)
    assert noted(timedelta(minutes=1)) == owner.at + timedelta(minutes=1)
    assert noted(timedelta(minutes=2)) == owner.at + timedelta(minutes=1)
    assert noted(timedelta(minutes=9)) == owner.at + timedelta(minutes=9)


def test_an_erased_practice_takes_its_tokens_along(oak_street: PracticeYear, owner: Actor) -> None:
    """Nothing is left that could open it."""
    text = made(owner, TokenScope.READ, oak_street.practice_id)
    practices.erase_practice(owner, oak_street.practice_id, oak_street.practice.name)
    with pytest.raises(NotThere):
        used(text, owner)
