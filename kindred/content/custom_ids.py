"""Custom ids: the text behind a button or a menu that says what a press of it means.

A `CustomId` is made and read by one class, whose template says how it looks. Messages keep their custom ids for
ever, so a template that was ever sent stays as it is.
"""

import re
from collections.abc import Callable
from inspect import get_annotations
from typing import Annotated, Any, ClassVar, NamedTuple, Self, dataclass_transform

LIMIT = 100  # characters (Discord)
WAY_BACK_LIMIT = 50  # characters of a way back, which leaves room for the longest route beside it
_THEN = "~"

_FIELD = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[(.*?)\]")
_PIECE = re.compile(r"\{(\w+)\}|(\[)|(\])|([^\[\]{}]+)")


class Part(NamedTuple):
    """How one value stands in a custom id: its pattern, how it is read (ValueError: it never stood there), written."""

    pattern: str
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = str


Number = Annotated[int, Part("[0-9]{1,18}", int)]
UserId = Annotated[int, Part("[0-9]{1,20}", int)]
Route = Annotated[str, Part("[a-z0-9.,-]+")]
Back = Annotated[str, Part("[a-z0-9.,~-]+")]  # a way back: routes, the nearest first
Slug = Annotated[str, Part("[a-z0-9-]+")]
Mark = Annotated[str, Part("[a-z0-9.-]+")]
Word = Annotated[str, Part("[a-z]+")]
Hex = Annotated[str, Part("[0-9a-f]{1,18}")]


@dataclass_transform(frozen_default=True)
class CustomId:
    """Base of every custom id. Its fields are annotated with a `Part` each, and stand in its constructor in that order.

    In the template `{field}` is a field's value; what stands in brackets is left out where its field is None, and
    where the whole would be longer than Discord takes. A class without a template is a base of others. It reads like
    a dataclass and is none: fifty of them would make every start 8 ms longer.
    """

    template: ClassVar[str] = ""
    _parts: ClassVar[dict[str, Part]] = {}

    def __init_subclass__(cls, template: str = "") -> None:
        super().__init_subclass__()
        cls.template = template
        cls._parts = cls._parts | {name: _part(hint) for name, hint in get_annotations(cls).items()}

    def __init__(self, *values: Any, **named: Any) -> None:
        given = dict(zip(self._parts, values, strict=False)) | named
        if len(values) > len(self._parts) or not given.keys() <= self._parts.keys():
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(self._parts) or 'none'}")
        for name in self._parts:  # AttributeError: a field that was not given and has no default
            self.__dict__[name] = given[name] if name in given else getattr(type(self), name)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.custom_id if self.template else vars(self)})"

    @property
    def custom_id(self) -> str:
        """This id as Discord keeps it."""
        values = {name: part.write(getattr(self, name)) for name, part in self._parts.items()}
        whole = _OPTIONAL.sub(self._optional, self.template).format_map(values)
        return whole if len(whole) <= LIMIT else _OPTIONAL.sub("", self.template).format_map(values)

    def _optional(self, match: re.Match[str]) -> str:
        given = all(getattr(self, name) is not None for name in _FIELD.findall(match[1]))
        return match[1] if given else ""

    @classmethod
    def pattern(cls, *, named: bool = False) -> str:
        """How these ids look, as a regular expression; `named` gives each field a group of its name."""
        pattern = ""
        for field, opens, closes, text in _PIECE.findall(cls.template):
            if field:
                pattern += f"(?{f'P<{field}>' if named else ':'}{cls._parts[field].pattern})"
            else:
                pattern += "(?:" if opens else ")?" if closes else re.escape(text)
        return pattern

    @classmethod
    def read(cls, custom_id: str) -> Self | None:
        """The id that this text is, or None if it is another one's."""
        match = re.fullmatch(cls.pattern(named=True), custom_id)
        if match is None:
            return None
        try:
            given = {name: part.read(match[name]) for name, part in cls._parts.items() if match[name] is not None}
        except ValueError:
            return None
        return cls(**given)


def way_back(here: str, back: str | None) -> str:
    """The way back to `here`, and from there on to `back`. The steps farthest away go first where room is short."""
    steps = back.split(_THEN) if back else []
    steps = steps[steps.index(here) :] if here in steps else [here, *steps]  # no walk in circles
    while len(_THEN.join(steps)) > WAY_BACK_LIMIT and len(steps) > 1:
        steps.pop()
    return _THEN.join(steps)


def first_step(back: str) -> tuple[str, str | None]:
    """The route that a way back leads to, and the way back from there."""
    to, _, further = back.partition(_THEN)
    return to, further or None


def _part(hint: Any) -> Part:
    """The Part of an annotation, also where the field may be None."""
    for each in (hint, *getattr(hint, "__args__", ())):
        for part in getattr(each, "__metadata__", ()):
            if isinstance(part, Part):
                return part
    raise TypeError(f"{hint} has no Part")


class PageId(CustomId):
    """Of a page that is opened, asked about, posted or left."""

    route: Route


class OpenPage(CustomId, template="go:{route}[:{back}]"):
    """Opens a page, which gets a way back to `back`."""

    route: Route
    back: Back | None = None


class PickPage(CustomId, template="menu:[{back}]:{first}"):
    """A menu of pages. Its first option keeps two menus of one card apart: Discord wants each custom id once."""

    first: Route
    back: Back | None = None


class PickExperiences(CustomId, template="picks:[{back}]:{first}"):
    """A menu of which several may be picked: they make one page together."""

    first: Route
    back: Back | None = None


class Share(PageId, template="share:{route}"):
    """Asks whether to post a page for everybody."""


class PostPage(PageId, template="post:{route}"):
    """Posts it."""


class NotNow(PageId, template="not-now:{route}"):
    """Does not."""


class TakeBack(CustomId, template="take-back:{sharer}"):
    """Removes a shared card, for the person who shared it."""

    sharer: UserId


class OfPost(CustomId):
    """Of a button under a weekly post. `mark` belongs to the one occurrence: by it the post is found again."""

    mark: Mark


class AnotherIdea(OfPost, template="idea:{mark}"):
    """Opens another idea."""


class AnotherIdeaOfTest(OfPost, template="test-idea:{mark}"):
    """The same under a test, which is not looked for."""


class HowOfPost(CustomId):
    """Of the button that opens the strategy of a weekly post."""

    strategy: Slug
    mark: Mark


class ShowHow(HowOfPost, template="how:{strategy}.{mark}"):
    """Opens a strategy."""


class ShowHowOfTest(HowOfPost, template="test-how:{strategy}.{mark}"):
    """The same under a test."""
