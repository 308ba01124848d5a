"""The table of words that can still be withdrawn: it grows without being copied, and is a mapping like any other."""

from shirehall.play.said import BLOCK, Blocks, one_more


def test_a_table_in_blocks_is_what_a_dict_would_be_and_never_changes() -> None:
    whole: dict[int, str] = {}
    table: Blocks[str] = Blocks()
    earlier = []
    for number in range(3 * BLOCK + 5):
        earlier.append((table, dict(whole)))
        whole[number * 2] = f"words {number}"
        table = table.with_one(number * 2, f"words {number}")
    assert table == whole
    assert list(table) == list(whole)
    assert len(table) == len(whole)
    assert table[2 * BLOCK] == whole[2 * BLOCK]
    assert table.get(1) is None
    assert all(then == known for then, known in earlier)


def test_it_goes_on_from_a_plain_dict() -> None:
    plain = {number: str(number) for number in range(BLOCK + 3)}
    assert one_more(plain, 999, "more") == {**plain, 999: "more"}
    assert len(plain) == BLOCK + 3
