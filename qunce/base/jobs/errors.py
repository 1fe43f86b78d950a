"""What can happen to a running job. Task code raises PermanentError or NotYetError; the rest it lets pass through."""


class JobError(Exception):
    """Anything this module raises."""


class PermanentError(JobError):
    """Trying again will not help: the job is dead-lettered at once, with this text."""


class LeaseLostError(JobError):
    """Somebody else has the job now. The transaction that meets this must roll back."""


class JobInterruptedError(JobError):
    """Stop between two batches; what was committed stays."""


class JobPausedError(JobInterruptedError):
    """A person asked for a pause."""


class JobCancelledError(JobInterruptedError):
    """A person cancelled."""


class WorkerStoppingError(JobInterruptedError):
    """The worker goes down (SIGTERM): the lease is handed back and another takes over at the cursor."""


class NotYetError(JobInterruptedError):
    """What the job needs is not there yet: it waits its turn again, which counts as no attempt.

    seconds: how long to wait at least, 1 or more.
    """

    def __init__(self, seconds: int = 1) -> None:
        super().__init__(f"not before {seconds} s")
        self.seconds = max(1, seconds)
