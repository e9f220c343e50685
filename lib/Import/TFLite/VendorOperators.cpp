//===- VendorOperators.cpp - Custom operators of other tools --------------===//
#include "VendorOperators.h"

using namespace llvm;
using namespace effc::tflite;

namespace {
struct VendorOperator {
  StringLiteral prefix;
  const char *remedy;
};
} // namespace

static constexpr VendorOperator kVendorOperators[] = {
    {"edgetpu-custom-op",
     "the model was compiled for Google's Edge TPU, whose code is in this operator: give effc the "
     "quantized model from before edgetpu_compiler"},
    {"ethos-u",
     "the model was compiled by Vela for Arm's Ethos-U, whose commands are in this operator: give "
     "effc the model from before vela"},
    {"NeutronGraph",
     "the model was converted for NXP's Neutron NPU, whose code is in this operator: give effc the "
     "model from before neutron-converter"},
    {"XC_", "the model was optimised by xmos-ai-tools for xcore: give effc the model from before "
            "xcore-opt"},
    {"MTK", "this is an extension of MediaTek's converter: convert the model with the converter of "
            "TensorFlow instead"},
    {"QNN", "the model was compiled for Qualcomm's AI Engine, whose code is in this operator: give "
            "effc the "
            "model from before"},
    {"DISPATCH_OP", "the model was compiled for an NPU by LiteRT, whose code is in this operator: "
                    "give effc the model "
                    "from before"},
    {"vsi-npu",
     "the model was compiled for a VeriSilicon NPU, whose code is in this operator: give effc the "
     "model from before"},
    {"TFLite_Detection_PostProcess",
     "the post-processing of SSD detectors: export the model without it, and select boxes in the "
     "program"},
    {"Flex",
     "a TensorFlow operator in a TFLite model, which needs TensorFlow itself: convert the model "
     "without tf.lite.OpsSet.SELECT_TF_OPS, replacing what the converter then names"},
};

const char *effc::tflite::getVendorRemedy(StringRef customName) {
  for (const VendorOperator &vendor : kVendorOperators)
    if (customName.starts_with_insensitive(vendor.prefix))
      return vendor.remedy;
  return nullptr;
}
