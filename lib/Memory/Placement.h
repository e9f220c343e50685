//===- Placement.h - Which tensors share a buffer ---------------*- C++ -*-===//
#ifndef EFFC_LIB_MEMORY_PLACEMENT_H
#define EFFC_LIB_MEMORY_PLACEMENT_H

#include "Layout.h"
#include "LiveBytes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"

namespace effc {

/// A tensor of the entry function, or the buffer that the caller gives for an output.
struct PlacedTensor {
  enum Kind { Input, Constant, Output, Computed, Moved };

  Kind kind;
  mlir::Value value; // null for Output
  llvm::SmallVector<int64_t, 4> shape;
  mlir::Type storage;
  unsigned definedAt;
  /// Last step at which a call reads the tensor itself.
  unsigned readAt;

  /// Result of the decisions: the tensor whose buffer holds this one, and where.
  unsigned root = 0;
  Layout layout;
};

/// Two tensors that could share elements, so that nothing need be copied between them.
struct PlacementLink {
  enum Kind { Reshape, Slice, Concat, Pad, InPlace, Output };

  Kind kind;
  unsigned source, dest;
  unsigned step;
  /// Of Slice, Concat and Pad: which elements of the larger tensor the smaller one is.
  llvm::SmallVector<int64_t, 4> offsets, steps;
  bool shared = false;

  bool isBox() const { return kind == Slice || kind == Concat || kind == Pad; }
};

/// Decides which tensors of the entry function share a buffer.
class Placement {
public:
  /// Trees are not grown beyond this, which bounds the time that checking them takes.
  static constexpr size_t kMaxMembers = 512;

  /// Collects tensors and links. Steps are positions of operations in the entry block;
  /// `scratchBytes` has the work space of each call.
  Placement(mlir::func::FuncOp entry,
            const llvm::DenseMap<mlir::Operation *, int64_t> &scratchBytes);

  /// Takes the links that cost nothing; others only if `minimizeCopies`.
  void decide(bool minimizeCopies);

  unsigned getIndex(mlir::Value value) const { return indices.lookup(value); }
  /// How many tensors lie in the buffer of `root` behind its start, or are copied there.
  unsigned countParts(unsigned root) const;
  const PlacedTensor &operator[](unsigned index) const { return tensors[index]; }
  unsigned getOutput(unsigned number) const { return outputs[number]; }

  /// The tensor of an operand's value, and the link that the operand is the source of, if any.
  const PlacementLink *getLink(mlir::OpOperand &operand) const;

  /// Elements of `dest` that a box link's source goes to, or of `source` that its dest is.
  Layout getBox(const PlacementLink &link) const;

  /// True if the call may and does write its result 0 over the operand.
  bool isOverwritten(mlir::OpOperand &operand) const;

private:
  struct Edge {
    int parent = -1;
    int link = -1;
  };

  void collect(mlir::Operation &op);
  void collectCall(mlir::func::CallOp call);
  unsigned addTensor(PlacedTensor::Kind kind, mlir::Value value, mlir::Type type, unsigned step);
  void addLink(PlacementLink::Kind kind, mlir::OpOperand &operand, unsigned dest,
               llvm::ArrayRef<int64_t> offsets = {}, llvm::ArrayRef<int64_t> steps = {});

  unsigned findRoot(unsigned tensor) const;
  bool makeRoot(unsigned tensor);
  bool attach(unsigned child, unsigned parent, unsigned link);
  bool attach(unsigned link);
  /// Of the two ends of a link that was just taken, the one below the other.
  unsigned getChild(unsigned link) const {
    return edges[links[link].source].link == int(link) ? links[link].source : links[link].dest;
  }
  bool regroup(llvm::ArrayRef<unsigned> roots, llvm::ArrayRef<unsigned> members, bool mayRaisePeak);
  void tryLinks(llvm::ArrayRef<unsigned> candidates, bool mayRaisePeak);
  bool isInCopiedSlice(unsigned tensor) const;
  void tryGroup(llvm::ArrayRef<unsigned> group);
  llvm::SmallVector<unsigned>
  collectNested(unsigned whole,
                const llvm::MapVector<unsigned, llvm::SmallVector<unsigned>> &parts) const;

  bool computeLayout(unsigned tensor);
  bool computeLayouts(llvm::ArrayRef<unsigned> members);
  Layout getBoxIn(const Layout &whole, const PlacementLink &link) const;
  void computeLastReads();
  void raiseLastReads(unsigned link, llvm::SmallVectorImpl<std::pair<unsigned, unsigned>> &before);
  bool isWritten(unsigned tensor) const;
  bool isMadeOfParts(unsigned tensor) const;
  bool overlap(unsigned lhs, unsigned rhs);
  bool areLegalTrees(llvm::ArrayRef<unsigned> members);
  bool isLegal(llvm::ArrayRef<unsigned> members, llvm::ArrayRef<unsigned> changed);
  bool isLegalWrite(unsigned tensor, llvm::ArrayRef<unsigned> members);
  bool isLegalOperand(mlir::OpOperand &operand);
  bool hasLegalOperands(unsigned tensor);
  bool isLegalCall(unsigned result, llvm::ArrayRef<unsigned> members);
  bool isPieceOf(unsigned tensor, unsigned whole) const;
  bool isLegalWhole(unsigned whole, llvm::ArrayRef<unsigned> members);
  bool mayOverwrite(mlir::OpOperand &operand, unsigned result) const;

  /// The buffer of a tree, as it is counted in `live`.
  struct Span {
    unsigned first = 0, last = 0;
    int64_t bytes = 0;
  };

  void setSpan(unsigned root, const Span &span);
  void countTree(unsigned root);

  int64_t effort;
  mlir::SymbolTable symbols;
  LiveBytes live;
  llvm::SmallVector<PlacedTensor> tensors;
  llvm::SmallVector<PlacementLink> links;
  llvm::SmallVector<Edge> edges;
  /// Members of each tree, at its root.
  llvm::SmallVector<llvm::SmallVector<unsigned, 1>> trees;
  llvm::SmallVector<unsigned> outputs;
  llvm::DenseMap<mlir::Value, unsigned> indices;
  llvm::DenseMap<mlir::Operation *, unsigned> stepOf;
  llvm::DenseMap<mlir::OpOperand *, unsigned> linkOf;
  /// Per tensor, the link it is the dest of as a result of an op that moves elements, or -1.
  llvm::SmallVector<int> movedBy;
  /// Per tensor, the links that it is the dest of, but for those in place.
  llvm::SmallVector<llvm::SmallVector<unsigned, 1>> incoming;
  /// Per tensor, the last step at which its elements are read, be it under another name.
  llvm::SmallVector<unsigned> lastReads;
  /// Per tensor, if it is a root.
  llvm::SmallVector<Span> spans;
};

} // namespace effc

#endif
