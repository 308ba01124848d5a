"""A small county, written as `shirehall new` writes one, for labs that take seconds."""

from pathlib import Path

import pytest

from shirehall.patch.read import list_packs
from shirehall.patch.scaffold import new_pack


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_pack("tiny", tmp_path_factory.mktemp("packs"), taken=list_packs())
