"""The pages of accounts as eyes see them, and the first minutes of a new owner."""

import pytest
from playwright.sync_api import expect

from qunce.base.accounts import services
from qunce.base.accounts.models import Role, StaffMembership
from tests.browser.look import EMOJI, LONG, Look, axe_problems, geometry_problems, keep, settle
from tests.cast import PASSPHRASE, Cast, client_for, make_cast, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    made = make_cast()
    for username, name in (("long", LONG), ("emoji", EMOJI)):
        make_staff(username, made.workspace, Role.SERVICE, name=name, groups=[made.lunch])
    services.take_out(StaffMembership.objects.get(staff=made.viewer))
    services.invite(made.workspace, Role.VIEWER, name=LONG)
    return made


def place(cast: Cast, username: str) -> int:
    return StaffMembership.objects.get(staff__username=username, workspace=cast.workspace).pk


def test_the_audit_trail_looks_right_with_nothing_in_it(look: Look, cast: Cast) -> None:
    look.at("/settings/audit?since=2020-01-01&until=2020-01-02", as_staff=cast.owner, name="settings-audit-nothing")
    look.at("/settings/audit", as_staff=cast.scoped, name="settings-audit-empty")


def test_pages_before_signing_in_look_right(look: Look, cast: Cast) -> None:
    invitation = services.invite(cast.workspace, Role.SERVICE, name=EMOJI)
    look.at("/login?next=/settings/me", name="sign-in")
    look.at(invitation, name="join")
    look.at(invitation, as_staff=cast.outsider, name="join-signed-in", languages=("zh-hans",))


def test_before_the_first_run(look: Look, transactional_db: None) -> None:
    look.at("/login", name="not-set-up", languages=("zh-hans",))
    look.at(services.issue_setup_link() or "", name="set-up")


def test_a_new_owner_sets_up_and_a_colleague_joins(look: Look, transactional_db: None) -> None:
    link = services.issue_setup_link() or ""
    with look.page(link, width=375) as page:
        page.get_by_label("工作区名称").fill("安记小厨")
        page.get_by_label("你的称呼").fill("安")
        page.get_by_label("登录名").fill("an")
        page.get_by_label("口令").fill(PASSPHRASE)
        page.get_by_role("button", name="开始使用").click()
        page.goto(f"{look.base_url}/settings/staff/invite")
        settle(page)
        page.get_by_label("邀请谁").fill("小周")
        page.get_by_label("运营").check()
        page.get_by_role("button", name="生成链接").click()
        invitation = page.get_by_label("邀请链接").input_value()
    with look.page(invitation.removeprefix(look.base_url)) as page:
        expect(page.get_by_label("你的称呼")).to_have_value("小周")
        page.get_by_label("登录名").fill("zhou")
        page.get_by_label("口令").fill(PASSPHRASE)
        page.get_by_role("button", name="加入").click()
        page.goto(f"{look.base_url}/settings/me")
        settle(page)
        expect(page.get_by_label("你的称呼")).to_have_value("小周")


def test_refusals_are_kind_pages_too(look: Look, cast: Cast) -> None:
    # Their status is an error, which a browser notes in its console: opened without the listener for that.
    context = look.browser.new_context(viewport={"width": 375, "height": 780}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{look.base_url}/join/spent")
    settle(page)
    assert not geometry_problems(page) + axe_problems(page)
    keep(page, "link-spent-375")
    page.goto(f"{look.base_url}/login")
    for _ in range(8):
        page.get_by_label("登录名").fill("an")
        page.get_by_label("口令").fill("wrong guess")
        page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="请稍等一会儿")).to_be_visible()
    settle(page)
    assert not geometry_problems(page) + axe_problems(page)
    keep(page, "locked-375")
    context.close()


def test_a_theme_chosen_here_is_worn_in_another_browser(look: Look, cast: Cast) -> None:
    with look.page("/settings/me", as_staff=cast.owner, theme="") as page:
        page.locator(".q-user summary").click()
        with page.expect_response("**/theme"):
            page.locator("[data-set-theme=dark]").click()
        assert 'data-bs-theme="dark"' in page.request.get(page.url).text()
    assert 'data-bs-theme="dark"' in client_for(cast.owner).get("/settings/me").content.decode()
