"""Jinja2 pages as Django knows them, plus single blocks of a page for htmx.

Settings need no options: ``{"BACKEND": "qunce.base.ui.backend.Pages", "APP_DIRS": True, "OPTIONS": {}}``.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import jinja2
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2
from django.template.backends.jinja2 import Template as DjangoJinja2Template
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString, mark_safe
from jinja2_fragments import render_block

from . import shell


class Page(DjangoJinja2Template):
    """A page, or any block of it, rendered with what every page of ours may name."""

    def make_context(self, context: Mapping[str, Any] | None, request: HttpRequest | None) -> dict[str, Any]:
        """The page's own names over the common ones: request, csrf_token, csrf_input, shell, theme."""
        full: dict[str, Any] = {"shell": shell.ANONYMOUS, "theme": "", "request": request}
        if request is not None:
            full |= {
                "csrf_input": csrf_input_lazy(request),
                "csrf_token": csrf_token_lazy(request),
                "shell": SimpleLazyObject(lambda: shell.state_for(request)),
                "theme": shell.theme_of(request),
            }
            for processor in self.backend.template_context_processors:
                full |= processor(request)
        return full | dict(context or {})

    def render(self, context: Mapping[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        full = self.make_context(context, request)
        self._tell_tests(full)
        return mark_safe(self.template.render(full))  # noqa: S308 - Jinja2 escapes on its own

    def render_blocks(
        self, blocks: Sequence[str], context: Mapping[str, Any] | None, request: HttpRequest | None
    ) -> SafeString:
        """Only these blocks, one after the other: what an htmx request swaps in."""
        full = self.make_context(context, request)
        self._tell_tests(full)
        name = self.template.name or ""
        html = "".join(render_block(self.backend.env, name, block, full) for block in blocks)
        return mark_safe(html)  # noqa: S308 - Jinja2 escapes on its own

    def _tell_tests(self, context: dict[str, Any]) -> None:
        # Django's own engine is instrumented by the test runner; ours has to speak up itself. Looked up
        # in sys.modules so that a running server never imports the test framework.
        signals = sys.modules.get("django.test.signals")
        if signals is not None:
            signals.template_rendered.send(sender=self, template=self, context=context)


class Pages(Jinja2):
    """The template backend of every page that is ours; its files live in ``<app>/jinja2/<app>/``."""

    app_dirname = "jinja2"

    def __init__(self, params: dict[str, Any]) -> None:
        options = dict(params.get("OPTIONS") or {})
        options.setdefault("environment", "qunce.base.ui.environment.environment")
        super().__init__({**params, "OPTIONS": options})

    def from_string(self, template_code: str) -> Page:
        return Page(self.env.from_string(template_code), self)

    def get_template(self, template_name: str) -> Page:
        try:
            return Page(self.env.get_template(template_name), self)
        except jinja2.TemplateNotFound as error:
            raise TemplateDoesNotExist(str(error.name), backend=self) from error
