from django.urls import path

from qunce.practice.lifecycle import console

app_name = "lifecycle"
urlpatterns = [
    path("active", console.index, name="active-index"),
    path("groups/<int:pk>/active", console.active, name="active"),
    path("groups/<int:pk>/active/gifts", console.gifts, name="gifts"),
    path("groups/<int:pk>/active/export", console.export, name="active-export"),
]
