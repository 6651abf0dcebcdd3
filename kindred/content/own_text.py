"""A reminder text as a server's moderators fill it in, before and after it is kept."""

from datetime import date
from typing import NamedTuple

from kindred.content.entries import Reminder

TITLE_LIMIT, IDEA_LIMIT, SMALLER_LIMIT = 60, 300, 150  # characters, as in content/

# Where *Show me how* leads. Meaning and rest have nothing to show.
STRATEGIES = {
    "meet": "meet-people",
    "communicate": "communication",
    "people-you-know": "loved-ones",
    "listen": "listening",
    "ask-for-help": "professional",
}


class OwnText(NamedTuple):
    """A text as its writers fill it in. `id` is 0 until it is kept."""

    id: int
    title: str
    idea: str
    smaller: str | None
    topic: str

    @property
    def reminder(self) -> Reminder:
        """The same among those of `content/`, which have no numbers in their ids like these."""
        return Reminder(
            id=f"own-{self.id}",
            title=self.title,
            body=self.idea,
            covers=(),
            sources=(),
            reviewed=date.min,
            topic=self.topic,
            strategy=STRATEGIES.get(self.topic),
            shape="invitation",
            suits=(),
            smaller=self.smaller,
            own=True,
        )
