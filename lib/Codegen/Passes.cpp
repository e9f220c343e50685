#include "effc/Codegen/Passes.h"
