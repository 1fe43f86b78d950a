"""Sample objects of the routes of drafting."""

from qunce.practice.desk.qa.tests.routes import each, task_in
from tests.routes import sample

sample("drafting:check", **each(lambda group: task_in(group, "desk.reply")))
