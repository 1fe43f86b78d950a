from django.urls import path

from qunce.practice.desk.scripts import console, pick

app_name = "scripts"
urlpatterns = [
    path("scripts", console.index, name="index"),
    path("scripts/new", console.new, name="new"),
    path("scripts/ready", console.ready, name="ready"),
    path("scripts/export", console.export, name="export"),
    path("scripts/import", console.take_in, name="import"),
    path("scripts/pick", pick.pick, name="pick"),
    path("scripts/<int:pk>", console.script, name="script"),
    path("scripts/<int:pk>/take", pick.take, name="take"),
    path("scripts/<int:pk>/archive", console.archive, name="archive"),
    path("scripts/<int:pk>/restore", console.restore, name="restore"),
    path("scripts/<int:pk>/move", console.move, name="move"),
]
