//===- Signatures.h - The operator table, row by row --------------*- C++ -*-===//
#ifndef EFFC_TEST_GENERATE_SIGNATURES_H
#define EFFC_TEST_GENERATE_SIGNATURES_H

#include "effc/Import/OperatorTable.h"
#include <string>
#include <vector>

namespace effc::generate {

/// One line of an operator's types with one type for its data and one for its result.
struct Signature {
  const OperatorInfo *info;
  const TypeSignature *types;
  DataType data, result;

  /// The types that an operand may have; the last ones listed hold for all that follow.
  DataTypeSet getOperandTypes(unsigned operand) const;
  /// As in `ADD int8` or `CAST int8 to float32`.
  std::string getName() const;
};

/// What the operator table allows beside the types of data and result, each for itself: the types
/// of other operands, operands that are absent, a scale for each channel. As text, such as
/// `CONV_2D int16: operand 2 is int64`.
std::vector<std::string> getFeatures(const Signature &signature);
std::string getTypeFeature(const Signature &signature, unsigned operand, DataType type);
std::string getAbsentFeature(const Signature &signature, unsigned operand);
/// Operand -1 is the result.
std::string getPerAxisFeature(const Signature &signature, int operand);

/// All signatures of the operator table, in its order.
std::vector<Signature> getSignatures();

/// The types of a set, one by one.
std::vector<DataType> getMembers(DataTypeSet types);

} // namespace effc::generate

#endif
