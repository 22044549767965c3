"""What is asked of a token that is to be made: its name, its reach, its rights, its time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms

from openmips.practice.actions.tokens import LASTS
from openmips.practice.models import Practice, TokenScope
from openmips.web.forms.plain import PlainForm, offer

EVERY = ""
_DAYS = (30, LASTS.days, 365)


class NameForm(PlainForm):
    """What a token is called."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="The program that will use it, such as: nightly export.",
    )


class TokenForm(NameForm):
    """A token to make."""

    practice = forms.ChoiceField(label="For which practice", required=False)
    scope = forms.ChoiceField(
        label="What it may do",
        choices=[
            (TokenScope.READ.value, "Read only"),
            (TokenScope.WRITE.value, "Read and write, as far as your own role reaches"),
        ],
        initial=TokenScope.READ.value,
    )
    days = forms.TypedChoiceField(
        label="How long it serves",
        choices=[(days, f"{days} days") for days in _DAYS],
        coerce=int,
        initial=LASTS.days,
    )

    def __init__(self, practices: Iterable[Practice], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        listed: list[tuple[object, str]] = [(str(one.id), one.name) for one in practices]
        offer(self, "practice", [*listed, (EVERY, "All of your practices, later ones too")])

    @property
    def practice_id(self) -> str | None:
        """The practice it is for; None for all."""
        return self.cleaned_data["practice"] or None

    @property
    def lasts(self) -> timedelta:
        """How long it serves."""
        return timedelta(days=self.cleaned_data["days"])
