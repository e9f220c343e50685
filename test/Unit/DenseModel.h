//===- DenseModel.h - A small model file for tests --------------*- C++ -*-===//
#ifndef EFFC_TEST_UNIT_DENSEMODEL_H
#define EFFC_TEST_UNIT_DENSEMODEL_H

#include <string>

/// The bytes of a .tflite file: y = relu(w * x) from four floats to two, with the weights
/// {1, 2, 3, 4} and {-1, -1, -1, 0}. Inputs are called "x", outputs "y".
std::string makeDenseModel();

#endif
