"""What a run's files say in sentences, to be said by a page in another language, too.

A file holds a text and not what it was made of; here are the messages, each beside its kind, and a
test takes them from the code that makes the texts.
"""

from __future__ import annotations

from genbench.system.sentences import Sentence, recognised

# What samples are. The longer come first: they begin with a shorter one.
SAMPLES = (
    "{samples}, at the best of {n} steps",
    "{samples}, latents from a mixture of {n} Gaussians fitted to codes",
    "{samples}, latents from a Gaussian fitted to codes",
    "means of p(x|z)",
    "draws from p(x|z), each value 0 or 1",
    "draws from p(x|z), each pixel with a deviation of {deviation}",
    "draws from p(x|z), each pixel with the deviation of what is left out",
    "decoded latents",
    "generator with averaged weights",
    "generator as last updated",
)
SPACES = (
    "shipped, trained on the training split of {data}",
    "trained on demand on {data}",
    "{n} principal components of {data}",
    "{n} outputs of a convolutional network that was not trained",
)
INTERVALS = (
    "{interval}; the draws share {n} held-out images",
    "95 %, t, over {n} fresh draws from one training: what another training seed would give is "
    "not in it",
)
# Of a likelihood: what the pixels are, what Parzen windows are around, and notes.
LIKELIHOODS = (
    "Gaussian window, deviation {deviation}",
    "Gaussian, deviation {deviation}",
    "Bernoulli of grey values, which is no likelihood",
    "its own",
    "real training images",
    "blurred training images",
    "The bracket does not close: {gap} nats lie between its sides, and at most {most} should. Take "
    "more --temperatures (now {n}).",
    "{estimate}: left out, as half of the grid's step of {step} still moved an image by {gap} "
    "nats.",
)
ALARMS = (
    "The posterior has collapsed: no latent tells more than {nats} nats about an image, and every "
    "reconstruction is the mean image. Lower beta (now {beta}, where 1 is the evidence lower "
    "bound), or let it rise slowly with warmup_steps.",
    "The modes have collapsed: the samples show {share} of the variety of real images. {cure}",
    "{share} of the classes and {variety}",
    "Lower learning_rate, change seed, or take adversarial=wasserstein with penalty=gradient.",
    "Lower learning_rate, change seed, or lower adversarial_weight.",
    "The discriminator has saturated: it is all but never wrong, so the generator has little to "
    "learn from. Lower learning_rate, take smaller discriminator_sizes, or add label_smoothing or "
    "penalty=r1.",
    "The discriminator has saturated: it is all but never wrong, so the encoder has little to "
    "learn from. Lower learning_rate, take smaller discriminator_sizes, or raise "
    "adversarial_weight.",
    "{loss} explodes: it is {now}, and was {first} at first. Lower learning_rate, or give a "
    "wasserstein critic penalty=gradient.",
    "{loss} explodes: it is {now}, and was {first} at first. Lower learning_rate.",
)
MESSAGES = (*SAMPLES, *SPACES, *INTERVALS, *LIKELIHOODS, *ALARMS)


def told(text: str) -> Sentence:
    """Returns what a text of a file was made of; itself, where that is not known."""
    found = recognised(text, MESSAGES)
    return Sentence(found.message, **{name: told(str(own)) for name, own in found.values.items()})
