from django.urls import path

from qunce.practice.desk.drafting import console

app_name = "drafting"
urlpatterns = [
    path("drafting/look", console.look, name="look"),
    path("settings/tone", console.tone, name="tone"),
]
