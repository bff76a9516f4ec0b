package io.github.gru4j;

import io.github.gru4j.internal.kernel.Kernels;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Prints, before the first test, what the tests run on, so that a log always tells; .ci/run reads this line. That the
 * kernel set is also the one meant is the job of KernelSelectionTest.
 */
public final class TestEnvironmentReport implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        System.out.println("gru4j tests: JDK " + System.getProperty("java.version") + ", kernels " + Kernels.reason());
    }
}
