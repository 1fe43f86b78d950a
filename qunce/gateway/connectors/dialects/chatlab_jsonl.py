"""ChatLab JSONL: one object a line, told apart by ``_type`` header, member, message (platform F5)."""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.chatlab import ChatLabReader
from qunce.gateway.connectors.json_rows import json_lines
from qunce.gateway.connectors.reasons import NOT_AN_OBJECT, problem
from qunce.gateway.connectors.source import Source
from qunce.kernel.i18n import N_
from qunce.kernel.records import Problem, Record

_MARK = re.compile(r'\s*\{.*"_type"\s*:\s*"(?:header|member|message)"')


class ChatLabJsonl:
    """Registered as ``chatlab_jsonl``. Rows are line numbers."""

    key = "chatlab_jsonl"
    label = N_("ChatLab JSONL")
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")

    def sniff(self, sample: Sample) -> Match:
        first = next((line for line in sample.lines if line.strip()), "")
        return Match(0.98, N_("one ChatLab object a line")) if _MARK.match(first) else NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader = ChatLabReader(options)
        for row, item in json_lines(source):
            if isinstance(item, Problem):
                yield item
                continue
            what = item.get("_type")
            if what == "message":
                yield reader.message(row, item)
            elif what == "member":
                yield reader.member(row, item)
            elif what == "header":
                group = reader.group(item.get("meta"))
                if group:
                    yield group
            else:
                yield problem(row, str(item), NOT_AN_OBJECT)
        yield from source.damage_report()


dialects.register(ChatLabJsonl.key, ChatLabJsonl())
