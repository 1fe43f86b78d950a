"""What can happen to charters."""

from django.utils.translation import gettext as _

from qunce.base.journal.registry import FactType, register
from qunce.community.charter.purposes import PURPOSES
from qunce.kernel.i18n import N_


def purpose_label(key: str) -> str:
    """The name of a built-in purpose in the reader's language."""
    purpose = PURPOSES.find(key)
    return _(purpose.name) if purpose else key


NOTES = (
    FactType(
        "charter.acknowledged_many",
        N_("%(actor)s noted that %(people)s members of %(count)s groups know the charter"),
        icon="checks",
        audit=True,
    ),
    FactType(
        "charter.notes_taken_back",
        N_("%(actor)s took a note for %(count)s groups back"),
        icon="arrow-back-up",
        audit=True,
    ),
)


def install() -> None:
    register(
        *NOTES,
        FactType("charter.changed", N_("%(actor)s changed the charter of %(group)s"), icon="file-text", audit=True),
        FactType(
            "charter.announced",
            N_("Version %(version)s of the charter of %(group)s was announced"),
            icon="speakerphone",
        ),
        FactType("charter.acknowledged", N_("%(person)s knows version %(version)s of the charter"), icon="checks"),
        FactType(
            "charter.acknowledgement_taken_back",
            N_("%(actor)s took back that %(person)s knows version %(version)s of the charter"),
            icon="arrow-back-up",
        ),
        FactType("charter.rename_asked", N_("%(actor)s asked %(person)s to change the nickname here"), icon="id"),
        FactType("charter.renamed_as_asked", N_("%(person)s changed the nickname as asked"), icon="mood-check"),
        FactType(
            "charter.template_applied",
            N_("%(actor)s put %(count)s groups under “%(template)s”"),
            icon="copy",
            audit=True,
        ),
        FactType(
            "charter.template_unapplied",
            N_("%(actor)s took %(count)s groups back from “%(template)s”"),
            icon="arrow-back-up",
            audit=True,
        ),
        FactType(
            "charter.template_saved", N_("%(actor)s saved the template “%(template)s”"), icon="template", audit=True
        ),
        FactType(
            "charter.template_deleted", N_("%(actor)s deleted the template “%(template)s”"), icon="trash", audit=True
        ),
        FactType(
            "charter.weights_changed",
            N_("%(actor)s changed what counts for “%(purpose)s” groups"),
            icon="scale",
            audit=True,
            shown={"purpose": purpose_label},
        ),
        FactType(
            "charter.weights_restored",
            N_("%(actor)s took a change of what counts for “%(purpose)s” groups back"),
            icon="arrow-back-up",
            audit=True,
            shown={"purpose": purpose_label},
        ),
    )
