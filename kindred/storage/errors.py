"""What can go wrong with what is kept, in words of its own: callers know no engine's exceptions."""


class StorageError(Exception):
    """The database did not do what was asked of it."""


class CannotOpen(StorageError):
    """The database cannot be used; the message says why and what to do. The file is left as it was."""


class StorageUnavailable(StorageError):
    """The database did not answer, or refused for a reason that passes: locked, a full disk. Nothing was changed."""


class ConstraintViolated(StorageError):
    """A row would break a rule of the schema. Nothing was changed."""


class ChannelTaken(Exception):
    """The channel has a schedule already."""

    def __init__(self, channel_id: int) -> None:
        super().__init__(channel_id)
        self.channel_id = channel_id


class SkippedTooFar(Exception):
    """So many weeks ahead, nothing is skipped one by one any more: a pause until a date is meant for that."""


class TooManySchedules(Exception):
    """The server has as many schedules as it may have."""


class TooManyTexts(Exception):
    """The server has as many texts of its own as it may have."""
