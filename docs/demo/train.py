#!/usr/bin/env python3
"""Train the demo's two checkpoints and export them to ONNX.

conv.onnx  the paper's convolutional autoencoder (section 4.4: 5x5 convolutions 16-8-8-16-1, max-pooling, up-sampling),
           on the first 4,000 Fashion-MNIST training images (Debian: dataset-fashion-mnist), 40 epochs of Adam on binary
           cross-entropy, input [0,1]
mice.onnx  a dense autoencoder 77-10-77 on the Mice Protein table (UCI, CC BY 4.0), columns scaled to [0,1] by their own
           minimum and maximum, a missing cell filled with its column's mean

Usage:  pip install torch numpy;  python3 train.py      (about two minutes)
uaed itself needs no Python: this script is here so that the checkpoints can be made again.
"""
import csv, gzip, pathlib
import numpy as np, torch, torch.nn as nn

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
torch.manual_seed(0)
torch.set_num_threads(1)  # so that every run gives the same weights


def fashion(name):
    with gzip.open(f"/usr/share/datasets/fashion-mnist/{name}-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16)
    return torch.from_numpy(pixels.reshape(-1, 1, 28, 28).astype(np.float32) / 255)


def conv(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 5, padding=2)


def train_conv(epochs=40):
    torch.manual_seed(0)
    model = nn.Sequential(
        conv(1, 16), nn.ReLU(), nn.MaxPool2d(2), conv(16, 8), nn.ReLU(), nn.MaxPool2d(2),
        conv(8, 8), nn.ReLU(), nn.Upsample(scale_factor=2), conv(8, 16), nn.ReLU(), nn.Upsample(scale_factor=2),
        conv(16, 1), nn.Sigmoid())
    images, test = fashion("train")[:4000], fashion("t10k")
    optimiser = torch.optim.Adam(model.parameters(), 1e-3)
    for epoch in range(epochs):
        for batch in torch.randperm(len(images)).split(128):
            x = images[batch]
            loss = nn.functional.binary_cross_entropy(model(x), x)
            optimiser.zero_grad(); loss.backward(); optimiser.step()
    with torch.no_grad():
        error = ((model(test[:2000]) - test[:2000]) ** 2).mean()
    print(f"conv: test mean squared error {error:.5f}", flush=True)
    return model.eval(), images[:1]


def mice():
    rows = list(csv.reader(open(ROOT / "Tests/Fixtures/data/Data_Cortex_Nuclear.csv")))[1:]
    table = np.array([[float(cell) if cell else np.nan for cell in row[1:78]] for row in rows])
    table = np.where(np.isnan(table), np.nanmean(table, 0), table)
    low, high = table.min(0), table.max(0)
    return torch.from_numpy(((table - low) / (high - low)).astype(np.float32))


def train_mice(steps=12000):
    model = nn.Sequential(nn.Linear(77, 10), nn.ReLU(), nn.Linear(10, 77), nn.Sigmoid())
    rows = mice()
    optimiser = torch.optim.Adam(model.parameters(), 2e-3)
    for step in range(steps):
        x = rows[torch.randint(len(rows), (128,))]
        loss = nn.functional.mse_loss(model(x), x)
        optimiser.zero_grad(); loss.backward(); optimiser.step()
    error, mean = ((model(rows) - rows) ** 2).mean(), ((rows - rows.mean(0)) ** 2).mean()
    print(f"mice: mean squared error {error:.5f}, that of the mean row {mean:.5f}", flush=True)
    return model.eval(), rows[:1]


for name, (model, example) in {"mice": train_mice(), "conv": train_conv()}.items():
    torch.onnx.export(
        model, (example,), str(HERE / f"{name}.onnx"), input_names=["x"], output_names=["y"], opset_version=17,
        dynamic_axes={"x": {0: "N"}, "y": {0: "N"}}, dynamo=False)
