//===- SharedBuffersTest.cpp - Sharing buffers never changes results ------===//
//
// Random graphs are compiled twice: with every tensor in a buffer of its own, and with all
// sharing and an arena. A small interpreter runs both on symbols (hashes of the expression that
// an element stands for), so one misplaced or overwritten element shows.
//
//===----------------------------------------------------------------------===//
#include "effc/Codegen/Passes.h"
#include "effc/Driver/Pipeline.h"
#include "effc/Memory/Memory.h"
#include "effc/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/StringExtras.h"
#include <deque>
#include <gtest/gtest.h>
#include <memory>
#include <random>

using namespace mlir;
using namespace effc;

namespace {
using Symbol = uint64_t;
using Cells = std::vector<Symbol>;

/// A memref of 4-byte elements: where its base pointer points to.
struct Pointer {
  Cells *cells = nullptr;
  int64_t base = 0;
};

class Interpreter {
public:
  explicit Interpreter(ModuleOp module) : module(module) {}

  void run(func::FuncOp function, ArrayRef<Pointer> arguments) {
    for (auto [argument, pointer] : llvm::zip(function.getArguments(), arguments))
      pointers[argument] = pointer;
    for (Operation &op : function.getBody().front())
      execute(op);
  }

private:
  int64_t getIndex(Value value) { return static_cast<int64_t>(symbols.at(value)); }

  Symbol &access(Value memref, ValueRange indices) {
    auto [strides, offset] = cast<MemRefType>(memref.getType()).getStridesAndOffset();
    Pointer pointer = pointers.at(memref);
    int64_t position = pointer.base + offset;
    for (auto [index, stride] : llvm::zip(indices, strides))
      position += getIndex(index) * stride;
    return pointer.cells->at(position);
  }

  void executeLoop(scf::ForOp loop) {
    int64_t end = getIndex(loop.getUpperBound()), step = getIndex(loop.getStep());
    for (int64_t i = getIndex(loop.getLowerBound()); i < end; i += step) {
      symbols[loop.getInductionVar()] = i;
      for (Operation &op : *loop.getBody())
        execute(op);
    }
  }

  void define(Value memref, Pointer pointer, int64_t shift = 0) {
    pointer.base += shift;
    pointers[memref] = pointer;
  }

  void execute(Operation &op) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      return executeLoop(loop);
    if (auto load = dyn_cast<memref::LoadOp>(op))
      symbols[load] = access(load.getMemRef(), load.getIndices());
    else if (auto store = dyn_cast<memref::StoreOp>(op))
      access(store.getMemRef(), store.getIndices()) = symbols.at(store.getValue());
    else if (auto view = dyn_cast<memref::ViewOp>(op))
      define(view, pointers.at(view.getSource()), getIndex(view.getByteShift()) / 4);
    else if (auto reinterpreted = dyn_cast<memref::ReinterpretCastOp>(op))
      define(reinterpreted, pointers.at(reinterpreted.getSource()));
    else if (auto alloc = dyn_cast<memref::AllocOp>(op))
      pointers[alloc] = {makeCells(alloc.getType().getNumElements(), 0xBAD), 0};
    else if (auto global = dyn_cast<memref::GetGlobalOp>(op))
      pointers[global] = {
          makeCells(global.getType().getNumElements(), llvm::hash_value(global.getName())), 0};
    else if (auto call = dyn_cast<func::CallOp>(op))
      executeCall(call);
    else if (op.getNumResults() == 1)
      symbols[op.getResult(0)] = compute(op);
  }

  void executeCall(func::CallOp call) {
    SmallVector<Pointer> arguments;
    for (Value operand : call.getOperands())
      arguments.push_back(pointers.at(operand));
    run(module.lookupSymbol<func::FuncOp>(call.getCallee()), arguments);
  }

  Symbol compute(Operation &op) {
    IntegerAttr constant;
    if (matchPattern(op.getResult(0), m_Constant(&constant)))
      return constant.getInt();
    if (isa<arith::AddIOp>(op))
      return symbols.at(op.getOperand(0)) + symbols.at(op.getOperand(1));
    if (isa<arith::MulIOp>(op))
      return symbols.at(op.getOperand(0)) * symbols.at(op.getOperand(1));
    Symbol hash = llvm::hash_combine(op.getName().getStringRef(),
                                     op.getAttrDictionary().getAsOpaquePointer());
    for (Value operand : op.getOperands())
      hash = llvm::hash_combine(hash, symbols.at(operand));
    return hash;
  }

  Cells *makeCells(int64_t count, Symbol seed) {
    owned.push_back(std::make_unique<Cells>());
    for (int64_t i = 0; i < count; ++i)
      owned.back()->push_back(llvm::hash_combine(seed, i));
    return owned.back().get();
  }

  ModuleOp module;
  DenseMap<Value, Pointer> pointers;
  DenseMap<Value, Symbol> symbols;
  std::vector<std::unique_ptr<Cells>> owned;
};

