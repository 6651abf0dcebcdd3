"""What the buttons and menus of the reminder panels say: of weekly posts, of notices, of own texts."""

from datetime import UTC, datetime
from typing import Annotated

from kindred.content.custom_ids import CustomId, Hex, Number, Part, Slug
from kindred.schedule.draft import PACKED, Draft


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


PackedDraft = Annotated[Draft, Part(PACKED, Draft.unpack, Draft.pack)]

Moment = Annotated[datetime, Part("[0-9]{1,11}", _moment, lambda due: str(int(due.timestamp())))]

Language = Annotated[str, Part("[a-z]{2,3}(?:-[A-Za-z0-9]{2,4}){0,2}")]

# Weekly posts


class OfDraft(CustomId):
    draft: PackedDraft


class Enable(OfDraft, template="rem-on:{draft}"):
    """Enables a draft, or saves the change that it is."""


class TryDraft(OfDraft, template="rem-try:{draft}"):
    """Sends a draft's first text as a test."""


class SwapText(OfDraft, template="rem-swap:{draft}"):
    """The menu of a draft's next texts: the picked one is posted no more, and another takes its place."""


class PostIn(OfDraft, template="rem-lang:{language}:{draft}"):
    """Takes the language of a server's posts, and shows the draft in it."""

    language: Language


class OpenForm(OfDraft, template="rem-form:{draft}"):
    """Opens the form, filled in from a draft."""


class OfSchedule(CustomId):
    schedule: Number


class TypeZone(OfDraft, template="rem-zone:{draft}"):
    """Opens a form for another place; the draft's own zone does not matter."""


class LeaveDraft(OfSchedule, template="rem-no:{schedule}"):
    """Leaves a draft; a new one's `schedule` is 0."""


class ListSchedules(CustomId, template="rem-list:0"):
    """Shows all weekly posts."""


class OpenSchedule(OfSchedule, template="rem-open:{schedule}"):
    """Shows one."""


class EditSchedule(OfSchedule, template="rem-edit:{schedule}"):
    """Opens the form, filled in from a schedule."""


class AskWhere(OfSchedule, template="rem-move:{schedule}"):
    """Asks for another channel."""


class Move(OfSchedule, template="reminder-move:{schedule}"):
    """The menu of channels: moves a schedule into the picked one."""


class SkipNext(OfSchedule, template="rem-skip:{schedule}"):
    """Leaves the next post out, and asks first where one is left out already."""


class OfPostToCome(OfSchedule):
    due: Moment


class SkipAnother(OfPostToCome, template="rem-skip-too:{schedule}.{due}"):
    """Leaves a post out where an earlier one is left out already; only the one that was asked about."""


class UndoSkip(OfPostToCome, template="rem-unskip:{schedule}.{due}"):
    """Posts what was to be left out."""


class ShowAhead(OfSchedule, template="rem-ahead:{schedule}"):
    """Shows the next posts."""


class SwapTextAhead(OfSchedule, template="rem-swap-ahead:{schedule}"):
    """The same for a schedule that runs."""


class SendTest(OfSchedule, template="rem-test:{schedule}"):
    """Posts the next text as a test."""


class CheckAgain(OfSchedule, template="rem-check:{schedule}"):
    """Looks whether the bot could post now."""


class Pause(OfSchedule, template="rem-pause:{schedule}"):
    """Pauses until somebody resumes."""


class Resume(OfSchedule, template="rem-resume:{schedule}"):
    """Resumes, if the bot could post now."""


class TypeUntil(OfSchedule, template="rem-until:{schedule}"):
    """Opens a form for another end of a pause; `schedule` is 0 for all."""


class Remove(OfSchedule, template="rem-remove:{schedule}"):
    """Removes a schedule."""


class UndoRemove(OfSchedule, template="rem-undo:{schedule}"):
    """Brings a removed schedule back."""


# Notices


class CheckNotice(OfSchedule, template="notice-check:{schedule}"):
    """Looks whether what a notice tells of is over."""


class ResumeNotice(OfSchedule, template="notice-resume:{schedule}"):
    """The same, and resumes."""


# Own texts


class OfText(CustomId):
    text: Number


class EditText(OfText, template="own-edit:{text}"):
    """Opens the form, filled in from a text."""


class RemoveText(OfText, template="own-remove:{text}"):
    """Removes a text."""


class UndoRemoveText(OfText, template="own-undo:{text}"):
    """Brings a removed text back."""


class OfTopic(CustomId):
    """`text` is the own text that is shown, `topic` what a weekly post is about."""

    text: Number
    schedule: Number
    topic: Slug


class AddTopic(OfTopic, template="own-topic:{text}.{schedule}.{topic}"):
    """Adds the topic of a text that no weekly post uses to one."""


class UndoAddTopic(OfTopic, template="own-topic-undo:{text}.{schedule}.{topic}"):
    """Takes it out again."""


class AddText(CustomId, template="own-add:0"):
    """Opens an empty form."""


class OfTextPage(CustomId):
    page: Number


class ListTexts(OfTextPage, template="own-list:{page}"):
    """Shows a page of all texts."""


class PickText(OfTextPage, template="own-pick:{page}"):
    """The menu of a page: shows the picked text."""


class OfTypedText(CustomId):
    """`key` names what was typed into a form and is in memory."""

    key: Hex


class OpenTyped(OfTypedText, template="own-again:{key}"):
    """Opens the form with what was typed."""


class SaveTyped(OfTypedText, template="own-save:{key}"):
    """Saves what was worth a look."""
