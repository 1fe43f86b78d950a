"""The styleguide with a full navigation, whatever rooms are there."""

from django.urls import include, path

urlpatterns = [path("ui/", include("qunce.base.ui.urls"))]
