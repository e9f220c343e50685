#include "effc/Import/TFLite.h"
