"""The styleguide with a full navigation, whatever rooms are there."""

from django.urls import include, path

from qunce.base.ui import errors

handler403 = errors.forbidden
handler404 = errors.not_found

urlpatterns = [path("ui/", include("qunce.base.ui.urls"))]
