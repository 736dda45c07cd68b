"""The dashboard by keyboard alone: every control is reached in order, seen when it is, and left again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.conftest import RunningServer
from tests.web.visits import MARKS, TITLES, VIEWS, Visit, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BATCH = 10
"""Presses of Tab between two looks at where they led."""
SPARE_PRESSES = 30
"""For scrolling places, which a browser lets Tab reach though they are no controls."""

pytestmark = MARKS

OBSERVE = """() => {
  const asked = 'a[href], button, input, select, textarea, summary, [tabindex]';
  const isFirstOfGroup = (each) => each.type !== 'radio' || each.checked
      || (!document.querySelector(`input[name='${each.name}']:checked`)
          && document.querySelector(`input[name='${each.name}']`) === each);
  const present = () => [...document.querySelectorAll(asked)].filter((each) => each.tabIndex >= 0 && !each.disabled
      && !each.closest('[inert]') && each.checkVisibility({visibilityProperty: true}) && isFirstOfGroup(each));
  const look = (each) => {
    const style = getComputedStyle(each);
    const outline = style.outlineStyle === 'none' ? '' : `${style.outlineStyle} ${style.outlineWidth}`;
    return [outline, style.boxShadow, style.borderColor, style.backgroundColor].join(' | ');
  };
  const name = (each) => {
    const text = each.getAttribute('aria-label') ?? each.labels?.[0]?.textContent ?? each.textContent;
    return `${each.tagName.toLowerCase()}.${each.className} '${text.trim().slice(0, 40)}'`;
  };
  // sides of the outline that no ancestor cuts off
  const seenSides = (each) => {
    const style = getComputedStyle(each);
    const reach = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
    const box = each.getBoundingClientRect();
    const sides = {left: box.left - reach, top: box.top - reach, right: box.right + reach, bottom: box.bottom + reach};
    const seen = new Set(Object.keys(sides));
    for (let above = each.parentElement; above !== null && above !== document.body; above = above.parentElement) {
      if (getComputedStyle(above).overflow === 'visible') continue;
      const frame = above.getBoundingClientRect();
      if (sides.left < frame.left - 1) seen.delete('left');
      if (sides.top < frame.top - 1) seen.delete('top');
      if (sides.right > frame.right + 1) seen.delete('right');
      if (sides.bottom > frame.bottom + 1) seen.delete('bottom');
    }
    return seen.size;
  };
  document.activeElement.blur();
  const controls = present();
  const before = controls.map(look);
  const visited = [];
  const note = ({target}) => {
    const place = controls.indexOf(target);
    visited.push({
      place, name: name(target),
      isScrolling: target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight,
      isMarked: place < 0 ? parseFloat(getComputedStyle(target).outlineWidth) >= 1 : look(target) !== before[place],
      seenSides: seenSides(target),
    });
  };
  document.addEventListener('focusin', note);
  window.walk = {
    visited, names: controls.map(name),
    positive: controls.filter((each) => each.tabIndex > 0).map(name),
    stillThere: () => { const now = new Set(present()); return controls.map((each) => now.has(each)); },
    end: () => document.removeEventListener('focusin', note),
  };
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  visited.length = 0;
}"""

LOG_KEYS = """() => {
  window.keyLog = [];
  const note = ({key}) => {
    const focus = document.activeElement;
    const menu = focus.closest('details.menu');
    const name = menu?.querySelector('summary').getAttribute('aria-label');
    window.keyLog.push({key, name, isOpen: menu?.open, focus: focus.tagName});
  };
  document.addEventListener('keyup', note);
  window.endLog = () => document.removeEventListener('keyup', note);
}"""
"""What is open and where focus is after each key, noted in the page: a look at it from here takes a while."""


@pytest.fixture(scope="module")
def keyboard(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    """One page for the whole file: views are changed as somebody without a mouse changes them."""
    with visiting(browser, server, "overview") as found:
        yield found


@pytest.fixture(params=VIEWS)
def page(request: pytest.FixtureRequest, keyboard: Visit) -> Iterator[Page]:
    view: str = request.param
    keyboard.page.evaluate("document.activeElement.blur()")
    keyboard.page.keyboard.press(str(1 + VIEWS.index(view)))
    keyboard.page.get_by_role("main", name=TITLES[view]).wait_for()
    keyboard.wait()
    yield keyboard.page
    for _ in range(2):
        keyboard.page.keyboard.press("Escape")


def _walked(page: Page) -> dict[str, Any]:
    """Tab through the page until focus is where it was first, or far longer than that can take."""
    page.evaluate(OBSERVE)
    count = page.evaluate("window.walk.names.length")
    is_round = False
    for _ in range((2 * count + SPARE_PRESSES) // BATCH + 1):
        for _ in range(BATCH):
            page.keyboard.press("Tab")
        places = page.evaluate("window.walk.visited.map((each) => each.place)")
        first = next((each for each in places if each >= 0), None)
        is_round = first is not None and places.count(first) > 1
        if is_round:
            break
    found: dict[str, Any] = page.evaluate(
        "(() => { window.walk.end(); return {...window.walk, stillThere: window.walk.stillThere(), end: null}; })()"
    )
    return found | {"is_round": is_round}


def test_tab_reaches_every_control_in_order_and_shows_where_it_is(page: Page) -> None:
    walk = _walked(page)
    names, visited = walk["names"], walk["visited"]
    print(f"{len(names)} controls, {len(visited)} stops")
    assert len(names) > len(VIEWS)
    assert walk["positive"] == []
    assert walk["is_round"], f"focus never came back to the first control; it went {[x['name'] for x in visited][-12:]}"
    places = [each["place"] for each in visited if each["place"] >= 0]
    turn = places.index(places[0], 1)
    assert places[:turn] == sorted(places[:turn]), [names[each] for each in places[:turn]]
    passed_by = [
        name for place, name in enumerate(names) if walk["stillThere"][place] and place not in set(places[:turn])
    ]
    assert passed_by == []
    assert [each["name"] for each in visited if each["place"] < 0 and not each["isScrolling"]] == []
    assert [each["name"] for each in visited if not each["isMarked"]] == []
    assert [each["name"] for each in visited if each["seenSides"] < 2] == []


def test_shift_and_tab_lead_back(page: Page) -> None:
    page.evaluate(OBSERVE)
    for key in ("Tab", "Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab"):
        page.keyboard.press(key)
    places = page.evaluate("(() => { window.walk.end(); return window.walk.visited.map((each) => each.place); })()")
    assert places == [0, 1, 2, 3, 2, 1]


def closed(page: Page) -> None:
    """A dialog tells the page a moment after it is gone, and a key that comes sooner than anybody's hand is lost."""
    page.locator("dialog[open]").wait_for(state="detached")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")


