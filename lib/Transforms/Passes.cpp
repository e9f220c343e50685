#include "effc/Transforms/Passes.h"
