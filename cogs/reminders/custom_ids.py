"""What the buttons and menus of the reminder panels say: of weekly posts, of notices, of own texts."""

from typing import Annotated

from kindred.content.custom_ids import CustomId, Hex, Number, Part
from kindred.schedule.draft import PACKED, Draft

Packed = Annotated[Draft, Part(PACKED, Draft.unpack, Draft.pack)]

# Weekly posts


class OfDraft(CustomId):
    draft: Packed


class Enable(OfDraft, template="rem-on:{draft}"):
    """Enables a draft, or saves the change that it is."""


class TryDraft(OfDraft, template="rem-try:{draft}"):
    """Sends a draft's first text as a test."""


class SwapText(OfDraft, template="rem-swap:{draft}"):
    """The menu of a draft's next texts: the picked one is posted no more, and another takes its place."""


class OpenForm(OfDraft, template="rem-form:{draft}"):
    """Opens the form, filled in from a draft."""


class OfSchedule(CustomId):
    schedule: Number


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
    """Leaves the next post out."""


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
