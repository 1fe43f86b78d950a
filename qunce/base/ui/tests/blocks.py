"""Every block of a page rendered alone, with the context that the page had."""

from typing import Any

from django.template import engines
from jinja2_fragments import render_block

from qunce.base.ui.backend import Page

# Blocks that only frame the page: nothing asks for them alone.
FRAME = frozenset({"title", "head", "body", "main_class", "alone_class"})


def render_alone(response: Any) -> dict[str, str]:
    """Block name → HTML, for every block of the page behind a test client's response.

    Raises what Jinja2 raises when a block needs something that only the rest of its file has.
    """
    env = engines["backend"].env
    rendered = zip(response.templates, response.context, strict=True)  # Django's widgets are among them
    page, context = next((t.template, dict(c)) for t, c in rendered if isinstance(t, Page))
    return {name: render_block(env, page.name, name, context) for name in page.blocks if name not in FRAME}
