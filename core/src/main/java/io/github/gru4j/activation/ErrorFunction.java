package io.github.gru4j.activation;

/**
 * The complementary error function in double precision.
 *
 * <p>Rational Chebyshev approximations on three intervals, |x| ≤ 0.46875, ≤ 4 and beyond, with a relative error near
 * 1e-16 over the whole range where the result is a normal number.
 *
 * @see <a href="https://doi.org/10.1090/S0025-5718-1969-0247736-4">W. J. Cody, Rational Chebyshev approximations for
 *     the error function, Mathematics of Computation 23, 1969</a>; coefficients as in his CALERF, SPECFUN, 1990
 */
final class ErrorFunction {

    private static final double ONE_OVER_SQRT_PI = 0.56418958354775628695;

    // erf(x) = x P(x²)/Q(x²); highest power first, as in the other two
    private static final double[] SMALL_P = {
        1.85777706184603153e-1,
        3.16112374387056560e0,
        1.13864154151050156e2,
        3.77485237685302021e2,
        3.20937758913846947e3
    };
    private static final double[] SMALL_Q = {
        1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3
    };

    // erfc(x) = exp(-x²) P(x)/Q(x)
    private static final double[] MIDDLE_P = {
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594e0,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3
    };
    private static final double[] MIDDLE_Q = {
        1,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3
    };

    // erfc(x) = exp(-x²)/x (1/√π − x⁻² P(x⁻²)/Q(x⁻²))
    private static final double[] LARGE_P = {
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4
    };
    private static final double[] LARGE_Q = {
        1,
        2.56852019228982242e0,
        1.87295284992346725e0,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3
    };

    private ErrorFunction() {}

    /** {@code erfc(x) = 1 − erf(x)}, accurate also where it is tiny; 0 at infinity, 2 at minus infinity. */
    static double erfc(double x) {
        double a = Math.abs(x);
        if (a <= 0.46875) {
            double square = x * x;
            return 1 - x * polynomial(SMALL_P, square) / polynomial(SMALL_Q, square);
        }
        double tail;
        if (a <= 4) {
            tail = expOfMinusSquare(a) * (polynomial(MIDDLE_P, a) / polynomial(MIDDLE_Q, a));
        } else if (a < 27) {
            double inverse = 1 / (a * a);
            double ratio = inverse * polynomial(LARGE_P, inverse) / polynomial(LARGE_Q, inverse);
            tail = expOfMinusSquare(a) * ((ONE_OVER_SQRT_PI - ratio) / a);
        } else {
            tail = a > 0 ? 0 : a; // below the smallest double; or NaN
        }
        return x < 0 ? 2 - tail : tail;
    }

    /** exp(−a²) without the rounding error of a²: the leading part of a has an exact square. */
    private static double expOfMinusSquare(double a) {
        double head = Math.floor(a * 16) / 16;
        double rest = (a - head) * (a + head);
        return Math.exp(-head * head) * Math.exp(-rest);
    }

    private static double polynomial(double[] coefficients, double x) {
        double value = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            value = value * x + coefficients[i];
        }
        return value;
    }
}
