"""The register: one seat, one code, one browser; names apart; and erasing them everywhere."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from shirehall.errors import UsageError
from shirehall.host import register_people
from shirehall.host.codes import new_token, token_hash
from shirehall.host.register import Joined, Refused, Register
from shirehall.host.register_book import INVITATION, PERSON, SESSION, sqlite_book

MANY = 20
CANARY = "Zephyrine Quokkathwaite"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **ahead: float) -> None:
        self.now += timedelta(**ahead)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(tmp_path: Path, clock: Clock) -> Iterator[Register]:
    made = Register.in_folder(tmp_path, now=clock)
    yield made
    made.close()


def joined(register: Register, text: str, held: str = "") -> Joined:
    answer = register.redeem(text, held=held)
    assert isinstance(answer, Joined), answer
    return answer


def refused(register: Register, text: str, held: str = "") -> str:
    answer = register.redeem(text, held=held)
    assert isinstance(answer, Refused), answer
    assert answer.words
    return answer.reason


# ---- codes --------------------------------------------------------------------------------------------------


def test_a_seat_has_one_invitation_and_its_code_opens_it_once(register: Register) -> None:
    invitation = register.invite("seat", "trust.chief")
    assert register.invite("seat", "trust.chief") == invitation
    holder = joined(register, invitation.shown.lower()).holder
    assert (holder.kind, holder.seat) == ("seat", "trust.chief")
    assert refused(register, invitation.code) == "taken"
    assert refused(register, invitation.link) == "taken"
    assert register.invitation("trust.chief").held == 1


def test_a_code_that_never_was_and_one_that_was_released_are_answered_alike(register: Register) -> None:
    old = register.invite("seat", "trust.chief")
    joined(register, old.code)
    register.release("trust.chief")
    never = register.redeem("00000000")
    assert register.redeem(old.code) == register.redeem(old.link) == never == Refused("unknown")


def test_release_ends_the_old_session_at_once_and_says_so(register: Register) -> None:
    ended: list[tuple[str, ...]] = []
    register.when_ended(ended.append)
    first = joined(register, register.invite("seat", "trust.chief").code)
    assert register.who(first.token) == first.holder
    fresh = register.release("trust.chief")
    assert ended == [(first.holder.session,)]
    assert register.who(first.token) is None
    second = joined(register, fresh.code)
    assert register.who(second.token) == second.holder != first.holder
    assert register.who(first.token) is None  # a replayed cookie


def test_the_same_browser_may_come_again_and_its_token_turns(register: Register) -> None:
    invitation = register.invite("seat", "trust.chief")
    first = joined(register, invitation.code)
    second = joined(register, invitation.link, held=first.token)
    assert second.token != first.token
    assert register.who(first.token) is None and register.who(second.token) is not None
    assert refused(register, invitation.code) == "taken"


def test_a_token_planted_before_joining_is_never_taken_over(register: Register) -> None:
    planted = new_token()
    token = joined(register, register.invite("seat", "trust.chief").code, held=planted).token
    assert token != planted and register.who(planted) is None


def test_a_browser_with_a_seat_does_not_lose_it_to_another_link(register: Register) -> None:
    mine = joined(register, register.invite("seat", "trust.chief").code)
    other = register.invite("seat", "trust.nurse")
    assert refused(register, other.code, held=mine.token) == "seated"
    assert register.who(mine.token) == mine.holder
    assert joined(register, other.code).holder.seat == "trust.nurse"


def test_leaving_ends_the_session_and_the_code_stays_used(register: Register) -> None:
    invitation = register.invite("seat", "trust.chief")
    mine = joined(register, invitation.code)
    register.leave(mine.token)
    assert register.who(mine.token) is None
    assert refused(register, invitation.code) == "taken"
    assert joined(register, register.release("trust.chief").code)


def test_facilitators_share_their_seat_and_may_leave_and_come_again(register: Register) -> None:
    staff = register.invite_staff("control.moderator")
    tokens = [joined(register, staff.code).token for _ in range(staff.places)]
    assert refused(register, staff.code) == "taken"
    register.leave(tokens[0])
    assert joined(register, staff.code)


def test_observers_and_walls_have_a_code_each(register: Register) -> None:
    one, two, wall = (
        register.invite("observer"),
        register.invite("observer"),
        register.invite("wall", label="hall"),
    )
    assert len({one.code, two.code, wall.code}) == 3
    assert joined(register, one.code).holder.kind == "observer"
    assert joined(register, wall.code).holder.kind == "wall"
    register.withdraw(two.number)
    assert refused(register, two.code) == "unknown"
    with pytest.raises(UsageError):
        register.invite("seat")
    with pytest.raises(UsageError):
        register.invite("wall", "trust.chief")


def test_two_browsers_at_once_and_one_has_the_seat(register: Register) -> None:
    for number in range(8):
        code = register.invite("seat", f"seat.{number}").code
        gate = threading.Barrier(4)

        def run(code: str = code, gate: threading.Barrier = gate) -> Joined | Refused:
            gate.wait()
            return register.redeem(code)

        with ThreadPoolExecutor(4) as pool:
            answers = [each.result() for each in [pool.submit(run) for _ in range(4)]]
        assert sum(isinstance(answer, Joined) for answer in answers) == 1


def test_a_session_ends_by_itself_after_a_fortnight(register: Register, clock: Clock) -> None:
    mine = joined(register, register.invite("seat", "trust.chief").code)
    clock.on(days=13)
    assert register.who(mine.token)
    clock.on(days=1, seconds=1)
    assert register.who(mine.token) is None


def test_sessions_and_cards_outlive_a_restart(tmp_path: Path, register: Register, clock: Clock) -> None:
    invitation = register.invite("seat", "trust.chief")
    mine = joined(register, invitation.code)
    again = Register.in_folder(tmp_path, now=clock)
    assert again.who(mine.token) == mine.holder
    assert [one.code for one in again.invitations()] == [invitation.code]
    again.close()


def test_neither_code_nor_token_is_in_the_file(tmp_path: Path, register: Register) -> None:
    invitation = register.invite("seat", "trust.chief")
    token = joined(register, invitation.code).token
    register.close()
    for file in tmp_path.iterdir():
        kept = file.read_bytes()
        for word in (invitation.code, invitation.shown, invitation.link, token):
            assert word.encode() not in kept, (file.name, word)
    with sqlite3.connect(tmp_path / "register.sqlite") as file:
        assert file.execute("select hash from register_session").fetchall() == [(token_hash(token),)]


def test_a_released_seat_is_never_known_again_though_many_ask(register: Register) -> None:
    """Reading while another ends: what was ended is not put back into memory by a reader that came too late."""
    mine = joined(register, register.invite("seat", "trust.chief").code)
    stop = threading.Event()

    def asking() -> None:
        while not stop.is_set():
            register.who(mine.token)

    askers = [threading.Thread(target=asking) for _ in range(3)]
    for one in askers:
        one.start()
    register.release("trust.chief")
    stop.set()
    for one in askers:
        one.join()
    assert register.who(mine.token) is None


# ---- people -------------------------------------------------------------------------------------------------


def test_a_name_is_shown_only_with_consent(register: Register) -> None:
    shy = register.add_person("trust.chief", CANARY)
    assert register.badges() == {} and shy.badge == ""
    register.agree(shy.number, True, "badge-1")
    assert register.badges() == {"trust.chief": CANARY}
    kept = register.person(shy.number)
    assert kept.consent and kept.wording == "badge-1" and kept.consented
    register.agree(shy.number, False, "badge-1")
    assert register.badges() == {}
    with pytest.raises(UsageError, match="wording"):
        register.add_person("trust.nurse", "A", consent=True)


def test_invited_confirmed_present_and_left_are_told_apart(register: Register, clock: Clock) -> None:
    here = register.add_person("trust.chief", "A Person", comes_from="a real trust")
    away = register.add_person("trust.nurse", "B Person")
    assert here.attendance == "invited"
    clock.on(days=20)
    assert register.attend(here.number, "confirmed").attendance == "confirmed"
    clock.on(days=10)
    joined(register, register.invite("seat", "trust.chief").code)  # coming in is being present
    seats = register.attendance()
    assert (
        seats["trust.chief"][0].attendance == "present"
        and seats["trust.chief"][0].invited < seats["trust.chief"][0].present
    )
    assert seats["trust.nurse"][0].attendance == "invited" and not seats["trust.nurse"][0].present
    register.release("trust.chief")
    assert register.person(here.number).attendance == "left"
    assert register.sitter("trust.chief") is None and register.sitter("trust.nurse") == register.person(
        away.number
    )


def test_the_first_moment_counts(register: Register, clock: Clock) -> None:
    person = register.add_person("trust.chief", "A")
    first = register.attend(person.number, "present").present
    clock.on(hours=1)
    assert register.attend(person.number, "present").present == first


def test_readings_are_kept_by_seat_and_paper(register: Register, clock: Clock) -> None:
    opened = register.note_reading("trust.chief", "role")
    assert opened.opened and not opened.read
    clock.on(hours=2)
    read = register.note_reading("trust.chief", "role", read=True)
    assert read.opened == opened.opened and read.read > opened.opened
    register.note_reading("trust.nurse", "role")
    assert register.readings("trust.chief") == (read,) and len(register.readings()) == 2


def test_looks_of_facilitators_are_listed(register: Register) -> None:
    register.note_look("control.moderator", "private notes", "trust.chief")
    assert [(one.by, one.what, one.whose) for one in register.looks()] == [
        ("control.moderator", "private notes", "trust.chief")
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("two\nlines", "two lines"),
        ("a\x00b", "ab"),
        ("bidi\u202egnp.exe", "bidignp.exe"),
        ("  A   B ", "A B"),
        ("Zoë", "Zoë"),
    ],
)
def test_a_name_is_one_line_of_signs_that_print(register: Register, typed: str, kept: str) -> None:
    """Whoever types a strange sign is not sent away: their code has been used up by then."""
    assert register.add_person("trust.chief", typed).name == kept
    with pytest.raises(UsageError, match="at most"):
        register.add_person("trust.chief", "x" * 121)


# ---- erasing ------------------------------------------------------------------------------------------------


def found(folder: Path, word: str) -> list[str]:
    return sorted(
        str(file) for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()
    )


def peopled(register: Register) -> None:
    for number in range(MANY):
        register.add_person(
            f"seat.{number}", f"{CANARY} {number}", comes_from=f"{CANARY} Trust", consent=True, wording="1"
        )


@pytest.mark.parametrize("whole", [True, False])
def test_after_erasing_no_name_is_left_in_the_file_its_log_or_its_copies(
    tmp_path: Path, register: Register, whole: bool
) -> None:
    peopled(register)
    (tmp_path / "copies").mkdir()
    register.copy_to(tmp_path / "copies" / "register.sqlite")
    assert len(found(tmp_path, CANARY)) >= 2
    if whole:
        gone = register.erase()
        assert (gone.people, gone.scope, gone.unreached) == (MANY, "everybody", ())
    else:
        assert sum(register.erase(seat=f"seat.{number}").people for number in range(MANY)) == MANY
    assert found(tmp_path, CANARY) == []
    register.close()
    assert found(tmp_path, CANARY) == []


def test_without_wiping_names_would_be_left_and_the_search_finds_them(
    tmp_path: Path, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded mutant: rows deleted, file not written anew, copies forgotten."""
    peopled(register)
    register.copy_to(tmp_path / "copy.sqlite")
    monkeypatch.setattr(Register, "_wipe", lambda self: None)
    monkeypatch.setattr(register_people.People, "_erase_copies", lambda self: ())
    register.erase()
    assert found(tmp_path, CANARY)


