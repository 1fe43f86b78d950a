from django.urls import path

from qunce.practice.desk.promises import console

app_name = "promises"
urlpatterns = [
    path("promises", console.board, name="board"),
    path("promises/for/<int:pk>", console.make, name="make"),
    path("promises/for/<int:pk>/when", console.when, name="when"),
    path("promises/<int:pk>/settle", console.settle, name="settle"),
]
