//===- Recipes.h - How to build each operator ---------------------*- C++ -*-===//
//
// The operator table says which types an operator takes; a recipe knows its shapes, attributes
// and natural scales.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TEST_GENERATE_RECIPES_H
#define EFFC_TEST_GENERATE_RECIPES_H

#include "OperatorBuilder.h"

namespace effc::generate {

/// Adds an operator of the builder's signature to its model. False if that cannot be done with
/// the tensors there are; some may have been added then.
using Recipe = bool (*)(OperatorBuilder &op);

/// Null for an operator that has no recipe yet.
Recipe findRecipe(llvm::StringRef name);

struct NamedRecipe {
  const char *name;
  Recipe build;
};
llvm::ArrayRef<NamedRecipe> getConvolutionRecipes();
llvm::ArrayRef<NamedRecipe> getElementwiseRecipes();
llvm::ArrayRef<NamedRecipe> getPoolRecipes();
llvm::ArrayRef<NamedRecipe> getShapeRecipes();

} // namespace effc::generate

#endif
