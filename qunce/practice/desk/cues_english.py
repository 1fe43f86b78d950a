"""English wording that asks, searched in one lower-case clause (E1, E3)."""

import re
from typing import Final

PREFILTER: Final = re.compile(
    r"\?|(?i:\b(?:who|what|whats|when|where|which|why|how|hows|can|could|does|do|did|is|are|was|will"
    r"|would|should"
    r"|has|have|any|anyone|anybody|someone|wondering|help|question)\b)"
)
ADDRESSED: Final = re.compile(r"^[A-Za-z0-9_\-\[\]|`^]{2,24}[:,] ")  # IRC: "nick: text"

_OPENERS = (
    r"(?:(?:so|and|but|ok|okay|hi|hello|hey|guys|all|also|well|hmm+|then|sorry|btw|or|um+|oh|ah|wait"
    r"|please|yo"
    r"|again|anyway|hi all|hey guys|quick question)[,:.!\s-]+)*"
)
_SUBJECT = (
    r"(?:i|you|u|we|they|he|she|it|it's|this|that|there|these|those|the|a|an|any|anyone|anybody|someone"
    r"|somebody"
    r"|everyone|all|your|my|our|their|[a-z]+ (?:support|supported|possible|available|working|broken|safe))"
)
_AUX = (
    r"(?:can|could|does|do|did|is|are|was|were|will|would|should|shall|has|have|had|am|may|isn'?t|aren'?t"
    r"|doesn'?t"
    r"|don'?t|didn'?t|can'?t|won'?t|wouldn'?t|shouldn'?t|hasn'?t|haven'?t)"
)
_AFTER_WH = (
    r"(?:exactly|else|about|come|long|much|many|often|far|do|does|did|is|are|was|were|am|can|could|should"
    r"|would"
    r"|will|to|has|have|had|if|kind|version|os|happened|happens|time|it'?s?|i|i'?m|not|platform|u|r)"
)
OPENING: Final = re.compile(
    rf"^{_OPENERS}(?:(?:how|what|where|when|why|who|which|whose)(?:'?s|'re|'d|'ll)?\s+(?!a\b|an\b"
    rf"|ever){_AFTER_WH}\b"
    r"|(?:what|how|which|who|where|why)(?:'s|s|'re)\s+(?!up\b)"
    rf"|{_AUX}\s+{_SUBJECT}\b"
    r"|any(?:one|body)\b|any (?:idea|news|update|updates|ideas|chance|plans|way|progress|thoughts"
    r"|suggestions|help)\b"
    r"|(?:how come|what if|what about|how about)\b|(?:know|got) (?:how|why|what|where|any)\b)"
)
INSIDE: Final = re.compile(
    r"\b(?:does any(?:one|body)|do(?:es)? (?:you|somebody|someone) know|is there (?:an?|any|some|anyone"
    r"|something)"
    r"|are there (?:any|some)|how (?:do|can|could|should|does) (?:i|you|we|one|u|it)"
    r"|(?:can|could) (?:some|any)(?:one|body)|could you|any(?:one|body) (?:know|here|else|got|have|tried"
    r"|using)"
    r"|i(?:'m| am| was)? ?(?:just )?wonder(?:ing)? (?:if|how|why|what|whether|when|where)"
    r"|i(?:'d| would)? (?:like|want|need) to (?:know|ask)|(?:have|had|got) a (?:quick )?question"
    r"|(?:please|pls) help|help me|need (?:some )?help|can you (?:help|tell|explain|check)"
    r"|(?:how|where|what) (?:do|does|is|are|can)|why (?:is|are|does|do|did|can't|doesn't|isn't))\b"
)
STATEMENT: Final = re.compile(
    r"^(?:what(?:ever| a|'?s up)\b|how (?:nice|cool|cute|sad|funny|awesome|great|lovely)\b"
    r"|when (?:i|it|you|we|they|the)\b|who (?:cares|knows)\b|why not\b[.!]?$"
    r"|is (?:good|fine|ok|nice|working)\b|that(?:'s| is) (?:how|what|why|when|where)\b|do(?:n'?t)? (?:it"
    r"|that|this)\b)"
    r"|\b(?:i (?:don'?t |do not )?(?:know|see|understand|get|remember|think|guess|wonder)|(?:that|this"
    r"|it)(?:'?s| is)"
    r"|explain(?:s|ed)?|tell(?:s)? you|depends on|s?he (?:asked|asks)|they (?:ask|asked)|no (?:idea"
    r"|matter)|not sure"
    r"|figure out|idea) (?:of )?(?:how|what|why|when|where|who|which)\b"
)