/// Text of a random graph of element-wise ops and ops that move elements.
class GraphWriter {
public:
  explicit GraphWriter(unsigned seed) : random(seed) {}

  std::string write() {
    unsigned numInputs = 1 + pick(3), numOps = 2 + pick(16), numOutputs = 1 + pick(3);
    std::string arguments;
    for (unsigned i = 0; i < numInputs; ++i) {
      std::string name = add(pick(2) ? Shape{2, 2, 3} : Shape{2, 2, 2});
      arguments += (i ? ", " : "") + name + ": " + typeOf(tensors.size() - 1);
    }
    if (pick(2))
      line(Shape{2, 2, 3}, "effc.constant dense<1.0> : tensor<2x2x3xf32> -> tensor<2x2x3xf32>");
    for (unsigned i = 0; i < numOps; ++i)
      writeOp();
    std::vector<std::string> results, types;
    for (unsigned i = 0; i < numOutputs; ++i) {
      unsigned result = pick(4) ? tensors.size() - 1 - pick(std::min<size_t>(3, tensors.size()))
                                : pick(tensors.size());
      results.push_back(nameOf(result));
      types.push_back(typeOf(result));
    }
    return "module attributes {effc.target = #effc.target<name = \"t\", triple = \"thumbv6m\">} {\n"
           "func.func @main(" +
           arguments + ") -> (" + llvm::join(types, ", ") + ") {\n" + body + "return " +
           llvm::join(results, ", ") + " : " + llvm::join(types, ", ") + "\n}\n}\n";
  }

private:
  using Shape = std::vector<int64_t>;

  unsigned pick(unsigned bound) { return random() % bound; }
  std::string nameOf(unsigned tensor) { return "%t" + std::to_string(tensor); }
  std::string typeOf(unsigned tensor) { return typeOf(tensors[tensor]); }
  std::string typeOf(const Shape &shape) {
    std::string type = "tensor<";
    for (int64_t size : shape)
      type += std::to_string(size) + "x";
    return type + "f32>";
  }
  std::string list(const Shape &values) {
    std::vector<std::string> texts;
    for (int64_t value : values)
      texts.push_back(std::to_string(value));
    return "array<i64: " + llvm::join(texts, ", ") + ">";
  }

  std::string add(const Shape &shape) {
    tensors.push_back(shape);
    return nameOf(tensors.size() - 1);
  }
  void line(const Shape &shape, const std::string &text) {
    body += add(shape) + " = " + text + "\n";
  }
  void unary(unsigned input, const Shape &shape, const std::string &name,
             const std::string &attributes = "") {
    line(shape, "effc." + name + " " + nameOf(input) + " {" + attributes + "} : (" + typeOf(input) +
                    ") -> " + typeOf(shape));
  }

  void writeOp() {
    unsigned input = pick(3) ? tensors.size() - 1 - pick(std::min<size_t>(4, tensors.size()))
                             : pick(tensors.size());
    Shape shape = tensors[input];
    switch (pick(7)) {
    case 0:
      return unary(input, shape, "relu");
    case 1:
      return unary(input, shape, "leaky_relu", "alpha = 0.5 : f32");
    case 2:
      return writeMaximum(input);
    case 3:
    case 4:
      return writeConcat(input);
    case 5:
      return pick(2) ? writePad(input) : writeReshape(input);
    default:
      return writeSlice(input);
    }
  }

  void writeMaximum(unsigned input) {
    SmallVector<unsigned> equal;
    for (unsigned tensor = 0; tensor < tensors.size(); ++tensor)
      if (tensors[tensor] == tensors[input])
        equal.push_back(tensor);
    unsigned other = equal[pick(equal.size())];
    std::string type = typeOf(input);
    line(tensors[input], "effc.maximum " + nameOf(input) + ", " + nameOf(other) + " : (" + type +
                             ", " + type + ") -> " + type);
  }

  void writeConcat(unsigned input) {
    Shape shape = tensors[input];
    unsigned axis = pick(shape.size());
    std::vector<std::string> names{nameOf(input)}, types{typeOf(input)};
    for (unsigned tensor = tensors.size(); tensor-- > 0 && names.size() < 3;) {
      Shape other = tensors[tensor];
      if (other.size() != shape.size() || pick(3) == 0)
        continue;
      std::swap(other[axis], shape[axis]);
      bool fits = std::equal(
          other.begin(), other.end(), shape.begin(),
          [&, dim = 0u](int64_t a, int64_t b) mutable { return dim++ == axis || a == b; });
      std::swap(other[axis], shape[axis]);
      if (!fits || shape[axis] + other[axis] > 12)
        continue;
      shape[axis] += other[axis];
      names.push_back(nameOf(tensor));
      types.push_back(typeOf(tensor));
    }
    line(shape, "effc.concat " + llvm::join(names, ", ") + " {axis = " + std::to_string(axis) +
                    "} : (" + llvm::join(types, ", ") + ") -> " + typeOf(shape));
  }

