//===- Evaluator.cpp - The reference evaluator ----------------------------===//
#include "effc/Reference/Evaluator.h"