def test_one_person_is_erased_and_the_others_stay(tmp_path: Path, register: Register) -> None:
    gone = register.add_person("trust.chief", CANARY)
    stays = register.add_person("trust.nurse", "Somebody Else")
    told = register.erase(gone.number, why="asked by letter")
    assert (told.people, told.scope) == (1, "one")
    assert register.names() == (stays,) and found(tmp_path, CANARY) == []
    assert [(one.people, one.why) for one in register.deletions()] == [(1, "asked by letter")]
    with pytest.raises(UsageError, match="erased"):
        register.person(gone.number)


def test_erasing_everybody_ends_every_session_and_code(register: Register) -> None:
    ended: list[tuple[str, ...]] = []
    register.when_ended(ended.append)
    invitation = register.invite("seat", "trust.chief")
    mine = joined(register, invitation.code)
    assert register.who(mine.token)
    register.erase()
    assert register.who(mine.token) is None and ended == [(mine.holder.session,)]
    assert refused(register, invitation.code) == "unknown"
    with sa.create_engine(f"sqlite:///{register._engine.url.database}").connect() as file:
        for table in (PERSON, SESSION, INVITATION):
            assert file.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 0


def test_a_copy_that_cannot_be_reached_is_told(tmp_path: Path, register: Register) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    register.add_person("trust.chief", CANARY)
    register.copy_to(stick / "copy.sqlite")
    stick.rename(tmp_path / "drawer")
    assert register.erase().unreached == (str(stick / "copy.sqlite"),)


