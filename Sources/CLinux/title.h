// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_TITLE_H
#define UAED_TITLE_H

/* Sets what ps(1) shows of a forked process in place of the arguments that its parent was started with. */
void uaed_set_title(const char *title);

#endif
