"""What a person confirmed about a file before it is read for good."""

from typing import Any

import msgspec

from qunce.gateway.connectors.api import Options


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """dialect    key of the dialect
    options       what the parser is told
    target        "group" (talk or a roster of one group) or "customers" (a list of no group)
    group_id / group_name   an existing group, or the name of a new one
    own_names     which of the names are the person and their colleagues; the first is "我"
    group_size    how many the group holds, where told
    """

    dialect: str
    options: Options = Options()
    target: str = "group"
    group_id: int | None = None
    group_name: str = ""
    own_names: tuple[str, ...] = ()
    group_size: int | None = None

    @classmethod
    def load(cls, data: dict[str, Any]) -> "Plan":
        return msgspec.convert(data, cls, strict=False)

    def dump(self) -> dict[str, Any]:
        return dict(msgspec.to_builtins(self))
