"""The pages that members reach by a pass: rooms register them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from qunce.community.visitors.models import Pass
from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class VisitorPage:
    """A page for members, behind link and code.

    title  msgid over the code's field
    asks   msgid that says where the code is to be found
    show   (request, pass) → the page, for GET and POST. Called only once the code was given. It shows nothing about
           anybody but the visitor, and calls ``services.sending`` before it keeps anything.
    """

    title: str
    asks: str
    show: Callable[[HttpRequest, Pass], HttpResponse]


visitor_pages: Registry[VisitorPage] = Registry("pages for visitors")
