"""Prints a model as JSON that is too large in one way: large.py WAY NUMBER"""

import json
import sys

way, number = sys.argv[1], int(sys.argv[2])
tensors = [{"name": "x", "type": "FLOAT32", "shape": [2]}, {"name": "y", "type": "FLOAT32", "shape": [2]}]
relu = {"opcode_index": 0, "inputs": [0], "outputs": [1]}
graph = {"tensors": tensors, "inputs": [0], "outputs": [1], "operators": [relu]}
if way == "operators":
    graph["operators"] = [relu] * number
elif way == "tensors":
    graph["tensors"] = tensors + [{}] * (number - 2)
elif way == "scales":
    graph["tensors"] = [{"shape": [number], "type": "INT8", "quantization": {"scale": [1] * (number if i == 0 else 1)}}
                        for i in range(number)]
elif way in ("inputs", "outputs"):
    graph[way] = graph[way] * number
print(json.dumps({"version": 3, "operator_codes": [{"builtin_code": "RELU"}], "subgraphs": [graph], "buffers": [{}]}))
