"""What comes next in a schedule. Delivery, previews, lists and panels all ask here."""

from collections.abc import Sequence

from kindred.schedule.rotation import Choice, Rotation
from kindred.storage.ledger import Ledger


async def rotation_of(ledger: Ledger, pool: Sequence[Choice], channel_id: int, schedule_id: int = 0) -> Rotation:
    """The rotation of a schedule, or (without `schedule_id`) of one that is still being set up.

    Its order belongs to the channel, so that a preview knows it before the schedule exists.
    """
    return Rotation(pool, await ledger.sent_texts(schedule_id, channel_id), key=str(channel_id))