def test_menus_open_by_enter_and_space_and_close_by_escape(page: Page) -> None:
    menus = page.locator("main details.menu")
    count = menus.count()
    assert count + page.locator("main .notice").count() >= 1, "cards hand nothing out, and none was refused"
    page.evaluate(LOG_KEYS)
    for place in range(count):
        menus.nth(place).locator("summary").focus()
        for key in (("Enter", " ")[place % 2], "Tab", "Escape"):
            page.keyboard.press(key)
    log = page.evaluate("(() => { window.endLog(); return window.keyLog; })()")
    # the space bar acts once it is let go, after its line is written: what it did stands in the line of Tab
    expected = {"Enter": [True, "SUMMARY"], " ": [False, "SUMMARY"]}
    expected |= {"Tab": [True, "BUTTON"], "Escape": [False, "SUMMARY"]}
    assert len(log) == 3 * count
    for each in log:
        each["focus"] = each["focus"].replace("INPUT", "BUTTON")  # a menu hands out files, or lets one tick models
    wrong = [each for each in log if [each["isOpen"], each["focus"]] != expected[each["key"]]]
    assert wrong == []
    assert page.get_by_role("button", name="Freeze", exact=True).count() == 1, "the space bar was taken for freezing"


def test_notes_unfold_and_fold(page: Page) -> None:
    notes = page.locator("main details:not(.menu)")
    for place in range(notes.count()):
        note = notes.nth(place)
        was_open = note.evaluate("(each) => each.open")
        for key in ("Enter", " "):
            note.locator("> summary").focus()
            page.keyboard.press(key)
            was_open = not was_open
            assert note.evaluate("(each) => each.open") is was_open, f"{note.inner_text()[:40]} on {key!r}"


