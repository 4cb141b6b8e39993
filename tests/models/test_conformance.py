"""What a model of a user's own has promised: twenty files that break it, one promise each."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import small_recipe

from genbench import data
from genbench.cli.main import main
from genbench.models import building, conformance

# A model that keeps every promise, small enough to be tried in a moment.
WHOLE = """
from dataclasses import dataclass
import keras
import numpy as np
import tensorflow as tf
import genbench as gb

@dataclass(frozen=True, kw_only=True)
class Small(gb.Config):
    latent_size: gb.Count = 2

class Own:
    metrics = ("loss",)

    def __init__(self, config, image_shape, n_classes):
        self.latent_size = config.latent_size
        inputs = keras.Input(image_shape)
        codes = keras.layers.Dense(config.latent_size)(keras.layers.Flatten()(inputs))
        self.encoder = keras.Model(inputs, codes)
        latents = keras.Input((config.latent_size,))
        flat = keras.layers.Dense(image_shape[0] * image_shape[1] * image_shape[2])(latents)
        self.decoder = keras.Model(latents, keras.layers.Reshape(image_shape)(flat))
        self.networks = {"encoder": self.encoder, "decoder": self.decoder}
        adams = {scope: keras.optimizers.Adam(1e-3) for scope in self.networks}
        self.optimizers = gb.build_optimizers(adams, self.networks)
        self.noise = {"epsilon": gb.noise.Normal((config.latent_size,))}
        prior = gb.noise.Normal((config.latent_size,))
        self.samplers = {"decoder": gb.Sampler(prior, self.decode)}

    def step(self, images, labels, noise):
        with tf.GradientTape() as tape:
            codes = self.encoder(images) + noise["epsilon"]
            loss = tf.reduce_mean(tf.square(images - self.decode(codes)))
        gb.descend(self, tape, loss, "encoder", "decoder")
        return {"loss": loss}

    def decode(self, latents):
        return tf.sigmoid(self.decoder(latents))

    def encode(self, images, labels):
        return self.encoder(images)

    def compare(self, images, labels, noise):
        return {"original": images, "comes back": self.decode(self.encoder(images))}

    def validate(self, images, labels, noise):
        return {"loss": tf.reduce_mean(images)}

