from django.urls import path

from qunce.gateway.outbox import console

app_name = "outbox"
urlpatterns = [
    path("", console.index, name="index"),
    path("new", console.new, name="new"),
    path("release", console.release, name="release"),
    path("<int:pk>", console.detail, name="action"),
    path("<int:pk>/hand-over", console.hand_over, name="hand-over"),
    path("<int:pk>/words", console.words, name="words"),
    path("<int:pk>/do/<slug:verb>", console.act, name="act"),
]
