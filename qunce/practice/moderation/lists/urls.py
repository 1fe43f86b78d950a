from django.urls import path

from qunce.practice.moderation.lists import console

app_name = "lists"
urlpatterns = [
    path("", console.index, name="index"),
    path("add", console.add, name="add"),
    path("remove", console.remove, name="remove"),
    path("clear", console.clear, name="clear"),
    path("ordinary", console.ordinary, name="ordinary"),
    path("links", console.links, name="links"),
    path("links/try", console.try_link, name="try-link"),
    path("try", console.try_out, name="try"),
]
