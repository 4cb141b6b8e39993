from dataclasses import replace

import pytest
from made_records import protocol
from small import METRICS_FILE

from genbench.scoring import own_metrics, responses
from genbench.scoring.doses import SWEEPS
from genbench.scoring.records import SpaceRecord


@pytest.fixture
def one_dose(monkeypatch):
    """One dose of one fault, which every image has."""
    for fault in list(SWEEPS):
        monkeypatch.setitem(SWEEPS, fault, replace(SWEEPS[fault], doses=()))
    monkeypatch.setitem(SWEEPS, "contamination", replace(SWEEPS["contamination"], doses=(1.0,)))


@pytest.fixture
def measured_alike(reference):
    """A protocol of samples that stood beside the same images in the same spaces."""
    return protocol(
        train_sha256=reference.train_split.sha256,
        held_out_sha256=reference.held_out_split.sha256,
        spaces={
            name: SpaceRecord(space.description, space.sha256)
            for name, space in reference.spaces.items()
        },
        draw_size=20,
    )


def test_a_fault_in_every_image_is_seen_in_every_space(reference, one_dose):
    found = responses.respond(reference, 20).faults["contamination"]
    seen = {name for name, first in found.first.items() if first == 1.0}
    assert {f"capped_precision/{space}" for space in reference.spaces} <= seen


def test_what_was_measured_is_known_to_samples_measured_alike(reference, one_dose, measured_alike):
    assert responses.known(measured_alike) == responses.respond(reference, 20)
    assert responses.known(replace(measured_alike, draw_size=19)) is None


def test_a_metric_of_ones_own_stands_beside_ours(reference, one_dose):
    own = own_metrics.load(str(METRICS_FILE))
    found = responses.respond(reference, 20, own=own).faults["contamination"]
    assert {"vendi_score/judge", "vendi_score/pca", "recall/pca"} <= set(found.first)
    assert (found.values["vendi_score/pca"][0].value or 0) > 1


@pytest.mark.parametrize(("n_classes", "doses"), [(0, None), (2, (1,)), (10, (1, 2, 5))])
def test_one_class_or_more_is_left(n_classes, doses):
    fitting = responses._fitting(n_classes).get("classes left out")
    assert (fitting and fitting.doses) == doses
