#include "CInotifyTools.h"

#include <errno.h>
#include <sys/inotify.h>

bool uaed_inotify_next(struct uaed_inotify_event *event, int seconds) {
    const struct inotify_event *found = inotifytools_next_event(seconds < 1 ? 1 : seconds);
    if (!found) return false;
    const char *directory = found->wd >= 0 ? inotifytools_filename_from_wd(found->wd) : "";
    *event = (struct uaed_inotify_event){
        .wd = found->wd,
        .cookie = found->cookie,
        .directory = directory ? directory : "",
        .name = found->len ? found->name : "",
        .is_directory = found->mask & IN_ISDIR,
        .created = found->mask & IN_CREATE,
        .moved_from = found->mask & IN_MOVED_FROM,
        .moved_to = found->mask & IN_MOVED_TO,
        .attributes = found->mask & IN_ATTRIB,
        .gone = found->mask & (IN_IGNORED | IN_UNMOUNT),
        .overflow = found->mask & IN_Q_OVERFLOW,
    };
    return true;
}

int uaed_inotify_watch(const char *directory) {
    const int events = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_ONLYDIR
        | IN_DONT_FOLLOW;
    return inotifytools_watch_file(directory, events) ? 0 : inotifytools_error() ? inotifytools_error() : EIO;
}
