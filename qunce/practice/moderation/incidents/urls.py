from django.urls import path

from qunce.practice.moderation.incidents import console

app_name = "incidents"
urlpatterns = [
    path("", console.index, name="index"),
    path("cases/<int:pk>", console.case, name="case"),
    path("cases/<int:pk>/skip", console.skip, name="skip"),
    path("cases/<int:pk>/no-skip", console.no_skip, name="no-skip"),
    path("cases/<int:pk>/not-taken", console.not_taken, name="not-taken"),
]
