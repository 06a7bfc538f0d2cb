"""Every operation has a page, and what a page says is asked, answered and pushed is so."""

from __future__ import annotations

import pytest

from proffer.center.agent_state import LOGGED_OUT
from proffer.operations import listed
from proffer.operations.agent_state import SET_STATE
from proffer.operations.frame import Operation
from tests.cast import CENTER
from tests.edges.api.pages import FOLDER, Page, difference, filled, pages
from tests.edges.api.scenes import AGENTS, SCENES, Scene, open_scene

PAGES = pages()
MODULES = FOLDER.parents[1] / "src" / "proffer" / "operations"
OUTSIDE_THE_LISTS = {"ChangePassword"}  # of the HTTP edge: the core knows no passwords


def listed_operations() -> dict[str, list[Operation]]:
    """Every operation of `operations/listed.py` by its name: all lists there, and a state for each operationName."""
    found: dict[str, list[Operation]] = {}
    for name, value in vars(listed).items():
        if name.endswith("_OPERATIONS") and isinstance(value, dict):
            for operation_name, operation in value.items():
                found.setdefault(operation_name, []).append(operation)
    for state in CENTER.state_by_operation.values():
        if state.state != LOGGED_OUT:
            found[state.operation_name] = [SET_STATE]
    return found | {"Offline": [listed.OFFLINE]}


def test_every_operation_has_a_page_and_every_page_an_operation() -> None:
    operations = set(listed_operations()) | OUTSIDE_THE_LISTS
    described = [name for page in PAGES for name in page.names]
    missing = sorted(operations - set(described))
    assert not missing, f"write docs/operations/<file of the operation>.md for {missing}, in the form of README.md"
    assert sorted(described) == sorted(set(described)), "an operation stands in the heading of two pages"
    assert set(described) == operations, "a page describes an operation that is not in operations/listed.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.stem)
def test_a_page_is_named_after_the_file_of_its_operation_and_names_every_parameter(page: Page) -> None:
    if not OUTSIDE_THE_LISTS & set(page.names):
        assert (MODULES / f"{page.path.stem}.py").exists(), f"there is no operations/{page.path.stem}.py"
    for name in page.names:
        for operation in listed_operations().get(name, []):
            for parameter in operation.parameters:
                for word in (parameter.name, *parameter.aliases):
                    assert f"`{word}`" in page.text, f"{page.path.name} does not describe parameter {word}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.stem)
def test_a_page_shows_request_answer_and_notification_of_every_operation_it_names(page: Page) -> None:
    for name in page.names:
        shown = [ask for ask in page.asks if isinstance(ask.body, dict) and ask.body.get("operationName") == name]
        good = [ask for ask in shown if ask.status == 200 and ask.answer is not None]
        assert good, f"{page.path.name} shows no answered request with operationName {name}"
        assert any(ask.notifications or ask.silent for ask in good), (
            f"{page.path.name} shows no notification of {name}, nor says: No notification."
        )


SAMPLES = [
    pytest.param(page, number, id=f"{page.path.stem}-{number}") for page in PAGES for number in range(len(page.scenes))
]


@pytest.mark.parametrize(("page", "number"), SAMPLES)
async def test_what_a_page_shows_happens(page: Page, number: int) -> None:
    name, _ = page.scenes[number]
    assert name in SCENES, f"{page.path.name}: there is no scene {name}; tests/edges/api/scenes.py has them"
    scene = await open_scene(name)
    try:
        await play(page, number, scene)
    finally:
        await scene.desk.close()


async def play(page: Page, number: int, scene: Scene) -> None:
    for ask in page.scenes[number][1]:
        if ask.after_ms:
            await scene.house.pass_time(ask.after_ms)
        scene.told.messages.clear()
        body = None if ask.body is None else filled(ask.body, scene.names)
        reply = await scene.desk.ask(ask.method, filled(ask.path, scene.names), body, as_=ask.agent)
        await scene.house.settle()
        where = f"{page.path.name}, {ask.method} {ask.path} {ask.body}"
        assert reply.status == ask.status, f"{where}: {reply.status} {reply.body!r}"
        if ask.answer is not None:
            told = difference(ask.answer, reply.json, scene.names, part=False)
            assert told is None, f"{where}: in the answer {told}"
        waiting = list(scene.told.messages)
        for agent, topic, wanted in ask.notifications:
            there = [m for m in waiting if m[:2] == (AGENTS[agent], topic)]
            looked = [(difference(wanted, m[2], dict(scene.names), part=True), m) for m in there]
            fitting = [m for told, m in looked if told is None]
            assert fitting, f"{where}: not pushed to {agent} on {topic}: {[told for told, _ in looked] or waiting}"
            difference(wanted, fitting[0][2], scene.names, part=True)  # once more, to take the names
            waiting.remove(fitting[0])
        assert not ask.silent or not waiting, f"{where}: pushed all the same: {waiting}"
