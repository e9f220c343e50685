//===- CutModel.h - A few operators of a model --------------------*- C++ -*-===//
#ifndef EFFC_TEST_FUZZ_CUTMODEL_H
#define EFFC_TEST_FUZZ_CUTMODEL_H

#include <random>
#include <string>

/// A model of one to three of the operators of `model`, one after the other, with the tensors and
/// buffers they need: small models compile fast, and damage to them hits what matters.
std::string cutModel(const std::string &model, std::mt19937 &random);

#endif
