//===- Signatures.cpp - The operator table, row by row --------------------===//
#include "Signatures.h"
#include <algorithm>

using namespace effc;
using namespace effc::generate;

DataTypeSet Signature::getOperandTypes(unsigned operand) const {
  if (operand == info->dataOperand)
    return data;
  DataTypeSet allowed = 0;
  for (unsigned i = 0; i <= std::min(operand, TypeSignature::kMaxOperands - 1); ++i)
    allowed = types->operands[i] ? types->operands[i] : allowed;
  return allowed;
}

std::string Signature::getName() const {
  std::string name = info->name.str() + " " + getDataTypeName(data);
  return data == result ? name : name + " to " + getDataTypeName(result);
}

std::string generate::getTypeFeature(const Signature &signature, unsigned operand, DataType type) {
  return signature.getName() + ": operand " + std::to_string(operand) + " is " +
         getDataTypeName(type);
}

std::string generate::getAbsentFeature(const Signature &signature, unsigned operand) {
  return signature.getName() + ": operand " + std::to_string(operand) + " is absent";
}

std::string generate::getPerAxisFeature(const Signature &signature, int operand) {
  return signature.getName() + ": " +
         (operand < 0 ? "result" : "operand " + std::to_string(operand)) + " has several scales";
}

std::vector<std::string> generate::getFeatures(const Signature &signature) {
  const OperatorInfo &info = *signature.info;
  std::vector<std::string> features;
  // Unsigned filters have one scale.
  auto mayBePerAxis = [](DataType type) { return type & (I8 | I16); };
  for (unsigned i = 0; i < std::min(info.maxOperands, TypeSignature::kMaxOperands); ++i) {
    std::vector<DataType> types = getMembers(signature.getOperandTypes(i));
    for (DataType type : types)
      features.push_back(getTypeFeature(signature, i, type));
    if (info.optionalOperands >> i & 1)
      features.push_back(getAbsentFeature(signature, i));
    if (info.perAxisOperands >> i & 1 && mayBePerAxis(types.front()))
      features.push_back(getPerAxisFeature(signature, int(i)));
  }
  if (info.perAxisResult && signature.data == F32 && mayBePerAxis(signature.result))
    features.push_back(getPerAxisFeature(signature, -1));
  return features;
}

std::vector<DataType> generate::getMembers(DataTypeSet types) {
  std::vector<DataType> members;
  for (unsigned bit = 0; bit < 16; ++bit)
    if (types >> bit & 1)
      members.push_back(DataType(1 << bit));
  return members;
}

std::vector<Signature> generate::getSignatures() {
  std::vector<Signature> signatures;
  for (const OperatorInfo &info : getOperatorTable())
    for (const TypeSignature &types : info.types)
      for (DataType data : getMembers(types.operands[info.dataOperand]))
        for (DataType result : getMembers(types.result))
          signatures.push_back({&info, &types, data, result});
  return signatures;
}
