from django.urls import path

from qunce.practice.moderation.incidents import console, removals, reports

app_name = "incidents"
urlpatterns = [
    path("", console.index, name="index"),
    path("reports", reports.index, name="reports"),
    path("reports/new", reports.new, name="report-new"),
    path("reports/<int:pk>", reports.judge, name="report"),
    path("groups/<int:pk>/code", reports.code, name="report-code"),
    path("messages/<int:pk>/off-topic", console.off_topic, name="off-topic"),
    path("removals", removals.index, name="removals"),
    path("removals/<int:pk>", removals.file, name="removal"),
    path("fairness", console.fair, name="fairness"),
    path("settings", console.settings, name="settings"),
    path("cases/<int:pk>", console.case, name="case"),
    path("cases/<int:pk>/skip", console.skip, name="skip"),
    path("cases/<int:pk>/no-skip", console.no_skip, name="no-skip"),
    path("cases/<int:pk>/decide", console.decide, name="decide"),
    path("cases/<int:pk>/appeal", console.note_appeal, name="note-appeal"),
    path("cases/<int:pk>/code", console.new_code, name="new-code"),
    path("cases/<int:pk>/not-taken", console.not_taken, name="not-taken"),
]
