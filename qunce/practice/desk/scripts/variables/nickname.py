"""{昵称}: whom the words are for."""

from qunce.kernel.i18n import N_
from qunce.practice.desk.scripts.variables.registry import Variable, register

register(
    Variable(
        "昵称", N_("the member's nickname"), lambda case: case.name, also=("名字", "称呼", "姓名", "name", "nickname")
    )
)
