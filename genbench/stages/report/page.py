"""Puts the page together: one template, its styles and scripts, and the facts."""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Mapping, Sequence
from importlib import resources

import jinja2
from markupsafe import Markup

from genbench import pictures
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
from genbench.stages.report.pad import Pad
from genbench.stages.report.provenance import differences, facts
from genbench.stages.report.shown import ShownRun
from genbench.stages.report.tables import groups
from genbench.stages.report.words import flat, odds, text
from genbench.system.numbers import typeset

STYLES = ("ground", "answer", "stage", "play", "pad", "narrow")
ROOM = "genbench.stages.report"
SCRIPTS = (
    "boot",
    "evolution",
    "options",
    "samples",
    "tables",
    "layers",
    "latents",
    "codes",
    "explorer",
    "quiz",
    "judge",
    "ink",
    "descent",
    "readers",
    "pad",
)


def render(
    shown: Sequence[ShownRun],
    quiz: Mapping[str, object] | None,
    pad: Pad | None,
    over_seeds: str = "",
    certainty: str = "",
) -> str:
    """Returns the page, as HTML that asks for nothing from outside.

    Args:
        shown: the runs.
        quiz: as `quiz.prepare` returns it.
        pad: as `pad.prepare` returns it.
        over_seeds: what a comparison over training seeds has found, to stand above the rest.
        certainty: what that could have told apart, in a sentence.
    """
    styles = _read("css", STYLES, ".css") + _colours()
    scripts = f'"use strict";\n(() => {{\n{_read("js", SCRIPTS, ".js")}}})();\n'
    names = [run.name for run in shown]
    by_name = {run.name: run.metrics for run in shown}
    found = answers(by_name)
    known = {name: record for name, record in by_name.items() if record}
    return _template().render(
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
        pad=pad,
        n_steps_to_collapse=alarms.MODE_STEPS,
        facts=_facts(shown, quiz, pad),
        styles=Markup(styles),
        scripts=Markup(scripts),
        policy=_policy(styles, scripts),
        chart=(WIDTH, HEIGHT),
        n_colours=len(pictures.COLOURS),
    )


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(ROOM, "parts"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["short"] = typeset
    environment.filters["text"] = text
    environment.filters["odds"] = odds
    return environment.get_template("page.html.jinja")


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


def _facts(
    shown: Sequence[ShownRun], quiz: Mapping[str, object] | None, pad: Pad | None
) -> dict[str, object]:
    """Returns what the scripts work on."""
    return {
        "clock": sorted({seen for run in shown for seen in run.frames}),
        "last": max((run.images_seen for run in shown), default=0),
        "quiz": quiz,
        "pad": plain(pad),
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
        "readers": plain(run.latents.readers),
        "classes": run.record.data.classes,
    }


def _policy(styles: str, scripts: str) -> str:
    """Returns a content security policy: pictures inside the page, and nothing else at all."""
    return (
        "default-src 'none'; img-src data: blob:; "
        f"style-src '{_digest(styles)}'; script-src '{_digest(scripts)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _read(folder: str, names: Sequence[str], ending: str) -> str:
    files = resources.files(ROOM) / folder
    return "".join((files / (name + ending)).read_text("utf-8") for name in names)


def _colours() -> str:
    """Returns the house palette as custom properties; black turns white on a dark page."""
    light = "".join(f"--c{i}: {colour}; " for i, colour in enumerate(pictures.COLOURS))
    i = pictures.COLOURS.index("#000000")
    runs = "".join(f".run-{i} {{ --run: var(--c{i}); }}\n" for i in range(len(pictures.COLOURS)))
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --c{i}: #ffffff; }} }}"
    return f":root {{ {light}}}\n{dark}\n{runs}"
