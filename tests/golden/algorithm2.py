"""Algorithm 2 of Bengio et al. 2015 in plain NumPy, 64 bits: golden values for ../algorithm2.rs.

Usage: python3 algorithm2.py > algorithm2.json

Weights and inputs are multiples of 1/256, so that 32-bit programs start from the very same numbers.
What the paper leaves open is fixed here as the project has it: after every iteration h2 is clipped to
[0,1] and h1 to [0,inf), and the step of h1 uses the new h2.
"""

import json
import sys

import numpy as np

X, H1, H2, BATCH = 12, 9, 5, 4


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def softplus(z):
    return np.logaddexp(0.0, z)


class Map:
    """activation(input W + b), W (in, out)."""

    def __init__(self, weight, bias, activation):
        self.weight, self.bias, self.activation = weight, bias, activation

    def __call__(self, values):
        return self.activation(values @ self.weight + self.bias)

    def gradient(self, values, target):
        """Slope in (W, b) of half the squared error, averaged over the batch; and the whole squared error."""
        z = values @ self.weight + self.bias
        out = self.activation(z)
        slope = sigmoid(z) if self.activation is softplus else out * (1.0 - out)
        delta = (out - target) * slope / len(values)
        return values.T @ delta, delta.sum(0), ((out - target) ** 2).sum() / len(values)


class Adam:
    """Kingma & Ba 2015, Algorithm 1, word for word."""

    def __init__(self, b1=0.9, b2=0.999, epsilon=1e-8):
        self.b1, self.b2, self.epsilon = b1, b2, epsilon
        self.m = self.v = 0.0
        self.t = 0

    def step(self, value, gradient, rate):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * gradient
        self.v = self.b2 * self.v + (1 - self.b2) * gradient**2
        m_hat, v_hat = self.m / (1 - self.b1**self.t), self.v / (1 - self.b2**self.t)
        return value - rate * m_hat / (np.sqrt(v_hat) + self.epsilon)


clipped = {"h1": 0, "h2": 0}  # how often clipping was needed: it must be tested, too


def clip(h1, h2):
    clipped["h1"] += int((h1 < 0).sum())
    clipped["h2"] += int(((h2 < 0) | (h2 > 1)).sum())
    return np.maximum(h1, 0.0), np.clip(h2, 0.0, 1.0)


def log_joint(net, x, h1, h2):
    """log p(x|h1) and log p(h1|h2) without their constants, by image."""
    return -0.5 * ((x - net["g1"](h1)) ** 2).sum(1), -0.5 * ((h1 - net["g2"](h2)) ** 2).sum(1)


def inference(net, x, n, step, top_down, missing=None):
    """INFERENCE; with `missing`, x stands for [x^v, g1(h1)^m] (Fig. 5). Yields h1, h2, x at iterations 0..n."""
    f1, f2, g2, g1 = (net[name] for name in ("f1", "f2", "g2", "g1"))
    explained = lambda h1: x if missing is None else np.where(missing, g1(h1), x)
    h1 = f1(x)
    h2 = f2(h1)
    yield h1, h2, explained(h1)
    for _ in range(n):
        new_h2 = h2 + step * (f2(h1) - f2(g2(h2)))
        _, h2 = clip(h1, new_h2)
        new_h1 = h1 + step * (f1(explained(h1)) - f1(g1(h1))) + top_down * (g2(h2) - h1)
        h1, _ = clip(new_h1, h2)
        yield h1, h2, explained(h1)


def last(iterations):
    for h1, h2, _ in iterations:
        pass
    return h1, h2


def rounds(net, x, n_rounds, n, step, top_down, missing=None):
    """Encode by INFERENCE, decode, again; only missing pixels change. Yields x after each round."""
    for _ in range(n_rounds):
        h1, _ = last(inference(net, x, n, step, top_down, missing))
        decoded = net["g1"](h1)
        x = decoded if missing is None else np.where(missing, decoded, x)
        yield x


