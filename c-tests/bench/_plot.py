#!/usr/bin/env python3
"""Plots what _compare.py measured: the ratios as bars on a logarithmic scale,
each target as a mark.

usage: _plot.py FIGURES.json PLOT.png
"""

import json
import sys

try:
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
except ImportError:
    sys.exit("no plot: matplotlib is not installed (Debian: python3-matplotlib)")


def main():
    with open(sys.argv[1], encoding="utf-8") as figures:
        rows = [row for row in json.load(figures) if row["value"] != "scaling"][::-1]
    figure, axes = pyplot.subplots(figsize=(9, 1 + 0.27 * len(rows)), constrained_layout=True)
    places = range(len(rows))
    spread = [[r["ratio"] - r["low"] for r in rows], [r["high"] - r["ratio"] for r in rows]]
    axes.barh(places, [r["ratio"] for r in rows], xerr=spread, color="#4878a8", ecolor="#999999", height=0.65)
    marks = [(r["target"], place) for r, place in zip(rows, places) if r["target"]]
    axes.plot([m[0] for m in marks], [m[1] for m in marks], "|", color="#c03030", markersize=11, label="target")
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_yticks(list(places))
    axes.set_yticklabels([f"{r['work']}: {r['value']}" for r in rows], fontsize=8)
    axes.set_xscale("log")
    ticks = [0.5, 1, 2, 3, 5, 10, 20]
    axes.set_xticks(ticks)
    axes.set_xticklabels([str(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("how many times less than the other library (right of 1: tlsrs needs less)")
    axes.legend(loc="lower right")
    figure.savefig(sys.argv[2], dpi=110)


if __name__ == "__main__":
    main()
