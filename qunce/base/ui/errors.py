"""What a visitor sees when something went wrong. The page for 500 touches neither session nor database."""

from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.translation import gettext as _

from qunce.base.accounts.access import Actor

from .backend import Page
from .pages import is_part


def _page(request: HttpRequest, status: HTTPStatus, title: str, text: str, icon: str) -> HttpResponse:
    inside = isinstance(getattr(request, "actor", None), Actor)  # who is signed in keeps the way on beside it
    template = cast(Page, engines["backend"].get_template("ui/error_inside.html" if inside else "ui/error.html"))
    context = {"status": status.value, "title": title, "text": text, "icon_name": icon}
    return HttpResponse(template.render(context, request), status=status)


def _answer(request: HttpRequest, status: HTTPStatus, title: str, text: str, icon: str) -> HttpResponse:
    if is_part(request):  # the console's script shows the sentence in a toast
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    return _page(request, status, title, text, icon)


def bad_request(request: HttpRequest, exception: Exception | None = None, *args: Any) -> HttpResponse:
    return _answer(
        request,
        HTTPStatus.BAD_REQUEST,
        _("That request could not be understood"),
        _("Go back and try once more. If you followed a link, it may be incomplete."),
        "alert-triangle",
    )


def forbidden(request: HttpRequest, exception: Exception | None = None, *args: Any) -> HttpResponse:
    return _answer(
        request,
        HTTPStatus.FORBIDDEN,
        _("You have no access to this page"),
        _("It belongs to a group or role that is not yours. The workspace's owner can change that."),
        "lock",
    )


def not_found(request: HttpRequest, exception: Exception | None = None, *args: Any) -> HttpResponse:
    return _answer(
        request,
        HTTPStatus.NOT_FOUND,
        _("There is nothing here"),
        _("The page was moved or removed, or it never existed."),
        "map-search",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere (settings.CSRF_FAILURE_VIEW)."""
    return _answer(
        request,
        HTTPStatus.FORBIDDEN,
        _("This form has expired"),
        _("For your safety a form is valid for one sign-in only. Go back, reload the page and send it again."),
        "refresh",
    )


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """Rendered without the request: whatever broke may have been behind it."""
    template = cast(Page, engines["backend"].get_template("ui/error.html"))
    context = {
        "status": 500,
        "title": _("Something went wrong on our side"),
        "text": _(
            "Nothing you saved is lost. Try again in a moment; if it stays, tell whoever runs this installation."
        ),
        "icon_name": "tool",
    }
    return HttpResponse(template.render(context, None), status=HTTPStatus.INTERNAL_SERVER_ERROR)
