import pytest

from genbench.models.parts.noise import Normal
from genbench.models.protocols import Sampler
from genbench.models.running.inference import check_memory
from genbench.system import memory
from genbench.system.errors import InvalidInput


def test_more_samples_than_memory_are_refused(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 10**6)
    sampler = Sampler(Normal((2,)), lambda latents: latents)
    check_memory(sampler, (8, 8, 1), n=1000)
    with pytest.raises(InvalidInput, match=r"10,000 samples would take 0\.0 GiB .* Ask for fewer"):
        check_memory(sampler, (8, 8, 1), n=10_000)
