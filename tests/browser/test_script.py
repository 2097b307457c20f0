"""What script adds, and that the pages say the same with it as without."""

import gzip
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from tests.browser.test_pages import LOOKS, PAGES, address, looking
from tests.running import Portal

pytestmark = pytest.mark.browser

MOST_BYTES = 8_000  # of all scripts of a page, compressed


def stay(page: Page) -> None:
    """Leave a mark that is lost when the page is loaded anew."""
    page.evaluate("window.isKept = true")


def has_stayed(page: Page) -> bool:
    """Whether the page is still the one that was marked."""
    return bool(page.evaluate("window.isKept === true"))


def told(page: Page) -> tuple[str, str, list[str], str]:
    """Return what the page says: its title, words, files and other languages."""
    links = page.locator("main a, .languages a").evaluate_all(
        "links => links.map((link) => link.href)"
    )
    values = page.locator("main form").first.evaluate(
        "form => new URLSearchParams(new FormData(form)).toString()"
    )
    return page.title(), page.locator("main").inner_text(), links, values


def focused(page: Page) -> str:
    """Return the words of what has the focus."""
    words = page.evaluate("document.activeElement.textContent")
    return " ".join(words.split())


def is_page_itself(url: str) -> Callable[[Route], None]:
    """Return a handler that answers fetches with a page of somebody else."""

    def answer(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.fulfill(status=200, content_type="text/html", body=f"<p>{url}</p>")
        else:
            route.continue_()

    return answer


def is_cut_off(route: Route) -> None:
    """Break the line of fetches; let the browser itself through."""
    if route.request.resource_type == "fetch":
        route.abort()
    else:
        route.continue_()


def test_filter_is_answered_in_place(browser: Browser, portal: Portal) -> None:
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.goto(address("action-list", "en"))
        stay(page)
        before = told(page)
        state = page.locator("[name=state][value=unknown]")
        state.check()
        page.wait_for_url("**/?state=unknown")

        assert state.evaluate("box => box === document.activeElement")
        assert "with these filters" in page.locator("[role=status]").inner_text()
        assert has_stayed(page)
        after = told(page)

        page.go_back()
        expect(state).not_to_be_checked()
        assert told(page) == before
        page.go_forward()
        expect(state).to_be_checked()
        assert told(page) == after
        assert has_stayed(page)

        page.goto(page.url)
        assert told(page) == after


def test_a_filter_is_taken_away_in_place(browser: Browser, portal: Portal) -> None:
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.goto(f"{address('action-list', 'en')}?state=unknown&view=houses")
        stay(page)
        page.locator(".chips a").first.click()
        page.wait_for_url(lambda url: "state" not in url)

        assert has_stayed(page)
        assert not page.locator("[name=state][value=unknown]").is_checked()
        assert page.locator("[data-part=results]:focus").count() == 1
        there = told(page)
        page.goto(page.url)
        assert told(page) == there


def test_what_takes_long_is_dimmed_and_the_last_question_wins(
    browser: Browser, portal: Portal
) -> None:
    held: list[Route] = []
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.goto(address("action-list", "en"))
        page.route("**/?state=unknown", lambda route: held.append(route))  # noqa: PLW0108
        page.locator("[name=state][value=unknown]").check()
        results = page.locator("[data-part=results]")
        assert results.get_attribute("aria-busy") is None
        expect(results).to_have_attribute("aria-busy", "true")

        page.locator("[name=state][value=unknown]").uncheck()
        page.locator("[name=state][value=running]").check()
        page.wait_for_url("**/?state=running")

        expect(results).not_to_have_attribute("aria-busy", "true")
        assert len(held) == 1
        there = told(page)
        page.goto(page.url)
        assert told(page) == there


@pytest.mark.parametrize("trouble", [is_cut_off, is_page_itself("elsewhere")])
def test_when_a_fetch_fails_the_page_is_loaded(
    trouble: Callable[[Route], None], browser: Browser, portal: Portal
) -> None:
    context = browser.new_context(base_url=portal.url)
    page = context.new_page()
    page.goto(address("action-list", "en"))
    stay(page)
    page.route("**/*", trouble)

    page.locator("[name=state][value=unknown]").check()
    page.wait_for_url("**/?state=unknown")

    assert page.locator(".chips li").count() == 2
    assert not has_stayed(page)
    context.close()


def test_button_reveals_the_results_on_a_phone(
    browser: Browser, portal: Portal
) -> None:
    with looking(browser, portal, LOOKS["phone"]) as page:
        page.goto(address("action-list", "en"))
        stay(page)
        page.locator(".browse__filters summary").click()
        page.locator("#q").fill("creative")
        page.locator(".filters [type=submit]").click()
        page.wait_for_url("**/?q=creative")

        expect(page.locator(".chips")).to_be_in_viewport()
        assert has_stayed(page)


@pytest.mark.parametrize(("name", "part"), [("calendar", "summary"), ("home", "words")])
def test_lamp_walks_by_keyboard(
    name: str, part: str, browser: Browser, portal: Portal
) -> None:
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.goto(address(name, "en"))
        stay(page)
        status = page.locator(f"[role=status][data-part={part}]")
        before = status.inner_text()
        lamp = page.locator("#lamp")
        assert lamp.get_attribute("aria-valuetext") == "June 2014, month 18 of 31"

        lamp.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_url(re.compile("month=19"))
        page.keyboard.press("End")
        assert lamp.get_attribute("aria-valuetext") == "July 2015, month 31 of 31"
        page.wait_for_url(re.compile("month=31"))

        expect(status).not_to_have_text(before)
        assert lamp.evaluate("lamp => lamp === document.activeElement")
        assert has_stayed(page)
        there = told(page)

        page.go_back()
        expect(lamp).to_have_attribute("aria-valuetext", "June 2014, month 18 of 31")
        assert status.inner_text() == before
        page.go_forward()
        page.wait_for_url(re.compile("month=31"))
        page.goto(page.url)
        assert told(page) == there


def test_month_steps_keep_the_focus(browser: Browser, portal: Portal) -> None:
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.goto(f"{address('calendar', 'en')}?month=29")
        stay(page)
        page.locator(".controls__step[rel=next]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("month=30"))

        assert page.locator("#lamp").input_value() == "30"
        assert page.locator(".controls__step[rel=next]:focus").count() == 1
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("month=31"))
        assert page.locator("#month:focus").input_value() == "31"
        assert has_stayed(page)


def test_what_is_unfolded_stays_so(browser: Browser, portal: Portal) -> None:
    with looking(browser, portal, LOOKS["phone"]) as page:
        page.goto(address("calendar", "en"))
        stay(page)
        page.locator(".plan details summary").first.click()
        page.locator(".controls__step[rel=next]").click()
        page.wait_for_url(re.compile("month=19"))

        assert page.locator(".plan details[open]").count() == 1
        assert has_stayed(page)


def test_arrows_walk_the_plan(browser: Browser, portal: Portal) -> None:
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.goto(address("calendar", "en"))
        row = page.locator(".plan .row:has(a.mark ~ *), .plan .row:has(a.mark)").first
        action = " ".join(row.locator(".row__label a").inner_text().split())
        line = page.locator("#reading-line")
        hint = line.inner_text()

        row.locator(".row__label a").focus()
        page.keyboard.press("ArrowRight")
        first = focused(page)
        assert page.locator("a.mark:focus").count() == 1
        assert line.inner_text() != hint
        assert line.inner_text().endswith(f" · {action}")
        page.keyboard.press("End")
        page.keyboard.press("Home")
        assert focused(page) == action
        assert line.inner_text() == hint
        page.keyboard.press("ArrowDown")
        assert page.locator(".row__label a:focus").count() == 1
        assert focused(page) != action
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")
        assert focused(page) == first
        page.keyboard.press("Shift+Tab")
        assert focused(page) == action


def test_pointer_is_read_in_the_summary(browser: Browser, portal: Portal) -> None:
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.goto(address("calendar", "en"))
        mark = page.locator(".plan a.mark").first
        mark.hover()

        words = mark.locator(".mark__text > *").all_text_contents()
        shown = page.locator("#reading-line").inner_text()
        assert shown.startswith(" · ".join(word.strip() for word in words))


def test_request_and_citation_are_copied(browser: Browser, portal: Portal) -> None:
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(address("data", "en"))
        copied = []
        for example in (
            page.locator(".example--shell").first,
            page.locator(".example--python").first,
        ):
            example.get_by_role("button", name="Copy").click()
            expect(example.locator("[role=status]")).to_have_text("Copied")
            copied.append(page.evaluate("navigator.clipboard.readText()"))
            assert copied[-1] == example.locator("code").text_content()

        page.goto(address("action-list", "en"))
        page.locator("[data-part=results] h3 a").first.click()
        page.get_by_role("button", name="Copy the permanent link").click()
        expect(page.locator(".copy [role=status]")).to_have_text("Copied")
        link = page.evaluate("navigator.clipboard.readText()")
        page.get_by_role("button", name="Copy the citation").click()
        expect(page.locator(".copy [role=status]")).to_have_text("Copied")
        citation = page.evaluate("navigator.clipboard.readText()")

        assert re.fullmatch(r'curl "http\S+/api/v1/\S+"', copied[0])
        assert copied[1].count("\n") == 8
        assert re.fullmatch(r"http\S+/id/action/[\w-]+/", link)
        assert re.fullmatch(
            rf"“{page.locator('h1').inner_text()}”, .*, read on 2 June 2014, http\S+/",
            citation.replace("\xa0", " "),
        )


@pytest.mark.parametrize("name", PAGES)
def test_scripts_of_a_page_are_light(
    name: str, browser: Browser, portal: Portal
) -> None:
    answers: list[Response] = []
    with looking(browser, portal, LOOKS["desktop"]) as page:
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
        page.goto(address(name, "en"), wait_until="networkidle")
        scripts = [
            gzip.compress(answer.body(), 9)
            for answer in answers
            if answer.request.resource_type == "script"
        ]

    assert len(scripts) >= 1
    assert sum(map(len, scripts)) <= MOST_BYTES
