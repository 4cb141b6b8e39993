"""Puts the page together: one template, its styles and scripts, and the facts."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from genbench.pages.shell import Kind
from genbench.runs import alarms
from genbench.runs.formats import plain
from genbench.scoring import verdicts
from genbench.scoring.from_files import told
from genbench.scoring.glossary import ROWS, row_label, space_label
from genbench.scoring.records import MetricsRecord
from genbench.scoring.samples import told_of, turns
from genbench.stages.report.answer import answers, headline
from genbench.stages.report.curves import HEIGHT, WIDTH
from genbench.stages.report.doses import figures_of_doses
from genbench.stages.report.likelihood import panel
from genbench.stages.report.pad import Pad
from genbench.stages.report.provenance import differences, facts
from genbench.stages.report.shown import ShownRun
from genbench.stages.report.tables import groups
from genbench.stages.report.words import flat, odds, text, words
from genbench.system.sentences import Sentence, beside, chain, clauses, paragraph

REPORT = Kind(
    "genbench.stages.report",
    shared=("evolution",),
    styles=("answer", "stage", "play", "pad", "narrow"),
    scripts=(
        *("state", "evolution", "options", "samples", "tables"),
        *("layers", "latents", "codes", "explorer", "quiz"),
        *("judge", "ink", "strokes", "descent", "readers", "pad", "save"),
    ),
    filters={"text": text, "words": words, "odds": odds},
)

# The sections in their order, and those of a page for a mail.
PARTS = (
    *("answer", "evolution", "samples", "metrics", "likelihood"),
    *("latents", "draw", "test", "models", "provenance"),
)
BRIEF = ("answer", "samples", "provenance")


class Games(NamedTuple):
    """What the reader does with pictures: tells real from generated, and draws.

    Attributes:
        quiz: as `quiz.prepare` returns it.
        pad: as `pad.prepare` returns it.
    """

    quiz: Mapping[str, object] | None
    pad: Pad | None


def render(
    shown: Sequence[ShownRun],
    games: Games | None,
    *,
    whole: str = "",
    over_seeds: str = "",
    certainty: str = "",
    language: str | None = None,
) -> str:
    """Returns the page, as HTML that asks for nothing from outside.

    Args:
        shown: the runs.
        games: what the reader does there. None: a brief page, of the answer, a few samples and the
            provenance alone.
        whole: the command that makes the whole page.
        over_seeds: what a comparison over training seeds has found, to stand above the rest.
        certainty: what that could have told apart, in a sentence.
        language: see `Kind.render`.
    """
    names = [run.name for run in shown]
    by_name = {run.name: run.metrics for run in shown}
    found = answers(by_name)
    known = {name: record for name, record in by_name.items() if record}
    return REPORT.render(
        _facts(shown, games) if games else _brief_facts(shown),
        language=language,
        **_measured(known),
        title=chain("{first} vs {last}", names),
        parts=PARTS if games else BRIEF,
        whole=whole,
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
        quiz=games and games.quiz,
        pad=games and games.pad,
        n_steps_to_collapse=alarms.MODE_STEPS,
        chart=(WIDTH, HEIGHT),
        paragraph=paragraph,
        clauses=clauses,
    )


def _measured(known: Mapping[str, MetricsRecord]) -> dict[str, object]:
    """Returns what the page says of how the runs were measured."""
    records = known.values()
    calibrated = {row_label(row) for record in records for row in record.calibration}
    protocol = next((record.protocol for record in records), None)
    spaces = protocol.spaces.items() if protocol else ()
    samplers = {
        name: told(drawn.about)
        for record in records
        for name, drawn in record.protocol.samplers.items()
        if name in record.others
    }
    return {
        "calibration": [(Sentence(row), Sentence(ROWS[row])) for row in ROWS if row in calibrated],
        "spaces": clauses(
            [beside(space_label(name), told(space.description)) for name, space in spaces]
        ),
        "samplers": chain(
            "{first}, {last}", [beside(name, about) for name, about in samplers.items()]
        ),
        "interval": told(protocol.interval) if protocol else "",
        "doses": figures_of_doses(protocol),
        "protocol": flat(plain(protocol)) if protocol else [],
    }


def _facts(shown: Sequence[ShownRun], games: Games) -> dict[str, object]:
    """Returns what the scripts work on."""
    return {
        "clock": sorted({seen for run in shown for seen in run.frames}),
        "last": max((run.images_seen for run in shown), default=0),
        "quiz": games.quiz,
        "pad": plain(games.pad),
        "runs": [_run_facts(run) for run in shown],
    }


def _brief_facts(shown: Sequence[ShownRun]) -> dict[str, object]:
    """Returns what the scripts of a brief page work on."""
    return {"runs": [{"name": run.name, **_sample_facts(run)} for run in shown]}


def _sample_facts(run: ShownRun) -> dict[str, object]:
    drawn = run.drawn
    return {
        "samples": drawn and drawn.sheet.to_json(),
        "nearest": drawn and drawn.nearest and drawn.nearest.to_json(),
        "distances": drawn.distances if drawn else [],
    }


def _run_facts(run: ShownRun) -> dict[str, object]:
    return {
        "name": run.name,
        "frames": run.frames,
        "batch": run.record.config.batch_size,
        "reel": [sheet.to_json() for sheet in run.reel],
        "panels": [
            [{"x": line.images, "y": line.values} for line in panel.lines] for panel in run.panels
        ],
        **_sample_facts(run),
        "fakes": run.drawn and run.drawn.unseen.to_json(),
        "explorer": plain(run.latents.explorer),
        "readers": plain(run.latents.readers),
        "classes": run.record.data.classes,
    }
