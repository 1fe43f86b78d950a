from django.urls import path

from qunce.practice.desk.drafting import console

app_name = "drafting"
urlpatterns = [path("drafting/<int:pk>/check", console.check, name="check")]
