from django.urls import path

from qunce.today import console, demo, handing, palette, report, search, verdict_list

app_name = "today"
urlpatterns = [
    path("", console.index, name="index"),
    path("today/history", console.history, name="history"),
    path("today/<int:pk>/why", console.task_why, name="task-why"),
    path("today/act", console.act, name="act"),
    path("today/reopen", console.reopen, name="reopen"),
    path("today/hand", handing.hand, name="hand"),
    path("today/hand-back", handing.hand_back, name="hand-back"),
    path("groups/<int:pk>/verdicts", verdict_list.group_verdicts, name="group-verdicts"),
    path("verdicts/<int:pk>", console.verdict, name="verdict"),
    path("verdicts/<int:pk>/overturn", console.verdict_overturn, name="verdict-overturn"),
    path("verdicts/<int:pk>/restore", console.verdict_restore, name="verdict-restore"),
    path("groups/<int:pk>/report", report.group_report, name="group-report"),
    path("groups/<int:pk>/report/share", report.report_share, name="report-share"),
    path("reports/<int:pk>/revoke", report.report_revoke, name="report-revoke"),
    path("r/<str:token>", report.shared_report, name="shared-report"),
    path("palette", palette.palette, name="palette"),
    path("search", search.search, name="search"),
    path("demo/clear", demo.demo_clear, name="demo-clear"),
    path("messages/<int:pk>", console.message, name="message"),
]
