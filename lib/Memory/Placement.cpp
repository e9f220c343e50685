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
//   2. no call destroys what is read later (isLegal below), and
//   3. the peak of live buffers does not grow. Model outputs are exempt: their buffer exists
//      anyhow.
// A link that is not taken costs a copy of its piece.
//
// Why not one-shot bufferization: it decides in-place writes by the same kind of analysis, but
// it knows destination-passing chains only; pieces of concatenations and halos, which this is
// about, would have to be forced into that form first, and it does not weigh the peak.
//
// Complexity: each try looks at the trees that it joins, pair by pair, and sums up the peak in
// linear time. Trees are limited in size.
//
//===----------------------------------------------------------------------===//
#include "Placement.h"
#include "effc/Codegen/Kernels.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace effc;

/// Trees are not grown beyond this, which bounds the time that checking them takes.
static constexpr size_t kMaxMembers = 512;

//===----------------------------------------------------------------------===//
// Tensors and links
//===----------------------------------------------------------------------===//

Placement::Placement(func::FuncOp entry, const DenseMap<Operation *, int64_t> &scratchBytes) {
  Block &block = entry.getBody().front();
  for (Operation &op : block) {
    stepOf[&op] = numSteps++;
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
  peak = computePeak();
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
  links.push_back(std::move(link));
}

void Placement::collectCall(func::CallOp call) {
  unsigned step = stepOf.lookup(call);
  for (Value operand : call.getOperands())
    tensors[getIndex(operand)].readAt = step;
  for (Value result : call.getResults())
    addTensor(PlacedTensor::Computed, result, result.getType(), step);
  auto kernel = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
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
  return false;
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

/// Lays out whole trees within their roots; false if some layout cannot be expressed.
bool Placement::computeLayouts(ArrayRef<unsigned> members) {
  llvm::SmallDenseSet<unsigned, 32> done;
  SmallVector<unsigned> path;
  for (unsigned member : members) {
    for (int node = member; node >= 0 && done.insert(node).second; node = edges[node].parent)
      path.push_back(node);
    while (!path.empty())
      if (!computeLayout(path.pop_back_val()))
        return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Legality
//===----------------------------------------------------------------------===//

/// Last step at which the elements of each tensor are read, be it under another name.
SmallVector<unsigned> Placement::computeLastReads() const {
  SmallVector<unsigned> last;
  for (const PlacedTensor &tensor : tensors)
    last.push_back(tensor.readAt);
  for (const PlacementLink &link : llvm::reverse(links))
    if (link.kind != PlacementLink::InPlace)
      last[link.source] = std::max(last[link.source], link.shared ? last[link.dest] : link.step);
  return last;
}

/// True if the tensor's elements are stored at its own step, rather than being another's.
bool Placement::isWritten(unsigned tensor) const {
  if (tensors[tensor].kind != PlacedTensor::Moved)
    return tensors[tensor].kind == PlacedTensor::Computed;
  const PlacementLink &link = links[movedBy.lookup(tensor)];
  return !link.shared || link.kind == PlacementLink::Concat || link.kind == PlacementLink::Pad;
}

/// False if the two members of a tree surely have no element in common.
bool Placement::overlap(unsigned lhs, unsigned rhs) const {
  SmallVector<unsigned> lhsPath, rhsPath;
  for (int node = lhs; node >= 0; node = edges[node].parent)
    lhsPath.push_back(node);
  for (int node = rhs; node >= 0; node = edges[node].parent)
    rhsPath.push_back(node);
  while (!lhsPath.empty() && !rhsPath.empty() && lhsPath.back() == rhsPath.back()) {
    lhsPath.pop_back();
    rhsPath.pop_back();
  }
  if (lhsPath.empty() || rhsPath.empty())
    return true;
  unsigned lhsChild = lhsPath.back(), rhsChild = rhsPath.back();
  const PlacementLink &lhsLink = links[edges[lhsChild].link];
  const PlacementLink &rhsLink = links[edges[rhsChild].link];
  if (!lhsLink.isBox() || !rhsLink.isBox())
    return true;
  for (size_t dim = 0; dim < lhsLink.offsets.size(); ++dim) {
    int64_t lhsFirst = lhsLink.offsets[dim], rhsFirst = rhsLink.offsets[dim];
    int64_t lhsEnd = lhsFirst + (tensors[lhsChild].shape[dim] - 1) * lhsLink.steps[dim] + 1;
    int64_t rhsEnd = rhsFirst + (tensors[rhsChild].shape[dim] - 1) * rhsLink.steps[dim] + 1;
    if (lhsEnd <= rhsFirst || rhsEnd <= lhsFirst)
      return false;
  }
  return true;
}

/// True if the kernel allows to write `result` over the operand, and both lie in one place.
bool Placement::mayOverwrite(OpOperand &operand, unsigned result) const {
  const PlacementLink *link = getLink(operand);
  if (!link || link->kind != PlacementLink::InPlace || link->dest != result)
    return false;
  const PlacedTensor &source = tensors[link->source], &dest = tensors[result];
  std::optional<Layout> layout = source.layout.reshape(dest.shape);
  return source.root == dest.root && layout && *layout == dest.layout;
}

bool Placement::isOverwritten(OpOperand &operand) const {
  const PlacementLink *link = getLink(operand);
  return link && mayOverwrite(operand, link->dest);
}

/// True if writing a call's result, or a copy, destroys nothing that is read later.
bool Placement::isLegalCall(unsigned result, ArrayRef<unsigned> members,
                            ArrayRef<unsigned> lastReads) const {
  const PlacedTensor &written = tensors[result];
  for (OpOperand &operand : written.value.getDefiningOp()->getOpOperands()) {
    unsigned source = getIndex(operand.get());
    if (tensors[source].root == written.root && overlap(source, result) &&
        !mayOverwrite(operand, result))
      return false;
  }
  for (unsigned member : members)
    if (member != result && tensors[member].definedAt < written.definedAt &&
        lastReads[member] > written.definedAt && overlap(member, result))
      return false;
  return true;
}

/// True if the tensor lies in a piece of a concatenation, or within the halo of a pad.
bool Placement::isPieceOf(unsigned tensor, unsigned whole) const {
  while (edges[tensor].parent >= 0 && edges[tensor].parent != int(whole))
    tensor = edges[tensor].parent;
  return edges[tensor].parent == int(whole) && links[edges[tensor].link].dest == whole &&
         links[edges[tensor].link].isBox();
}

/// As above for a concatenation or a pad, whose shared pieces are apart from what it writes.
bool Placement::isLegalWhole(unsigned whole, ArrayRef<unsigned> members,
                             ArrayRef<unsigned> lastReads) const {
  unsigned step = tensors[whole].definedAt;
  return llvm::none_of(members, [&](unsigned member) {
    return member != whole && tensors[member].definedAt < step && lastReads[member] >= step &&
           !isPieceOf(member, whole) && overlap(member, whole);
  });
}

bool Placement::isLegal(ArrayRef<unsigned> members, ArrayRef<unsigned> lastReads) const {
  if (members.size() > kMaxMembers)
    return false;
  PlacedTensor::Kind rootKind = tensors[tensors[members.front()].root].kind;
  bool isReadOnly = rootKind == PlacedTensor::Input || rootKind == PlacedTensor::Constant;
  for (unsigned member : members) {
    if (!isWritten(member))
      continue;
    if (isReadOnly)
      return false;
    bool isMadeOfParts = tensors[member].kind == PlacedTensor::Moved &&
                         links[movedBy.lookup(member)].kind != PlacementLink::Slice &&
                         links[movedBy.lookup(member)].kind != PlacementLink::Reshape;
    if (!(isMadeOfParts ? isLegalWhole(member, members, lastReads)
                        : isLegalCall(member, members, lastReads)))
      return false;
  }
  return true;
}

/// Largest sum of the sizes of live buffers over all steps.
int64_t Placement::computePeak() const {
  SmallVector<unsigned> lastReads = computeLastReads();
  SmallVector<unsigned> first(tensors.size(), numSteps), last(tensors.size(), 0);
  for (unsigned tensor = 0; tensor < tensors.size(); ++tensor) {
    unsigned root = tensors[tensor].root;
    first[root] = std::min(first[root], tensors[tensor].definedAt);
    last[root] = std::max(last[root], lastReads[tensor]);
  }
  SmallVector<int64_t> change(numSteps + 1, 0);
  for (unsigned tensor = 0; tensor < tensors.size(); ++tensor) {
    const PlacedTensor &root = tensors[tensor];
    if (root.root != tensor || root.kind == PlacedTensor::Constant)
      continue;
    int64_t bytes = root.layout.getNumElements() * getStorageBytes(root.storage);
    change[first[tensor]] += bytes;
    change[last[tensor] + 1] -= bytes;
  }
  int64_t live = 0, peak = 0;
  for (unsigned step = 0; step < numSteps; ++step) {
    live += change[step];
    peak = std::max(peak, live + scratch[step]);
  }
  return peak;
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

/// True if the trees that `members` form can be laid out and keep what is read later.
bool Placement::areLegalTrees(ArrayRef<unsigned> members) {
  if (!computeLayouts(members))
    return false;
  SmallVector<unsigned> lastReads = computeLastReads();
  llvm::MapVector<unsigned, SmallVector<unsigned>> byRoot;
  for (unsigned member : members)
    byRoot[tensors[member].root].push_back(member);
  return llvm::all_of(byRoot, [&](auto &tree) { return isLegal(tree.second, lastReads); });
}

/// Takes those of the links that fit into the forest, unless that breaks a rule.
void Placement::tryLinks(ArrayRef<unsigned> candidates, bool mayRaisePeak) {
  llvm::SmallSetVector<unsigned, 8> roots;
  for (unsigned link : candidates) {
    roots.insert(tensors[links[link].source].root);
    roots.insert(tensors[links[link].dest].root);
  }
  SmallVector<unsigned> members, taken;
  SmallVector<Edge> before;
  for (unsigned root : roots)
    llvm::append_range(members, trees[root]);
  for (unsigned member : members)
    before.push_back(edges[member]);
  for (unsigned link : candidates)
    if (!links[link].shared && attach(link))
      taken.push_back(link);
  if (taken.empty())
    return;

  if (areLegalTrees(members)) {
    int64_t newPeak = computePeak();
    if (newPeak <= peak || mayRaisePeak) {
      peak = newPeak;
      for (unsigned root : roots)
        trees[root].clear();
      for (unsigned member : members)
        trees[tensors[member].root].push_back(member);
      return;
    }
  }
  for (auto [member, edge] : llvm::zip(members, before))
    edges[member] = edge;
  for (unsigned link : taken)
    links[link].shared = false;
  computeLayouts(members);
}

void Placement::tryGroup(ArrayRef<unsigned> group) {
  tryLinks(group, /*mayRaisePeak=*/false);
  for (unsigned link : llvm::reverse(group))
    tryLinks(link, /*mayRaisePeak=*/false);
}

/// True if the tensor lies in a buffer that only a copy of a slice made necessary.
bool Placement::isInCopiedSlice(unsigned tensor) const {
  auto moved = movedBy.find(findRoot(tensor));
  return moved != movedBy.end() && links[moved->second].kind == PlacementLink::Slice;
}

/// The pieces of a concatenation, of concatenations that are among these, and so on.
SmallVector<unsigned>
Placement::collectNested(unsigned whole,
                         const llvm::MapVector<unsigned, SmallVector<unsigned>> &parts) const {
  SmallVector<unsigned> pieces, wholes = {whole};
  for (size_t next = 0; next < wholes.size(); ++next)
    for (unsigned link : parts.lookup(wholes[next])) {
      if (links[link].shared)
        continue;
      pieces.push_back(link);
      for (unsigned member : trees[tensors[links[link].source].root])
        if (parts.contains(member) && !llvm::is_contained(wholes, member))
          wholes.push_back(member);
    }
  return pieces;
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
