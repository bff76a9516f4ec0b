package io.github.gru4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.gru4j.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md, checked on the compiled classes of core. */
class ArchitectureTest {

    private static final String BASE = "io.github.gru4j.";

    /** Lower levels first. A package imports from lower levels only: never up, never sideways, hence no cycles. */
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("tensor"),
            Set.of("internal.kernel"),
            Set.of("internal.kernel.vector"),
            Set.of("random"),
            Set.of("activation", "initializer", "regularizer", "constraint"),
            Set.of("layer"),
            Set.of("layer.rnn"),
            Set.of("loss"),
            Set.of("data", "metric", "optimizer"),
            Set.of("model"),
            Set.of("streaming"));

    private static final URL ROOT =
            Tensor.class.getProtectionDomain().getCodeSource().getLocation();
    private static final JavaClasses CORE = new ClassFileImporter().importUrl(ROOT);

    @Test
    void theRulesSeeEveryClassOfCore() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            long files = sources.filter(file -> file.toString().endsWith(".java")
                            && !file.endsWith("module-info.java")
                            && !file.endsWith("package-info.java"))
                    .count();
            assertThat(files).isGreaterThan(5);
            assertThat(CORE.stream()
                            .filter(JavaClass::isTopLevelClass)
                            .filter(c -> !c.getSimpleName().equals("package-info")))
                    .hasSizeGreaterThanOrEqualTo((int) files);
        }
        assertThat(packageNames()).contains(BASE + "tensor", BASE + "internal.kernel");
    }

    @Test
    void importsGoDownTheTable() {
        classes().should(importOnlyFromLowerLevels()).check(CORE);
    }

    @Test
    void onlyTheVectorPackageSeesTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "internal.kernel.vector")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .check(CORE);
    }

    @Test
    void nothingLinksTheVectorPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "internal.kernel.vector")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + "internal.kernel.vector")
                .because("a JVM without the module must be able to load every other class")
                .check(CORE);
    }

    @Test
    void coreDependsOnTheJdkAndJSpecifyOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "jdk.incubator.vector..", "org.jspecify.annotations..", "io.github.gru4j..")
                .check(CORE);
    }

    @Test
    void anOptimizerKnowsParametersAndGradientsButNoLayers() {
        noClasses()
                .that()
                .resideInAPackage(BASE + "optimizer")
                .should()
                .dependOnClassesThat(describe(
                        "reside in layer and are not Parameter or Gradients",
                        c -> c.getPackageName().startsWith(BASE + "layer")
                                && !Set.of("Parameter", "Gradients").contains(c.getSimpleName())))
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void nothingPrints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CORE);
    }

    @Test
    void randomnessComesFromTheSeededGenerator() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom|random\\..*)")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CORE);
    }

    @Test
    void fusedMultiplyAddStaysInTheVectorSet() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "internal.kernel.vector")
                .should()
                .callMethod(Math.class, "fma", float.class, float.class, float.class)
                .orShould()
                .callMethod(Math.class, "fma", double.class, double.class, double.class)
                .because("a machine without the instruction falls back to BigDecimal")
                .check(CORE);
    }

    @Test
    void onlyTheKernelSelectorReflectsAndLogs() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "internal.kernel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.System\\$Logger.*")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.Object(In|Out)putStream")
                .check(CORE);
    }

    @Test
    void thereIsNoStaticMutableState() {
        fields().that().areStatic().should().beFinal().check(CORE);
        fields().that()
                .areStatic()
                .should()
                .notHaveRawType(describe(
                        "mutable",
                        type -> type.isAssignableTo(ThreadLocal.class)
                                || type.getPackageName().equals("java.util.concurrent.atomic")
                                || type.getSimpleName().matches(".*(HashMap|ArrayList|HashSet|TreeMap|Deque|Buffer)")
                                || type.isEquivalentTo(Tensor.class)))
                .check(CORE);
        fields().that()
                .areStatic()
                .and()
                .areNotPrivate()
                .and(describe("are not synthetic", field -> !field.getName().contains("$")))
                .should()
                .notHaveRawType(describe("arrays, which anyone may write to", JavaClass::isArray))
                .check(CORE);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (String name : packageNames()) {
            JavaPackage found = CORE.getPackage(name);
            assertThat(found.isAnnotatedWith(NullMarked.class))
                    .as("%s has a package-info with @NullMarked", name)
                    .isTrue();
        }
    }

    @Test
    void theModuleExportsEverythingButTheInternals() throws IOException {
        try (InputStream in = new URL(ROOT, "module-info.class").openStream()) {
            ModuleDescriptor module = ModuleDescriptor.read(in);
            assertThat(module.exports().stream().map(ModuleDescriptor.Exports::source))
                    .containsExactlyInAnyOrderElementsOf(packageNames().stream()
                            .filter(name -> !name.startsWith(BASE + "internal"))
                            .toList());
            assertThat(module.exports()).noneMatch(ModuleDescriptor.Exports::isQualified);
        }
    }

    private static Set<String> packageNames() {
        return CORE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(BASE))
                .collect(Collectors.toSet());
    }

    private static ArchCondition<JavaClass> importOnlyFromLowerLevels() {
        return new ArchCondition<>("import only from lower levels") {
            @Override
            public void check(JavaClass importer, ConditionEvents events) {
                for (Dependency dependency : importer.getDirectDependenciesFromSelf()) {
                    JavaClass imported = dependency.getTargetClass().getBaseComponentType();
                    if (imported.getPackageName().startsWith(BASE)
                            && !imported.getPackageName().equals(importer.getPackageName())
                            && level(imported) >= level(importer)) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static int level(JavaClass type) {
        String name = type.getPackageName().substring(BASE.length());
        for (int level = 0; level < LEVELS.size(); level++) {
            if (LEVELS.get(level).contains(name)) {
                return level;
            }
        }
        throw new AssertionError("Place the package " + name + " in LEVELS and in docs/architecture.md.");
    }
}
