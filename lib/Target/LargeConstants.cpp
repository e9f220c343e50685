//===- LargeConstants.cpp - Constants that bypass LLVM --------------------===//
//
// LLVM copies a constant into its context, into a fragment of the object and into the object; with
// the model's own bytes that is more memory than weights of some hundred megabytes may take. So
// large constants are external while LLVM optimises, and zeros while it generates code, which take
// no memory but in the finished object. Then their bytes are written there.
//
//===----------------------------------------------------------------------===//
#include "effc/Target/LargeConstants.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Mangler.h"
#include "llvm/Object/ObjectFile.h"

using namespace mlir;
using namespace effc;

static constexpr size_t kLeastBytes = 1 << 20;

static ArrayRef<char> getBytes(const DenseResourceElementsHandle &handle) {
  const AsmResourceBlob *blob = handle.getBlob();
  return blob ? blob->getData() : ArrayRef<char>();
}

void LargeConstants::take(ModuleOp module) {
  for (auto global : module.getOps<LLVM::GlobalOp>()) {
    auto value = dyn_cast_or_null<DenseResourceElementsAttr>(global.getValueOrNull());
    if (!value || !global.getConstant() || getBytes(value.getRawHandle()).size() < kLeastBytes)
      continue;
    constants.push_back({global.getSymName().str(), "", value.getRawHandle()});
    global.removeValueAttr();
    global.setLinkage(LLVM::Linkage::External);
  }
}

void LargeConstants::define(llvm::Module &module) {
  llvm::Mangler mangler;
  for (Constant &constant : constants) {
    llvm::GlobalVariable *global = module.getNamedGlobal(constant.name);
    if (!global) // unused
      continue;
    global->setInitializer(llvm::Constant::getNullValue(global->getValueType()));
    global->setLinkage(llvm::GlobalValue::PrivateLinkage);
    llvm::SmallString<64> name;
    mangler.getNameWithPrefix(name, global, /*CannotUsePrivateLabel=*/false);
    constant.section = (".rodata." + name).str();
  }
}

llvm::Error LargeConstants::write(llvm::MutableArrayRef<char> object, MLIRContext *context) {
  if (constants.empty())
    return llvm::Error::success();
  auto file = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(llvm::StringRef(object.data(), object.size()), "object"));
  if (!file)
    return file.takeError();
  llvm::StringMap<llvm::StringRef> sections;
  for (const llvm::object::SectionRef &section : (*file)->sections()) {
    llvm::Expected<llvm::StringRef> name = section.getName(), contents = section.getContents();
    if (!name)
      return name.takeError();
    if (!contents)
      return contents.takeError();
    sections[*name] = *contents;
  }
  auto &manager = DenseResourceElementsHandle::getManagerInterface(context);
  for (Constant &constant : constants) {
    llvm::ArrayRef<char> bytes = getBytes(constant.handle);
    llvm::StringRef place = sections.lookup(constant.section);
    if (!constant.section.empty() && place.size() != bytes.size())
      return llvm::createStringError("found " + llvm::Twine(place.size()) + " bytes in section " +
                                     constant.section + ", expected " + llvm::Twine(bytes.size()));
    if (!constant.section.empty())
      llvm::copy(bytes, object.begin() + (place.data() - object.data()));
    manager.update(constant.handle.getKey(), AsmResourceBlob());
  }
  return llvm::Error::success();
}
