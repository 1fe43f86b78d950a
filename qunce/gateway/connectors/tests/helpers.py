"""What the connectors' tests share."""

import io
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter

from qunce.gateway.connectors import api
from qunce.gateway.connectors.api import Options
from qunce.kernel.records import Record


def at(text: str, tz: str = "Asia/Shanghai") -> int:
    """Epoch seconds of a wall-clock time."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz)).timestamp())


def parse(data: str | bytes, dialect: str, filename: str = "", **options: object) -> list[Record]:
    raw = data.encode() if isinstance(data, str) else data
    return list(api.read(raw, Options(**options), dialect=dialect, filename=filename))  # type: ignore[arg-type]


def shared_data() -> Path:
    """The real data beside the repository; may not exist."""
    here = Path(__file__).resolve()
    candidates = [Path(os.environ.get("QUNCE_SHARED_DATA", "/nowhere"))]
    candidates += [parent / "shared/data" for parent in here.parents]
    return next((path for path in candidates if path.is_dir()), candidates[0])


def workbook(rows: list[list[object]], *, date1904: bool = False, sheets: int = 1) -> bytes:
    """An .xlsx with ``rows`` on its last sheet; datetimes as dates, other things as they are."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": date1904})
    for _ in range(sheets):
        sheet = book.add_worksheet()
    form = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value, form)
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write_number(number, column, value)
    book.close()
    return out.getvalue()
