"""A training step of 100 images in PyTorch on the CPU beside the core's, by number of threads: `./build.sh bench native`.

Algorithm 2 as ../golden/algorithm2.py has it, 784-1000-100, N = 15, without autograd: every map moves by its own local error. Noise is
drawn anew for every batch, as the core does. The core's step is measured by `cargo bench`, in turn with PyTorch's.
"""

import json
import math
import os
import pathlib
import statistics
import subprocess
import time

try:
    import torch
except ImportError:
    raise SystemExit("beside PyTorch: SKIPPED, this Python has no torch (pip install torch)")

X, H1, H2, BATCH = 784, 1000, 100, 100
N, STEP, TOP_DOWN = 15, 0.1, 0.001
NOISE_X, NOISE_H1, SPIKES = 0.4, 0.2, 3
RATES = {"f1": 6e-5, "f2": 1e-3, "g2": 1e-3, "g1": 1e-3}
BETAS, EPSILON = (0.9, 0.999), 1e-8
TURNS, STEPS, WARM_UP = 3, 20, 5
ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


class Map:
    """activation(input W + b), W (in, out), with its own Adam."""

    def __init__(self, name, n_in, n_out, activation):
        limit = math.sqrt(6 / (n_in + n_out)) * (3 if name == "f2" else 1)
        self.rate, self.activation = RATES[name], activation
        self.values = [torch.empty(n_in, n_out).uniform_(-limit, limit), torch.zeros(n_out)]
        self.means = [torch.zeros_like(value) for value in self.values]
        self.squares = [torch.zeros_like(value) for value in self.values]
        self.t = 0

    def __call__(self, values):
        return self.activation(torch.addmm(self.values[1], values, self.values[0]))

    def learn(self, values, target):
        """One step against the slope of half the squared error, averaged over the batch."""
        out = self(values)
        slope = 1 - torch.exp(-out) if self.activation is softplus else out * (1 - out)
        delta = (out - target) * slope / len(values)
        self.t += 1
        root_scale = 1 / math.sqrt(1 - BETAS[1] ** self.t)
        rate = self.rate / (1 - BETAS[0] ** self.t)
        for value, mean, square, slope in zip(self.values, self.means, self.squares, (values.T @ delta, delta.sum(0))):
            mean.mul_(BETAS[0]).add_(slope, alpha=1 - BETAS[0])
            square.mul_(BETAS[1]).addcmul_(slope, slope, value=1 - BETAS[1])
            value.addcdiv_(mean, square.sqrt().mul_(root_scale).add_(EPSILON), value=-rate)


softplus, sigmoid = torch.nn.functional.softplus, torch.sigmoid


def centred(x):
    """Fresh maps; as in the core, f2 is centred at the mean of h1, and g2 gives that mean at the centre of h2."""
    f1, f2 = Map("f1", X, H1, softplus), Map("f2", H1, H2, sigmoid)
    g2, g1 = Map("g2", H2, H1, softplus), Map("g1", H1, X, sigmoid)
    mean = f1(x).mean(0)
    f2.values[1] = -(mean @ f2.values[0])
    g2.values[1] = torch.log(torch.expm1(mean)) - g2.values[0].sum(0) / 2
    return f1, f2, g2, g1


def train_batch(f1, f2, g2, g1, x):
    from_x = h1 = f1(x)
    h2 = f2(h1)
    from_h2, picture = g2(h2), g1(h1)
    for _ in range(N):
        h2 = (h2 + STEP * (f2(h1) - f2(from_h2))).clamp_(0, 1)
        from_h2 = g2(h2)
        h1 = (h1 + STEP * (from_x - f1(picture)) + TOP_DOWN * (from_h2 - h1)).clamp_(min=0)
        picture = g1(h1)
    log_joint = -0.5 * (((x - picture) ** 2).sum(1) + ((h1 - from_h2) ** 2).sum(1)).mean()
    spikes = (torch.rand(SPIKES, *h2.shape) < h2).float().mean(0)
    f1.learn(x + NOISE_X * torch.randn_like(x), h1)
    f2.learn(h1, h2)
    g2.learn(spikes, h1)
    g1.learn(h1 + NOISE_H1 * torch.randn_like(h1), x)
    return float(log_joint)


def core(threads):
    """Median milliseconds of the core's step."""
    command = ["cargo", "bench", "--quiet", "--bench", "kernels", "--", "training step"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"RAYON_NUM_THREADS": str(threads)}, check=True, capture_output=True)
    estimates = json.loads((TARGET / "criterion/training step/new/estimates.json").read_text())
    return estimates["median"]["point_estimate"] / 1e6


def peer(threads, net, x):
    """Milliseconds of PyTorch's steps."""
    torch.set_num_threads(threads)
    times = []
    for step in range(WARM_UP + STEPS):
        start = time.perf_counter()
        log_joint = train_batch(*net, x)
        if step >= WARM_UP:
            times.append(1000 * (time.perf_counter() - start))
    assert math.isfinite(log_joint), log_joint
    return statistics.median(times)


@torch.no_grad()
def main():
    torch.manual_seed(1)
    # Mostly black, as digits are; what they show changes no time.
    x = torch.rand(BATCH, X) * (torch.rand(BATCH, X) < 0.2)
    net = centred(x)
    print("| training step, 100 images | this core, ms | PyTorch " + torch.__version__ + ", ms | ratio |\n| --- | --- | --- | --- |")
    for threads in (1, 2):
        turns = [(core(threads), peer(threads, net, x)) for _ in range(TURNS)]
        ours, theirs = (statistics.median(times) for times in zip(*turns))
        print(f"| threads: {threads} | {ours:.1f} | {theirs:.1f} | {theirs / ours:.2f} × |", flush=True)


main()