def test_names_are_kept_ninety_days_after_the_day_and_then_erased(register: Register, clock: Clock) -> None:
    register.add_person("trust.chief", CANARY)
    register.day_ended()
    clock.on(days=89)
    assert register.sweep() is None
    clock.on(days=2)
    swept = register.sweep()
    assert swept is not None and swept.people == 1 and register.names() == ()
    assert register.sweep() is None and register.kept_until() is None


def test_people_of_the_next_day_in_the_same_folder_are_kept_their_own_time(
    register: Register, clock: Clock
) -> None:
    register.add_person("trust.chief", CANARY)
    register.day_ended()
    clock.on(days=60)
    register.add_person("trust.nurse", CANARY)  # invited to the next day
    clock.on(days=60)
    assert register.sweep() is None
    clock.on(days=31)
    assert register.sweep() is not None and register.setting("ended") == ""


def test_names_of_a_day_that_nobody_ended_are_erased_all_the_same(register: Register, clock: Clock) -> None:
    register.keep_for(10)
    register.add_person("trust.chief", CANARY, invited=False)
    until = register.kept_until()
    assert until is not None and until - clock() == timedelta(days=10)
    clock.on(days=5)
    person = register.names()[0]
    register.attend(person.number, "present")  # the day itself: from then on it is counted
    assert register.kept_until() == clock() + timedelta(days=10)
    clock.on(days=11)
    assert register.sweep() is not None
    with pytest.raises(UsageError):
        register.keep_for(0)


def test_the_file_is_its_owners_alone_and_is_on_disk_after_each_write(tmp_path: Path) -> None:
    engine = sqlite_book(tmp_path / "r.sqlite")
    with engine.connect() as connection:
        for pragma, value in (("synchronous", 2), ("journal_mode", "wal"), ("secure_delete", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
    engine.dispose()
    assert (tmp_path / "r.sqlite").stat().st_mode & 0o077 == 0


def test_a_register_that_cannot_be_written_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="register cannot be written"):
        sqlite_book(tmp_path / "nowhere" / "r.sqlite")
