// SPDX-License-Identifier: Apache-2.0
/// Every format that is read. A new one is a folder of its own, a line here and a case of `DatasetFormat`.
enum SourceFormats {
    static let all: [any SourceFormat] = [PNGFormat(), CSVFormat(), IDXFormat(), ArrayFormat(), CIFARFormat()]
}
