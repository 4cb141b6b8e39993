"""Puts the page together: one template, its styles and scripts, and the facts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from genbench import pictures
from genbench.runs import alarms
from genbench.scoring.glossary import ROWS, SPACES, row_label
from genbench.stages.report.answer import headline, judge
from genbench.stages.report.curves import HEIGHT, WIDTH, panels
from genbench.stages.report.portrait import Portrait
from genbench.stages.report.provenance import differences, facts
from genbench.stages.report.scores import short, text
from genbench.stages.report.tables import groups

STYLES = ("ground", "answer", "stage", "play", "narrow")
SCRIPTS = ("boot", "evolution", "samples", "tables", "decoder", "explorer", "quiz")


def render(portraits: Sequence[Portrait], quiz: dict[str, Any] | None, over_seeds: str = "") -> str:
    """Returns the page, as HTML that asks for nothing from outside."""
    styles = _read("css", STYLES, ".css") + _colours()
    scripts = f'"use strict";\n(() => {{\n{_read("js", SCRIPTS, ".js")}}})();\n'
    names = [p.name for p in portraits]
    by_name = {p.name: p.scores for p in portraits}
    verdicts = judge(by_name)
    measured = next((s for s in by_name.values() if s), None)
    calibrated = {row_label(row) for s in by_name.values() if s for row in s.calibration}
    last = max((p.images_seen for p in portraits), default=0) or 1
    for p in portraits:
        p.panels = panels(p.log, last=last)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("genbench.stages.report.report", "parts"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["short"] = short
    environment.filters["text"] = text
    return environment.get_template("page.html.jinja").render(
        title=" vs ".join(names),
        headline=over_seeds or headline(verdicts, names),
        is_over_seeds=bool(over_seeds),
        portraits=portraits,
        verdicts=verdicts,
        is_measured=any(v.is_measured for v in verdicts),
        groups=groups(by_name),
        calibration=[(row, ROWS[row]) for row in ROWS if row in calibrated],
        spaces=[(SPACES.get(space, space), told) for space, told in measured.about.items()]
        if measured
        else [],
        samplers={n: told for s in by_name.values() if s for n, told in s.samplers.items()},
        interval=measured.interval if measured else "",
        protocol=measured.protocol if measured else [],
        differences=differences(names, [p.record for p in portraits]),
        origins=facts([p.record for p in portraits]),
        quiz=quiz,
        n_steps_to_collapse=alarms.MODE_STEPS,
        facts=_facts(portraits, quiz),
        styles=Markup(styles),
        scripts=Markup(scripts),
        policy=_policy(styles, scripts),
        chart=(WIDTH, HEIGHT),
        n_colours=len(pictures.COLOURS),
    )


def _facts(portraits: Sequence[Portrait], quiz: dict[str, Any] | None) -> dict[str, Any]:
    """Returns what the scripts work on."""
    return {
        "clock": sorted({seen for p in portraits for seen in p.frames}),
        "last": max((p.images_seen for p in portraits), default=0),
        "quiz": quiz,
        "runs": [
            {
                "name": p.name,
                "frames": p.frames,
                "batch": p.record["config"]["batch_size"],
                "reel": [sheet.to_json() for sheet in p.reel],
                "panels": [
                    [{"x": line.images, "y": line.values} for line in panel.lines]
                    for panel in p.panels
                ],
                "samples": p.samples and p.samples.to_json(),
                "nearest": p.nearest and p.nearest.to_json(),
                "distances": p.distances,
                "fakes": p.quiz and p.quiz.to_json(),
                "explorer": p.explorer,
                "classes": p.record["data"].get("classes", []),
            }
            for p in portraits
        ],
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
    files = resources.files("genbench.stages.report.report") / folder
    return "".join((files / (name + ending)).read_text("utf-8") for name in names)


def _colours() -> str:
    """Returns the house palette as custom properties; black turns white on a dark page."""
    light = "".join(f"--c{i}: {colour}; " for i, colour in enumerate(pictures.COLOURS))
    i = pictures.COLOURS.index("#000000")
    runs = "".join(f".run-{i} {{ --run: var(--c{i}); }}\n" for i in range(len(pictures.COLOURS)))
    dark = f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --c{i}: #ffffff; }} }}"
    return f":root {{ {light}}}\n{dark}\n{runs}"
