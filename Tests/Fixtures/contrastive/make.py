#!/usr/bin/env python3
"""Train the encoder and projection head behind PaperTests.ProjectionHeadTests, and export them to ONNX.

head.onnx  three 3x3 convolutions 16-32-32 with max-pooling, a dense layer 64, a projection head 64-32; SimCLR's NT-Xent
           (temperature 0.5) on the first 4,000 Fashion-MNIST training images (Debian: dataset-fashion-mnist), input [0,1]

The views are those that uaed's contrastive criterion judges by: crop of area U(0.08, 1) and log-aspect
U(log 3/4, log 4/3), bilinear back to size; flip 1/2; with probability 0.8 brightness and contrast factors U(0.6, 1.4);
clipping last.

Usage:  pip install torch onnx numpy;  python3 make.py      (about two minutes)
"""
import gzip, math, pathlib
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F

HERE = pathlib.Path(__file__).resolve().parent
TEMPERATURE = 0.5
torch.manual_seed(0)
torch.set_num_threads(1)  # so that every run gives the same weights


def fashion(name, count):
    folder = "/usr/share/datasets/fashion-mnist"
    with gzip.open(f"{folder}/{name}-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)[:count]
    with gzip.open(f"{folder}/{name}-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)[:count]
    return torch.from_numpy(pixels.astype(np.float32) / 255), torch.from_numpy(labels.astype(np.int64))


def uniform(count, low, high):
    return torch.rand(count) * (high - low) + low


def views(x):
    """One random view of each image, [n, 1, s, s]."""
    n, size = len(x), x.shape[-1]
    area, aspect = uniform(n, 0.08, 1) * size * size, torch.exp(uniform(n, math.log(3 / 4), math.log(4 / 3)))
    height, width = (area / aspect).sqrt().clamp(max=size) / size, (area * aspect).sqrt().clamp(max=size) / size
    top, left = torch.rand(n) * (1 - height), torch.rand(n) * (1 - width)
    flip = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    crop = torch.zeros(n, 2, 3)  # in units of the half image, as affine_grid has it
    crop[:, 0, 0], crop[:, 0, 2] = flip * width, 2 * left + width - 1
    crop[:, 1, 1], crop[:, 1, 2] = height, 2 * top + height - 1
    grid = F.affine_grid(crop, x.shape, align_corners=False)
    seen = F.grid_sample(x, grid, padding_mode="border", align_corners=False)
    jitter = torch.rand(n) < 0.8
    brightness, contrast = (
        torch.where(jitter, uniform(n, 0.6, 1.4), torch.ones(n)).view(-1, 1, 1, 1) for _ in range(2))
    seen = brightness * seen
    mean = seen.mean((1, 2, 3), keepdim=True)
    return (contrast * (seen - mean) + mean).clamp(0, 1)


def nt_xent(a, b):
    """SimCLR's loss of n pairs, [n, P] each: every other view of the batch is a negative."""
    h = F.normalize(torch.cat([a, b]), dim=1)
    logits = h @ h.T / TEMPERATURE
    logits.fill_diagonal_(-torch.inf)
    n = len(a)
    return F.cross_entropy(logits, torch.cat([torch.arange(n, 2 * n), torch.arange(n)]))


def neighbours(model, x, labels, test, test_labels):
    """Share of test images whose nearest training image by cosine has their label."""
    with torch.no_grad():
        near = (F.normalize(model(test), dim=1) @ F.normalize(model(x), dim=1).T).argmax(1)
    return (labels[near] == test_labels).float().mean().item()


def train(epochs=30):
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(288, 64), nn.ReLU(), nn.Linear(64, 32))
    (x, labels), (test, test_labels) = fashion("train", 4000), fashion("t10k", 2000)
    print(f"untrained: nearest neighbour {neighbours(model, x, labels, test, test_labels):.3f}", flush=True)
    optimiser = torch.optim.Adam(model.parameters(), 2e-3)
    for epoch in range(epochs):
        losses = []
        for batch in torch.randperm(len(x))[:3840].split(256):
            loss = nt_xent(model(views(x[batch])), model(views(x[batch])))
            optimiser.zero_grad(); loss.backward(); optimiser.step()
            losses.append(loss.item())
        print(f"epoch {epoch}: loss {sum(losses) / len(losses):.3f}", flush=True)
    print(f"trained: nearest neighbour {neighbours(model, x, labels, test, test_labels):.3f}")
    return model.eval(), x[:1]


model, example = train()
torch.onnx.export(
    model, (example,), str(HERE / "head.onnx"), input_names=["x"], output_names=["embedding"], opset_version=17,
    dynamic_axes={"x": {0: "N"}, "embedding": {0: "N"}}, dynamo=False)
