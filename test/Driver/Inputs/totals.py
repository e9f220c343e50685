"""Compares totals of two reports: totals.py FIRST SECOND NAME..."""
import json
import sys

first, second = (json.load(open(path))["totals"] for path in sys.argv[1:3])
for name in sys.argv[3:]:
    print(name, "less" if second[name] < first[name] else "more" if second[name] > first[name] else "equal")
