"""Every word that any room says has its Chinese, and says the same thing everywhere."""

import pytest

from qunce.base.ui import catalogues


@pytest.fixture(scope="module")
def gaps() -> dict[str, list[str]]:
    return {
        str(room.relative_to(catalogues.PACKAGE.parent)): [f"{entry.key[0]!r} at {entry.where[0]}" for entry in said]
        for room, said in catalogues.missing().items()
    }


def test_nothing_is_left_untranslated(gaps: dict[str, list[str]]) -> None:
    lines = [f"{room}\n    " + "\n    ".join(said) for room, said in sorted(gaps.items())]
    assert not gaps, "no Chinese for (python -m qunce.base.ui.catalogues update adds them):\n" + "\n".join(lines)


def test_no_string_has_two_translations() -> None:
    assert catalogues.conflicts() == []


def test_places_of_parameters_survive_translation() -> None:
    assert catalogues.wrong_places() == []


def test_extraction_sees_python_pages_and_kernel_words() -> None:
    """Guards the guard: were extraction blind, nothing would ever be missing."""
    said = {key for room in catalogues.said_by_room().values() for key in room}
    assert ("Why?", None) in said, "a page"
    assert ("There is nothing here", None) in said, "a module"
    assert ("M j", "date format") in said, "a string with context"
    assert len(said) > 200


def test_a_missing_string_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = catalogues.translations

    def forgetful(catalogue):
        return {key: said for key, said in real(catalogue).items() if key != ("Why?", None)}

    monkeypatch.setattr(catalogues, "translations", forgetful)
    lacking = {entry.key[0] for said in catalogues.missing().values() for entry in said}
    assert "Why?" in lacking


def test_a_lost_place_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "translations", lambda catalogue: {("%(n)s left", None): ("还剩",)})
    assert catalogues.wrong_places()
