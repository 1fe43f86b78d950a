from django.urls import path

from qunce.community.console import charters, groups, people

app_name = "community"
urlpatterns = [
    path("groups", groups.group_list, name="group-list"),
    path("groups/bulk", groups.group_bulk, name="group-bulk"),
    path("groups/export.xlsx", groups.group_export, name="group-export"),
    path("groups/unarchive/<int:pk>", groups.group_unarchive, name="group-unarchive"),
    path("groups/<int:pk>", groups.group, name="group"),
    path("groups/<int:pk>/members", groups.group_members, name="group-members"),
    path("groups/<int:pk>/size", groups.group_size, name="group-size"),
    path("groups/<int:pk>/charter", charters.charter, name="charter"),
    path("charters/unapply/<int:pk>", charters.unapply, name="charter-unapply"),
    path("templates", charters.template_list, name="template-list"),
    path("templates/new", charters.template_new, name="template-new"),
    path("templates/<int:pk>", charters.template_edit, name="template"),
    path("templates/<int:pk>/delete", charters.template_delete, name="template-delete"),
    path("views/<str:subject>/save", groups.view_save, name="view-save"),
    path("views/<int:pk>/delete", groups.view_delete, name="view-delete"),
    path("people/<int:pk>", people.person, name="person"),
]
