"""Which room answers which address."""

from django.urls import URLPattern, URLResolver, include, path

from qunce.base.ui.console import favicon

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("qunce.base.accounts.urls")),
    path("", include("qunce.base.jobs.urls")),
    path("", include("qunce.base.reminders.urls")),
    path("", include("qunce.today.urls")),
    path("import/", include("qunce.gateway.intake.urls")),
    path("actions/", include("qunce.gateway.outbox.urls")),
    path("", include("qunce.practice.desk.promises.urls")),
    path("h/", include("qunce.community.visitors.urls")),
    path("order/words/", include("qunce.practice.moderation.lists.urls")),
    path("", include("qunce.practice.desk.qa.urls")),
    path("", include("qunce.practice.desk.drafting.urls")),
    path("", include("qunce.practice.desk.scripts.urls")),
    path("", include("qunce.practice.desk.complaints.urls")),
    path("", include("qunce.practice.desk.service.urls")),
    path("order/", include("qunce.practice.moderation.pictures.urls")),
    path("order/", include("qunce.practice.moderation.incidents.urls")),
    path("", include("qunce.practice.lifecycle.urls")),
    path("", include("qunce.community.personas.urls")),
    path("", include("qunce.community.urls")),
    path("ui/", include("qunce.base.ui.urls")),
    path("favicon.ico", favicon, name="favicon"),
]

handler400 = "qunce.base.ui.errors.bad_request"
handler403 = "qunce.base.ui.errors.forbidden"
handler404 = "qunce.base.ui.errors.not_found"
handler500 = "qunce.base.ui.errors.server_error"
