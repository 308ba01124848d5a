"""The website on which patients say what they met: the shape of `website` in `pack.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shirehall.patch.figures import Figure, Id, Strict


class Website(Strict):
    """Where patients say what they met, for everybody to read: from which round on, and how many comments a month are put up.

    Every `review_every` months whoever inspects is shown the sites of which bad things are said more than of others.
    """

    opens: Id
    comments_a_month: Figure
    review_every: Annotated[int, Field(ge=1, le=12)] = 3
