"""A seeded generator of adverts written around a filter, and of ordinary talk that looks like them.

    phrases    what is advertised, the words around it; half of both is sealed
    tables     who looks or sounds like whom, from packages of third parties
    families   the ways to write around a filter, one function each
    negatives  ordinary messages that hold an advert's words

It imports nothing of Qunce (an import contract says so): what it finds out about detection is not what
detection was made from. ``python -m bench.eval_detect`` runs it.
"""
