from django.urls import path

from qunce.community import console

app_name = "community"
urlpatterns = [
    path("groups", console.group_list, name="group-list"),
    path("groups/<int:pk>", console.group, name="group"),
    path("people/<int:pk>", console.person, name="person"),
]
