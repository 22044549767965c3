"""Who works on a practice's records: the list for its owners, invitations, and accepting one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions import members as people
from openmips.practice.actions.accounts import reset_member
from openmips.practice.models import Invitation, Role, User
from openmips.problems import ProblemsFound
from openmips.web.doors import actor, members_only, refusal, says
from openmips.web.forms.accounts import InviteForm, JoinForm, ResetForm, RoleForm
from openmips.web.views.asking import WRONG, see_other

_GONE = 410
_MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
@members_only
def members(request: HttpRequest, practice_id: UUID) -> HttpResponse:
    """The members of a practice; for owners also open invitations, and a form to invite."""
    who = actor(request)
    if request.method == "GET":
        return _members_page(request, who, practice_id, InviteForm(initial={"role": Role.VIEWER}))
    access.practice(who, practice_id, Role.OWNER)
    form = InviteForm(request.POST)
    if form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        try:
            secret = people.invite(who, practice_id, email, role)
        except ProblemsFound as error:
            form.add_error("email", says(error))
        else:
            context = {
                "practice": access.practice(who, practice_id),
                "email": email,
                "link": request.build_absolute_uri(reverse("invitation", args=(secret,))),
                "days": people.INVITATION_LASTS.days,
            }
            return render(request, "openmips/accounts/invitation_link.html", context)
    return _members_page(request, who, practice_id, form, WRONG)


@require_POST
@members_only
def member_role(request: HttpRequest, practice_id: UUID, user_id: int) -> HttpResponse:
    """Give a member another role."""
    who = actor(request)
    access.practice(who, practice_id, Role.OWNER)
    form = RoleForm(request.POST)
    if form.is_valid():
        people.give_role(who, practice_id, user_id, Role(form.cleaned_data["role"]))
        messages.success(request, "The role is changed.")
    else:
        messages.error(request, "Choose one of the roles in the list.")
    return _back(who, practice_id)


@require_POST
@members_only
def member_remove(request: HttpRequest, practice_id: UUID, user_id: int) -> HttpResponse:
    """End a membership. What the person entered stays."""
    who = actor(request)
    people.give_role(who, practice_id, user_id, None)
    messages.success(request, "The membership is ended. What the person entered stays.")
    return _back(who, practice_id)


@require_POST
@members_only
def member_reset(request: HttpRequest, practice_id: UUID, user_id: int) -> HttpResponse:
    """A link with which a member sets another password; the old one ends now."""
    who = actor(request)
    lost = ResetForm(request.POST)
    lost.full_clean()
    letting = reset_member(who, practice_id, user_id, **lost.cleaned_data)
    context = {
        "practice": access.practice(who, practice_id),
        "link": request.build_absolute_uri(
            reverse("password_new", args=(letting.account, letting.secret))
        ),
    }
    return render(request, "openmips/accounts/reset_link.html", context)


@require_POST
@members_only
def invitation_withdraw(
    request: HttpRequest, practice_id: UUID, invitation_id: int
) -> HttpResponse:
    """Make an invitation useless."""
    people.withdraw_invitation(actor(request), practice_id, invitation_id)
    messages.success(request, "The invitation is withdrawn. Its link lets nobody in any more.")
    return see_other("members", practice_id)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: with the account one has, or with a new one."""
    now = timezone.now()
    try:
        found = people.invitation(secret, now)
        if isinstance(request.user, User):
            return _accepted(request, Actor(request.user, now), secret, found)
    except ProblemsFound as error:
        return refusal(request, _GONE, "This invitation cannot be accepted", says(error))
    if people.has_account(found):
        context = {"invitation": found, "sign_in": redirect_to_login(request.path).url}
        return render(request, "openmips/accounts/invited.html", context)
    form, status = JoinForm(), 200
    if request.method == "POST":
        form, status = JoinForm(request.POST), WRONG
        if form.is_valid():
            told = form.cleaned_data
            try:
                user = people.join(secret, told["name"], told["password"], now)
            except ProblemsFound as error:
                form.add_error("password", says(error))
            else:
                login(request, user, backend=_MODEL_BACKEND)
                return see_other("enrol")
    context = {"invitation": found, "form": form}
    return render(request, "openmips/accounts/join.html", context, status=status)


def _accepted(request: HttpRequest, who: Actor, secret: str, found: Invitation) -> HttpResponse:
    """Ask whoever is signed in, then make them a member. Raises ProblemsFound."""
    if request.method == "GET":
        return render(request, "openmips/accounts/invited.html", {"invitation": found})
    practice = people.accept_invitation(who, secret)
    messages.success(request, f"You now work on the records of {practice}.")
    return see_other("practices")


def _members_page(
    request: HttpRequest, who: Actor, practice_id: UUID, form: InviteForm, status: int = 200
) -> HttpResponse:
    rows = [
        {
            "member": one,
            "role": RoleForm(initial={"role": one.role}, auto_id=f"member_{one.user_id}_%s"),
            "reset": ResetForm(auto_id=f"member_{one.user_id}_%s"),
        }
        for one in people.members(who, practice_id)
    ]
    owns = access.role(who, practice_id) is Role.OWNER
    context = {
        "practice": access.practice(who, practice_id),
        "who": who.user,
        "rows": rows,
        "owns": owns,
        "invitations": people.invitations(who, practice_id) if owns else [],
        "form": form,
    }
    return render(request, "openmips/accounts/members.html", context, status=status)


def _back(who: Actor, practice_id: UUID) -> HttpResponse:
    """To the list of members, or away from it for whoever has ended their own membership."""
    try:
        access.practice(who, practice_id)
    except NotThere:
        return see_other("practices")
    return see_other("members", practice_id)
