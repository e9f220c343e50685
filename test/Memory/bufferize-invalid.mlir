// RUN: effc-opt %s --effc-bufferize --split-input-file --verify-diagnostics

// expected-error @+1 {{expected a function @main and a target}}
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
}

// -----

// expected-error @+1 {{expected a function @main and a target}}
module {
  func.func @main() {
    return
  }
}
