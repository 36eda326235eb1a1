"""Small PyTorch models of the ATen operators that uaed reads, and what PyTorch computes for them (expected.json).

python make.py FOLDER
"""
import json
import sys
import zipfile

import torch
from torch import nn

torch.manual_seed(7)


class Rows(nn.Module):
    """Rows: views that name the batch, merges, a tied weight (a transposed view of one storage)."""

    def __init__(self):
        super().__init__()
        self.first, self.norm, self.out = nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Linear(4, 6)
        self.out.weight = nn.Parameter(self.first.weight.detach().t())

    def forward(self, x):
        h = torch.tanh(self.norm(self.first(x)))
        h = torch.cat([h, h * 2 - 1], dim=1).view(x.shape[0], 2, 4).mean(dim=1)
        return torch.softmax(self.out(h) / 3, dim=-1)


def image():
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1), nn.SiLU(), nn.MaxPool2d(3, 2, 1),
        nn.Conv2d(6, 6, 3, padding="same", groups=2), nn.ELU(), nn.AvgPool2d(2), nn.Upsample(scale_factor=2),
        nn.Upsample(size=(5, 6), mode="bilinear"), nn.Flatten(), nn.Dropout(), nn.Linear(180, 8), nn.ReLU6(),
        nn.Unflatten(1, (2, 4)), nn.Linear(4, 3), nn.GELU(), nn.Flatten(-2), nn.LogSoftmax(dim=1))


def randomize(model):
    for name, value in model.state_dict().items():
        if name.endswith("running_var"):
            value.uniform_(0.5, 1.5)
        elif name.endswith("running_mean"):
            value.uniform_(-0.3, 0.3)


def pack_again(path):
    """The same archive without its nodes' metadata, which names files of this machine."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if "sample_inputs" not in name}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            if "/models/" in name:
                program = json.loads(data)
                for node in program["graph_module"]["graph"]["nodes"]:
                    node["metadata"] = {}
                data = json.dumps(program).encode()
            archive.writestr(zipfile.ZipInfo(name), data)


out = sys.argv[1]
expected = {}
for name, model, x, batch in [
    ("image", image(), torch.rand(3, 2, 9, 8), "free"),
    ("rows", Rows(), torch.rand(3, 6), "free"),
    ("fixed", Rows(), torch.rand(3, 6), "fixed"),
    ("core", image(), torch.rand(3, 2, 9, 8), "free"),
]:
    randomize(model)
    model.eval()
    shapes = None if batch == "fixed" else ({0: torch.export.Dim.DYNAMIC},)
    program = torch.export.export(model, (x,), dynamic_shapes=shapes)
    if name == "core":
        program = program.run_decompositions()
    torch.export.save(program, f"{out}/{name}.pt2")
    pack_again(f"{out}/{name}.pt2")
    y = model(x).detach()
    expected[name] = {"shape": list(x.shape), "x": x.flatten().tolist(), "y": y.flatten().tolist()}
json.dump(expected, open(f"{out}/expected.json", "w"))
