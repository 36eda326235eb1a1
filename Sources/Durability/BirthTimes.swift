import CLinux

/// Whether a file's birth says when it was made, or what somebody set.
public enum BirthTimes {
    /// On the mount of `folder` births are this machine's own: on shares and foreign file systems a server, or a client that
    /// copies, sets them.
    public static func areKept(at folder: String) -> Bool { uaed_keeps_births(folder) }
}
