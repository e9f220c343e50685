#include "effc/Memory/Passes.h"
