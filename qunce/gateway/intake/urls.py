from django.urls import path

from qunce.gateway.intake import console

app_name = "intake"
urlpatterns = [
    path("", console.index, name="index"),
    path("new", console.new, name="new"),
    path("wecom", console.about_wecom, name="wecom"),
    path("upload", console.upload, name="upload"),
    path("paste", console.paste, name="paste"),
    path("batch/<slug:key>", console.batch, name="batch"),
    path("batch/<slug:key>/start", console.start_all, name="start-all"),
    path("<int:pk>", console.detail, name="import"),
    path("<int:pk>/sheets", console.sheets, name="sheets"),
    path("<int:pk>/undo", console.undo, name="undo"),
    path("<int:pk>/discard", console.discard, name="discard"),
    path("<int:pk>/problems.xlsx", console.problems, name="problems"),
]
