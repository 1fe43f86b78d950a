from django.urls import path

from qunce.community.personas import console

app_name = "personas"
urlpatterns = [
    path("settings/accounts", console.index, name="index"),
    path("settings/accounts/new", console.new, name="new"),
    path("settings/accounts/<int:pk>", console.persona, name="persona"),
    path("settings/accounts/<int:pk>/end", console.persona_end, name="end"),
    path("settings/accounts/<int:pk>/resume", console.persona_resume, name="resume"),
    path("settings/accounts/<int:pk>/duties/new", console.duty_new, name="duty-new"),
    path("settings/duties/<int:pk>", console.duty, name="duty"),
    path("settings/duties/<int:pk>/remove", console.duty_remove, name="duty-remove"),
    path("settings/absences/<int:pk>/back", console.absence_back, name="back"),
]