def train_batch(net, adam, x, settings, rate_scale, noise_x, noise_h1, h2_corrupted):
    """One mini-batch of TRAIN with given noise. Returns what was inferred, the gradients and the errors."""
    h1, h2 = last(inference(net, x, settings["n_steps"], settings["step"], settings["top_down"]))
    pairs = {"f1": (x + noise_x, h1), "f2": (h1, h2), "g2": (h2_corrupted(h2), h1), "g1": (h1 + noise_h1, x)}
    gradients, errors = {}, {}
    for name, (values, target) in pairs.items():
        layer = net[name]
        weight, bias, errors[name] = layer.gradient(values, target)
        gradients[name] = {"weight": weight, "bias": bias}
        rate = settings["rate_" + name] * rate_scale
        layer.weight = adam[name][0].step(layer.weight, weight, rate)
        layer.bias = adam[name][1].step(layer.bias, bias, rate)
    return {"h1": h1, "h2": h2}, gradients, errors


class Spikes:
    """The mean of three Bernoulli(h2) draws, which is kept."""

    def __init__(self, rng):
        self.uniform = rng.uniform(size=(3, BATCH, H2))

    def __call__(self, h2):
        self.drawn = (self.uniform < h2).mean(0)
        return self.drawn


def coarse(values):
    return np.round(values * 256) / 256


def random_net(rng, scale):
    sizes = {"f1": (X, H1, softplus), "f2": (H1, H2, sigmoid), "g2": (H2, H1, softplus), "g1": (H1, X, sigmoid)}
    return {
        name: Map(coarse(scale * rng.normal(size=(i, o)) / np.sqrt(i)), coarse(0.5 * rng.normal(size=o)), act)
        for name, (i, o, act) in sizes.items()
    }


def weights(net):
    return {name: {"weight": layer.weight, "bias": layer.bias} for name, layer in net.items()}


def traced(net, x, params, missing=None):
    steps = list(inference(net, x, **params, missing=missing))
    joints = [log_joint(net, explained, h1, h2) for h1, h2, explained in steps]
    h1, h2, _ = steps[-1]
    return {
        "params": params,
        "x_given_h1": [joint[0] for joint in joints],
        "h1_given_h2": [joint[1] for joint in joints],
        "h1": h1,
        "h2": h2,
        "x_hat": net["g1"](h1),
    }


def fresh_adam(net):
    return {name: (Adam(), Adam()) for name in net}


