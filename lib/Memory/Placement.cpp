//===- Placement.cpp - Which tensors share a buffer -----------------------===//
//
// Problem: a reshape, a slice, a concatenation, padding, a result written over an operand, a
// result that is a model output: each relates two tensors that could share elements. Sharing
// saves a copy and often memory, but not always can all be had: a tensor cannot lie in two
// concatenations, a strided block cannot be reshaped at will, and an operand that is read later
// must not be overwritten. Nor is sharing always good: an early piece of a concatenation
// makes the whole of it live early.
//
// Idea: every relation is a *link*. Links that are taken form a forest: a tensor's parent is the
// one in whose buffer it lies, an edge is either a *box* (a strided part of the parent) or a
// *bijection* (the same elements, maybe under another shape). Only the root of a tree owns a
// buffer, from which the layouts of all members follow. Bijections have no direction, so a tree
// can be turned over along them to put a tensor below a new parent: a concatenation of
// concatenations, or of what was computed in place, needs no rule of its own.
//
// Links are tried one after the other (pieces of a concatenation, slices of one tensor: first
// all of them together) and kept if
//   1. every member has a layout that memrefs can express, with contiguous rows,
//   2. no call destroys what is read later (PlacementLegality.cpp), and
//   3. the peak of live buffers does not grow. Model outputs are exempt: their buffer exists
//      anyhow.
// A link that is not taken costs a copy of its piece.
//
// Why not one-shot bufferization: it decides in-place writes by the same kind of analysis, but
// it knows destination-passing chains only; pieces of concatenations and halos, which this is
// about, would have to be forced into that form first, and it does not weigh the peak.
//
// Complexity: of the trees that a try joins, only the pairs are looked at that it may have made
// illegal: those with a member of the tree that it moves, or one that is read later than before.
// The peak takes logarithmic time (LiveBytes.h). Trees are limited in size, and all looks together
// by kEffort, after which what is left is copied.
//
//===----------------------------------------------------------------------===//
#include "Placement.h"
#include "effc/Codegen/Kernels.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace effc;

/// Nested concatenations of more pieces are tried one by one.
static constexpr size_t kMaxNested = 2 * Placement::kMaxMembers;
/// Members that all tries together may look at: some seconds.
static constexpr int64_t kEffort = 1'000'000'000;

//===----------------------------------------------------------------------===//
// Tensors and links
//===----------------------------------------------------------------------===//

Placement::Placement(func::FuncOp entry, const DenseMap<Operation *, int64_t> &scratchBytes)
    : effort(kEffort), symbols(entry->getParentOp()) {
  Block &block = entry.getBody().front();
  SmallVector<int64_t> scratch;
  for (Operation &op : block) {
    stepOf[&op] = scratch.size();
    scratch.push_back(scratchBytes.lookup(&op));
  }
  for (Value argument : block.getArguments())
    addTensor(PlacedTensor::Input, argument, argument.getType(), 0);
  for (Operation &op : block)
    collect(op);
  edges.resize(tensors.size());
  trees.resize(tensors.size());
  for (unsigned tensor = 0; tensor < tensors.size(); ++tensor) {
    tensors[tensor].root = tensor;
    tensors[tensor].layout = Layout::packed(tensors[tensor].shape);
    trees[tensor].push_back(tensor);
  }
  computeLastReads();
  live = LiveBytes(scratch);
  spans.resize(tensors.size());
  for (unsigned tensor = 0; tensor < tensors.size(); ++tensor)
    countTree(tensor);
}

unsigned Placement::addTensor(PlacedTensor::Kind kind, Value value, Type type, unsigned step) {
  auto tensorType = cast<RankedTensorType>(type);
  PlacedTensor tensor;
  tensor.kind = kind;
  tensor.value = value;
  tensor.shape.assign(tensorType.getShape().begin(), tensorType.getShape().end());
  tensor.storage = getStorageType(tensorType.getElementType());
  tensor.definedAt = tensor.readAt = step;
  if (value)
    indices[value] = tensors.size();
  tensors.push_back(std::move(tensor));
  movedBy.push_back(-1);
  incoming.emplace_back();
  return tensors.size() - 1;
}

void Placement::addLink(PlacementLink::Kind kind, OpOperand &operand, unsigned dest,
                        ArrayRef<int64_t> offsets, ArrayRef<int64_t> steps) {
  PlacementLink link;
  link.kind = kind;
  link.source = getIndex(operand.get());
  link.dest = dest;
  link.step = stepOf.lookup(operand.getOwner());
  link.offsets.assign(offsets.begin(), offsets.end());
  link.steps.assign(steps.begin(), steps.end());
  if (link.steps.empty())
    link.steps.assign(offsets.size(), 1);
  linkOf[&operand] = links.size();
  if (kind != PlacementLink::InPlace && kind != PlacementLink::Output)
    movedBy[dest] = links.size();
  if (kind != PlacementLink::InPlace)
    incoming[dest].push_back(links.size());
  links.push_back(std::move(link));
}

