from django.urls import path

from qunce.practice.desk.complaints import console, feedback

app_name = "complaints"
urlpatterns = [
    path("complaints", console.board, name="board"),
    path("complaints/export", console.export, name="export"),
    path("complaints/of/<int:pk>", console.open_by_hand, name="open"),
    path("complaints/<int:pk>", console.complaint, name="complaint"),
    path("complaints/<int:pk>/step", console.step, name="step"),
    path("complaints/<int:pk>/back", console.back, name="back"),
    path("complaints/<int:pk>/look", console.look, name="look"),
    path("complaints/<int:pk>/item", feedback.put, name="put"),
    path("complaints/feedback", feedback.board, name="feedback"),
    path("complaints/feedback/export", feedback.export, name="feedback-export"),
    path("complaints/feedback/<int:pk>", feedback.item, name="item"),
    path("complaints/feedback/<int:pk>/change", feedback.change, name="change"),
    path("complaints/feedback/<int:pk>/tell", feedback.tell, name="tell"),
]
