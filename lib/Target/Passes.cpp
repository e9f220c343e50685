#include "effc/Target/Passes.h"
