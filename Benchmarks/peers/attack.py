"""MinMax in PyTorch, batched over samples: the released order of steps, and uaed's preset."""
import math

import torch

from critic import Collapsed, Span


class Rows:
    """The K rows of every sample: the first convolution's maps, or K standardised random projections."""

    def __init__(self, model, K, d, generator):
        self.model = model
        self.matrices = None
        if not model.starts_with_convolution:
            size = math.prod(model.shape)
            self.matrices = torch.randn(K * d, size, generator=generator) / math.sqrt(d)
            self.K, self.d = K, d

    def observe(self, z):
        if self.matrices is None:
            return self.model.features.detach().flatten(2)
        raw = (z @ self.matrices.T).reshape(len(z), self.K, self.d)
        self.deviation = raw.std(2, correction=0, keepdim=True).clamp_(min=1e-6)
        self.rows = (raw - raw.mean(2, keepdim=True)) / self.deviation
        return self.rows

    def pull_back(self, cotangent):
        if self.matrices is None:
            return self.model.pull_back_features(cotangent)
        slope = (cotangent * self.rows).mean(2, keepdim=True)
        cotangent = (cotangent - cotangent.mean(2, keepdim=True) - self.rows * slope) / self.deviation
        return cotangent.flatten(1) @ self.matrices


class MinMax:
    def __init__(self, model, form, preset, T=40, inner=20, K=32, d=32):
        self.model, self.preset, self.T, self.inner, self.K, self.d = model, preset, T, inner, K, d
        self.form = {"collapsed": Collapsed, "span": Span}[form]
        self.generator = torch.Generator().manual_seed(0)

    def forward(self, z, differentiable):
        with torch.set_grad_enabled(differentiable):
            z = z.detach().requires_grad_(differentiable)
            output = self.model(z)
        return z, output

    def run(self, x):
        self.x, self.t = x, 0
        self.rows = Rows(self.model, self.K, self.d, self.generator)
        _, output = self.forward(x, False)
        self.clean = (output - x).square().sum(1)
        X = self.rows.observe(x)
        n, K, d = X.shape
        uaed = self.preset == "uaed"
        rate = 8e-4 if not uaed else 3e-3 if self.rows.matrices is None else 5e-3
        self.critic = self.form(n, K, d, uaed, rate, self.generator)
        self.critic.start(X)
        self.best = torch.full((n,), math.inf)
        self.found = x.clone()
        self.information = torch.full((n,), math.inf)
        return self.uaed() if uaed else self.released()

    def criterion(self, z, needs_gradient):
        z, output = self.forward(z, needs_gradient)
        return z, output, (output.detach() - self.x).square().sum(1) - self.clean

    def gradient(self, z, output, weight):
        """Gradient of sum_s weight_s |x - output|^2; the forward pass is used again."""
        if not bool((weight > 0).any()):
            return torch.zeros_like(self.x)
        slopes = 2 * weight.unsqueeze(1) * (output.detach() - self.x)
        return torch.autograd.grad(output, z, slopes)[0]

    def released(self):
        x, c = self.x, torch.full((len(self.x),), 1e-3)
        side = self.model.shape
        radius = 0.03 if len(side) == 1 else math.sqrt(6 / (side[1] * side[2] + side[1] * side[0]))
        delta = (torch.rand(x.shape, generator=self.generator) * 2 - 1) * radius
        z, output, f = self.criterion((x + delta).clamp(0, 1), True)
        self.critic.observe(self.rows.observe(z.detach()))
        for _ in range(self.T):
            value, cotangent = self.critic.differentiate()
            step = self.gradient(z, output, c * (f > 0)) + self.rows.pull_back(cotangent)
            step *= (x + delta >= 0) & (x + delta <= 1)
            old, fold = z.detach(), f
            delta = (delta - 0.01 * step).clamp_(-1, 1)
            c = self.penalty(c, f)
            z, output, f = self.criterion((x + delta).clamp(0, 1), True)
            self.critic.observe(self.rows.observe(z.detach()))
            for _ in range(self.inner):
                value = self.critic.ascend()
            self.keep(old, (fold <= 0) & (value > 0), value)
        return self.result()

    def penalty(self, c, f):
        self.t += 1
        return ((1 - 0.1 / self.t ** 0.25) * c + 0.1 * f.clamp(min=0)).clamp_(min=0)

    def uaed(self):
        x, c, delta = self.x, torch.zeros(len(self.x)), torch.zeros_like(self.x)
        self.critic.observe(self.rows.observe(x))
        z, output, f = self.criterion(x, True)
        f = 100 * f / self.clean
        for _ in range(100):
            self.critic.ascend()
        self.critic.remember()
        for _ in range(self.T):
            value, cotangent = self.critic.differentiate()
            criterion = self.unit(self.gradient(z, output, (f > 0) * 100 / self.clean))
            step = c.unsqueeze(1) * (f > 0).unsqueeze(1) * criterion + self.unit(self.rows.pull_back(cotangent))
            delta = (x + (delta - 0.003 * self.unit(step)).clamp(-1, 1)).clamp_(0, 1) - x
            moved = x + delta
            if self.rows.matrices is None:  # images are stored in 8 bits
                moved = (moved * 255).round() / 255
            z, output, f = self.criterion(moved, True)
            f = 100 * f / self.clean
            self.critic.put_back()
            self.critic.observe(self.rows.observe(z.detach()))
            for _ in range(self.inner):
                self.critic.ascend()
            value = self.critic.evaluate()
            c = self.penalty(c, f)
            self.keep(z.detach(), (f <= -1e-4) & (z.detach() != x).any(1), value)
        return self.result()

    @staticmethod
    def unit(v):
        rms = v.square().mean(1, keepdim=True).sqrt()
        return torch.where(rms > 1e-12, v / rms, torch.zeros_like(v))

    def keep(self, z, feasible, value):
        better = feasible & (value < self.information)
        self.information = torch.where(better, value, self.information)
        self.found = torch.where(better.unsqueeze(1), z, self.found)

    def result(self):
        success = self.information < math.inf
        l2 = (self.found - self.x).square().sum(1).sqrt()
        return success, l2, self.information
