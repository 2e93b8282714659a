"""Who is let in at the inbox: challenges of one use, and passes of a quarter of an hour; neither fills any memory.

Both say themselves what they are and carry a seal (HMAC) of a key that lives as long as the process: a thousand asked
for cost nothing. Only challenges that were answered rightly are remembered, until they would expire anyway.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from auditor.errors import Problem, Refused, Unavailable
from auditor.inbox import to_sign
from auditor.people import is_signed, station_of

CHALLENGE_SECONDS = 60
PASS_SECONDS = 15 * 60
MOST_ANSWERED = 20_000  # challenges answered within a minute; a district has some hundred stations


@dataclass(frozen=True, slots=True)
class Holder:
    """The station a pass was given to, and whether the bureau knows it."""

    station: str
    known: bool


class Passes:
    """Challenges and passes of one inbox, whose certificate has this fingerprint."""

    def __init__(self, fingerprint: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._fingerprint, self._clock = fingerprint, clock
        self._key = secrets.token_bytes(32)
        self._answered: dict[str, float] = {}  # challenge, when it expires; in this order

    def challenge(self) -> str:
        """A fresh one."""
        return self._seal("c", secrets.token_hex(16), CHALLENGE_SECONDS)

    def prove(self, key: str, challenge: str, signature: str) -> str:
        """The station that holds this public key. Refused: a challenge that is not ours, is too old or was used, or a
        signature by another key."""
        now = self._clock()
        while self._answered and next(iter(self._answered.values())) <= now:
            del self._answered[next(iter(self._answered))]
        if self._open("c", challenge) is None or challenge in self._answered:
            raise Refused(Problem("challenge", "challenge_stale"))
        try:
            public, signed = bytes.fromhex(key), bytes.fromhex(signature)
        except ValueError:
            public = signed = b""
        if not is_signed(public, signed, to_sign(self._fingerprint, challenge)):
            raise Refused(Problem("signature", "not_that_station"))
        if len(self._answered) >= MOST_ANSWERED:
            raise Unavailable("inbox_busy")
        self._answered[challenge] = now + CHALLENGE_SECONDS
        return station_of(public)

    def give(self, holder: Holder) -> str:
        """A pass for a station that has proved itself."""
        return self._seal("p", f"{holder.station}{'k' if holder.known else 'u'}", PASS_SECONDS)

    def holder(self, given: str) -> Holder | None:
        """Who holds this pass; None for none of ours, or one that has expired."""
        said = self._open("p", given)
        return None if said is None else Holder(said[:-1], said[-1] == "k")

    def _seal(self, what: str, said: str, seconds: float) -> str:
        words = f"{what}.{said}.{int((self._clock() + seconds) * 1000)}"
        return f"{words}.{self._mark(words)}"

    def _open(self, what: str, sealed: str) -> str | None:
        words, _, mark = sealed.rpartition(".")
        if not sealed.isascii() or not hmac.compare_digest(mark, self._mark(words)):
            return None
        kind, said, until = words.split(".")
        return said if kind == what and int(until) > self._clock() * 1000 else None

    def _mark(self, words: str) -> str:
        return hmac.new(self._key, words.encode(), "sha256").hexdigest()
