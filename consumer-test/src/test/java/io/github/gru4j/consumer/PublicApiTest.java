package io.github.gru4j.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything a stranger can name has Javadoc. Here rather than by doclint, whose check also asks for {@code @param} and
 * {@code @return} that repeat the signature.
 */
class PublicApiTest {

    @ParameterizedTest
    @ValueSource(strings = {"core", "keras"})
    void everythingExportedIsDocumented(String module) throws IOException {
        PublicElements found = new PublicElements();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(exportedSources(Path.of("..", module, "src", "main", "java"))));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                found.scan(unit, docs);
            }
        }
        assertThat(found.documented).as("elements seen in %s", module).isPositive();
        assertThat(found.undocumented).isEmpty();
    }

    private static List<Path> exportedSources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !root.relativize(file).toString().contains("internal"))
                    .sorted()
                    .toList();
        }
    }

    /** Walks the public and protected elements of public and protected types. */
    private static final class PublicElements extends TreePathScanner<Void, DocTrees> {

        private final List<String> undocumented = new ArrayList<>();
        private int documented;

        @Override
        public Void visitClass(ClassTree type, DocTrees docs) {
            if (!isVisible(type.getModifiers())) {
                return null;
            }
            check(type.getSimpleName().toString(), docs);
            return super.visitClass(type, docs);
        }

        @Override
        public Void visitMethod(MethodTree method, DocTrees docs) {
            boolean inherits = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
            if (!inherits && isVisible(method.getModifiers())) {
                check(method.getName().toString(), docs);
            }
            return null; // not into the body: what it declares is no API
        }

        @Override
        public Void visitVariable(VariableTree field, DocTrees docs) {
            boolean recordComponent = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
            if (!recordComponent && isVisible(field.getModifiers())) {
                check(field.getName().toString(), docs);
            }
            return null;
        }

        private boolean isVisible(ModifiersTree modifiers) {
            TreePath parent = getCurrentPath().getParentPath();
            boolean implicitlyPublic = parent != null && parent.getLeaf().getKind() == Tree.Kind.INTERFACE;
            boolean hidden = modifiers.getFlags().contains(Modifier.PRIVATE);
            return !hidden
                    && (implicitlyPublic
                            || modifiers.getFlags().contains(Modifier.PUBLIC)
                            || modifiers.getFlags().contains(Modifier.PROTECTED));
        }

        private void check(String name, DocTrees docs) {
            String comment = docs.getDocComment(getCurrentPath());
            if (comment != null && !comment.isBlank()) {
                documented++;
                return;
            }
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            long position = docs.getSourcePositions()
                    .getStartPosition(unit, getCurrentPath().getLeaf());
            undocumented.add(Path.of(unit.getSourceFile().getName()).getFileName() + ":"
                    + unit.getLineMap().getLineNumber(position) + " " + name);
        }
    }
}
