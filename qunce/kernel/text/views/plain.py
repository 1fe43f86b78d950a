"""The plain view: invisible characters, styled letters and digits, Traditional characters."""

from qunce.kernel.text.fold import fold_table
from qunce.kernel.text.views.base import VIEWS, TableView

PLAIN = VIEWS.register("plain", TableView("plain", fold_table))
