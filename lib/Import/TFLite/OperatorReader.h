//===- OperatorReader.h - Operands and options of an operator ---*- C++ -*-===//
//
// What the verifier and the importer of an operator both need: its tensors, its options, and
// the numbers in its constant operands.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_IMPORT_TFLITE_OPERATORREADER_H
#define EFFC_LIB_IMPORT_TFLITE_OPERATORREADER_H

#include "ModelView.h"
#include "effc/IR/Effc.h"
#include "effc/Import/OperatorTable.h"

namespace effc::tflite {

class OperatorReader {
public:
  OperatorReader(const ModelView &model, const OperatorView &op, const OperatorInfo &info)
      : model(model), op(op), info(info) {}

  unsigned getNumOperands() const { return op.operands.size(); }
  unsigned getNumResults() const { return op.results.size(); }
  bool hasOperand(unsigned index) const {
    return index < op.operands.size() && op.operands[index] >= 0;
  }
  const TensorView &getOperand(unsigned index) const { return model.getTensor(op.operands[index]); }
  const TensorView &getResult(unsigned index = 0) const {
    return model.getTensor(op.results[index]);
  }
  /// The operand that gives the operator its element type.
  const TensorView &getData() const { return getOperand(info.dataOperand); }

  /// The options, or a table of default values if the model has none.
  template <typename Table> const Table &getOptions() const {
    // The table was verified as what its type says, and only so.
    const void *options = static_cast<uint8_t>(op.table->builtin_options_type()) == info.options
                              ? op.table->builtin_options()
                              : nullptr;
    return *static_cast<const Table *>(options ? options : getEmptyTable());
  }
  llvm::ArrayRef<uint8_t> getCustomOptions() const;

  /// The elements of a constant int32 or int64 operand.
  llvm::SmallVector<int64_t> getConstantIntegers(unsigned index) const;
  /// The only element of a constant int32 or int64 operand.
  int64_t getConstantInteger(unsigned index) const { return getConstantIntegers(index).front(); }

  const ModelView &model;
  const OperatorView &op;
  const OperatorInfo &info;

private:
  static const void *getEmptyTable();
};

/// The row of the operator table; null if the operator is not supported.
const OperatorInfo *findOperator(const OperatorView &op);

/// The dialect's name of a fused activation that clamps.
Activation getActivation(ActivationFunctionType activation);

/// `axis` counted from the front; none if it is outside `[-rank, rank)`.
std::optional<int64_t> normalizeAxis(int64_t axis, int64_t rank);

} // namespace effc::tflite

#endif
