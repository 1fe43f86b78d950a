"""ChatLab JSON (chatlab.fun): one object with meta, members and messages (platform F5)."""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.chatlab import ChatLabReader
from qunce.gateway.connectors.json_rows import BrokenJsonError, JsonStream
from qunce.gateway.connectors.reasons import BROKEN_FILE, problem
from qunce.gateway.connectors.source import Source
from qunce.kernel.i18n import N_
from qunce.kernel.records import Problem, Record

_MARK = re.compile(r'\s*\{\s*"(?:chatlab|meta)"\s*:')


class ChatLabJson:
    """Registered as ``chatlab_json``. Rows are 1-based places in ``members`` and ``messages``."""

    key = "chatlab_json"
    label = N_("ChatLab JSON")
    suffixes: tuple[str, ...] = (".json",)

    def sniff(self, sample: Sample) -> Match:
        if _MARK.match(sample.text) and '"chatlab"' in sample.text:
            return Match(0.98, N_("names itself ChatLab"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        reader, stream = ChatLabReader(options), JsonStream(source)
        last = 0
        try:
            for key in stream.members():
                if key == "meta":
                    group = reader.group(stream.value())
                    if group:
                        yield group
                elif key == "members":
                    for row, item in stream.elements():
                        yield item if isinstance(item, Problem) else reader.member(row, item)
                elif key == "messages":
                    for row, item in stream.elements():
                        last = row
                        yield item if isinstance(item, Problem) else reader.message(row, item)
                else:
                    stream.skip()
        except BrokenJsonError:
            yield problem(last + 1, stream.excerpt(), BROKEN_FILE)
        yield from source.damage_report()


dialects.register(ChatLabJson.key, ChatLabJson())
