package io.github.gru4j.metric;

import java.util.Arrays;

/** The area under the curves of {@link AUC}. Stateless; safe to call from many threads. */
final class CurveArea {

    private CurveArea() {}

    /** The area under a curve through the points that the thresholds give. */
    static double of(ConfusionCounts counts, AUC.Curve curve, AUC.SummationMethod summationMethod) {
        double[] tp = counts.truePositives();
        double[] fp = counts.falsePositives();
        double[] tn = counts.trueNegatives();
        double[] fn = counts.falseNegatives();
        double[] recall = ThresholdMetric.ratios(tp, fn);
        return switch (curve) {
            case ROC -> riemann(ThresholdMetric.ratios(fp, tn), recall, summationMethod);
            case PR ->
                summationMethod == AUC.SummationMethod.INTERPOLATION
                        ? interpolatedPrecision(tp, fp, fn)
                        : riemann(recall, ThresholdMetric.ratios(tp, fp), summationMethod);
            case PRGAIN -> {
                double[] recallGain = gains(tp, fn, tn, fp, fn);
                Arrays.setAll(recallGain, i -> tp[i] == 0 ? 0 : Math.max(recallGain[i], 0));
                yield riemann(recallGain, gains(tp, fp, tn, fp, fn), summationMethod);
            }
        };
    }

    /** 1 − (positives / negatives) · wrong / tp; 1 without true positives. */
    private static double[] gains(double[] tp, double[] wrong, double[] tn, double[] fp, double[] fn) {
        double[] gains = new double[tp.length];
        Arrays.setAll(gains, i -> 1 - Metric.ratio(tp[i] + fn[i], tn[i] + fp[i]) * Metric.ratio(wrong[i], tp[i]));
        return gains;
    }

    private static double riemann(double[] x, double[] y, AUC.SummationMethod summationMethod) {
        double area = 0;
        for (int i = 0; i < x.length - 1; i++) {
            double height = switch (summationMethod) {
                case INTERPOLATION -> (y[i] + y[i + 1]) / 2;
                case MINORING -> Math.min(y[i], y[i + 1]);
                case MAJORING -> Math.max(y[i], y[i + 1]);
            };
            area += (x[i] - x[i + 1]) * height;
        }
        return area;
    }

    /**
     * Between two thresholds the true positives grow in proportion to all positives p, so precision is
     * {@code slope + intercept / p}, which is integrated (Davis and Goadrich, "The Relationship Between Precision-Recall
     * and ROC Curves", 2006).
     */
    private static double interpolatedPrecision(double[] tp, double[] fp, double[] fn) {
        double area = 0;
        for (int i = 0; i < tp.length - 1; i++) {
            double gained = tp[i] - tp[i + 1];
            double before = tp[i] + fp[i];
            double after = tp[i + 1] + fp[i + 1];
            double slope = Metric.ratio(gained, Math.max(before - after, 0));
            double intercept = tp[i + 1] - slope * after;
            double growth = before > 0 && after > 0 ? before / after : 1;
            area += Metric.ratio(slope * (gained + intercept * Math.log(growth)), tp[i + 1] + fn[i + 1]);
        }
        return area;
    }
}
