from django.urls import path

from qunce.community.console import charters, duplicates, groups, people, person

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
    path("people", people.person_list, name="person-list"),
    path("people/bulk", people.person_bulk, name="person-bulk"),
    path("people/export.xlsx", people.person_export, name="person-export"),
    path("people/undo/<int:pk>", people.people_undo, name="people-undo"),
    path("people/duplicates", duplicates.duplicates, name="duplicates"),
    path("people/duplicates/merge", duplicates.duplicates_merge, name="duplicates-merge"),
    path("people/duplicates/skip", duplicates.duplicates_skip, name="duplicates-skip"),
    path("people/duplicates/unskip", duplicates.duplicates_unskip, name="duplicates-unskip"),
    path("people/unmerge/<int:pk>", person.merge_undo, name="merge-undo"),
    path("people/<int:pk>", person.person, name="person"),
    path("people/<int:pk>/timeline", person.person_timeline, name="person-timeline"),
    path("people/<int:pk>/tag", person.person_tag, name="person-tag"),
    path("people/<int:pk>/staff", person.person_staff, name="person-staff"),
    path("people/<int:pk>/merge", person.person_merge, name="person-merge"),
    path("people/<int:pk>/split", person.person_split, name="person-split"),
    path("people/<int:pk>/erase", person.person_erase, name="person-erase"),
]
