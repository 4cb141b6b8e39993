"""Variational autoencoders."""

from __future__ import annotations

from genbench.models.recipes.recipe import Recipe
from genbench.models.vae import VAE, VAEConfig

ELBO = """\
The encoder gives each image x a Gaussian q(z|x) = N(mean, diag exp(logvar)); one code
z = mean + exp(logvar / 2) epsilon is drawn from it, epsilon ~ N(0, I), and decoded to p(x|z).
    loss = nll + beta KL, in nats per image
    nll  = - sum over pixels of x log p + (1 - x) log(1 - p), p = sigmoid(logits)
    KL   = 1/2 sum over latents of mean^2 + exp(logvar) - logvar - 1
With beta = 1 it is the negative evidence lower bound. To sample, decode z ~ N(0, I)."""

CHANNELS = (32, 64, 64, 64)

VARIATIONAL = {
    "vae": Recipe(
        VAEConfig(),
        model=VAE,
        summary="Variational autoencoder, 784-256-2-256-784: a plane of codes to look at.",
        explanation=ELBO,
        source="Kingma and Welling 2013, arXiv:1312.6114.",
        cost="10,000 steps of 128 images: 12 s on two cores.",
        reaches="153 nats per image on MNIST after 20 epochs, 9,375 steps.",
    ),
    "vae-tutorial": Recipe(
        # Means over 784 pixels and 2 latents are the sums' loss / 784 with beta = 784 / 2; the
        # factor 1 / 784 is Adam's epsilon times 784.
        VAEConfig(
            likelihood="gaussian",
            beta=392.0,
            epsilon=784e-8,
            initial_stddev=0.001,
            steps=21_500,
        ),
        model=VAE,
        summary="The VAE as a tutorial has it, with means for sums (beta = 392): it collapses.",
        explanation="""\
The loss as written is mean over pixels of (x - p)^2 / 2 + mean over latents of their KL. Times
784 that is
    loss = 1/2 sum over pixels of (x - p)^2 + 392 KL, in nats per image up to a constant
so a code costs 392 times what it should, carries nothing, and every picture is the mean one.
A sum in the place of each mean is the cure: recipe vae.""",
        source="A widespread tutorial; kept to show what the mistake does.",
        cost="21,500 steps of 128 images, 50 epochs of MNIST: 25 s on two cores.",
        reaches="The mean digit: squared error 0.0675 per pixel, KL 0.",
    ),
    "vae-20": Recipe(
        VAEConfig(latent_size=20, hidden_sizes=(512,)),
        model=VAE,
        summary="Variational autoencoder, 784-512-20-512-784: sharper, with more to say per code.",
        explanation=ELBO,
        source="Kingma and Welling 2013, arXiv:1312.6114.",
        cost="10,000 steps of 128 images: 90 s on two cores.",
        reaches="103 nats per image on MNIST after 20 epochs, 9,380 steps.",
    ),
    "vae-16": Recipe(
        VAEConfig(
            latent_size=16, hidden_sizes=(256, 128), beta=0.3, fitted_prior=True, steps=4_000
        ),
        model=VAE,
        summary="Variational autoencoder of 16 latents, of one size with gan-16: the main job's.",
        explanation=ELBO
        + """
Here beta = 0.3, and samples are decoded from a mixture of Gaussians that is fitted to the codes
after the training, as in vae-best. Encoder and discriminator, decoder and generator have the same
layers, so that a duel with gan-16 is one of methods.""",
        source="Higgins et al. 2017, beta-VAE; Ghosh et al. 2019, arXiv:1903.12436, section 4.",
        cost="4,000 steps of 128 images: 17 s on two cores.",
        reaches="Fréchet distance by the judge with 10,000 samples: 36 on MNIST, 42 on "
        "Fashion-MNIST; with 2,500 on mnist5k 38, where vae has 746 after 15,000 steps. N(0, I), "
        "which the snapshots show, gives four times as much.",
    ),
    "beta-vae": Recipe(
        VAEConfig(latent_size=20, hidden_sizes=(512,), beta=4.0, warmup_steps=2000),
        model=VAE,
        summary="VAE with a heavier KL term, warmed up: fewer latents, each with more meaning.",
        explanation=ELBO
        + """
Here beta = 4: only latents that earn four times their cost in nats stay active, and those tend
to vary one thing each. beta(step) = beta min(1, step / warmup_steps) lets the decoder learn to use
the codes before they cost anything.""",
        source="Higgins et al. 2017, beta-VAE; Bowman et al. 2015, arXiv:1511.06349.",
        cost="10,000 steps of 128 images: 90 s on two cores.",
        reaches="On MNIST 14 of the 20 latents stay active, and the KL is 10 nats, vae-20's 26. "
        "Fréchet distance by the judge 307, vae-20's 148; bound with beta = 1 118 nats, vae-20's "
        "102.",
    ),
    "conv-vae": Recipe(
        VAEConfig(
            channels=CHANNELS,
            hidden_sizes=(32,),
            decoder_sizes=(),
            steps=5_000,
            jit_compile=False,
        ),
        model=VAE,
        summary="Variational autoencoder with convolutions and 2 latents.",
        explanation=ELBO
        + """
The encoder has 3 x 3 convolutions with 32, 64 (stride 2), 64 and 64 channels and 32 dense
units; the decoder 14 x 14 x 64 dense units, a transposed convolution with stride 2 and 32
channels, and a convolution to the logits.""",
        source="Kingma and Welling 2013, arXiv:1312.6114; layers as in a widespread tutorial.",
        cost="5,000 steps of 128 images: 5 minutes on two cores.",
        reaches="151 nats on held-out images of MNIST after 10 epochs, 4,690 steps, where vae has "
        "158; after 20 epochs vae has 153.",
    ),
    "conv-vae-tutorial": Recipe(
        # Its loss, mean over pixels - 5e-4 mean over latents, is 1 / 784 of ours with beta =
        # 784 * 2 * 5e-4 / 2; RMSprop's epsilon stands beside a square, hence 784^2.
        VAEConfig(
            dataset="mnist",
            channels=CHANNELS,
            hidden_sizes=(32,),
            decoder_sizes=(),
            beta=0.392,
            sampling_width="variance",
            optimizer="rmsprop",
            epsilon=784**2 * 1e-7,
            encoder_initializer="glorot_uniform",
            batch_size=16,
            steps=37_500,
            jit_compile=False,
        ),
        model=VAE,
        summary="The convolutional VAE as a tutorial has it, with exp(logvar) for a deviation.",
        explanation="""\
Two things are as that tutorial writes them. Codes are drawn as mean + exp(logvar) epsilon, where
exp(logvar) is the variance; the deviation is exp(logvar / 2). And the loss is
    mean over pixels of the cross-entropy
        - 5e-4 mean over latents of 1 + logvar - mean^2 - exp(logvar)
which is 1/784 of nll + beta KL with beta = 0.392, not 1. So codes are spread wider than the prior
from which samples are drawn. Recipe conv-vae has both right.""",
        source="A widespread tutorial; kept to show what the mistakes do.",
        cost="37,500 steps of 16 images, 10 epochs of MNIST: 8 minutes on two cores.",
        reaches="On MNIST codes lie as far as 6 from the middle, and those of conv-vae 4. Its own "
        "loss of 143 nats is no bound; the bound is 148, where conv-vae has 151 after as many "
        "epochs, an eighth of the updates.",
    ),
    "cvae": Recipe(
        VAEConfig(conditional=True, latent_size=20, hidden_sizes=(512,)),
        model=VAE,
        summary="Variational autoencoder that is told the class: choose the digit to draw.",
        explanation=ELBO
        + """
Encoder and decoder are given the label y too, one-hot: q(z|x, y) and p(x|z, y). The code is left
with style. Each row of a snapshot is one class.""",
        source="Sohn et al. 2015, Learning structured output representation; Kingma et al. 2014, "
        "arXiv:1406.5298.",
        cost="10,000 steps of 128 images: 90 s on two cores.",
        reaches="On MNIST the judge reads 84 % of the samples as the class that was asked for; its "
        "Fréchet distance is 101, where vae-20 has 148.",
    ),
    "iwae": Recipe(
        VAEConfig(
            dataset="mnist",
            binarize="dynamic",
            latent_size=50,
            hidden_sizes=(200, 200),
            activation="tanh",
            n_importance=50,
            encoder_initializer="glorot_uniform",
            epsilon=1e-4,
            epochs=300,
        ),
        model=VAE,
        summary="Importance-weighted autoencoder on binarised digits: published nats to meet.",
        explanation="""\
The encoder gives each image x a Gaussian q(z|x), from which K = 50 codes are drawn.
    loss = - log 1/K sum over k of p(x, z_k) / q(z_k|x), in nats per image
It is never above the evidence lower bound's loss, and the nearer to - log p(x) the larger K is.
Pixels are drawn as 0 or 1 anew for each batch, and are a Bernoulli's. `--n-importance 1` is the
VAE of the same paper.""",
        source="Burda et al. 2015, arXiv:1509.00519, one stochastic layer.",
        cost="128,907 steps of 128 images, 300 epochs. With --n-importance 1 half an hour on a "
        "busy core; with 50 codes 15 steps a second on one core, so two and a half hours.",
        reaches="`genbench train iwae --n-importance 1 --dataset mnist`, interrupted once: 88.5 "
        "nats from 5,000 codes (+- 2.2, 500 test images). With 50 codes, so far for 40 epochs: "
        "90.0, where the VAE has 92.8 after as many, on the same images. The paper has 86.76 "
        "after 3,280 epochs, and 84.78 with 50 codes.",
    ),
    "vae-best": Recipe(
        VAEConfig(
            dataset="mnist",
            latent_size=16,
            hidden_sizes=(1024, 512),
            beta=0.3,
            fitted_prior=True,
            steps=30_000,
        ),
        model=VAE,
        summary="The best samples of a VAE in ten minutes: a light KL, and a fitted prior.",
        explanation=ELBO
        + """
Here beta = 0.3: codes carry more, and pictures come back sharper, but the codes of the images no
longer fill N(0, I) evenly. So samples are decoded from a mixture of Gaussians that is fitted to
10,000 draws of the codes after the training, of as many as Schwarz's criterion (BIC) prefers;
samples-decoder.npz has those from N(0, I), to compare.""",
        source="Higgins et al. 2017, beta-VAE; Ghosh et al. 2019, arXiv:1903.12436, section 4.",
        cost="30,000 steps of 128 images: 4 minutes on two cores.",
        reaches="Fréchet distance by the judge, 10,000 samples: 9.1 on MNIST and 16.5 on "
        "Fashion-MNIST, where N(0, I) gives 87 and 48. Precision .93 and .89, recall .86 and .67.",
    ),
}
