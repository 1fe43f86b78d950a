from django.urls import path

from qunce.community.visitors import h5

app_name = "visitors"
urlpatterns = [path("<str:link>", h5.enter, name="enter")]
