//===- OrderSearch.h - Orders of steps with a low peak of memory ----------===//
//
// The problem that effc-order-ops solves, without MLIR: see OrderSearch.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_TRANSFORMS_ORDERSEARCH_H
#define EFFC_LIB_TRANSFORMS_ORDERSEARCH_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <optional>
#include <vector>

namespace effc {

/// Steps that read and write buffers, numbered in an order that is possible.
struct OrderProblem {
  struct Buffer {
    int64_t bytes = 0;
    /// Holds a value before the first step.
    bool isInput = false;
    /// Is needed after the last step.
    bool isOutput = false;
    /// Steps that read it, each once.
    llvm::SmallVector<unsigned, 4> readers;
  };
  struct Step {
    /// Buffers, each once.
    llvm::SmallVector<unsigned, 4> reads;
    llvm::SmallVector<unsigned, 1> writes;
    /// Those of `reads`, in this order, whose place the written buffers may take if nobody reads
    /// them later.
    llvm::SmallVector<unsigned, 2> replaceable;
    /// Steps that must come earlier, each once, all with smaller numbers.
    llvm::SmallVector<unsigned, 4> after;
  };
  std::vector<Buffer> buffers;
  std::vector<Step> steps;
};

/// The largest sum of live bytes in an order of all steps.
int64_t getPeak(const OrderProblem &problem, llvm::ArrayRef<unsigned> order);

/// An order with a lower peak than 0, 1, 2 ..., the lowest that is found with `effort` looks at
/// a possible next step; none if no better one is found.
std::optional<std::vector<unsigned>> findBetterOrder(const OrderProblem &problem, int64_t effort);

} // namespace effc

#endif
