"""The one Jinja2 environment: strict, escaped, translated, with our filters."""

from typing import Any

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

from . import assets, charts, filters, formats, forms, navigation, reasons
from .drafts import drafting

FILTERS = {
    "when": filters.when,
    "clock": filters.clock,
    "day": filters.day,
    "due": filters.due,
    "duration": filters.duration,
    "number": filters.number,
    "money": filters.money,
    "percent": formats.percent,
    "file_size": formats.file_size,
    "initial": formats.initial,
    "hue": formats.hue,
    "measure": reasons.measure_text,
    "reason": reasons.render_reason,
    "reason_text": reasons.reason_text,
    "clean_name": formats.visible_name,
    "translate": gettext,
}

GLOBALS = {
    "url": filters.url,
    "static": static,
    "asset": assets.asset,
    "icon": assets.icon,
    "icon_sprite": assets.icon_sprite,
    "name": filters.name,
    "share": filters.share,
    "interval": filters.interval,
    "marked": reasons.marked,
    "query": filters.query,
    "dom_id": filters.dom_id,
    "language": get_language,
    "navigation": navigation.links,
    "toasts": get_messages,
    "widget": forms.widget,
    "is_switch": forms.is_switch,
    "chart_json": charts.as_json,
    "drafting": drafting,
}


def environment(**options: Any) -> Environment:
    """Called by the template backend. Undefined names are errors: a page says what it needs."""
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(**options, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - Django passes autoescape=True
    env.install_gettext_callables(  # type: ignore[attr-defined] # the i18n extension adds it
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.filters.update(FILTERS)
    env.globals.update(GLOBALS)
    return env
