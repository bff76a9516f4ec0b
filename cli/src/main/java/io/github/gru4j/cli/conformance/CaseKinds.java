package io.github.gru4j.cli.conformance;

import java.util.List;

/** The kinds of golden files. */
final class CaseKinds {

    /** Every kind, once; no item belongs to two. */
    static final List<Cases> ALL = List.of(
            new ForwardCases(),
            new DropoutCases(),
            new Keras2ForwardCases(),
            new GradientCases(),
            new ActivationCases(),
            new InitializerCases(),
            new RegularizerConstraintCases(),
            new LossCases(),
            new MetricCases(),
            new OptimizerCases(),
            new TrainingCases(),
            new ModelCases(),
            new ConfigCases(),
            new ErrorCases(),
            new DropoutMaskFactCases(),
            new Keras3ReadsKeras2Cases());

    private CaseKinds() {}
}
