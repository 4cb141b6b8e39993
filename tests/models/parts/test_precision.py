"""bfloat16 is refused, with the reason, where it would be slower."""

from __future__ import annotations

from pathlib import Path

import pytest

from genbench.models.parts import precision
from genbench.system import backend


@pytest.fixture
def cpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which an x86 processor without a GPU says what it can do."""
    monkeypatch.setattr(precision, "CPU_LISTING", tmp_path / "cpuinfo")
    monkeypatch.setattr(precision.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(backend.tf.config, "list_physical_devices", lambda _: [])
    return tmp_path / "cpuinfo"


def test_float32_is_never_refused(cpu: Path) -> None:
    precision.require("float32")


@pytest.mark.parametrize("flag", ["avx512_bf16", "amx_bf16"])
def test_a_processor_that_has_bfloat16_takes_it(cpu: Path, flag: str) -> None:
    cpu.write_text(f"flags : fpu avx2 {flag} sse\n")
    precision.require("bfloat16")


def test_a_processor_without_is_named_as_the_reason(cpu: Path) -> None:
    cpu.write_text("flags : fpu avx2 sse\n")
    with pytest.raises(ValueError, match="the processor has none of amx_bf16, avx512_bf16"):
        precision.require("bfloat16")


def test_a_processor_that_does_not_say_is_refused(cpu: Path) -> None:
    with pytest.raises(ValueError, match="not to be read from"):
        precision.require("bfloat16")


def test_another_kind_of_processor_is_refused(cpu: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision.platform, "machine", lambda: "arm64")
    with pytest.raises(ValueError, match="this one is arm64"):
        precision.require("bfloat16")


@pytest.mark.parametrize(("capability", "is_taken"), [((7, 5), False), ((8, 0), True)])
def test_a_gpu_is_asked_first(
    cpu: Path, monkeypatch: pytest.MonkeyPatch, capability: tuple[int, int], is_taken: bool
) -> None:
    config = backend.tf.config
    monkeypatch.setattr(config, "list_physical_devices", lambda _: ["gpu"])
    details = {"compute_capability": capability}
    monkeypatch.setattr(config.experimental, "get_device_details", lambda _: details)
    if is_taken:
        precision.require("bfloat16")
    else:
        with pytest.raises(ValueError, match=r"compute capability 7\.5, and bfloat16 needs 8\.0"):
            precision.require("bfloat16")
