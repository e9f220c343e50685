//===- PlacementLegality.cpp - What no call destroys before it is read ----===//
//
// A tree of tensors that share a buffer is legal if each write leaves alone what other members hold
// and is read later, be it under another name.
//
//===----------------------------------------------------------------------===//
#include "Placement.h"

using namespace mlir;
using namespace effc;

/// Last step at which the elements of each tensor are read, be it under another name, with no link
/// shared.
void Placement::computeLastReads() {
  for (const PlacedTensor &tensor : tensors)
    lastReads.push_back(tensor.readAt);
  for (const PlacementLink &link : links)
    if (link.kind != PlacementLink::InPlace)
      lastReads[link.source] = std::max(lastReads[link.source], link.step);
}

/// The same after `link` became shared. `before` gets what was changed.
void Placement::raiseLastReads(unsigned link,
                               SmallVectorImpl<std::pair<unsigned, unsigned>> &before) {
  SmallVector<unsigned> worklist;
  if (links[link].kind != PlacementLink::InPlace)
    worklist.push_back(link);
  while (!worklist.empty()) {
    const PlacementLink &raised = links[worklist.pop_back_val()];
    unsigned &last = lastReads[raised.source];
    if (lastReads[raised.dest] <= last)
      continue;
    before.push_back({raised.source, last});
    last = lastReads[raised.dest];
    for (unsigned earlier : incoming[raised.source])
      if (links[earlier].shared)
        worklist.push_back(earlier);
  }
}

/// True if the tensor's elements are stored at its own step, rather than being another's.
bool Placement::isWritten(unsigned tensor) const {
  if (tensors[tensor].kind != PlacedTensor::Moved)
    return tensors[tensor].kind == PlacedTensor::Computed;
  const PlacementLink &link = links[movedBy[tensor]];
  return !link.shared || link.kind == PlacementLink::Concat || link.kind == PlacementLink::Pad;
}

/// False if the two members of a tree surely have no element in common.
bool Placement::overlap(unsigned lhs, unsigned rhs) {
  SmallVector<unsigned> lhsPath, rhsPath;
  for (int node = lhs; node >= 0; node = edges[node].parent)
    lhsPath.push_back(node);
  for (int node = rhs; node >= 0; node = edges[node].parent)
    rhsPath.push_back(node);
  effort -= lhsPath.size() + rhsPath.size();
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

/// True if writing a call's result, or a copy, destroys no member that is read later.
bool Placement::isLegalCall(unsigned result, ArrayRef<unsigned> members) {
  unsigned step = tensors[result].definedAt;
  return llvm::none_of(members, [&](unsigned member) {
    return member != result && tensors[member].definedAt < step && lastReads[member] > step &&
           overlap(member, result);
  });
}

/// True if the tensor lies in a piece of a concatenation, or within the halo of a pad.
bool Placement::isPieceOf(unsigned tensor, unsigned whole) const {
  while (edges[tensor].parent >= 0 && edges[tensor].parent != int(whole))
    tensor = edges[tensor].parent;
  return edges[tensor].parent == int(whole) && links[edges[tensor].link].dest == whole &&
         links[edges[tensor].link].isBox();
}

/// As above for a concatenation or a pad, whose shared pieces are apart from what it writes.
bool Placement::isLegalWhole(unsigned whole, ArrayRef<unsigned> members) {
  unsigned step = tensors[whole].definedAt;
  return llvm::none_of(members, [&](unsigned member) {
    return member != whole && tensors[member].definedAt < step && lastReads[member] >= step &&
           !isPieceOf(member, whole) && overlap(member, whole);
  });
}

/// True for a concatenation's or a pad's result.
bool Placement::isMadeOfParts(unsigned tensor) const {
  return tensors[tensor].kind == PlacedTensor::Moved &&
         links[movedBy[tensor]].kind != PlacementLink::Slice &&
         links[movedBy[tensor]].kind != PlacementLink::Reshape;
}

bool Placement::isLegalWrite(unsigned tensor, ArrayRef<unsigned> members) {
  effort -= members.size();
  return isMadeOfParts(tensor) ? isLegalWhole(tensor, members) : isLegalCall(tensor, members);
}

/// True if the operand's op destroys nothing of it while it reads it.
bool Placement::isLegalOperand(OpOperand &operand) {
  return llvm::all_of(operand.getOwner()->getResults(), [&](Value value) {
    unsigned result = getIndex(value), source = getIndex(operand.get());
    return !isWritten(result) || isMadeOfParts(result) ||
           tensors[source].root != tensors[result].root || mayOverwrite(operand, result) ||
           !overlap(source, result);
  });
}

/// The same for all ops that make or read the tensor.
bool Placement::hasLegalOperands(unsigned tensor) {
  Value value = tensors[tensor].value;
  if (!value)
    return true;
  auto isLegal = [&](OpOperand &operand) { return isLegalOperand(operand); };
  Operation *maker = value.getDefiningOp();
  return (!maker || llvm::all_of(maker->getOpOperands(), isLegal)) &&
         llvm::all_of(value.getUses(), isLegal);
}

/// True if a tree is legal in which `changed` members are new, or are read later than before.
bool Placement::isLegal(ArrayRef<unsigned> members, ArrayRef<unsigned> changed) {
  if (members.size() > kMaxMembers)
    return false;
  PlacedTensor::Kind rootKind = tensors[tensors[members.front()].root].kind;
  bool isReadOnly = rootKind == PlacedTensor::Input || rootKind == PlacedTensor::Constant;
  llvm::SmallDenseSet<unsigned, 32> isChanged(changed.begin(), changed.end());
  for (unsigned member : members)
    if (isWritten(member) &&
        (isReadOnly || !isLegalWrite(member, isChanged.contains(member) ? members : changed)))
      return false;
  return llvm::all_of(changed, [&](unsigned member) { return hasLegalOperands(member); });
}
