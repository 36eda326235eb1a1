"""Per-sample MINE for a batch, T(x, y) = w relu(Ax + By + b), gradients by hand: no graph is built in the inner loop.

Both forms follow block-Adam and give the same numbers: `Collapsed` moves A and B (d' x H) themselves, `Span` only their
projections through the K rows, by Gram matrices."""
import math

import torch

H = 10


class Moments:
    def __init__(self, value):
        self.value, self.first, self.second = value, torch.zeros_like(value), torch.zeros_like(value)

    def ascend(self, gradient, rate):
        self.first.mul_(0.9).add_(gradient, alpha=0.1)
        self.second.mul_(0.999).addcmul_(gradient, gradient, value=0.001)
        self.value.add_(rate * self.first / (self.second.sqrt() + 1e-8))

    def copy(self):
        other = Moments(self.value.clone())
        return other


class Block:
    """A matrix with one second moment."""

    def __init__(self, value):
        self.value, self.first, self.second = value, torch.zeros_like(value), value.new_zeros(len(value), 1, 1)

    def ascend(self, gradient, square, rate):
        self.first.mul_(0.9).add_(gradient, alpha=0.1)
        self.second.mul_(0.999).add_(square.reshape(-1, 1, 1), alpha=0.001)
        self.value.add_(rate / (self.second.sqrt() + 1e-8) * self.first)


class Critic:
    def __init__(self, n, K, d, all_pairs, rate, generator):
        def uniform(radius, *shape):
            return (torch.rand(shape, generator=generator) * 2 - 1) * radius
        self.n, self.K, self.d, self.all_pairs, self.rate = n, K, d, all_pairs, rate
        self.generator = generator
        self.A = Block(uniform(math.sqrt(6 / (d + H)), n, d, H))
        self.B = Block(uniform(math.sqrt(6 / (d + H)), n, d, H))
        self.b = Moments(torch.zeros(n, 1, H))
        self.w = Moments(uniform(math.sqrt(6 / (H + 1)), n, 1, H))
        self.steps = 0

    def permutation(self):
        return torch.rand(self.n, self.K, generator=self.generator).argsort(1)

    def rate_now(self):
        self.steps += 1
        return self.rate * math.sqrt(1 - 0.999 ** self.steps) / (1 - 0.9 ** self.steps)

    def estimate(self, u, v):
        """I of every sample, and its gradients in u, v, b and w."""
        return self.pairs(u, v) if self.all_pairs else self.permuted(u, v)

    def permuted(self, u, v):
        K, w = self.K, self.w.value
        order = self.permutation().unsqueeze(2).expand(-1, -1, H)
        left = u + self.b.value
        joint, marginal = left + v, left + v.gather(1, order)
        active, other = joint.relu(), marginal.relu()
        scores = (other * w).sum(2)
        value = (active * w).sum(2).mean(1) - torch.logsumexp(scores, 1) + math.log(K)
        weights = -torch.softmax(scores, 1).unsqueeze(2)
        dj = (joint > 0) * (w / K)
        dm = (marginal > 0) * (weights * w)
        du = dj + dm
        dv = dj.scatter_add(1, order, dm)
        dw = (active.mean(1, keepdim=True) + (weights * other).sum(1, keepdim=True))
        return value, du, dv, du.sum(1, keepdim=True), dw

    def pairs(self, u, v):
        K, w = self.K, self.w.value
        table = (u + self.b.value).unsqueeze(2) + v.unsqueeze(1)  # [n, K, K, H]
        active = table.relu()
        scores = torch.matmul(active, w.reshape(-1, 1, H, 1)).squeeze(3)
        flat = scores.flatten(1)
        value = scores.diagonal(dim1=1, dim2=2).mean(1) - torch.logsumexp(flat, 1) + 2 * math.log(K)
        G = -torch.softmax(flat, 1).reshape(scores.shape)
        G.diagonal(dim1=1, dim2=2).add_(1 / K)
        mask = (table > 0) * G.unsqueeze(3)
        du, dv = mask.sum(2) * w, mask.sum(1) * w
        dw = (active * G.unsqueeze(3)).sum((1, 2)).unsqueeze(1)
        return value, du, dv, du.sum(1, keepdim=True), dw


