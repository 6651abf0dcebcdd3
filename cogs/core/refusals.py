"""What storage, delivery or Discord refused, as a sentence for people."""

from cogs.core.permissions import names_of
from cogs.core.request_budget import TooManyRefused
from kindred.content.entries import Words
from kindred.delivery.attempts import RejectedError, TransientError
from kindred.storage.errors import ChannelTaken, SkippedTooFar, StorageUnavailable, TooManySchedules, TooManyTexts

Told = tuple[str, dict[str, object]]  # the key of a sentence in `words.toml`, and its values


def explain_refusal(words: Words, error: BaseException) -> Told | None:
    """The sentence for a refusal, or None for an error that is none."""
    match error:
        case ChannelTaken():
            return "reminder.channel-taken", {"channel": f"<#{error.channel_id}>"}
        case SkippedTooFar():
            return "reminder.skipped-too-far", {}
        case TooManySchedules():
            return "reminder.too-many", {}
        case TooManyTexts():
            return "texts.too-many", {}
        case RejectedError():
            return "reminder.not-here", {"reason": reason_text(words, str(error))}
        case TooManyRefused():
            return "error.refusals", {}
        case TransientError():
            return "error.discord", {}
        case StorageUnavailable():
            return "error.storage", {}
        case _:
            return None


def reason_text(words: Words, code: str) -> str:
    """A reason's code in the words of one language."""
    kind, _, details = code.partition(":")
    if kind == "missing":
        return words.say("reason.missing", permissions=names_of(words, details.split(",")))
    if kind == "refused":
        return words.say("reason.refused", code=details)
    return words.say(f"reason.{kind}" if words.get(f"reason.{kind}") else "reason.unexpected")
