"""A Dask cluster instead of processes here: a real one, on the loopback."""

from collections.abc import Callable

import pytest
from distributed import LocalCluster
from pandas.testing import assert_frame_equal

from sesim import simulate
from sesim.runs.errors import RunError
from sesim.runs.replicate import Results
from sesim.study import Study, StudyError


def test_a_cluster_makes_no_difference(
    cluster: LocalCluster, load: Callable[..., Study], results: Results
) -> None:
    elsewhere = simulate(load(f"cluster={cluster.scheduler_address}", "workers=0"))

    for table in ("events", "participants", "measures", "summary"):
        assert_frame_equal(getattr(elsewhere, table), getattr(results, table), check_exact=True)


def test_an_address_that_does_not_answer_is_named(
    load: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sesim.runs.parallel.PATIENCE_SECONDS", 0.2)

    with pytest.raises(RunError, match=r"cluster: tcp://127.0.0.1:9 does not answer"):
        simulate(load("cluster=tcp://127.0.0.1:9"))


def test_a_cluster_without_workers_is_told(load: Callable[..., Study]) -> None:
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=":0") as empty,
        pytest.raises(RunError, match=r"the scheduler at .* has no workers"),
    ):
        simulate(load(f"cluster={empty.scheduler_address}"))


@pytest.mark.parametrize("address", ["here", "127.0.0.1:8786", "tcp://127.0.0.1"])
def test_what_is_no_address_is_refused(load: Callable[..., Study], address: str) -> None:
    with pytest.raises(StudyError, match=r"cluster: .*pattern"):
        load(f"cluster='{address}'")
