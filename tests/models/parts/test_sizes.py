import pytest
from small import recipe_of

from genbench.models import building
from genbench.models.adversarial_autoencoder import AAEConfig
from genbench.models.autoencoder import AEConfig
from genbench.models.gan import GANConfig
from genbench.models.parts import sizes
from genbench.models.vae import VAEConfig
from genbench.system import memory
from genbench.system.backend import keras
from genbench.system.errors import InvalidInput


@pytest.fixture
def small(monkeypatch):
    """A machine with 1 MiB."""
    monkeypatch.setattr(memory, "available", lambda: 2**20)


def test_a_network_is_estimated_with_its_gradient_and_two_slots(monkeypatch):
    asked = []
    monkeypatch.setattr(memory, "require", lambda n_bytes, what, cure: asked.append(n_bytes))
    sizes.check(10, 20, 3)
    assert asked == [4 * 4 * (10 * 20 + 20 * 3)]


@pytest.mark.parametrize(
    "config",
    [
        VAEConfig(hidden_sizes=(10_000_000,)),
        VAEConfig(latent_size=10**30),
        VAEConfig(channels=(10**6, 10**6)),
        AEConfig(hidden_sizes=(16, 10**9)),
        GANConfig(generator_sizes=(10**9,)),
        GANConfig(discriminator_sizes=(10**5, 10**5)),
    ],
)
def test_networks_beyond_the_memory_are_refused_before_they_are_built(small, config):
    with pytest.raises(InvalidInput, match=r"would take .* of memory, and 0.0 GiB are free"):
        building.build(recipe_of(config), (8, 8, 1), n_classes=0)


def test_weights_that_leave_no_room_for_their_slots_are_refused(small):
    with pytest.raises(InvalidInput, match=r"Training 1,000,000 weights would take"):
        sizes.check_slots(10**6)


@pytest.mark.parametrize(
    "config",
    [
        VAEConfig(hidden_sizes=(300,)),
        AEConfig(hidden_sizes=(300,), latent_size=2),
        AAEConfig(hidden_sizes=(300,), latent_size=2, discriminator_sizes=(16,)),
        GANConfig(latent_size=16, generator_sizes=(300,), discriminator_sizes=(300,)),
    ],
)
def test_networks_that_only_together_are_too_large_are_refused_before_the_first(
    monkeypatch, config
):
    """One takes some 300 KiB of the half MiB."""
    monkeypatch.setattr(memory, "available", lambda: 2**19)
    monkeypatch.setattr(keras, "Input", lambda *_, **__: 1 / 0)
    with pytest.raises(InvalidInput, match=r"Networks of [34]\d,\d{3} weights would take"):
        building.build(recipe_of(config), (8, 8, 1), n_classes=0)


def test_networks_are_built_after_they_were_counted(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 2**20)
    assert building.build(
        recipe_of(VAEConfig(hidden_sizes=(300,))), (8, 8, 1), n_classes=0
    ).networks
