from django.urls import path

from qunce.practice.desk.qa import console, pages

app_name = "qa"
urlpatterns = [
    path("qa", console.index, name="index"),
    path("qa/new", console.new, name="new"),
    path("qa/export", console.export, name="export"),
    path("qa/import", console.take_in, name="import"),
    path("qa/for/<int:pk>", console.candidates, name="candidates"),
    path("qa/question/<int:pk>", console.for_question, name="for-question"),
    path("qa/<int:pk>", console.entry, name="entry"),
    path("qa/<int:pk>/retire", console.retire, name="retire"),
    path("qa/<int:pk>/restore", console.restore, name="restore"),
    path("qa/<int:pk>/use/<int:task>", console.use, name="use"),
    path("groups/<int:pk>/qa", pages.page, name="page"),
    path("groups/<int:pk>/qa/share", pages.share, name="share"),
    path("qa/links/<int:pk>/revoke", pages.revoke, name="revoke"),
    path("q/<str:token>", pages.shared, name="shared"),
]