def test_dialogs_keep_the_focus_and_give_it_back(page: Page) -> None:
    openers = page.locator("button[aria-haspopup='dialog']")
    assert openers.count() >= 1
    dialog = page.locator("dialog[open]")
    for place in range(openers.count()):
        opener = openers.nth(place)
        for key in ("Enter", " "):
            opener.focus()
            page.keyboard.press(key)
            dialog.wait_for()
            for _ in range(8):
                page.keyboard.press("Tab")
                assert page.evaluate(
                    "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
                )
            page.keyboard.press("Escape")
            dialog.wait_for(state="detached")
            assert opener.evaluate("(each) => document.activeElement === each"), "focus is lost when the dialog closes"


def test_help_comes_from_anywhere_and_other_keys_rest_while_it_is_there(page: Page) -> None:
    button = page.locator("nav button").first
    button.focus()
    page.keyboard.press("?")
    page.locator("dialog[open].help").wait_for()
    here = page.title()
    page.get_by_role("button", name="Close", exact=True).focus()
    for key in ("1", "2", "7"):
        page.keyboard.press(key)
    assert page.title() == here
    page.keyboard.press("Escape")
    closed(page)
    assert button.evaluate("(each) => document.activeElement === each")


def test_every_key_that_help_lists_does_something(keyboard: Visit) -> None:
    from playwright.sync_api import expect

    page = keyboard.page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("2")
    page.get_by_role("main", name="Liquidity").wait_for()
    keyboard.wait()

    def opens(key: str) -> Callable[[], None]:
        def act() -> None:
            page.keyboard.press(key)
            page.locator("dialog[open]").wait_for()
            page.keyboard.press("Escape")
            closed(page)

        return act

    def freezes() -> None:
        page.keyboard.press(" ")
        page.get_by_role("button", name="Frozen").wait_for()
        page.keyboard.press(" ")
        page.get_by_role("button", name="Freeze", exact=True).wait_for()

    def recentres() -> None:
        page.get_by_label("follow middle").uncheck()
        page.locator(".ladder").evaluate("(each) => { each.scrollTop = 0; }")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("r")
        assert page.locator(".ladder").evaluate("(each) => each.scrollTop") > 0
        page.get_by_label("follow middle").check()
        page.evaluate("document.activeElement.blur()")

    def moves() -> None:
        page.locator("canvas.heatmap").focus()
        page.keyboard.press("ArrowUp")
        before = page.locator(".crosshair").inner_text()
        page.keyboard.press("Shift+ArrowUp")
        expect(page.locator(".crosshair")).not_to_have_text(before)
        page.evaluate("document.activeElement.blur()")

    def changes_view() -> None:
        for view in ("risk", "liquidity"):
            page.keyboard.press(str(1 + VIEWS.index(view)))
            page.get_by_role("main", name=TITLES[view]).wait_for()
        keyboard.wait()

    acts: dict[str, Callable[[], None]] = {
        f"1 to {len(VIEWS)}": changes_view,
        "/": opens("/"),
        "space": freezes,
        "r": recentres,
        "arrow keys": moves,
        "?": opens("?"),
        "Esc": opens("?"),
    }
    page.keyboard.press("?")
    page.locator("dialog[open].help").wait_for()
    listed = page.locator("dialog.help dt").all_inner_texts()
    page.keyboard.press("Escape")
    closed(page)
    assert [each for each in listed if each not in acts] == [], "help lists keys that no test presses"
    assert len(listed) >= 6
    for each in listed:
        acts[each]()
    assert keyboard.complaints == []
