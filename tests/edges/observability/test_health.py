"""What load balancers are told: alive, and taking work."""

from proffer.observability.health import DRAINING, READY, Health


def test_a_server_takes_work_when_it_is_ready_and_every_part_works() -> None:
    works = {"smtp": True}
    health = Health({"smtp": lambda: works["smtp"]})
    assert health.ready(database=True) == (503, {"status": "starting", "parts": {"smtp": True, "database": True}})
    health.phase = READY
    assert health.ready(database=True) == (200, {"status": "ready", "parts": {"smtp": True, "database": True}})
    assert health.ready(database=False) == (503, {"status": "impaired", "parts": {"smtp": True, "database": False}})
    works["smtp"] = False
    assert health.ready(database=True)[1]["status"] == "impaired"
    health.phase = DRAINING
    assert health.ready(database=True)[1]["status"] == "draining"
    assert health.alive() == (200, {"status": "ok"})
