// SPDX-License-Identifier: GPL-2.0-only
// SwiftPM links every program with Swift's runtime, in front of whatever flags a package may name. This one is in C and shares
// nothing with it: what the driver reads from an object file (swift-autolink-extract) stands before the libraries, and there
// it says that those which nothing is needed of are left out.
__asm__(".section .swift1_autolink_entries, \"e\", @progbits\n"
        ".asciz \"-Wl,--as-needed\"\n"
        ".previous\n");
