#!/usr/bin/env python3
"""Writes files in the layout of CIFAR's binary versions (cs.toronto.edu/~kriz/cifar.html).  pip install numpy; python3 make.py

The byte of record n at row y, column x and channel c is (31n + 7y + 3x + 50c) mod 256, its class 3n mod 10 (100).
"""
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
n, c, y, x = np.meshgrid(np.arange(3), np.arange(3), np.arange(32), np.arange(32), indexing="ij")
pixels = ((31 * n + 7 * y + 3 * x + 50 * c) % 256).astype(np.uint8).reshape(3, -1)
fine = (3 * np.arange(3)).astype(np.uint8)[:, None]
np.hstack([fine, pixels]).tofile(HERE / "data_batch_1.bin")
np.hstack([fine // 5, fine, pixels]).tofile(HERE / "train.bin")
words = "airplane automobile bird cat deer dog frog horse ship truck".split()
(HERE / "batches.meta.txt").write_text("\n".join(words) + "\n\n")
