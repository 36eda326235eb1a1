#include "files.h"
#include "process.h"
#include "reader.h"
#include "service.h"
