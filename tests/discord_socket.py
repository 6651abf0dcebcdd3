"""The Discord on sockets, under the name by which its first users know it; it lives in `tests/sockets/`."""

from tests.sockets.answers import reply
from tests.sockets.guilds import BOT
from tests.sockets.server import TOKEN, DiscordServer

__all__ = ["BOT", "TOKEN", "DiscordServer", "reply"]