RECIPES = {"own": gb.Recipe(Small(), model=Own, summary="Small.")}
"""
STEP = '        return {"loss": loss}'
BROKEN = {
    "syntax": ("class Own:", "class Own", "mine.py cannot be loaded: SyntaxError"),
    "import": ("import numpy as np", "import nowhere_to_be_found", "cannot be loaded: ModuleNot"),
    "fails at import": ("class Own:", "1 / 0\nclass Own:", "cannot be loaded: ZeroDivisionError"),
    "no table": ("RECIPES =", "OTHERS =", "must hold a table of recipes"),
    "no recipe": ('gb.Recipe(Small(), model=Own, summary="Small.")', "Own", "must be a gb.Recipe"),
    "two recipes": (
        "RECIPES = {",
        'RECIPES = {"a": gb.Recipe(Small(), model=Own, summary="a"), ',
        "holds 2 recipes: a, own. Say which, as in mine.py:a",
    ),
    "no summary": (', summary="Small."', "", "missing 1 required positional argument: 'summary'"),
    "no dataclass": (
        "@dataclass(frozen=True, kw_only=True)\n",
        "",
        "decorated with @dataclass(frozen=True, kw_only=True). Received: Small",
    ),
    "config of another kind": ("Small(gb.Config)", "Small", "derived from gb.Config"),
    "constructor": (
        "self.latent_size = config",
        "raise KeyError('x')\n        self.latent_size = config",
        "The model cannot be built: KeyError",
    ),
    "attribute": ("self.noise =", "self.nois =", "The model has no `noise`"),
    "not a network": (
        '{"encoder": self.encoder,',
        '{"encoder": self.encode,',
        "The model cannot be built: AttributeError",
    ),
    "optimizer built late": (
        "self.optimizers = gb.build_optimizers(adams, self.networks)",
        "self.optimizers = adams",
        "optimizers['encoder'] is not built",
    ),
    "network built late": (
        "self.encoder = keras.Model(inputs, codes)",
        "self.encoder = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(2)])\n"
        "        self.encoder.trainable = False",
        "networks['encoder'] is not built",
    ),
    "layer outside of the scopes": (
        "codes = self.encoder(images) +",
        "codes = self.shift(self.encoder(images)) +",
        "which is in no network of `networks`",
    ),
    "shared scopes": (
        '"decoder": self.decoder}',
        '"decoder": self.decoder, "both": self.decoder}',
        "The scopes must be disjoint",
    ),
    "random op": (
        'noise["epsilon"]\n',
        "tf.random.normal(tf.shape(codes0))\n",
        "`step` draws random numbers (RandomStandardNormal)",
    ),
    "dropout": (
        "self.encoder = keras.Model(inputs, codes)",
        "self.encoder = keras.Model(inputs, keras.layers.Dropout(0.5)(codes))",
        "`step` draws random numbers (StatelessRandom",
    ),
    "NumPy's numbers": (STEP, '        return {"loss": loss + np.random.rand()}', "each time"),
    "step fails": (STEP, "        return {}['loss']", "`step` failed: KeyError"),
    "another scalar": (STEP, '        return {"los": loss}', "in `metrics`: loss. Received: los"),
    "a loss for each image": (
        STEP,
        '        return {"loss": tf.zeros([4]) + loss}',
        "'loss' as a float32 scalar, averaged over the batch. Received: float32 [4]",
    ),
    "nan": (STEP, '        return {"loss": loss * np.nan}', "`step` returns nan for 'loss'"),
    "images out of range": (
        "return tf.sigmoid(self.decoder(latents))",
        "return 2 * tf.sigmoid(self.decoder(latents))",
        "must return images in [0, 1]",
    ),
    "images of another shape": (
        "return tf.sigmoid(self.decoder(latents))",
        "return tf.sigmoid(self.decoder(latents))[:, :4]",
        "`step` failed",
    ),
    "sampler fails": (
        "gb.Sampler(prior, self.decode)",
        "gb.Sampler(prior, int)",
        "samplers['decoder'] failed",
    ),
    "random sampler": (
        "gb.Sampler(prior, self.decode)",
        "gb.Sampler(prior, lambda z: self.decode(z + tf.random.normal(tf.shape(z))))",
        "gives other images for the same latents each time",
    ),
    "noise of another type": (
        '{"epsilon": gb.noise.Normal((config.latent_size,))}',
        '{"epsilon": (2,)}',
        "noise['epsilon'] must be a noise",
    ),
    "codes of another size": ("return self.encoder(images)\n", "return images\n", "`encode` must"),
}  # fmt: skip
# What else is to be changed, where one place is not enough.
ALSO = {
    "layer outside of the scopes": (
        "self.networks = {",
        "self.shift = keras.layers.Dense(2)\n        self.shift.build((None, 2))\n"
        "        self.networks = {",
    ),
    "random op": (
        "codes = self.encoder(images) +",
        "codes0 = self.encoder(images)\n            codes = codes0 +",
    ),
    "dropout": ("self.encoder(images) +", "self.encoder(images, training=True) +"),
}
BRIEF = ["--steps=4", "--log-every=2", "--batch-size=8", "--no-jit-compile"]


def written(case: str) -> str:
    old, new, _ = BROKEN[case]
    text = WHOLE
    for before, after in ((old, new), ALSO.get(case, ("", ""))):
        assert before in text
        text = text.replace(before, after, 1)
    return text


def spelled(case: str) -> str:
    return "mine.py" if case == "two recipes" else "mine.py:own"


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_promise_is_one_sentence_and_leaves_nothing(case, blobs, here, capsys):
    Path("mine.py").write_text(written(case), "utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["train", spelled(case), f"--dataset={blobs}", *BRIEF])
    out, err = capsys.readouterr()
    *_, last = err.strip().splitlines()
    assert (stop.value.code, out) == (2, "")
    assert BROKEN[case][2] in last
    assert not list(here.glob("runs/*/*.json"))
    assert not list(here.glob("runs/*/code.py"))


def test_a_model_that_keeps_its_promises_is_trained(blobs, here, capsys):
    Path("mine.py").write_text(WHOLE, "utf-8")
    main(["train", "mine.py", f"--dataset={blobs}", *BRIEF])
    assert "is trained" in capsys.readouterr().out


def test_what_fails_is_shown_as_the_users_own_traceback(blobs, here, capsys):
    Path("mine.py").write_text(written("step fails"), "utf-8")
    with pytest.raises(SystemExit):
        main(["train", "mine.py:own", f"--dataset={blobs}", *BRIEF])
    err = capsys.readouterr().err
    assert "return {}['loss']" in err
    assert "genbench/models" not in err


def test_the_packages_own_variational_model_keeps_its_promises(blobs):
    split = data.load(blobs, "train")
    conformance.check(
        lambda: building.build(small_recipe("vae"), split.image_shape, n_classes=4), split, seed=0
    )