def main():
    rng = np.random.default_rng(20150215)
    net = random_net(rng, 2.5)
    x = coarse(rng.uniform(size=(BATCH, X)))
    missing = rng.uniform(size=(BATCH, X)) < 0.5
    h2_prior = coarse(rng.normal(0.5, 0.7, size=(BATCH, H2)))  # some outside [0,1], as a Gaussian prior gives
    golden = {"net": weights(net), "x": x, "missing": missing.astype(int)}

    paper = {"n": 15, "step": 0.1, "top_down": 0.001}
    bold = {"n": 15, "step": 0.6, "top_down": 0.3}  # reaches the ends of the ranges
    golden["inference"] = [traced(net, x, paper), traced(net, x, bold)]
    golden["clamped"] = [traced(net, x, paper, missing), traced(net, x, bold, missing)]
    assert min(clipped.values()) > 0, clipped

    settings = {"n_rounds": 4, **paper}
    golden["inpaint"] = {"params": settings, "x": list(rounds(net, x, **settings, missing=missing))}
    settings = {"n_rounds": 3, **paper, "top_down": 0.3}
    golden["denoise"] = {"params": settings, "x": list(rounds(net, x, **settings))}
    directed = net["g1"](net["g2"](h2_prior))
    golden["generate"] = {
        "params": settings,
        "h2": h2_prior,
        "directed": directed,
        "x": list(rounds(net, directed, **settings)),
    }

    # One mini-batch with every noise given: inference, gradients, and the weights after Adam's step.
    settings = {"n_steps": 6, "step": 0.1, "top_down": 0.001}
    settings |= {"rate_f1": 1e-4, "rate_f2": 7e-4, "rate_g2": 1e-3, "rate_g1": 1e-3, "rate_decay": 0.85}
    noise_x, noise_h1 = coarse(0.3 * rng.normal(size=(BATCH, X))), coarse(0.2 * rng.normal(size=(BATCH, H1)))
    spikes = Spikes(rng)
    latents, gradients, errors = train_batch(net, fresh_adam(net), x, settings, 1.0, noise_x, noise_h1, spikes)
    golden["mini_batch"] = {
        "settings": settings,
        "noise_x": noise_x,
        "noise_h1": noise_h1,
        "h2_corrupted": spikes.drawn,
        "latents": latents,
        "gradients": gradients,
        "errors": errors,
        "after": weights(net),
    }

    # Two epochs of one batch each without noise. f2's biases hold every unit of h2 at 0 or 1, where
    # spikes draw no noise either, so that a whole training must give these very weights.
    net = random_net(rng, 1.0)
    net["f2"].bias = np.where(rng.uniform(size=H2) < 0.5, -200.0, 200.0)
    start = {name: {"weight": layer.weight.copy(), "bias": layer.bias.copy()} for name, layer in net.items()}
    adam, all_errors = fresh_adam(net), []
    for epoch in range(2):
        rate_scale = settings["rate_decay"] ** epoch
        latents, gradients, errors = train_batch(net, adam, x, settings, rate_scale, 0.0, 0.0, lambda h2: h2)
        all_errors.append(errors)
        # Adam makes a whole step of any slope: one lost in rounding would make the comparison blind.
        for name in ("f1", "g2", "g1"):
            for slope in gradients[name].values():
                assert np.abs(slope[np.abs(slope) > 1e-12]).min() > 1e-5, (name, np.abs(slope).min())
    golden["noiseless_training"] = {"net": start, "errors": all_errors, "after": weights(net)}

    # Two epochs of two batches each with every noise given, and h2 inside its range.
    net = random_net(rng, 1.0)
    start = {name: {"weight": layer.weight.copy(), "bias": layer.bias.copy()} for name, layer in net.items()}
    adam, batches = fresh_adam(net), []
    for batch in range(4):
        x = coarse(rng.uniform(size=(BATCH, X)))
        noise_x, noise_h1 = coarse(0.3 * rng.normal(size=(BATCH, X))), coarse(0.2 * rng.normal(size=(BATCH, H1)))
        spikes = Spikes(rng)
        latents = last(inference(net, x, settings["n_steps"], settings["step"], settings["top_down"]))
        x_given_h1, h1_given_h2 = log_joint(net, x, *latents)
        rate_scale = settings["rate_decay"] ** (batch // 2)
        _, gradients, errors = train_batch(net, adam, x, settings, rate_scale, noise_x, noise_h1, spikes)
        for name in net:
            for slope in gradients[name].values():
                assert np.abs(slope).min() > 1e-6, (name, np.abs(slope).min())
        batches.append(
            {
                "x": x,
                "noise_x": noise_x,
                "noise_h1": noise_h1,
                "h2_corrupted": spikes.drawn,
                "x_given_h1": x_given_h1.mean(),
                "h1_given_h2": h1_given_h2.mean(),
                "h1_norm": np.linalg.norm(latents[0], axis=1).mean(),
                "errors": errors,
            }
        )
    golden["noisy_training"] = {"net": start, "batches": batches, "after": weights(net)}

    def plain(value):
        if isinstance(value, np.ndarray):
            return value.tolist()
        raise TypeError(type(value))

    def short(value):
        if isinstance(value, dict):
            return {key: short(v) for key, v in value.items()}
        if isinstance(value, list):
            return [short(v) for v in value]
        return float(f"{value:.10g}") if isinstance(value, float) else value

    golden = short(json.loads(json.dumps(golden, default=plain)))
    json.dump(golden, sys.stdout, separators=(",", ":"))
    print()


main()
