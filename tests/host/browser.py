"""A real Chromium on a host that runs: signed-in pages, the check for accessibility, and what a page asked for or complained of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.host.helpers import Running
from tests.record.programs import SOAK

NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "chrome",
)
"""Programs that are a Chromium, those without windows first: a page of theirs costs a fifth."""
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
STILL = "() => Promise.allSettled(document.getAnimations().map(each => each.finished))"
"""Waits for whatever moves on a page. Nothing on ours moves for ever."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ONLY_FAULTS = {"resultTypes": ["violations"], "selectors": False, "ancestry": False, "xpath": False}
"""Every rule is judged on every element; only what fails is written out, which halves the time of a run."""
SIZES = {"laptop": (1280, 800), "tablet": (820, 1180), "phone": (390, 844)}
COLOURED = frozenset(SIZES) if SOAK else frozenset(SIZES) - {"tablet"}
"""Sizes in which contrast is judged, the dearest of all rules: on a tablet colours and type are a laptop's (see `test_assets.py`)."""
ALIKE = """() => {
  const rule = axe._audit.rules.find(one => one.id === 'color-contrast');
  const check = axe._audit.checks['color-contrast'];
  const { matches } = rule, { evaluate } = check;
  const judged = new Set();
  let styles, grounds, loose;
  const style = one => styles.get(one) || styles.set(one, getComputedStyle(one)).get(one);
  const clear = colour => colour === 'rgba(0, 0, 0, 0)' || colour === 'transparent';
  const paints = one => !clear(style(one).backgroundColor) || style(one).backgroundImage !== 'none';
  const box = one => one.getBoundingClientRect();
  const holds = (a, b) => a.left <= b.left + 1 && a.right >= b.right - 1 && a.top <= b.top + 1 && a.bottom >= b.bottom - 1;
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  // The grounds below what an element holds: every colour, opacity and blend up to the root; and the next element that paints one.
  const ground = one => {
    if (grounds.has(one)) return grounds.get(one);
    const own = style(one), below = one.parentElement && ground(one.parentElement);
    const changes = [own.backgroundImage, own.opacity, own.filter, own.mixBlendMode, own.backdropFilter].join('|');
    const bare = clear(own.backgroundColor) && changes === 'none|1|none|normal|none';
    const lies = below && (!below.paints || below.paints === document.documentElement || below.paints === document.body ||
      holds(box(below.paints), box(one)));
    const found = {
      said: (below ? below.said : '') + (bare ? '' : `/${own.backgroundColor}|${changes}`),
      plain: !below || (below.plain && lies),
      paints: paints(one) ? one : below && below.paints,
    };
    grounds.set(one, found);
    return found;
  };
  // How an element's text is coloured, in words; nothing for text that may lie on what is not above it in the page.
  const said = one => {
    const own = style(one), below = ground(one), here = box(one);
    if (!below.plain || own.backgroundImage !== 'none' || own.textShadow !== 'none') return null;
    if (loose.some(other => !other.contains(one) && !one.contains(other) && meets(box(other), here))) return null;
    const size = parseFloat(own.fontSize), heavy = parseInt(own.fontWeight) >= 700;
    return `${own.color} ${size >= 24 || (heavy && size >= 18.6)} ${below.said}`;
  };
  window.renewed = () => {
    styles = new Map(); grounds = new Map();
    loose = [...document.querySelectorAll('body *')].filter(one => {
      const own = style(one);
      const out = own.position !== 'static' || own.float !== 'none' || own.transform !== 'none' || /-/.test(own.margin);
      const seen = paints(one) || one.matches('img, svg, canvas, video') || own.opacity !== '1';
      return out && seen && own.opacity !== '0';
    });
  };
  rule.matches = function (one, ...more) { return !judged.has(said(one)) && matches.call(this, one, ...more); };
  check.evaluate = function (one, ...more) {
    const words = said(one), data = this.data;
    if (words && judged.has(words)) { data.call(this, { messageKey: 'hidden' }); return true; }
    let told;
    this.data = what => { told = what; data.call(this, what); };
    const found = evaluate.call(this, one, ...more);
    this.data = data;
    if (found === true && words && told && told.bgColor && told.fgColor) judged.add(words);
    return found;
  };
}"""
"""Contrast is judged once a page for text of one colour, on the same grounds, in large type or in ordinary; the rest is judged alone."""
BY_PLACE = ["color-contrast", "empty-table-header", "link-in-text-block", "scope-attr-valid", "scrollable-region-focusable",
            "skip-link", "table-duplicate-name", "target-size", "td-has-header", "td-headers-attr", "th-has-data-cells"]  # fmt: skip
