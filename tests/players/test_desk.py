"""What a body has judged or answered lies on nobody's desk there any more, and no longer stands before what came after it."""

from __future__ import annotations

from tests.players.helpers import usual_year


def test_a_question_that_somebody_of_the_body_replied_to_is_off_every_desk() -> None:
    played = usual_year()
    lying = 0
    for holder in played.driver.holders.values():
        view = played.session.view(holder.seat)
        for number in holder.memory.questions:
            lying += 1
            asked = view.events[number - 1]
            assert not any(
                e.organisation == holder.memory.organisation and e.in_reply_to == asked.seq
                for e in view.events[: holder.read]
            ), (holder.seat, number)
    assert lying


def test_a_plan_that_the_body_judged_is_kept_apart_from_those_that_wait() -> None:
    played = usual_year()
    judged = 0
    for holder in played.driver.holders.values():
        mine = holder.memory.organisation
        read = played.session.view(holder.seat).events[: holder.read]
        said = {e.subject for e in read if e.kind == "plan-reviewed" and e.organisation == mine}
        assert said.isdisjoint(holder.memory.plans_here), holder.seat
        assert said.issuperset(holder.memory.plans_read), holder.seat
        judged += len(holder.memory.plans_read)
    assert judged
