"""In process until the limited subprocess lands."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from qunce.gateway.connectors import api
from qunce.kernel.records import Record


class ParserError(Exception):
    def __init__(self, msgid: str, **params: Any) -> None:
        super().__init__(msgid)
        self.msgid, self.params = msgid, params


def parse_in_subprocess(path: Path | str, dialect: str, options: api.Options, skip_batches: int = 0) -> Iterator[list[Record]]:
    records = iter(api.read(Path(path), options, dialect=dialect))
    number = 0
    while batch := list(islice(records, 1000)):
        number += 1
        if number > skip_batches:
            yield batch
