// SPDX-License-Identifier: GPL-2.0-only
// SwiftPM links every program with Swift's runtime, ahead of any flags that a package may name. This program is in C
// and shares nothing with it. The driver puts the options that it reads from an object file (swift-autolink-extract)
// before the libraries; this one leaves out libraries that nothing needs.
__asm__(".section .swift1_autolink_entries, \"e\", @progbits\n"
        ".asciz \"-Wl,--as-needed\"\n"
        ".previous\n");
