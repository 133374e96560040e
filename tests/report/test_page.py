from __future__ import annotations

import copy
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from cleanbill.core.errors import CleanbillError
from cleanbill.report import page
from cleanbill.report.sources import plain
from tests.report.example import example
from tests.report.reading import text, tree
from tests.report.summaries import summaries

LOADING = {"src", "srcset", "poster", "data", "action", "background", "formaction", "ping", "xlink:href"}


@settings(max_examples=25, deadline=None)
@given(summaries())
def test_any_summary_makes_a_page_that_is_well_formed(summary: dict[str, Any]) -> None:
    assert tree(page(summary)).get("lang") == "en"


def test_a_html_parser_meets_every_closing_tag() -> None:
    class Tags(HTMLParser):
        depth = 0

        def handle_starttag(self, tag: str, attrs: Any) -> None:
            self.depth += tag not in {"meta"}

        def handle_endtag(self, tag: str) -> None:
            self.depth -= 1

        def handle_startendtag(self, tag: str, attrs: Any) -> None:
            pass

    tags = Tags()
    tags.feed(page(example()))
    assert tags.depth == 0


def test_the_page_loads_nothing() -> None:
    html = page(example())
    nodes = list(tree(html).iter())
    assert not {node.tag for node in nodes} & {"script", "link", "img", "iframe", "object", "embed", "base", "use"}
    for node in nodes:
        assert not LOADING & node.attrib.keys()
        assert not [key for key in node.attrib if key.startswith("on")]
        assert "href" not in node.attrib or node.tag == "a"
    style = "".join(text(node) for node in nodes if node.tag == "style")
    assert "url(" not in style and "@import" not in style


def test_the_same_summary_gives_the_same_bytes_and_is_left_alone() -> None:
    summary = example()
    before = copy.deepcopy(summary)
    first = page(summary)
    assert summary == before
    assert page(dict(reversed(summary.items()))) == first


def test_texts_are_escaped_and_only_web_links_are_links() -> None:
    summary = example()
    evil = "<script>alert('x')</script> & \"quoted\""
    summary["source"]["says"] = evil
    summary["source"]["gaps"][0]["lacks"] = evil
    summary["laws"][0]["says"] = evil
    summary["by_cover"][0]["plan_id"] = evil
    summary["assumptions"][0] |= {"description": evil, "reference": [{"title": evil, "link": "javascript:alert(1)"}]}
    root = tree(page(summary))
    assert not list(root.iter("script"))
    assert evil in text(root)
    assert not [a for a in root.iter("a") if not str(a.get("href")).startswith(("https://", "http://", "#"))]


@pytest.mark.parametrize("key", ["people", "claims", "lines", "balanced", "worlds", "schema"])
def test_a_needed_key_that_is_missing_is_named(key: str) -> None:
    summary = example()
    del summary[key]
    with pytest.raises(CleanbillError, match=key):
        page(summary)


@pytest.mark.parametrize(
    ("world", "key"),
    [
        ("today", "charge_cents"),
        ("single-payer", "debt_cents"),
        ("relief", "spent_cents"),
        ("relief", "abolished_cents"),
    ],
)
def test_a_needed_key_of_a_world_is_named(world: str, key: str) -> None:
    summary = example()
    del summary["worlds"][world][key]
    with pytest.raises(CleanbillError, match=f"worlds.{world}.{key}"):
        page(summary)


def test_a_row_that_lacks_a_key_and_an_amount_that_is_no_whole_number_are_named() -> None:
    summary = example()
    del summary["by_income"][2]["debt_cents"]
    with pytest.raises(CleanbillError, match=r"by_income\[2\].debt_cents"):
        page(summary)
    summary = example()
    summary["worlds"]["today"]["debt_cents"] = 1.5
    with pytest.raises(CleanbillError, match=r"worlds.today.debt_cents"):
        page(summary)


@pytest.mark.parametrize(
    "key",
    ["source", "today", "seed", "fund_cents", "by_income", "by_cover", "changes", "laws", "assumptions", "cleanbill"],
)
def test_a_part_that_the_summary_does_not_have_is_left_out(key: str) -> None:
    summary = example()
    del summary[key]
    tree(page(summary))


def test_the_least_summary_still_makes_a_page() -> None:
    summary = example()
    for key in summary.keys() - {"schema", "people", "claims", "lines", "worlds", "balanced"}:
        del summary[key]
    for world in summary["worlds"].values():
        for key in world.keys() & {"assisted_cents", "paid_cents", "written_off_cents", "other_payer_cents"}:
            del world[key]
    root = tree(page(summary))
    heads = [text(one) for one in root.iter("h2")]
    assert heads[0] == "Where the money went" and len(heads) == 3


def test_a_run_that_does_not_balance_says_so_first() -> None:
    summary = example()
    assert "do not add up" not in page(summary)
    summary["balanced"] = False
    summary["laws"][2]["held"] = False
    root = tree(page(summary))
    header = next(root.iter("header"))
    assert text(header[0]).startswith("These numbers do not add up.")
    marks = [text(one) for one in root.iter("li") if one.get("class") in {"held", "broken"}]
    assert [mark[2:].strip().split(".")[0] for mark in marks] == ["Held", "Held", "Broken", "Held"]


def test_headings_step_down_one_at_a_time_and_ids_are_unique() -> None:
    root = tree(page(example()))
    levels = [int(node.tag[1]) for node in root.iter() if node.tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    idents = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(idents) == len(set(idents))
    named = {ident for node in root.iter() for ident in str(node.get("aria-labelledby") or "").split()}
    assert named <= set(idents)
    assert {str(a.get("href"))[1:] for a in root.iter("a") if str(a.get("href")).startswith("#")} <= set(idents)


def test_facts_and_assumptions_stand_apart() -> None:
    root = tree(page(example()))
    [sources] = [one for one in root.iter("section") if one.get("id") == "sources"]
    order = [text(node) for node in sources.iter() if node.tag in {"h3", "strong"}]
    assert order.index("Assumptions") < order.index("Charge to fee") < order.index("Facts")
    assert order.index("Facts") < order.index("Poverty guideline")


def test_values_that_are_json_read_as_words() -> None:
    assert plain('{"2026": {"first": 15650, "each_more": 5500}, "late": true}') == (
        "2026: (first: 15650; each more: 5500); late: yes"
    )
    assert plain("[1, null]") == "1, none"
    assert plain("office 210") == "office 210"
