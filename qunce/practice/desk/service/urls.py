from django.urls import path

from qunce.practice.desk.service import console

app_name = "service"
urlpatterns = [
    path("service", console.board, name="board"),
    path("service/export", console.export, name="export"),
]
