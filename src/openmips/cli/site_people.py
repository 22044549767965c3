"""`openmips site user` and `openmips site invite`: who signs in where several share the guide."""

from __future__ import annotations

from pathlib import Path

import click

from openmips.cli.site_records import (
    actor_named,
    at_work,
    data_option,
    practice_named,
    user_option,
)


@click.command()
@click.argument("email")
@click.option("--name", default="", help="The name that others see.")
@click.option("--reset", is_flag=True, help="Let somebody in anew: the old password ends now.")
@click.option(
    "--without-second-factor",
    is_flag=True,
    help="With --reset: also take the app, passkeys and backup codes away.",
)
@data_option
def user(
    email: str, name: str, reset: bool, without_second_factor: bool, data: Path | None
) -> None:
    """Make an account for EMAIL, or let its holder in anew.

    Prints a link with which the person sets a password. It serves once and holds for a day.
    The first person of a new site gets in so, and opens a practice or is invited to one.
    """
    if without_second_factor and not reset:
        raise click.UsageError("--without-second-factor goes with --reset.")
    with at_work(data):
        _shared_only()
        from django.utils import timezone

        from openmips.practice.actions.accounts import account_of, let_in_anew, make_account

        now = timezone.now()
        letting = (
            let_in_anew(account_of(email), now, without_second_factor=without_second_factor)
            if reset
            else make_account(email, name, now)
        )
        link = _link("password_new", letting.account, letting.secret)
    click.echo(f"Hand this link to {email}. It sets a password, serves once, holds for a day:")
    click.echo(link)


@click.command()
@click.argument("practice")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(["owner", "editor", "viewer"]),
    default="viewer",
    show_default=True,
    help="What the person may do.",
)
@user_option
@data_option
def invite(practice: str, email: str, role: str, user: str | None, data: Path | None) -> None:
    """Invite EMAIL to work on the records of PRACTICE (its name or id).

    Prints a link with which the person accepts. It serves once and holds for a week. Records
    that were kept on one machine belong to its owner: invite the first owner so.
    """
    with at_work(data):
        _shared_only()
        from openmips.practice.actions import members
        from openmips.practice.models import Role

        who = actor_named(user)
        found = practice_named(who, practice)
        link = _link("invitation", members.invite(who, found.id, email, Role(role)))
    click.echo(f"Hand this link to {email}. It serves once and holds for a week:")
    click.echo(link)


def _shared_only() -> None:
    """Raise UsageError where one person uses the guide on one machine."""
    from django.conf import settings

    if not settings.SHARED:
        raise click.UsageError(
            "OPENMIPS_MODE is own: nobody signs in. Expected shared, as where the site is served."
        )


def _link(name: str, *arguments: str) -> str:
    """The address of a page at the first name that the site answers to."""
    from django.conf import settings
    from django.urls import reverse

    return f"{settings.OTP_WEBAUTHN_ALLOWED_ORIGINS[0]}{reverse(name, args=arguments)}"
