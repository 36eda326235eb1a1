// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Models
import Testing

@testable import Pipeline

@Suite(.timeLimit(.minutes(10))) struct SampleLayoutTests {
    private func candidates(_ element: [Int], _ declared: [Int?], _ layout: JobSettings.Layout? = nil) -> [SampleLayout]
    {
        SampleLayout.candidates(elementShape: element, declared: declared, layout: layout)
    }

    @Test func layoutFollowsFromTheShape() {
        #expect(candidates([28, 28, 1], [1, 28, 28]).map(\.layout) == [.channelsFirst])
        #expect(candidates([28, 28, 1], [28, 28, 1]).map(\.layout) == [.channelsLast])
        #expect(candidates([32, 24, 3], [3, 32, 24]).map(\.layout) == [.channelsFirst])
        #expect(candidates([32, 24, 3], [32, 24, 3]).map(\.layout) == [.channelsLast])
        #expect(candidates([32, 24, 3], [3, nil, nil]).map(\.modelShape) == [[3, 32, 24]])
        #expect(candidates([28, 28, 1], [28, 28]).map(\.modelShape) == [[28, 28]])
        #expect(candidates([28, 28, 1], [1, 1, 28, 28]).map(\.modelShape) == [[1, 1, 28, 28]])
    }

    @Test func flatInputsOfOneChannelHaveOneOrder() {
        let found = candidates([28, 28, 1], [784])
        #expect(found.count == 1)
        #expect(found[0].order == nil)
    }

    @Test func flatInputsOfSeveralChannelsNeedTheLayout() {
        #expect(candidates([2, 2, 3], [12]).count == 2)
        #expect(candidates([2, 2, 3], [12], .channelsLast).map(\.order) == [nil])
        #expect(candidates([2, 2, 3], [12], .channelsFirst)[0].order == [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
    }

    @Test func squareOfThreeIsAmbiguous() {
        #expect(candidates([3, 3, 3], [3, 3, 3]).count == 2)
    }

    @Test func whatDoesNotFitHasNoCandidate() {
        #expect(candidates([28, 28, 1], [77]).isEmpty)
        #expect(candidates([28, 28, 3], [1, 28, 28]).isEmpty)
        #expect(candidates([77], [76]).isEmpty)
        #expect(candidates([28, 28, 1], [28, 28, 1], .channelsFirst).isEmpty == false, "the same values, one channel")
        #expect(candidates([32, 24, 3], [32, 24, 3], .channelsFirst).isEmpty)
    }

    @Test func tablesFillOneFreeDimension() {
        #expect(candidates([77], [77]).map(\.modelShape) == [[77]])
        #expect(candidates([77], [nil]).map(\.modelShape) == [[77]])
        #expect(candidates([78], [2, nil]).map(\.modelShape) == [[2, 39]])
        #expect(candidates([77], [2, nil]).isEmpty)
    }

    @Test func channelsFirstAndBack() {
        let layout = SampleLayout(elementShape: [1, 2, 3], modelShape: [3, 1, 2], layout: .channelsFirst)
        let fit = ModelFit(graph: .init(), layout: layout, scale: .identity, output: nil)
        let natural: [Float] = [10, 20, 30, 11, 21, 31]
        #expect(fit.arranged(natural) == [10, 11, 20, 21, 30, 31])
        #expect(fit.arranged(natural + natural) == [10, 11, 20, 21, 30, 31, 10, 11, 20, 21, 30, 31])
        #expect(fit.restored(fit.arranged(natural)) == natural)
    }

    @Test func scaleIsPerChannelInTheModelsLayout() throws {
        let layout = SampleLayout(elementShape: [1, 2, 3], modelShape: [3, 1, 2], layout: .channelsFirst)
        let units = DataUnits(scale: [255], offset: [0])
        var input = JobSettings.Input()
        #expect(try input.modelScale(units: units, layout: layout, file: nil) == .identity)
        input.mean = [0, 0.5, 1]
        input.std = [0.5]
        let scale = try input.modelScale(units: units, layout: layout, file: nil)
        #expect(scale.scale == [2])
        #expect(scale.offset == [0, 0, -1, -1, -2, -2])
        input = JobSettings.Input(scale: DatasetOptions.Scale.none)
        #expect(try input.modelScale(units: units, layout: layout, file: nil).scale == [255])
        input = JobSettings.Input(mean: [1, 2], std: [1])
        #expect(throws: Failure.self) { try input.modelScale(units: units, layout: layout, file: nil) }
    }
}
