"""Limits: guessing codes, long bodies, floods of acts."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from shirehall.host import limits
from shirehall.host.codes import CODE_BITS
from shirehall.host.limits import (
    ALL_A_SECOND,
    ALL_BURST,
    MOST_SOURCES,
    MOST_WAITING,
    SOURCE_A_SECOND,
    SOURCE_BURST,
    Acts,
    Bodies,
    Bucket,
    ComeAgain,
    Guesses,
    chance_of_a_hit,
    source_of,
)
from tests.host.asgi import call, called, jumping, scope_of

HALL = "192.0.2.7"


class Guesser:
    """Wrong codes from some addresses, as fast as they are answered."""

    def __init__(self, guesses: Guesses, addresses: list[str]) -> None:
        self.guesses, self.addresses, self.tried = guesses, addresses, 0

    async def at_it(self, hands: int, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + seconds

        async def one(address: str) -> None:
            while asyncio.get_running_loop().time() < until:
                try:
                    async with self.guesses.turn(address) as turn:
                        self.tried += 1
                        turn.wrong()
                except ComeAgain:
                    await asyncio.sleep(0.5)  # a guesser does not mind being told

        await asyncio.gather(*(one(address) for address in self.addresses for _ in range(hands)))


def limiter(**more: float) -> Guesses:
    loop = asyncio.get_running_loop()
    return Guesses(loop.time, **more)


def hour_of_guessing(make: Callable[[], Guesses], addresses: list[str]) -> tuple[int, float]:
    """How many codes were tried, and in how many seconds: an hour, and what waited when it was over."""

    async def play() -> tuple[int, float]:
        guesser = Guesser(make(), addresses)
        await guesser.at_it(hands=4, seconds=3600)
        return guesser.tried, asyncio.get_running_loop().time()

    tried, seconds = jumping(play())
    assert 3600 <= seconds < 3620
    return tried, seconds


# ---- G14 ----------------------------------------------------------------------------------------------------


def test_the_chance_of_guessing_any_of_eighty_seats_in_eight_hours_is_below_one_in_a_hundred_thousand() -> (
    None
):
    assert chance_of_a_hit(8, 80) <= 1e-5
    assert CODE_BITS == 40
    # the other codes of the catalogue of figures, at ten guesses a minute in all
    assert chance_of_a_hit(8, 80, a_second=1 / 6, burst=0, bits=25) == pytest.approx(0.0114, rel=0.01)
    assert chance_of_a_hit(8, 80, a_second=1 / 6, burst=0) == pytest.approx(3.5e-7, rel=0.01)


def test_the_limiter_keeps_to_the_rate_from_which_that_chance_is_computed() -> None:
    many, seconds = hour_of_guessing(limiter, [f"198.51.100.{number}" for number in range(12)])
    assert many <= ALL_BURST + ALL_A_SECOND * seconds + 1
    assert many > ALL_A_SECOND * seconds * 0.95  # and it is the limiter, not the test, that holds it there


def test_one_address_is_kept_to_its_own_share() -> None:
    many, seconds = hour_of_guessing(limiter, [HALL])
    assert many <= SOURCE_BURST + SOURCE_A_SECOND * seconds + 1


def test_a_limiter_that_does_not_charge_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> int:
        guesses = limiter()
        monkeypatch.setattr(guesses, "_charge", lambda _bucket: None)
        tried = 0
        for _ in range(2000):
            async with guesses.turn(HALL) as turn:
                turn.wrong()
                tried += 1
        return tried if asyncio.get_running_loop().time() < 1 else 0

    assert jumping(play()) > ALL_BURST + ALL_A_SECOND  # 2,000 in no time: the two tests above would fail


# ---- T1: the room behind one address ------------------------------------------------------------------------


async def honest(guesses: Guesses, wrong_first: bool) -> float:
    """Somebody with a card: perhaps one slip of the finger, then the right code. Returns the seconds it took."""
    clock = asyncio.get_running_loop()
    began = clock.time()
    for right in (False, True) if wrong_first else (True,):
        async with guesses.turn(HALL) as turn:
            if not right:
                turn.wrong()
    return clock.time() - began


def seventy_beside_a_guesser(make: Callable[[], Guesses]) -> tuple[list[float], int]:
    async def play() -> tuple[list[float], int]:
        guesses = make()
        guesser = Guesser(guesses, [HALL])
        guessing = asyncio.create_task(guesser.at_it(hands=8, seconds=600))
        await asyncio.sleep(300)  # the allowance is long used up
        before = guesser.tried
        taken = await asyncio.gather(*(honest(guesses, False) for _ in range(70)))
        during = guesser.tried - before
        guessing.cancel()
        return list(taken), during

    result: tuple[list[float], int] = jumping(play())
    return result


def test_seventy_joins_from_one_address_pass_while_a_guesser_there_is_throttled() -> None:
    taken, guessed = seventy_beside_a_guesser(limiter)
    assert len(taken) == 70 and max(taken) < 10
    assert guessed <= SOURCE_A_SECOND * max(taken) + 2


def test_a_limiter_that_charges_right_codes_too_locks_the_room_out() -> None:
    """The seeded mutant, and the reason why only wrong codes count."""

    class Charging(Guesses):
        def turn(self, source: str) -> Any:  # type: ignore[override]
            outer = super().turn(source)

            class Always:
                async def __aenter__(self) -> Any:
                    turn = await outer.__aenter__()
                    turn.wrong()
                    return turn

                async def __aexit__(self, *fault: Any) -> Any:
                    return await outer.__aexit__(*fault)

            return Always()

    with pytest.raises(ComeAgain):
        seventy_beside_a_guesser(lambda: Charging(asyncio.get_running_loop().time))


def test_a_room_of_people_who_mistype_once_is_not_slowed() -> None:
    async def play() -> list[float]:
        guesses = limiter()
        return await asyncio.gather(*(honest(guesses, number % 2 == 0) for number in range(70)))

    assert max(jumping(play())) == 0


def test_another_address_is_not_slowed_by_one_that_guesses() -> None:
    async def play() -> float:
        guesses = limiter()
        guessing = asyncio.create_task(Guesser(guesses, ["203.0.113.9"]).at_it(hands=50, seconds=600))
        await asyncio.sleep(300)
        taken = await honest(guesses, False)
        guessing.cancel()
        return taken

    assert jumping(play()) == 0


def test_too_many_at_once_are_told_to_come_again_and_use_no_memory() -> None:
    async def play() -> tuple[int, int]:
        guesses = limiter()
        told = 0

        async def one() -> None:
            nonlocal told
            try:
                async with guesses.turn(HALL) as turn:
                    turn.wrong()
            except ComeAgain as fault:
                assert fault.seconds >= 1
                told += 1

        await asyncio.gather(*(one() for _ in range(5000)))
        return told, guesses.wrong_codes

    told, wrong = jumping(play())
    assert (
        told + wrong == 5000 and told >= 5000 - MOST_WAITING and wrong <= SOURCE_BURST + SOURCE_A_SECOND * 16
    )


def test_the_number_of_addresses_remembered_is_bounded_and_the_days_allowance_holds_over_them() -> None:
    async def play() -> tuple[int, int]:
        guesses = limiter()
        for number in range(MOST_SOURCES + 500):
            try:
                async with guesses.turn(f"2001:db8:{number:x}::/64") as turn:
                    turn.wrong()
            except ComeAgain:
                continue
        return len(guesses._sources), guesses.wrong_codes

    sources, wrong = jumping(play())
    assert sources <= MOST_SOURCES and wrong == MOST_SOURCES + 500


def test_somebody_who_gives_up_waiting_leaves_the_queue() -> None:
    async def play() -> int:
        guesses = limiter()
        guessing = asyncio.create_task(Guesser(guesses, [HALL]).at_it(hands=20, seconds=100))
        await asyncio.sleep(50)
        guessing.cancel()
        await asyncio.gather(guessing, return_exceptions=True)
        await asyncio.sleep(60)
        assert await honest(guesses, True) == 0
        return guesses._source(HALL).waiting

    assert jumping(play()) == 0


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "unknown"),
    ],
)
def test_a_source_is_an_address_or_a_network_of_sixty_four_bits(address: str, source: str) -> None:
    assert source_of(scope_of("GET", "/", {"x-forwarded-for": "1.2.3.4"}, client=address)) == source


# ---- bodies -------------------------------------------------------------------------------------------------


class Echo:
    """An application that says how much it was sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        self.bodies.append(message.get("body", b""))
        assert not message.get("more_body")
        await limits.plain(send, 200, "taken")


