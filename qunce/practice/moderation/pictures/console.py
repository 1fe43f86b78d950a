"""看看图里有没有二维码: a colleague gives the picture of a message, or a screenshot of it."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui.pages import go, render, toast
from qunce.community.models import Message
from qunce.gateway.connectors.pictures import MOST_BYTES, TOO_BIG
from qunce.gateway.connectors.runner import ParseError
from qunce.practice.moderation.pictures import queries, services
from qunce.practice.moderation.policy.codes import meaning_of

LEADS = {
    "friend": gettext_lazy("adds somebody as a friend"),
    "group": gettext_lazy("leads into a group"),
    "card": gettext_lazy("a contact card"),
    "payment": gettext_lazy("a payment code"),
    "account": gettext_lazy("a WeChat account"),
    "call": gettext_lazy("calls or writes to somebody"),
    "address": gettext_lazy("an address"),
    "words": gettext_lazy("words"),
}


class PictureForm(forms.Form):
    """One picture, looked at and not kept."""

    picture = forms.FileField(
        label=gettext_lazy("The picture, or a screenshot of it"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif,image/bmp"}),
        error_messages={"required": gettext_lazy("Choose a picture first.")},
    )

    def clean_picture(self) -> Any:
        file = self.cleaned_data["picture"]
        if file.size > MOST_BYTES:
            said = _(TOO_BIG.reason) % {"limit": MOST_BYTES >> 20}
            raise forms.ValidationError(f"{said}。{_(TOO_BIG.suggestion)}")
        return file


@door(Role.VIEWER, post=Role.SERVICE)
def picture(request: StaffRequest, pk: int) -> HttpResponse:
    """What was read in a message's picture; a POST reads the picture that is given."""
    message = queries.access_message(request.actor, pk)
    if not queries.is_picture(message):
        raise Http404
    if request.method != "POST":
        return _page(request, message, PictureForm())
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, message, form, status=422)
    try:
        services.look(message, form.cleaned_data["picture"].read(), request.actor.staff_id)
    except ParseError as error:
        why = _(error.reason) % error.params if error.params else _(error.reason)
        form.add_error("picture", f"{why}。{_(error.suggestion)}")
        return _page(request, message, form, status=422)
    return go(request, reverse("pictures:picture", args=[pk]))


def _page(request: StaffRequest, message: Message, form: PictureForm, status: int = 200) -> HttpResponse:
    seen = queries.seen_of(message)
    look = services.judged(message, queries.codes_of(seen.codes, seen.digest), seen.digest) if seen else None
    own = queries.own_codes(message.workspace_id) if look and look.codes else frozenset()
    verdict = look.verdict if look else None
    context = {
        "message": message,
        "form": form,
        "seen": seen,
        "look": look,
        "codes": [(code, LEADS[meaning_of(code.text)], code.text in own) for code in (look.codes if look else ())],
        "reasons": [{"msgid": r.msgid, "params": dict(r.params)} for r in verdict.reasons] if verdict else [],
    }
    return render(request, "pictures/picture.html", context, status=status)


@require_POST
@door(Role.OPERATOR)
def ours(request: StaffRequest, pk: int) -> HttpResponse:
    """A code that was read here is our own, or (``not``) is so no longer."""
    message = queries.access_message(request.actor, pk)
    text = request.POST.get("text", "")
    if "not" in request.POST:
        done = services.not_ours(message, text)
    else:
        done = services.name_ours(message, text, request.actor.staff_id)
    if done:
        toast(request, _("Kept. The talk is judged anew by it."))
    else:
        toast(request, _("This code was not read here."), level=40)
    return go(request, reverse("pictures:picture", args=[pk]))
