"""Autoencoders without a likelihood, and the linear baseline they must beat."""

from __future__ import annotations

from genbench.models.adversarial_autoencoder import AAE, AAEConfig
from genbench.models.autoencoder import AE, AEConfig
from genbench.models.pca import PCA, PCAConfig
from genbench.models.recipes.recipe import Recipe

RECONSTRUCTION = """\
An encoder f turns each image x into a code of a few numbers, and a decoder g turns it back.
    loss = - sum over pixels of x log p + (1 - x) log(1 - p), p = sigmoid(g(f(x)))
in nats per image. Nothing shapes the codes, so decoding normal noise gives poor samples: a density
fitted to the codes afterwards (--prior gmm) is the cure."""

EPOCHS_100 = {"dataset": "fashion_mnist", "batch_size": 512, "steps": 11_700}

AUTOENCODERS = {
    "ae": Recipe(
        AEConfig(**EPOCHS_100),
        model=AE,
        summary="Autoencoder, 784-256-128-20-128-256-784, on pictures of clothes.",
        explanation=RECONSTRUCTION,
        source="Hinton and Salakhutdinov 2006, Reducing the dimensionality of data with neural "
        "networks.",
        cost="11,700 steps of 512 images, 100 epochs: 130 s on two cores.",
        reaches="Squared error 0.0103 per pixel on 1,000 test images, where pca has 0.0194.",
    ),
    "tied-ae": Recipe(
        AEConfig(tied=True, **EPOCHS_100),
        model=AE,
        summary="Autoencoder whose decoder has the encoder's kernels, transposed.",
        explanation=RECONSTRUCTION
        + """
Layer i of the decoder is relu(h W_i^T + b_i) with the encoder's own W_i: half the weights.""",
        source="Vincent et al. 2010, Stacked denoising autoencoders, section 2.",
        cost="11,700 steps of 512 images, 100 epochs: 150 s on two cores.",
        reaches="Squared error 0.0105 per pixel on 1,000 test images, where pca has 0.0194 and ae, "
        "with twice the weights, 0.0103.",
    ),
    "denoising-ae": Recipe(
        AEConfig(dataset="fashion_mnist", corruption="gaussian", latent_size=64, steps=20_000),
        model=AE,
        summary="Autoencoder that is given corrupted images and gives clean ones back.",
        explanation=RECONSTRUCTION
        + """
Here p = sigmoid(g(f(x'))) with x' corrupted: x + level noise cut off to [0, 1] (gaussian), a
share of the pixels at 0 (masking), or at 0 or 1 (salt_and_pepper). The pictures show clean,
corrupted and restored images.""",
        source="Vincent et al. 2010, Stacked denoising autoencoders, section 3.",
        cost="20,000 steps of 128 images: 2 minutes on two cores.",
        reaches="Restored images with 12 % of the squared error of the corrupted: 0.0141 per pixel "
        "and 0.1176, on 2,000 test images.",
    ),
    "dropout-ae": Recipe(
        AEConfig(dropout=0.2, **EPOCHS_100),
        model=AE,
        summary="Autoencoder that in training does without a random fifth of its hidden units.",
        explanation=RECONSTRUCTION
        + """
In training each hidden unit of the encoder is 0 with probability `dropout`, else divided by 1 -
dropout, for each image anew. Held-out images are encoded with all units.""",
        source="Srivastava et al. 2014, Dropout.",
        cost="11,700 steps of 512 images, 100 epochs: 3 minutes on two cores.",
        reaches="Squared error 0.0121 per pixel on 1,000 test images, where pca has 0.0194 and ae "
        "0.0103.",
    ),
    "aae": Recipe(
        AAEConfig(steps=20_000),
        model=AAE,
        summary="Adversarial autoencoder: a discriminator makes the codes look like a prior.",
        explanation="""\
Encoder f, decoder g, and a discriminator D that tells draws z of the prior from codes f(x). With
    loss   = - sum over pixels of x log p + (1 - x) log(1 - p), p = sigmoid(g(f(x)))
    loss_d = E[-log D(z)] + E[-log(1 - D(f(x)))]
    loss_g = E[-log D(f(x))]
first D lowers loss_d, then g lowers loss and f lowers loss + adversarial_weight * loss_g, each with
an Adam of its own. With too low a weight the codes run away from the prior, with too high a one the
pictures blur. The prior may be anything that can be drawn from. To sample, decode a draw of it.""",
        source="Makhzani et al. 2015, arXiv:1511.05644.",
        cost="20,000 steps of 128 images: 2 minutes on two cores.",
        reaches="On mnist (`genbench train aae --dataset mnist`), 2,000 held-out codes and as many "
        "draws of the prior: 54 % have a nearest neighbour of their own kind, where 50 % is "
        "chance. 146 nats.",
    ),
    "pca": Recipe(
        PCAConfig(),
        model=PCA,
        summary="Principal components: the baseline that an autoencoder must beat.",
        explanation="""\
The best linear code, in closed form. With the mean m of the images, the leading eigenvectors U and
eigenvalues L of their covariance, and the mean s of the other eigenvalues,
    x = W z + m + noise,  W = U (L - s I)^(1/2),  z ~ N(0, I),  noise ~ N(0, s I)
is the maximum of the likelihood. Images come back as U U^T (x - m) + m. There are no gradients: a
step takes a batch in and solves for all images so far.""",
        source="Tipping and Bishop 1999, Probabilistic principal component analysis.",
        cost="One pass over the images: 10 s for 60,000 on two cores.",
        reaches="Squared error per pixel on 1,000 test images of Fashion-MNIST: 0.0194 with 20 "
        "latents, 0.0465 with 2.",
    ),
}
