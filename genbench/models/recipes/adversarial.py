"""Generative adversarial networks."""

from __future__ import annotations

from genbench.models.gan import GAN, GANConfig
from genbench.models.recipes.recipe import Recipe

TURNS = """\
A generator G turns noise z into pictures, and a discriminator D gives a picture's log-odds of being
real. They take turns:
"""
NON_SATURATING = (
    TURNS
    + """\
    D lowers loss_d = E[-log sigmoid D(x)] + E[-log(1 - sigmoid D(G(z)))]
    G lowers loss_g = E[-log sigmoid D(G(z))]
At a draw D is undecided: loss_d = 2 log 2 = 1.39, loss_g = log 2 = 0.69."""
)
HINGE = (
    TURNS
    + """\
    D lowers loss_d = E[max(0, 1 - D(x))] + E[max(0, 1 + D(G(z)))]
    G lowers loss_g = -E[D(G(z))]"""
)

ADVERSARIAL = {
    "gan": Recipe(
        GANConfig(steps=20_000),
        model=GAN,
        summary="Generative adversarial network, 100-128-784 against 784-128-1.",
        explanation=NON_SATURATING,
        source="Goodfellow et al. 2014, arXiv:1406.2661; Adam as in Radford et al. 2015.",
        cost="20,000 steps of 128 images: 20 s on two cores.",
        reaches="Fréchet distance by the judge on MNIST after 20 epochs: 129, with all ten "
        "classes, the rarest in 2.2 % of 10,000 samples. After some 200,000 steps it collapses.",
    ),
    "gan-16": Recipe(
        GANConfig(
            latent_size=16,
            penalty="r1",
            penalty_weight=1.0,
            discriminator_sizes=(256, 128),
            generator_sizes=(128, 256),
            learning_rate=1e-3,
            beta_1=0.0,
            beta_2=0.99,
            steps=4_000,
        ),
        model=GAN,
        summary="GAN of 16 latents, of one size with vae-16: the main job's.",
        explanation=NON_SATURATING
        + """
To loss_d is added penalty_weight E[||grad D(x)||^2] / 2 at real images. Of few images a
discriminator would soon know each by heart, and tear the digits; with its slope held down it has
a use for large steps, and digits are whole after a few thousand.""",
        source="Mescheder et al. 2018, arXiv:1801.04406; the numbers are our own.",
        cost="4,000 steps of 128 images: 30 s on two cores.",
        reaches="Fréchet distance by the judge with 10,000 samples: 35 on MNIST, 32 on "
        "Fashion-MNIST; with 2,500 on mnist5k 40, where gan has 148 after 15,000 steps.",
    ),
    "dcgan": Recipe(
        GANConfig(
            channels=(64, 128),
            generator_sizes=(),
            discriminator_sizes=(),
            steps=5_000,
            jit_compile=False,
        ),
        model=GAN,
        summary="GAN with convolutions: a generator from 7 x 7 x 128 up to 28 x 28.",
        explanation=NON_SATURATING
        + """
Convolutions are 5 x 5 with stride 2. The generator normalises over the batch, and samples with
the moving statistics; the discriminator has leaky ReLU.""",
        source="Radford et al. 2015, arXiv:1511.06434.",
        cost="5,000 steps of 128 images: 8 minutes on two cores.",
        reaches="Fréchet distance by the judge on MNIST: 35, with all ten classes, the rarest in "
        "6.4 % of 10,000 samples. In as much time gan has 145 at its best, and then collapses.",
    ),
    "lsgan": Recipe(
        # Without the penalty the discriminator is certain after 1,000 steps, and stays so.
        GANConfig(
            adversarial="least_squares",
            penalty="r1",
            penalty_weight=5.0,
            discriminator_sizes=(256, 128),
            generator_sizes=(128, 256),
            steps=20_000,
        ),
        model=GAN,
        summary="GAN with least squares in the place of the log loss.",
        explanation=TURNS
        + """\
    D lowers loss_d = E[(D(x) - 1)^2] / 2 + E[D(G(z))^2] / 2 + 5 E[||grad D(x)||^2] / 2
    G lowers loss_g = E[(D(G(z)) - 1)^2] / 2
where 5 is the penalty_weight. At a draw D is 1/2 everywhere: loss_d = 1/4, loss_g = 1/8. A fake
that is far on the right side still has a slope. The penalty on D's own slope at real images keeps D
from being certain, when G learns nothing.""",
        source="Mao et al. 2016, arXiv:1611.04076; Mescheder et al. 2018, arXiv:1801.04406.",
        cost="20,000 steps of 128 images: 1 minute on two cores.",
        reaches="Fréchet distance by the judge on MNIST: 35, precision .75, recall .79. All ten "
        "classes after 1,500 steps on mnist5k.",
    ),
    "hinge-gan": Recipe(
        GANConfig(adversarial="hinge", steps=20_000),
        model=GAN,
        summary="GAN with the hinge loss.",
        explanation=HINGE,
        source="Lim and Ye 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957.",
        cost="20,000 steps of 128 images: 20 s on two cores.",
        reaches="Fréchet distance by the judge on MNIST: 137, with nine classes. It is slower than "
        "gan: four classes after 3,000 steps on mnist5k, where gan has all.",
    ),
    "sn-gan": Recipe(
        GANConfig(
            adversarial="hinge",
            spectral_normalization=True,
            discriminator_sizes=(512, 256),
            generator_sizes=(256, 512),
            steps=20_000,
        ),
        model=GAN,
        summary="Hinge GAN whose discriminator has spectral normalisation.",
        explanation=HINGE
        + """
Each kernel W of D is divided by an estimate of its largest singular value, so that D's slope is
at most 1 or so; the estimate is one power iteration a step.""",
        source="Miyato et al. 2018, arXiv:1802.05957.",
        cost="20,000 steps of 128 images: 90 s on two cores.",
        reaches="Fréchet distance by the judge on MNIST: 48, precision .70, recall .51.",
    ),
    "wgan-gp": Recipe(
        GANConfig(
            adversarial="wasserstein",
            penalty="gradient",
            n_critic=5,
            learning_rate=1e-4,
            beta_1=0.0,
            beta_2=0.9,
            discriminator_sizes=(512, 256),
            generator_sizes=(256, 512),
            steps=50_000,
        ),
        model=GAN,
        summary="Wasserstein GAN with gradient penalty: its loss tells how far the pictures are.",
        explanation=TURNS
        + """\
    D lowers loss_d = -E[D(x)] + E[D(G(z))] + 10 E[(||grad D(x')|| - 1)^2]
    G lowers loss_g = -E[D(G(z))], once in five turns of D
where x' lies at random between a real and a fake image. As far as D's slope is at most 1,
-(loss_d_real + loss_d_fake) estimates the Wasserstein distance of the two distributions from below,
on training images, and falls as the pictures improve; -loss_d is less by the penalty.""",
        source="Arjovsky et al. 2017, arXiv:1701.07875; Gulrajani et al. 2017, arXiv:1704.00028.",
        cost="50,000 steps of 128 images: 5 minutes on two cores.",
        reaches="All ten classes on MNIST; Fréchet distance by the judge 68, precision .64, recall "
        ".67. -loss_d ends at 1.7.",
    ),
    "r1": Recipe(
        GANConfig(
            penalty="r1",
            discriminator_sizes=(512, 256),
            generator_sizes=(256, 512),
            beta_1=0.0,
            steps=20_000,
        ),
        model=GAN,
        summary="GAN with a penalty on the discriminator's slope at real images.",
        explanation=NON_SATURATING
        + """
To loss_d is added penalty_weight E[||grad D(x)||^2] / 2 at real images, with which training
converges locally.""",
        source="Mescheder et al. 2018, arXiv:1801.04406.",
        cost="20,000 steps of 128 images: 2 minutes on two cores.",
        reaches="Fréchet distance by the judge on MNIST: 21, precision .80, recall .86, best "
        "of those without convolutions.",
    ),
    "cgan": Recipe(
        # Without the penalty all samples are one picture after 2,000 steps.
        GANConfig(
            conditional=True,
            penalty="r1",
            discriminator_sizes=(256, 128),
            generator_sizes=(128, 256),
            steps=20_000,
        ),
        model=GAN,
        summary="GAN that is told the class: choose the digit to draw.",
        explanation=NON_SATURATING
        + """
Both networks are given the label y, one-hot: G beside z, and D as an inner product of its last
features with a vector for y. To loss_d is added 10 E[||grad D(x)||^2] / 2 at real images. Each
row of a snapshot is one class.""",
        source="Mirza and Osindero 2014, arXiv:1411.1784; Miyato and Koyama 2018, "
        "arXiv:1802.05637.",
        cost="20,000 steps of 128 images: 1 minute on two cores.",
        reaches="On MNIST the judge reads 92 % of the samples as the class that was asked for; its "
        "Fréchet distance is 27. After 1,500 steps on mnist5k the rows are still mixed.",
    ),
    "gan-best": Recipe(
        GANConfig(
            dataset="mnist",
            penalty="r1",
            discriminator_sizes=(512, 256),
            generator_sizes=(256, 512),
            beta_1=0.0,
            steps=90_000,
        ),
        model=GAN,
        summary="The best samples of a GAN in ten minutes: recipe r1, 4.5 times as long.",
        explanation=NON_SATURATING
        + """
To loss_d is added penalty_weight E[||grad D(x)||^2] / 2 at real images. Nothing saturates and no
mode is lost, so that samples go on improving: on MNIST the Fréchet distance is 21 after 20,000
steps and 6 after 90,000. In ten minutes a DCGAN with half of dcgan's channels reaches 13.""",
        source="Mescheder et al. 2018, arXiv:1801.04406; the numbers are our own.",
        cost="90,000 steps of 128 images: 10 minutes on two cores.",
        reaches="Fréchet distance by the judge, 10,000 samples: 5.8 on MNIST, where real training "
        "images have 4.1, and 7.1 on Fashion-MNIST; precision .88 and .92, recall .93 and .81.",
    ),
}
