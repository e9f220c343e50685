#ifndef EFFC_IR_LANEOPS
#define EFFC_IR_LANEOPS

include "effc/IR/EffcDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/CommonTypeConstraints.td"

def Effc_ScalableVector : Type<ScalableVectorOfRank<[1]>.predicate,
                               "1-dimensional scalable vector", "::mlir::VectorType">;
def Effc_Row : MemRefRankOf<[AnyType], [1]>;

def Effc_LoadLanesOp : Effc_Op<"load_lanes"> {
  let summary = "Loads the first lanes of a vector whose length the machine decides";
  let description = [{
    Loads `length` elements of `row` from `index` on into the first lanes of a scalable vector.
    `length` is not more than there are lanes; what the others hold is not defined. Such vectors
    stand in kernels, after the `loops` phase only.

    Example:
    ```mlir
    %x = effc.load_lanes %row[%i], %n : memref<64xi8>, vector<[8]xi8>
    ```

    Constraints:
    * C1: `row` has the vector's element type.
  }];
  let arguments = (ins Arg<Effc_Row, "", [MemRead]>:$row, Index:$index, Index:$length);
  let results = (outs Effc_ScalableVector:$lanes);
  let hasVerifier = 1;
  let assemblyFormat = "$row `[` $index `]` `,` $length attr-dict `:` type($row) `,` type($lanes)";
}

def Effc_StoreLanesOp : Effc_Op<"store_lanes"> {
  let summary = "Stores the first lanes of a vector whose length the machine decides";
  let description = [{
    Stores the first `length` lanes of a scalable vector to `row` from `index` on. `length` is not
    more than there are lanes.

    Constraints:
    * C1: `row` has the vector's element type.
  }];
  let arguments = (ins Effc_ScalableVector:$lanes, Arg<Effc_Row, "", [MemWrite]>:$row, Index:$index,
    Index:$length);
  let hasVerifier = 1;
  let assemblyFormat = "$lanes `,` $row `[` $index `]` `,` $length attr-dict `:` type($row) `,` type($lanes)";
}

#endif
