"""Puts the page together: one template, its styles and scripts, and the facts."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from genbench.pages.shell import Kind
from genbench.runs import alarms
from genbench.runs.formats import plain
from genbench.scoring import verdicts
from genbench.scoring.glossary import ROWS, SPACES, row_label
from genbench.scoring.records import MetricsRecord
from genbench.scoring.samples import told_of, turns
from genbench.stages.report.answer import answers, headline
from genbench.stages.report.curves import HEIGHT, WIDTH
from genbench.stages.report.doses import figures_of_doses
from genbench.stages.report.likelihood import panel
from genbench.stages.report.provenance import differences, facts
from genbench.stages.report.shown import ShownRun
from genbench.stages.report.tables import groups
from genbench.stages.report.words import flat, text

REPORT = Kind(
    "genbench.stages.report",
    shared=("evolution",),
    styles=("answer", "stage", "play", "narrow"),
    scripts=("evolution", "samples", "tables", "decoder", "explorer", "quiz"),
    filters={"text": text},
)


def render(
    shown: Sequence[ShownRun],
    quiz: Mapping[str, object] | None,
    over_seeds: str = "",
    certainty: str = "",
) -> str:
    """Returns the page, as HTML that asks for nothing from outside.

    Args:
        shown: the runs.
        quiz: as `quiz.prepare` returns it.
        over_seeds: what a comparison over training seeds has found, to stand above the rest.
        certainty: what that could have told apart, in a sentence.
    """
    names = [run.name for run in shown]
    by_name = {run.name: run.metrics for run in shown}
    found = answers(by_name)
    known = {name: record for name, record in by_name.items() if record}
    return REPORT.render(
        _facts(shown, quiz),
        **_measured(known),
        title=" vs ".join(names),
        headline=over_seeds or headline(found, names),
        is_over_seeds=bool(over_seeds),
        certainty=certainty,
        samples="" if over_seeds or len(known) < 2 else told_of(known),
        turns="" if over_seeds or verdicts.differing(known) else turns(known),
        shown=shown,
        answers=found,
        is_measured=any(answer.is_measured for answer in found),
        groups=groups(by_name),
        likelihood=panel({run.name: run.likelihood for run in shown}),
        dataset=shlex.quote(shown[0].place),
        differences=differences([run.record for run in shown], [run.config for run in shown]),
        origins=facts([run.record for run in shown]),
        quiz=quiz,
        n_steps_to_collapse=alarms.MODE_STEPS,
        chart=(WIDTH, HEIGHT),
    )


def _measured(known: Mapping[str, MetricsRecord]) -> dict[str, object]:
    """Returns what the page says of how the runs were measured."""
    records = known.values()
    calibrated = {row_label(row) for record in records for row in record.calibration}
    protocol = next((record.protocol for record in records), None)
    spaces = protocol.spaces.items() if protocol else ()
    return {
        "calibration": [(row, ROWS[row]) for row in ROWS if row in calibrated],
        "spaces": [(SPACES.get(name, name), space.description) for name, space in spaces],
        "samplers": {
            name: told.about
            for record in records
            for name, told in record.protocol.samplers.items()
            if name in record.others
        },
        "interval": protocol.interval if protocol else "",
        "doses": figures_of_doses(protocol),
        "protocol": flat(plain(protocol)) if protocol else [],
    }


def _facts(shown: Sequence[ShownRun], quiz: Mapping[str, object] | None) -> dict[str, object]:
    """Returns what the scripts work on."""
    return {
        "clock": sorted({seen for run in shown for seen in run.frames}),
        "last": max((run.images_seen for run in shown), default=0),
        "quiz": quiz,
        "runs": [_run_facts(run) for run in shown],
    }


def _run_facts(run: ShownRun) -> dict[str, object]:
    drawn = run.drawn
    return {
        "name": run.name,
        "frames": run.frames,
        "batch": run.record.config.batch_size,
        "reel": [sheet.to_json() for sheet in run.reel],
        "panels": [
            [{"x": line.images, "y": line.values} for line in panel.lines] for panel in run.panels
        ],
        "samples": drawn and drawn.sheet.to_json(),
        "nearest": drawn and drawn.nearest and drawn.nearest.to_json(),
        "distances": drawn.distances if drawn else [],
        "fakes": drawn and drawn.unseen.to_json(),
        "explorer": plain(run.latents.explorer),
        "classes": run.record.data.classes,
    }
