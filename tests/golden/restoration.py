"""Blind restoration in PyTorch: golden values for ../restoration.rs, and the peer that learns by back-propagation.

Usage: python3 restoration.py golden > restoration.json
       python3 restoration.py peer ../../data/mnist        # about five minutes; prints a row of the results

The golden values are those of small maps whose weights are made by a formula that both sides know. The forward
rounds are written as convolutions, and the slopes of one batch come from autograd on losses in which everything but a
map's own output is detached: what another map makes is data to it.
"""

import gzip
import json
import sys

import numpy as np
import torch
import torch.nn.functional as F

SIDE = 28
CODES, UNITS, SAMPLES, ROUNDS = 8, 20, 30, 3
KINDS = ["gaussian", "salt_and_pepper", "random_pixels", "region"]
STAGES = {"first": (5, 7), "later": (9, 5)}  # channels of a pixel, width of the square that codes are read from
CODE_WEIGHT, PICTURE_WEIGHT, TRUST_WEIGHT, CLEAN_WITHIN = 0.1, 0.1, 0.002, 0.02


def weights(seed, rows, columns, scale):
    """Numbers between -scale/2 and scale/2 that look random, (rows, columns)."""
    i = torch.arange(rows * columns, dtype=torch.int64)
    return (((i * 7919 + seed * 104729) % 1009).double() / 1009 - 0.5).reshape(rows, columns) * scale


# --- the maps -------------------------------------------------------------------------------------------------------


def make_layer(seed, n_in, n_out):
    return {"weight": weights(seed, n_in, n_out, 3 / n_in**0.5), "bias": weights(seed + 500, 1, n_out, 1)[0]}


def make_maps():
    """Every layer by its name in files."""
    maps = {"kinds": make_layer(1, 112, 4)}
    for kind in KINDS:
        for stage, (channels, width) in STAGES.items():
            before = 9 * CODES if stage == "later" else 0
            for name, n_in, n_out in [
                ("code", width**2 * channels + before, CODES),
                ("read_out", width**2 * channels + 25 * CODES, 2),
                ("picture_gates", 25 * channels, CODES),
                ("trust_gates", 9 * channels, CODES),
            ]:
                maps[f"{kind}.{stage}.{name}"] = make_layer(len(maps) + 1, n_in, n_out)
    for layer in maps.values():
        layer["weight"].requires_grad_()
        layer["bias"].requires_grad_()
    return maps


F1 = make_layer(901, SIDE**2, UNITS)
G1 = make_layer(902, UNITS, SIDE**2)
DRAWN = weights(903, SAMPLES, SIDE**2, 1) + 0.5
MIDDLES = torch.cat([torch.zeros(1, 49, dtype=torch.float64), weights(904, CODES - 1, 49, 1) + 0.5])


def encode_and_decode(x):
    h1 = F.softplus(x @ F1["weight"] + F1["bias"])
    return torch.sigmoid(h1 @ G1["weight"] + G1["bias"])


