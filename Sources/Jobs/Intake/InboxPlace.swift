/// An inbox and where its results go.
public struct InboxPlace: Sendable, Equatable {
    public var name: String
    public var path: String
    public var outbox: String
    /// Loose datasets need no checkpoint of their own.
    public var servesLoose: Bool

    public init(name: String, path: String, outbox: String, servesLoose: Bool) {
        self.name = name
        self.path = path
        self.outbox = outbox
        self.servesLoose = servesLoose
    }
}
