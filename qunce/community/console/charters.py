"""A group's charter and the templates that charters inherit from."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import Actor, StaffRequest, access_fact, access_one, door
from qunce.base.accounts.models import Role
from qunce.base.ui import formats
from qunce.base.ui.pages import go, render, toast
from qunce.community.access import access_group
from qunce.community.charter import policy, queries, services
from qunce.community.charter.forms import STEP_CHOICES, TermsForm
from qunce.community.charter.happened import findings
from qunce.community.charter.models import Charter, CharterTemplate
from qunce.community.charter.policy.announcing import binding_number
from qunce.community.charter.policy.week import week_of
from qunce.community.charter.purposes import MEASURES, CharterTerms
from qunce.community.charter.types import EffectiveCharter
from qunce.community.charter.weeks import shown_week
from qunce.community.models import Group
from qunce.community.queries import people_note, places
from qunce.community.services.groups import announce_heard

STEP_NAMES = dict(STEP_CHOICES)


def access_template(actor: Actor, pk: int | str) -> CharterTemplate:
    return access_one(CharterTemplate.objects.all(), actor, pk, group_path=None)


def _template_of(request: StaffRequest) -> CharterTemplate | None:
    chosen = request.POST.get("template", "")
    return access_template(request.actor, chosen) if chosen.isdigit() else None


@door(Role.VIEWER, post=Role.OPERATOR)
def charter(request: StaffRequest, pk: int) -> HttpResponse:
    """Read a group's charter, say its own terms, see what is wrong with it."""
    group = access_group(request.actor, pk)
    book = queries.Charters(request.actor.workspace)
    own = Charter.objects.filter(group=group).first()
    inherited = _without_own_terms(request, book, group, own)
    initial = TermsForm.initial_of(queries.terms_of(own)) if own else {}
    initial |= {key: value for key, value in request.GET.items() if value or key == "purpose"}
    form = TermsForm(request.POST or None, initial=initial, book=book, inherited=inherited)
    if request.method == "POST" and form.is_valid():
        services.set_terms(group, form.to_terms(), _template_of(request))
        announce_heard(group, 0)
        toast(request, _("The charter is kept. What was said before it is judged by the version of then."))
        return go(request, reverse("community:charter", args=[group.pk]))
    merged = book.merged(own)
    context: dict[str, Any] = {
        "group": group,
        "seen": people_note(group),
        "form": form,
        "charter": merged.charter,
        "terms": _terms(merged, book.template_names()),
        "purpose": book.purposes[merged.charter.purpose],
        "findings": findings(group, merged.charter),
        "sources": policy.SOURCES,
        "lint_url": reverse("community:charter-lint", args=[group.pk]),
        "weights": [(_(MEASURES.get(key).name), f"{points:g}") for key, points in merged.charter.weights.items()],
        "templates_options": _options(queries.templates(request.actor.workspace), _("no template")),
        "template_id": own.template_id if own else None,
        "may_edit": request.actor.may(Role.OPERATOR),
    }
    context |= _standing(group)
    return render(request, "community/charter.html", context, block="fields", status=422 if form.errors else 200)


def _standing(group: Group) -> dict[str, Any]:
    """The newest version and how many members know what they have to."""
    dated = queries.versions(group)
    number = binding_number([version.charter for version in dated])
    known = queries.acknowledgements(group, number) if number else {}
    members = places(group).filter(person__is_staff=False)
    return {
        "standing": dated[-1] if dated else None,
        "must_tell": bool(dated) and number == dated[-1].number,
        "members": members.count(),
        "acknowledged": members.filter(person__in=known).count() if known else 0,
    }


def _without_own_terms(
    request: StaffRequest, book: queries.Charters, group: Group, own: Charter | None
) -> EffectiveCharter:
    """What would hold if the group said nothing but its purpose: ``?purpose=`` as it is being chosen, else as kept."""
    asked = request.POST.get("purpose") if request.method == "POST" else request.GET.get("purpose")
    purpose = asked if asked in book.purposes else ("" if asked == "" else own.purpose if own else "")
    template = own.template_id if own else None
    bare = Charter(workspace=request.actor.workspace, group=group, template_id=template, purpose=purpose)
    return book.merged(bare).charter