def convolve(values, weight, width):
    """Weights (width² · channels, out) as a convolution of (n, channels, 28, 28)."""
    channels = values.shape[1]
    kernel = weight.reshape(width, width, channels, -1).permute(3, 2, 0, 1)
    return F.conv2d(values, kernel, padding=width // 2)


def read(maps, name, channels, width, pixels, codes):
    """Codes before their softmax, and picture and trust before their sigmoid, (n, 28, 28) each but for the codes."""
    layer = lambda part: (maps[f"{name}.{part}"]["weight"], maps[f"{name}.{part}"]["bias"][:, None, None])
    split = width**2 * channels
    weight, bias = layer("code")
    code = convolve(pixels, weight[:split], width) + bias
    if codes is not None:
        code = code + convolve(codes, weight[split:], 3)
    active = code.softmax(1).detach()
    weight, bias = layer("read_out")
    out = convolve(pixels, weight[:split], width) + convolve(active, weight[split:], 5) + bias
    gated = []
    for output, (part, field) in enumerate([("picture_gates", 5), ("trust_gates", 3)]):
        weight, bias = layer(part)
        gated.append(out[:, output] + (active * (convolve(pixels, weight, field) + bias)).sum(1))
    return code, active, gated[0], gated[1]


# --- the rounds -----------------------------------------------------------------------------------------------------


def square(x):
    return x.reshape(-1, 1, SIDE, SIDE)


def scaled_logit(p):
    return torch.logit(p.clamp(0.002, 0.998)) / 3


def expected(kind, picture, trust):
    """What the samples expect of each pixel, given the picture and its trust."""
    trust = torch.full_like(trust, 0.591716) if kind == "gaussian" else trust
    errors = (trust[:, None] * (picture[:, None] - DRAWN[None]) ** 2).sum(2)
    return (-0.5 * errors).softmax(1) @ DRAWN


def restore(maps, spoilt, kind):
    """The rounds for images (n, 784) of one kind: a dictionary for each."""
    x = square(spoilt)
    near = lambda value: torch.exp(-(((x - value) / 0.03) ** 2))
    always = torch.cat([x, near(0), near(1), 4 * x * (1 - x)], 1)
    decoded, codes, rounds = encode_and_decode(spoilt), None, []
    for turn in range(ROUNDS):
        stage = "first" if turn == 0 else "later"
        if turn == 0:
            more = [scaled_logit(square(decoded))]
        else:
            last = rounds[-1]
            mixture = expected(kind, last["picture"], last["trust"].detach())
            more = [square(last["trust"].detach()), scaled_logit(square(last["guess"].detach()))]
            more += [scaled_logit(square(value)) for value in (last["picture"], decoded, mixture)]
        channels, width = STAGES[stage]
        pixels = torch.cat([always, *more], 1)
        code, codes, guess, trust = read(maps, f"{kind}.{stage}", channels, width, pixels, codes)
        guess, trust = torch.sigmoid(guess).flatten(1), torch.sigmoid(trust).flatten(1)
        picture = (trust * spoilt + (1 - trust) * guess).detach()
        decoded = encode_and_decode(picture)
        rounds.append({"code": code, "guess": guess, "trust": trust, "picture": picture})
    return rounds


def statistics(x):
    image = square(x)[:, 0]
    bins = torch.arange(16) / 15.0
    histogram = lambda v: torch.exp(-((v.flatten(1)[:, :, None] - bins) ** 2) / (2 * 0.04**2)).mean(1)
    along_rows = (image[:, :, 1:] - image[:, :, :-1]).abs()
    along_columns = (image[:, 1:] - image[:, :-1]).abs()
    cross = torch.tensor([[[[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]]]])
    from_neighbours = (image - F.conv2d(image[:, None], cross, padding=1)[:, 0]).abs()
    half = SIDE // 2
    parts = [image, image[:, :half], image[:, half:], along_rows[:, :half], along_rows[:, half:]]
    return 3 * torch.cat([histogram(v) for v in [*parts, along_columns, from_neighbours]], 1)


# --- what each map learns -------------------------------------------------------------------------------------------


def losses(maps, clean, spoilt, kinds):
    """The sum of every map's own error, and the mean squared error per pixel after each round."""
    logits = statistics(spoilt) @ maps["kinds"]["weight"] + maps["kinds"]["bias"]
    total = F.cross_entropy(logits, torch.tensor([KINDS.index(kind) for kind in kinds]))
    squared = torch.zeros(ROUNDS + 1)
    n = len(clean)
    for i, kind in enumerate(kinds):
        x, y = clean[i : i + 1], spoilt[i : i + 1]
        patches = F.unfold(square(x), 7, padding=3).transpose(1, 2)
        wanted = ((MIDDLES**2).sum(1) - 2 * patches @ MIDDLES.T).argmin(-1).reshape(1, SIDE, SIDE)
        is_clean = ((y - x).abs() < CLEAN_WITHIN).to(x)
        squared[0] += ((encode_and_decode(y) - x) ** 2).sum()
        for turn, made in enumerate(restore(maps, y, kind)):
            guess, trust = made["guess"], made["trust"]
            squared[turn + 1] += ((made["picture"] - x) ** 2).sum()
            error = lambda w, g: 0.5 * ((w * y + (1 - w) * g - x) ** 2).sum()
            own = CODE_WEIGHT * F.cross_entropy(made["code"], wanted, reduction="sum")
            own = own + error(trust.detach(), guess) + PICTURE_WEIGHT * 0.5 * ((guess - x) ** 2).sum()
            own = own + error(trust, guess.detach())
            own = own + TRUST_WEIGHT * F.binary_cross_entropy(trust, is_clean, reduction="sum")
            total = total + own / n
    return total, squared / (n * SIDE**2)


# --- the golden values ----------------------------------------------------------------------------------------------


def blobs():
    """Four clean pictures and what has spoilt them, as bytes."""
    row, column = np.mgrid[:SIDE, :SIDE]
    clean, spoilt = [], []
    rng = np.random.default_rng(1)
    for i in range(4):
        stroke = (row - 8 - 3 * i) ** 2 / 14 + (column - 20 + 3 * i) ** 2 / 60
        picture = (255 * np.clip(1.6 - stroke, 0, 1)).round()
        noisy = {
            0: np.clip(picture + 90 * rng.standard_normal((SIDE, SIDE)), 0, 255).round(),
            1: np.where(rng.random((SIDE, SIDE)) < 0.3, 255 * rng.integers(0, 2, (SIDE, SIDE)), picture),
            2: np.where(rng.random((SIDE, SIDE)) < 0.4, rng.integers(0, 256, (SIDE, SIDE)), picture),
            3: np.where((row > 9) & (row < 20) & (column > 5), rng.integers(0, 256, (SIDE, SIDE)), picture),
        }[i]
        clean.append(picture.astype(int).flatten().tolist())
        spoilt.append(noisy.astype(int).flatten().tolist())
    return clean, spoilt


def some(values):
    """About a dozen of many values, evenly spread."""
    flat = values.detach().flatten()
    return flat[:: max(1, len(flat) // 12)].tolist()


def golden():
    torch.set_default_dtype(torch.float64)
    maps = make_maps()
    clean_bytes, spoilt_bytes = blobs()
    clean, spoilt = (torch.tensor(v, dtype=torch.float64) / 255 for v in (clean_bytes, spoilt_bytes))
    logits = statistics(spoilt) @ maps["kinds"]["weight"] + maps["kinds"]["bias"]
    inferred = [KINDS[i] for i in logits.argmax(1)]
    runs = [restore(maps, spoilt[i : i + 1], kind) for i, kind in enumerate(inferred)]
    rounds = [
        {part: [run[turn][part][0, ::9].tolist() for run in runs] for part in ("picture", "trust")}
        for turn in range(ROUNDS)
    ]
    total, errors = losses(maps, clean, spoilt, KINDS)
    total.backward()
    layers = [layer[part] for layer in maps.values() for part in ("weight", "bias")]
    gradients = {name: {part: some(layer[part].grad) for part in layer} for name, layer in maps.items()}
    rate = 1 / 30  # the share of the rates in the first of 1,200 steps, but for the cosine
    rate *= 0.5 * (1 + np.cos(np.pi / 1200)) * 0.97 + 0.03
    kind_parts = layers[:2]
    groups = [{"params": kind_parts, "lr": 3e-2 * rate}, {"params": layers[2:], "lr": 6e-3 * rate}]
    torch.optim.Adam(groups, betas=(0.9, 0.99)).step()
    after = {name: {part: some(layer[part]) for part in layer} for name, layer in maps.items()}
    result = {
        "clean": clean_bytes,
        "spoilt": spoilt_bytes,
        "kind_probabilities": logits.softmax(1).tolist(),
        "inferred": inferred,
        "rounds": rounds,
        "errors": errors.tolist(),
        "gradients": gradients,
        "after": after,
    }
    short = lambda value: float(f"{value:.8g}")
    json.dump(json.loads(json.dumps(result), parse_float=lambda text: short(float(text))), sys.stdout, separators=(",", ":"))
    print()


# --- the peer -------------------------------------------------------------------------------------------------------

RANGES = {"Gaussian": (0.1, 0.8), "salt and pepper": (0.05, 0.6), "random": (0.1, 0.7), "block": (0.2, 0.5), "lower": (0.25, 0.6)}
ROWS = [
    ("Gaussian 0.3", "Gaussian", 0.3),
    ("Gaussian 0.6", "Gaussian", 0.6),
    ("salt and pepper 25 %", "salt and pepper", 0.25),
    ("random pixels 50 %", "random", 0.5),
    ("block 10x10", "block", 10 / 28),
    ("lower half", "lower", 0.5),
    ("none", None, 0.0),
]


def spoil(x, kind, strength, generator):
    """Images (n, 784) spoilt, each with its strength."""
    n = len(x)
    uniform = lambda: torch.rand(n, SIDE**2, generator=generator)
    if kind is None:
        return x
    if kind == "Gaussian":
        return (x + strength[:, None] * torch.randn(n, SIDE**2, generator=generator)).clamp(0, 1)
    if kind in ("salt and pepper", "random"):
        spoilt = uniform().argsort(1).argsort(1) < (strength * SIDE**2).round()[:, None]
    else:
        size = (strength * SIDE).round().long()[:, None]
        row, column = torch.arange(SIDE**2) // SIDE, torch.arange(SIDE**2) % SIDE
        if kind == "lower":
            spoilt = row >= SIDE - size
        else:
            middle = torch.multinomial((x > 0.5).float() + 1e-9, 1, generator=generator)
            inside = lambda at, line: (line >= at) & (line < at + size)
            corner = lambda middle: torch.minimum((middle - size // 2).clamp(min=0), SIDE - size)
            spoilt = inside(corner(middle // SIDE), row) & inside(corner(middle % SIDE), column)
    noise = (uniform() < 0.5).float() if kind == "salt and pepper" else uniform()
    return torch.where(spoilt, noise, x)


def load(folder, name, count):
    data = np.frombuffer(gzip.open(f"{folder}/{name}-images-idx3-ubyte.gz").read(), np.uint8, offset=16)
    return torch.from_numpy(data.reshape(-1, SIDE**2)[:count].astype(np.float32) / 255)


def peer(folder, epochs=12, batch=120):
    """A denoising auto-encoder of the same width on all kinds of noise, by back-propagation."""
    generator = torch.Generator().manual_seed(1)
    torch.manual_seed(1)
    images, test = load(folder, "train", 60_000), load(folder, "t10k", 1_000)
    net = torch.nn.Sequential(torch.nn.Linear(784, 1000), torch.nn.ReLU(), torch.nn.Linear(1000, 784), torch.nn.Sigmoid())
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for chosen in torch.randperm(len(images), generator=generator).split(batch):
            clean = images[chosen]
            parts = []
            for part, kind in zip(clean.tensor_split(6), [None, *RANGES]):
                least, most = RANGES.get(kind, (0, 0))
                strength = least + (most - least) * torch.rand(len(part), generator=generator)
                parts.append(spoil(part, kind, strength, generator))
            loss = 0.5 * ((net(torch.cat(parts)) - clean) ** 2).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        for group in optimiser.param_groups:
            group["lr"] *= 0.82
        print(f"epoch {epoch + 1} of {epochs}", file=sys.stderr)
    generator.manual_seed(7)
    print("| noise | mean squared error |\n| --- | --- |")
    with torch.no_grad():
        for name, kind, strength in ROWS:
            spoilt = spoil(test, kind, torch.full((len(test),), strength), generator)
            errors = ((net(spoilt) - test) ** 2).mean(1)
            print(f"| {name} | {errors.mean():.5f} ± {errors.std() / len(test) ** 0.5:.5f} |")


if sys.argv[1:] == ["golden"]:
    golden()
elif sys.argv[1:2] == ["peer"] and len(sys.argv) == 3:
    peer(sys.argv[2])
else:
    sys.exit(__doc__)