def test_a_body_is_handed_on_whole() -> None:
    echo = Echo()
    assert call(Bodies(echo, most=100), "POST", "/x", chunks=(b"a" * 60, b"b" * 40)).status == 200
    assert echo.bodies == [b"a" * 60 + b"b" * 40]


def test_a_body_too_long_is_refused_whether_it_says_so_or_not() -> None:
    echo = Echo()
    app = Bodies(echo, most=100)
    assert call(app, "POST", "/x", {"content-length": "101"}, chunks=(b"a" * 101,)).status == 413
    assert call(app, "POST", "/x", {"content-length": "10"}, chunks=(b"a" * 101,)).status == 413
    assert call(app, "POST", "/x", chunks=(b"a" * 60, b"b" * 41)).status == 413
    assert call(app, "POST", "/x", {"content-length": "9" * 40}, chunks=()).status == 413
    assert echo.bodies == []


def test_packs_may_be_longer_than_acts() -> None:
    app = Bodies(Echo(), most=100, wider={"/run/pack": 1000})
    assert call(app, "POST", "/run/pack", chunks=(b"a" * 900,)).status == 200
    assert call(app, "POST", "/run/pack", chunks=(b"a" * 1001,)).status == 413
    assert call(app, "POST", "/act", chunks=(b"a" * 900,)).status == 413


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    echo = Echo()
    assert jumping(called(Bodies(echo), "POST", "/x", {}, (b"...",))).status == 408
    assert echo.bodies == []


