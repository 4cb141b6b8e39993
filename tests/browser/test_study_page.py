"""The page of a study in a real browser."""

import json
import shutil

import pytest
from made_records import measured_of, metrics_record

from genbench.experiments.study import outcomes, page, states
from genbench.experiments.study import plan as plans
from genbench.experiments.study.asked import Study
from genbench.experiments.study.outcomes import Outcome
from genbench.experiments.study.plan import Job, Plan, run_of
from genbench.scoring import entries, records
from genbench.scoring.measuring import Score
from genbench.scoring.records import Point
from genbench.scoring.table import BY_NAME

RATES = (1e-4, 1e-3)
SEEDS = range(3)
NAME = "<b>vae</b>"


@pytest.fixture(scope="module")
def study_page(vae_run, gan_run, tmp_path_factory):
    """The page of two recipes, one with a malicious name, with two settings and three seeds."""
    folder = tmp_path_factory.mktemp("work") / "first"
    jobs = [
        Job(
            f"{kind}-{rate}-{seed}",
            name,
            "blobs",
            {"learning_rate": rate},
            {"batch_size": 16},
            seed,
            60,
            150,
        )
        for name, kind in ((NAME, "vae"), ("gan", "gan"))
        for rate in RATES
        for seed in SEEDS
    ]
    study = Study(recipes=(NAME, "gan"), grid={"learning_rate": RATES})
    waiting = Job("gan-waits", "gan", "blobs", {"learning_rate": 1.0}, {"batch_size": 16}, 9, 60, 1)
    plans.write(folder, Plan(study, (*jobs, waiting)))
    for job in jobs:
        run = run_of(folder, job)
        shutil.copytree({"gan": gan_run, NAME: vae_run}[job.recipe].path, run.path)
        for name in ("metrics", "metrics-validation"):
            records.write(run, measured_of(run, _metrics(job)), name)
        outcomes.append(folder, Outcome(job.name, "done", "", 60.0, "here"))
    return page.write(plans.read(folder), states.progress_of(plans.read(folder), folder))


def _metrics(job):
    base = 50 + 100 * (job.recipe == "gan") + 20 * (job.setting["learning_rate"] == RATES[0])
    found = {}
    for space in ("judge", "pca"):
        score = Score(
            BY_NAME["frechet_distance"], space, 20, (base + job.seed, base + job.seed + 1)
        )
        found[score.name] = entries.entry(score, {})
    curve = tuple(Point(10 * i, 160 * i, base + 300.0 / (1 + i), "judge", 100) for i in range(7))
    return metrics_record(found, over_training=curve)


@pytest.fixture
def opened(browser, study_page):
    context = browser.new_context(viewport={"width": 360, "height": 800})
    complaints = []
    view = context.new_page()
    view.on("console", lambda message: complaints.append(message.text))
    view.on("pageerror", lambda error: complaints.append(str(error)))
    view.goto(study_page.as_uri())
    view.wait_for_selector("html[data-ready]", state="attached")
    yield view
    context.close()
    assert complaints == []


def test_the_leaderboard_is_in_order_with_the_groups_that_are_told_apart(opened):
    rows = opened.locator(".board tbody tr")
    names = rows.locator("th").all_inner_texts()
    assert [name.strip() for name in names] == [
        f"{NAME}, learning_rate 0.001", f"{NAME}, learning_rate 0.0001",
        "gan, learning_rate 0.001", "gan, learning_rate 0.0001",
    ]  # fmt: skip
    # Twenty units apart, where seeds differ by one: everybody is told from everybody.
    places = rows.locator("td:nth-child(2) .place").all_inner_texts()
    assert places == ["1", "2", "3", "4"]


def test_a_setting_is_chosen_for_each_recipe(opened):
    chosen = opened.locator("td.said").all_inner_texts()[:2]
    assert chosen == ["learning_rate 0.001"] * 2


def test_every_run_that_is_done_leads_to_its_page(opened, study_page):
    links = opened.locator(".runs a")
    hrefs = [links.nth(i).get_attribute("href") for i in range(links.count())]
    assert len(hrefs) == 12
    assert all((study_page.parent / href).parent.is_dir() for href in hrefs)
    assert "gan-waits" in opened.locator(".runs").inner_text()


def test_pointing_at_a_contender_lights_its_lines(opened):
    opened.locator(".board tbody tr").first.hover()
    assert opened.locator(".mark.lit").count() == 2


def test_nothing_is_wider_than_a_narrow_screen(opened):
    assert opened.evaluate("document.documentElement.scrollWidth") == 360


def test_the_table_of_runs_holds_every_job(study_page):
    lines = (study_page.parent / page.TABLE).read_text().splitlines()
    assert lines[0].startswith("run,recipe,dataset,seed,learning_rate,state,steps,seconds,frechet")
    assert len(lines) == 14
    assert json.dumps(NAME)[1:-1] in lines[1]
