"""Error pages. Replaced when the ui branch lands."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def _plain(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    return HttpResponse("error", status=500)


bad_request = forbidden = not_found = server_error = csrf_failure = _plain
