"""Sharing a card: it asks first, names the sharer, and can be taken back.

Nothing is kept about who shared. The message itself carries the sharer in the custom_id of its
*Take back* button; in memory there are the times of the last cards, for ten minutes (`turns.py`).
"""

import logging
from datetime import timedelta

import discord
from discord import ui

from cogs.core.api_errors import FORBIDDEN, REQUEST_ERRORS, has_code, is_temporary
from cogs.core.controls import Controls, anybody, button
from cogs.core.errors import Sorry
from cogs.core.guild_context import channel_of, guild_id_of, post_language, settings_of
from cogs.core.permissions import may_write
from cogs.core.renderer import plain
from cogs.core.request_budget import TooManyRefused
from cogs.core.responses import Interaction, can_share, say, show, words_of
from kindred.content.custom_ids import NotNow, PostPage, Share, TakeBack
from kindred.storage.settings_rows import GuildSettings

TAKE_BACK_WITHIN = timedelta(minutes=15)  # how long a card can be taken back

log = logging.getLogger("kindred")
controls = Controls()


@controls.on(Share, may=anybody)
async def ask(interaction: Interaction, press: Share) -> None:
    """Asks whether to post a page for everybody."""
    check_may_share(interaction, press.route, await settings_of(interaction))
    interaction.client.share_turns.check(channel_of(interaction), interaction.guild_id, discord.utils.utcnow())
    await interaction.response.send_message(view=_question(interaction, press.route), ephemeral=True)


@controls.on(PostPage, may=anybody)
async def post(interaction: Interaction, press: PostPage) -> None:
    """Posts the page."""
    server = await settings_of(interaction)
    check_may_share(interaction, press.route, server)
    turns, channel_id, now = interaction.client.share_turns, channel_of(interaction), discord.utils.utcnow()
    turns.take(channel_id, interaction.guild_id, now)
    try:
        # The buttons go at once, so that a second click finds none.
        await interaction.response.edit_message(view=plain(say(interaction, "share.posting")))
        seen_by_all = await _post(interaction, press.route, server)
    except (*REQUEST_ERRORS, TooManyRefused) as error:
        turns.give_back(channel_id, now)
        if not interaction.response.is_done():
            raise  # the click came too late, or did not get through: nothing was posted
        view = _question(interaction, press.route, problem=say(interaction, _reason(error)))
    else:
        view = plain(say(interaction, "share.done" if seen_by_all else "share.only-you"))
    try:
        await interaction.edit_original_response(view=view)
    except REQUEST_ERRORS as error:  # dismissed meanwhile, or Discord is away: to ask for another try would post twice
        log.info("What became of a shared card could not be told (%s).", type(error).__name__)


def _reason(error: Exception) -> str:
    """The key of the words for why a card could not be posted."""
    if isinstance(error, TooManyRefused):
        return "error.refusals"
    if is_temporary(error):
        return "error.discord"
    return "share.bot-may-not" if has_code(error, *FORBIDDEN) else "share.refused"


@controls.on(NotNow, may=anybody)
async def leave(interaction: Interaction, press: NotNow) -> None:
    await show(interaction, plain(say(interaction, "share.not-now")))


@controls.on(TakeBack, may=anybody)
async def take_back(interaction: Interaction, press: TakeBack) -> None:
    """Removes a shared card, for its sharer."""
    if interaction.user.id != press.sharer:
        raise Sorry("share.not-yours")
    posted = interaction.message and interaction.message.created_at
    if posted is None or discord.utils.utcnow() - posted > TAKE_BACK_WITHIN:
        raise Sorry("share.too-late")
    # Acting on the pressed message through its own interaction works also where the bot is no member.
    await interaction.response.defer()
    await interaction.delete_original_response()
    interaction.client.share_turns.give_back(channel_of(interaction), posted)  # a slip locks no channel
    await interaction.followup.send(view=plain(say(interaction, "share.taken-back")), ephemeral=True)


def check_may_share(interaction: Interaction, route: str, server: GuildSettings) -> None:
    """Raises Sorry unless this page may be shared here, by this person, and the bot can post it.

    Raises NoSuchPage where its content is gone, HiddenPage where this server has put it away.
    """
    renderer = interaction.client.renderer
    cards = renderer.cards(interaction.locale)
    if not can_share(interaction) or not cards.may_be_shared(route):
        raise Sorry("share.never")
    cards.page(route)  # gone, perhaps, since the button was shown
    renderer.check_not_hidden(interaction.locale, route, server.hidden)
    if interaction.guild_id is None:
        return
    if server.sharing is not None and channel_of(interaction) not in server.sharing:
        channels = words_of(interaction).joined([f"<#{id}>" for id in server.sharing])
        raise Sorry("share.elsewhere", channels=channels) if channels else Sorry("share.nowhere")
    channel = interaction.channel
    in_thread = isinstance(channel, discord.Thread)
    if in_thread and channel.locked and not interaction.permissions.manage_threads:
        raise Sorry("share.locked")
    if not may_write(interaction.permissions, in_thread=in_thread):
        raise Sorry("share.you-may-not")
    if _is_member(interaction) and not may_write(interaction.app_permissions, in_thread=in_thread):
        raise Sorry("share.bot-may-not")


def _is_member(interaction: Interaction) -> bool:
    guild_id = interaction.guild_id
    return guild_id is not None and interaction.client.get_guild(guild_id) is not None


def _question(interaction: Interaction, route: str, *, problem: str | None = None) -> ui.LayoutView:
    text = say(interaction, "share.ask", name=interaction.user.mention)
    return plain(
        f"{problem}\n{text}" if problem else text,
        buttons=(
            button(say(interaction, "share.yes"), PostPage(route), discord.ButtonStyle.primary),
            button(say(interaction, "share.no"), NotNow(route)),
        ),
    )


async def _post(interaction: Interaction, route: str, server: GuildSettings) -> bool:
    """Posts a page in the server's language; says whether others can see it."""
    renderer = interaction.client.renderer
    cards = renderer.cards(post_language(server, interaction.guild_locale, interaction.locale), server.hidden)
    view = renderer.render(cards.shared(route, interaction.user.id))
    if _is_member(interaction):
        channel = interaction.client.get_partial_messageable(interaction.channel_id or 0)
        with interaction.client.request_budget.sending(guild_id_of(interaction)):
            await channel.send(view=view)
        return True
    # Discord shows the person's name on it; without Use External Apps it makes the post private.
    message = await interaction.followup.send(view=view, wait=True)
    return not message.flags.ephemeral
