"""Themes on the web: whole forms, evidence that opens, all wordings shown, and nothing lost when two write at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.host.helpers import Running
from tests.host.studied import a_theme, hidden, notes_of, sent, studied, write_theme


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with studied(tmp_path_factory.mktemp("themes")) as host:
        yield host


def test_a_theme_is_written_whole_and_its_evidence_opens(host: Running) -> None:
    seen = host.browser("observer")
    first, second = notes_of(host)
    book = sent(
        seen,
        "/study/literature",
        citation="A paper on beds, 2012",
        address="https://example.org/beds",
        relation="differs",
    )
    assert book.status_code == 303
    other = write_theme(host, seen, "They hold back")
    more = {
        "against": f"note {second} They did not", "quotes": f"note {first} We cannot wait.", "contradicts": other,
        "literature": "a-paper-on-beds-2012", "artefact": "The centre had few seats.", "barrier": "Nobody may decide",
        "explains-1": "Habit", "shows-1": "They ask early", "by-1": "contacts-by-body",
        "explains-2": "The rules", "shows-2": "They ask for leave", "by-2": "started-share from_kind=commissioner to_kind=national-board",
        "who-1": "finance", "otherwise-1": "Nobody waited.", "held": "3", "runs": "4", "ensemble": "first", "ran": "share above 0.3",
    }  # fmt: skip
    name = write_theme(host, seen, "They look up", **more)
    page = seen.get(f"/study/themes/{name}").text
    for words in (
        "Nobody waited.",
        "We cannot wait.",
        "A paper on beds",
        "held in 3 of 4 runs",
        "Nobody may decide",
        "few seats",
    ):
        assert words in page, words
    for link in (
        "/study/event/2",
        f"/study/entry/{first}",
        f"/study/entry/{second}",
        "/study/measures/contacts-by-body",
    ):
        assert f'href="{link}"' in page and seen.get(link).status_code == 200, link
    assert f'href="/study/themes/{name}"' in seen.get(f"/study/themes/{other}").text
    listed = seen.get("/study/themes").text
    assert "contradict one another" in listed and "Nobody may decide" in listed
    body = host.house.notebook.of_kind("theme")[-1].body
    assert body["supports"] == (("note", first, ""), ("event", 2, "They waited."))
    assert len(body["mechanisms"]) == 2 and body["spread"][:2] == (3, 4)


def test_the_form_of_a_theme_shows_again_all_that_it_kept(host: Running) -> None:
    seen = host.browser("observer")
    rows = {"explains-1": "One", "shows-1": "So", "by-1": "contacts-by-body",
            "explains-2": "Two", "shows-2": "Thus", "by-2": "contacts-by-body"}  # fmt: skip
    name = write_theme(host, seen, "Shown again", **rows)
    before = host.house.notebook.of_kind("theme")[-1].body
    page = seen.get(f"/study/themes/{name}").text
    fields = dict(re.findall(r'<input class="nhsuk-input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    areas = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    chosen = dict(
        re.findall(r'<select[^>]*name="([^"]+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    )
    again = {
        **fields,
        **areas,
        **chosen,
        "origin": "play",
        "after": hidden(page, "after"),
        "key": hidden(page, "key"),
        "why": "Again.",
    }
    assert seen.post(f"/study/themes/{name}", again).status_code == 303
    after = host.house.notebook.of_kind("theme")[-1].body
    assert {k: v for k, v in after.items() if k not in ("after", "why")} == {
        k: v for k, v in before.items() if k not in ("after", "why")
    }


def test_two_who_write_at_once_lose_nothing(host: Running) -> None:
    one, two = host.browser("observer"), host.browser("observer")
    name = write_theme(host, one, "At once")
    path = f"/study/themes/{name}"
    pages = [each.get(path).text for each in (one, two)]
    for seen, page, words in zip((one, two), pages, ("By the first.", "By the second."), strict=True):
        data = a_theme(host, "At once", statement=words, after=hidden(page, "after"), key=hidden(page, "key"))
        assert seen.post(path, data).status_code == 303
    told = one.get(path).text
    assert "Written by two at once" in told and "By the first." in told and "By the second." in told
    settled = a_theme(
        host, "At once", statement="By both.", after=hidden(told, "after"), why="To do justice to both."
    )
    assert sent(one, path, **settled).status_code == 303
    told = one.get(path).text
    assert "Written by two at once" not in told and "first.</del>" in told.replace(
        "second.</del>", "first.</del>"
    )
    assert len(re.findall(r'href="/study/entry/\d+">Entry', told)) == 4


def test_a_theme_sent_twice_is_kept_once(host: Running) -> None:
    seen = host.browser("observer")
    data = a_theme(host, "Sent twice", key=hidden(seen.get("/study/themes/new").text, "key"))
    for _ in range(2):
        assert seen.post("/study/themes/new", data).status_code == 303
    assert [e.body["id"] for e in host.house.notebook.of_kind("theme")].count("sent-twice") == 1
    taken = sent(seen, "/study/themes/new", **a_theme(host, "Sent twice"))
    assert taken.status_code == 422 and "already" in taken.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("supports", "event elephant", "names no evidence"),
        ("supports", "event 999999", "has no event 999999"),
        ("supports", "note 999999", "is no note"),
        ("strength", "explicit", "does not carry the strength"),
        ("without", "", "does not say why"),
        ("explains-1", "Alone", "has no rival"),
        ("quotes", "note 1", "quotes no words"),
        ("statement", " ", "statement is empty"),
        ("held", "many", "no number of runs"),
        ("origin", "panel", "nothing that supports it"),
        ("after", "1", "no wording"),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_words_stay_in_the_form(
    host: Running, field: str, value: str, said: str
) -> None:
    seen = host.browser("observer")
    kept = len(host.house.notebook.entries())
    alone = {"supports": "event 2"} if field == "strength" else {}
    told = sent(
        seen, "/study/themes/new", **a_theme(host, f"Wrong {field} {len(said)}", **{**alone, field: value})
    )
    assert told.status_code == 422 and said in told.text.casefold()
    assert "There is a problem" in told.text and (
        field == "statement" or "might look up for leave" in told.text
    )
    assert len(host.house.notebook.entries()) == kept


def test_words_that_nobody_allowed_are_not_quoted(host: Running) -> None:
    seen = host.browser("observer")
    _, second = notes_of(host)
    told = sent(
        seen, "/study/themes/new", **a_theme(host, "Quoted", quotes=f"note {second} Not for the paper.")
    )
    assert told.status_code == 422 and "did not allow it" in told.text


def test_words_are_shown_and_never_run(host: Running) -> None:
    seen = host.browser("observer")
    said = 2
    name = write_theme(
        host, seen, "<i>Ran</i>", statement="<script>alert(1)</script>", supports=f"event {said} <img src=x>", **{"who-1": "<u>gp</u>",
        "otherwise-1": "<em>no</em>"},
    )  # fmt: skip
    for page in (seen.get(f"/study/themes/{name}").text, seen.get("/study/themes").text):
        for raw in ("<i>Ran", "<script>alert", "<img src=x", "<u>gp", "<em>no"):
            assert raw not in page
    assert "&lt;script&gt;alert(1)" in seen.get(f"/study/themes/{name}").text


def test_a_theme_is_put_aside_with_a_reason_and_stands_again(host: Running) -> None:
    seen = host.browser("observer")
    name = write_theme(host, seen, "Aside")
    path = f"/study/themes/{name}"
    assert sent(seen, f"{path}/aside", form=path).status_code == 422
    assert sent(seen, f"{path}/aside", form=path, **{"aside-why": "Too thin."}).status_code == 303
    assert "Too thin." in seen.get("/study/themes").text.split("Put aside")[1]
    again = a_theme(host, "Aside", after=hidden(seen.get(path).text, "after"))
    assert sent(seen, path, **again).status_code == 303
    assert not host.house.notebook.of_kind("theme")[-1].body["put_aside"]
    assert seen.get("/study/themes/none-such").status_code == 404
    assert sent(seen, "/study/themes/none-such", form=path, **again).status_code == 404


def test_what_was_coded_alike_begins_a_theme(host: Running) -> None:
    seen = host.browser("observer")
    first, _ = notes_of(host)
    assert sent(seen, f"/study/code/note/{first}", code="looks-up", topic="money").status_code == 303
    page = seen.get("/study/themes").text
    assert "code=looks-up" in page
    form = seen.get("/study/themes/new?subject=commissioners&code=looks-up").text
    assert f"note {first}" in form and '<option value="commissioners" selected' in form


def test_a_learning_point_has_an_owner_and_asks_something_of_somebody_known(host: Running) -> None:
    seen = host.browser("observer")
    theme = write_theme(host, seen, "To learn from")
    first, _ = notes_of(host)
    data = {
        "theme": theme, "sort": "to do", "statement": "Say who may decide.", "addressee": "regional body", "owner": "saltmere",
        "skill_gap": "foresight", "action": "They might write it down.", "origin": "play", "supports": f"note {first}",
    }  # fmt: skip
    form = f"/study/points/new?theme={theme}"
    for field, value, said in (
        ("addressee", "", "addressee"),
        ("owner", "the moon", "owner"),
        ("theme", "none", "there is no theme"),
    ):
        told = sent(seen, "/study/points/new", form=form, **{**data, field: value})
        assert told.status_code == 422 and said in told.text.casefold(), field
    told = sent(seen, "/study/points/new", form=form, **data)
    assert told.status_code == 303
    path = told.headers["location"]
    assert "Say who may decide." in seen.get(f"/study/themes/{theme}").text
    one, two = seen.get(path).text, host.browser("observer")
    assert (
        sent(two, path, **{**data, "statement": "Say it soon.", "after": hidden(one, "after")}).status_code
        == 303
    )
    assert (
        sent(seen, path, **{**data, "statement": "Say it well.", "after": hidden(one, "after")}).status_code
        == 303
    )
    page = seen.get(path).text
    assert "Say it soon." in page and "Say it well." in page and "without having seen" in page


def test_the_scope_table_says_what_people_said_beside_the_rule(host: Running) -> None:
    seen = host.browser("observer")
    question = host.house.patch.charter.questions[0]
    path = f"/study/scope?name={question.id}"
    bare = sent(seen, "/study/scope", form=path, name=question.id, how_far="explored", why="")
    assert bare.status_code == 422
    assert (
        sent(
            seen,
            "/study/scope",
            form=path,
            name=question.id,
            how_far="touched",
            why="They spoke of it at lunch.",
        ).status_code
        == 303
    )
    assert (
        sent(
            seen, "/study/scope", matter="Prisons", how_far="not explored", why="Nobody sat for them."
        ).status_code
        == 303
    )
    page = seen.get("/study/scope").text
    assert "They spoke of it at lunch." in page and "Prisons" in page and "Said by people" in page


def test_a_talk_with_a_panel_is_a_voice_of_its_own(host: Running) -> None:
    talk = {
        "panel": "Carers",
        "date": "2031-07-09",
        "roles": "carer\nvolunteer",
        "words": "We were not asked.",
        "next_steps": "Ask us.",
    }
    for who in (host.browser("observer"), host.browser("seat", "control.moderator")):
        assert sent(who, "/study/panel", **talk).status_code == 303
    kept = host.house.notebook.of_kind("panel-talk")
    assert [entry.origin for entry in kept] == ["outside", "outside"]
    seen = host.browser("observer")
    assert sent(seen, "/study/panel", **{**talk, "date": "soon"}).status_code == 422
    cited = a_theme(
        host, "By carers", origin="panel", supports=f"panel {kept[0].number}", without="They did not play."
    )
    told = sent(seen, "/study/themes/new", **cited)
    assert told.status_code == 303
    assert "raised only later" in seen.get(told.headers["location"]).text


def test_a_player_never_comes_in(host: Running) -> None:
    player = host.browser("seat", "buft.chief")
    kept = len(host.house.notebook.entries())
    for path in ("/study/themes", "/study/themes/new", "/study/points/new", "/study/literature", "/study/scope", "/study/panel",
                 "/study/validation", "/study/validation/new", "/study/entry/1", "/study/report", "/study/code"):  # fmt: skip
        assert player.get(path).status_code == 403, path
    for path in (
        "/study/themes/new",
        "/study/points/new",
        "/study/literature",
        "/study/scope",
        "/study/panel",
        "/study/validation/new",
    ):
        assert player.post(path, {"key": "p", **a_theme(host, "By a player")}).status_code == 403, path
    assert len(host.house.notebook.entries()) == kept
