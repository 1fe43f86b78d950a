"""Who deserves a seat, who deserves thanks, how a group fares: pure decisions, no Django, no database.

silent       one member of one group who says nothing: keep, wake, move, interview, remove?
key_members  who helps, is thanked, quoted and followed in a group
health       one group over four weeks against its charter's floor and the four weeks before
figures      the numbers of a group behind ``health``
hearing      how sure we can be about a member, from what was heard of them
worth        what a member is worth to a group: the sum of weight times measure behind ``silent``
"""