void Placement::collectCall(func::CallOp call) {
  unsigned step = stepOf.lookup(call);
  for (Value operand : call.getOperands())
    tensors[getIndex(operand)].readAt = step;
  for (Value result : call.getResults())
    addTensor(PlacedTensor::Computed, result, result.getType(), step);
  auto kernel = symbols.lookup<func::FuncOp>(call.getCallee());
  auto inPlace = kernel->getAttrOfType<DenseI32ArrayAttr>(kInPlaceAttrName);
  if (!inPlace)
    return;
  auto result = cast<ShapedType>(call.getResult(0).getType());
  for (int32_t number : inPlace.asArrayRef()) {
    OpOperand &operand = call->getOpOperand(number);
    auto type = cast<ShapedType>(operand.get().getType());
    if (type.getNumElements() == result.getNumElements() &&
        getStorageType(type.getElementType()) == getStorageType(result.getElementType()))
      addLink(PlacementLink::InPlace, operand, getIndex(call.getResult(0)));
  }
}

void Placement::collect(Operation &op) {
  unsigned step = stepOf.lookup(&op);
  if (auto call = dyn_cast<func::CallOp>(op))
    return collectCall(call);
  if (isa<func::ReturnOp>(op)) {
    for (OpOperand &operand : op.getOpOperands()) {
      outputs.push_back(addTensor(PlacedTensor::Output, {}, operand.get().getType(), step));
      addLink(PlacementLink::Output, operand, outputs.back());
    }
    return;
  }
  Value result = op.getResult(0);
  bool isConstant = isa<ConstantOp>(op);
  unsigned dest = addTensor(isConstant ? PlacedTensor::Constant : PlacedTensor::Moved, result,
                            result.getType(), step);
  if (isConstant)
    return;
  if (auto slice = dyn_cast<SliceOp>(op)) {
    // The step of a dimension with one element means nothing; it may be negative.
    SmallVector<int64_t> steps(slice.getStrides());
    for (auto [stride, size] : llvm::zip(steps, tensors[dest].shape))
      stride = size == 1 ? 1 : stride;
    return addLink(PlacementLink::Slice, op.getOpOperand(0), dest, slice.getOffsets(), steps);
  }
  if (auto pad = dyn_cast<PadOp>(op))
    return addLink(PlacementLink::Pad, op.getOpOperand(0), dest, pad.getLow());
  if (auto concat = dyn_cast<ConcatOp>(op)) {
    SmallVector<int64_t> offsets(tensors[dest].shape.size(), 0);
    for (OpOperand &operand : op.getOpOperands()) {
      addLink(PlacementLink::Concat, operand, dest, offsets);
      offsets[concat.getAxis()] +=
          cast<ShapedType>(operand.get().getType()).getDimSize(concat.getAxis());
    }
    return;
  }
  addLink(PlacementLink::Reshape, op.getOpOperand(0), dest);
}

const PlacementLink *Placement::getLink(OpOperand &operand) const {
  auto found = linkOf.find(&operand);
  return found == linkOf.end() ? nullptr : &links[found->second];
}

unsigned Placement::countParts(unsigned root) const {
  unsigned count = 0;
  for (unsigned member : trees[root]) {
    count += tensors[member].layout.offset != 0;
    count += llvm::count_if(incoming[member], [&](unsigned link) {
      return links[link].isBox() && !links[link].shared && getBox(links[link]).offset != 0;
    });
  }
  return count;
}

//===----------------------------------------------------------------------===//
// The forest
//===----------------------------------------------------------------------===//

unsigned Placement::findRoot(unsigned tensor) const {
  while (edges[tensor].parent >= 0)
    tensor = edges[tensor].parent;
  return tensor;
}

/// Turns the tree over so that `tensor` is its root; false if a box or a buffer that is given
/// from outside stands against it.
bool Placement::makeRoot(unsigned tensor) {
  for (int node = tensor; node >= 0; node = edges[node].parent) {
    bool isRoot = edges[node].parent < 0;
    if (isRoot && tensors[node].kind != PlacedTensor::Computed &&
        tensors[node].kind != PlacedTensor::Moved)
      return false;
    if (!isRoot && links[edges[node].link].isBox())
      return false;
  }
  Edge up;
  for (int node = tensor; node >= 0;) {
    Edge old = edges[node];
    edges[node] = up;
    up = {node, old.link};
    node = old.parent;
  }
  return true;
}

bool Placement::attach(unsigned child, unsigned parent, unsigned link) {
  if (findRoot(child) == findRoot(parent) || !makeRoot(child))
    return false;
  edges[child] = {int(parent), int(link)};
  links[link].shared = true;
  return true;
}

