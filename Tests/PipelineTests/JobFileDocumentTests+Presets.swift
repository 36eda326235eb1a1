// SPDX-License-Identifier: Apache-2.0
extension JobFileDocumentTests {
    /// Held against the code by `PresetDocumentTests`.
    static let presets = """
        ## Presets

        `preset = "uaed"`, the default, is Algorithm 1 with five changes. The length of its steps depends on neither the
        model nor the data. The loss is counted in percent of the clean one. Every iterate is evaluated as it would be
        stored. The estimate of I needs no random permutation. The critic is trained beforehand, and each iteration
        begins with it as it was then.

        `paper` is Algorithm 1 in the paper's order and with its step; what trains its critic is ours.

        `released` follows the authors' published code in the order of its steps, its random start and the iterate that
        it keeps. Its critic is of the same function class and trained by block-Adam, so results agree in their
        statistics, not number by number.

        `method = "pgd"` is no preset. It is projected gradient descent on f, by the sign of its gradient, from a start
        that is uniform in ±ε. It needs an `epsilon`, estimates no I, and makes 100 iterations if `iterations` is not
        set.

        For `objective = "reconstruction"` and convolution sampling:

        | parameter | `uaed` | `paper` | `released` |
        |---|---|---|---|
        | alpha | 0.003 | 0.01 | 0.01 |
        | beta | 0.1 | 0.1 | 0.1 |
        | critic_start | put-back | warm | warm |
        | decay_exponent | 0.25 | 0.25 | 0.25 |
        | epsilon | 1 | 1 | 1 |
        | first_decay | 0.9 | 0.9 | 0.9 |
        | hidden_units | 10 | 10 | 10 |
        | initial_penalty | 0 | 0 | 0.001 |
        | inner_steps | 20 | 20 | 20 |
        | iterations | 40 | 40 | 40 |
        | kappa | 0 | 0 | 0 |
        | learning_rate | 0.003 | 0.0008 | 0.0008 |
        | loss_unit | percent-of-clean | sum-of-squares | sum-of-squares |
        | margin | 0.0001 | 0 | 0 |
        | marginal | all-pairs | permutation | permutation |
        | matrix_deviation | 0.17678 | 0.0078125 | 0.088388 |
        | optimiser | block-adam | block-adam | block-adam |
        | order | paper | paper | released |
        | pretraining_steps | 100 | 0 | 0 |
        | row_count | 32 | 500 | 500 |
        | row_length | 32 | 128 | 128 |
        | second_decay | 0.999 | 0.999 | 0.999 |
        | stabiliser | 0.00000001 | 0.00000001 | 0.00000001 |
        | standardised | false | false | false |
        | start_noise | 0 | 0 | 0.03 |
        | step | scale-free | plain | plain |
        | storage_aware | true | false | false |

        `start_noise` of `released` is 0.03 on tables, and on images of H×W pixels with C channels √(6/(H·W + H·C)). `matrix_deviation` is 1/√d' (in
        `paper` 1/d') and moves with `row_length`. What is different elsewhere:

        | parameter, where | `uaed` | `paper` | `released` |
        |---|---|---|---|
        | learning_rate, random sampling | 0.005 | 0.0008 | 0.0008 |
        | standardised, random sampling | true | false | true |
        | alpha, supervised | 0.01 | 0.01 | 0.01 |
        | inner_steps, supervised | 20 | 20 | 1 |
        | loss_unit, supervised | sum-of-squares | sum-of-squares | sum-of-squares |
        | margin, supervised | 0 | 0 | 0 |
        | step, supervised | plain | plain | plain |
        | decay_exponent, contrastive | 0.25 | 0.25 | 0.5 |
        | iterations, contrastive | 20 | 20 | 20 |

        Supervised are the objectives `untargeted` and `targeted`.
        """
}
