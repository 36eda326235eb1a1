"""The models of the benchmark that are no chain of layers, as PyTorch writes them."""
from torch import nn
from torch.nn import functional
import torch


class Net(nn.Module):
    """`features` is what the first convolution and its activation gave at the last call."""

    def first(self, x):
        features = torch.relu(self.stem(x))
        if not torch.compiler.is_exporting():
            self.features = features
        return features


class UNet(Net):
    """3x32x32: two poolings, nearest upsampling, both skips joined."""
    shape = [3, 32, 32]

    def __init__(self):
        super().__init__()
        conv = lambda a, b: nn.Conv2d(a, b, 3, padding=1)
        self.stem, self.one, self.two, self.deep = conv(3, 16), conv(16, 16), conv(16, 32), conv(32, 64)
        self.up2, self.join2, self.up1, self.join1 = conv(64, 32), conv(64, 32), conv(32, 16), conv(32, 16)
        self.last = conv(16, 3)

    def forward(self, x):
        one = torch.relu(self.one(self.first(x)))
        two = torch.relu(self.two(functional.max_pool2d(one, 2)))
        z = torch.relu(self.deep(functional.max_pool2d(two, 2)))
        z = torch.relu(self.up2(functional.interpolate(z, scale_factor=2.0, mode="nearest")))
        z = torch.relu(self.join2(torch.cat([z, two], 1)))
        z = torch.relu(self.up1(functional.interpolate(z, scale_factor=2.0, mode="nearest")))
        z = torch.relu(self.join1(torch.cat([z, one], 1)))
        return torch.sigmoid(self.last(z))


class Block(nn.Module):
    def __init__(self, a, b, stride=1):
        super().__init__()
        self.one, self.two = nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.Conv2d(b, b, 3, 1, 1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(b), nn.BatchNorm2d(b)
        self.side = nn.Conv2d(a, b, 1, stride, bias=False) if a != b else None

    def forward(self, x):
        z = self.norm2(self.two(torch.relu(self.norm1(self.one(x)))))
        return torch.relu(z + (x if self.side is None else self.side(x)))


class Residual(Net):
    """3x32x32: residual blocks with batch normalization, one stride, one transposed convolution."""
    shape = [3, 32, 32]

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.one, self.two, self.three = Block(16, 16), Block(16, 32, 2), Block(32, 32)
        self.up, self.four = nn.ConvTranspose2d(32, 16, 4, 2, 1), Block(16, 16)
        self.last = nn.Conv2d(16, 3, 3, padding=1)

    def forward(self, x):
        z = self.three(self.two(self.one(self.first(x))))
        return torch.sigmoid(self.last(self.four(torch.relu(self.up(z)))))


class Strided(Net):
    """3x64x64: three strides down, three transposed convolutions up."""
    shape = [3, 64, 64]

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 4, 2, 1)
        self.down = nn.ModuleList([nn.Conv2d(16, 32, 4, 2, 1), nn.Conv2d(32, 64, 4, 2, 1)])
        self.up = nn.ModuleList([nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ConvTranspose2d(32, 16, 4, 2, 1)])
        self.last = nn.ConvTranspose2d(16, 3, 4, 2, 1)

    def forward(self, x):
        z = self.first(x)
        for layer in list(self.down) + list(self.up):
            z = torch.relu(layer(z))
        return torch.sigmoid(self.last(z))


NETS = {"unet": UNet, "residual": Residual, "strided": Strided}