bool Placement::attach(unsigned link) {
  const PlacementLink &candidate = links[link];
  unsigned source = candidate.source, dest = candidate.dest;
  switch (candidate.kind) {
  case PlacementLink::Slice:
    return attach(dest, source, link);
  case PlacementLink::Concat:
  case PlacementLink::Pad:
  case PlacementLink::Output:
    return attach(source, dest, link);
  case PlacementLink::Reshape:
  case PlacementLink::InPlace:
    return attach(dest, source, link) || attach(source, dest, link);
  }
  llvm_unreachable("all kinds of links are handled");
}

Layout Placement::getBoxIn(const Layout &whole, const PlacementLink &link) const {
  unsigned part = link.kind == PlacementLink::Slice ? link.dest : link.source;
  return whole.slice(link.offsets, tensors[part].shape, link.steps);
}

Layout Placement::getBox(const PlacementLink &link) const {
  unsigned whole = link.kind == PlacementLink::Slice ? link.source : link.dest;
  return getBoxIn(tensors[whole].layout, link);
}

bool Placement::computeLayout(unsigned tensor) {
  PlacedTensor &placed = tensors[tensor];
  if (edges[tensor].parent < 0) {
    placed.root = tensor;
    placed.layout = Layout::packed(placed.shape);
    return true;
  }
  const PlacedTensor &parent = tensors[edges[tensor].parent];
  const PlacementLink &link = links[edges[tensor].link];
  placed.root = parent.root;
  if (link.isBox()) {
    placed.layout = getBoxIn(parent.layout, link);
  } else {
    std::optional<Layout> layout = parent.layout.reshape(placed.shape);
    if (!layout)
      return false;
    placed.layout = *layout;
  }
  return placed.layout.hasContiguousRows();
}

