// SPDX-License-Identifier: Apache-2.0
// Tells ThreadSanitizer what Swift's `Mutex` does where two threads meet at it.
//
// `Mutex` takes the lock with an atomic operation that the compiler puts into our own code, where the sanitizer sees it.
// A thread that must wait calls into libswiftSynchronization (futex(2), FUTEX_LOCK_PI), which is not built with the
// sanitizer: every contended lock would be reported as a race. This library is loaded before that one and marks the two
// slow paths (Swift 6: stdlib/public/Synchronization/Mutex/LinuxImpl.swift) as the acquire and the release that they are.
// In a program without the sanitizer it does nothing.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

typedef SWIFT void (*lock_function)(uint32_t thread, SELF void *mutex);
typedef SWIFT void (*unlock_function)(SELF void *mutex);

SWIFT void lock_slowly(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void unlock_slowly(SELF void *mutex) __asm__(UNLOCK);

SWIFT void lock_slowly(uint32_t thread, SELF void *mutex) {
    ((lock_function)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock_slowly(SELF void *mutex) {
    if (__tsan_release) __tsan_release(mutex);
    ((unlock_function)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
