from django.urls import path

from qunce.base.jobs import console

app_name = "jobs"
urlpatterns = [
    path("settings/jobs", console.job_list, name="list"),
    path("settings/jobs/table", console.job_table, name="table"),
    path("settings/jobs/<int:pk>/<slug:verb>", console.act, name="act"),
]
