#include "files.h"
#include "process.h"
#include "reader.h"
#include "renounce.h"
