"""Nobody reaches a record but as a member, and no further than their role."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from openmips.practice import access
from openmips.practice.access import Actor, NotAllowed, NotThere
from openmips.practice.actions import members, practices, statements
from openmips.practice.models import AuditEntry, PracticeYear, Role, Topic
from openmips.practice.vault.vault import the_vault
from openmips.problems import ProblemsFound

Somebody = Callable[[str], Actor]


def member(owner: Actor, year: PracticeYear, guest: Actor, role: Role) -> None:
    """Make `guest` a member by an invitation."""
    secret = members.invite(owner, year.practice_id, guest.user.email, role)
    members.accept_invitation(guest, secret)


def test_a_practice_does_not_exist_for_strangers(
    oak_street: PracticeYear, somebody: Somebody
) -> None:
    """A stranger cannot tell a practice of others from one that never was."""
    with pytest.raises(NotThere):
        access.practice(somebody("eve"), oak_street.practice_id)
    with pytest.raises(NotThere):
        access.practice(somebody("eve"), "not-an-id")
    assert list(access.practices(somebody("eve"))) == []


def test_a_viewer_reads_and_changes_nothing(
    oak_street: PracticeYear, owner: Actor, somebody: Somebody
) -> None:
    """A viewer's statement is refused and leaves no trace."""
    guest = somebody("vic")
    member(owner, oak_street, guest, Role.VIEWER)
    assert access.year(guest, oak_street.practice_id, 2024).pk == oak_street.pk
    before = AuditEntry.objects.count()
    with pytest.raises(NotAllowed):
        statements.state(guest, oak_street.practice_id, 2024, Topic.FACT, {"partBPaid": "1.00"})
    assert AuditEntry.objects.count() == before
    assert oak_street.statements.count() == 0


def test_an_editor_writes_but_does_not_invite(
    oak_street: PracticeYear, owner: Actor, somebody: Somebody
) -> None:
    """Only an owner decides who works on the records."""
    guest = somebody("ed")
    member(owner, oak_street, guest, Role.EDITOR)
    statements.state(guest, oak_street.practice_id, 2024, Topic.FACT, {"partBPaid": "1.00"})
    with pytest.raises(NotAllowed):
        members.invite(guest, oak_street.practice_id, "x@example.org", Role.VIEWER)


def test_an_invitation_serves_once(
    oak_street: PracticeYear, owner: Actor, somebody: Somebody
) -> None:
    """Whoever finds a used invitation gets nothing from it."""
    secret = members.invite(owner, oak_street.practice_id, "vic@example.org", Role.VIEWER)
    members.accept_invitation(somebody("vic"), secret)
    with pytest.raises(ProblemsFound) as error:
        members.accept_invitation(somebody("vic"), secret)
    assert error.value.problems[0].code == "invitation_unusable"


def test_a_practice_keeps_an_owner(oak_street: PracticeYear, owner: Actor) -> None:
    """The last owner can neither leave nor step down."""
    with pytest.raises(ProblemsFound) as error:
        members.give_role(owner, oak_street.practice_id, owner.user.pk, None)
    assert error.value.problems[0].code == "last_owner"
    assert access.role(owner, oak_street.practice_id) is Role.OWNER


def test_an_erased_practice_leaves_only_its_audit(oak_street: PracticeYear, owner: Actor) -> None:
    """After its name was typed everything goes but who did what."""
    statements.state(owner, oak_street.practice_id, 2024, Topic.FACT, {"partBPaid": "1.00"})
    kept = the_vault().keep(oak_street.practice_id, [b"claims"])
    with pytest.raises(ProblemsFound) as error:
        practices.erase_practice(owner, oak_street.practice_id, "Oak")
    assert error.value.problems[0].code == "name_not_typed"
    assert list(the_vault().digests(oak_street.practice_id)) == [kept.digest]
    practices.erase_practice(owner, oak_street.practice_id, "Oak Street Family Medicine")
    assert not the_vault().of(oak_street.practice_id).exists()
    with pytest.raises(NotThere):
        access.practice(owner, oak_street.practice_id)
    deeds = AuditEntry.objects.filter(practice_id=oak_street.practice_id)
    assert [one.deed for one in deeds.order_by("id")] == [
        "practice opened",
        "year opened",
        "fact stated",
        "practice erased",
    ]
