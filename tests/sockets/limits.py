"""Discord's documented limits: 50 requests a second, a bucket for each channel, 10,000 invalid requests."""

import time
from collections import deque
from dataclasses import dataclass

from aiohttp import web

from tests.sockets.answers import reply

VIA = "1.1 google"  # discord.py takes a 429 without it for a ban
BUCKET = 5  # messages into one channel
BUCKET_SECONDS = 5.0
BAN_SECONDS = 600.0


@dataclass
class Bucket:
    left: int = BUCKET
    ends: float = 0.0


class Limits:
    """`jitter` is how many seconds of requests may arrive at once because a busy machine held them up.

    Without it the rule is stricter than Discord's words: in no second, wherever it begins, more than 50.
    """

    def __init__(self, *, a_second: int = 50, jitter: float = 0.0, invalid: int = 10_000) -> None:
        self.a_second = round(a_second * (1 + jitter))
        self.invalid_allowed = invalid
        self.refused: list[tuple[float, str]] = []  # when a 429 was answered, and for which limit
        self.invalid: deque[float] = deque()  # when the last 401, 403 and 429 were answered
        self._last: deque[float] = deque(maxlen=self.a_second)
        self._buckets: dict[int, Bucket] = {}

    def refuse(self) -> web.Response | None:
        """The answer to a request that is one too many, or None: then it counts."""
        now = time.monotonic()
        while self.invalid and now - self.invalid[0] > BAN_SECONDS:
            self.invalid.popleft()
        if len(self.invalid) >= self.invalid_allowed:  # Cloudflare answers, not Discord
            return web.Response(status=429, text="error code: 1015", headers={"Retry-After": "600"})
        if len(self._last) == self.a_second and now - self._last[0] < 1:
            wait = 1 - (now - self._last[0])
            self.refused.append((now, f"more than {self.a_second} requests in a second"))
            body = {"message": "You are being rate limited.", "retry_after": wait, "global": True}
            return self._refusal(body, wait, X_RateLimit_Global="true", X_RateLimit_Scope="global")
        self._last.append(now)
        return None

    def take(self, channel: int) -> tuple[dict[str, str], web.Response | None]:
        """A turn in a channel's bucket: the headers for the answer, and the refusal where it is empty."""
        now = time.monotonic()
        bucket = self._buckets.setdefault(channel, Bucket())
        if now >= bucket.ends:
            bucket.left, bucket.ends = BUCKET, now + BUCKET_SECONDS
        wait = bucket.ends - now
        refused = bucket.left == 0
        bucket.left -= not refused
        headers = {
            "X-RateLimit-Bucket": "messages",
            "X-RateLimit-Limit": str(BUCKET),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{time.time() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
        }
        if not refused:
            return headers, None
        self.refused.append((now, f"the bucket of channel {channel}"))
        body = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
        response = self._refusal(body, wait, X_RateLimit_Scope="user")
        response.headers.update(headers)
        return headers, response

    def note(self, status: int) -> None:
        """Counts an answer towards the ban."""
        if status in (401, 403, 429):
            self.invalid.append(time.monotonic())

    def _refusal(self, body: dict[str, object], wait: float, **headers: str) -> web.Response:
        return reply(body, status=429, Via=VIA, Retry_After=f"{wait:.3f}", **headers)
