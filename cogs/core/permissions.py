"""Discord's permissions, as far as Kindred needs them: which, whether somebody has them, what people call them."""

from collections.abc import Iterable

import discord

from kindred.content.entries import Words

# What the bot needs in a channel where it posts; Read Message History proves what was posted before a crash.
PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)


def may_write(permissions: discord.Permissions, *, in_thread: bool) -> bool:
    """Whether these permissions let somebody see a channel and write in it."""
    sending = permissions.send_messages_in_threads if in_thread else permissions.send_messages
    return permissions.view_channel and sending


def missing(permissions: discord.Permissions, *, in_thread: bool) -> list[str]:
    """The names of what the bot lacks to post, and to know afterwards what it has posted."""
    sending = "send_messages_in_threads" if in_thread else "send_messages"
    wanted = ("view_channel", sending, "read_message_history")
    return [name for name in wanted if not getattr(permissions, name)]


def names_of(words: Words, permissions: Iterable[str]) -> str:
    """Permissions as Discord's settings call them there: *View Channel* and *Send Messages*."""
    return words.joined([f"*{words.get(f'permission.{name}') or name}*" for name in permissions])
