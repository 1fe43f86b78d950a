from django.urls import path, re_path

from qunce.base.reminders import console

app_name = "reminders"
urlpatterns = [
    path("reminders", console.index, name="index"),
    path("reminders/confirm/<str:token>", console.confirm, name="confirm"),
    path("push-worker.js", console.worker, name="worker"),
    path("settings/reminders", console.wishes, name="wishes"),
    path("settings/reminders/devices", console.device_add, name="device-add"),
    path("settings/reminders/devices/<int:pk>/forget", console.device_forget, name="device-forget"),
    path("settings/reminders/devices/<int:pk>/try", console.device_try, name="device-try"),
    path("settings/reminders/hooks/new", console.hook_new, name="hook-new"),
    path("settings/reminders/hooks/<int:pk>", console.hook, name="hook"),
    re_path(
        r"^settings/reminders/hooks/(?P<pk>[0-9]{1,18})/(?P<verb>try|on|off|replay|remove)$", console.hook_do,
        name="hook-do",
    ),
]  # fmt: skip