class Collapsed(Critic):
    def start(self, X):
        self.X = X

    def observe(self, Y):
        self.Y = Y

    def ascend(self):
        value, du, dv, db, dw = self.estimate(self.X @ self.A.value, self.Y @ self.B.value)
        rate = self.rate_now()
        for block, rows, d in ((self.A, self.X, du), (self.B, self.Y, dv)):
            gradient = rows.transpose(1, 2) @ d
            block.ascend(gradient, gradient.square().mean((1, 2)), rate)
        self.b.ascend(db, rate)
        self.w.ascend(dw, rate)
        return value

    def evaluate(self):
        return self.estimate(self.X @ self.A.value, self.Y @ self.B.value)[0]

    def differentiate(self):
        value, _, dv, _, _ = self.estimate(self.X @ self.A.value, self.Y @ self.B.value)
        return value, dv @ self.B.value.transpose(1, 2)

    def remember(self):
        self.kept = [value.clone() for value in (self.A.value, self.B.value, self.b.value, self.w.value)]

    def put_back(self):
        A, B, b, w = (value.clone() for value in self.kept)
        self.A, self.B, self.b, self.w, self.steps = Block(A), Block(B), Moments(b), Moments(w), 0


class Branch:
    """A matrix seen through the rows Y: v = YB, its moment's projection q, and both in coefficients of Y."""

    def __init__(self, matrix, rows):
        self.anchor, self.moment = matrix, None
        self.second = matrix.new_zeros(len(matrix), 1, 1)
        self.project(rows)

    def project(self, rows):
        self.rows, self.gram = rows, rows @ rows.transpose(1, 2)
        self.v = rows @ self.anchor
        self.q = torch.zeros_like(self.v) if self.moment is None else rows @ self.moment
        self.c, self.m = torch.zeros_like(self.v), torch.zeros_like(self.v)
        self.share, self.momentum = self.v.new_zeros(len(self.v), 1, 1), 1.0

    def matrix(self):
        learnt = torch.baddbmm(self.anchor, self.rows.transpose(1, 2), self.c)
        return learnt if self.moment is None else learnt + self.share * self.moment

    def rebase(self, rows):
        anchor = self.matrix()
        moment = self.rows.transpose(1, 2) @ self.m
        self.moment = moment if self.moment is None else moment + self.momentum * self.moment
        self.anchor = anchor
        self.project(rows)

    def ascend(self, d, rate):
        p = self.gram @ d
        square = (p * d).sum((1, 2), keepdim=True).clamp_(min=0) / self.anchor[0].numel()
        self.second.mul_(0.999).add_(square, alpha=0.001)
        step = rate / (self.second.sqrt() + 1e-8)
        self.q.mul_(0.9).add_(p, alpha=0.1)
        self.m.mul_(0.9).add_(d, alpha=0.1)
        self.v.add_(step * self.q)
        self.c.add_(step * self.m)
        self.momentum *= 0.9
        self.share.add_(step * self.momentum)


class Span(Critic):
    def start(self, X):
        self.left, self.right, self.kept = Branch(self.A.value, X), Branch(self.B.value, X), None

    def observe(self, Y):
        if self.kept is None:
            self.right.rebase(Y)
        else:
            self.right = Branch(self.kept[3], Y)

    def ascend(self):
        value, du, dv, db, dw = self.estimate(self.left.v, self.right.v)
        rate = self.rate_now()
        self.left.ascend(du, rate)
        self.right.ascend(dv, rate)
        self.b.ascend(db, rate)
        self.w.ascend(dw, rate)
        return value

    def evaluate(self):
        return self.estimate(self.left.v, self.right.v)[0]

    def differentiate(self):
        value, _, dv, _, _ = self.estimate(self.left.v, self.right.v)
        return value, dv @ self.right.matrix().transpose(1, 2)

    def remember(self):
        self.kept = (self.left.v.clone(), self.b.value.clone(), self.w.value.clone(), self.right.matrix())

    def put_back(self):
        v, b, w, _ = self.kept
        self.left.v = v.clone()
        for value in (self.left.q, self.left.m, self.left.c):
            value.zero_()
        self.left.second = torch.zeros_like(self.left.second)
        self.b, self.w, self.steps = Moments(b.clone()), Moments(w.clone()), 0
