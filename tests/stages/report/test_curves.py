import numpy as np

from genbench.stages.report.curves import HEIGHT, MARGIN, WIDTH, panels

LOG = [{"step": i, "images": 100 * i, "seconds": 0.1, "loss": 10.0 - i} for i in range(1, 6)]


def test_a_curve_fills_its_panel():
    (panel,) = panels(LOG, last=500)
    assert panel.lines[0].path.startswith(f"M{WIDTH / 5:.1f} {MARGIN:.1f}L")
    assert panel.lines[0].path.endswith(f"{WIDTH:.1f} {HEIGHT - MARGIN:.1f}")


def test_validation_values_share_the_panel_of_their_scalar():
    log = [*LOG[:-1], LOG[-1] | {"validation_loss": 7.0}]
    (panel,) = panels(log, last=500)
    assert [line.label for line in panel.lines] == ["training", "validation"]


def test_a_long_curve_keeps_its_last_point():
    log = [{"images": i, "loss": float(i)} for i in range(1, 10_001)]
    (panel,) = panels(log, last=10_000)
    assert len(panel.lines[0].images) <= 301
    assert panel.lines[0].images[-1] == 10_000


def test_alarms_and_clocks_are_no_curves():
    log = [entry | {"alarms": {"x": "y"}} for entry in LOG]
    assert [panel.title for panel in panels(log, last=500)] == ["loss (nats per image)"]


def test_what_never_changed_is_no_curve():
    assert panels([entry | {"loss": 1.0} for entry in LOG], last=500) == []


def test_a_constant_weight_is_no_curve_for_its_rounding():
    """In training it is a mean of float32, and elsewhere the number of the configuration."""
    log = [{"images": 1, "beta": float(np.float32(0.3)), "validation_beta": 0.3}]
    assert panels(log, last=1) == []


def test_a_scalar_of_the_pictures_is_not_called_training():
    (panel,) = panels([{"images": i, "sample_distance": float(i)} for i in (1, 2)], last=2)
    assert panel.lines[0].label == "snapshots"
