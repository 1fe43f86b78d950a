"""What pictures register with the floors below."""

from qunce.base.journal.registry import FactType, register
from qunce.community.registry import erasers
from qunce.kernel.i18n import N_
from qunce.practice.moderation.pictures import services


def install() -> None:
    register(
        FactType(services.OURS, N_("%(actor)s named a QR code as our own"), icon="qrcode", audit=True),
        FactType(services.NOT_OURS, N_("%(actor)s no longer counts a QR code as our own"), icon="qrcode", audit=True),
    )
    erasers.register("moderation.pictures", services.erase)
