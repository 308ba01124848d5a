"""The register in PostgreSQL: the same answers, apart from other days, and erased from its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from shirehall.errors import UsageError
from shirehall.host.codes import Secret
from shirehall.host.register import Joined, Refused, Register
from shirehall.host.stores import beside_in
from tests.record.server import Server

CANARY = "Zephyrine Quokkathwaite"


def of_day(server: Server, day: str) -> Register:
    return Register(beside_in(server.address(day)), Secret(b"s" * 32))


def test_seats_codes_and_people_of_one_day_are_not_those_of_another(server: Server) -> None:
    one, other = of_day(server, "monday"), of_day(server, "tuesday")
    code = one.invite("seat", "trust.chief").code
    assert other.redeem(code) == Refused("unknown")
    joined = one.redeem(code)
    assert isinstance(joined, Joined)
    assert one.who(joined.token) == joined.holder and other.who(joined.token) is None
    assert isinstance(one.redeem(code), Refused)
    fresh = one.release("trust.chief")
    assert one.who(joined.token) is None and isinstance(one.redeem(fresh.code), Joined)
    one.close()
    other.close()


def test_erasing_leaves_no_name_in_any_table(server: Server) -> None:
    register = of_day(server, "wednesday")
    for number in range(20):
        register.add_person(f"seat.{number}", f"{CANARY} {number}", consent=True, wording="1")
    register.note_reading("seat.1", "role")
    assert register.erase(seat="seat.1").people == 1 and len(register.names()) == 19
    assert register.erase().people == 19 and register.names() == ()
    with register._engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")
    tables = [path for path in Path(server.folder, "data", "base").rglob("*") if path.is_file()]
    assert tables and not [path for path in tables if CANARY.encode() in path.read_bytes()]
    with pytest.raises(UsageError, match="own tools"):
        register.copy_to(server.folder / "copy")
    register.close()


def test_after_a_restart_of_the_database_people_still_come_in(server: Server) -> None:
    register = of_day(server, "thursday")
    code = register.invite("seat", "trust.chief").code
    server.stop("fast")
    server.process = server._started()
    server.wait()
    assert isinstance(register.redeem(code), Joined)
    register.close()
