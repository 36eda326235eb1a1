#!/usr/bin/env python3
"""Writes tables as pandas and NumPy do.  pip install numpy==2.4.6 pandas==3.1.1; python3 make.py

A cell is ((31n + 7i) mod 100) / 8 + 0.5 for row n and column i, which three decimals hold exactly.
"""
import pathlib

import numpy as np
import pandas as pd

HERE = pathlib.Path(__file__).parent
cells = (31 * np.arange(12)[:, None] + 7 * np.arange(4)[None]) % 100 / 8 + 0.5
frame = pd.DataFrame(cells, columns=["height", "width", "depth", "mass"])
frame.to_csv(HERE / "pandas.tsv", sep="\t", index=False)
frame.to_csv(HERE / "pandas-comma.csv", sep=";", decimal=",", index=False)
frame.to_csv(HERE / "pandas-pipe.csv", sep="|", index=False)
frame.to_csv(HERE / "pandas-headerless.data", header=False, index=False)
frame.assign(kind=np.where(np.arange(12) % 2, "even", "odd")).to_csv(HERE / "kind.data", header=False, index=False)
(frame * 1000).map("{:,.0f}".format).to_csv(HERE / "thousands.csv", index=False)
np.savetxt(HERE / "savetxt.txt", cells)
np.savetxt(HERE / "savetxt-header.txt", cells, fmt="%8.3f", header="height width depth mass")
np.savetxt(HERE / "savetxt-comma.txt", cells, fmt="%.3f", delimiter=",", header="height,width,depth,mass")
