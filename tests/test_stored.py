from __future__ import annotations

from fakeai.stored import Entry, Stored


def entry(identity: str, **metadata: str) -> Entry:
    return Entry(id=identity, model="m", body={"id": identity}, metadata=metadata)


def test_what_is_kept_can_be_found() -> None:
    stored = Stored()
    stored.keep(entry("a"))
    assert stored.find("a") == entry("a")
    assert stored.find("b") is None


def test_the_oldest_is_let_go_where_there_are_too_many() -> None:
    stored = Stored(2)
    for identity in "abc":
        stored.keep(entry(identity))
    assert [it.id for it in stored.all()] == ["b", "c"]


def test_other_metadata_stays_at_its_place() -> None:
    stored = Stored()
    for identity in "ab":
        stored.keep(entry(identity, x="1"))
    assert stored.describe(entry("a", x="1"), {"y": "2"}) == entry("a", y="2")
    assert stored.all() == (entry("a", y="2"), entry("b", x="1"))


def test_what_is_dropped_is_gone_and_can_be_dropped_again() -> None:
    stored = Stored()
    stored.keep(entry("a"))
    stored.drop(entry("a"))
    stored.drop(entry("a"))
    assert stored.find("a") is None


def test_what_is_gone_is_not_brought_back_by_describing_it() -> None:
    stored = Stored()
    stored.describe(entry("a"), {"x": "1"})
    assert not stored.all()
