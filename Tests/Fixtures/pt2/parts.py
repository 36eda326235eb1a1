"""Models of the ATen operators that networks are made of, one for each family, with what PyTorch computes for them and the gradients of
its autograd (parts/expected.json): y = model(x) and g = Jᵀv.

python parts.py
"""
import json
import zipfile

import torch
from torch import nn
import torch.nn.functional as F


class Of(nn.Module):
    """A function as a model, with layers that it may use."""
    def __init__(self, function, **layers):
        super().__init__()
        self.function = function
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        return self.function(self, x)


def norms(m, x):
    x = m.group(F.hardswish(m.first(x)))
    return m.weighted(m.slopes(m.instance(x))).flatten(1)


def windows(m, x):
    x = F.pad(F.pad(F.pad(x, (1, 1, 2, 1)), (1, 1, 2, 0), mode="reflect"), (0, 1, 1, 0), mode="replicate")
    x = F.pad(x[:, :, 1:-1, ::2], (1, -1, 0, 0), value=0.5)
    y = F.adaptive_avg_pool2d(x, (3, 2)).flatten(1)
    z = F.adaptive_max_pool2d(x, (2, 2)).flatten(1)
    return torch.cat([y, z, F.avg_pool2d(x, 3, 2, 1, count_include_pad=False).flatten(1)], 1)


def interpolations(m, x):
    parts = [F.interpolate(x, scale_factor=2, mode="bicubic"), F.interpolate(x, size=(7, 9), mode="nearest-exact"),
             F.interpolate(x, size=(9, 7), mode="bilinear", align_corners=True), F.interpolate(x, scale_factor=1.5)]
    parts += [F.pixel_shuffle(x.repeat(1, 2, 1, 1), 2), F.pixel_unshuffle(x, 2)]
    parts += [F.interpolate(x.flatten(2), scale_factor=2, mode="linear"), F.interpolate(x.flatten(2), size=20)]
    return torch.cat([part.flatten(1) for part in parts], 1)


def activations(m, x):
    functions = [F.hardtanh, F.mish, F.relu6, F.hardsigmoid, F.logsigmoid, F.softsign, F.softshrink, F.hardshrink,
                 F.tanhshrink, F.celu, F.silu, F.gelu, F.elu, F.hardswish, lambda y: F.threshold(y, 0.1, 0.2),
                 lambda y: F.gelu(y, approximate="tanh"), lambda y: F.glu(y, 1), F.rrelu, torch.square]
    return torch.cat([function(x - 0.5) for function in functions], 1)


def elementwise(m, x):
    y = x - 0.4
    parts = [torch.rsqrt(x + 1), x.pow(2.5), 2 ** y, 1 / (x + 2), 1 - y, torch.rsub(y, 3, alpha=2), y.abs().sqrt(),
             torch.where(y > 0, y, y * 0.1), y.clamp(min=-0.1), y.clamp_max(0.2), torch.minimum(y, x * 0.5),
             torch.maximum(y, 1 - x), y.masked_fill(y > 0.3, 0.7), torch.log1p(x), torch.expm1(y), torch.sin(y),
             torch.cos(y), torch.erf(y), torch.floor(y * 3.1 + 0.05) * y, torch.round(y * 3) * y, torch.sign(y) * y,
             torch.addcmul(x, y, y, value=0.5), torch.add(x, y, alpha=3), torch.sub(x, y, alpha=2), y.neg().exp(),
             torch.reciprocal(x + 1), torch.log2(x + 1), torch.atan(y), torch.sigmoid(y).logit(eps=1e-6),
             x * torch.arange(6) + torch.ones(6) - torch.full((6,), 0.5) + x.new_zeros(6), torch.lerp(x, y, 0.3),
             (y > 0).float() * x, torch.nan_to_num(y), torch.div(y, 0.25, rounding_mode="floor") * x, y % 0.3, torch.fmod(y, 0.3)]
    return torch.cat(parts, 1)


def reductions(m, x):
    parts = [x.sum(1), x.amax(1), x.amin(1), x.max(1).values, x.min(1).values, x.mean((1, 2), keepdim=True).squeeze(1),
             x.std(1), x.var(1, unbiased=False), x.norm(dim=1), x.abs().sum(1), x.prod(1), torch.logsumexp(x, 1),
             F.normalize(x, dim=1).flatten(1), torch.linalg.vector_norm(x, dim=2), torch.cumsum(x, 1).flatten(1),
             F.cosine_similarity(x, x.flip(1), dim=1), x.std(1, keepdim=True).squeeze(1), torch.softmax(x, 1).flatten(1)]
    return torch.cat(parts, 1)


def movements(m, x):
    first, second = x.chunk(2, 1)
    a, b, c = torch.split(x, [1, 2, 1], 2)
    parts = [x[:, 0], x.select(2, -1), x.roll(1, 1), x.flip(2), x[:, [0, 2]], torch.stack([first, second], 1),
             a * b * c, x.unsqueeze(1).expand(-1, 3, -1, -1), x.transpose(1, 2).contiguous(), x.movedim(1, 2),
             x.unflatten(1, (2, 2)), x.repeat(1, 2, 1), x.narrow(1, 1, 2), torch.gather(x, 1, m.index.expand(x.shape[0], -1, -1)),
             torch.index_select(x, 2, m.order), torch.tril(x), x.unbind(1)[1], torch.tile(x, (1, 1, 2)),
             x.repeat_interleave(2, 1), torch.broadcast_to(x[:, :1], x.shape), x.swapaxes(1, 2), x.T.permute(2, 1, 0)]
    return torch.cat([part.flatten(1) for part in parts], 1)


