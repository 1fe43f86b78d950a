"""What can happen to groups and people."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_

ROSTER = ("community.member_joined", "community.member_left", "community.member_removed")


FACTS = (
    FactType(
        "community.member_joined",
        N_("%(person)s joined"),
        icon="user-plus",
        private=("name", "inviter"),
        measures={"joined": 1},
    ),
    FactType(
        "community.member_left",
        N_("%(person)s left"),
        icon="user-minus",
        private=("name",),
        measures={"left": 1},
    ),
    FactType(
        "community.member_removed",
        N_("%(person)s was removed"),
        icon="user-x",
        private=("name", "by"),
        measures={"left": 1, "removed": 1},
    ),
    FactType(
        "community.member_renamed",
        N_("%(before)s is now called %(after)s"),
        icon="id",
        private=("before", "after"),
    ),
    FactType("community.group_renamed", N_("The group is now called %(after)s"), icon="pencil"),
    FactType("community.message_recalled", N_("%(person)s took a message back"), icon="arrow-back-up"),
    FactType("community.announced", N_("An announcement was made"), icon="speakerphone", private=("text",)),
    FactType("community.owner_changed", N_("%(person)s owns the group now"), icon="crown", private=("name",)),
    FactType("community.withdrawn", N_("Taken back: %(reason)s"), icon="arrow-back-up"),
    FactType(
        "community.people_merged",
        N_("%(actor)s joined two entries of one person"),
        icon="arrows-join",
        audit=True,
        private=("before", "after", "places", "name"),
    ),
    FactType(
        "community.people_unmerged",
        N_("%(actor)s took the joining of two entries back"),
        icon="arrow-back-up",
        audit=True,
    ),
    FactType(
        "community.people_split",
        N_("%(actor)s separated two people"),
        icon="arrows-split",
        audit=True,
        private=("name",),
    ),
    FactType(
        "community.people_unsplit",
        N_("%(actor)s took the separation of two people back"),
        icon="arrow-back-up",
        audit=True,
    ),
    FactType(
        "community.person_updated",
        N_("Details of %(person)s were taken from a list"),
        icon="id",
        private=("before", "after"),
    ),
    FactType("community.person_erased", N_("%(actor)s erased a person"), icon="eraser", audit=True),
    FactType("community.tagged", N_("%(actor)s tagged %(count)s people “%(tag)s”"), icon="tag", audit=True),
    FactType(
        "community.untagged",
        N_("%(actor)s took the tag “%(tag)s” from %(count)s people"),
        icon="tag-off",
        audit=True,
    ),
    FactType(
        "community.staff_marked",
        N_("%(actor)s marked %(person)s as a colleague"),
        icon="id-badge",
        audit=True,
    ),
    FactType(
        "community.staff_unmarked",
        N_("%(actor)s marked %(person)s as a member, not a colleague"),
        icon="user",
        audit=True,
    ),
    # One for the whole of a choice, so that it can be undone; each person's own fact is on the audit page.
    FactType("community.colleagues_marked", N_("%(actor)s marked %(count)s colleagues"), icon="id-badge"),
    FactType("community.colleagues_unmarked", N_("%(actor)s marked %(count)s members"), icon="user"),
    FactType(
        "community.group_size_told",
        N_("%(actor)s said the group holds %(size)s"),
        icon="users",
        audit=True,
    ),
    FactType("community.group_archived", N_("%(actor)s archived %(count)s groups"), icon="archive", audit=True),
    FactType(
        "community.group_restored",
        N_("%(actor)s took %(count)s groups out of the archive"),
        icon="archive",
        audit=True,
    ),
)


def install() -> None:
    register(*FACTS)