def test_a_body_without_an_end_is_thrown_away_as_it_comes_and_then_cut_off() -> None:
    taken: list[int] = []

    async def play() -> int:
        async def receive() -> dict[str, Any]:
            taken.append(64 * 1024)
            return {"type": "http.request", "body": b"x" * taken[-1], "more_body": True}

        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await Bodies(Echo())(scope_of("POST", "/x", {}), receive, send)
        return int(sent[0]["status"])

    assert asyncio.run(play()) == 413
    assert (
        limits.LONGEST_THROWN_AWAY
        < sum(taken)
        <= limits.LONGEST_BODY + limits.LONGEST_THROWN_AWAY + 128 * 1024
    )


# ---- T27: acts ----------------------------------------------------------------------------------------------


def test_one_seats_thousand_acts_a_second_are_held_while_sixty_nine_go_on() -> None:
    now = [0.0]
    acts = Acts(lambda: now[0])
    accepted = dict.fromkeys(range(70), 0)
    for tick in range(10_000):  # ten seconds, a thousandth at a time
        now[0] = tick / 1000
        accepted[0] += acts.take("abuser") == 0
        if tick % 500 == 0:
            for seat in range(1, 70):
                accepted[seat] += acts.take(f"seat.{seat}") == 0
    assert accepted[0] <= limits.ACTS_BURST + limits.ACTS_A_SECOND * 10 + 1
    assert all(accepted[seat] == 20 for seat in range(1, 70))
    assert set(acts.held) == {"abuser"}


def test_kept_drafts_sent_at_once_after_a_lost_connection_all_pass() -> None:
    acts = Acts(lambda: 0.0)
    assert [acts.take("seat") for _ in range(30)] == [0.0] * 30
    with pytest.raises(ComeAgain) as told:
        acts.check("seat")
    assert told.value.seconds == 1


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    bucket = Bucket(1, 1, 100)
    bucket.take(100)
    assert bucket.wait(50) == 1 and bucket.wait(100.5) == pytest.approx(0.5)
    assert bucket.wait(101) == 0
