"""Navigation, palette, panels: what rooms register."""

from contextlib import ExitStack

import pytest
from django.test import RequestFactory

from qunce.base.ui import navigation, palette, panels
from qunce.kernel.registry import DuplicateKeyError, Registry

pytestmark = pytest.mark.urls("tests.browser.ui_urls")


def entry(key: str, order: int = 1, **kwargs: object) -> navigation.Entry:
    return navigation.Entry(key, key.title(), "sun", "ui:styleguide", order, **kwargs)  # type: ignore[arg-type]


def links_with(path: str, *entries: navigation.Entry) -> list[navigation.Link]:
    with ExitStack() as stack:
        for one in entries:
            stack.enter_context(navigation.entries.temporarily(one.key, one))
        keys = {one.key for one in entries}
        return [link for link in navigation.links(RequestFactory().get(path)) if link.key in keys]


def test_entries_stand_in_order_and_the_current_one_is_marked() -> None:
    links = links_with("/ui/styleguide", entry("zwei", 902, prefix="/other"), entry("eins", 901))
    assert [(link.key, link.current) for link in links] == [("eins", True), ("zwei", False)]


def test_hidden_and_unknown_entries_do_not_show() -> None:
    hidden = entry("hidden", shown=lambda request: False)
    gone = navigation.Entry("gone", "Gone", "sun", "nowhere:at-all", 5)
    assert links_with("/", hidden, gone) == []


def test_two_rooms_cannot_share_a_key() -> None:
    with navigation.entries.temporarily("twice", entry("twice")), pytest.raises(DuplicateKeyError):
        navigation.register(entry("twice", 7))


def test_actions_are_found_by_label_and_keywords() -> None:
    action = palette.Action("Import a group", "file-import", "ui:styleguide", keywords="daoru dr")
    request = RequestFactory().get("/")
    with palette.actions.temporarily("import", action):
        for asked in ("导入", "import", "DAORU"):
            assert "导入一个群" in [hit.label for hit in palette.find_actions(request, asked)]
        assert palette.find_actions(request, "nothing like it") == []


def test_panels_without_content_are_left_out() -> None:
    registry: Registry[panels.Panel] = Registry("panels of this test")
    registry.register("c", panels.Panel("C", "c.html", lambda request, pk: {"id": pk}, order=3))
    registry.register("a", panels.Panel("A", "a.html", lambda request, pk: None, order=1))
    registry.register("b", panels.Panel("B", "b.html", lambda request, pk: {"id": pk}, order=2))
    loaded = panels.load(registry, RequestFactory().get("/"), 7)
    assert [(panel.key, panel.context) for panel in loaded] == [("b", {"id": 7}), ("c", {"id": 7})]
