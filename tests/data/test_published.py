import gzip
import hashlib
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from genbench.data import DATASETS, load, splits, status
from genbench.data.published import fetch, find

IMAGES = np.arange(5 * 6, dtype=np.uint8).reshape(5, 2, 3)
LABELS = np.arange(5, dtype=np.uint8)
FILE = "train-images-idx3-ubyte.gz"


def idx(array):
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes(), mtime=0)


CONTENTS = {
    "train-images-idx3-ubyte.gz": idx(IMAGES),
    "train-labels-idx1-ubyte.gz": idx(LABELS),
    "t10k-images-idx3-ubyte.gz": idx(IMAGES[::-1]),
    "t10k-labels-idx1-ubyte.gz": idx(LABELS[::-1]),
}


class Mirrors(BaseHTTPRequestHandler):
    """The first part of the path says how the mirror behaves."""

    released = threading.Event()

    def do_GET(self):
        _, manner, file = self.path.split("/")
        data = CONTENTS[file]
        body = {"truncated": data[:-9], "stalled": data[:9], "wrong": data[:-1] + b"!"}
        self.send_response(503 if manner == "unavailable" else 200)
        self.send_header("Content-Length", str(len(data)))
        if manner == "encoded" and "gzip" in self.headers["Accept-Encoding"]:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body.get(manner, data))
        if manner == "stalled":
            self.wfile.flush()
            self.released.wait(5)

    def log_message(self, format, *args):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Mirrors) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        Mirrors.released.set()
        server.shutdown()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GENBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GENBENCH_DATA", raising=False)
    return tmp_path / "cache" / "mnist"


@pytest.fixture
def mirrored(server, cache, monkeypatch):
    """Makes mnist a small data set on mirrors of the manners given, and hides mnist5k."""
    monkeypatch.delitem(DATASETS, "mnist5k")

    def set_mirrors(*manners):
        sha256 = {file: hashlib.sha256(data).hexdigest() for file, data in CONTENTS.items()}
        mirrors = tuple(f"{server}/{manner}" for manner in manners)
        small = replace(DATASETS["mnist"], sha256=sha256, mirrors=mirrors)
        monkeypatch.setitem(DATASETS, "mnist", small)

    return set_mirrors


def test_a_split_is_downloaded_in_the_order_of_its_files(mirrored):
    mirrored("good")
    split = load("mnist", "held_out")
    np.testing.assert_array_equal(split.images, IMAGES[::-1, :, :, None])
    np.testing.assert_array_equal(split.labels, LABELS[::-1])
    assert split.name == "mnist/held_out"


def test_what_was_downloaded_is_not_downloaded_again(mirrored):
    mirrored("good")
    load("mnist", "train")
    mirrored("unavailable")
    assert [len(part) for part in splits("mnist")] == [4, 1, 5]


BAD_MIRRORS = {
    "truncated": "ChunkedEncodingError",
    "stalled": "ConnectionError",
    "unavailable": "503 Server Error",
    "wrong": "bytes with another SHA-256",
}


@pytest.mark.parametrize("manner", BAD_MIRRORS)
def test_a_failed_download_leaves_no_file(mirrored, cache, manner):
    mirrored(manner)
    with pytest.raises(FileNotFoundError, match=f"{manner}: {BAD_MIRRORS[manner]}"):
        fetch("mnist", FILE, timeout=0.3)
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("manner", BAD_MIRRORS)
def test_the_next_mirror_is_tried(mirrored, manner):
    mirrored(manner, "good")
    assert fetch("mnist", FILE, timeout=0.3) == CONTENTS[FILE]


def test_a_mirror_that_calls_gz_an_encoding_gives_the_same_bytes(mirrored):
    mirrored("encoded")
    assert fetch("mnist", FILE) == CONTENTS[FILE]


def test_when_all_mirrors_fail_one_line_says_what_to_do(mirrored, cache):
    mirrored("unavailable", "wrong")
    with pytest.raises(FileNotFoundError) as caught:
        load("mnist", "train")
    message = str(caught.value)
    assert "\n" not in message
    for part in ("503", "another SHA-256", *CONTENTS, str(cache), "mnist5k"):
        assert part in message


def test_a_mirror_out_of_reach_is_named(mirrored, monkeypatch):
    mirrored()
    closed = replace(DATASETS["mnist"], mirrors=("http://127.0.0.1:9",))
    monkeypatch.setitem(DATASETS, "mnist", closed)
    with pytest.raises(FileNotFoundError, match=r"http://127.0.0.1:9: ConnectionError"):
        load("mnist", "train")


def test_the_users_folder_comes_before_the_cache(mirrored, cache, tmp_path, monkeypatch):
    mirrored()
    monkeypatch.setenv("GENBENCH_DATA", str(tmp_path / "data"))
    for folder in (cache, tmp_path / "data" / "mnist"):
        folder.mkdir(parents=True)
        (folder / FILE).write_bytes(CONTENTS[FILE])
    assert find("mnist", FILE) == tmp_path / "data" / "mnist" / FILE


def test_a_damaged_file_is_named_with_both_sums_and_the_cure(mirrored, cache):
    mirrored("good")
    cache.mkdir(parents=True)
    (cache / FILE).write_bytes(b"damaged")
    expected, found = (hashlib.sha256(x).hexdigest() for x in (CONTENTS[FILE], b"damaged"))
    with pytest.raises(ValueError, match=f"{FILE} is damaged.*{expected}. Found: {found}. Delete"):
        load("mnist", "train")


def status_of(name):
    return next(record for record in status() if record.name == name)


def test_status_of_what_is_missing_says_how_to_get_it(mirrored, cache):
    mirrored("good")
    record = status_of("mnist")
    assert (record.available, record.verified, record.folders) == (False, False, ())
    assert f"put {', '.join(CONTENTS)} into {cache}" in record.cure
    assert not cache.exists()


def test_status_of_what_is_whole(mirrored, cache):
    mirrored("good")
    splits("mnist")
    record = status_of("mnist")
    assert (record.available, record.verified, record.folders) == (True, True, (cache,))
    assert (record.sha256, str(record)) == (DATASETS["mnist"].sha256, "mnist: verified.")


def test_status_of_what_is_damaged_names_it(mirrored, cache):
    mirrored("good")
    splits("mnist")
    (cache / FILE).write_bytes(b"damaged")
    record = status_of("mnist")
    assert (record.available, record.verified) == (True, False)
    assert str(record) == f"mnist: damaged. Delete {cache / FILE}."


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_the_published_files_are_what_the_table_says(name):
    dataset = DATASETS[name]
    if missing := [file for file in dataset.sha256 if not find(name, file)]:
        pytest.skip(f"{missing[0]} of {name} is neither in $GENBENCH_DATA nor in the cache")
    parts = splits(name)
    sizes = dataset.n_train, dataset.n_validation, dataset.n_held_out
    assert tuple(map(len, parts)) == sizes
    assert {part.image_shape for part in parts} == {dataset.image_shape}
    assert all((part.class_counts > len(part) // 12).all() for part in parts)