"""Rules that ask how large a thing is, where it lies or what it looks like; all others ask what a page says and shows."""
SHOWN = """() => {
  const looks = ['display', 'visibility', 'position', 'float', 'opacity', 'clip', 'clipPath', 'overflowX', 'overflowY', 'textIndent',
    'contentVisibility'];
  const text = one => one.nodeType === 3 ? one.data.replace(/\\d/g, '0') : one.nodeType === 1 ? '<>' : '';
  const said = one => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const away = [box.width < 2, box.height < 2, box.right + scrollX <= 0, box.bottom + scrollY <= 0, box.left + scrollX >= innerWidth];
    return [one.tagName, ...[...one.attributes].map(each => each.name + '=' + each.value), ...looks.map(each => style[each]), ...away,
      one.value, one.checked, one.disabled, one.open, ...[...one.childNodes].map(text)].join('|');
  };
  const judged = new Set();
  window.shown = () => [...document.querySelectorAll('*')].map(said).join('\\n');
  window.judged = words => judged.has(words) || !judged.add(words);
}"""
"""What a page says and which of it is shown, in words; and whether a page was judged in just these words before."""
JUDGE = """async ([asked, byPlace]) => {
  window.renewed?.();
  let rules = asked;
  if (window.shown && window.judged(JSON.stringify(asked.runOnly) + window.shown())) {
    const kept = axe.getRules(asked.runOnly).map(one => one.ruleId).filter(one => byPlace.includes(one));
    rules = { ...asked, runOnly: { type: 'rule', values: kept.filter(one => asked.rules?.[one]?.enabled !== false) } };
  }
  return (await axe.run(document, rules)).violations;
}"""
"""A page that is loaded once and judged in a window of another size is judged again by all rules where something is shown that was not."""


def chromium() -> str:
    """The browser that SHIREHALL_CHROMIUM names, else the one on the path. Fails plainly when there is none."""
    found = os.environ.get("SHIREHALL_CHROMIUM") or next(
        (path for name in NAMES if (path := shutil.which(name))),
        None,
    )
    assert found, "these tests need a Chromium: put one on the path or name it in SHIREHALL_CHROMIUM"
    return found


@contextmanager
def browsing() -> Iterator[Browser]:
    """A Chromium that asks nobody for anything by itself."""
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            yield made
        finally:
            made.close()


def opens(page: Page, address: str) -> None:
    """Goes to a page. A screen that was just going to the day's new stage by itself gets there first, and its owner goes on from there."""
    try:
        page.goto(address, wait_until="load")
    except Error as met:
        if "interrupted by another navigation" not in met.message and "ERR_ABORTED" not in met.message:
            raise
        page.wait_for_load_state("load")
        page.goto(address, wait_until="load")


def axe(page: Page, rules: Mapping[str, Any]) -> list[str]:
    """What axe finds wrong with a page by these rules, in words."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        if not SOAK:
            page.evaluate(ALIKE)
            page.evaluate(SHOWN)
    asked = {**rules, **ONLY_FAULTS}
    found: list[dict[str, Any]] = page.evaluate(JUDGE, [asked, BY_PLACE])
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@dataclass
class Screen:
    """A page in a context of its own, and what it did: requests that left the host, complaints on the console."""

    page: Page
    url: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the host."""
        opens(self.page, self.url + path)
        return self.page

    def faults(self, *, own_colours: bool = False) -> list[str]:
        """What axe finds wrong by the rules of WCAG 2.2 AA, in words; all but contrast under the reader's `own_colours`.

        A page that is still fading in is waited for: half seen, it has half the contrast.
        """
        self.page.evaluate(STILL)
        return axe(self.page, {"runOnly": RULES, "rules": {"color-contrast": {"enabled": not own_colours}}})

    def sideways(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        )


def looked_over(
    browser: Browser,
    host: Running,
    token: str,
    paths: Sequence[str],
    sizes: Mapping[str, tuple[int, int]] = SIZES,
) -> dict[str, dict[str, list[str]]]:
    """What is wrong with pages in each size: each is loaded once, and its window then takes one size after another.

    Whatever the browser complained of or asked for elsewhere is told under the size at which it did.
    """
    wrong: dict[str, dict[str, list[str]]] = {size: {} for size in sizes}
    with screen(browser, host, token, next(iter(sizes.values()))) as shown:
        for path in paths:
            for number, (size, (width, height)) in enumerate(sizes.items()):
                shown.page.set_viewport_size({"width": width, "height": height})
                if not number:
                    shown.go(path)
                told = shown.faults(own_colours=size not in COLOURED)
                told += ["wider than the window"] if shown.sideways() else []
                told += [*shown.complaints, *shown.elsewhere]
                shown.complaints.clear()
                shown.elsewhere.clear()
                wrong[size].update({path: told} if told else {})
    return wrong


@contextmanager
def screen(
    browser: Browser, host: Running, token: str = "", size: tuple[int, int] = (1280, 800), **context: Any
) -> Iterator[Screen]:
    """A page of a size, signed in when a token is given; more settings go to the browser's context."""
    made = browser.new_context(viewport={"width": size[0], "height": size[1]}, **context)
    if token:
        made.add_cookies([{"name": "shirehall", "value": token, "url": host.url}])
    seen = Screen(made.new_page(), host.url)
    here = urlsplit(host.url).netloc
    seen.page.on(
        "request", lambda asked: urlsplit(asked.url).netloc in (here, "") or seen.elsewhere.append(asked.url)
    )
    seen.page.on(
        "console", lambda said: said.type in ("error", "warning") and seen.complaints.append(said.text)
    )
    seen.page.on("pageerror", lambda fault: seen.complaints.append(str(fault)))
    try:
        yield seen
    finally:
        made.close()
