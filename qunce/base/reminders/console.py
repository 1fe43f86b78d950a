"""提醒: what one was told, what one wants to hear, and the webhooks of the workspace."""

from smtplib import SMTPException

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door, public
from qunce.base.accounts.models import Role
from qunce.base.accounts.settings_pages import render_settings
from qunce.base.reminders import policy, queries, services, wording
from qunce.base.reminders.access import access_device, access_hook
from qunce.base.reminders.channels import channels, push
from qunce.base.reminders.channels import forms as hook_forms
from qunce.base.reminders.forms import PERSONAL, DeviceForm, HookForm, WishesForm
from qunce.base.reminders.services import hooks, wishing
from qunce.base.ui import tables
from qunce.base.ui.pages import done, go, render, toast
from qunce.kernel.outside import RefusedError

SIZE = 30
SHOWN = 20
_WARNING = 30
ICONS = {policy.HANDED: "arrows-exchange", policy.SOON: "clock", policy.LATE: "alert-triangle", policy.DIGEST: "sun"}


@door(Role.VIEWER, post=Role.VIEWER)
def index(request: StaffRequest) -> HttpResponse:
    """What one was reminded of, the newest first; a POST says that all was seen."""
    actor = request.actor
    if request.method == "POST":
        services.saw_all(actor.workspace.pk, actor.staff_id)
        return go(request, reverse("reminders:index"))
    listing = tables.listing(request, queries.reminders_of(actor), size=SIZE)
    tasks = wording.tasks_of(listing.items)
    said = [(row, wording.said(row, tasks)) for row in listing.items]
    context = {"listing": listing, "said": said, "icons": ICONS, "unseen": queries.unseen(actor)}
    return render(request, "reminders/index.html", context, block="list")


@door(Role.VIEWER, post=Role.VIEWER)
def wishes(request: StaffRequest) -> HttpResponse:
    """Which event rings where; quiet hours, digest, address, devices; the owner's webhooks."""
    actor = request.actor
    row = queries.wishes_of(actor.workspace.pk, actor.staff_id)
    form = WishesForm(request.POST or None, initial=WishesForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        services.wish(actor.workspace.pk, actor.staff_id, form.matrix(), form.quiet(), form.digest_minute())
        return _address(request, form.cleaned_data["email"])
    context = {
        "form": form,
        "row": row,
        "events": [form[f"on_{event}"] for event in policy.EVENTS],
        "missing": [_(text) for key in PERSONAL if (text := channels.get(key).missing())],
        "devices": list(queries.devices_of(actor.staff_id)),
        "push_key": "" if push.missing() else push.public_key(),
        "hooks": list(queries.hooks_of(actor)) if actor.may(Role.OWNER) else [],
        "hook_forms": hook_forms,
        "may_hook": actor.may(Role.OWNER),
    }
    return render_settings(request, "reminders/wishes.html", context, status=422 if form.errors else 200)


def _address(request: StaffRequest, email: str) -> HttpResponse:
    actor = request.actor
    before = queries.wishes_of(actor.workspace.pk, actor.staff_id)
    unsure = email and (email != before.email or not before.email_confirmed_at)
    if unsure and channels.get("email").missing():
        toast(request, _("Kept, without the address: this installation has no mail server."), level=_WARNING)
        return go(request, reverse("reminders:wishes"))
    try:
        wishing.ask_address(actor.workspace.pk, actor.staff_id, email)
    except (SMTPException, OSError):
        toast(request, _("Kept, but the mail server did not take the message to your address."), level=_WARNING)
    else:
        toast(request, _("Kept. Open the link in the mail to confirm the address.") if unsure else _("Kept."))
    return go(request, reverse("reminders:wishes"))


@require_GET
@public
def confirm(request: StaffRequest, token: str) -> HttpResponse:
    """The link of the mail. Opening it confirms: it reveals nothing and can be opened by its receiver only."""
    try:
        email = services.confirm_address(token)
    except wishing.StaleLinkError:
        return render(request, "reminders/confirmed.html", {"email": ""}, status=410)
    return render(request, "reminders/confirmed.html", {"email": email})


@require_POST
@door(Role.VIEWER)
def device_add(request: StaffRequest) -> HttpResponse:
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("This browser gave no usable push address."), status=400, content_type="text/plain")
    data = form.cleaned_data
    agent = request.headers.get("user-agent", "")
    services.add_device(request.actor.staff_id, data["endpoint"], data["p256dh"], data["auth"], agent)
    toast(request, _("This device rings from now on."))
    return done(request, refresh=True)


