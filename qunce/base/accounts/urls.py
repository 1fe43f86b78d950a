"""Addresses of accounts."""

from django.urls import path
from django.views.generic import RedirectView

from qunce.base.accounts.access import door
from qunce.base.accounts.console import audit, entry, own, staff
from qunce.base.accounts.models import Role

app_name = "accounts"

urlpatterns = [
    path("login", entry.sign_in, name="sign_in"),
    path("logout", entry.sign_out, name="sign_out"),
    path("setup/<str:token>", entry.set_up, name="set_up"),
    path("join/<str:token>", entry.join, name="join"),
    path("language", entry.choose_language, name="language"),
    path("theme", entry.choose_theme, name="theme"),
    path("workspace/<int:pk>/enter", entry.enter_workspace, name="enter_workspace"),
    path("settings/", door(Role.VIEWER)(RedirectView.as_view(pattern_name="accounts:profile")), name="settings"),
    path("settings/me", own.profile, name="profile"),
    path("settings/password", own.password, name="password"),
    path("settings/sessions", own.sessions, name="sessions"),
    path("settings/sessions/end-others", own.end_other_sessions, name="end_other_sessions"),
    path("settings/sessions/<int:pk>/end", own.end_session, name="end_session"),
    path("settings/staff", staff.staff, name="staff"),
    path("settings/staff/invite", staff.invite, name="invite"),
    path("settings/staff/invitations/<int:pk>/withdraw", staff.withdraw, name="withdraw"),
    path("settings/staff/<int:pk>", staff.colleague, name="colleague"),
    path("settings/staff/<int:pk>/take-out", staff.take_out, name="take_out"),
    path("settings/staff/<int:pk>/restore", staff.restore, name="restore"),
    path("settings/workspace", staff.workspace, name="workspace"),
    path("settings/audit", audit.audit, name="audit"),
]
