"""The variables of scripts, one file each: importing this package registers them."""

from qunce.practice.desk.scripts.variables import (
    day as day,
)
from qunce.practice.desk.scripts.variables import (
    deadline as deadline,
)
from qunce.practice.desk.scripts.variables import (
    greeting as greeting,
)
from qunce.practice.desk.scripts.variables import (
    group as group,
)
from qunce.practice.desk.scripts.variables import (
    hours as hours,
)
from qunce.practice.desk.scripts.variables import (
    me as me,
)
from qunce.practice.desk.scripts.variables import (
    nickname as nickname,
)
from qunce.practice.desk.scripts.variables.registry import Situation, Variable, variables

__all__ = ["Situation", "Variable", "variables"]
