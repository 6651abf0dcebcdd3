"""Posts a reminder, and finds it again: delivery's two hands in Discord."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from cogs.core.api_errors import GONE, REQUEST_ERRORS, as_delivery_error, has_code, is_temporary
from cogs.core.channels import find_channel, obstacle
from cogs.core.guild_context import post_language
from kindred.content.entries import Reminder
from kindred.delivery.attempts import SEND_TIMEOUT, SKIP_AFTER, RejectedError, UnverifiableError, nonce
from kindred.delivery.upcoming import rotation_of
from kindred.schedule.rotation import Choice, Rotation
from kindred.storage.ledger import Occurrence
from kindred.storage.schedules import Schedule

if TYPE_CHECKING:
    from cogs.client.bot import Kindred

NEWEST = 100  # messages that are looked through whatever the clock says: one request, and its most
BEFORE = timedelta(minutes=5)  # how far before a claim the search for its post begins: clocks differ


def mark_of(schedule: Schedule, due: datetime) -> str:
    """What the buttons of a post carry, and of no other post."""
    return f"{schedule.id:x}.{int(due.timestamp()):x}"


def _choice(text: Reminder) -> Choice:
    return Choice(text.id, text.topic, text.light or text.own)


class Poster:
    """What delivery is handed: `pool`, `send` and `find`."""

    def __init__(self, client: "Kindred") -> None:
        self._client = client

    async def pool(self, schedule: Schedule) -> Sequence[Choice]:
        """The texts that a schedule may send."""
        return [_choice(text) for text in await self.texts(schedule.guild_id, schedule.topics)]

    async def rotation(self, guild_id: int, channel_id: int, topics: Sequence[str], schedule_id: int = 0) -> Rotation:
        """What comes next in a schedule, or (without `schedule_id`) in one that is still being set up."""
        pool = [_choice(text) for text in await self.texts(guild_id, topics)]
        return await rotation_of(self._client.store.ledger, pool, channel_id, schedule_id)

    async def texts(self, guild_id: int, topics: Sequence[str]) -> list[Reminder]:
        """A server's reminders in its language, with its own; those of some topics, or all."""
        hidden = (await self._client.store.settings.of(guild_id)).hidden
        catalog = self._client.renderer.catalog(await self.locale(guild_id), hidden)
        own = [text.reminder for text in await self._client.store.own_texts.of(guild_id)]
        return [text for text in (*catalog.reminders.values(), *own) if not topics or text.topic in topics]

    async def locale(self, guild_id: int) -> str:
        """The language of a server's posts: the one that its moderators set, else its own; English where that lacks
        some of the weekly texts."""
        await self._client.languages_read.wait()
        settings = await self._client.store.settings.of(guild_id)
        guild = self._client.get_guild(guild_id)
        return self._client.renderer.library.for_posts(str(post_language(settings, guild and guild.preferred_locale)))

    async def view(
        self, guild_id: int, text: str, mark: str, *, role_id: int | None, test: bool = False
    ) -> ui.LayoutView:
        """A post as it goes out. Raises KeyError for a text that is gone."""
        renderer, locale = self._client.renderer, await self.locale(guild_id)
        hidden = (await self._client.store.settings.of(guild_id)).hidden
        reminder = {each.id: each for each in await self.texts(guild_id, ())}[text]
        card = renderer.cards(locale, hidden).post(reminder, mark, role_id=role_id, test=test)
        return renderer.render(card)

    async def send(self, schedule: Schedule, due: datetime, text: str, *, quiet: bool) -> int:
        """Posts a text; gives the message's id. Raises RejectedError or TransientError."""
        role_id = None if quiet else await self._role(schedule)
        try:
            view = await self.view(schedule.guild_id, text, mark_of(schedule, due), role_id=role_id)
        except KeyError:
            raise RejectedError("text-gone") from None
        message = await self._send(
            schedule.guild_id,
            schedule.channel_id,
            for_delivery=True,
            view=view,
            silent=schedule.silent or quiet,
            nonce=nonce(schedule, due),
            allowed_mentions=_only(role_id),
        )
        return message.id

    async def _role(self, schedule: Schedule) -> int | None:
        """The role that a post mentions, unless it is gone: then its mention would be a riddle."""
        guild = self._client.get_guild(schedule.guild_id)
        if guild is None or schedule.role_id is None:
            return schedule.role_id
        try:
            role = await self._client.known_role(guild, schedule.role_id)
        except REQUEST_ERRORS:
            return schedule.role_id  # nobody can tell now
        return role and role.id

    async def send_test(self, guild_id: int, channel_id: int, text: str) -> None:
        """Posts a text that is labelled as a test, uses up nothing and mentions nobody.

        Raises RejectedError or TransientError.
        """
        view = await self.view(guild_id, text, "0.0", role_id=None, test=True)
        await self._send(guild_id, channel_id, view=view, silent=True)

    async def _send(
        self, guild_id: int, channel_id: int, *, for_delivery: bool = False, **content: Any
    ) -> discord.Message:
        try:
            async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
                channel = await find_channel(self._client, guild_id, channel_id, for_delivery=for_delivery)
                # A request that must fail counts towards Discord's ban, so look first.
                if reason := obstacle(channel):
                    raise RejectedError(reason)
                with nullcontext() if for_delivery else self._client.request_budget.sending(guild_id):
                    return await channel.send(**content)
        except REQUEST_ERRORS as error:
            raise as_delivery_error(error) from error

    async def find(self, schedule: Schedule, claim: Occurrence) -> int | None:
        """The post of a claim, if it is in the channel. Raises UnverifiableError, RejectedError or TransientError."""
        try:
            async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
                return await self._find(schedule, claim)
        except REQUEST_ERRORS as error:
            if is_temporary(error) or has_code(error, *GONE):
                raise as_delivery_error(error) from error
            raise UnverifiableError from error

    async def _find(self, schedule: Schedule, claim: Occurrence) -> int | None:
        channel = await find_channel(self._client, schedule.guild_id, schedule.channel_id, for_delivery=True)
        permissions = channel.permissions_for(channel.guild.me)
        # Without Read Message History Discord answers with an empty list, which proves nothing.
        if not (permissions.view_channel and permissions.read_message_history):
            raise UnverifiableError
        mark, me = mark_of(schedule, claim.due), channel.guild.me.id
        start = (claim.claimed_at or claim.due) - BEFORE
        # Times are this machine's and a message's is Discord's: among the newest, a wrong clock hides no post.
        newest = await self._history(channel.id)
        if found := _post_in(newest, me, mark):
            return found
        if len(newest) < NEWEST or _id_of(newest[-1]) < discord.utils.time_snowflake(start):
            return None  # one request has shown all that came since
        after, end = discord.utils.time_snowflake(start), discord.utils.time_snowflake(claim.due + SKIP_AFTER + BEFORE)
        while page := await self._history(channel.id, after):
            if found := _post_in(page, me, mark):
                return found
            after = max(map(_id_of, page))
            if after > end or len(page) < NEWEST:
                break  # no attempt was made after that
        return None

    async def _history(self, channel_id: int, after: int | None = None) -> list[dict[str, Any]]:
        """A channel's newest messages, or the oldest ones after an id, as Discord sends them.

        Not as discord.py reads them: one message that it cannot read would hide all others.
        """
        page: Any = await self._client.http.logs_from(channel_id, NEWEST, after=after)
        if not isinstance(page, list) or not all(isinstance(each, dict) and "id" in each for each in page):
            raise UnverifiableError
        return page


def _post_in(messages: Iterable[dict[str, Any]], author_id: int, mark: str) -> int | None:
    """The id of the message by an author whose buttons carry a mark."""
    for message in messages:
        author = message.get("author") or {}
        if author.get("id") == str(author_id) and mark in _marks(message.get("components") or ()):
            return _id_of(message)
    return None


def _id_of(message: dict[str, Any]) -> int:
    return int(message["id"])


def _only(role_id: int | None) -> discord.AllowedMentions:
    """Mentions of one role, or of nobody."""
    roles: Any = [discord.Object(role_id)] if role_id else False
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def _marks(components: Iterable[dict[str, Any]]) -> set[str]:
    """The marks of a post's buttons. A test's buttons are of another kind and count for nothing."""
    found: set[str] = set()
    for component in components:
        kind, _, rest = (component.get("custom_id") or "").partition(":")
        if kind == "idea":
            found.add(rest)
        found |= _marks(component.get("components") or ())
    return found
