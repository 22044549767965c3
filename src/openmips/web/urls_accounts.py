"""The addresses of sign-in, of invitations and of members, where several people share the site."""

from __future__ import annotations

from django.urls import URLPattern, path

from openmips.web import passkeys
from openmips.web.views import members, sign_in, your_sign_in

_MEMBERS = "practices/<uuid:practice_id>/members/"
_OWN = "your-sign-in/"

urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.second_step, name="second_step"),
    path("sign-in/passkey/begin/", passkeys.passkey_begin, name="passkey_begin"),
    path("sign-in/passkey/", passkeys.passkey_use, name="passkey_use"),
    path("sign-in/enrol/", your_sign_in.enrol, name="enrol"),
    path("sign-in/time-left/", sign_in.time_left, name="time_left"),
    path("sign-in/stay/", sign_in.stay, name="stay"),
    path(
        "sign-in/password/<str:account>/<str:secret>/",
        your_sign_in.password_new,
        name="password_new",
    ),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path(_OWN, your_sign_in.your_sign_in, name="your_sign_in"),
    path(_OWN + "app/", your_sign_in.app_add, name="app_add"),
    path(_OWN + "app/remove/", your_sign_in.app_remove, name="app_remove"),
    path(_OWN + "backup-codes/", your_sign_in.backup_codes, name="backup_codes"),
    path(_OWN + "passkeys/begin/", passkeys.passkey_add_begin, name="passkey_add_begin"),
    path(_OWN + "passkeys/", passkeys.passkey_add, name="passkey_add"),
    path(
        _OWN + "passkeys/<int:passkey_id>/remove/",
        your_sign_in.passkey_remove,
        name="passkey_remove",
    ),
    path(_OWN + "password/", your_sign_in.password_change, name="password_change"),
    path(_OWN + "sessions/", your_sign_in.sessions_end, name="sessions_end"),
    path("invitations/<str:secret>/", members.invitation, name="invitation"),
    path(_MEMBERS, members.members, name="members"),
    path(_MEMBERS + "<int:user_id>/role/", members.member_role, name="member_role"),
    path(_MEMBERS + "<int:user_id>/remove/", members.member_remove, name="member_remove"),
    path(_MEMBERS + "<int:user_id>/reset/", members.member_reset, name="member_reset"),
    path(
        _MEMBERS + "invitations/<int:invitation_id>/withdraw/",
        members.invitation_withdraw,
        name="invitation_withdraw",
    ),
]
