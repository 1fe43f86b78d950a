from django.urls import path

from qunce.practice.moderation.incidents import console

app_name = "incidents"
urlpatterns = [
    path("", console.index, name="index"),
    path("cases/<int:pk>", console.case, name="case"),
]
