"""Django's bound fields in our dress: classes, ids and the ties between a field, its help and its errors."""

from django.forms import BoundField, CheckboxInput, RadioSelect, Select, Textarea
from django.forms.widgets import CheckboxSelectMultiple, FileInput
from django.utils.safestring import SafeString


def widget(field: BoundField, extra: str = "", **attrs: str) -> SafeString:
    """The field's input, styled; ``attrs`` with underscores become dashes (``hx_get`` → ``hx-get``)."""
    kind = field.field.widget
    css = _css(kind)
    given: dict[str, str | bool] = {key.rstrip("_").replace("_", "-"): value for key, value in attrs.items()}
    if field.errors:
        given["aria-invalid"] = "true"
        css += " is-invalid"
    given["class"] = f"{css} {extra}".strip()
    return SafeString(field.as_widget(attrs=given))


def _css(kind: object) -> str:
    if isinstance(kind, CheckboxInput):
        return "form-check-input"
    if isinstance(kind, RadioSelect | CheckboxSelectMultiple):
        return "q-choices"
    if isinstance(kind, Select):
        return "form-select"
    if isinstance(kind, FileInput):
        return "form-control q-file"
    if isinstance(kind, Textarea):
        return "form-control q-text"
    return "form-control"


def is_switch(field: BoundField) -> bool:
    """Whether the label stands after the box."""
    return isinstance(field.field.widget, CheckboxInput)