/// Lays out members within their parents; false if some layout cannot be expressed.
bool Placement::computeLayouts(ArrayRef<unsigned> members) {
  llvm::SmallDenseSet<unsigned, 32> pending(members.begin(), members.end());
  SmallVector<unsigned> path;
  for (unsigned member : members) {
    for (int node = member; node >= 0 && pending.erase(node); node = edges[node].parent)
      path.push_back(node);
    while (!path.empty())
      if (!computeLayout(path.pop_back_val()))
        return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Life
//===----------------------------------------------------------------------===//

void Placement::setSpan(unsigned root, const Span &span) {
  live.add(spans[root].first, spans[root].last, -spans[root].bytes);
  live.add(span.first, span.last, span.bytes);
  spans[root] = span;
}

/// Counts the buffer of a tree again.
void Placement::countTree(unsigned root) {
  Span span;
  if (!trees[root].empty() && tensors[root].kind != PlacedTensor::Constant) {
    span.first = tensors[root].definedAt;
    span.bytes = tensors[root].layout.getNumElements() * getStorageBytes(tensors[root].storage);
  }
  for (unsigned member : trees[root]) {
    span.first = std::min(span.first, tensors[member].definedAt);
    span.last = std::max(span.last, lastReads[member]);
  }
  setSpan(root, span);
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

/// True if the trees that `members` form are legal; they are laid out.
bool Placement::areLegalTrees(ArrayRef<unsigned> members) {
  llvm::MapVector<unsigned, SmallVector<unsigned>> byRoot;
  for (unsigned member : members)
    byRoot[tensors[member].root].push_back(member);
  return llvm::all_of(byRoot, [&](auto &tree) { return isLegal(tree.second, tree.second); });
}

/// Gives the members of trees to the trees that they are in now. True if the peak is not higher
/// then, or may be; all is as before otherwise.
bool Placement::regroup(ArrayRef<unsigned> roots, ArrayRef<unsigned> members, bool mayRaisePeak) {
  int64_t peak = live.getPeak();
  SmallVector<SmallVector<unsigned, 1>> treesBefore;
  SmallVector<Span> spansBefore;
  for (unsigned root : roots) {
    treesBefore.push_back(std::move(trees[root]));
    spansBefore.push_back(spans[root]);
    trees[root].clear();
  }
  for (unsigned member : members)
    trees[tensors[member].root].push_back(member);
  for (unsigned root : roots)
    countTree(root);
  if (live.getPeak() <= peak || mayRaisePeak)
    return true;
  for (auto [root, tree, span] : llvm::zip(roots, treesBefore, spansBefore)) {
    trees[root] = std::move(tree);
    setSpan(root, span);
  }
  return false;
}

/// Takes those of the links that fit into the forest, unless that breaks a rule.
void Placement::tryLinks(ArrayRef<unsigned> candidates, bool mayRaisePeak) {
  llvm::SmallSetVector<unsigned, 8> roots;
  for (unsigned link : candidates) {
    roots.insert(tensors[links[link].source].root);
    roots.insert(tensors[links[link].dest].root);
  }
  SmallVector<unsigned> members, taken;
  for (unsigned root : roots)
    llvm::append_range(members, trees[root]);
  bool isSingle = candidates.size() == 1;
  if (effort <= 0 || (isSingle && members.size() > kMaxMembers))
    return;
  effort -= members.size();
  SmallVector<Edge> edgesBefore;
  for (unsigned member : members)
    edgesBefore.push_back(edges[member]);
  for (unsigned link : candidates)
    if (!links[link].shared && attach(link))
      taken.push_back(link);
  if (taken.empty())
    return;

  SmallVector<std::pair<unsigned, unsigned>> readsBefore;
  for (unsigned link : taken)
    raiseLastReads(link, readsBefore);
  SmallVector<unsigned> moved = members;
  if (isSingle)
    moved.assign(trees[tensors[getChild(taken.front())].root]);
  SmallVector<unsigned> changed = moved;
  for (auto [tensor, last] : readsBefore)
    changed.push_back(tensor);
  if (computeLayouts(moved) && (isSingle ? isLegal(members, changed) : areLegalTrees(members)) &&
      regroup(roots.getArrayRef(), members, mayRaisePeak))
    return;
  for (auto [tensor, last] : llvm::reverse(readsBefore))
    lastReads[tensor] = last;
  for (auto [member, edge] : llvm::zip(members, edgesBefore))
    edges[member] = edge;
  for (unsigned link : taken)
    links[link].shared = false;
  computeLayouts(moved);
}

void Placement::tryGroup(ArrayRef<unsigned> group) {
  tryLinks(group, /*mayRaisePeak=*/false);
  for (unsigned link : llvm::reverse(group))
    tryLinks(link, /*mayRaisePeak=*/false);
}

/// True if the tensor lies in a buffer that only a copy of a slice made necessary.
bool Placement::isInCopiedSlice(unsigned tensor) const {
  int moved = movedBy[tensors[tensor].root];
  return moved >= 0 && links[moved].kind == PlacementLink::Slice;
}

/// The pieces of a concatenation, of concatenations that are among these, and so on; none if these
/// are very many.
SmallVector<unsigned>
Placement::collectNested(unsigned whole,
                         const llvm::MapVector<unsigned, SmallVector<unsigned>> &parts) const {
  SmallVector<unsigned> pieces;
  llvm::SmallSetVector<unsigned, 8> wholes;
  wholes.insert(whole);
  for (size_t next = 0; next < wholes.size() && pieces.size() <= kMaxNested; ++next)
    for (unsigned link : parts.find(wholes[next])->second) {
      if (links[link].shared)
        continue;
      pieces.push_back(link);
      for (unsigned member : trees[tensors[links[link].source].root])
        if (parts.contains(member))
          wholes.insert(member);
    }
  return pieces.size() <= kMaxNested ? pieces : SmallVector<unsigned>();
}

void Placement::decide(bool minimizeCopies) {
  auto tryEach = [&](PlacementLink::Kind kind, bool mayRaisePeak) {
    for (unsigned link = 0; link < links.size(); ++link)
      if (links[link].kind == kind)
        tryLinks(link, mayRaisePeak);
  };
  tryEach(PlacementLink::Reshape, /*mayRaisePeak=*/true);
  if (!minimizeCopies)
    return;
  tryEach(PlacementLink::Output, /*mayRaisePeak=*/true);
  // What is computed over a copy of a slice might as well read the slice itself: not yet.
  for (unsigned link = 0; link < links.size(); ++link)
    if (links[link].kind == PlacementLink::InPlace && !isInCopiedSlice(links[link].source))
      tryLinks(link, /*mayRaisePeak=*/false);

  // Slices of one tensor, pieces of one concatenation.
  llvm::MapVector<unsigned, SmallVector<unsigned>> slices, parts;
  for (unsigned link = 0; link < links.size(); ++link) {
    if (links[link].kind == PlacementLink::Slice)
      slices[links[link].source].push_back(link);
    else if (links[link].isBox())
      parts[links[link].dest].push_back(link);
  }
  for (auto &[source, group] : slices)
    tryGroup(group);
  for (auto &[dest, group] : llvm::reverse(parts)) {
    // Of nested ones, a single level may raise the peak that all levels together lower.
    if (SmallVector<unsigned> nested = collectNested(dest, parts); nested.size() > group.size())
      tryLinks(nested, /*mayRaisePeak=*/false);
    tryGroup(group);
  }
  // Slices and pieces that lie in one place now may be overwritten there.
  tryEach(PlacementLink::InPlace, /*mayRaisePeak=*/false);
}
