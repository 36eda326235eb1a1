// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Models

extension JobSettings.Input {
    /// The affine map from x in [0, 1] to the model's input, in the model's layout: (value − mean)/std, where the value
    /// is x or, with `scale = "none"`, x in the data's own units. With `scale = "standard"`, mean and std are those of
    /// the columns.
    ///
    /// - Throws: `Failure` (refused) if a list holds neither one number nor one per channel or column.
    func modelScale(of data: JoinedDataset, layout: SampleLayout, file: String?) throws -> InputScale {
        if min != nil, !data.takesRange {
            throw Failure.refused(
                "bad-value",
                "[input] min and max are for tables and real numbers; an image's x is always pixel/255 (or /65535)",
                hint: "say what the model wants of [0, 1] with mean and std: mean = 0.5, std = 0.5 gives -1…1",
                file: file)
        }
        guard scale == .standard else { return try modelScale(units: data.units, layout: layout, file: file) }
        guard let moments = data.moments, mean == nil, std == nil else {
            throw Failure.refused(
                "bad-value", "[input] scale = \"standard\" is for tables, and goes without mean and std",
                hint: "leave scale out, and give mean and std as numbers", file: file)
        }
        var plain = self
        (plain.scale, plain.mean, plain.std) = (DatasetOptions.Scale.none, moments.mean, moments.deviation)
        return try plain.modelScale(units: data.units, layout: layout, file: file)
    }

    func modelScale(units: DataUnits, layout: SampleLayout, file: String?) throws -> InputScale {
        let element = layout.elementShape
        let mean = try spread(mean ?? [0], "mean", element, file)
        let std = try spread(std ?? [1], "std", element, file)
        let isRaw = scale == DatasetOptions.Scale.none
        let raw = isRaw ? units : DataUnits(scale: [1], offset: [0])
        let natural = (0..<element.reduce(1, *)).map { place in
            let scale = raw.scale.count == 1 ? raw.scale[0] : raw.scale[place]
            let offset = raw.offset.count == 1 ? raw.offset[0] : raw.offset[place]
            return (scale: Float(scale / std(place)), offset: Float((offset - mean(place)) / std(place)))
        }
        let values = layout.order.map { $0.map { natural[$0] } } ?? natural
        return InputScale(scale: Self.collapsed(values.map(\.scale)), offset: Self.collapsed(values.map(\.offset)))
    }

    /// The value for each place of a sample, from one for all or one per channel or column.
    private func spread(
        _ values: [Double], _ key: String, _ element: [Int], _ file: String?
    ) throws -> (Int) -> Double {
        let groups = element[element.count - 1]
        guard values.count == 1 || values.count == groups else {
            throw Failure.refused(
                "bad-value",
                "[input] \(key) has \(values.count) numbers; the data has \(groups) "
                    + (element.count == 3 ? "channels" : "columns"), hint: "give one number, or \(groups)", file: file)
        }
        return { values.count == 1 ? values[0] : values[$0 % groups] }
    }

    private static func collapsed(_ values: [Float]) -> [Float] {
        values.allSatisfy { $0 == values[0] } ? [values[0]] : values
    }
}
