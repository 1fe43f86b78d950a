from django.urls import path

from . import console

app_name = "ui"
urlpatterns = [
    path("styleguide", console.styleguide, name="styleguide"),
    path("styleguide/palette", console.styleguide_palette, name="styleguide-palette"),
    path("styleguide/done", console.styleguide_done, name="styleguide-done"),
]