def _terms(merged: policy.Merged, templates: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """The main terms as they hold: label, value, and where it comes from."""
    said = merged.charter
    lines = [
        ("service_hours", _("Service hours"), shown_week(week_of(said.service_hours.shifts))),
        ("reply_limit_minutes", _("Reply within"), formats.duration(said.reply_limit_minutes * 60)),
        ("silent_days", _("Silent after so many days"), formats.count(said.silent_days)),
        ("size_cap", _("Size cap"), formats.count(said.size_cap)),
        ("ladder", _("When a rule is broken"), " → ".join(str(STEP_NAMES.get(s, s)) for s in said.ladder.steps)),
        ("ladder", _("An offence counts for"), _("%(n)s days") % {"n": said.ladder.expires_days}),
    ]
    return [(label, value, _origin(merged.origins.get(key, ""), templates)) for key, label, value in lines]


def _origin(source: str, templates: Mapping[int, str]) -> str:
    kind, _colon, ref = source.partition(":")
    if kind == "template":
        return _("from template “%(name)s”") % {"name": templates.get(int(ref), "")}
    return {"purpose": _("from the purpose"), "own": _("its own")}.get(kind, "")


@require_POST
@door(Role.OPERATOR)
def charter_lint(request: StaffRequest, pk: int) -> HttpResponse:
    """What is wrong with a group's charter as it stands in the form now; nothing is kept."""
    group = access_group(request.actor, pk)
    book = queries.Charters(request.actor.workspace)
    own = Charter.objects.filter(group=group).first()
    inherited = _without_own_terms(request, book, group, own)
    return _linted(request, book, inherited, _template_of(request), group)


@require_POST
@door(Role.OPERATOR)
def template_lint(request: StaffRequest) -> HttpResponse:
    """The same for a template that is being written."""
    book = queries.Charters(request.actor.workspace)
    parent = _parent_of(request, None)
    inherited = book.of_template(parent).charter if parent else book.merged(None).charter
    return _linted(request, book, inherited, parent, None)


def _linted(
    request: StaffRequest,
    book: queries.Charters,
    inherited: EffectiveCharter,
    template: CharterTemplate | None,
    group: Group | None,
) -> HttpResponse:
    form = TermsForm(request.POST, book=book, inherited=inherited)
    readable = form.is_valid()
    found = findings(group, book.draft(form.to_terms(), template.pk if template else None).charter) if readable else []
    context = {
        "findings": found,
        "sources": policy.SOURCES,
        "form": form,
        "lint_url": request.path,
    }
    return render(request, "community/charter_findings.html", context)


@require_POST
@door(Role.OPERATOR)
def unapply(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo a bulk apply, by its fact."""
    access_fact(request.actor, pk, "charter.template_applied", lambda fact: [g for g, _t in fact.data["before"]])
    count = services.unapply_template(request.actor.workspace, pk)
    toast(request, _("%(n)s groups have their former template again.") % {"n": count})
    return go(request, reverse("community:group-list"))


@require_GET
@door(Role.VIEWER)
def template_list(request: StaffRequest) -> HttpResponse:
    rows = list(queries.templates(request.actor.workspace).select_related("parent"))
    book = queries.Charters(request.actor.workspace)
    lines = [(row, book.of_template(row).charter, row.charters.count()) for row in rows]
    return render(request, "community/template_list.html", {"lines": lines, "purposes": book.purposes})


@door(Role.OPERATOR)
def template_new(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@door(Role.OPERATOR)
def template_edit(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, access_template(request.actor, pk))


def _edit(request: StaffRequest, row: CharterTemplate | None) -> HttpResponse:
    workspace = request.actor.workspace
    book = queries.Charters(workspace)
    parent = _parent_of(request, row)
    inherited = book.of_template(parent).charter if parent else book.merged(None).charter
    initial = TermsForm.initial_of(queries.terms_of(row) if row else CharterTerms())
    form = TermsForm(request.POST or None, initial=initial, book=book, inherited=inherited)
    name = request.POST.get("name", row.name if row else "").strip()
    if request.method == "POST" and form.is_valid() and name:
        try:
            services.save_template(workspace, name, form.to_terms(), row, parent)
        except services.CharterError as error:
            form.add_error(None, _(error.msgid))
        else:
            toast(request, _("The template is kept."))
            return go(request, reverse("community:template-list"))
    others = [t for t in queries.templates(workspace) if row is None or t.pk != row.pk]
    context = {
        "row": row, "form": form, "name_said": name, "parent": parent, "charter": inherited,
        "parent_options": _options(others, _("the purpose alone")),
        "findings": findings(None, book.of_template(row).charter) if row else [], "sources": policy.SOURCES,
        "lint_url": reverse("community:template-lint"),
    }  # fmt: skip
    return render(request, "community/template.html", context, status=422 if request.method == "POST" else 200)


def _options(rows: Iterable[CharterTemplate], nothing: str) -> list[tuple[str, str]]:
    return [("", nothing), *((str(row.pk), row.name) for row in rows)]


def _parent_of(request: StaffRequest, row: CharterTemplate | None) -> CharterTemplate | None:
    if request.method != "POST":
        return row.parent if row else None
    chosen = request.POST.get("parent", "")
    return access_template(request.actor, chosen) if chosen.isdigit() else None


@require_POST
@door(Role.OPERATOR)
def template_delete(request: StaffRequest, pk: int) -> HttpResponse:
    services.delete_template(access_template(request.actor, pk))
    toast(request, _("The template is gone; its groups fall back to what it inherited."))
    return go(request, reverse("community:template-list"))
