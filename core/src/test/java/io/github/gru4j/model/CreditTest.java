package io.github.gru4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CreditTest {

    private static final long MILLION = 1_000_000; // nanoseconds in a millisecond

    @Test
    void threadsAreTriedFirst() {
        assertThat(new Credit().suffices(1)).isTrue();
    }

    @Test
    void gainsAreNoReasonToStop() {
        Credit credit = new Credit();
        for (int call = 0; call < 100; call++) {
            credit.settle(1, 0.5, 5 * MILLION, 6 * MILLION);
            assertThat(credit.suffices(1)).isTrue();
        }
    }

    @Test
    void aLossIsMadeUpForByATenthOfTheCallsOnOneThread() {
        Credit credit = new Credit();
        credit.settle(1, 0.5, MILLION, 11 * MILLION); // 9 ms lost, 5 were there
        for (int call = 0; call < 20; call++) {
            assertThat(credit.suffices(1)).as("call %s", call).isFalse(); // 2 ms each
        }
        assertThat(credit.suffices(1)).isTrue();
    }

    @Test
    void theCostOfOneThreadGrowsWithTheWork() {
        Credit credit = new Credit();
        credit.settle(1, 0.5, MILLION, 11 * MILLION);
        assertThat(credit.suffices(20)).isFalse();
        assertThat(credit.suffices(20)).isTrue();
    }

    @Test
    void whatHeldUpTheCallerIsNoMeasureOfTheRest() {
        Credit credit = new Credit();
        credit.settle(1, 0.5, MILLION, MILLION);
        credit.settle(1, 0.5, 10 * MILLION, 17 * MILLION); // no faster than one thread that is held up for 9 ms
        assertThat(credit.suffices(1)).isFalse();
    }

    @Test
    void gainsOfLongAgoDoNotPayForLosses() {
        Credit credit = new Credit();
        for (int call = 0; call < 100; call++) {
            credit.settle(1, 0.5, 5 * MILLION, 6 * MILLION);
        }
        credit.settle(1, 0.2, 2 * MILLION, 20 * MILLION);
        assertThat(credit.suffices(1)).isFalse();
    }

    @Test
    void aStandstillIsForgottenAfterHalfASecond() {
        Credit credit = new Credit();
        credit.settle(1, 0.5, 50 * MILLION, 3_600_000 * MILLION);
        for (int call = 0; call < 5; call++) {
            assertThat(credit.suffices(1)).isFalse();
        }
        assertThat(credit.suffices(1)).isTrue();
    }

    @Test
    void aPaceOfLongAgoIsNoMeasure() {
        Credit credit = new Credit();
        credit.settle(1, 0.5, MILLION / 20, MILLION / 20); // a machine that was twenty times as fast
        for (int call = 0; call < 400; call++) {
            credit.settle(1, 0.5, MILLION, 12 * MILLION / 10);
        }
        assertThat(credit.suffices(1)).isTrue();
    }

    @Test
    void threadsCostATenthAtMost() {
        Credit credit = new Credit();
        long spent = 0;
        long alone = 0;
        for (int call = 0; call < 10_000; call++) {
            alone += MILLION;
            if (credit.suffices(3)) {
                spent += 6 * MILLION;
                credit.settle(3, 0.75, 750_000, 6 * MILLION);
            } else {
                spent += MILLION;
            }
        }
        assertThat(spent).isBetween((long) (1.08 * alone), (long) (1.11 * alone));
    }
}
