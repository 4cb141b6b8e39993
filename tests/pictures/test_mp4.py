import importlib.util
import subprocess

import numpy as np
import pytest

from genbench.pictures import mp4
from genbench.system.errors import InvalidInput


def test_a_film_shows_its_frames_as_long_as_they_last(tmp_path):
    ffmpeg = pytest.importorskip("imageio_ffmpeg", reason="The extra `video` is not installed.")
    dark, light = (np.full([33, 47, 3], level, np.uint8) for level in (40, 200))
    mp4.write(tmp_path / "a.mp4", iter([dark, light]), [0.1, 0.3])
    decode = [ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(tmp_path / "a.mp4")]
    raw = subprocess.run([*decode, "-f", "rawvideo", "-pix_fmt", "gray", "-"], capture_output=True)
    means = np.frombuffer(raw.stdout, np.uint8).reshape(-1, 34, 48).mean((1, 2))
    np.testing.assert_allclose(means, [40, 200, 200, 200], atol=3)


def test_without_an_encoder_it_is_said_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InvalidInput, match=r"Run `pip install 'genbench\[video\]'`"):
        mp4.write(tmp_path / "a.mp4", [np.zeros((2, 2), np.uint8)], [1.0])
    assert list(tmp_path.iterdir()) == []
