"""A small Discord on a Unix socket, for a bot that runs in its own process: REST, gateway, limits, and weather.

The bot reaches it through discord.py's public `connector=` (see `tests/run_on_socket.py`).
"""
