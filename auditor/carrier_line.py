"""The station's line to the bureau's inbox: one HTTP client, a session opened when it is needed, and what every answer
and every failure means."""

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from auditor.errors import Problem, Refused, Unavailable
from auditor.inbox import MOST_WORDS, to_sign
from auditor.inbox_key import fingerprint_of, pinned_context
from auditor.people import station_of
from auditor.telling import Tell

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
_LATER = frozenset({401, 408, 423, 500, 502, 503, 504})  # it may go better in a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a station waits, in seconds. After `tries` failures with nothing gained between them it gives up."""

    connect: float = 10.0
    stall: float = 40.0  # without a byte; longer than the inbox waits for its database
    first: float = 0.2  # before the second try, then twice as long each time
    longest: float = 8.0
    tries: int = 8
    receipt: float = 600.0  # for its turn to come; the package is safe there and can be asked for later


PATIENT = Patience()


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, its headers, and its body whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class BrokenOff(Exception):
    """This try failed; the next may not. Carries what a person is told when there is no next. `stale`: only the pass
    had ended (its time was up, or the inbox has begun anew), and a new one is asked for."""

    def __init__(self, trouble: Unavailable, *, stale: bool = False) -> None:
        super().__init__(trouble.code)
        self.trouble, self.stale = trouble, stale


@dataclass(slots=True)
class Gain:
    """How far the tries have come, in bytes: where one came further, failures are counted anew."""

    done: int = 0


class Line:
    """HTTP to one inbox, whose certificate is known, for a station that signs with its key. From one thread."""

    def __init__(
        self, address: str, certificate: bytes, key: bytes, sign: Callable[[bytes], bytes], patience: Patience
    ) -> None:
        import httpx

        self.address, self.patience = address.rstrip("/"), patience
        self._fingerprint = fingerprint_of(certificate)
        self._key, self._sign, self._token = key, sign, ""
        self._http = httpx.Client(
            base_url=self.address,
            verify=pinned_context(certificate),
            timeout=httpx.Timeout(patience.stall, connect=patience.connect),
            trust_env=False,  # no proxy and no other authority, whatever this computer's settings say
            follow_redirects=False,
        )

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()

    def again(self, work: Callable[[Gain], T], tell: Tell, total: int = 0) -> T:
        """Do it until it is done, a little later each time. Unavailable when patience is at its end; `tell` may
        cancel between the tries."""
        gain, before, failed, pause = Gain(), 0, 0, self.patience.first
        renewed = False
        while True:
            try:
                return work(gain)
            except BrokenOff as error:
                trouble, stale = error.trouble, error.stale
            if gain.done > before:
                before, failed, pause, renewed = gain.done, 0, self.patience.first, False
            if stale and not renewed:  # no failure: with a new pass it goes on at once
                renewed = True
                continue
            failed += 1
            if failed >= self.patience.tries:
                raise trouble
            self.rest(pause, tell, gain.done, total)
            pause = min(self.patience.longest, pause * 2)

    def rest(self, seconds: float, tell: Tell, done: int = 0, total: int = 0) -> None:
        """Wait, and let whoever watches stop it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            tell(done, total)
            time.sleep(min(0.2, left))

    def request(
        self,
        method: str,
        place: str,
        *,
        may: tuple[int, ...] = (200,),
        headers: Mapping[str, str] | None = None,
        content: Iterator[bytes] | None = None,
        most: int = MOST_WORDS,
    ) -> Answer:
        """One try; its answer whole, of at most so many bytes."""
        with self.streaming(method, place, may=may, headers=headers, content=content) as answer:
            return self._whole(answer, most)

    @contextmanager
    def streaming(
        self,
        method: str,
        place: str,
        *,
        may: tuple[int, ...],
        headers: Mapping[str, str] | None = None,
        content: Iterator[bytes] | None = None,
    ) -> Iterator["httpx.Response"]:
        """One try; its answer with the body unread. BrokenOff, Refused or Unavailable for a status that may not be."""
        with self._told():
            if not self._token:
                self._open_session()
            own = {"Authorization": f"Bearer {self._token}", **(headers or {})}
            with self._http.stream(method, place, headers=own, content=content) as answer:
                if answer.status_code not in may:
                    if answer.status_code == 401:
                        self._token = ""
                    raise self._meaning(self._whole(answer, MOST_WORDS))
                yield answer

    def unreadable(self) -> Unavailable:
        """The answer is none of an inbox."""
        return Unavailable("inbox_words_unknown", address=self.address)

    def read(self, answer: Answer, reader: Callable[[bytes], T]) -> T:
        """What an answer's body says. Unavailable where it cannot be understood."""
        try:
            return reader(answer.body)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self.unreadable() from error

    def _open_session(self) -> None:
        challenge = self._ask("GET", "/v1/challenge", None, "challenge")
        said = {
            "station": station_of(self._key),
            "key": self._key.hex(),
            "challenge": challenge,
            "signature": self._sign(to_sign(self._fingerprint, challenge)).hex(),
        }
        self._token = self._ask("POST", "/v1/session", json.dumps(said).encode(), "token")

    def _ask(self, method: str, place: str, content: bytes | None, word: str) -> str:
        with self._http.stream(method, place, content=content) as raw:
            answer = self._whole(raw, MOST_WORDS)
        if answer.status == 401:  # in its own words: it will not go better by itself
            raise Refused(Problem("file", "inbox_shut", {"address": self.address, "said": _sentence(answer)[1]}))
        if answer.status != 200:
            raise self._meaning(answer)
        return self.read(answer, lambda body: str(json.loads(body)[word]))

    def _whole(self, answer: "httpx.Response", most: int) -> Answer:
        held = bytearray()
        for piece in answer.iter_raw():
            held += piece
            if len(held) > most:
                raise self.unreadable()
        return Answer(answer.status_code, answer.headers, bytes(held))

    def _meaning(self, answer: Answer) -> Exception:
        code, sentence = _sentence(answer)
        if answer.status in _LATER:
            later = Unavailable("inbox_later", address=self.address, said=sentence or answer.status)
            return BrokenOff(later, stale=answer.status == 401)
        if answer.status == 507:
            return Unavailable("inbox_full_there", address=self.address)
        if code:
            return Refused(Problem(code, "inbox_said", {"address": self.address, "said": sentence}))
        return self.unreadable()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong on the way, as this program tells it."""
        import httpx

        try:
            yield
        except httpx.HTTPError as error:
            cause: BaseException | None = error
            while cause is not None:
                if isinstance(cause, ssl.SSLCertVerificationError):
                    raise Unavailable("inbox_other", address=self.address) from error
                cause = cause.__cause__ or cause.__context__
            said = str(error) or type(error).__name__
            raise BrokenOff(Unavailable("inbox_unreachable", address=self.address, said=said)) from error


def _sentence(answer: Answer) -> tuple[str, str]:
    """The code and the sentence a refusal carries; "" where it carries none."""
    with suppress(ValueError, AttributeError, RecursionError):
        said = json.loads(answer.body)
        return str(said.get("code", "")), str(said.get("sentence", ""))
    return "", ""
