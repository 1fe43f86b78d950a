"""The limited child: groups the texts on standard input. ``limited`` starts it; not for people. No Django."""

import os
import resource
import sys

import msgspec


def main() -> int:
    texts, memory, seconds = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[list[str], int, int])
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # pages and imports first

    from qunce.practice.desk.repeats.grouping import group_distinct  # after the limits, so that they count it

    sys.stdout.buffer.write(msgspec.json.encode(group_distinct(texts)))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
