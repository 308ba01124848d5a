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
        world = played.session.view(holder.seat).world
        mine = holder.memory.organisation
        for number in holder.memory.plans_here:
            assert all(review.by != mine for review in world.plans[number].reviews), holder.seat
        for number in holder.memory.plans_read:
            judged += 1
            assert any(review.by == mine for review in world.plans[number].reviews), holder.seat
    assert judged
