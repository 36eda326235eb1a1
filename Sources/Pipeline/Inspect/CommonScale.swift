// SPDX-License-Identifier: Apache-2.0
import Datasets
import Models

/// A scale that models are commonly trained with.
struct CommonScale {
    /// What the model is fed, for people.
    let words: String
    /// What job.toml says about it.
    let line: String
    let input: JobSettings.Input

    private init(_ words: String, _ line: String, _ input: JobSettings.Input) {
        (self.words, self.line, self.input) = (words, line, input)
    }

    /// The scales that make sense for the data, in the order in which they are preferred.
    static func all(for data: JoinedDataset) -> [CommonScale] {
        guard data.kind == .images else { return tables(data) }
        return images(channels: data.elementShape[2])
    }

    private static func images(channels: Int) -> [CommonScale] {
        var scales = [
            CommonScale("pixels in 0…1", "scale = \"minmax\"", .init()),
            CommonScale("pixels in −1…1", "mean = 0.5, std = 0.5", .init(mean: [0.5], std: [0.5])),
            CommonScale("pixels as they stand, in 0…255", "scale = \"none\"", .init(scale: DatasetOptions.Scale.none)),
        ]
        // The statistics of ImageNet and of MNIST that the tutorials of PyTorch use.
        if channels == 3 {
            let (mean, std) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
            scales.append(
                CommonScale(
                    "pixels less ImageNet's mean", "mean = \(mean), std = \(std)", .init(mean: mean, std: std)))
        } else if channels == 1 {
            scales.append(
                CommonScale(
                    "pixels less MNIST's mean", "mean = 0.1307, std = 0.3081", .init(mean: [0.1307], std: [0.3081])))
        }
        return scales
    }

    private static func tables(_ data: JoinedDataset) -> [CommonScale] {
        var scales = [
            CommonScale("columns between their minimum and maximum", "scale = \"minmax\"", .init()),
            CommonScale("cells as they stand", "scale = \"none\"", .init(scale: DatasetOptions.Scale.none)),
            CommonScale(
                "columns less their mean, divided by their standard deviation", "scale = \"standard\"",
                .init(scale: .standard)),
        ]
        if holdsPixels(data) {
            // With x = cell/255 for all columns alike, ε has the same meaning as for images.
            scales.insert(
                CommonScale(
                    "cells divided by 255", "min = 0, max = 255", .init(scale: DatasetOptions.Scale.none, std: [255])),
                at: 1)
        }
        return scales
    }

    /// Whether every cell is a whole number in 0…255, and some column reaches beyond 1.
    private static func holdsPixels(_ data: JoinedDataset) -> Bool {
        let units = data.units
        let ends = zip(units.scale, units.offset).map { (least: $1, greatest: $0 + $1) }
        // The product is the step in the cells' own units, but for rounding.
        let areWhole = zip(data.grid.step, units.scale).allSatisfy { $0 == 0 || abs($0 * $1 - 1) < 1e-9 }
        return areWhole && ends.allSatisfy { $0.least >= 0 && $0.greatest <= 255 }
            && ends.contains { $0.greatest > 1 }
    }
}
