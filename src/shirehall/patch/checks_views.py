"""Checks of the views that were canvassed before the design."""

from __future__ import annotations

from collections.abc import Iterator

from shirehall.errors import PackFault
from shirehall.patch.draft import Draft
from shirehall.patch.views import VIEWS

LEAST = 3
"""How many questions a canvass has at least."""


def views_differ(draft: Draft) -> Iterator[PackFault]:
    """A canvass has three questions or more, and each keeps answers that differ, from more than one voice."""
    source = draft.yamls.get(VIEWS)
    if source is None:
        return
    every = list(draft.each(VIEWS))
    if len(every) < LEAST:
        yield PackFault(
            f"only {len(every)} questions were put to people before the design.",
            where=source.place(),
            mend=f"ask {LEAST} or more, such as why, who and where; or leave the file out.",
        )
    for path, asked in every:
        said = {" ".join(view.says.casefold().split()) for view in asked.answers}
        if len(said) < 2 or len({view.who.casefold() for view in asked.answers}) < 2:
            yield PackFault(
                f"the question `{asked.id}` keeps no spread of answers.",
                where=draft.place(VIEWS, (*path, "id")),
                mend="give two answers that differ, from two voices or more.",
            )