def attention(m, x):
    t = m.norm(x)
    t = t + m.heads(t, t, t)[0]
    t = m.encoder(t)
    q, k, v = m.project(t).reshape(t.shape[0], t.shape[1], 3, 2, 4).permute(2, 0, 3, 1, 4)
    a = F.scaled_dot_product_attention(q, k, v, is_causal=True) + F.scaled_dot_product_attention(q, k, v, scale=0.3)
    w = (q * 0.5) @ k.transpose(-2, -1)
    a = a + w.softmax(-1) @ v + torch.einsum("bhqk,bhkd->bhqd", w, v) * 0.1
    return a.transpose(1, 2).reshape(x.shape)


def sequences(m, x):
    y = m.down(F.pad(x, (2, 0)))
    y = F.max_pool1d(F.relu(m.depthwise(y)), 2) + F.avg_pool1d(y, 2)
    y = m.up(y)
    return torch.cat([y.flatten(1), F.adaptive_avg_pool1d(x, 1).flatten(1), F.adaptive_max_pool1d(x, 1).squeeze(-1)], 1)


def unfolded(m, x):
    patches = F.unfold(x, 2, stride=2)
    y = m.mix(patches.transpose(1, 2)).transpose(1, 2)
    return F.fold(y, (6, 6), 2, stride=2)


def vectors(m, x):
    y = torch.bmm(x.unsqueeze(1), m.matrix.unsqueeze(0).expand(x.shape[0], -1, -1)).squeeze(1)
    z = torch.addmm(m.bias, x, m.matrix, alpha=0.5) + torch.mv(m.matrix, m.vector) + m.spectral(x)
    return m.bilinear(y, z) + torch.outer(m.vector, m.vector).sum(0) + torch.baddbmm(
        x.unsqueeze(1), y.unsqueeze(1), m.matrix.unsqueeze(0).expand(x.shape[0], -1, -1)).squeeze(1)


def recurrent(m, x):
    y, (h, c) = m.lstm(x)
    z, last = m.gru(y)
    return torch.cat([m.plain(z)[0].flatten(1), last[0], h.transpose(0, 1).flatten(1), c[1]], 1)


def in_place(m, x):
    """What is read after a call in place is the changed value."""
    y = m.first(x)
    F.relu_(y)
    z = m.second(y)
    z += y
    return z.clamp_(max=0.8)


def cases():
    norm = nn.utils.parametrizations
    p = nn.Parameter
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True, activation="gelu", norm_first=True)
    return {
        "norms": (Of(norms, first=nn.Conv2d(2, 8, 3, padding=1), group=nn.GroupNorm(2, 8),
                     instance=nn.InstanceNorm2d(8, affine=True), slopes=nn.PReLU(8),
                     weighted=norm.weight_norm(nn.Conv2d(8, 4, 2, stride=2))), (2, 6, 6)),
        "windows": (Of(windows), (2, 6, 6)), "interpolations": (Of(interpolations), (2, 4, 6)),
        "activations": (Of(activations), (6,)), "elementwise": (Of(elementwise), (6,)),
        "reductions": (Of(reductions), (4, 3)),
        "movements": (Of(movements, index=nn.Buffer(torch.tensor([[[0, 1, 2, 3], [3, 2, 1, 0]]])),
                         order=nn.Buffer(torch.tensor([2, 0, 1]))), (4, 4)),
        "attention": (Of(attention, norm=nn.LayerNorm(8), heads=nn.MultiheadAttention(8, 2, batch_first=True),
                         encoder=layer, project=nn.Linear(8, 24)), (5, 8)),
        "sequences": (Of(sequences, down=nn.Conv1d(3, 4, 3, stride=1, dilation=1), up=nn.ConvTranspose1d(4, 3, 2, 2),
                         depthwise=nn.Conv1d(4, 4, 3, padding=1, groups=4)), (3, 12)),
        "recurrent": (Of(recurrent, lstm=nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True),
                         gru=nn.GRU(8, 3, batch_first=True), plain=nn.RNN(3, 2, batch_first=True)), (5, 3)),
        "in_place": (Of(in_place, first=nn.Linear(4, 4), second=nn.Linear(4, 4)), (4,)),
        "unfolded": (Of(unfolded, mix=nn.Linear(8, 8)), (2, 6, 6)),
        "vectors": (Of(vectors, matrix=p(torch.randn(5, 5)), vector=p(torch.randn(5)), bias=p(torch.randn(5)),
                       spectral=norm.spectral_norm(nn.Linear(5, 5)), bilinear=nn.Bilinear(5, 5, 5)), (5,)),
    }


def pack_again(path):
    """The same archive, deflated and without its nodes' metadata, which names files of this machine."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if "sample_inputs" not in name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            if "/models/" in name:
                program = json.loads(data)
                for node in program["graph_module"]["graph"]["nodes"]:
                    node["metadata"] = {}
                data = json.dumps(program).encode()
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    torch.manual_seed(3)
    expected = {}
    for name, (model, shape) in cases().items():
        for value in model.parameters():
            if value.dim() < 2:
                value.data.uniform_(-0.5, 1)
        model.eval()
        x = torch.rand(3, *shape).requires_grad_()
        program = torch.export.export(model, (x.detach(),), dynamic_shapes=({0: torch.export.Dim.DYNAMIC},))
        torch.export.save(program, f"parts/{name}.pt2")
        pack_again(f"parts/{name}.pt2")
        y = model(x)
        v = torch.randn_like(y)
        (y * v).sum().backward()
        numbers = {"x": x, "y": y, "v": v, "g": x.grad}
        expected[name] = {"shape": list(x.shape)} | {
            key: [float(f"{number:.9g}") for number in value.detach().flatten().tolist()] for key, value in numbers.items()}
    json.dump(expected, open("parts/expected.json", "w"))
