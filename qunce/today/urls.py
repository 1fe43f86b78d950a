from django.urls import path

from qunce.today import console, verdict_list

app_name = "today"
urlpatterns = [
    path("", console.index, name="index"),
    path("today/history", console.history, name="history"),
    path("today/<int:pk>/why", console.task_why, name="task-why"),
    path("today/act", console.act, name="act"),
    path("today/reopen", console.reopen, name="reopen"),
    path("groups/<int:pk>/verdicts", verdict_list.group_verdicts, name="group-verdicts"),
    path("verdicts/<int:pk>", console.verdict, name="verdict"),
    path("verdicts/<int:pk>/overturn", console.verdict_overturn, name="verdict-overturn"),
    path("verdicts/<int:pk>/restore", console.verdict_restore, name="verdict-restore"),
    path("messages/<int:pk>", console.message, name="message"),
]
