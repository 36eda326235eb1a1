import ControlAPI

/// `GET /v1/jobs/{job}/log[?offset=BYTES]`
let logRoute = Route(.GET, "/v1/jobs/{job}/log", query: ["offset"]) { request, daemon in
    let offset = try request.integer("offset", in: 0...Int.max)
    return try await daemon.log(request.path[2], from: offset)
}
