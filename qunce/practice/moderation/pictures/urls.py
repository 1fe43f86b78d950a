from django.urls import path

from qunce.practice.moderation.pictures import console

app_name = "pictures"
urlpatterns = [
    path("messages/<int:pk>/picture", console.picture, name="picture"),
    path("messages/<int:pk>/picture/ours", console.ours, name="ours"),
]
