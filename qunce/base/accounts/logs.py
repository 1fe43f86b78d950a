"""Log lines that can be found again: by the id that the answer's X-Request-ID and the journal carry."""

import logging
import sys


class CauseFilter(logging.Filter):
    """Gives every record ``cause``: the request's or job's id, "-" outside of both."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Logging is set up before the apps are loaded: the journal may not be there yet.
        journal = sys.modules.get("qunce.base.journal.services")
        record.cause = (journal.current().cause if journal else "") or "-"
        return True
