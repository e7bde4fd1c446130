"""The legislation portal of the Verkhovna Rada as it wants to be asked: agent, token, and so much a day.

What belongs here: the portal's rules of access. What does not: what is asked for (`rada.py`).
The portal lets in the agent `OpenData`; JSON wants as agent a token of `/api/token`, valid a day and not to be asked
for at every call. 403 may also mean that there is no such text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.fetch.settings import RadaSite
from pipelines.fetch.web import PublisherError, Reply, Web

TOKEN = "/api/token"

YOUNG = dt.timedelta(minutes=10)
"""A token of this age that is refused is not to blame: what was asked for is not there."""

_JSON_BYTES = 16 << 20


class DayIsSpent(Exception):
    """What the portal allows a day is used up: the rest waits for the next one."""


@dataclass(slots=True)
class Portal:
    """The portal during one run; `state` keeps the token and what of the day is spent."""

    web: Web
    site: RadaSite
    state: dict[str, Any]
    today: dt.date
    now: Callable[[], dt.datetime]
    denied: int = 0
    """how many JSON objects in a row were denied (403)"""
    _spent: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        day = self.state.get("day", {})
        if day.get("on") == self.today.isoformat():
            self._spent = (int(day["requests"]), int(day["received"]))
        self._spent = (self._spent[0] - self.web.requests, self._spent[1] - self.web.received)

    def get(self, address: str, headers: Mapping[str, str] | None = None, *, limit: int = 0) -> Reply:
        """The answer to a request at the portal.

        Raises:
            DayIsSpent: the day's requests or bytes are used up.
            PublisherError: as `Web.get`.
        """
        spent = self.spend()
        if spent[0] >= self.site.requests_a_day or spent[1] >= self.site.bytes_a_day:
            raise DayIsSpent
        return self.web.get(self.site.portal + address, headers=headers, limit=limit or self.site.text_bytes)

    def spend(self) -> tuple[int, int]:
        """Requests and bytes of the day so far, noted in the state."""
        requests, received = self._spent[0] + self.web.requests, self._spent[1] + self.web.received
        self.state["day"] = {"on": self.today.isoformat(), "requests": requests, "received": received}
        return requests, received

    def json(self, address: str) -> tuple[bytes, dict[str, Any]] | None:
        """A JSON object, as received and read; None when there is none at that address.

        Where a token is refused that is not of the last minutes, a new one is asked for.

        Raises:
            DayIsSpent: as `get`.
            PublisherError: as `Web.get`, or the portal gives no token.
        """
        while True:
            reply = self.get(address, {"User-Agent": self._token()}, limit=_JSON_BYTES)
            found = json_object(reply.body) if reply.status == 200 else None
            if found is not None:
                self.denied = 0
                return reply.body, found
            if reply.status in (404, 410) or self._age() < YOUNG:
                self.denied = self.denied + 1 if reply.status == 403 else 0
                return None
            del self.state["token"]

    def _token(self) -> str:
        """The kept token while it is valid, else a new one."""
        if self._age() < dt.timedelta(hours=self.site.token_hours):
            return str(self.state["token"]["token"])
        reply = self.get(TOKEN, limit=_JSON_BYTES)
        given = json_object(reply.body) if reply.status == 200 else None
        token = str(given["token"]) if given and given.get("token") else ""
        if not (token and token.isascii() and token.isprintable()):
            raise PublisherError(
                f"{self.site.portal}{TOKEN} answered {reply.status} without a token: see whether the portal knows "
                f"the agent {self.site.user_agent}."
            )
        self.state["token"] = {"token": token, "at": self.now().isoformat()}
        return token

    def _age(self) -> dt.timedelta:
        """How old the kept token is; without one, older than any."""
        kept = self.state.get("token")
        return abs(self.now() - dt.datetime.fromisoformat(kept["at"])) if kept else dt.timedelta.max


def json_object(body: bytes) -> dict[str, Any] | None:
    """A JSON object; None for anything else, such as a page."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