@require_POST
@door(Role.VIEWER)
def device_forget(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_device(request.actor, pk)
    services.forget_device(f"device:{row.pk}")
    toast(request, _("It rings no more."))
    return go(request, reverse("reminders:wishes"))


@require_POST
@door(Role.VIEWER)
def device_try(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_device(request.actor, pk)
    return _tried(request, "push", f"device:{row.pk}", reverse("reminders:wishes"))


def _tried(request: StaffRequest, channel: str, target: str, then: str) -> HttpResponse:
    result = services.try_channel(channel, target, request.actor.workspace.name)
    if result.what == "sent":
        toast(request, _("Sent: look whether it arrived."))
    else:
        toast(request, _("It did not get through: %(why)s") % {"why": result.why}, level=_WARNING)
    return go(request, then)


@door(Role.OWNER)
def hook_new(request: StaffRequest) -> HttpResponse:
    form = HookForm(request.POST or None, initial={"form": "standard", "events": [policy.LATE]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if queries.hooks_of(request.actor).count() >= hooks.MOST:
            form.add_error(None, _("Ten webhooks are enough: remove one first."))
        else:
            try:
                row = services.add_hook(request.actor.workspace.pk, data["url"], data["form"], data["events"])
            except RefusedError as error:
                form.add_error("url", _(error.msgid) % error.params)
            else:
                return go(request, reverse("reminders:hook", args=[row.pk]))
    return render_settings(request, "reminders/hook_new.html", {"form": form}, status=422 if form.errors else 200)


@door(Role.OWNER)
def hook(request: StaffRequest, pk: int) -> HttpResponse:
    """A webhook: its secret, and what became of the last deliveries."""
    row = access_hook(request.actor, pk)
    context = {
        "hook": row,
        "form_title": hook_forms.get(row.form).title,
        "deliveries": list(queries.deliveries_of(row)[:SHOWN]),
        "events": policy.EVENTS,
    }
    return render_settings(request, "reminders/hook.html", context)


@require_POST
@door(Role.OWNER)
def hook_do(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """Try it, turn it on or off, send again what failed, remove it."""
    row = access_hook(request.actor, pk)
    here = reverse("reminders:hook", args=[row.pk])
    if verb == "try":
        return _tried(request, "hook", f"hook:{row.pk}", here)
    if verb == "replay":
        toast(request, _("%(n)s deliveries go out again.") % {"n": services.replay(row)})
        return go(request, here)
    act, said = {
        "on": (services.turn_on, _("On")),
        "off": (services.turn_off, _("Off")),
        "remove": (services.remove_hook, _("Removed.")),
    }[verb]
    act(row)
    toast(request, said)
    return go(request, reverse("reminders:wishes") if verb == "remove" else here)


WORKER = """self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(said.title || "Qunce", {
    body: said.body || "", tag: said.tag || "qunce", data: { url: said.url || "/" },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, self.location.origin);
  if (url.origin !== self.location.origin) url.href = self.location.origin;
  event.waitUntil(clients.matchAll({ type: "window" }).then((open) => {
    const here = open.find((one) => new URL(one.url).origin === url.origin);
    return here ? here.focus().then(() => here.navigate(url.href)) : clients.openWindow(url.href);
  }));
});
"""


@require_GET
@public
def worker(request: StaffRequest) -> HttpResponse:
    """The service worker that shows pushes. It stands at the root, so that it may open every page."""
    return HttpResponse(WORKER, content_type="text/javascript; charset=utf-8")
