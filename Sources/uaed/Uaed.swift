@main
struct Uaed {
    static func main() {}
}
