"""Discord's permissions, as far as Kindred needs them: which, whether somebody has them, what people call them."""

from collections.abc import Iterable

import discord

# What the bot needs in a channel where it posts; Read Message History proves what was posted before a crash.
PERMISSIONS = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
)
# The permissions by the names that Discord shows, in its order.
NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
}


def may_write(permissions: discord.Permissions, *, in_thread: bool) -> bool:
    """Whether these permissions let somebody see a channel and write in it."""
    sending = permissions.send_messages_in_threads if in_thread else permissions.send_messages
    return permissions.view_channel and sending


def missing(permissions: discord.Permissions, *, in_thread: bool) -> list[str]:
    """The names of what the bot lacks to post, and to know afterwards what it has posted."""
    sending = "send_messages_in_threads" if in_thread else "send_messages"
    wanted = ("view_channel", sending, "read_message_history")
    return [name for name in wanted if not getattr(permissions, name)]


def names_of(permissions: Iterable[str]) -> str:
    """Permissions as people read them: *View Channel*, *Send Messages*."""
    return ", ".join(f"*{NAMES.get(name, name)}*" for name in permissions)
