import base64

import numpy as np
import pytest

from genbench.models import building
from genbench.stages.report.dense import dense_layers
from genbench.system.backend import tf


@pytest.mark.parametrize("fixture", ["vae_run", "gan_run"])
def test_the_embedded_decoder_draws_what_the_sampler_draws(fixture, request):
    model, _ = building.load(request.getfixturevalue(fixture))
    scope, sampler = next(iter(model.samplers.items()))
    layers = dense_layers(model.networks[scope], sampler)
    assert layers is not None
    latents = sampler.prior.draw(np.random.default_rng(0), 50)
    values = latents
    for layer in layers:
        kernel, bias = (
            np.frombuffer(base64.b64decode(part), "<f2").astype(np.float32)
            for part in (layer.kernel, layer.bias)
        )
        values = values @ kernel.reshape(-1, layer.n) + bias
        if layer.activation == "relu":
            values = np.maximum(values, 0)
    true = sampler.sample(tf.constant(latents)).numpy().reshape(50, -1)
    assert layers[-1].activation == "sigmoid"
    np.testing.assert_allclose(1 / (1 + np.exp(-values)), true, atol=0.005)
