"""Prints a model as JSON that adds its input to itself NUMBER times, one after the other: chain.py NUMBER"""

import json
import sys

number = int(sys.argv[1])
tensors = [{"name": f"t{i}", "type": "FLOAT32", "shape": [4]} for i in range(number + 1)]
operators = [{"inputs": [i, 0], "outputs": [i + 1], "builtin_options_type": "AddOptions", "builtin_options": {}}
             for i in range(number)]
print(json.dumps({"version": 3, "operator_codes": [{"builtin_code": "ADD"}], "buffers": [{}], "subgraphs": [
    {"tensors": tensors, "inputs": [0], "outputs": [number], "operators": operators}]}))
