"""A small server to act in, and what a person reads in an answer."""

import re
from collections.abc import Iterator
from typing import Any

import discord
import simcord
from simcord.types import HttpLogEntry


class World:
    """One server with a channel, a member and a moderator."""

    def __init__(self, env: simcord.Env) -> None:
        self.env = env
        self.guild = env.create_guild("Harbour")
        self.channel = self.guild.create_text_channel("general")
        moderators = self.guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
        self.ana = self.guild.add_member(env.create_user("ana"))
        self.ben = self.guild.add_member(env.create_user("ben"))
        self.mod = self.guild.add_member(env.create_user("mo"), roles=[moderators])

    @property
    def bot(self) -> Any:
        return self.env.bot

    @property
    def cached(self) -> discord.Guild:
        """The server as the bot's cache has it now."""
        guild = self.env.bot.get_guild(self.guild.id)
        assert guild is not None, "the bot does not know the server"
        return guild


_TEMPLATE = re.compile(r"\{/|\{[a-z_]+\}")
_SHOWN = ("content", "label", "placeholder", "description", "title")


def templates_in(world: World) -> list[str]:
    """What was shown with a `{placeholder}` or `{/command}` in it; words in a code block are people's own."""
    found: list[str] = []

    def look(value: Any, key: str = "") -> None:
        if isinstance(value, dict):
            for name, each in value.items():
                look(each, name)
        elif isinstance(value, list):
            for each in value:
                look(each, key)
        elif key in _SHOWN and isinstance(value, str) and _TEMPLATE.search(_CODE.sub("", value)):
            found.append(value)

    for request in world.env.http_requests:
        look(request.json)
    return found


_CODE = re.compile(r"```.*?```", re.DOTALL)


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, nested ones included."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        if accessory := component.get("accessory"):
            yield accessory


def parts(answer: Any) -> list[dict[str, Any]]:
    """Every component of an answer or message."""
    message = getattr(answer, "response", answer)
    if message is None:
        return []
    components = message.components
    if components and not isinstance(components[0], dict):
        components = [component.to_dict() for component in components]
    return list(walk(components))


def response_of(answer: simcord.InteractionResult) -> simcord.ResponseMessage:
    """The message that a person got as an answer."""
    assert answer.response is not None, f"no message came as an answer, or it is deleted: {answer!r}"
    return answer.response


def message_of(answer: simcord.InteractionResult) -> discord.Message:
    """The same, as what a person presses the buttons of."""
    return response_of(answer).message


def form_of(answer: simcord.InteractionResult) -> dict[str, Any]:
    """The form that opened as an answer, as Discord got it."""
    assert answer.modal is not None, f"no form opened: {answer!r} {text(answer)}"
    return answer.modal


def body_of(request: HttpLogEntry) -> dict[str, Any]:
    """What the bot sent with a request to Discord."""
    assert request.json is not None, f"{request.method} {request.path} was sent without a body"
    return request.json


def text(answer: Any) -> str:
    """All that a person reads in an answer or message."""
    return "\n".join(part["content"] for part in parts(answer) if part["type"] == 10)


def labels(answer: Any) -> list[str]:
    """The labels of its buttons."""
    return [part["label"] for part in parts(answer) if part["type"] == 2 and "label" in part]


def links(answer: Any) -> dict[str, str]:
    """The addresses of its link buttons, by their labels."""
    return {part["label"]: part["url"] for part in parts(answer) if part["type"] == 2 and "url" in part}


def options(answer: Any) -> list[str]:
    """The labels of what its menus offer."""
    return [option["label"] for part in parts(answer) if part["type"] == 3 for option in part["options"]]


def custom_ids(answer: Any) -> list[str]:
    return [part["custom_id"] for part in parts(answer) if "custom_id" in part]


def filled_in(form: dict[str, Any]) -> dict[str, Any]:
    """What a form holds as it opens, by custom_id: the text, the tick, or the list of what is chosen."""
    held: dict[str, Any] = {}
    for label in form["components"]:
        part = label["component"]
        if "options" in part:
            held[part["custom_id"]] = [option["value"] for option in part["options"] if option["default"]]
        elif part["type"] in (5, 6, 7, 8):
            held[part["custom_id"]] = [value["id"] for value in part.get("default_values", [])]
        else:
            held[part["custom_id"]] = part.get("value", part.get("default"))
    return held


def posts(channel: simcord.ChannelHandle) -> list[discord.Message]:
    """The messages of a channel that everybody there can see."""
    return [message for message in channel.history() if not message.flags.ephemeral]