  void writePad(unsigned input) {
    Shape shape = tensors[input], low(shape.size()), high(shape.size());
    for (size_t dim = 0; dim < shape.size(); ++dim) {
      low[dim] = shape[dim] > 6 ? 0 : pick(2);
      high[dim] = shape[dim] > 6 ? 0 : pick(2);
      shape[dim] += low[dim] + high[dim];
    }
    unary(input, shape, "pad", "low = " + list(low) + ", high = " + list(high));
  }

  void writeReshape(unsigned input) {
    const Shape &shape = tensors[input];
    if (shape.size() == 3)
      return unary(input,
                   pick(2) ? Shape{shape[0] * shape[1], shape[2]}
                           : Shape{shape[0], shape[1] * shape[2]},
                   "reshape");
    unary(input, {1, shape[0], shape[1]}, "reshape");
  }

  void writeSlice(unsigned input) {
    Shape shape = tensors[input], offsets(shape.size()), strides(shape.size(), 1);
    for (size_t dim = 0; dim < shape.size(); ++dim) {
      int64_t size = shape[dim];
      offsets[dim] = pick(size);
      strides[dim] = dim + 1 < shape.size() ? 1 + pick(2) : 1;
      shape[dim] = 1 + pick((size - 1 - offsets[dim]) / strides[dim] + 1);
    }
    unary(input, shape, "slice", "offsets = " + list(offsets) + ", strides = " + list(strides));
  }

  std::mt19937 random;
  std::vector<Shape> tensors;
  std::string body;
};

class SharedBuffers : public ::testing::Test {
protected:
  SharedBuffers() {
    DialectRegistry registry;
    registerDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  OwningOpRef<ModuleOp> compile(const std::string &text, bool share) {
    OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
    PassManager manager(&context);
    manager.addPass(createOutlineKernelsPass());
    manager.addPass(createCheckKernelsPass());
    manager.addPass(createBufferizePass({/*minimizeCopies=*/share}));
    manager.addPass(createCheckLoopsPass());
    if (share) {
      manager.addPass(createPlanMemoryPass());
      manager.addPass(createCheckMemoryPass());
    }
    EXPECT_TRUE(module && succeeded(manager.run(*module))) << text;
    return module;
  }

  /// Outputs of a run on symbolic inputs; in the planned slots of the arena if asked for.
  std::vector<Cells> run(ModuleOp module, bool useSlots) {
    auto entry = module.lookupSymbol<func::FuncOp>("main");
    auto memory = module->getAttrOfType<DictionaryAttr>(kMemoryAttrName);
    std::deque<Cells> buffers;
    SmallVector<Pointer> arguments;
    std::vector<std::pair<Pointer, int64_t>> outputs;
    unsigned numInputs = 0;
    for (BlockArgument argument : entry.getArguments()) {
      // What is made of many parts is taken as bytes, four for each element, like the arena.
      auto type = cast<MemRefType>(argument.getType());
      int64_t count = type.getNumElements() / (type.getElementType().isInteger(8) ? 4 : 1);
      unsigned number = argument.getArgNumber();
      bool isOutput = static_cast<bool>(entry.getArgAttr(number, kOutputAttrName));
      bool isArena = static_cast<bool>(entry.getArgAttr(number, kArenaAttrName));
      if (useSlots && !isArena) {
        auto offsets = memory.getAs<DenseI64ArrayAttr>(isOutput ? "outputs" : "inputs");
        int64_t offset = offsets[isOutput ? outputs.size() : numInputs];
        arguments.push_back({&buffers.front(), offset / 4});
      } else {
        buffers.emplace_back(count, Symbol(0xDEAD));
        arguments.push_back({&buffers.back(), 0});
      }
      if (isOutput)
        outputs.push_back({arguments.back(), count});
      else if (!isArena) {
        for (int64_t i = 0; i < count; ++i)
          (*arguments.back().cells)[arguments.back().base + i] =
              llvm::hash_combine(numInputs, i, 'x');
        ++numInputs;
      }
    }
    Interpreter(module).run(entry, arguments);
    std::vector<Cells> results;
    for (auto [pointer, count] : outputs)
      results.emplace_back(pointer.cells->begin() + pointer.base,
                           pointer.cells->begin() + pointer.base + count);
    return results;
  }

  MLIRContext context;
};
} // namespace

TEST_F(SharedBuffers, RandomGraphsKeepTheirResults) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::string text = GraphWriter(seed).write();
    OwningOpRef<ModuleOp> plain = compile(text, false), shared = compile(text, true);
    std::vector<Cells> expected = run(*plain, false);
    ASSERT_EQ(expected, run(*shared, false)) << "seed " << seed << "\n" << text;
    ASSERT_EQ(expected, run(*shared, true)) << "seed " << seed << ", in slots\n" << text;
  }
}
