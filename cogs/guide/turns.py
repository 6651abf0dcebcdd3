"""How often cards may be shared: once in ten minutes in a channel, five times in a server. Nobody is in it."""

from datetime import datetime, timedelta

import discord

from cogs.core.errors import Sorry

PAUSE = timedelta(minutes=10)  # between two shared cards in one channel
IN_A_SERVER = 5  # shared cards in that time


class Turns:
    """When cards were last shared, by channel and by server. What is older than the pause is dropped."""

    def __init__(self) -> None:
        self._channels: dict[int, datetime] = {}
        self._servers: dict[int, list[datetime]] = {}

    def check(self, channel_id: int, guild_id: int | None, now: datetime) -> None:
        """Raises Sorry where a card would come too soon after others. A thread counts as its channel."""
        self._drop_old(now)
        if at := self._channels.get(channel_id):
            raise Sorry("share.too-soon", again=discord.utils.format_dt(at + PAUSE, "R"))
        shared = self._servers.get(guild_id, []) if guild_id else []
        if len(shared) >= IN_A_SERVER:
            raise Sorry("share.too-many", again=discord.utils.format_dt(shared[0] + PAUSE, "R"))

    def take(self, channel_id: int, guild_id: int | None, now: datetime) -> None:
        """Takes a turn. Raises Sorry as `check` does."""
        self.check(channel_id, guild_id, now)
        self._channels[channel_id] = now
        if guild_id:
            self._servers.setdefault(guild_id, []).append(now)

    def give_back(self, channel_id: int, posted: datetime) -> None:
        """The card that came then is gone, or never came: another may be shared in its channel.

        The server's turn stays taken, so that nobody posts and takes back without end.
        """
        at = self._channels.get(channel_id)
        if at and abs(at - posted) < PAUSE / 2:  # the turn of this card, not of a later one; clocks differ
            del self._channels[channel_id]

    def _drop_old(self, now: datetime) -> None:
        self._channels = {id: at for id, at in self._channels.items() if now - at < PAUSE}
        recent = {id: [at for at in times if now - at < PAUSE] for id, times in self._servers.items()}
        self._servers = {id: times for id, times in recent.items() if times}
