from django.urls import path

from qunce.practice.desk.service import console, noting

app_name = "service"
urlpatterns = [
    path("service", console.board, name="board"),
    path("service/note", noting.note, name="note"),
    path("service/note/of/<int:pk>", noting.note_of, name="note-of"),
    path("service/note/<int:pk>/back", noting.note_back, name="note-back"),
    path("service/fill", console.fill, name="fill"),
    path("service/export", console.export, name="export"),
]
